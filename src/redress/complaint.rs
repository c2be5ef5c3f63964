//! Complaints. A named value that the grammars find with a link to a third person is covered at
//! once; everything else is a person's to decide. **A complaint never covers what the grammars give
//! to the speaker, a shop, an office or a warning**, and who complains often is not heard more.

use super::output::{CaseReport, Outcome, Output, Status};
use super::row::{CaseRow, Ground, Place, Stage};
use super::session::Session;
use super::words;
use crate::decide::{Context, case_id, own_data};
use crate::limits::{MAX_COMPLAINANTS, MAX_COMPLAINTS_A_DAY};
use crate::message::{
    AccountComplaint, Action, Category, Complaint, DataComplaint, Desk, InputKind, Post, Registration,
};
use crate::rules::{fraud, private};

/// The rule under which a third person's data is covered; a complaint adds none.
const RULE: &str = "15/third-person-data";

pub(super) fn receive(session: &mut Session<'_>, e: &Complaint, context: Context<'_>) -> Vec<Output> {
    match e {
        Complaint::MyData(data) => my_data(session, e, data, context),
        Complaint::Impersonation(account) => impersonation(session, e, account),
    }
}

fn my_data(
    session: &mut Session<'_>,
    e: &Complaint,
    data: &DataComplaint,
    context: Context<'_>,
) -> Vec<Output> {
    let post =
        Post { id: data.about.clone(), time: data.time.clone(), parts: data.parts.clone(), generated: false };
    let search = private::named(&post, data.value.as_deref());
    if !search.mentioned {
        return vec![Output::Outcome(answer(e, None, Status::Declined, "value-not-found"))];
    }
    let places: Vec<Place> = search.places.iter().map(Place::from).collect();
    let restored = session.is_restored(&session.event_finding(&post.id, RULE));
    let decided = session.case(&case_id(&post.id, Desk::Privacy));
    if !search.hits.is_empty() && !restored {
        // The same value again, or one that was covered when the post came: nothing is left to do.
        if let Some(row) = decided.filter(|row| covers(row, &places)) {
            return vec![Output::Outcome(answer(e, Some(&row), Status::Masked, "already"))];
        }
        return cover(session, e, &post, search.hits, context);
    }
    let mut ground = Ground { rule: RULE.to_owned(), article: "15".to_owned(), action: Action::Mask, places };
    ground.places.truncate(crate::limits::MAX_HITS);
    let reason = if restored { "restored-before" } else { "no-link" };
    ask(session, e, Desk::Privacy, InputKind::Post, ground, reason)
}

fn covers(row: &CaseRow, places: &[Place]) -> bool {
    let known: Vec<&Place> = row.grounds.iter().flat_map(|g| &g.places).collect();
    !places.is_empty() && places.iter().all(|p| known.contains(&p))
}

fn cover(
    session: &mut Session<'_>,
    e: &Complaint,
    post: &Post,
    hits: Vec<private::PrivateHit>,
    context: Context<'_>,
) -> Vec<Output> {
    let decision = own_data(post, hits, context);
    let row = CaseRow {
        action: Action::Mask,
        grounds: decision.findings.iter().map(Ground::from).collect(),
        token_rules: decision.findings.iter().map(|f| f.rule.clone()).collect(),
        ..CaseRow::acted(&post.id, InputKind::Post, Desk::Privacy, &post.time)
    };
    session.put_case(&row);
    vec![Output::Mask(decision), Output::Outcome(answer(e, Some(&row), Status::Masked, ""))]
}

fn impersonation(session: &mut Session<'_>, e: &Complaint, account: &AccountComplaint) -> Vec<Output> {
    let registration = Registration {
        id: account.about.clone(),
        time: account.time.clone(),
        account: String::new(),
        parts: account.parts.clone(),
        category: Category::Personal,
        evidence: None,
        avatar: None,
        previous: None,
    };
    // Who asks for money as an official is the fraud team's; a name alone is the account reviewers'.
    let desk = if fraud::in_registration(&registration).is_some() { Desk::Fraud } else { Desk::Accounts };
    let ground = Ground {
        rule: "25/impersonation".to_owned(),
        article: "25".to_owned(),
        action: Action::Pass,
        places: Vec::new(),
    };
    ask(session, e, desk, InputKind::Registration, ground, "")
}

/// A person has to say. The same complaint of others joins the case and raises its rank.
fn ask(
    session: &mut Session<'_>,
    e: &Complaint,
    desk: Desk,
    input: InputKind,
    ground: Ground,
    why: &'static str,
) -> Vec<Output> {
    let reason = match e {
        Complaint::MyData(_) => "my-data",
        Complaint::Impersonation(_) => "impersonation",
    };
    let value = e.value().map(|v| session.hash(&["value", v])).unwrap_or_default();
    let case = format!("case-{}", session.hash(&["complaint", reason, e.about(), &value]).split_at(16).0);
    let known = session.case(&case);
    if let Some(row) = known.as_ref().filter(|row| row.stage != Stage::Open) {
        let status = if row.stage == Stage::Confirmed { Status::Confirmed } else { Status::Restored };
        return vec![Output::Outcome(answer(e, known.as_ref(), status, "decided"))];
    }
    let is_new = known.is_none();
    let mut row = known.unwrap_or_else(|| CaseRow {
        case,
        reason: reason.to_owned(),
        grounds: vec![ground],
        stage: Stage::Open,
        due: Some(session.now.due(desk)),
        ..CaseRow::acted(e.about(), input, desk, e.time())
    });
    count(session, &mut row, e);
    session.put_case(&row);
    let (status, why) = if is_new { (Status::Opened, why) } else { (Status::Joined, "same-complaint") };
    let mut outputs = Vec::with_capacity(2);
    if is_new {
        outputs.push(Output::Case(CaseReport::of(&row)));
    }
    outputs.push(Output::Outcome(answer(e, Some(&row), status, why)));
    outputs
}

/// The rank of a case is the most complainants of one day: who complains twice counts once, and who
/// complains about very much that day counts nowhere. Who does not say who complains is one person.
fn count(session: &mut Session<'_>, row: &mut CaseRow, e: &Complaint) {
    let day = session.now.day();
    let who = session.hash(&["complainant", &day.to_string(), e.complainant().unwrap_or_default()]);
    let of_the_day = session.count_complaint(&who);
    if row.day < day {
        row.day = day;
        row.complainants.clear();
    }
    let room = row.complainants.len() < MAX_COMPLAINANTS;
    if row.day == day && of_the_day <= MAX_COMPLAINTS_A_DAY && room && !row.complainants.contains(&who) {
        row.complainants.push(who);
    }
    row.rank = row.rank.max(row.complainants.len() as u32);
}

fn answer(e: &Complaint, row: Option<&CaseRow>, status: Status, reason: &'static str) -> Outcome {
    Outcome {
        case: row.filter(|_| status != Status::Masked).map(|r| r.case.clone()),
        desk: row.map(|r| r.desk),
        due: row.filter(|r| r.stage == Stage::Open).and_then(|r| r.due.clone()),
        ..Outcome::new(
            "complaint",
            (e.id(), e.about()),
            (status, reason),
            words::complaint(status, reason, row),
        )
    }
}
