//! The rows of the table, each JSON behind one byte that names its kind and its last day.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::decide::case_id;
use crate::message::{Action, Category, Desk, EvidenceItem, Finding, HitName, InputKind};
use crate::rules::private::Spot;

/// What a key begins with.
pub(super) const CASE: u8 = b'c';
pub(super) const COMPLAINTS: u8 = b'd';
pub(super) const RESTORED: u8 = b'r';
pub(super) const VERIFIED: u8 = b'v';
/// The last day of a row that is kept.
pub(super) const NO_END: i32 = i32::MAX;

/// A place in an event: what is kept of a hit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Index of the part.
    pub part: usize,
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// Id of the lexicon entry or kind of the private value.
    pub what: String,
}

impl From<&Spot> for Place {
    fn from(s: &Spot) -> Self {
        let what = HitName::Value(s.kind).to_string();
        Self { part: s.part, start: s.start, end: s.end, what }
    }
}

/// What is kept of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ground {
    /// The rule.
    pub rule: String,
    /// The article.
    pub article: String,
    /// What the finding asked for.
    pub action: Action,
    /// Where.
    pub places: Vec<Place>,
}

impl From<&Finding> for Ground {
    fn from(f: &Finding) -> Self {
        let places = f.hits.iter().map(|h| Place {
            part: h.part,
            start: h.start,
            end: h.end,
            what: h.name.to_string(),
        });
        Self { rule: f.rule.clone(), article: f.article.clone(), action: f.action, places: places.collect() }
    }
}

/// Whom a decision about a registration concerns, in keyed hashes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// Of the account.
    pub account: String,
    /// Of the folded name.
    pub name: String,
    /// Of the folded verification text.
    pub verification: String,
    /// What was asked for.
    pub category: Category,
    /// The evidence that is lacking still.
    pub missing: Vec<EvidenceItem>,
}

/// How far a case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Something was done; nobody asked for a review.
    Acted,
    /// A person has to look at it.
    Open,
    /// A person confirmed the finding.
    Confirmed,
    /// A person lifted the finding.
    Restored,
}

/// One case: a decision that acted, with or without a review, or a complaint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseRow {
    /// Its id.
    pub case: String,
    /// The event that it is about.
    pub about: String,
    /// Which input that was.
    pub input: InputKind,
    /// Who looks at it.
    pub desk: Desk,
    /// Why it exists: `decision`, the reason of a decision's case, or the ground of a complaint.
    pub reason: String,
    /// What was done.
    pub action: Action,
    /// The findings that this desk answers for.
    pub grounds: Vec<Ground>,
    /// The rules that the notice's token stands for, in their order.
    pub token_rules: Vec<String>,
    /// Event time of the decision or the complaint.
    pub time: String,
    /// How far it is.
    pub stage: Stage,
    /// Whether someone affected appealed.
    #[serde(default)]
    pub appealed: bool,
    /// When a person will have answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    /// Whom it concerns, for registrations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Subject>,
    /// Most complainants of one day.
    #[serde(default)]
    pub rank: u32,
    /// The day whose complainants are counted.
    #[serde(default)]
    pub day: i32,
    /// Keyed hashes of that day's complainants.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub complainants: Vec<String>,
}

impl CaseRow {
    /// A case about something that was done, before anybody asked for a review: what it rests on is
    /// for the caller to add.
    pub(super) fn acted(about: &str, input: InputKind, desk: Desk, time: &str) -> Self {
        Self {
            case: case_id(about, desk),
            about: about.to_owned(),
            input,
            desk,
            reason: "decision".to_owned(),
            action: Action::Pass,
            grounds: Vec::new(),
            token_rules: Vec::new(),
            time: time.to_owned(),
            stage: Stage::Acted,
            appealed: false,
            due: None,
            subject: None,
            rank: 0,
            day: 0,
            complainants: Vec::new(),
        }
    }
}

impl CaseRow {
    /// Whether it comes from a complaint and not from a decision.
    pub fn is_complaint(&self) -> bool {
        matches!(self.reason.as_str(), "my-data" | "impersonation")
    }

    /// The rules of its findings.
    pub fn rules(&self) -> impl Iterator<Item = &str> {
        self.grounds.iter().map(|g| g.rule.as_str())
    }
}

/// A verified account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    /// The name that was proven, folded: it is public, and others are held against it.
    pub name: String,
    /// Keyed hash of the folded name.
    pub name_hash: String,
    /// Keyed hash of the folded verification text.
    pub verification: String,
    /// The label.
    pub category: Category,
    /// The event that brought the evidence.
    pub event: String,
    /// Its time.
    pub since: String,
}

/// A value with its last day in front: JSON behind four bytes.
pub(super) fn encode<T: Serialize>(last_day: i32, row: &T) -> Option<Vec<u8>> {
    let mut out = last_day.to_be_bytes().to_vec();
    serde_json::to_writer(&mut out, row).ok()?;
    Some(out)
}

/// The last day of a value.
pub(super) fn last_day(value: &[u8]) -> Option<i32> {
    value.first_chunk().map(|bytes| i32::from_be_bytes(*bytes))
}

pub(super) fn decode<T: DeserializeOwned>(value: &[u8]) -> Option<T> {
    serde_json::from_slice(value.get(4..)?).ok()
}

fn rows<'a, T: DeserializeOwned>(
    kind: u8,
    entries: impl IntoIterator<Item = (&'a [u8], &'a [u8])>,
) -> impl Iterator<Item = T> {
    entries.into_iter().filter(move |(key, _)| key.first() == Some(&kind)).filter_map(|(_, v)| decode(v))
}

/// The cases among the entries of a table.
pub fn case_rows<'a>(
    entries: impl IntoIterator<Item = (&'a [u8], &'a [u8])>,
) -> impl Iterator<Item = CaseRow> {
    rows(CASE, entries)
}

/// The verified accounts among the entries of a table.
pub fn verified_rows<'a>(
    entries: impl IntoIterator<Item = (&'a [u8], &'a [u8])>,
) -> impl Iterator<Item = Verified> {
    rows(VERIFIED, entries)
}
