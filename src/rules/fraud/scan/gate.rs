//! The fast way out for almost every text: over its characters as they are, could one of the words
//! stand in it? An entry a character tells which words may begin with it and which may go on with it;
//! only a few characters around a place where both hold are folded.

use super::{MAX_GAP, Scanner, Word};
use crate::fold::{self, Class, Unit};

/// Longest syllable in letters, zhuang.
const LETTERS: usize = 6;
/// Words share as many bits, by the sound of their first character.
const BUCKETS: u32 = 31;
/// In `first`: the character may be a whole word. In `second`: it is looked over.
const ALONE: u32 = 1 << BUCKETS;
/// See [`ALONE`].
const SKIPPED: u32 = 1 << BUCKETS;
/// Characters of the basic plane have an entry.
const TABLE: usize = 0x1_0000;

/// In which words a character may stand first and second, one bit for each bucket.
#[derive(Debug, Default, Clone, Copy)]
struct Entry {
    first: u32,
    second: u32,
}

/// A scanner with what says where its words cannot be.
pub(in super::super) struct Gate {
    scanner: Scanner,
    entries: Box<[Entry]>,
    /// Letters of the longest word when it is spelt; a character counts as the longest syllable.
    reach: usize,
}

impl Gate {
    /// Tables for a scanner.
    pub fn new(scanner: Scanner) -> Self {
        let second = Second::new(&scanner.words);
        let entries: Box<[Entry]> = (0..TABLE as u32)
            .map(|cp| char::from_u32(cp).map_or(Entry::default(), |c| entry(&scanner, &second, c)))
            .collect();
        let longest = scanner.words.iter().map(|w| w.atoms.len()).max().unwrap_or(0);
        Self { scanner, entries, reach: longest * LETTERS }
    }

    /// Whether one of the words occurs: what [`Scanner::any`] says of the folded text.
    pub fn opens(&self, text: &str) -> bool {
        let mut buffer = Vec::new();
        // Where a word may have begun, and which.
        let mut open = (0, 0);
        for (at, c) in text.char_indices() {
            let entry = self.entry(c);
            let goes_on = entry.second & open.1 & !SKIPPED != 0;
            let alone = entry.first & ALONE != 0;
            // Rare, and one jump for both.
            let looked_at = goes_on | alone;
            if looked_at
                && ((goes_on && self.word_at(text, open.0, &mut buffer))
                    || (alone && self.word_at(text, at, &mut buffer)))
            {
                return true;
            }
            let skipped = entry.second & SKIPPED != 0;
            open = if skipped { open } else { (at, entry.first & !ALONE) };
        }
        false
    }

    #[inline]
    fn entry(&self, c: char) -> Entry {
        self.entries.get(c as usize).copied().unwrap_or_else(|| self.beyond(c))
    }

    /// The entry of a character beyond the table: what it folds to has one, or may sound like any.
    fn beyond(&self, c: char) -> Entry {
        of_units(fold::folded(c), |u| {
            let rare = Entry { first: 0, second: !SKIPPED };
            self.entries.get(u.ch as usize).copied().unwrap_or(rare)
        })
    }

    /// Whether a word begins within the character at a byte.
    #[cold]
    fn word_at(&self, text: &str, at: usize, units: &mut Vec<Unit>) -> bool {
        let (left, right) = text.split_at_checked(at).unwrap_or((text, ""));
        units.clear();
        units.extend(left.chars().next_back().into_iter().flat_map(fold::folded));
        let from = units.len();
        // As far as the longest word can reach, and one more.
        let (mut spent, mut gap) = (0, 0);
        for c in right.chars() {
            for unit in fold::folded(c) {
                units.push(unit);
                let class = unit.class();
                gap = if class == Class::Separator { gap + 1 } else { 0 };
                spent += match class {
                    Class::Separator => 0,
                    Class::Latin => 1,
                    _ => LETTERS,
                };
            }
            if spent > self.reach || gap > MAX_GAP {
                break;
            }
        }
        let many = right.chars().next().map_or(0, |c| fold::folded(c).count());
        (from..from + many).any(|i| self.scanner.at(units, i).is_some())
    }
}

/// What may stand second in a word, by character and by sound.
struct Second {
    chars: std::collections::HashMap<char, u32>,
    sounds: Vec<u32>,
    near: Vec<u32>,
}

impl Second {
    fn new(words: &[Word]) -> Self {
        let syllables = usize::from(u16::MAX);
        let mut out = Self {
            chars: std::collections::HashMap::new(),
            sounds: vec![0; syllables],
            near: vec![0; fold::near_classes()],
        };
        for word in words {
            out.add(word);
        }
        out
    }

    fn add(&mut self, word: &Word) {
        let [first, second, ..] = word.atoms.as_slice() else { return };
        let bits = bucket(word);
        *self.chars.entry(second.ch).or_default() |= bits;
        if !word.by_sound {
            return;
        }
        let all = if word.atoms.len() > 2 {
            self.near.get_mut(usize::from(second.near))
        } else {
            self.sounds.get_mut(usize::from(second.sound))
        };
        if let Some(all) = all {
            *all |= bits;
        }
        // In letters: jie|fang, j|i|e.
        let letters =
            [fold::syllable(first.sound).chars().nth(1), fold::syllable(second.sound).chars().next()];
        for letter in letters.into_iter().flatten() {
            *self.chars.entry(letter).or_default() |= bits;
        }
    }

    fn of(&self, unit: Unit) -> u32 {
        let literal = self.chars.get(&unit.ch).copied().unwrap_or(0);
        fold::readings(unit.readings()).into_iter().filter(|s| *s != 0).fold(literal, |bits, sound| {
            let same = self.sounds.get(usize::from(sound)).copied().unwrap_or(0);
            let near = self.near.get(usize::from(fold::near(sound))).copied().unwrap_or(0);
            bits | same | near
        })
    }
}

fn bucket(word: &Word) -> u32 {
    1 << (word.atoms.first().map_or(0, |a| u32::from(a.near)) % BUCKETS)
}

fn entry(scanner: &Scanner, second: &Second, c: char) -> Entry {
    of_units(fold::folded(c), |unit| {
        let list = scanner.index.get(unit.ch as usize).and_then(|n| scanner.lists.get(usize::from(*n)));
        let words =
            list.into_iter().flat_map(|l| &l.words).filter_map(|n| scanner.words.get(usize::from(*n)));
        let first = words.fold(0, |bits, w| bits | if w.atoms.len() == 1 { ALONE } else { bucket(w) });
        Entry { first, second: second.of(unit) }
    })
}

/// The entry of a character that folds to some units: any of them may begin a word or go on with
/// one, and a word may lie within them.
fn of_units(units: impl Iterator<Item = Unit>, of: impl Fn(Unit) -> Entry) -> Entry {
    let (mut all, mut many, mut skipped) = (Entry::default(), 0, true);
    for unit in units {
        let one = of(unit);
        all = Entry { first: all.first | one.first, second: all.second | one.second & !SKIPPED };
        many += 1;
        skipped &= unit.class() == Class::Separator;
    }
    if many > 1 && all.first & all.second != 0 {
        all.first |= ALONE;
    }
    // A separator with which a word begins or goes on is none here; the window decides.
    if skipped && all.first == 0 {
        all.second |= SKIPPED;
    }
    all
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::super::lexicon::{Kinds, OFFICE, REQUEST, lexicon};
    use super::*;

    /// What the gate has to say: the scanner at every place of the whole folded text.
    fn occurs(gate: &Gate, text: &str) -> bool {
        let units = fold::fold(text);
        (0..units.len()).any(|i| gate.scanner.at(&units, i).is_some())
    }

    fn words(kinds: Kinds) -> Vec<String> {
        lexicon().cues.iter().filter(|c| kinds.has(c.kind)).flat_map(|c| c.words.clone()).collect()
    }

    fn offices() -> Vec<String> {
        words(OFFICE)
    }

    /// A character of the same sound, if one is common.
    fn sound_alike(c: char, n: usize) -> char {
        let sound = |c| fold::folded(c).next().map_or(0, |u| fold::readings(u.readings())[0]);
        let alike = ('\u{4e00}'..='\u{9fff}').filter(|a| sound(*a) == sound(c));
        alike.cycle().nth(n).unwrap_or(c)
    }

    fn pinyin(word: &str, letters: usize) -> String {
        let of = |u: Unit| fold::syllable(fold::readings(u.readings())[0]).chars().take(letters);
        fold::fold(word).into_iter().flat_map(of).collect()
    }

    #[test]
    fn every_office_opens_in_every_disguise() {
        assert!(disguised(&lexicon().office, OFFICE) > 400);
    }

    #[test]
    fn every_request_opens_in_every_disguise() {
        assert!(disguised(&lexicon().request, REQUEST) > 400);
    }

    /// Looks at every word of a gate in disguises; how many of them are words.
    fn disguised(gate: &Gate, kinds: Kinds) -> usize {
        let mut disguised = 0;
        for word in words(kinds) {
            assert!(gate.opens(&word), "{word}");
            let spelt = [pinyin(&word, LETTERS), pinyin(&word, 1)];
            let wide: String = word.chars().flat_map(|c| [c, '·', ' ']).collect();
            let heard = (0..word.chars().count()).map(|k| {
                word.chars().enumerate().map(|(i, c)| if i == k { sound_alike(c, 3) } else { c }).collect()
            });
            for text in spelt.into_iter().chain([wide]).chain(heard) {
                let text = format!("今天{text}，😀好");
                assert_eq!(gate.opens(&text), occurs(gate, &text), "{text}");
                disguised += usize::from(occurs(gate, &text));
            }
        }
        disguised
    }

    fn piece() -> impl Strategy<Value = String> {
        let word = prop::sample::select([offices(), words(REQUEST)].concat());
        let part = (prop::sample::select(offices()), 0..3usize, 1..3usize)
            .prop_map(|(w, from, many)| w.chars().skip(from).take(many).collect());
        let alike = (prop::sample::select(offices()), 0..40usize)
            .prop_map(|(w, n)| w.chars().map(|c| if n % 3 == 0 { c } else { sound_alike(c, n) }).collect());
        let between = prop::sample::select(vec![
            "",
            "·",
            "  ",
            "😀",
            "\u{200b}",
            "，",
            "（",
            "x",
            "bu",
            "dui",
            "jfj",
            "⑩",
            "㈱",
            "𝗷𝗳𝗷",
            "軍",
            "…",
        ]);
        prop_oneof![
            1 => word,
            3 => part,
            2 => alike,
            4 => between.prop_map(str::to_owned),
            1 => "\\PC{0,3}",
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

        #[test]
        fn the_gate_says_what_the_scanner_finds(pieces in prop::collection::vec(piece(), 1..8)) {
            let text = pieces.concat();
            for gate in [&lexicon().office, &lexicon().request] {
                prop_assert_eq!(gate.opens(&text), occurs(gate, &text), "{}", text);
            }
        }
    }
}
