//! Bytes to appeals, complaints and verdicts. Their dead letters keep nothing: an appeal's text and
//! a complaint's value are private.

use super::{bound, common, dead, diagnose, id_bound, typed};
use crate::limits::{MAX_APPEAL_TEXT_BYTES, MAX_VALUE_BYTES};
use crate::message::{Appeal, Complaint, DeadLetter, RedressEvent, Verdict};

/// The event of redress that a message of this `type` is; `None` when the type is another.
pub(super) fn redress(text: &str, kind: Option<&str>) -> Option<Result<RedressEvent, DeadLetter>> {
    match kind? {
        "appeal" => Some(appeal(text).map(RedressEvent::Appeal)),
        "complaint" => Some(complaint(text).map(RedressEvent::Complaint)),
        "verdict" => Some(verdict(text).map(RedressEvent::Verdict)),
        _ => None,
    }
}

fn appeal(text: &str) -> Result<Appeal, DeadLetter> {
    let e: Appeal = typed(text, diagnose::appeal, false)?;
    common(&e.id, &e.time, 0, false)?;
    id_bound("about", &e.about, false)?;
    id_bound("token", &e.token, false)?;
    optional("text", e.text.as_deref(), MAX_APPEAL_TEXT_BYTES)?;
    Ok(e)
}

fn complaint(text: &str) -> Result<Complaint, DeadLetter> {
    let e: Complaint = typed(text, diagnose::complaint, false)?;
    common(e.id(), e.time(), e.parts(), false)?;
    id_bound("about", e.about(), false)?;
    optional("value", e.value(), MAX_VALUE_BYTES)?;
    if e.parts() == 0 {
        return Err(dead("empty-field", "field `parts` is empty".to_owned(), None, false));
    }
    e.complainant().map_or(Ok(()), |c| id_bound("complainant", c, false))?;
    Ok(e)
}

fn verdict(text: &str) -> Result<Verdict, DeadLetter> {
    let e: Verdict = typed(text, diagnose::verdict, false)?;
    common(&e.id, &e.time, 0, false)?;
    id_bound("case", &e.case, false)?;
    id_bound("reviewer", &e.reviewer, false)?;
    optional("rule", e.rule.as_deref(), MAX_VALUE_BYTES)?;
    optional("example", e.example.as_deref(), MAX_VALUE_BYTES)?;
    Ok(e)
}

fn optional(field: &str, value: Option<&str>, most: usize) -> Result<(), DeadLetter> {
    value.map_or(Ok(()), |v| bound(field, v, most, false))
}
