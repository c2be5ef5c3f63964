//! Does a name speak as the one that it contains? What stands around the verified name must be
//! words by which bodies speak or by which somebody's accounts are told apart (官方, 客服, 小号), and
//! nothing else: a fan, a critic, a person, a shop or a place beside it says something unknown here
//! and so speaks as somebody else.

use std::ops::Range;

use crate::fold::{Class, Unit};
use crate::lexicon::{EntryKind, MarkKind, NameSet};

/// A stretch of the name that may be a verified one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Core {
    /// Its units.
    pub(super) units: Range<usize>,
    /// How the rest speaks.
    pub(super) rest: Rest,
}

/// What stands around a core.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rest {
    /// Nothing: the name is the core.
    Nothing,
    /// Words by which bodies of many kinds speak: 发布, 服务中心.
    Speaks,
    /// 官方, 客服, 小号: words that say whose account this is.
    Owns,
}

/// Most stretches that are looked up.
const MOST: usize = 8;

#[derive(Debug, Clone, Copy)]
struct Word {
    start: usize,
    end: usize,
    owns: bool,
}

/// The stretches of a name that may be a verified one, the whole first.
pub(super) fn cores(set: &NameSet, units: &[Unit]) -> Vec<Core> {
    let words = words(set, units);
    let all = trim(units, 0..units.len());
    let mut out = vec![Core { units: all.clone(), rest: Rest::Nothing }];
    let mut next = 0;
    while let Some(core) = out.get(next).cloned() {
        next += 1;
        let inner = core.units.clone();
        // 示例银行2号 and 示例银行(2) are names of a second account.
        let digits = units.get(inner.clone()).unwrap_or_default().iter().rev();
        let numbering = digits.take_while(|u| u.class() == Class::Digit).count();
        if (1..=2).contains(&numbering) && core.rest != Rest::Nothing {
            add(&mut out, units, inner.start..inner.end - numbering, core.rest);
        }
        for word in &words {
            let rest = if word.owns { Rest::Owns } else { Rest::Speaks }.max(core.rest);
            if word.end == inner.end && word.start > inner.start {
                add(&mut out, units, inner.start..word.start, rest);
            } else if word.start == inner.start && word.end < inner.end {
                add(&mut out, units, word.end..inner.end, rest);
            }
        }
    }
    out
}

fn add(out: &mut Vec<Core>, units: &[Unit], range: Range<usize>, rest: Rest) {
    let range = trim(units, range);
    if range.is_empty() || out.len() >= MOST {
        return;
    }
    match out.iter_mut().find(|c| c.units == range) {
        Some(known) => known.rest = known.rest.max(rest),
        None => out.push(Core { units: range, rest }),
    }
}

/// Without what is not read at both ends.
fn trim(units: &[Unit], range: Range<usize>) -> Range<usize> {
    let silent = |u: &Unit| matches!(u.class(), Class::Separator | Class::Stop | Class::Open | Class::Close);
    let inner = units.get(range.clone()).unwrap_or_default();
    let front = inner.iter().take_while(|u| silent(u)).count();
    let back = inner.iter().rev().take_while(|u| silent(u)).count();
    range.start + front..range.end.saturating_sub(back).max(range.start + front)
}

/// Words that may stand around a verified name, with the places that are not read around them.
fn words(set: &NameSet, units: &[Unit]) -> Vec<Word> {
    let found = set.index().find(units);
    let all = found.iter().filter_map(|f| {
        let entry = set.entry(f.entry)?;
        let owns = match entry.kind {
            EntryKind::Mark(MarkKind::Account) => true,
            EntryKind::Mark(MarkKind::Speaks | MarkKind::Office) => entry.id == "speaks-official",
            _ => return None,
        };
        Some(Word { start: f.alignment.start, end: f.alignment.end, owns })
    });
    all.filter(|w| w.end > w.start).collect()
}
