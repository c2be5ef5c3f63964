//! Short numbers inside addresses, bookings and dates: `12`, 十二, 1️⃣2️⃣.

use super::digits::Gap;
use super::sign::{gap_of, look, plain};
use crate::fold::{Class, Unit};
use crate::message::{Fold, FoldSet};

/// A short number and where it ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Number {
    pub(super) value: u32,
    /// Digits that it has.
    pub(super) len: usize,
    /// One past its last unit.
    pub(super) end: usize,
    pub(super) folds: FoldSet,
}

/// The number of at most `max` digits that begins at `at`.
pub(super) fn number(units: &[Unit], at: usize, max: usize) -> Option<Number> {
    let solid = piece(units, at, max)?;
    if solid.len > 1 {
        return Some(solid);
    }
    // Single digits with the same kind of gap between them: 9 0 1, 9-0-1.
    let mut all = solid;
    let mut pieces = 1;
    while let Some(next) = gap_end(units, all.end).and_then(|i| piece(units, i, max)) {
        if next.len != 1 || all.len >= max {
            return Some(solid);
        }
        all = Number {
            value: all.value * 10 + next.value,
            len: all.len + 1,
            end: next.end,
            folds: all.folds.union(next.folds).with(Fold::Separator),
        };
        pieces += 1;
    }
    Some(if pieces >= 3 || (pieces == 2 && marked(units, all.end)) { all } else { solid })
}

/// Whether no digit stands directly before `at`.
pub(super) fn fresh(units: &[Unit], at: usize) -> bool {
    let left = units
        .get(..at)
        .unwrap_or_default()
        .iter()
        .rev()
        .find(|u| gap_of(**u) != Gap::Hidden || u.class() != Class::Separator);
    left.is_none_or(|u| plain(*u).is_none() && !matches!(u.ch, '十' | '拾'))
}

fn marked(units: &[Unit], at: usize) -> bool {
    units
        .get(skip(units, at))
        .is_some_and(|u| matches!(u.ch, '栋' | '幢' | '号' | '单' | '室' | '座' | '车' | '月' | '日'))
}

fn piece(units: &[Unit], at: usize, max: usize) -> Option<Number> {
    let mut n = Number { value: 0, len: 0, end: at, folds: FoldSet::EMPTY };
    let mut i = at;
    while let Some(&unit) = units.get(i) {
        let digit =
            plain(unit).or_else(|| look(unit.ch).filter(|_| n.len > 0 && beside(units, i) && lone(units, i)));
        if let Some(d) = digit {
            if n.len == max {
                return None;
            }
            n.value = n.value * 10 + u32::from(d);
            n.len += 1;
            n.folds = n.folds.union(unit.folds());
            if unit.class() == Class::Han {
                n.folds = n.folds.with(Fold::Digit);
            } else if unit.class() == Class::Latin {
                n.folds = n.folds.with(Fold::Glyph);
            }
            n.end = i + 1;
        } else if matches!(unit.ch, '十' | '拾') && n.len < 2 {
            // 十二, 二十, 二十三: the tens are spoken.
            let tens = if n.len == 0 { 1 } else { n.value };
            let ones = units.get(i + 1).and_then(|u| plain(*u));
            let end = i + 1 + usize::from(ones.is_some());
            let value = tens * 10 + u32::from(ones.unwrap_or(0));
            return Some(Number { value, len: 2, end, folds: n.folds.with(Fold::Digit) });
        } else if !(n.len > 0 && unit.class() == Class::Separator && gap_of(unit) == Gap::Hidden) {
            break;
        } else {
            n.folds = n.folds.with(Fold::Separator);
        }
        i += 1;
    }
    (n.len > 0).then_some(n)
}

/// A look-alike letter counts when a digit follows as well.
fn beside(units: &[Unit], i: usize) -> bool {
    units.get(i + 1).is_some_and(|u| plain(*u).is_some() || look(u.ch).is_some())
}

fn lone(units: &[Unit], i: usize) -> bool {
    units.get(i).is_some_and(|u| matches!(u.ch, 'o' | 'l' | 'i'))
}

/// Past what is drawn as nothing.
pub(super) fn skip_hidden(units: &[Unit], at: usize) -> usize {
    at + units
        .get(at..)
        .unwrap_or_default()
        .iter()
        .take_while(|u| u.class() == Class::Separator && gap_of(**u) == Gap::Hidden)
        .count()
}

/// Past at most a few separators.
pub(super) fn skip(units: &[Unit], at: usize) -> usize {
    at + units
        .get(at..)
        .unwrap_or_default()
        .iter()
        .take(6)
        .take_while(|u| u.class() == Class::Separator)
        .count()
}

fn gap_end(units: &[Unit], at: usize) -> Option<usize> {
    let end = skip(units, at);
    let visible = units.get(at..end)?.iter().filter(|u| gap_of(**u) != Gap::Hidden).count();
    (1..=2).contains(&visible).then_some(end)
}
