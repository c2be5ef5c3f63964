//! Folding: one table look-up a character turns a text into units, each with its place in the
//! original. Most folds are a property of one character and are done here (`width`, `script`,
//! look-alike letters); those that look at neighbours are steps of the alignment, one file a fold
//! in [`folds`].

pub mod folds;
mod sound;
mod span;
mod table;

pub use sound::{near, near_classes, readings, syllable};
pub use span::{code_points, graphemes_around};

use crate::message::FoldSet;

/// What a folded character is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Class {
    /// A letter of another script, a number that is no digit.
    Other = 0,
    /// A Chinese character.
    Han = 1,
    /// `0` to `9`.
    Digit = 2,
    /// `a` to `z`.
    Latin = 3,
    /// An opening bracket or quotation mark.
    Open = 4,
    /// A closing bracket or quotation mark.
    Close = 5,
    /// What may stand between characters without being read: spaces, dots, symbols, emoji,
    /// zero-width characters.
    Separator = 6,
    /// Punctuation that ends a clause.
    Stop = 7,
}

/// One folded character and where it came from. 16 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit {
    /// The character after width, script and case.
    pub ch: char,
    /// First byte in the original.
    pub start: u32,
    /// One past the last byte in the original. Units of one character share a range.
    pub end: u32,
    packed: u32,
}

impl Unit {
    /// What it is good for.
    pub fn class(self) -> Class {
        match self.packed >> 22 & 0xf {
            1 => Class::Han,
            2 => Class::Digit,
            3 => Class::Latin,
            4 => Class::Open,
            5 => Class::Close,
            6 => Class::Separator,
            7 => Class::Stop,
            _ => Class::Other,
        }
    }

    /// The folds that made it.
    pub fn folds(self) -> FoldSet {
        FoldSet::from_bits((self.packed >> 13 & 0x1ff) as u16)
    }

    /// Its set of readings, for [`readings`]; 0 is none.
    pub fn readings(self) -> u16 {
        (self.packed & 0x1fff) as u16
    }

    /// The digit that it writes: `3`, 三, 叁. Sound-alikes (久 for 9) are not digits here.
    pub fn digit(self) -> Option<u8> {
        digit(self.ch)
    }
}

/// The characters that write digits, besides `0` to `9`.
const NUMERALS: [(char, u8); 26] = [
    ('一', 1),
    ('二', 2),
    ('三', 3),
    ('两', 2),
    ('四', 4),
    ('五', 5),
    ('六', 6),
    ('七', 7),
    ('八', 8),
    ('九', 9),
    ('零', 0),
    ('〇', 0),
    ('○', 0),
    ('壹', 1),
    ('弌', 1),
    ('幺', 1),
    ('贰', 2),
    ('弍', 2),
    ('叁', 3),
    ('弎', 3),
    ('肆', 4),
    ('伍', 5),
    ('陆', 6),
    ('柒', 7),
    ('捌', 8),
    ('玖', 9),
];

/// The numerals at the places of [`place`]; no two share one.
const PLACED: [(char, u8); 128] = {
    let mut table = [('\0', 0); 128];
    let mut i = 0;
    while i < NUMERALS.len() {
        let at = place(NUMERALS[i].0);
        assert!(table[at].0 == '\0', "two numerals share a place");
        table[at] = NUMERALS[i];
        i += 1;
    }
    table
};

/// Seven bits of a character that tell every numeral from every other.
const fn place(c: char) -> usize {
    ((c as usize >> 7) ^ c as usize) % 128
}

/// The digit that a folded character writes.
#[inline]
pub fn digit(c: char) -> Option<u8> {
    if c.is_ascii() {
        return c.is_ascii_digit().then(|| c as u8 - b'0');
    }
    let (numeral, digit) = PLACED[place(c)];
    (numeral == c).then_some(digit)
}

/// Folds `text` into `units`, which is cleared first. Never fails and allocates only when the
/// buffer has to grow: keep the buffer.
///
/// Invariant: unit ranges lie on character boundaries of `text`, do not overlap unless equal, and
/// do not go back.
pub fn fold_into(text: &str, units: &mut Vec<Unit>) {
    units.clear();
    let mut start = 0u32;
    for c in text.chars() {
        let end = start + c.len_utf8() as u32;
        let entry = table::entry(c);
        match table::expansion(entry) {
            None => units.push(unpack(entry, start, end)),
            Some(all) => units.extend(all.iter().map(|e| unpack(*e, start, end))),
        }
        start = end;
    }
    debug_assert_eq!(start as usize, text.len(), "the span map covers the text");
}

/// [`fold_into`] with a buffer of its own.
pub fn fold(text: &str) -> Vec<Unit> {
    let mut units = Vec::with_capacity(text.len() / 2);
    fold_into(text, &mut units);
    units
}

/// The units of one character; their places count from it.
pub fn folded(c: char) -> impl Iterator<Item = Unit> {
    let entry = table::entry(c);
    let all = table::expansion(entry).unwrap_or_default();
    let one = all.is_empty().then_some(entry);
    one.into_iter().chain(all.iter().copied()).map(move |e| unpack(e, 0, c.len_utf8() as u32))
}

/// The first character that a character folds to.
pub fn folded_char(c: char) -> char {
    let entry = table::entry(c);
    let first = table::expansion(entry).and_then(|all| all.first()).copied().unwrap_or(entry);
    unpack(first, 0, 0).ch
}

/// The folded characters as a string: what a reader sees when nothing is disguised by form.
/// Folding this again changes nothing.
pub fn folded_text(text: &str) -> String {
    fold(text).iter().map(|u| u.ch).collect()
}

fn unpack(entry: u64, start: u32, end: u32) -> Unit {
    let ch = char::from_u32((entry & 0x1f_ffff) as u32).unwrap_or(char::REPLACEMENT_CHARACTER);
    Unit { ch, start, end, packed: (entry >> 21 & 0x3ff_ffff) as u32 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Fold;

    #[test]
    fn width_script_and_case() {
        assert_eq!(folded_text("Ｐ.Ｌ.Ａ解放軍⑧①ⓙ"), "p.l.a解放军81j");
        let units = fold("軍");
        assert_eq!(units[0].folds(), FoldSet::of(&[Fold::Script]));
        assert_eq!(units[0].class(), Class::Han);
    }

    #[test]
    fn look_alike_letters_and_tones() {
        assert_eq!(folded_text("РLА jiě lǚ"), "pla jie lv");
        assert!(fold("Р")[0].folds().contains(Fold::Glyph));
    }

    #[test]
    fn one_character_may_become_several_units() {
        let units = fold("⑩㈱");
        assert_eq!((units[0].ch, units[1].ch), ('1', '0'));
        assert_eq!((units[0].start, units[0].end), (units[1].start, units[1].end));
    }
}
