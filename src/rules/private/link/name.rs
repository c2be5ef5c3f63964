//! Persons' names: a surname and a given name, told from other words by what stands around them.

use std::ops::Range;

use super::super::lexicon::names;
use crate::fold::{Class, Unit};

/// A name and how sure it is one.
#[derive(Debug, Clone)]
pub(super) struct Name {
    pub(super) units: Range<usize>,
    /// Something that ends a name stands behind it.
    pub(super) firm: bool,
    /// 小林: less than a name, and often the speaker's own.
    pub(super) nick: bool,
}

/// The names in folded units, in their order. `persons` are the places of words for persons
/// (主播, 我弟): a name may stand directly before or behind one, and none begins inside.
pub(super) fn find(units: &[Unit], persons: &[Range<usize>]) -> Vec<Name> {
    let name_at = |at| name_at(units, at, persons);
    let mut out = Vec::new();
    let mut at = 0;
    while at < units.len() {
        if let Some(end) = dotted(units, at) {
            out.push(Name { units: at..end, firm: true, nick: false });
            at = end;
            continue;
        }
        if let Some(end) = said(units, at).or_else(|| masked(units, at)) {
            out.push(Name { units: at..end, firm: true, nick: false });
            at = end;
            continue;
        }
        match name_at(at) {
            // 老赖高示例: a sure name that begins inside an unsure one is the name.
            Some((end, false)) if (at + 1..end).any(|i| name_at(i).is_some_and(|n| n.1)) => at += 1,
            Some((end, firm)) => {
                out.push(Name { units: at..end, firm, nick: false });
                at = end;
            }
            None if nick(units, at) => {
                out.push(Name { units: at..at + 2, firm: false, nick: true });
                at += 2;
            }
            None => at += 1,
        }
    }
    out
}

/// 姓贺: somebody's surname; not 百姓, 我姓, 贵姓.
fn said(units: &[Unit], at: usize) -> Option<usize> {
    const OTHERWISE: &str = "百我俺贵敝同外异";
    let before = at.checked_sub(1).map_or('\0', |i| ch(units, i));
    let ends = !is_han(units, at + 2) || matches!(ch(units, at + 2), '的' | '那' | '这');
    let said = ch(units, at) == '姓' && !OTHERWISE.contains(before) && ends;
    (said && names().surnames.contains(&ch(units, at + 1))).then_some(at + 2)
}

/// 阎*例, 李**: a name as receipts and transfers show it.
fn masked(units: &[Unit], at: usize) -> Option<usize> {
    let opens = at.checked_sub(1).is_none_or(|i| !is_han(units, i) || names().before.contains(&ch(units, i)));
    let stars = (1..=2).take_while(|n| ch(units, at + n) == '*').count();
    if !opens || stars == 0 || !names().surnames.contains(&ch(units, at)) {
        return None;
    }
    let end = at + 1 + stars;
    Some(if stars == 1 && is_han(units, end) && !is_han(units, end + 1) { end + 1 } else { end })
}

/// 小林的…, 老周: a familiar word, a sure surname, and the end of a name.
fn nick(units: &[Unit], at: usize) -> bool {
    let lists = names();
    let opens = at
        .checked_sub(1)
        .is_none_or(|i| !is_han(units, i) || lists.before.contains(&ch(units, i)) || ch(units, i) == '室');
    let ends = !is_han(units, at + 2) || lists.after.contains(&ch(units, at + 2));
    lists.nick.contains(&ch(units, at)) && lists.firm.contains(&ch(units, at + 1)) && opens && ends
}

fn ch(units: &[Unit], i: usize) -> char {
    units.get(i).map_or('\0', |u| u.ch)
}

fn is_han(units: &[Unit], i: usize) -> bool {
    units.get(i).is_some_and(|u| u.class() == Class::Han)
}

/// 阿依示·买买测试: a name whose pieces are joined by a dot. It begins behind a gap or a word behind
/// which names begin.
fn dotted(units: &[Unit], at: usize) -> Option<usize> {
    let piece = |from: usize| {
        let rest = units.get(from..).unwrap_or_default();
        rest.iter().take(DOTTED.1 + 1).take_while(|u| u.class() == Class::Han).count()
    };
    let first = piece(at);
    let opens = at
        .checked_sub(1)
        .is_none_or(|i| !is_han(units, i) || names().before.contains(&ch(units, i)) || ch(units, i) == '的');
    let dot = at + first;
    if !opens || !(DOTTED.0..=DOTTED.1).contains(&first) || !matches!(ch(units, dot), '·' | '•' | '・') {
        return None;
    }
    // The given name of the father ends with the word: what follows it, nothing tells.
    let second = piece(dot + 1);
    let end = (1..=second.min(DOTTED.1))
        .find(|n| *n >= DOTTED.0 && names().after.contains(&ch(units, dot + 1 + n)))
        .unwrap_or(second.min(DOTTED.1));
    (end >= DOTTED.0).then_some(dot + 1 + end)
}

/// Shortest and longest piece of such a name.
const DOTTED: (usize, usize) = (2, 6);

fn name_at(units: &[Unit], at: usize, persons: &[Range<usize>]) -> Option<(usize, bool)> {
    let lists = names();
    let given = surname(units, at)?;
    let left = at.checked_sub(1);
    if persons.iter().any(|p| p.start < at && at < p.end) {
        return None;
    }
    let opens = left.is_none_or(|i| !is_han(units, i) || lists.before.contains(&ch(units, i)))
        || persons.iter().any(|p| p.end == at);
    let firm = given - at == 2 || lists.firm.contains(&ch(units, at));
    // 不还的陶示例，: behind 的 a rare surname needs a whole name and a stop.
    let described = left.is_some_and(|i| ch(units, i) == '的') && !is_han(units, given + 2);
    if described && !firm && is_given(units, given..given + 2) && !opens {
        let word = lists.words.contains(&[ch(units, at), ch(units, at + 1)]);
        return (!word).then_some((given + 2, true));
    }
    if !(opens || firm) || lists.words.contains(&[ch(units, at), ch(units, at + 1)]) {
        return None;
    }
    let ends = |end: usize| {
        let digit = units.get(end).is_some_and(|u| u.digit().is_some());
        !is_han(units, end)
            || digit
            || lists.after.contains(&ch(units, end))
            || persons.iter().any(|p| p.start == end)
    };
    let sure = [given + 2, given + 1].into_iter().find(|end| ends(*end) && is_given(units, given..*end));
    // An unknown word behind it: a name of three characters may still be one.
    let unsure = || (opens && firm && is_given(units, given..given + 2)).then_some((given + 2, false));
    sure.map(|end| (end, true)).or_else(unsure)
}

/// Where the given name begins behind a surname.
fn surname(units: &[Unit], at: usize) -> Option<usize> {
    let lists = names();
    if !is_han(units, at) {
        return None;
    }
    if lists.compound.contains(&[ch(units, at), ch(units, at + 1)]) {
        return Some(at + 2);
    }
    lists.surnames.contains(&ch(units, at)).then_some(at + 1)
}

fn is_given(units: &[Unit], range: Range<usize>) -> bool {
    let lists = names();
    let given = units.get(range).unwrap_or_default();
    let numerals = given.iter().filter(|u| u.digit().is_some()).count();
    !given.is_empty()
        && given.iter().all(|u| u.class() == Class::Han && !lists.never.contains(&u.ch))
        && numerals < given.len()
}
