//! How a piece was read, step by step: which characters of its entry, which of the text, and the
//! folds that explain the difference. Worked out again only where it is asked for, so that
//! deciding does not pay for it; `kanhe verify` checks it without any of this code.

use std::ops::Range;

use super::tokens::{Piece, What};
use crate::fold::{Class, Unit};
use crate::lexicon::NameSet;
use crate::matching::{Alignment, Pattern, align, both_ways};
use crate::message::{Fold, FoldSet};

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Characters of the entry; empty where units of the text are looked over.
    pub term: String,
    /// Units of the text.
    pub units: Range<usize>,
    /// The folds that explain it; empty is literal.
    pub folds: FoldSet,
}

/// The steps of a piece, in the order of its entry. In a part that was read `backwards` their
/// places go down.
pub fn steps(set: &NameSet, units: &[Unit], piece: &Piece, backwards: bool) -> Vec<Step> {
    if !backwards {
        return forwards(set, units, piece.start..piece.end, piece);
    }
    let n = units.len();
    let reversed: Vec<Unit> = units.iter().rev().copied().collect();
    let mut steps = forwards(set, &reversed, n - piece.end..n - piece.start, piece);
    for step in &mut steps {
        step.units = n - step.units.end..n - step.units.start;
    }
    steps
}

fn forwards(set: &NameSet, units: &[Unit], at: Range<usize>, piece: &Piece) -> Vec<Step> {
    if piece.what == What::Designation {
        return designation(set, units, at, piece);
    }
    let same = |p: &&Pattern| p.entry == piece.entry;
    let aligned =
        set.index().patterns().iter().filter(same).filter_map(|p| Some((p, align(p, units, at.start)?)));
    let fitting = aligned.filter(|(_, a)| a.end == at.end && a.folds == piece.folds);
    fitting.min_by_key(|(_, a)| a.cost).map_or_else(Vec::new, |(p, a)| of_alignment(p, &a, units))
}

fn of_alignment(pattern: &Pattern, alignment: &Alignment, units: &[Unit]) -> Vec<Step> {
    let steps = alignment.trace.iter().map(|t| {
        let term = pattern.wanted.get(t.char..t.char + t.chars).unwrap_or_default();
        let taken = units.get(t.unit..t.unit + t.units).unwrap_or_default();
        let mut folds =
            t.fold.map_or(FoldSet::EMPTY, |f| FoldSet::of(&[f])).union(both_ways(pattern, units, t));
        if t.chars > 0 {
            folds = taken.iter().fold(folds, |f, u| f.union(u.folds()));
            if pattern.initials {
                folds = folds.with(Fold::Initials);
            }
        }
        if taken.iter().any(|u| u.ch == '\u{20e3}') {
            folds = folds.with(Fold::Digit);
        }
        Step { term: term.iter().map(|w| w.ch).collect(), units: t.unit..t.unit + t.units, folds }
    });
    steps.collect()
}

/// Digits with light separators, then a unit word.
fn designation(set: &NameSet, units: &[Unit], at: Range<usize>, piece: &Piece) -> Vec<Step> {
    let words = set.designations().iter().filter(|d| d.entry == piece.entry).flat_map(|d| &d.then);
    let digits = |from: usize| {
        let before = units.get(at.start..from).unwrap_or_default();
        before.iter().all(|u| u.digit().is_some() || u.class() == Class::Separator)
    };
    let found = words
        .flat_map(|w| (at.start + 1..at.end).map(move |from| (w, from)))
        .filter(|(_, from)| digits(*from))
        .filter_map(|(w, from)| Some((w, align(w, units, from).filter(|a| a.end == at.end)?)))
        .min_by_key(|(w, a)| (a.cost, std::cmp::Reverse(w.len())));
    let Some((word, alignment)) = found else { return Vec::new() };
    let mut steps: Vec<Step> = Vec::new();
    for i in at.start..alignment.start {
        let Some(unit) = units.get(i) else { continue };
        match (unit.digit(), steps.last_mut()) {
            (Some(value), _) => {
                let other = unit.class() != Class::Digit;
                let folds = if other { unit.folds().with(Fold::Digit) } else { unit.folds() };
                steps.push(Step { term: value.to_string(), units: i..i + 1, folds });
            }
            (None, Some(gap)) if gap.term.is_empty() => {
                gap.units.end = i + 1;
                gap.folds = if is_frame(*unit) { gap.folds } else { FoldSet::of(&[Fold::Separator]) };
            }
            (None, _) => {
                let fold = if is_frame(*unit) { Fold::Digit } else { Fold::Separator };
                steps.push(Step { term: String::new(), units: i..i + 1, folds: FoldSet::of(&[fold]) });
            }
        }
    }
    steps.extend(of_alignment(word, &alignment, units));
    steps
}

/// What draws a digit as a keycap.
fn is_frame(unit: Unit) -> bool {
    matches!(unit.ch, '\u{fe0f}' | '\u{20e3}')
}
