//! Candidates: which terms may begin at a unit. The index knows every character, sound class,
//! letter, digit and symbol that a term may begin with.

use std::collections::HashMap;

use super::align::{Alignment, align};
use super::pattern::Pattern;
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

/// All patterns of a set, by what they begin with.
#[derive(Debug, Default)]
pub struct Index {
    patterns: Vec<Pattern>,
    by_char: HashMap<char, Vec<u32>>,
    by_sound: Vec<Vec<u32>>,
    by_letter: Vec<Vec<u32>>,
    by_digit: Vec<Vec<u32>>,
    pairs: Pairs,
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
            by_letter: vec![Vec::new(); 26],
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
        for c in chars {
            push(self.by_char.entry(c).or_default(), id);
        }
        if pattern.folds.contains(Fold::Homophone) {
            let set = readings(first.readings);
            for r in set.into_iter().take(2).filter(|r| *r != 0) {
                if let Some(list) = self.by_sound.get_mut(usize::from(near(r))) {
                    push(list, id);
                }
            }
            self.add_pairs(set, pattern);
            let letter = syllable(set[0]).bytes().next().map(|b| usize::from(b - b'a'));
            if let Some(list) = letter.and_then(|l| self.by_letter.get_mut(l)) {
                push(list, id);
            }
        }
        if pattern.folds.contains(Fold::Digit)
            && let Some(list) = digit(first.ch).and_then(|d| self.by_digit.get_mut(usize::from(d)))
        {
            push(list, id);
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
                let components = second.splits.iter().filter_map(|s| s.first().copied());
                let same = |c: &char| digit(*c).is_some() && digit(*c) == digit(second.ch);
                let digits = DIGITS.chars().filter(same);
                let chars = second.glyphs.iter().copied().chain(components).chain(digits).chain([second.ch]);
                let read = readings(second.readings).into_iter().take(2).map(near);
                chars.map(heard).chain(read).collect()
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
            self.find_at(units, i, &mut found);
        }
        found
    }

    fn find_at(&self, units: &[Unit], i: usize, found: &mut Vec<Found>) {
        let Some(unit) = units.get(i) else { return };
        let from = found.len();
        let mut try_all = |list: Option<&Vec<u32>>| {
            for id in list.into_iter().flatten() {
                let Some(pattern) = self.patterns.get(*id as usize) else { continue };
                if let Some(alignment) = align(pattern, units, i) {
                    found.push(Found { entry: pattern.entry, alignment });
                }
            }
        };
        try_all(self.by_char.get(&unit.ch));
        match unit.class() {
            Class::Han => {
                // How the character is commonly read is what a reader hears.
                let sound = near(readings(unit.readings())[0]);
                let next = units.get(i + 1).filter(|u| u.class() == Class::Han);
                if next.is_none_or(|n| self.pairs.has(sound, near(readings(n.readings())[0]))) {
                    try_all(self.by_sound.get(usize::from(sound)));
                }
                try_all(unit.digit().and_then(|d| self.by_digit.get(usize::from(d))));
            }
            Class::Digit => try_all(unit.digit().and_then(|d| self.by_digit.get(usize::from(d)))),
            Class::Latin => try_all(self.by_letter.get((unit.ch as usize).wrapping_sub('a' as usize))),
            _ => {}
        }
        dedupe(found, from);
    }
}

fn push(list: &mut Vec<u32>, id: u32) {
    if list.last() != Some(&id) {
        list.push(id);
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
