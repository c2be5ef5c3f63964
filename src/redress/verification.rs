//! Which accounts are verified: granted with all the evidence, kept while the name stays, withdrawn
//! with the name, the category or the evidence. **A protected name is allowed for exactly the
//! account that proved it.**

use super::output::{Outcome, Output, Status};
use super::row::Verified;
use super::session::Session;
use super::words;
use crate::message::{AccountPartKind, Action, Category, Event, Evidence, Finding, Registration};

/// What lifts a finding about the name of a verified account.
pub(super) const BY_VERIFICATION: &str = "verified";

/// An account that is opened or changed, in keyed hashes, with its label if it has one.
pub(super) struct Applicant {
    pub(super) account: String,
    pub(super) name: String,
    pub(super) verification: String,
    label: Option<Verified>,
}

impl Applicant {
    pub(super) fn of(session: &Session<'_>, e: &Registration) -> Self {
        let account = session.account_hash(&e.account);
        let name = session.hash(&["name", &Session::folded(e, AccountPartKind::Nickname)]);
        let verification = session.hash(&["text", &Session::folded(e, AccountPartKind::Verification)]);
        let label = session.verified(&account);
        Self { account, name, verification, label }
    }

    /// The label, when it covers what is asked for: the same name in the same category, and evidence
    /// that is not taken back. A change that says nothing of category and evidence leaves both as
    /// they are.
    fn covering(&self, e: &Registration) -> Option<&Verified> {
        let silent_change = e.category == Category::Personal && e.previous.is_some();
        self.label.as_ref().filter(|label| {
            label.name_hash == self.name
                && e.evidence.is_none()
                && (e.category == label.category || silent_change)
        })
    }

    /// Whether the label answers a finding: about the proven name, about evidence, or about a
    /// verification text that was proven with it.
    pub(super) fn is_proven(&self, event: &Event, finding: &Finding) -> bool {
        let Event::Registration(e) = event else { return false };
        let Some(label) = self.covering(e) else { return false };
        if finding.rule == "8/evidence-missing" {
            return true;
        }
        let kind = |part: usize| e.parts.get(part).map(|p| p.kind);
        finding.action == Action::Refuse
            && finding.hits.iter().all(|h| match kind(h.part) {
                Some(AccountPartKind::Verification) => label.verification == self.verification,
                Some(AccountPartKind::Nickname) => true,
                _ => false,
            })
    }
}

/// Whether no label is asked for and none is there: most accounts.
pub(super) fn is_plain(session: &Session<'_>, e: &Registration) -> bool {
    e.category == Category::Personal && session.verified(&session.account_hash(&e.account)).is_none()
}

/// Grants, keeps or withdraws the label. A change that was refused changes nothing.
pub(super) fn settle(
    session: &mut Session<'_>,
    e: &Registration,
    who: &Applicant,
    action: Action,
) -> Option<Output> {
    if action != Action::Pass {
        return None;
    }
    let complete = e.evidence.as_ref().is_some_and(|evidence| evidence.missing().is_empty());
    if complete && e.category != Category::Personal {
        let name = Session::folded(e, AccountPartKind::Nickname);
        let row = Verified {
            name,
            name_hash: who.name.clone(),
            verification: who.verification.clone(),
            category: e.category,
            event: e.id.clone(),
            since: e.time.clone(),
        };
        let known = who.label.as_ref().is_some_and(|label| {
            (&label.name_hash, &label.verification, label.category)
                == (&row.name_hash, &row.verification, row.category)
        });
        // Accepted by a person before, who saw the hash of the name only: now the name is known too.
        let nameless = who.label.as_ref().is_some_and(|label| label.name.is_empty());
        if !known || nameless {
            session.put_verified(&who.account, Some(&row));
        }
        return (!known).then(|| answer(e, Status::Granted, "", e.category));
    }
    let label = who.label.as_ref()?;
    if who.covering(e).is_some() {
        if label.name.is_empty() {
            // Accepted by a person, who saw the hash of the name only.
            let name = Session::folded(e, AccountPartKind::Nickname);
            session.put_verified(&who.account, Some(&Verified { name, ..label.clone() }));
        }
        return None;
    }
    let reason = if label.name_hash != who.name {
        "name-changed"
    } else if e.evidence.as_ref().map(Evidence::missing).is_some_and(|missing| !missing.is_empty()) {
        "evidence-withdrawn"
    } else {
        "category-changed"
    };
    session.put_verified(&who.account, None);
    Some(answer(e, Status::Withdrawn, reason, label.category))
}

fn answer(e: &Registration, status: Status, reason: &'static str, label: Category) -> Output {
    let (zh, en) = words::verification(status, reason);
    Output::Outcome(Outcome {
        kind: "outcome",
        of: "verification",
        event: e.id.clone(),
        about: e.id.clone(),
        status,
        reason,
        case: None,
        desk: None,
        due: None,
        label: Some(label),
        places: Vec::new(),
        zh,
        en,
    })
}
