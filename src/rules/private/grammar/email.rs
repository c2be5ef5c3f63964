//! E-mail: local part, `@` or what is written for it, domain.

use super::code::code;
use super::digits::Gap;
use super::number::skip;
use super::sign::{gap_of, plain};
use super::{Candidate, Scan};
use crate::fold::{Class, Unit};
use crate::message::{Fold, FoldSet};
use crate::rules::private::PrivateKind;

/// Longest local part, RFC 5321.
const MAX_LOCAL: usize = 64;

/// The e-mail addresses of a text.
pub(super) fn find(scan: &Scan<'_>, out: &mut Vec<Candidate>) {
    let units = scan.units;
    for i in 0..units.len() {
        let Some((end, plain_at)) = at_sign(units, i) else { continue };
        let Some(start) = local(units, i) else { continue };
        let Some((stop, mut folds)) = domain(units, skip(units, end)) else { continue };
        for u in units.get(start..stop).unwrap_or_default() {
            folds = folds.union(u.folds());
            if u.class() == Class::Han && u.digit().is_some() {
                folds = folds.with(Fold::Digit);
            }
        }
        let spaced =
            units.get(start..i).unwrap_or_default().iter().any(|u| gap_of(*u) == Gap::Mark || u.ch == ' ');
        if spaced && units.get(start..i).is_some_and(|l| l.iter().any(|u| u.ch == ' ' || u.ch > '\u{2000}')) {
            folds = folds.with(Fold::Separator);
        }
        if !plain_at {
            folds = folds.with(Fold::Glyph);
        }
        out.push(scan.candidate(PrivateKind::Email, start..stop, folds, true));
    }
}

/// Where an `@` ends that begins at `i`, and whether it is the sign itself.
fn at_sign(units: &[Unit], i: usize) -> Option<(usize, bool)> {
    let ch = |n: usize| units.get(i + n).map_or('\0', |u| u.ch);
    let closed = |n: usize| matches!(ch(n), ')' | ']' | '}' | '】' | '>');
    match ch(0) {
        '@' => Some((i + 1, true)),
        '艾' if ch(1) == '特' => Some((i + 2, false)),
        '圈' if matches!(ch(1), 'a' | '诶') => Some((i + 2, false)),
        '(' | '[' | '{' | '【' | '<' if ch(1) == 'a' && ch(2) == 't' && closed(3) => Some((i + 4, false)),
        '(' | '[' | '{' | '【' if ch(1) == '@' && closed(2) => Some((i + 3, false)),
        ' ' if ch(1) == 'a' && ch(2) == 't' && ch(3) == ' ' => Some((i + 4, false)),
        _ => None,
    }
}

/// Where the local part begins that ends before `end`.
fn local(units: &[Unit], end: usize) -> Option<usize> {
    let mut start = None;
    let (mut piece, mut gap, mut joined) = (0usize, 0usize, false);
    for i in (end.saturating_sub(MAX_LOCAL)..end).rev() {
        let unit = *units.get(i)?;
        let own = unit.class() == Class::Latin
            || plain(unit).is_some()
            || matches!(unit.ch, '_' | '-' | '.' | '+' | '%');
        if own {
            // Pieces with spaces or emoji between them belong together only when all are short.
            if gap > 0 && start.is_some() && (piece > 2 || gap > 3) {
                break;
            }
            joined |= gap > 0 && start.is_some();
            piece = if gap > 0 { 1 } else { piece + 1 };
            if joined && piece > 4 {
                break;
            }
            gap = 0;
            start = Some(i);
        } else if unit.class() == Class::Separator {
            gap += usize::from(gap_of(unit) != Gap::Hidden);
        } else {
            break;
        }
    }
    // A Chinese numeral in front of the first letter is a word of the sentence.
    let mut start = start?;
    while start < end
        && units.get(start).is_some_and(|u| {
            u.class() != Class::Latin && !u.ch.is_ascii_digit() && !matches!(u.ch, '\u{2776}'..='\u{2792}')
        })
    {
        start += 1;
    }
    (start < end).then_some(start)
}

/// Where the domain ends that begins at `at`: labels with dots, the last of letters.
fn domain(units: &[Unit], at: usize) -> Option<(usize, FoldSet)> {
    let mut folds = FoldSet::EMPTY;
    let mut text = String::new();
    let mut i = at;
    let mut end = at;
    for _ in 0..6 {
        let part = code(units, i);
        if part.text.is_empty() {
            break;
        }
        folds = folds.union(part.folds);
        text.push_str(&part.text);
        end = part.units.end;
        let Some(next) = dot(units, end) else { break };
        folds = folds.with(Fold::Glyph);
        text.push('.');
        i = next;
    }
    let (host, top) = text.trim_end_matches('.').rsplit_once('.')?;
    let named =
        !host.is_empty() && (2..=10).contains(&top.len()) && top.bytes().all(|b| b.is_ascii_alphabetic());
    named.then_some((end, folds))
}

/// Past what is written for a dot between letters.
fn dot(units: &[Unit], at: usize) -> Option<usize> {
    let i = skip(units, at);
    let ch = |n: usize| units.get(i + n).map_or('\0', |u| u.ch);
    let past = match ch(0) {
        '点' | '。' | '丶' => i + 1,
        'd' if i > at && ch(1) == 'o' && ch(2) == 't' && ch(3) == ' ' => i + 3,
        '(' | '[' | '{' | '【' if ch(1) == 'd' && ch(2) == 'o' && ch(3) == 't' => i + 5,
        '(' | '[' | '{' | '【' if ch(1) == '.' => i + 3,
        _ if i > at && units.get(at..i)?.iter().any(|u| u.ch == '.') => i,
        _ => return None,
    };
    let next = skip(units, past);
    units.get(next).is_some_and(|u| u.class() == Class::Latin).then_some(next)
}
