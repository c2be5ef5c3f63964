//! The types that pass between stages: four kinds of event, a decision type for each, findings
//! and hits. The contract that they spell is the README's "Events and decisions".
//!
//! The limits of kanhe are in these types: a [`PostDecision`] has no refusal, a post has no
//! author, a post's mask is made of validated private values only.

mod claim;
mod decision;
mod draft;
mod event;
mod finding;
mod hex;
mod redress;

pub use claim::{
    AccountComplaint, Appeal, Complaint, DataComplaint, Incoming, RedressEvent, Ruling, Verdict,
};
pub use decision::{
    Action, Case, Decision, Desk, PostAction, PostCase, PostDecision, PostMask, RecordAction, RecordDecision,
    RegistrationAction, RegistrationDecision, Verdicted,
};
pub(crate) use draft::{DraftAction, DraftDecision, DraftFinding};
pub use event::{
    AccountPart, AccountPartKind, Avatar, Category, Draft, DraftPart, Event, Evidence, EvidenceItem,
    InputKind, Post, Previous, Record, Registration, TextPart, TextPartKind, Value,
};
pub use finding::{Finding, Fold, FoldSet, Hit, HitName, Score, TraceStep};
pub(crate) use hex::hex;
pub use redress::{HashKey, Notice, NoticeKey};

/// A message that could not become an event. It is a value and travels like a decision; the
/// stream goes on. Nothing in it quotes the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// The stage that gave up, e.g. `decode`.
    pub stage: &'static str,
    /// A stable code, e.g. `json-syntax`; the README lists them.
    pub code: &'static str,
    /// What is wrong, in words that never quote the input (field names of the contract only).
    pub detail: String,
    /// Byte offset inside the message, where one is known.
    pub offset: Option<usize>,
    /// Whether key, value and headers may be kept: only what could be read as far as
    /// `"type": "registration"` or `"record"`.
    pub keeps_input: bool,
}
