//! The words directly before and after a value: what it says it is, or what else it is.

use super::super::lexicon::{LabelKind, labels};
use super::{Scan, Window};
use crate::fold::{Class, Unit};

/// Most units between a label and its value.
const REACH: usize = 8;

/// What the word before a value says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    /// Nothing.
    Nothing,
    /// That it is this.
    Label(LabelKind),
}

/// Reads the label that ends directly before unit `at`.
pub(super) fn before(units: &[Unit], at: usize) -> Before {
    let mut end = at;
    let mut numbered = false;
    for _ in 0..REACH {
        let Some(unit) = end.checked_sub(1).and_then(|i| units.get(i)) else { break };
        match (unit.class(), unit.ch) {
            (_, '\n' | '。' | '!' | '?') => break,
            (_, '$' | '¥' | '€' | '£') => return Before::Label(LabelKind::Other),
            (Class::Separator | Class::Open | Class::Close, _)
            | (Class::Stop, ':' | ',')
            | (_, '是' | '为' | '系' | '係') => {}
            (_, '号' | '码') => numbered = true,
            _ => break,
        }
        if let Some(kind) = labels().ending_at(units, end, numbered) {
            return Before::Label(kind);
        }
        end -= 1;
    }
    match labels().ending_at(units, end, numbered) {
        Some(kind) => Before::Label(kind),
        None if numbered && ends_with(units, at, end, ['号', '码']) => Before::Label(LabelKind::Phone),
        None => Before::Nothing,
    }
}

fn ends_with(units: &[Unit], at: usize, end: usize, word: [char; 2]) -> bool {
    let skipped = units.get(end..at).unwrap_or_default();
    skipped.windows(2).any(|w| w.iter().map(|u| u.ch).eq(word))
}

/// Whether a label of this kind ends within `reach` units before `at`.
pub(super) fn label_within(units: &[Unit], at: usize, reach: usize, kind: LabelKind) -> bool {
    (at.saturating_sub(reach)..=at).rev().any(|end| labels().ending_at(units, end, false) == Some(kind))
}

/// Whether a label of this kind follows: 13…（微信）, …是他微信.
pub(super) fn label_near(units: &[Unit], at: usize, kind: LabelKind) -> bool {
    const FAR: usize = 7;
    let right = units.get(at..).unwrap_or_default();
    let clause = right.iter().take(FAR).position(|u| u.class() == Class::Stop).unwrap_or(FAR);
    (at + 1..=at + clause).any(|end| labels().ending_at(units, end, true) == Some(kind))
}

/// Words that count or measure: digits before them are an amount.
const MEASURES: &str = "元块圆万亿人位次件米分岁年月日度%票股只台辆字粉赞播阅页斤吨升套户名项亩平¢°秒";

/// Whether the digits of a window are something else than a number that one calls or owns:
/// glued to a code, part of an address of a page, an amount, under a foreign label.
pub(super) fn something_else(scan: &Scan<'_>, window: &Window<'_>) -> bool {
    let place = window.units();
    let measured = scan.units.get(place.end).is_some_and(|u| MEASURES.contains(u.ch));
    let decimal =
        window.before.is_some() && window.tokens.first().is_some_and(|t| t.gap == super::digits::Gap::Dot);
    let glued = (window.starts_run() && foreign_word(scan, window))
        || (window.after.is_none() && window.run.glued_after);
    measured || decimal || glued || in_link(scan.units, place.start)
}

/// Whether the run hangs on a Latin word that is no contact cue.
fn foreign_word(scan: &Scan<'_>, window: &Window<'_>) -> bool {
    const CUES: [&str; 14] =
        ["v", "vx", "wx", "tel", "qq", "q", "dh", "t", "phone", "mobile", "call", "sj", "tg", "wechat"];
    let word = scan.units.get(window.run.word_before.clone()).unwrap_or_default();
    !word.is_empty() && !CUES.iter().any(|c| c.chars().eq(word.iter().map(|u| u.ch)))
}

/// Whether a unit stands inside a web address.
fn in_link(units: &[Unit], at: usize) -> bool {
    const FAR: usize = 120;
    let left = units.get(at.saturating_sub(FAR)..at).unwrap_or_default();
    let word = left.iter().rev().take_while(|u| u.ch.is_ascii_graphic()).count();
    let word = left.get(left.len() - word..).unwrap_or_default();
    word.windows(3).any(|w| w.iter().map(|u| u.ch).eq(['/', '/', w.last().map_or(' ', |u| u.ch)]))
        || word.windows(4).any(|w| w.iter().map(|u| u.ch).eq(['w', 'w', 'w', '.']))
}
