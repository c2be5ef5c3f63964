//! Verdicts: a person confirms a finding or lifts it. **A lifted finding stays lifted.**

use super::output::{Outcome, Output, PlaceOut, Restore, Status, grounds_places};
use super::row::{CaseRow, Stage, Verified};
use super::session::Session;
use super::words;
use crate::fold::folded_text;
use crate::message::{Category, Desk, InputKind, Ruling, Verdict};

pub(super) fn receive(session: &mut Session<'_>, e: &Verdict) -> Vec<Output> {
    let Some(mut row) = session.case(&e.case) else {
        let reason = if session.case_is_over(&e.case) { "too-late" } else { "unknown-case" };
        return vec![Output::Outcome(answer(e, None, Status::Refused, reason, Vec::new()))];
    };
    match (row.stage, e.outcome) {
        // The same verdict again changes nothing.
        (Stage::Restored, Ruling::Restore) | (Stage::Confirmed, Ruling::Confirm) => Vec::new(),
        (Stage::Restored, Ruling::Confirm) => {
            vec![Output::Outcome(answer(e, Some(&row), Status::Refused, "restored-before", Vec::new()))]
        }
        (_, Ruling::Confirm) => {
            row.stage = Stage::Confirmed;
            session.put_case(&row);
            let places = if row.reason == "my-data" { grounds_places(&row) } else { Vec::new() };
            vec![Output::Outcome(answer(e, Some(&row), Status::Confirmed, "", places))]
        }
        (_, Ruling::Restore) => match &e.rule {
            Some(rule) if row.grounds.len() > 1 => one_rule(session, e, row, rule),
            Some(rule) if row.rules().all(|known| known != rule) => {
                vec![Output::Outcome(answer(e, Some(&row), Status::Refused, "unknown-rule", Vec::new()))]
            }
            _ => {
                row.stage = Stage::Restored;
                session.put_case(&row);
                restore(session, e, &row)
            }
        },
    }
}

/// One of several findings is lifted. What was done stays while another finding asks for it.
fn one_rule(session: &mut Session<'_>, e: &Verdict, mut row: CaseRow, rule: &str) -> Vec<Output> {
    let Some(at) = row.grounds.iter().position(|g| g.rule == rule) else {
        return vec![Output::Outcome(answer(e, Some(&row), Status::Refused, "unknown-rule", Vec::new()))];
    };
    let lifted = CaseRow { grounds: vec![row.grounds.remove(at)], ..row.clone() };
    if row.grounds.iter().any(|g| g.action == row.action) {
        put_restored(session, &lifted);
        session.put_case(&row);
        return vec![Output::Outcome(answer(
            e,
            Some(&row),
            Status::Declined,
            "other-rule-stands",
            Vec::new(),
        ))];
    }
    // What is left asked for nothing: all of it goes.
    row.grounds.extend(lifted.grounds);
    row.stage = Stage::Restored;
    session.put_case(&row);
    restore(session, e, &row)
}

/// Keeps the findings of a case from coming back.
fn put_restored(session: &mut Session<'_>, row: &CaseRow) {
    for rule in row.rules() {
        let finding = match &row.subject {
            Some(subject) => session.name_finding(&subject.account, &subject.name, rule),
            None => session.event_finding(&row.about, rule),
        };
        session.put_restored(&finding);
    }
}

fn restore(session: &mut Session<'_>, e: &Verdict, row: &CaseRow) -> Vec<Output> {
    let mut outputs = Vec::with_capacity(3);
    if !row.is_complaint() {
        put_restored(session, row);
        outputs.push(Output::Restore(event(session, e, row)));
        outputs.extend(accept(session, e, row));
    }
    outputs.push(Output::Outcome(answer(e, Some(row), Status::Restored, "", Vec::new())));
    outputs
}

fn event(session: &Session<'_>, e: &Verdict, row: &CaseRow) -> Restore {
    let named = row.input == InputKind::Registration && row.desk == Desk::Accounts;
    // An example is invented: the restored name itself is none, and must not enter a lexicon.
    let invented = |text: &&String| {
        let hash = session.hash(&["name", &folded_text(text.trim())]);
        row.subject.as_ref().is_none_or(|s| s.name != hash)
    };
    let example = e.example.as_ref().filter(|text| named && !text.trim().is_empty()).filter(invented);
    Restore {
        kind: "restore",
        about: row.about.clone(),
        input: row.input,
        case: row.case.clone(),
        rules: row.rules().map(str::to_owned).collect(),
        reviewer: e.reviewer.clone(),
        example: example.cloned(),
        example_wanted: named && example.is_none(),
    }
}

/// The account reviewers accept an account that asked for a label: it carries it from now on. Its
/// name is not known here but by its hash; the account's next event brings it.
fn accept(session: &mut Session<'_>, e: &Verdict, row: &CaseRow) -> Option<Output> {
    let subject = row.subject.as_ref()?;
    if row.desk != Desk::Accounts || subject.category == Category::Personal {
        return None;
    }
    let label = Verified {
        name: String::new(),
        name_hash: subject.name.clone(),
        verification: subject.verification.clone(),
        category: subject.category,
        event: row.about.clone(),
        since: e.time.clone(),
    };
    session.put_verified(&subject.account, Some(&label));
    let (zh, en) = words::verification(Status::Granted, "");
    Some(Output::Outcome(Outcome {
        of: "verification",
        label: Some(subject.category),
        zh,
        en,
        ..answer(e, Some(row), Status::Granted, "", Vec::new())
    }))
}

fn answer(
    e: &Verdict,
    row: Option<&CaseRow>,
    status: Status,
    reason: &'static str,
    places: Vec<PlaceOut>,
) -> Outcome {
    let (zh, en) = words::verdict(status, reason, row);
    Outcome {
        kind: "outcome",
        of: "verdict",
        event: e.id.clone(),
        about: row.map(|r| r.about.clone()).unwrap_or_default(),
        status,
        reason,
        case: Some(e.case.clone()),
        desk: row.map(|r| r.desk),
        due: None,
        label: None,
        places,
        zh,
        en,
    }
}
