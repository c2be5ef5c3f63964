//! Decisions about drafts: a type of their own, which no queue, log or desk takes. The only one
//! who sees such a decision is the person who asked for it.

use serde::Serialize;

use super::event::TextPart;
use super::finding::Hit;
use super::redress::Notice;

/// What is proposed about a draft. The least restrictive first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum DraftAction {
    /// Nothing to say.
    Pass,
    /// A version with some values covered can go out.
    Mask,
    /// Covering values is not enough: the publisher is asked to look.
    Hold,
}

impl DraftAction {
    /// The word of the contract.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Mask => "mask",
            Self::Hold => "hold",
        }
    }
}

/// One reason of a decision about a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct DraftFinding {
    /// The rule's id.
    pub(crate) rule: String,
    /// What the rule is about, in Chinese and English.
    #[serde(skip)]
    pub(crate) title: (String, String),
    /// The article.
    pub(crate) article: String,
    /// What the finding asks for.
    pub(crate) action: DraftAction,
    /// Where.
    pub(crate) hits: Vec<Hit>,
    /// What exempted it: then it changes nothing.
    pub(crate) exempted_by: Option<String>,
    /// Own earlier releases that it rests on.
    pub(crate) related: Vec<String>,
    /// Why it is taken not to be public, or what would keep it below a sum: words with scores.
    pub(crate) reasons: Vec<String>,
}

/// A decision about a draft. There is no case: nobody else is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DraftDecision {
    /// Event id.
    pub(crate) event: String,
    /// What is proposed.
    pub(crate) action: DraftAction,
    /// The masked version, with `mask` only.
    pub(crate) parts: Option<Vec<TextPart>>,
    /// What the publisher is told.
    pub(crate) notice: Option<Notice>,
    /// Why.
    pub(crate) findings: Vec<DraftFinding>,
}

#[derive(Serialize)]
struct Line<'a> {
    event: &'a str,
    #[serde(rename = "type")]
    input: &'static str,
    action: DraftAction,
    report: Option<()>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parts: Option<&'a [TextPart]>,
    notice: Option<&'a Notice>,
    findings: &'a [DraftFinding],
    engine: &'a str,
    lexicons: &'a str,
}

impl DraftDecision {
    /// The decision as one line of JSON, with the versions that reproduce it.
    ///
    /// # Panics
    /// Never: every field is plain data.
    #[allow(clippy::expect_used)]
    pub(crate) fn to_json(&self, engine: &str, lexicons: &str) -> String {
        let line = Line {
            event: &self.event,
            input: "draft",
            action: self.action,
            report: None,
            parts: self.parts.as_deref(),
            notice: self.notice.as_ref(),
            findings: &self.findings,
            engine,
            lexicons,
        };
        serde_json::to_string(&line).expect("plain data")
    }
}
