//! Verification texts: the platform's own word. A clause that names a body and a post, an office
//! or an official account in it needs evidence, for former posts too (article 10, last paragraph).

use super::pose::{Reading, Why};
use super::tokens::Piece;
use crate::fold::{Class, Unit};
use crate::lexicon::{BodyKind, MarkKind};
use crate::rules::name::What;

/// Reads the pieces of a verification text.
pub(super) fn read(pieces: &[Piece], units: &[Unit]) -> Reading {
    let mut reading = Reading::nothing();
    reading.bodies = pieces.iter().filter(|p| p.is_body()).count();
    for (start, end) in clauses(units) {
        let clause: Vec<usize> = (0..pieces.len())
            .filter(|&i| pieces.get(i).is_some_and(|p| p.start >= start && p.end <= end))
            .collect();
        if let Some((bodies, why)) = claim(pieces, &clause) {
            let former = FORMER.iter().any(|w| text(units, start, end).contains(w));
            reading.verdict = Some(Why::ClaimsPost { former });
            reading.because = bodies;
            reading.head = why;
            return reading;
        }
    }
    reading
}

/// Words that say that the post is a former one.
const FORMER: [&str; 7] = ["原", "前", "曾", "退役", "退伍", "转业", "离任"];

fn text(units: &[Unit], start: usize, end: usize) -> String {
    units.get(start..end).unwrap_or_default().iter().map(|u| u.ch).collect()
}

/// Clauses end at commas and full stops; a colon joins (主办:99944部队).
fn clauses(units: &[Unit]) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut start = 0;
    for (i, u) in units.iter().enumerate() {
        if u.class() == Class::Stop && !matches!(u.ch, ':' | '：' | '、') {
            out.push((start, i));
            start = i + 1;
        }
    }
    out.push((start, units.len()));
    out
}

/// The bodies of a clause and the word that claims something in them.
fn claim(pieces: &[Piece], clause: &[usize]) -> Option<(Vec<usize>, Option<usize>)> {
    let get = |i: &usize| pieces.get(*i);
    let bodies: Vec<usize> = clause.iter().copied().filter(|i| get(i).is_some_and(Piece::is_body)).collect();
    let strong = bodies.iter().any(|i| get(i).is_some_and(Piece::is_strong_body));
    let first = *bodies.first()?;
    let last = *clause.last()?;
    let foreign = clause.iter().any(|i| {
        get(i).is_some_and(|p| {
            matches!(p.mark(), Some(MarkKind::Foreign | MarkKind::History | MarkKind::Disclaimer))
        })
    });
    if foreign {
        return None;
    }
    let media = bodies.iter().any(|i| get(i).is_some_and(|p| p.what == What::Body(BodyKind::Media)));
    // The head of the clause says who the account is: 记者, 协会会员 are no posts in a body.
    let outsider = get(&last).is_some_and(|p| {
        matches!(
            p.mark(),
            Some(MarkKind::Outsider | MarkKind::Fan | MarkKind::Critic | MarkKind::Shop | MarkKind::Parody)
        )
    });
    if outsider && !media {
        return None;
    }
    let word = clause.iter().copied().find(|i| {
        get(i).is_some_and(|p| {
            matches!(p.mark(), Some(MarkKind::Post | MarkKind::Speaks))
                || (*i > first && p.speaks())
                || (*i == last && *i > first && p.speaks_weakly())
        })
    });
    let ends_as_body = last == *bodies.last()?;
    let military = strong || bodies.len() > 1;
    if (word.is_some() && military)
        || (ends_as_body && strong && get(&last).is_some_and(|p| p.what == What::Designation))
    {
        return Some((bodies, word));
    }
    None
}
