//! `homophone`: a character of the same or nearly the same sound (姐放君, 民宾), or the pinyin
//! itself, with or without tone marks (国fang动员bu, jiefangjun).

use super::{At, FoldRule, Step, Steps};
use crate::fold::{Class, near, readings, syllable};
use crate::message::Fold;

/// The same syllable.
const SAME: u32 = 24;
/// A syllable that many speakers do not tell apart.
const NEAR: u32 = 32;
/// Letters instead of a character.
const PINYIN: u32 = 20;

/// See the module.
pub(super) const RULE: FoldRule = FoldRule { fold: Some(Fold::Homophone), cost: SAME, steps };

fn steps(at: &At<'_>, out: &mut Steps) {
    let (Some(unit), Some(wanted)) = (at.unit(), at.next()) else { return };
    if unit.class() == Class::Latin {
        return pinyin(at, wanted.readings, out);
    }
    if unit.ch == wanted.ch || unit.class() != Class::Han {
        return;
    }
    let mut cost = None;
    for w in readings(wanted.readings).into_iter().filter(|r| *r != 0) {
        for u in readings(unit.readings()).into_iter().filter(|r| *r != 0) {
            if u == w {
                cost = Some(SAME);
            } else if near(u) == near(w) {
                cost = cost.or(Some(NEAR));
            }
        }
    }
    if let Some(cost) = cost {
        out.push(Step { chars: 1, units: 1, cost, fold: Some(Fold::Homophone) });
    }
}

/// The letters of one of the readings. The first reading is the common one; others only add
/// chance hits here.
fn pinyin(at: &At<'_>, set: u16, out: &mut Steps) {
    let letters = syllable(readings(set)[0]);
    if letters.is_empty() {
        return;
    }
    let rest = at.units.get(at.i..).unwrap_or_default();
    let same = letters.chars().zip(rest).all(|(l, u)| l == u.ch || (l == 'v' && u.ch == 'u'));
    if same && rest.len() >= letters.len() {
        out.push(Step { chars: 1, units: letters.len(), cost: PINYIN, fold: Some(Fold::Homophone) });
    }
}
