//! `digit`: numerals in another script: 8一, ⑧①, 捌壹 for 八一.

use super::{At, FoldRule, Step, Steps};
use crate::fold::digit;
use crate::message::Fold;

/// Numerals are exchanged in ordinary writing too, so little.
pub(super) const RULE: FoldRule = FoldRule { fold: Some(Fold::Digit), cost: 5, steps };

fn steps(at: &At<'_>, out: &mut Steps) {
    if let (Some(unit), Some(wanted)) = (at.unit(), at.next())
        && unit.ch != wanted.ch
        && let Some(value) = unit.digit()
        && digit(wanted.ch) == Some(value)
    {
        out.push(Step { chars: 1, units: 1, cost: RULE.cost, fold: Some(Fold::Digit) });
    }
}
