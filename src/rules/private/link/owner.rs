//! Whose a value is said to be: somebody, 的, and a word for the value, directly before it
//! (陈示例的号:138…) or behind it (138…是我前妻的手机号).

use std::ops::Range;

use super::super::grammar::Candidate;
use super::super::lexicon::{Means, labels};
use super::context::{Part, ends_with};
use crate::fold::{Class, Unit};

/// Most characters between somebody and the word for the value: 私人, 家里的, 新换的.
const QUALIFIED: usize = 4;
/// Most characters between the value and whoever it is said to belong to behind it.
const POINTED: usize = 16;
/// Most units between the word and the value: 号码是:
const JOINED: usize = 4;
/// Somebody else, in one word.
const OTHERS: [&str; 12] =
    ["他", "她", "佢", "对方", "此人", "这人", "那人", "该人", "那女的", "那男的", "这女的", "这男的"];
/// Characters that make another word of 他: 其他, 吉他.
const NOT_BEFORE_HE: [char; 4] = ['其', '吉', '排', '他'];
/// In a qualifier these are a verb or another person: 他给我的号码 is nobody's yet.
const NOT_QUALIFYING: &str = "我你您咱俺本给说问打找让叫替帮发留用拿看查记存删换成有没不和跟与及";
/// Words for values that are no labels.
const THINGS: [&str; 14] = [
    "号",
    "号码",
    "联系方式",
    "住址",
    "地址",
    "家",
    "住处",
    "座位",
    "座位号",
    "车票",
    "机票",
    "行程",
    "定位",
    "坐标",
];

/// Somebody who is said to have the value.
pub(super) struct Owner {
    /// Whether no comma stands in between: then a call on others (给我打) is not for the speaker.
    pub(super) direct: bool,
    /// Whether it is a pronoun, so that nothing else says that a person is meant.
    pub(super) pronoun: bool,
}

/// Who is said to own the value.
pub(super) fn owner(part: &Part<'_>, value: &Candidate) -> Option<Owner> {
    before(part, value).or_else(|| behind(part, &value.units))
}

/// 陈示例的私人号码是138…
fn before(part: &Part<'_>, value: &Candidate) -> Option<Owner> {
    let units = part.units;
    let mut end = value.units.start;
    for _ in 0..JOINED {
        let unit = end.checked_sub(1).and_then(|i| units.get(i))?;
        if !joins(*unit) {
            break;
        }
        end -= 1;
    }
    things_ending(units, end).find_map(|from| somebody_before(part, from, !value.labelled))
}

/// 138…是我前妻的手机号
fn behind(part: &Part<'_>, value: &Range<usize>) -> Option<Owner> {
    if !part.points_at(value.end) {
        return None;
    }
    let units = part.units;
    let right = value.end..units.len().min(value.end + POINTED + QUALIFIED);
    (right.start + 1..=right.end)
        .take_while(|end| !part.pauses(&(value.end + 2..*end)))
        .flat_map(|end| things_ending(units, end))
        .filter(|from| *from > value.end)
        .find_map(|from| somebody_before(part, from, false))
}

/// 是, 为, a colon, a bracket, separators: between a word for a value and the value.
fn joins(unit: Unit) -> bool {
    matches!(unit.class(), Class::Separator | Class::Open | Class::Close) && unit.ch != '\n'
        || matches!(unit.ch, ':' | '是' | '为' | '系' | '係' | '就' | ',')
}

/// Where words for values begin that end at `end`.
fn things_ending(units: &[Unit], end: usize) -> impl Iterator<Item = usize> + '_ {
    let left = units.get(..end).unwrap_or_default();
    let listed = THINGS.iter().filter(|w| ends_with(left, w)).map(move |w| end - w.chars().count());
    let labelled = labels().word_ending_at(units, end).map(move |n| end - n);
    listed.chain(labelled)
}

/// Somebody whose name or word ends before `at`, with 的 or a qualifier in between, or a comma behind
/// kin, or behind a name where no label says as much (`unlabelled`).
fn somebody_before(part: &Part<'_>, at: usize, unlabelled: bool) -> Option<Owner> {
    // 我表姐，电话138…; 陶示例，号是138…: directly before the comma.
    if let Some(comma) = at.checked_sub(1).filter(|i| part.units.get(*i).is_some_and(|u| u.ch == ',')) {
        let kin = part.marks.iter().any(|m| m.cue.means == Means::Kinship && m.units.end == comma);
        let called = unlabelled && part.names.iter().any(|n| n.units.end == comma);
        return (kin || called).then_some(Owner { pronoun: false, direct: false });
    }
    let near = |end: usize| end <= at && at - end <= QUALIFIED + 1 && qualifies(part.units, end..at);
    let named = part.names.iter().any(|n| near(n.units.end));
    let kin = part.marks.iter().any(|m| m.cue.means == Means::Kinship && near(m.units.end));
    if named || kin {
        return Some(Owner { pronoun: false, direct: true });
    }
    let pronoun = (at.saturating_sub(QUALIFIED + 1)..=at).any(|end| {
        let left = part.units.get(..end).unwrap_or_default();
        near(end) && OTHERS.iter().any(|w| ends_with(left, w) && is_pronoun(left, w))
    });
    pronoun.then_some(Owner { pronoun, direct: true })
}

fn is_pronoun(left: &[Unit], word: &str) -> bool {
    let before = left.len().checked_sub(word.chars().count() + 1).and_then(|i| left.get(i));
    !before.is_some_and(|u| NOT_BEFORE_HE.contains(&u.ch))
}

/// Whether what stands in between only says more about the value.
fn qualifies(units: &[Unit], between: Range<usize>) -> bool {
    let words = units.get(between).unwrap_or_default();
    words.iter().all(|u| match u.class() {
        Class::Han => !NOT_QUALIFYING.contains(u.ch),
        Class::Separator => u.ch != '\n',
        Class::Close => true,
        _ => false,
    })
}
