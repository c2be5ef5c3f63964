//! Codes of letters and digits: messenger ids, passports, template ids.

use std::ops::Range;

use super::digits::Gap;
use super::number::skip_hidden;
use super::sign::{gap_of, plain, sound};
use crate::fold::{Class, Unit};
use crate::message::{Fold, FoldSet};

/// Longest code that is read, in characters.
const MAX_LEN: usize = 40;
/// Longest piece between separators that are not part of a code.
const PIECE: usize = 4;

/// A code and its place.
#[derive(Debug, Clone, Default)]
pub(super) struct Code {
    /// Letters in lower case, ASCII digits, `_`, `-`, `.`.
    pub(super) text: String,
    pub(super) units: Range<usize>,
    pub(super) folds: FoldSet,
}

impl Code {
    /// The letters and digits only.
    pub(super) fn bare(&self) -> String {
        self.text.chars().filter(char::is_ascii_alphanumeric).collect()
    }

    /// Whether a digit is in it.
    pub(super) fn has_digit(&self) -> bool {
        self.text.bytes().any(|b| b.is_ascii_digit())
    }
}

/// The code that begins at unit `at`; empty when none does.
pub(super) fn code(units: &[Unit], at: usize) -> Code {
    let mut out = Code { units: at..at, ..Code::default() };
    let mut i = at;
    let mut piece = 0;
    while let Some(&unit) = units.get(i) {
        if out.text.len() >= MAX_LEN {
            break;
        }
        if let Some((c, fold)) = character(units, i, !out.text.is_empty()) {
            out.text.push(c);
            out.folds = fold.into_iter().fold(out.folds.union(unit.folds()), FoldSet::with);
            piece += 1;
            i += 1;
            out.units.end = i;
        } else if let Some(end) = join(units, i, piece, &out.text) {
            let between = units.get(i..end).unwrap_or_default();
            match between.iter().find(|u| matches!(u.ch, '_' | '-' | '.')) {
                Some(mark) => out.text.push(mark.ch),
                None => out.folds = out.folds.with(Fold::Separator),
            }
            if between.iter().any(|u| gap_of(*u) != Gap::Hidden) {
                piece = 0;
            }
            i = end;
        } else {
            break;
        }
    }
    out
}

/// A letter or digit of a code. Characters that write or sound like digits count between digits.
fn character(units: &[Unit], i: usize, inside: bool) -> Option<(char, Option<Fold>)> {
    let unit = *units.get(i)?;
    if unit.class() == Class::Latin {
        return Some((unit.ch, None));
    }
    if unit.ch.is_ascii_digit() {
        return Some((unit.ch, None));
    }
    let beside = |j: Option<usize>| j.and_then(|j| units.get(j)).is_some_and(|u| plain(*u).is_some());
    let flanked = beside(Some(i + 1)) || beside(i.checked_sub(1));
    if let Some(d) = plain(unit) {
        let spaced = units.get(i + 1).is_some_and(|u| gap_of(*u) == Gap::Mark || u.ch == ' ');
        let fold = if unit.class() == Class::Han { Fold::Digit } else { Fold::Width };
        return (unit.class() != Class::Han || flanked || (inside && spaced))
            .then_some((char::from(b'0' + d), Some(fold)));
    }
    let d = sound(unit.ch).filter(|_| inside && unit.class() == Class::Han && goes_on(units, i + 1))?;
    Some((char::from(b'0' + d), Some(Fold::Homophone)))
}

/// Whether a digit follows, a second sound-alike at most in between.
fn goes_on(units: &[Unit], at: usize) -> bool {
    let next = skip_hidden(units, at);
    let Some(unit) = units.get(next) else { return false };
    let digit = |i: usize| units.get(skip_hidden(units, i)).is_some_and(|u| plain(*u).is_some());
    digit(next) || (sound(unit.ch).is_some() && digit(next + 1))
}

/// Where the code goes on after separators at `i`.
fn join(units: &[Unit], i: usize, piece: usize, so_far: &str) -> Option<usize> {
    let rest = units.get(i..)?;
    let gap = rest.iter().take_while(|u| u.class() == Class::Separator || u.ch == '_').count();
    let end = i + gap;
    if gap == 0 || gap > 6 || so_far.is_empty() || character(units, end, true).is_none() {
        return None;
    }
    let visible: Vec<char> =
        rest.iter().take(gap).filter(|u| gap_of(**u) != Gap::Hidden).map(|u| u.ch).collect();
    if visible.iter().any(|c| matches!(c, '=' | '/' | '@' | '+' | '#' | '|' | '&')) {
        return None;
    }
    let own = visible.len() == 1 && matches!(visible.first(), Some('_' | '-' | '.'));
    let next = (end..).take(PIECE + 5).take_while(|j| character(units, *j, true).is_some()).count();
    let lettered = so_far.len() <= 2 && so_far.bytes().all(|b| b.is_ascii_alphabetic());
    let number = lettered && units.get(end).is_some_and(|u| plain(*u).is_some());
    (visible.is_empty() || own || (piece <= PIECE && next <= PIECE) || number).then_some(end)
}

/// Where codes may begin: a letter or digit that no letter or digit stands before.
pub(super) fn starts(units: &[Unit]) -> impl Iterator<Item = usize> + '_ {
    let body = |u: Unit| u.class() == Class::Latin || plain(u).is_some() || matches!(u.ch, '_' | '-');
    units.iter().enumerate().filter_map(move |(i, u)| {
        let first = u.class() == Class::Latin || plain(*u).is_some();
        let inside =
            i.checked_sub(1).and_then(|p| units.get(p)).is_some_and(|p| body(*p) && p.class() != Class::Han);
        (first && !inside).then_some(i)
    })
}

/// Letters and digits of which most after the first `letters` are digits, with look-alike letters
/// read as digits.
pub(super) fn lettered(bare: &str, letters: usize) -> Option<(String, bool)> {
    let mut looked = false;
    let mut out = String::with_capacity(bare.len());
    for (i, c) in bare.chars().enumerate() {
        out.push(if i < letters || c.is_ascii_digit() {
            c
        } else {
            looked = true;
            super::sign::look(c).map(|d| char::from(b'0' + d))?
        });
    }
    let plain = bare.bytes().skip(letters).filter(u8::is_ascii_digit).count();
    (plain * 2 > bare.len().saturating_sub(letters)).then_some((out, looked))
}
