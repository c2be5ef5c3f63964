//! `width`: full width, compatibility forms, circled and mathematical letters, radicals: ９９９部队,
//! ⓙⓕⓙ. The table has done it; here is only its price.

use super::{At, FoldRule, Steps};
use crate::message::Fold;

/// Nearly free: typing habits do it to ordinary names every day.
pub(super) const RULE: FoldRule = FoldRule { fold: Some(Fold::Width), cost: 1, steps };

fn steps(_: &At<'_>, _: &mut Steps) {}
