//! Decisions out: one type an input, so that what an input may not have done to it cannot be
//! written down. [`Decision`] only gathers them for routing and printing.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use super::event::{EvidenceItem, InputKind, TextPart, Value};
use super::finding::Finding;
use super::redress::Notice;
use crate::rules::fraud::Fraud;
use crate::rules::private::PrivateHit;

/// Any action, for printing and routing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// Nothing is done.
    Pass,
    /// Spans are covered, the rest stays.
    Mask,
    /// A name is not granted.
    Refuse,
    /// A row is not published.
    Withhold,
}

impl Action {
    /// The word of the contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Mask => "mask",
            Self::Refuse => "refuse",
            Self::Withhold => "withhold",
        }
    }
}

/// What may be done about a registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegistrationAction {
    /// The name is granted.
    Pass,
    /// The name is not granted; nothing else happens to the person.
    Refuse,
}

/// What may be done about a post: there is no refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PostAction {
    /// The post is left as it is.
    Pass,
    /// Private values of third persons are covered.
    Mask(PostMask),
}

/// A mask of a post. It can be made from validated private values only: the field is private,
/// and [`PostMask::new`] takes nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostMask {
    hits: Vec<PrivateHit>,
}

impl PostMask {
    /// `None` when there is nothing to cover.
    pub fn new(hits: Vec<PrivateHit>) -> Option<Self> {
        (!hits.is_empty()).then_some(Self { hits })
    }

    /// What is covered.
    pub fn hits(&self) -> &[PrivateHit] {
        &self.hits
    }
}

/// What may be done about a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordAction {
    /// The row may be published.
    Pass,
    /// The row may be published with generalised values.
    Mask,
    /// The row is not published.
    Withhold,
}

/// Who looks at a case: people of the platform or the operator, nobody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Desk {
    /// Account reviewers.
    Accounts,
    /// The fraud team.
    Fraud,
    /// Those who answer for personal data.
    Privacy,
    /// The operator's data officer.
    Data,
}

impl Desk {
    /// All desks.
    pub const ALL: [Self; 4] = [Self::Accounts, Self::Fraud, Self::Privacy, Self::Data];

    /// The word of the contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accounts => "accounts",
            Self::Fraud => "fraud",
            Self::Privacy => "privacy",
            Self::Data => "data",
        }
    }
}

/// A case for a desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Case {
    /// Id of the case, derived from the event and the desk.
    pub case: String,
    /// Who looks at it.
    pub desk: Desk,
    /// Why, in a stable word.
    pub reason: String,
    /// The evidence that is lacking.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<EvidenceItem>,
}

/// A case about a post. It can be made from a fraud finding only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostCase {
    case: Case,
    fraud: Fraud,
}

impl PostCase {
    /// A case for the fraud desk.
    pub fn new(case_id: String, fraud: Fraud) -> Self {
        Self {
            case: Case { case: case_id, desk: Desk::Fraud, reason: "fraud".to_owned(), missing: Vec::new() },
            fraud,
        }
    }

    /// The case as it is reported.
    pub fn case(&self) -> &Case {
        &self.case
    }

    /// The finding that it rests on.
    pub fn fraud(&self) -> &Fraud {
        &self.fraud
    }
}

/// A decision about a registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrationDecision {
    /// Event id.
    pub event: String,
    /// What is done.
    pub action: RegistrationAction,
    /// A case for the platform's own people.
    pub report: Option<Case>,
    /// What the applicant is told.
    pub notice: Option<Notice>,
    /// Why.
    pub findings: Vec<Finding>,
}

/// A decision about a post. No refusal, no text in its findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostDecision {
    /// Event id.
    pub event: String,
    /// What is done.
    pub action: PostAction,
    /// A case, for fraud only.
    pub report: Option<PostCase>,
    /// What the author is told.
    pub notice: Option<Notice>,
    /// Every part with its masked text, when masked.
    pub parts: Option<Vec<TextPart>>,
    /// Why.
    pub findings: Vec<Finding>,
}

/// A decision about a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordDecision {
    /// Event id.
    pub event: String,
    /// What is done.
    pub action: RecordAction,
    /// A case for the data officer.
    pub report: Option<Case>,
    /// What the operator is told.
    pub notice: Option<Notice>,
    /// Every column with its generalised value, when masked.
    pub values: Option<BTreeMap<String, Value>>,
    /// Why.
    pub findings: Vec<Finding>,
}

/// A decision about any input of the worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// About a registration.
    Registration(RegistrationDecision),
    /// About a post.
    Post(PostDecision),
    /// About a row.
    Record(RecordDecision),
}

/// The shape of a decision on the wire, the same for all inputs.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Verdicted<'a> {
    event: &'a str,
    #[serde(rename = "type")]
    input: InputKind,
    action: Action,
    report: Option<&'a Case>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parts: Option<&'a [TextPart]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    values: Option<&'a BTreeMap<String, Value>>,
    notice: Option<&'a Notice>,
    findings: &'a [Finding],
    engine: &'a str,
    lexicons: &'a str,
}

impl Decision {
    /// The event's id.
    pub fn event(&self) -> &str {
        match self {
            Self::Registration(d) => &d.event,
            Self::Post(d) => &d.event,
            Self::Record(d) => &d.event,
        }
    }

    /// Which input it is about.
    pub fn input(&self) -> InputKind {
        match self {
            Self::Registration(_) => InputKind::Registration,
            Self::Post(_) => InputKind::Post,
            Self::Record(_) => InputKind::Record,
        }
    }

    /// What is done.
    pub fn action(&self) -> Action {
        match self {
            Self::Registration(d) => match d.action {
                RegistrationAction::Pass => Action::Pass,
                RegistrationAction::Refuse => Action::Refuse,
            },
            Self::Post(d) => match d.action {
                PostAction::Pass => Action::Pass,
                PostAction::Mask(_) => Action::Mask,
            },
            Self::Record(d) => match d.action {
                RecordAction::Pass => Action::Pass,
                RecordAction::Mask => Action::Mask,
                RecordAction::Withhold => Action::Withhold,
            },
        }
    }

    /// The case that follows from it.
    pub fn report(&self) -> Option<&Case> {
        match self {
            Self::Registration(d) => d.report.as_ref(),
            Self::Post(d) => d.report.as_ref().map(PostCase::case),
            Self::Record(d) => d.report.as_ref(),
        }
    }

    /// What the person concerned is told.
    pub fn notice(&self) -> Option<&Notice> {
        match self {
            Self::Registration(d) => d.notice.as_ref(),
            Self::Post(d) => d.notice.as_ref(),
            Self::Record(d) => d.notice.as_ref(),
        }
    }

    /// Why.
    pub fn findings(&self) -> &[Finding] {
        match self {
            Self::Registration(d) => &d.findings,
            Self::Post(d) => &d.findings,
            Self::Record(d) => &d.findings,
        }
    }

    /// The rules of the findings in force, in their order.
    pub fn rules(&self) -> impl Iterator<Item = &str> {
        self.findings().iter().filter(|f| f.exempted_by.is_none()).map(|f| f.rule.as_str())
    }

    /// The decision as one line of JSON, with the versions that reproduce it.
    ///
    /// # Panics
    /// Never: every field is plain data.
    #[allow(clippy::expect_used)]
    pub fn to_json(&self, engine: &str, lexicons: &str) -> String {
        let parts = match self {
            Self::Post(d) => d.parts.as_deref(),
            _ => None,
        };
        let values = match self {
            Self::Record(d) => d.values.as_ref(),
            _ => None,
        };
        let out = Verdicted {
            event: self.event(),
            input: self.input(),
            action: self.action(),
            report: self.report(),
            parts,
            values,
            notice: self.notice(),
            findings: self.findings(),
            engine,
            lexicons,
        };
        serde_json::to_string(&out).expect("plain data")
    }
}
