//! Redress: appeals, complaints, verdicts, and which accounts are verified. A pure state machine:
//! an event in, changes of a keyed table and outputs out; time is the event's.
//!
//! **A person's verdict outranks rules**: a restored finding is kept under a keyed hash and lifted
//! from every later decision. **Nobody needs trust to be heard, and a token is needed to be heard
//! as the one affected.** The table holds no text, no account, no complainant: keyed hashes, event
//! ids, rules and spans, until the time for an appeal is over.
//!
//! Rows are kept through [`Ledger`]; whoever runs the machine makes each `put` one entry of a
//! compacted changelog (key bytes, value bytes or a tombstone) and gives the entries back in order
//! after a restart. Two entry points: [`Redress::settle`] for a decision that rules have made,
//! [`Redress::receive`] for an appeal, a complaint or a verdict.

mod appeal;
mod complaint;
mod ledger;
mod moment;
mod output;
mod proven;
mod row;
mod session;
mod settle;
mod verdict;
mod verification;
mod words;

pub use ledger::{Ledger, Memory};
pub use output::{CaseReport, Outcome, Output, Restore, Status};
pub use proven::Proven;
pub use row::{CaseRow, Ground, Place, Stage, Subject, Verified, case_rows, verified_rows};

use crate::decide::Context;
use crate::message::{Decision, Event, HashKey, NoticeKey, RedressEvent};
use session::Session;

/// The stage's name: the key of its changelog in a pipeline.
pub const STAGE_NAME: &str = "redress";

/// The keys of redress. Without a notice key no appeal can be checked, so none is heard.
#[derive(Debug, Clone)]
pub struct Redress {
    notice: Option<NoticeKey>,
    hash: HashKey,
}

impl Redress {
    /// With the key of the notices' tokens, from which the key of the hashes is derived.
    pub fn new(notice: Option<NoticeKey>) -> Self {
        let hash = notice.as_ref().map_or_else(HashKey::of_one_run, |k| k.derive("redress"));
        Self { notice, hash }
    }

    /// Whether a decision needs [`Self::settle`]. The others leave nothing behind: a pass of a post
    /// or a row, which is most of the stream. Registrations always do, since the account may be a
    /// verified one. Sees no state.
    pub fn concerns(event: &Event, decision: &Decision) -> bool {
        matches!(event, Event::Registration(_)) || !decision.findings().is_empty()
    }

    /// A decision of rules, as persons and verification leave it, and what follows.
    pub fn settle(
        &self,
        ledger: &mut dyn Ledger,
        event: &Event,
        decision: Decision,
        context: Context<'_>,
    ) -> (Decision, Vec<Output>) {
        settle::settle(&mut Session::new(self, ledger, event.time()), event, decision, context)
    }

    /// What follows from an appeal, a complaint or a verdict.
    pub fn receive(
        &self,
        ledger: &mut dyn Ledger,
        event: &RedressEvent,
        context: Context<'_>,
    ) -> Vec<Output> {
        let mut session = Session::new(self, ledger, event.time());
        let outputs = match event {
            RedressEvent::Appeal(e) => appeal::receive(&mut session, e),
            RedressEvent::Complaint(e) => complaint::receive(&mut session, e, context),
            RedressEvent::Verdict(e) => verdict::receive(&mut session, e),
        };
        session.sweep();
        outputs
    }
}
