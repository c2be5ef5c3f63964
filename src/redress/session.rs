//! One event's work on the table: typed rows, keyed hashes, terms.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Redress;
use super::ledger::Ledger;
use super::moment::Moment;
use super::row::{self, CASE, COMPLAINTS, CaseRow, NO_END, RESTORED, Stage, VERIFIED, Verified};
use crate::fold::folded_text;
use crate::message::{AccountPartKind, NoticeKey, Registration};
use crate::registry::Registry;

/// Rows whose term is looked at for each event: old rows go as fast as new ones come.
const SWEPT: usize = 4;
/// Where the sweep stopped. It is a row, so that a restart goes on from there.
const CURSOR: &[u8] = b"~sweep";

pub(super) struct Session<'a> {
    redress: &'a Redress,
    ledger: &'a mut dyn Ledger,
    pub(super) now: Moment,
}

impl<'a> Session<'a> {
    pub(super) fn new(redress: &'a Redress, ledger: &'a mut dyn Ledger, time: &str) -> Self {
        Self { redress, ledger, now: Moment::of(time) }
    }

    pub(super) fn notice_key(&self) -> Option<&NoticeKey> {
        self.redress.notice.as_ref()
    }

    pub(super) fn hash(&self, fields: &[&str]) -> String {
        self.redress.hash.hash(fields)
    }

    /// A row whose term is not over at the time of the event.
    fn get<T: DeserializeOwned>(&self, key: &[u8]) -> Option<T> {
        let value = self.ledger.get(key)?;
        row::last_day(&value).filter(|last| *last >= self.now.day())?;
        row::decode(&value)
    }

    fn put<T: Serialize>(&mut self, key: Vec<u8>, last_day: i32, row: &T) {
        // Plain data: the encoding does not fail.
        if let Some(value) = row::encode(last_day, row) {
            self.ledger.put(key, Some(value));
        }
    }

    pub(super) fn case(&self, case: &str) -> Option<CaseRow> {
        self.get(&key(CASE, case))
    }

    /// Whether a case was known once and its term is over.
    pub(super) fn case_is_over(&self, case: &str) -> bool {
        self.ledger.get(&key(CASE, case)).is_some() && self.case(case).is_none()
    }

    pub(super) fn put_case(&mut self, row: &CaseRow) {
        // What someone asked a person to look at waits until a person has.
        let asked = row.stage == Stage::Open && (row.appealed || row.is_complaint());
        let last = if asked { NO_END } else { Moment::of(&row.time).term(row.input) };
        self.put(key(CASE, &row.case), last, row);
    }

    /// Whether a person restored this finding.
    pub(super) fn is_restored(&self, finding: &str) -> bool {
        self.get::<bool>(&key(RESTORED, finding)).unwrap_or(false)
    }

    /// A restored finding stays restored: the hash is all that is kept of it.
    pub(super) fn put_restored(&mut self, finding: &str) {
        self.put(key(RESTORED, finding), NO_END, &true);
    }

    pub(super) fn verified(&self, account: &str) -> Option<Verified> {
        self.get(&key(VERIFIED, account))
    }

    pub(super) fn put_verified(&mut self, account: &str, row: Option<&Verified>) {
        match row {
            Some(row) => self.put(key(VERIFIED, account), NO_END, row),
            None => self.ledger.put(key(VERIFIED, account), None),
        }
    }

    /// The names that redress has verified, where there are any.
    pub(super) fn proven(&self) -> Option<&Registry> {
        self.ledger.proven().names()
    }

    /// Counts a complaint of somebody on this day and says the how manieth it is.
    pub(super) fn count_complaint(&mut self, complainant: &str) -> u32 {
        let at = key(COMPLAINTS, complainant);
        let count = self.get::<u32>(&at).unwrap_or(0).saturating_add(1);
        self.put(at, self.now.day() + 1, &count);
        count
    }

    /// Deletes some rows whose term is over. What is over counts as absent before it is deleted.
    pub(super) fn sweep(&mut self) {
        let mut at = self.ledger.get(CURSOR).unwrap_or_default();
        for _ in 0..SWEPT {
            let Some((key, value)) = self.ledger.after(&at) else {
                at.clear();
                break;
            };
            if key != CURSOR && row::last_day(&value).is_some_and(|last| last < self.now.day()) {
                self.ledger.put(key.clone(), None);
            }
            at = key;
        }
        self.ledger.put(CURSOR.to_vec(), Some(at));
    }

    pub(super) fn account_hash(&self, account: &str) -> String {
        self.hash(&["account", account])
    }

    /// The folded text of an account's parts of one kind.
    pub(super) fn folded(e: &Registration, kind: AccountPartKind) -> String {
        let texts: Vec<String> =
            e.parts.iter().filter(|p| p.kind == kind).map(|p| folded_text(p.text.trim())).collect();
        texts.join("\n")
    }

    /// The key of a finding about a registration: this account under this name.
    pub(super) fn name_finding(&self, account: &str, name: &str, rule: &str) -> String {
        self.hash(&["finding", "registration", account, name, rule])
    }

    /// The key of a finding about a post or a row: this event.
    pub(super) fn event_finding(&self, event: &str, rule: &str) -> String {
        self.hash(&["finding", "event", event, rule])
    }
}

fn key(kind: u8, rest: &str) -> Vec<u8> {
    let mut key = vec![kind];
    key.extend_from_slice(rest.as_bytes());
    key
}
