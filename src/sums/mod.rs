//! A publisher's own earlier releases, and what a further draft adds to them.

use serde::{Deserialize, Serialize};

/// What is kept of a release: its id, its time and which kinds of fact it gave about which subject.
/// No text of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Released {
    /// The draft's id.
    pub(crate) id: String,
    /// Event time, RFC 3339.
    pub(crate) time: String,
    /// What it was about.
    pub(crate) subjects: Vec<Subject>,
}

/// A subject of a release with the facets that the release gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Subject {
    /// Folded names by which it goes.
    pub(crate) names: Vec<String>,
    /// The facets.
    pub(crate) facets: Vec<String>,
}

/// A publisher's own release log, however it is kept.
pub(crate) trait OwnReleases {
    /// Releases whose event time lies in `from..=to` (seconds since 1970), oldest first.
    fn between(&self, from: i64, to: i64) -> Vec<Released>;
}

/// Releases of one run, kept in memory.
#[derive(Debug, Default)]
pub(crate) struct InMemory(Vec<Released>);

impl InMemory {
    /// Adds a release.
    pub(crate) fn add(&mut self, released: Released) {
        self.0.push(released);
    }
}

impl OwnReleases for InMemory {
    fn between(&self, from: i64, to: i64) -> Vec<Released> {
        let inside = |r: &&Released| seconds(&r.time).is_some_and(|t| (from..=to).contains(&t));
        let mut out: Vec<Released> = self.0.iter().filter(inside).cloned().collect();
        out.sort_by_key(|r| seconds(&r.time));
        out
    }
}

/// Seconds since 1970 of an event time.
pub(crate) fn seconds(time: &str) -> Option<i64> {
    let format = &time::format_description::well_known::Rfc3339;
    time::OffsetDateTime::parse(time, format).ok().map(time::OffsetDateTime::unix_timestamp)
}
