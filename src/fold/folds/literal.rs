//! The literal step: the character itself. No fold.

use super::{At, FoldRule, Step, Steps};

/// Takes the wanted character as it stands.
pub(super) const RULE: FoldRule = FoldRule { fold: None, cost: 0, steps };

fn steps(at: &At<'_>, out: &mut Steps) {
    if let (Some(unit), Some(wanted)) = (at.unit(), at.next())
        && unit.ch == wanted.ch
    {
        out.push(Step { chars: 1, units: 1, cost: 0, fold: None });
    }
}
