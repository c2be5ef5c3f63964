//! A value that a complaint names, looked for in a post: where it stands, and whether the grammars
//! tie it to a third person.

use super::{PrivateHit, PrivateKind, PrivateValue, each};
use crate::fold::{Class, Unit, code_points, fold};
use crate::message::Post;

/// Where a typed value stands, in code points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    /// Index of the part.
    pub part: usize,
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// What it is.
    pub kind: PrivateKind,
}

/// What was found of a named value.
#[derive(Debug, Clone, Default)]
pub struct Named {
    /// Whether the value, or with none named any typed value, stands in the post.
    pub mentioned: bool,
    /// Those that are a third person's.
    pub hits: Vec<PrivateHit>,
    /// Typed values that are the named one, or with none named all of them.
    pub places: Vec<Spot>,
}

/// Looks for `value` in a post; without one, for any typed value, none of which is then a hit.
pub fn named(post: &Post, value: Option<&str>) -> Named {
    let wanted = value.map(|v| bare(&fold(v))).filter(|w| !w.is_empty());
    let mut out = Named::default();
    each(post, |part, candidate, evidence| {
        let Some(text) = post.parts.get(part).map(|p| p.text.as_str()) else { return };
        let written = bare(&fold(text.get(candidate.bytes.clone()).unwrap_or_default()));
        if wanted.as_ref().is_some_and(|wanted| !same(wanted, &written)) {
            return;
        }
        out.places.push(Spot {
            part,
            start: code_points(text, candidate.bytes.start),
            end: code_points(text, candidate.bytes.end),
            kind: candidate.kind,
        });
        if let (Some(link), true) = (evidence.link(), wanted.is_some()) {
            let bytes = candidate.bytes.clone();
            let value = PrivateValue { kind: candidate.kind, part, bytes, folds: candidate.folds };
            out.hits.push(PrivateHit { value, link });
        }
    });
    let stands = |wanted: &String| post.parts.iter().any(|p| bare(&fold(&p.text)).contains(wanted.as_str()));
    out.mentioned = !out.places.is_empty() || wanted.as_ref().is_some_and(stands);
    out
}

/// Letters, digits and characters; numerals as digits. What stands between them is no part of a value.
fn bare(units: &[Unit]) -> String {
    let kept = units.iter().filter(|u| matches!(u.class(), Class::Han | Class::Digit | Class::Latin));
    kept.map(|u| u.digit().map_or(u.ch, |d| char::from(b'0' + d))).collect()
}

/// Fewest characters by which a value written with more around it is still known: a telephone
/// number without its country code has 11, an address without its province about as many.
const TELLING: usize = 8;

/// Whether two spellings are one value: the same, or one ends with all of the other (a country code
/// or a province in front of one of them).
fn same(wanted: &str, written: &str) -> bool {
    let longer = |a: &str, b: &str| b.chars().count() >= TELLING && a.ends_with(b);
    wanted == written || longer(wanted, written) || longer(written, wanted)
}
