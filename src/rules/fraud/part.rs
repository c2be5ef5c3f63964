//! A part of an event, read: folded units, cues, sums and typed values, and where clauses end.

use std::ops::Range;

use super::Voice;
use super::amount::{Amount, amounts};
use super::lexicon::{Kind, Kinds, lexicon};
use super::scan::Mark;
use crate::fold::{Class, Unit, graphemes_around};
use crate::rules::private::PrivateKind;
use crate::rules::private::grammar::{self, Candidate};

/// Longest clause and sentence that is looked at, in units, to either side.
const REACH: usize = 160;

/// One part, read for the rule.
pub(super) struct Part<'a> {
    pub index: usize,
    pub voice: Voice,
    pub text: &'a str,
    pub units: Vec<Unit>,
    pub marks: Vec<Mark>,
    pub amounts: Vec<Amount>,
    /// Ways to reach or to pay the speaker; empty, like `amounts`, before [`Part::read_values`].
    pub contacts: Vec<Candidate>,
}

impl<'a> Part<'a> {
    pub fn read(index: usize, voice: Voice, text: &'a str, units: Vec<Unit>) -> Self {
        let marks = lexicon().all.marks(&units);
        Self { index, voice, text, units, marks, amounts: Vec::new(), contacts: Vec::new() }
    }

    /// Reads sums and typed values: only once the cues say that it is worth it.
    pub fn read_values(&mut self) {
        let mut contacts = grammar::values(self.text, &self.units);
        contacts.retain(|c| {
            matches!(
                c.kind,
                PrivateKind::MobilePhone
                    | PrivateKind::FixedPhone
                    | PrivateKind::MessengerId
                    | PrivateKind::BankCard
                    | PrivateKind::Email
            )
        });
        let mut amounts = amounts(&self.units);
        amounts.retain(|a| contacts.iter().all(|c| c.units.end <= a.start || a.end <= c.units.start));
        (self.amounts, self.contacts) = (amounts, contacts);
    }

    /// The marks that begin in a range of units.
    pub fn marks_in(&self, range: Range<usize>) -> &[Mark] {
        let from = self.marks.partition_point(|m| m.start < range.start);
        let to = self.marks.partition_point(|m| m.start < range.end);
        self.marks.get(from..to.max(from)).unwrap_or_default()
    }

    /// Whether a mark of one of the kinds begins in a range of units.
    pub fn has(&self, range: Range<usize>, kinds: Kinds) -> bool {
        self.marks_in(range).iter().any(|m| m.any(kinds))
    }

    /// Whether one of the kinds occurs in the part.
    pub fn mentions(&self, kind: Kind) -> bool {
        self.marks.iter().any(|m| m.is(kind))
    }

    /// The clause around a unit: up to the next punctuation on either side.
    pub fn clause(&self, at: usize) -> Range<usize> {
        self.around(at, |u| u.class() == Class::Stop)
    }

    /// The sentence around a unit.
    pub fn sentence(&self, at: usize) -> Range<usize> {
        self.around(at, |u| matches!(u.ch, '。' | '!' | '?' | '\n' | '…' | ';'))
    }

    fn around(&self, at: usize, stop: impl Fn(&Unit) -> bool) -> Range<usize> {
        let left = self.units.get(at.saturating_sub(REACH)..at).unwrap_or_default();
        let start = left.iter().rposition(&stop).map_or(at - left.len(), |i| at - left.len() + i + 1);
        let right = self.units.get(at..(at + REACH).min(self.units.len())).unwrap_or_default();
        let end = at + right.iter().position(&stop).unwrap_or(right.len());
        start..end
    }

    /// Whether a unit stands inside quotation marks of its sentence: somebody else's words.
    pub fn quoted(&self, at: usize) -> bool {
        let sentence = self.sentence(at);
        let mut depth = 0usize;
        for unit in self.units.get(sentence.start..at).unwrap_or_default() {
            match unit.ch {
                '“' | '「' | '『' | '‘' => depth += 1,
                '”' | '」' | '』' | '’' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        depth > 0
    }

    /// The character of a unit; a space where there is none.
    pub fn ch(&self, at: usize) -> char {
        self.units.get(at).map_or(' ', |u| u.ch)
    }

    /// The bytes of some units, on grapheme boundaries.
    pub fn bytes(&self, units: &Range<usize>) -> Range<usize> {
        let covered = self.units.get(units.clone()).unwrap_or_default();
        let start = covered.first().map_or(0, |u| u.start as usize);
        let end = covered.last().map_or(start, |u| u.end as usize);
        graphemes_around(self.text, start..end)
    }

    /// The folds of some units.
    pub fn folds(&self, units: &Range<usize>) -> crate::message::FoldSet {
        let covered = self.units.get(units.clone()).unwrap_or_default();
        covered.iter().fold(crate::message::FoldSet::EMPTY, |f, u| f.union(u.folds()))
    }
}
