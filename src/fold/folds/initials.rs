//! `initials`: first letters of the pinyin: jfj, wj. A lexicon entry names its initials; they are
//! matched as a word of their own and count only beside a second cue, so this file has a price
//! and no steps.

use super::{At, FoldRule, Steps};
use crate::message::Fold;

/// What initials cost, in hundredths of a character: many words share them.
pub const COST: u32 = 28;

/// See the module.
pub(super) const RULE: FoldRule = FoldRule { fold: Some(Fold::Initials), cost: COST, steps };

fn steps(_: &At<'_>, _: &mut Steps) {}
