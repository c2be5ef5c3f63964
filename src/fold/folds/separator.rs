//! `separator`: what stands between the characters of a word without being read: 解.放.军,
//! 解🔥放🔥军, zero-width spaces.

use super::{At, FoldRule, Step, Steps, skippable};
use crate::fold::Class;
use crate::message::Fold;

/// A dot, a space, an emoji.
const LIGHT: u32 = 6;
/// Punctuation that otherwise ends a clause.
const STOP: u32 = 18;
/// Most units between two characters: an emoji of a family has seven code points.
const LONGEST: usize = 8;

/// See the module.
pub(super) const RULE: FoldRule = FoldRule { fold: Some(Fold::Separator), cost: LIGHT, steps };

fn steps(at: &At<'_>, out: &mut Steps) {
    if at.done.is_empty() {
        return;
    }
    let rest = at.units.get(at.i..).unwrap_or_default();
    let run = rest.iter().take_while(|u| skippable(**u)).count();
    if run == 0 || run > LONGEST {
        return;
    }
    let taken = rest.get(..run).unwrap_or_default();
    // A keycap's frame and an emoji's style are part of the character before them.
    if taken.iter().all(|u| matches!(u.ch, '\u{fe0e}' | '\u{fe0f}' | '\u{20e3}')) {
        out.push(Step { chars: 0, units: run, cost: 0, fold: None });
        return;
    }
    let stop = taken.iter().any(|u| u.class() == Class::Stop);
    out.push(Step {
        chars: 0,
        units: run,
        cost: if stop { STOP } else { LIGHT },
        fold: Some(Fold::Separator),
    });
}
