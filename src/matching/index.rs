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

/// All patterns of a set, by what they begin with.
#[derive(Debug, Default)]
pub struct Index {
    patterns: Vec<Pattern>,
    by_char: HashMap<char, Vec<u32>>,
    by_sound: Vec<Vec<u32>>,
    by_letter: Vec<Vec<u32>>,
    by_digit: Vec<Vec<u32>>,
}

impl Index {
    /// Builds the index.
    pub fn new(patterns: Vec<Pattern>) -> Self {
        let mut index = Self {
            by_sound: vec![Vec::new(); near_classes()],
            by_letter: vec![Vec::new(); 26],
            by_digit: vec![Vec::new(); 10],
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
                try_all(self.by_sound.get(usize::from(near(readings(unit.readings())[0]))));
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
