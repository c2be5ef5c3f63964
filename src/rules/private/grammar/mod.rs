//! Grammars of private values over folded units: one file a kind, all of them in [`GRAMMARS`].
//!
//! A grammar says that something *is* a telephone number or a door, not whose. Whose it is, is
//! the link's matter.

mod address;
mod biometric;
mod card;
mod code;
mod coordinates;
mod digits;
mod email;
mod label;
mod luhn;
mod messenger;
mod mobile;
mod number;
mod passport;
mod phone;
mod regional;
mod resident;
mod sign;
mod travel;

use std::ops::Range;

use super::PrivateKind;
use crate::fold::{Class, Unit, graphemes_around};
use crate::message::FoldSet;
use digits::{Digits, Window};
use label::Before;

/// A typed value, whoever it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidate {
    /// What it is.
    pub(crate) kind: PrivateKind,
    /// Its place in the folded units.
    pub(crate) units: Range<usize>,
    /// Its place in the text, on grapheme boundaries.
    pub(crate) bytes: Range<usize>,
    /// The folds between the text and plain digits or letters.
    pub(crate) folds: FoldSet,
    /// Whether a word directly before it says what it is.
    pub(crate) labelled: bool,
}

/// What every grammar looks at.
struct Scan<'a> {
    text: &'a str,
    units: &'a [Unit],
    digits: Digits,
    /// Where codes may begin.
    starts: Vec<Start>,
    /// Where a digit or 十 stands.
    numbers: Vec<usize>,
}

/// Where a code may begin. Several grammars ask for the word before it, so it is read once.
struct Start {
    at: usize,
    before: Before,
    /// Whether a letter stands here: the code then begins with it.
    letter: bool,
}

impl Start {
    fn new(units: &[Unit], at: usize) -> Self {
        let letter = units.get(at).is_some_and(|u| u.class() == Class::Latin);
        Self { at, before: label::before(units, at), letter }
    }
}

type Grammar = fn(&Scan<'_>, &mut Vec<Candidate>);

/// Every grammar, the surest first: where two overlap, the earlier one keeps the place.
const GRAMMARS: &[(PrivateKind, Grammar)] = &[
    (PrivateKind::Email, email::find),
    (PrivateKind::ResidentId, resident::find),
    (PrivateKind::BiometricTemplate, biometric::find),
    (PrivateKind::TravelPermit, passport::permits),
    (PrivateKind::Passport, passport::passports),
    (PrivateKind::BankCard, card::find),
    (PrivateKind::MobilePhone, mobile::find),
    (PrivateKind::FixedPhone, phone::find),
    (PrivateKind::MobilePhone, regional::mobile),
    (PrivateKind::FixedPhone, regional::fixed),
    (PrivateKind::DwellingCoordinates, coordinates::find),
    (PrivateKind::Address, address::find),
    (PrivateKind::TravelBooking, travel::find),
    (PrivateKind::MessengerId, messenger::find),
];

/// The typed values of a text, in the order of the text, none overlapping another.
pub(crate) fn values(text: &str, units: &[Unit]) -> Vec<Candidate> {
    let number = |(i, u): (usize, &Unit)| (is_digit(*u) || matches!(u.ch, '十' | '拾')).then_some(i);
    let numbers = units.iter().enumerate().filter_map(number).collect();
    let starts = code::starts(units).map(|at| Start::new(units, at)).collect();
    let scan = Scan { text, units, digits: Digits::read(units), starts, numbers };
    let mut kept: Vec<Candidate> = Vec::new();
    let mut found: Vec<Candidate> = Vec::new();
    for (kind, grammar) in GRAMMARS {
        found.clear();
        grammar(&scan, &mut found);
        for candidate in found.drain(..) {
            debug_assert_eq!(candidate.kind, *kind);
            if kept
                .iter()
                .all(|k| k.bytes.end <= candidate.bytes.start || candidate.bytes.end <= k.bytes.start)
            {
                kept.push(candidate);
            }
        }
    }
    kept.sort_by_key(|c| c.bytes.start);
    kept
}

/// Whether a unit writes a digit without doubt.
pub(super) fn is_digit(unit: Unit) -> bool {
    sign::plain(unit).is_some()
}

/// Whether a character may stand for a digit by its sound.
pub(super) fn is_sound(c: char) -> bool {
    sign::sound(c).is_some()
}

impl Scan<'_> {
    /// A candidate over some units.
    fn candidate(&self, kind: PrivateKind, units: Range<usize>, folds: FoldSet, labelled: bool) -> Candidate {
        let bytes = self.bytes(&units);
        Candidate { kind, units, bytes, folds, labelled }
    }

    /// A candidate over the digits of a window.
    fn of_window(&self, kind: PrivateKind, window: &Window<'_>, labelled: bool) -> Candidate {
        self.candidate(kind, window.units(), window.folds(self.units), labelled)
    }

    /// The bytes of some units, on grapheme boundaries.
    fn bytes(&self, units: &Range<usize>) -> Range<usize> {
        let covered = self.units.get(units.clone()).unwrap_or_default();
        let start = covered.first().map_or(0, |u| u.start as usize);
        let end = covered.last().map_or(start, |u| u.end as usize);
        graphemes_around(self.text, start..end)
    }
}

#[cfg(test)]
mod tests;
