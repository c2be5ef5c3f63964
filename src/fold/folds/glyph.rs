//! `glyph`: look-alike characters (海车陆战队, 民乓), letters of other scripts that look Latin
//! (the table has done those), emoji that stand for a word (🚀军).

use super::{At, FoldRule, Step, Steps};
use crate::message::Fold;

/// As much as a sound-alike: both have to be read with good will.
pub(super) const RULE: FoldRule = FoldRule { fold: Some(Fold::Glyph), cost: 24, steps };

fn steps(at: &At<'_>, out: &mut Steps) {
    let (Some(unit), Some(wanted)) = (at.unit(), at.next()) else { return };
    if wanted.glyphs.contains(&unit.ch) {
        out.push(Step { chars: 1, units: 1, cost: RULE.cost, fold: Some(Fold::Glyph) });
    }
    for &(_, chars) in wanted.symbols.iter().filter(|(symbol, _)| *symbol == unit.ch) {
        out.push(Step { chars, units: 1, cost: RULE.cost, fold: Some(Fold::Glyph) });
    }
}
