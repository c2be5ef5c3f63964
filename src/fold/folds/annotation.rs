//! `annotation`: a remark in brackets after or inside a word: 解(jiě)放(fàng)军, 国【祖国的国】防,
//! and pinyin written right after its character: 导dao弹.

use super::{At, FoldRule, Step, Steps};
use crate::fold::{Class, readings, syllable};
use crate::limits::MAX_ANNOTATION;
use crate::message::Fold;

/// The remark says how the character is read.
const READING: u32 = 8;
/// Any other remark.
const REMARK: u32 = 14;

/// See the module.
pub(super) const RULE: FoldRule = FoldRule { fold: Some(Fold::Annotation), cost: REMARK, steps };

fn steps(at: &At<'_>, out: &mut Steps) {
    let (Some(unit), Some(before)) = (at.unit(), at.done.last()) else { return };
    let rest = at.units.get(at.i..).unwrap_or_default();
    let letters = syllable(readings(before.readings)[0]);
    if unit.class() == Class::Latin {
        let run = rest.iter().take_while(|u| u.class() == Class::Latin).count();
        if run == letters.len() && letters.chars().zip(rest).all(|(l, u)| l == u.ch) {
            out.push(Step { chars: 0, units: run, cost: READING, fold: Some(Fold::Annotation) });
        }
        return;
    }
    if unit.class() != Class::Open {
        return;
    }
    let Some(close) = rest.iter().take(MAX_ANNOTATION + 2).position(|u| u.class() == Class::Close) else {
        return;
    };
    let inside = rest.get(1..close).unwrap_or_default();
    let reading = !letters.is_empty()
        && inside.len() == letters.len()
        && letters.chars().zip(inside).all(|(l, u)| l == u.ch || (l == 'v' && u.ch == 'u'));
    let cost = if reading { READING } else { REMARK };
    out.push(Step { chars: 0, units: close + 1, cost, fold: Some(Fold::Annotation) });
}
