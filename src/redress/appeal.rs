//! Appeals: the token shows that someone affected is speaking; then a person looks at it.

use super::output::{CaseReport, Outcome, Output, Status};
use super::row::{CaseRow, Ground, Stage};
use super::session::Session;
use super::words;
use crate::decide::{RECORD_RULES, RECORDS_ARTICLE, case_id};
use crate::message::{Appeal, Desk, Evidence, EvidenceItem, InputKind, NoticeKey};

/// In which order a decision's cases answer an appeal: what was done comes before what is only looked at.
const DESKS: [Desk; 4] = [Desk::Privacy, Desk::Accounts, Desk::Data, Desk::Fraud];

pub(super) fn receive(session: &mut Session<'_>, e: &Appeal) -> Vec<Output> {
    let refused = |reason| vec![Output::Outcome(answer(e, None, Status::Refused, reason))];
    let Some(key) = session.notice_key().cloned() else { return refused("no-notice-key") };
    let cases = DESKS.map(|desk| case_id(&e.about, desk));
    let known = cases.iter().find_map(|case| session.case(case));
    let Some(mut row) = known.or_else(|| of_a_row(&key, e)) else {
        let over = cases.iter().any(|case| session.case_is_over(case));
        return refused(if over { "too-late" } else { "unknown" });
    };
    if !key.verifies(&e.token, &row.about, row.token_rules.iter().map(String::as_str)) {
        return refused("forged");
    }
    match row.stage {
        Stage::Restored => return vec![Output::Outcome(answer(e, Some(&row), Status::Restored, "decided"))],
        Stage::Confirmed if row.appealed => {
            return vec![Output::Outcome(answer(e, Some(&row), Status::Confirmed, "decided"))];
        }
        Stage::Open if row.appealed && !brings_more(&row, e.evidence.as_ref()) => {
            return vec![Output::Outcome(answer(e, Some(&row), Status::Joined, "same-appeal"))];
        }
        Stage::Open | Stage::Acted | Stage::Confirmed => {}
    }
    let again = row.appealed && row.stage == Stage::Open;
    if let (Some(subject), Some(evidence)) = (&mut row.subject, &e.evidence) {
        let lacking = evidence.missing();
        subject.missing.retain(|item| lacking.contains(item));
    }
    row.stage = Stage::Open;
    row.appealed = true;
    row.due.get_or_insert_with(|| session.now.due(row.desk));
    session.put_case(&row);
    let status = if again { Status::Joined } else { Status::Opened };
    let outcome = answer(e, Some(&row), status, if again { "evidence-added" } else { "" });
    let report = CaseReport {
        reason: "appeal".to_owned(),
        text: e.text.clone(),
        evidence: e.evidence.clone(),
        ..CaseReport::of(&row)
    };
    vec![Output::Case(report), Output::Outcome(outcome)]
}

/// The case of a row of an operator's product. Nothing is kept of rows, of which there is no end: a
/// decision about one rests on one of a few rules, so the token alone shows which it was, and the
/// case begins with the appeal.
fn of_a_row(key: &NoticeKey, e: &Appeal) -> Option<CaseRow> {
    let (rule, action) =
        RECORD_RULES.into_iter().find(|(rule, _)| key.verifies(&e.token, &e.about, [*rule]))?;
    Some(CaseRow {
        action,
        grounds: vec![Ground {
            rule: rule.to_owned(),
            article: RECORDS_ARTICLE.to_owned(),
            action,
            places: Vec::new(),
        }],
        token_rules: vec![rule.to_owned()],
        ..CaseRow::acted(&e.about, InputKind::Record, Desk::Data, &e.time)
    })
}

/// Whether evidence comes that was lacking: the desk should see it though the case is open.
fn brings_more(row: &CaseRow, evidence: Option<&Evidence>) -> bool {
    let (Some(subject), Some(evidence)) = (&row.subject, evidence) else { return false };
    let lacking: Vec<EvidenceItem> = evidence.missing();
    subject.missing.iter().any(|item| !lacking.contains(item))
}

fn answer(e: &Appeal, row: Option<&CaseRow>, status: Status, reason: &'static str) -> Outcome {
    Outcome {
        case: row.map(|r| r.case.clone()),
        desk: row.map(|r| r.desk),
        due: row.filter(|r| r.stage == Stage::Open).and_then(|r| r.due.clone()),
        ..Outcome::new("appeal", (&e.id, &e.about), (status, reason), words::appeal(status, reason, row))
    }
}
