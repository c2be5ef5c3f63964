//! A publisher's own earlier releases, and what a further draft adds to them (article 14, last
//! paragraph): facts that are harmless alone and together give something away.
//!
//! A draft gives *facets* (place, strength, schedule, use …) about *subjects*. The log keeps names
//! of subjects and kinds of facets, no text. Facts of official sources and journalism about an
//! allegation, an accident or a grievance give no facets.

mod name;
mod subject;
mod total;

use serde::{Deserialize, Serialize};

pub(crate) use subject::{Given, subjects};
pub(crate) use total::{Sum, total};

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
    /// Names by which it goes, in the form in which they are compared.
    pub(crate) names: Vec<String>,
    /// What kind of thing it is (旅, 舰, 厂 …), for "the same unit".
    pub(crate) heads: Vec<String>,
    /// The facets.
    pub(crate) facets: Vec<String>,
    /// Whether the release tied it to armed forces or arms.
    pub(crate) military: bool,
}

impl Subject {
    /// Whether it is a unit that goes by its number.
    fn is_unit(&self) -> bool {
        let number = |n: &String| n.len() == 5 && n.bytes().all(|b| b.is_ascii_digit());
        self.names.iter().any(number)
    }
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
