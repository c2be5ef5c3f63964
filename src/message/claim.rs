//! What people answer: an appeal of someone affected, a complaint of someone concerned, the
//! verdict of a person at a desk. Unknown fields are dropped by the decoder, as for all inputs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::event::{AccountPart, Event, Evidence, TextPart};

/// Any message that the worker and `scan` read: an event that is decided, or one of redress.
#[derive(Debug, Clone, PartialEq)]
pub enum Incoming {
    /// Decided by rules.
    Event(Event),
    /// Answered by redress.
    Redress(RedressEvent),
}

/// An event of redress.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RedressEvent {
    /// Someone affected asks for a review.
    Appeal(Appeal),
    /// Someone concerned asks for protection.
    Complaint(Complaint),
    /// A person at a desk has decided a case.
    Verdict(Verdict),
}

impl RedressEvent {
    /// The event's id.
    pub fn id(&self) -> &str {
        match self {
            Self::Appeal(e) => &e.id,
            Self::Complaint(e) => e.id(),
            Self::Verdict(e) => &e.id,
        }
    }

    /// Event time, as it was given.
    pub fn time(&self) -> &str {
        match self {
            Self::Appeal(e) => &e.time,
            Self::Complaint(e) => e.time(),
            Self::Verdict(e) => &e.time,
        }
    }

    /// The word of the `type` field.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Appeal(_) => "appeal",
            Self::Complaint(_) => "complaint",
            Self::Verdict(_) => "verdict",
        }
    }
}

/// Someone affected by a decision asks a person to look at it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Appeal {
    /// Unique id of the event; the same id again is the same event.
    #[schemars(length(min = 1, max = 256))]
    pub id: String,
    /// Event time, RFC 3339 with offset.
    #[schemars(extend("format" = "date-time"))]
    pub time: String,
    /// Id of the event that was decided.
    pub about: String,
    /// The token of the notice.
    pub token: String,
    /// References to evidence that was lacking.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
    /// Why, in the person's own words. The desk reads it; it is kept nowhere else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// Someone concerned asks for protection of own data in a post, or points at a false official.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "ground", rename_all = "kebab-case")]
pub enum Complaint {
    /// The complainant's own data stand in a post.
    MyData(DataComplaint),
    /// An account poses as somebody.
    Impersonation(AccountComplaint),
}

/// A complaint about a post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DataComplaint {
    /// Unique id of the event; the same id again is the same event.
    #[schemars(length(min = 1, max = 256))]
    pub id: String,
    /// Event time, RFC 3339 with offset.
    #[schemars(extend("format" = "date-time"))]
    pub time: String,
    /// Id of the post.
    pub about: String,
    /// Parts of the post, as the platform has them: kanhe keeps none.
    pub parts: Vec<TextPart>,
    /// What to protect. Used once, kept as a keyed hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The platform's opaque word for who complains, for flood control; kept as a keyed hash of the day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complainant: Option<String>,
}

/// A complaint about an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AccountComplaint {
    /// Unique id of the event; the same id again is the same event.
    #[schemars(length(min = 1, max = 256))]
    pub id: String,
    /// Event time, RFC 3339 with offset.
    #[schemars(extend("format" = "date-time"))]
    pub time: String,
    /// Id of the account's registration.
    pub about: String,
    /// Parts of the account, as the platform has them.
    pub parts: Vec<AccountPart>,
    /// Whom it poses as, where the complainant names it. Used once, kept as a keyed hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The platform's opaque word for who complains, for flood control; kept as a keyed hash of the day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complainant: Option<String>,
}

impl Complaint {
    /// The event's id.
    pub fn id(&self) -> &str {
        match self {
            Self::MyData(e) => &e.id,
            Self::Impersonation(e) => &e.id,
        }
    }

    /// Event time, as it was given.
    pub fn time(&self) -> &str {
        match self {
            Self::MyData(e) => &e.time,
            Self::Impersonation(e) => &e.time,
        }
    }

    /// Id of the post or registration.
    pub fn about(&self) -> &str {
        match self {
            Self::MyData(e) => &e.about,
            Self::Impersonation(e) => &e.about,
        }
    }

    /// What to protect, or whom the account poses as.
    pub fn value(&self) -> Option<&str> {
        match self {
            Self::MyData(e) => e.value.as_deref(),
            Self::Impersonation(e) => e.value.as_deref(),
        }
    }

    /// Who complains, in the platform's opaque word.
    pub fn complainant(&self) -> Option<&str> {
        match self {
            Self::MyData(e) => e.complainant.as_deref(),
            Self::Impersonation(e) => e.complainant.as_deref(),
        }
    }

    /// Number of parts.
    pub fn parts(&self) -> usize {
        match self {
            Self::MyData(e) => e.parts.len(),
            Self::Impersonation(e) => e.parts.len(),
        }
    }
}

/// What a person at a desk says about the finding of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Ruling {
    /// The finding is right and stands.
    Confirm,
    /// The finding is wrong: what was done because of it is undone.
    Restore,
}

/// A person's decision about a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Verdict {
    /// Unique id of the event; the same id again is the same event.
    #[schemars(length(min = 1, max = 256))]
    pub id: String,
    /// Event time, RFC 3339 with offset.
    #[schemars(extend("format" = "date-time"))]
    pub time: String,
    /// The case.
    pub case: String,
    /// What the person decided.
    pub outcome: Ruling,
    /// Who decided, in the platform's opaque word.
    pub reviewer: String,
    /// With a restored name: an invented name of the same kind that should pass, for the lexicon.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
    /// Only this rule's finding; without it all of the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}
