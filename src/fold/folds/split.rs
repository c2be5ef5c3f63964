//! `split`: a character written as its components: 角刀牛 for 解, 阝方 for 防.

use super::{At, FoldRule, Step, Steps};
use crate::message::Fold;

/// Components rarely stand in the right order by chance, so little more than a sound-alike.
pub(super) const RULE: FoldRule = FoldRule { fold: Some(Fold::Split), cost: 28, steps };

fn steps(at: &At<'_>, out: &mut Steps) {
    let Some(wanted) = at.next() else { return };
    let rest = at.units.get(at.i..).unwrap_or_default();
    for parts in &wanted.splits {
        if rest.len() >= parts.len() && parts.iter().zip(rest).all(|(p, u)| *p == u.ch) {
            out.push(Step { chars: 1, units: parts.len(), cost: RULE.cost, fold: Some(Fold::Split) });
        }
    }
}
