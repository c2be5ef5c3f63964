//! `script`: traditional and regional characters: 解放軍, 預備役. The table has done it; here is
//! only its price.

use super::{At, FoldRule, Steps};
use crate::message::Fold;

/// Nearly free: half the writers of Chinese use these characters.
pub(super) const RULE: FoldRule = FoldRule { fold: Some(Fold::Script), cost: 1, steps };

fn steps(_: &At<'_>, _: &mut Steps) {}
