//! Private values of third persons in posts (article 15, for everyone).
//!
//! A mask needs a [`PrivateHit`]: a [`PrivateValue`] that a grammar of this module recognised and
//! a [`PersonLink`] that ties it to a person who is not the speaker. Neither can be made outside.
//!
//! Three steps: `screen` passes over texts in which nothing could be a value; `grammar`
//! finds typed values in every spelling; `link` weighs whose they are.

pub(crate) mod grammar;
mod lexicon;
mod link;
mod named;
mod screen;
mod value;

pub use named::{Named, Spot, named};
pub(crate) use screen::may_hold_value;
pub use value::{LinkReason, PersonLink, PrivateHit, PrivateKind, PrivateValue};

use std::ops::Range;

use crate::decide::mask;
use crate::fold::{Unit, fold};
use crate::message::{Post, Value};
use grammar::Candidate;
use link::{Context, Evidence};

/// A value that was looked at, masked or not, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// What it is.
    pub kind: PrivateKind,
    /// Index of its part.
    pub part: usize,
    /// Its place in the part's text, in bytes, on grapheme boundaries.
    pub bytes: Range<usize>,
    /// The evidence about whose it is, with its scores.
    pub reasons: Vec<(&'static str, i32)>,
    /// The sum.
    pub score: i32,
    /// Whether it is a third person's.
    pub masked: bool,
}

/// The private values of third persons in a post, in the order of the text.
pub fn find(post: &Post) -> Vec<PrivateHit> {
    let mut hits = Vec::new();
    each(post, |part, value, evidence| {
        if let Some(link) = evidence.link() {
            let value =
                PrivateValue { kind: value.kind, part, bytes: value.bytes.clone(), folds: value.folds };
            hits.push(PrivateHit { value, link });
        }
    });
    hits
}

/// An operator's own value with the private values in it covered, whoever they belong to: a row that
/// is published has no speaker whose own number it could be. A number that is a private value
/// becomes a text.
pub(crate) fn covered(value: &Value) -> Value {
    let shown = match value {
        Value::Text(text) => covered_text(text),
        Value::Number(number) => covered_text(&number.to_string()),
        Value::Null | Value::Bool(_) => None,
    };
    shown.map_or_else(|| value.clone(), Value::Text)
}

/// The same of a text; nothing where nothing is covered.
pub(crate) fn covered_text(text: &str) -> Option<String> {
    if !screen::may_hold_value(text) {
        return None;
    }
    let ranges: Vec<Range<usize>> = grammar::values(text, &fold(text)).into_iter().map(|c| c.bytes).collect();
    (!ranges.is_empty()).then(|| mask(text, &ranges))
}

/// Every typed value of a post with the evidence about it, in the order of the text.
pub fn explain(post: &Post) -> Vec<Explained> {
    let mut out = Vec::new();
    each(post, |part, value, evidence| {
        out.push(Explained {
            kind: value.kind,
            part,
            bytes: value.bytes.clone(),
            score: evidence.score(),
            masked: evidence.link().is_some(),
            reasons: evidence.reasons,
        });
    });
    out
}

fn each(post: &Post, mut see: impl FnMut(usize, &Candidate, Evidence)) {
    if !post.parts.iter().any(|p| screen::may_hold_value(&p.text)) {
        return;
    }
    let units: Vec<Vec<Unit>> = post.parts.iter().map(|p| fold(&p.text)).collect();
    let parts = post.parts.iter().zip(&units);
    let values: Vec<Vec<Candidate>> = parts.map(|(part, units)| grammar::values(&part.text, units)).collect();
    if values.iter().all(Vec::is_empty) {
        return;
    }
    let context = Context::new(&post.parts, &units);
    for (part, values) in values.iter().enumerate() {
        for value in values {
            see(part, value, link::weigh(&context, part, value));
        }
    }
}
