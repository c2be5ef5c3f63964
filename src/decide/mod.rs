//! Findings to decisions: the least restrictive action that satisfies every finding in force, a
//! notice in both languages, a case where the contract asks for one.

pub(crate) mod draft;
mod lift;
mod mask;
mod notice;
mod post;
mod record;
mod registration;

pub(crate) use lift::lift;
pub use mask::{covered, mask};
pub(crate) use post::own_data;
pub use record::settled;
pub(crate) use record::{ARTICLE as RECORDS_ARTICLE, RULES as RECORD_RULES};
pub(crate) use registration::{NEAR_VERIFIED_RULE, beside};

use sha2::{Digest, Sha256};

use crate::fold::{code_points, graphemes_around};
use crate::lexicon::NameSet;
use crate::message::{Decision, Desk, Event, NoticeKey, hex};
use crate::registry::Registry;

/// What deciding needs beside the event.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The names in force.
    pub names: &'a NameSet,
    /// The key of the tokens, if one is configured.
    pub key: Option<&'a NoticeKey>,
    /// The verified accounts, if a registry is configured.
    pub registry: Option<&'a Registry>,
    /// Whether hits of registrations carry their trace.
    pub trace: bool,
}

/// Decides one event. Pure: the same event, set and key give the same bytes.
pub fn decide(event: &Event, context: Context<'_>) -> Decision {
    match event {
        Event::Registration(e) => Decision::Registration(registration::decide(e, context)),
        Event::Post(e) => Decision::Post(post::decide(e, context)),
        Event::Record(e) => Decision::Record(record::decide(e)),
    }
}

/// Id of the case that an event opens at a desk: derived, so that the same event opens it once.
pub(crate) fn case_id(event: &str, desk: Desk) -> String {
    let mut hash = Sha256::new();
    hash.update(desk.as_str().as_bytes());
    hash.update([0]);
    hash.update(event.as_bytes());
    let digest = hash.finalize();
    format!("case-{}", hex(digest.get(..8).unwrap_or(&digest)))
}

/// Code points of a byte range, widened to whole graphemes.
fn span(text: &str, bytes: std::ops::Range<usize>) -> (usize, usize, String) {
    let wide = graphemes_around(text, bytes);
    let start = code_points(text, wide.start);
    let words = text.get(wide).unwrap_or_default();
    (start, start + words.chars().count(), words.to_owned())
}
