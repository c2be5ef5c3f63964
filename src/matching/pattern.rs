//! A term prepared for matching: every character with its sounds, look-alikes and components.

use std::collections::HashMap;

use crate::fold::folds::Wanted;
use crate::fold::{Class, Unit, fold, near, readings};
use crate::message::{Fold, FoldSet};

/// The derived tables of `lexicons/folds`, read once.
#[derive(Debug, Default)]
pub struct FoldData {
    glyphs: HashMap<char, Vec<char>>,
    splits: HashMap<char, Vec<Box<[char]>>>,
    symbols: Vec<(char, Vec<char>)>,
}

impl FoldData {
    /// From the tables' text: `char TAB characters` a line, `#` comments. Lines that are neither
    /// are left out; `tests/tidy.rs` checks that there are none.
    pub fn new(glyph: &str, split: &str) -> Self {
        let mut data = Self::default().with_glyphs(glyph);
        for (c, rest) in rows(split) {
            let parts: Box<[char]> = fold(rest).iter().map(|u| u.ch).collect();
            let all = data.splits.entry(c).or_default();
            if parts.len() > 1 && !all.contains(&parts) {
                all.push(parts);
            }
        }
        data
    }

    /// Adds another table of look-alikes, behind those that are known.
    #[must_use]
    pub fn with_glyphs(mut self, glyph: &str) -> Self {
        for (c, rest) in rows(glyph) {
            let all = self.glyphs.entry(c).or_default();
            for g in rest.chars().filter(|g| *g != c) {
                if !all.contains(&g) {
                    all.push(g);
                }
            }
        }
        self
    }

    /// Makes likeness mutual: a table lists the best of each character only.
    #[must_use]
    pub fn both_ways(mut self) -> Self {
        let mut pairs: Vec<(char, char)> =
            self.glyphs.iter().flat_map(|(c, all)| all.iter().map(|g| (*g, *c))).collect();
        pairs.sort_unstable();
        for (c, g) in pairs {
            let all = self.glyphs.entry(c).or_default();
            if !all.contains(&g) {
                all.push(g);
            }
        }
        self
    }

    /// The characters that look like `c`.
    pub fn glyphs(&self, c: char) -> &[char] {
        self.glyphs.get(&c).map_or(&[], Vec::as_slice)
    }

    /// Adds a symbol that stands for a word.
    pub fn add_symbol(&mut self, symbol: char, reads: &str) {
        self.symbols.push((symbol, reads.chars().collect()));
    }
}

fn rows(text: &str) -> impl Iterator<Item = (char, &str)> {
    text.lines().filter(|l| !l.starts_with('#')).filter_map(|l| {
        let (c, rest) = l.split_once('\t')?;
        Some((c.chars().next()?, rest.trim()))
    })
}

/// A term, or another way of writing it.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// Index of the entry that it belongs to.
    pub entry: u32,
    /// Its characters.
    pub wanted: Box<[Wanted]>,
    /// The folds that it takes.
    pub folds: FoldSet,
    /// Whether these are initials.
    pub initials: bool,
}

impl Pattern {
    /// Prepares `text`. Separators in the text of a term itself are dropped.
    pub fn new(entry: u32, text: &str, folds: FoldSet, initials: bool, data: &FoldData) -> Self {
        let units = fold(text);
        let chars: Vec<char> = units.iter().map(|u| u.ch).collect();
        let wanted = units
            .iter()
            .enumerate()
            .map(|(i, u)| Wanted {
                ch: u.ch,
                readings: u.readings(),
                glyphs: data.glyphs.get(&u.ch).map(|g| g.as_slice().into()).unwrap_or_default(),
                splits: data.splits.get(&u.ch).map(|s| s.as_slice().into()).unwrap_or_default(),
                symbols: data
                    .symbols
                    .iter()
                    .filter(|(_, reads)| chars.get(i..).is_some_and(|rest| rest.starts_with(reads)))
                    .map(|(symbol, reads)| (*symbol, reads.len()))
                    .collect(),
            })
            .collect();
        Self { entry, wanted, folds, initials }
    }

    /// Whether the term itself is written in Latin letters: then it is a word of its own.
    pub fn is_latin(&self) -> bool {
        self.wanted.last().is_some_and(|w| w.ch.is_ascii_alphabetic())
    }

    /// A cheap look at the first two characters. It may say yes too often, never no to a text
    /// that an alignment would accept: only the plain case, two Chinese characters in a row, is
    /// judged; everything else is left to the alignment.
    pub(super) fn may_start(&self, units: &[Unit], start: usize) -> bool {
        let (Some(first), Some(second)) = (units.get(start), self.wanted.get(1)) else { return true };
        let Some(one) = self.wanted.first() else { return false };
        let Some(next) = units.get(start + 1) else {
            return first.class() == Class::Latin || !one.symbols.is_empty();
        };
        if first.class() != Class::Han || next.class() != Class::Han {
            return true;
        }
        let begins = |w: &Wanted, c: char| w.splits.iter().any(|s| s.first() == Some(&c));
        if begins(one, first.ch)
            || begins(second, next.ch)
            || next.ch == second.ch
            || second.glyphs.contains(&next.ch)
        {
            return true;
        }
        if crate::fold::digit(next.ch).is_some_and(|d| crate::fold::digit(second.ch) == Some(d)) {
            return true;
        }
        let heard = near(readings(next.readings())[0]);
        self.folds.contains(Fold::Homophone)
            && heard != 0
            && readings(second.readings).into_iter().take(2).any(|r| near(r) == heard)
    }

    /// How many characters it has.
    pub fn len(&self) -> usize {
        self.wanted.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.wanted.is_empty()
    }
}
