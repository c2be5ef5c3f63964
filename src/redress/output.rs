//! What redress sends: restores, cases for a desk, masks that a complaint led to, and answers.

use schemars::JsonSchema;
use serde::Serialize;

use super::row::{CaseRow, Ground};
use super::words;
use crate::message::{Category, Desk, Evidence, EvidenceItem, InputKind, PostDecision};

/// One thing to send.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant)] // One an event, moved once.
pub enum Output {
    /// For the restore queue.
    Restore(Restore),
    /// For the report queue of a desk.
    Case(CaseReport),
    /// For the mask queue: the named value of a complaint, covered.
    Mask(PostDecision),
    /// For the outcome queue: the answer to whoever asked.
    Outcome(Outcome),
}

/// Undo what was done about an event because of these rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Restore {
    /// Always `restore`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The event whose finding is lifted.
    pub about: String,
    /// Its input.
    pub input: InputKind,
    /// The case that was decided.
    pub case: String,
    /// The rules whose findings are lifted, now and later.
    pub rules: Vec<String>,
    /// Who decided, in the platform's opaque word.
    pub reviewer: String,
    /// For a name: an invented name of the same kind that should pass.
    pub example: Option<String>,
    /// Whether such an example is still wanted: the reviewer gave none, or the name itself.
    pub example_wanted: bool,
}

/// A case for a person.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CaseReport {
    /// Always `case`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Its id.
    pub case: String,
    /// Who looks at it.
    pub desk: Desk,
    /// `appeal`, `my-data` or `impersonation`.
    pub reason: String,
    /// The event that it is about.
    pub about: String,
    /// Its input.
    pub input: InputKind,
    /// When it is due.
    pub due: String,
    /// Most complainants of one day.
    pub rank: u32,
    /// The finding in plain Chinese.
    pub zh: String,
    /// The finding in plain English.
    pub en: String,
    /// The findings, without text.
    pub grounds: Vec<GroundOut>,
    /// Evidence that is lacking still.
    pub missing: Vec<EvidenceItem>,
    /// The words of whoever appeals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// References to evidence that came with the appeal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
}

impl CaseReport {
    /// A case as its desk sees it, for the reason of the row; an appeal adds what it brings.
    pub(super) fn of(row: &CaseRow) -> Self {
        let (zh, en) = words::case(row);
        Self {
            kind: "case",
            case: row.case.clone(),
            desk: row.desk,
            reason: row.reason.clone(),
            about: row.about.clone(),
            input: row.input,
            due: row.due.clone().unwrap_or_default(),
            rank: row.rank,
            zh,
            en,
            grounds: grounds(row),
            missing: row.subject.as_ref().map(|s| s.missing.clone()).unwrap_or_default(),
            text: None,
            evidence: None,
        }
    }
}

/// A finding of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct GroundOut {
    rule: String,
    article: String,
    places: Vec<PlaceOut>,
}

/// A place of a finding, in code points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PlaceOut {
    part: usize,
    start: usize,
    end: usize,
    what: String,
}

impl From<&Ground> for GroundOut {
    fn from(g: &Ground) -> Self {
        let places = g.places.iter().map(|p| PlaceOut {
            part: p.part,
            start: p.start,
            end: p.end,
            what: p.what.clone(),
        });
        Self { rule: g.rule.clone(), article: g.article.clone(), places: places.collect() }
    }
}

/// The findings of a case as they are sent.
fn grounds(row: &CaseRow) -> Vec<GroundOut> {
    row.grounds.iter().map(GroundOut::from).collect()
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// A person will look at it.
    Opened,
    /// It is the same request as an earlier one, which a person looks at.
    Joined,
    /// It cannot be heard: see `reason`.
    Refused,
    /// Nothing is done: see `reason`.
    Declined,
    /// The value is covered.
    Masked,
    /// A person confirmed the finding.
    Confirmed,
    /// A person lifted the finding.
    Restored,
    /// The account carries the label from now on.
    Granted,
    /// The account carries the label no more.
    Withdrawn,
}

impl Status {
    /// The word on the wire and in metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Joined => "joined",
            Self::Refused => "refused",
            Self::Declined => "declined",
            Self::Masked => "masked",
            Self::Confirmed => "confirmed",
            Self::Restored => "restored",
            Self::Granted => "granted",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// The answer to an appeal, a complaint, a verdict or a request for a label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Outcome {
    /// Always `outcome`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// What is answered: `appeal`, `complaint`, `verdict`, `verification`.
    pub of: &'static str,
    /// Id of the event that is answered.
    pub event: String,
    /// The event that it is about.
    pub about: String,
    /// What became of it.
    pub status: Status,
    /// Why, in a stable word; empty where the status says all.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub reason: &'static str,
    /// The case, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// Who looks at it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub desk: Option<Desk>,
    /// When a person will have answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    /// The label.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<Category>,
    /// Where a confirmed complaint's value stands: the platform covers it there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<PlaceOut>,
    /// In plain Chinese.
    pub zh: String,
    /// In plain English.
    pub en: String,
}

impl Outcome {
    /// An answer without a case, a label or places.
    pub(super) fn new(
        of: &'static str,
        (event, about): (&str, &str),
        (status, reason): (Status, &'static str),
        (zh, en): (String, String),
    ) -> Self {
        Self {
            kind: "outcome",
            of,
            event: event.to_owned(),
            about: about.to_owned(),
            status,
            reason,
            case: None,
            desk: None,
            due: None,
            label: None,
            places: Vec::new(),
            zh,
            en,
        }
    }
}

impl Output {
    /// One line of JSON; `decision` writes a mask as a decision is written.
    pub fn to_json(&self, decision: impl FnOnce(&PostDecision) -> String) -> String {
        let plain = |value: serde_json::Result<String>| value.unwrap_or_default();
        match self {
            Self::Restore(restore) => plain(serde_json::to_string(restore)),
            Self::Case(case) => plain(serde_json::to_string(case)),
            Self::Outcome(outcome) => plain(serde_json::to_string(outcome)),
            Self::Mask(mask) => decision(mask),
        }
    }
}

/// Every place of a case's findings.
pub(super) fn grounds_places(row: &CaseRow) -> Vec<PlaceOut> {
    grounds(row).into_iter().flat_map(|g| g.places).collect()
}
