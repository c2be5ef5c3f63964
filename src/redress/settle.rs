//! A decision of rules, as persons and verification leave it. What acted, or is a case, is kept
//! until the time for an appeal is over.

use super::output::Output;
use super::row::{CaseRow, Ground, Stage, Subject};
use super::session::Session;
use super::verification;
use crate::decide::{Context, NEAR_VERIFIED_RULE, beside, lift};
use crate::message::{Action, Category, Decision, Desk, Event, Evidence, Finding, InputKind, Registration};

/// What lifts a finding that a person restored.
const BY_VERDICT: &str = "verdict";

pub(super) fn settle(
    session: &mut Session<'_>,
    event: &Event,
    decision: Decision,
    context: Context<'_>,
) -> (Decision, Vec<Output>) {
    let decision = match event {
        Event::Registration(e) => beside_proven(session, e, decision, context),
        _ => decision,
    };
    let who = match event {
        Event::Registration(e) if decision.findings().is_empty() && verification::is_plain(session, e) => {
            return (decision, Vec::new());
        }
        Event::Registration(e) => Some(verification::Applicant::of(session, e)),
        _ => None,
    };
    let lifted: Vec<Option<&'static str>> = decision
        .findings()
        .iter()
        .map(|f| {
            let restored = match &who {
                Some(who) => session.name_finding(&who.account, &who.name, &f.rule),
                None => session.event_finding(event.id(), &f.rule),
            };
            if session.is_restored(&restored) {
                return Some(BY_VERDICT);
            }
            who.as_ref().filter(|who| who.is_proven(event, f)).map(|_| verification::BY_VERIFICATION)
        })
        .collect();
    let decision =
        if lifted.iter().any(Option::is_some) { lift(decision, event, &lifted, context) } else { decision };
    let mut outputs = Vec::new();
    if let (Event::Registration(e), Some(who)) = (event, &who) {
        outputs.extend(verification::settle(session, e, who, decision.action()));
    }
    if decision.action() != Action::Pass || decision.report().is_some() {
        session.sweep();
        for row in rows(event, &decision, who.as_ref()) {
            // The same event again is the same event: what a person said about it stays.
            if session.case(&row.case).is_none() {
                session.put_case(&row);
            }
        }
    }
    (decision, outputs)
}

/// With the finding that the name can be taken for one that redress has verified, as for one of
/// the loaded registry, whose finding comes first.
fn beside_proven(
    session: &Session<'_>,
    e: &Registration,
    decision: Decision,
    context: Context<'_>,
) -> Decision {
    let known = decision.findings().iter().any(|f| f.rule == NEAR_VERIFIED_RULE);
    let Some(names) = session.proven().filter(|_| !known) else { return decision };
    beside(e, &session.account_hash(&e.account), names, context).map_or(decision, Decision::Registration)
}

/// One row a desk that answers for findings of the decision.
fn rows(event: &Event, decision: &Decision, who: Option<&verification::Applicant>) -> Vec<CaseRow> {
    let in_force = || decision.findings().iter().filter(|f| f.exempted_by.is_none());
    let mut desks: Vec<Desk> = in_force().map(|f| desk(decision.input(), f)).collect();
    desks.sort_unstable();
    desks.dedup();
    let token_rules: Vec<String> = decision.rules().map(str::to_owned).collect();
    let row = |desk_of: Desk| {
        let grounds: Vec<Ground> =
            in_force().filter(|f| desk(decision.input(), f) == desk_of).map(Ground::from).collect();
        let acted = grounds.iter().any(|g| g.action != Action::Pass);
        let report = decision.report().filter(|case| case.desk == desk_of);
        let bare = CaseRow::acted(event.id(), decision.input(), desk_of, event.time());
        CaseRow {
            reason: report.map_or(bare.reason, |case| case.reason.clone()),
            action: if acted { decision.action() } else { Action::Pass },
            grounds,
            token_rules: token_rules.clone(),
            stage: if report.is_some() { Stage::Open } else { Stage::Acted },
            subject: who.map(|who| subject(event, who)),
            ..bare
        }
    };
    desks.into_iter().map(row).collect()
}

fn subject(event: &Event, who: &verification::Applicant) -> Subject {
    let (category, missing) = match event {
        Event::Registration(e) => {
            (e.category, e.evidence.as_ref().map_or_else(|| Evidence::default().missing(), Evidence::missing))
        }
        _ => (Category::Personal, Vec::new()),
    };
    Subject {
        account: who.account.clone(),
        name: who.name.clone(),
        verification: who.verification.clone(),
        category,
        missing,
    }
}

/// Which desk answers for a finding.
fn desk(input: InputKind, finding: &Finding) -> Desk {
    match input {
        _ if finding.article == "16" => Desk::Fraud,
        InputKind::Registration => Desk::Accounts,
        InputKind::Post => Desk::Privacy,
        InputKind::Record => Desk::Data,
    }
}
