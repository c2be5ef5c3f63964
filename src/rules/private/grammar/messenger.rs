//! Messenger ids: letters and digits next to a word for a messenger, however that is disguised.

use super::code::{Code, code};
use super::label::{Before, label_near};
use super::{Candidate, Scan, Start};
use crate::fold::{Class, Unit};
use crate::rules::private::PrivateKind;
use crate::rules::private::lexicon::LabelKind;

/// Shortest and longest id of letters and digits, by the rules of the messengers.
const LETTERED: std::ops::RangeInclusive<usize> = 5..=20;
/// Shortest and longest id of digits only.
const NUMBER: std::ops::RangeInclusive<usize> = 6..=11;
/// Words behind a messenger's name that are no ids.
const WORDS: [&str; 24] = [
    "wechat",
    "weixin",
    "iphone",
    "android",
    "windows",
    "music",
    "pay",
    "http",
    "https",
    "app",
    "harmonyos",
    "google",
    "apple",
    "huawei",
    "xiaomi",
    "facebook",
    "twitter",
    "weibo",
    "python",
    "github",
    "online",
    "ipados",
    "macos",
    "linux",
];

/// The messenger ids of a text.
pub(super) fn find(scan: &Scan<'_>, out: &mut Vec<Candidate>) {
    for start in &scan.starts {
        let at = start.at;
        let found = match cue(scan.units, start) {
            Some(Cue { firm }) => accepted(code(scan.units, at), firm),
            // Both begin with a letter.
            None if start.letter => glued(scan.units, at).or_else(|| named_after(scan.units, at)),
            None => None,
        };
        if let Some(c) = found {
            out.push(scan.candidate(PrivateKind::MessengerId, c.units, c.folds, true));
        }
    }
}

struct Cue {
    /// A colon, 号, 是 or 加 says that an id follows.
    firm: bool,
}

fn cue(units: &[Unit], start: &Start) -> Option<Cue> {
    let at = start.at;
    if start.before == Before::Label(LabelKind::Messenger) {
        let near = units.get(at.saturating_sub(3)..at).unwrap_or_default();
        let added = units
            .get(at.saturating_sub(6)..at)
            .unwrap_or_default()
            .iter()
            .any(|u| matches!(u.ch, '加' | '+' | '➕'));
        let firm = added || near.iter().any(|u| matches!(u.ch, ':' | '号' | '是' | '为' | '=' | '→'));
        return Some(Cue { firm });
    }
    // A single letter needs a colon behind it or 加 before it: V: …, 加V …, +q …
    let left = units.get(..at)?;
    let skipped = left.iter().rev().take_while(|u| u.class() == Class::Separator || u.ch == ':').count();
    let at = left.len() - skipped;
    let letter =
        at.checked_sub(1).and_then(|i| left.get(i)).filter(|u| matches!(u.ch, 'v' | 'q' | '薇' | '微'))?;
    let outer = left.get(..at - 1).unwrap_or_default().iter().rev().find(|u| u.class() != Class::Separator);
    let colon = left.get(at..)?.iter().any(|u| u.ch == ':');
    let added = outer.is_some_and(|u| matches!(u.ch, '加' | '家' | '+' | '的' | '他' | '她'))
        || left.get(at.saturating_sub(2)).is_some_and(|u| matches!(u.ch, '+' | '➕'));
    let alone = letter.class() == Class::Han || outer.is_none_or(|u| u.class() != Class::Latin) || added;
    (skipped > 0 && (colon || added) && alone).then_some(Cue { firm: true })
}

fn accepted(code: Code, firm: bool) -> Option<Code> {
    let text = code.text.as_str();
    let bare = code.bare();
    if bare.bytes().all(|b| b.is_ascii_digit()) {
        return (NUMBER.contains(&bare.len()) && !bare.starts_with('0')).then_some(code);
    }
    let shape = LETTERED.contains(&text.len()) && text.starts_with(|c: char| c.is_ascii_alphanumeric());
    let marked = code.has_digit() || text.contains('_');
    let id = shape && !text.contains('.') && (marked || (firm && !WORDS.contains(&text)));
    id.then_some(code)
}

/// `vxlishi99`: the cue and the id in one word.
fn glued(units: &[Unit], at: usize) -> Option<Code> {
    let whole = code(units, at);
    let cue = ["vx", "wx", "qq"].into_iter().find(|c| whole.text.starts_with(c))?;
    let id = code(units, at + cue.len());
    let named = cue != "qq" || id.bare().bytes().all(|b| b.is_ascii_digit());
    (id.has_digit() && named && id.text.len() + 1 > *LETTERED.start())
        .then_some(id)
        .and_then(|id| accepted(id, true))
}

/// `li_ceshi99（微信）`, `li_ceshi99是他微信`.
fn named_after(units: &[Unit], at: usize) -> Option<Code> {
    let found = code(units, at);
    let named = found.has_digit() && found.text.starts_with(|c: char| c.is_ascii_alphabetic());
    (named && label_near(units, found.units.end, LabelKind::Messenger))
        .then_some(found)
        .and_then(|c| accepted(c, false))
}
