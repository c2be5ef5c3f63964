//! Candidates: which terms may begin at a unit. The index knows every character, sound class,
//! letter, digit and symbol that a term may begin with.

use std::collections::HashMap;

use super::align::{Alignment, align};
use super::pattern::Pattern;
use crate::fold::folds::Wanted;
use crate::fold::{Class, Unit, digit, near, near_classes, readings, syllable};
use crate::message::Fold;

/// A term found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The entry.
    pub entry: u32,
    /// Where and how.
    pub alignment: Alignment,
}

/// Chinese numerals, for the pairs of sounds.
const DIGITS: &str = "零〇○一壹弌幺二贰弍两三叁弎四肆五伍六陆七柒八捌九玖";

/// Letters that pinyin is written in.
const LETTERS: usize = 26;

/// The list of syllables that begin with these letters.
fn pinyin(one: u8, two: Option<u8>) -> Option<usize> {
    let place = |b: u8| b.is_ascii_lowercase().then(|| usize::from(b - b'a'));
    Some(place(one)? * (LETTERS + 1) + two.map_or(Some(0), |b| place(b).map(|at| at + 1))?)
}

/// All patterns of a set, by what they begin with.
#[derive(Debug, Default)]
pub struct Index {
    patterns: Vec<Pattern>,
    by_char: HashMap<char, Vec<Start>>,
    by_sound: Vec<Vec<Start>>,
    /// By the first two letters of a syllable.
    by_pinyin: Vec<Vec<Start>>,
    by_digit: Vec<Vec<Start>>,
    pairs: Pairs,
}

/// The Chinese characters that may begin what stands for a character: its look-alikes, the first of
/// its components, the same digit in another script, itself.
fn stand_for(wanted: &Wanted) -> impl Iterator<Item = char> {
    let components = wanted.splits.iter().filter_map(|s| s.first().copied());
    let same = |c: &char| digit(*c).is_some() && digit(*c) == digit(wanted.ch);
    wanted.glyphs.iter().copied().chain(components).chain(DIGITS.chars().filter(same)).chain([wanted.ch])
}

/// A pattern in a list of those that may begin with the same thing, with what may come second.
/// A list is read from front to back at almost every character, so the pattern itself is not
/// touched before its second character fits.
#[derive(Debug, Clone, Copy)]
struct Start {
    id: u32,
    second: Second,
}

/// What may come second: one bit a hash of a character, one bit a hash of a sound class, and
/// whether nothing may. It may say yes too often, never no to a text that an alignment would
/// accept.
#[derive(Debug, Clone, Copy)]
struct Second {
    chars: [u64; 4],
    sounds: u64,
    nothing: bool,
}

impl Second {
    /// Anything may, nothing too.
    const ANY: Self = Self { chars: [!0; 4], sounds: !0, nothing: true };

    fn of(pattern: &Pattern) -> Self {
        let Some(second) = pattern.wanted.get(1) else { return Self::ANY };
        let mut allowed = Self { chars: [0; 4], sounds: 0, nothing: false };
        stand_for(second).for_each(|c| allowed.add_char(c));
        if pattern.folds.contains(Fold::Homophone) {
            let heard = readings(second.readings).into_iter().take(2).filter(|r| *r != 0);
            heard.for_each(|r| allowed.sounds |= Self::sound_bit(near(r)));
        }
        // One symbol may stand for the whole term.
        allowed.nothing = pattern.wanted.first().is_some_and(|first| !first.symbols.is_empty());
        allowed
    }

    fn add_char(&mut self, c: char) {
        let (word, bit) = Self::char_bit(c);
        if let Some(w) = self.chars.get_mut(word) {
            *w |= bit;
        }
    }

    fn add(&mut self, other: Self) {
        self.chars.iter_mut().zip(other.chars).for_each(|(w, o)| *w |= o);
        self.sounds |= other.sounds;
        self.nothing |= other.nothing;
    }

    /// The golden ratio spreads code points that follow each other.
    fn char_bit(c: char) -> (usize, u64) {
        let hash = (c as u32).wrapping_mul(0x9e37_79b9) >> 24;
        ((hash / 64) as usize, 1 << (hash % 64))
    }

    fn sound_bit(class: u16) -> u64 {
        1 << (u32::from(class).wrapping_mul(0x9e37_79b9) >> 26)
    }
}

/// What follows a character of a text, as far as it rules patterns out.
enum Next {
    /// Another Chinese character: its bit, its sound class and the bit of that.
    Han { char: (usize, u64), heard: u16, sound: u64 },
    /// Nothing.
    End,
    /// Something else, which is left to the alignment.
    Other,
}

impl Next {
    fn of(units: &[Unit], i: usize) -> Self {
        let Some(unit) = units.get(i) else { return Self::End };
        match units.get(i + 1) {
            None if unit.class() != Class::Latin => Self::End,
            Some(next) if unit.class() == Class::Han && next.class() == Class::Han => {
                let heard = near(readings(next.readings())[0]);
                Self::Han { char: Second::char_bit(next.ch), heard, sound: Second::sound_bit(heard) }
            }
            _ => Self::Other,
        }
    }

    fn fits(&self, second: &Second) -> bool {
        match self {
            Self::Han { char: (word, bit), sound, .. } => {
                second.chars.get(*word).is_some_and(|w| w & bit != 0) || second.sounds & sound != 0
            }
            Self::End => second.nothing,
            Self::Other => true,
        }
    }
}

/// Which sound may follow which at the beginning of a term: one bit a pair of sound classes. Most
/// places of a text are ruled out by it without a look at any term.
#[derive(Debug, Default)]
struct Pairs {
    classes: usize,
    bits: Vec<u64>,
}

impl Pairs {
    fn new(classes: usize) -> Self {
        Self { classes, bits: vec![0; (classes * classes).div_ceil(64)] }
    }

    fn place(&self, first: u16, next: u16) -> (usize, u64) {
        let at = usize::from(first) * self.classes + usize::from(next);
        (at / 64, 1 << (at % 64))
    }

    fn set(&mut self, first: u16, next: u16) {
        let (word, bit) = self.place(first, next);
        if let Some(w) = self.bits.get_mut(word) {
            *w |= bit;
        }
    }

    fn has(&self, first: u16, next: u16) -> bool {
        let (word, bit) = self.place(first, next);
        self.bits.get(word).is_none_or(|w| w & bit != 0)
    }
}

/// The sound class of a folded character as it is commonly read.
fn heard(c: char) -> u16 {
    let mut buffer = [0; 4];
    let units = crate::fold::fold(c.encode_utf8(&mut buffer));
    units.first().map_or(0, |u| near(readings(u.readings())[0]))
}

impl Index {
    /// Builds the index.
    pub fn new(patterns: Vec<Pattern>) -> Self {
        let mut index = Self {
            by_sound: vec![Vec::new(); near_classes()],
            by_pinyin: vec![Vec::new(); LETTERS * (LETTERS + 1)],
            by_digit: vec![Vec::new(); 10],
            pairs: Pairs::new(near_classes()),
            ..Self::default()
        };
        for (id, pattern) in patterns.iter().enumerate() {
            index.add(id as u32, pattern);
        }
        index.patterns = patterns;
        index
    }

    fn add(&mut self, id: u32, pattern: &Pattern) {
        let Some(first) = pattern.wanted.first() else { return };
        // Every character of the same sound is found by sound, the character itself too.
        let by_sound = pattern.folds.contains(Fold::Homophone) && readings(first.readings)[0] != 0;
        let mut chars = if by_sound { Vec::new() } else { vec![first.ch] };
        if pattern.folds.contains(Fold::Glyph) {
            chars.extend(first.glyphs.iter().copied().chain(first.symbols.iter().map(|(s, _)| *s)));
        }
        if pattern.folds.contains(Fold::Split) {
            chars.extend(first.splits.iter().filter_map(|s| s.first().copied()));
        }
        let start = Start { id, second: Second::of(pattern) };
        // A component of the first character stands before the rest of that character.
        let component = |c| first.splits.iter().any(|s| s.first() == Some(&c));
        for c in chars {
            let second = if component(c) { Second::ANY } else { start.second };
            push(self.by_char.entry(c).or_default(), Start { id, second });
        }
        if pattern.folds.contains(Fold::Homophone) {
            let set = readings(first.readings);
            for r in set.into_iter().take(2).filter(|r| *r != 0) {
                if let Some(list) = self.by_sound.get_mut(usize::from(near(r))) {
                    push(list, start);
                }
            }
            self.add_pairs(set, pattern);
            let mut letters = syllable(set[0]).bytes();
            if let Some(one) = letters.next() {
                let two = letters.next();
                // lü is written lv and lu.
                let spelt =
                    [pinyin(one, two), two.filter(|b| *b == b'v').and_then(|_| pinyin(one, Some(b'u')))];
                for at in spelt.into_iter().flatten() {
                    if let Some(list) = self.by_pinyin.get_mut(at) {
                        push(list, start);
                    }
                }
            }
        }
        if pattern.folds.contains(Fold::Digit)
            && let Some(list) = digit(first.ch).and_then(|d| self.by_digit.get_mut(usize::from(d)))
        {
            push(list, start);
        }
    }

    /// All patterns.
    pub fn patterns(&self) -> &[Pattern] {
        &self.patterns
    }

    /// Every sound that may stand after the first: of the second character itself, its readings,
    /// its look-alikes, its first component, the same digit in another script.
    fn add_pairs(&mut self, first: [u16; 3], pattern: &Pattern) {
        let mut after: Vec<u16> = match pattern.wanted.get(1) {
            None => (0..self.pairs.classes as u16).collect(),
            Some(second) => {
                let read = readings(second.readings).into_iter().take(2).map(near);
                stand_for(second).map(heard).chain(read).collect()
            }
        };
        after.dedup();
        for r in first.into_iter().take(2).filter(|r| *r != 0) {
            for next in &after {
                self.pairs.set(near(r), *next);
            }
        }
    }

    /// How many patterns there are.
    pub fn len(&self) -> usize {
        self.patterns.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// Every alignment of every term with the text, in the order of their start. Overlaps are
    /// left in: what wins is for the rules to say.
    pub fn find(&self, units: &[Unit]) -> Vec<Found> {
        let mut found = Vec::new();
        for i in 0..units.len() {
            let from = found.len();
            self.find_at(units, i, |pattern, alignment| {
                found.push(Found { entry: pattern.entry, alignment });
                false
            });
            dedupe(&mut found, from);
        }
        found
    }

    /// Whether the text holds an alignment that `of_interest` takes.
    pub fn contains(&self, units: &[Unit], of_interest: impl Fn(&Pattern, &Alignment) -> bool) -> bool {
        (0..units.len()).any(|i| self.find_at(units, i, |pattern, found| of_interest(pattern, &found)))
    }

    /// Hands every alignment at unit `i` to `each` until it says that it has enough.
    fn find_at(&self, units: &[Unit], i: usize, mut each: impl FnMut(&Pattern, Alignment) -> bool) -> bool {
        let Some(unit) = units.get(i) else { return false };
        let after = Next::of(units, i);
        let mut try_all = |list: Option<&Vec<Start>>| {
            for start in list.into_iter().flatten().filter(|s| after.fits(&s.second)) {
                let Some(pattern) = self.patterns.get(start.id as usize) else { continue };
                if let Some(alignment) = align(pattern, units, i)
                    && each(pattern, alignment)
                {
                    return true;
                }
            }
            false
        };
        let by_digit = || unit.digit().and_then(|d| self.by_digit.get(usize::from(d)));
        try_all(self.by_char.get(&unit.ch))
            || match unit.class() {
                Class::Han => {
                    // How the character is commonly read is what a reader hears.
                    let sound = near(readings(unit.readings())[0]);
                    let fits = match after {
                        Next::Han { heard, .. } => self.pairs.has(sound, heard),
                        Next::End | Next::Other => true,
                    };
                    (fits && try_all(self.by_sound.get(usize::from(sound)))) || try_all(by_digit())
                }
                Class::Digit => try_all(by_digit()),
                Class::Latin => {
                    let letter = |at: usize| units.get(at).and_then(|u| u8::try_from(u.ch).ok());
                    let one = letter(i).unwrap_or(0);
                    let list = |two| pinyin(one, two).and_then(|at| self.by_pinyin.get(at));
                    let two = letter(i + 1).filter(u8::is_ascii_lowercase);
                    try_all(list(None)) || (two.is_some() && try_all(list(two)))
                }
                _ => false,
            }
    }
}

fn push(list: &mut Vec<Start>, start: Start) {
    match list.last_mut().filter(|last| last.id == start.id) {
        Some(same) => same.second.add(start.second),
        None => list.push(start),
    }
}

/// One alignment an entry and stretch: the cheapest.
fn dedupe(found: &mut Vec<Found>, from: usize) {
    if found.len() < from + 2 {
        return;
    }
    let mut tail = found.split_off(from);
    tail.sort_by_key(|f| (f.entry, f.alignment.end, f.alignment.cost));
    tail.dedup_by_key(|f| (f.entry, f.alignment.end));
    found.append(&mut tail);
}
