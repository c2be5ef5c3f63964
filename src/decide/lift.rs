//! A decision without findings that a person or a verification lifted: the same findings, some of
//! which now say what exempts them, and the action, case and notice that are left.

use super::registration::EMBLEM;
use super::{Context, notice};
use crate::message::{
    Action, Case, Decision, Desk, Event, Finding, PostAction, PostDecision, RecordAction, RegistrationAction,
    RegistrationDecision,
};

/// `lifted` says for each finding, in their order, what lifts it.
pub(crate) fn lift(
    mut decision: Decision,
    event: &Event,
    lifted: &[Option<&'static str>],
    context: Context<'_>,
) -> Decision {
    let findings = match &mut decision {
        Decision::Registration(d) => &mut d.findings,
        Decision::Post(d) => &mut d.findings,
        Decision::Record(d) => &mut d.findings,
    };
    for (finding, by) in findings.iter_mut().zip(lifted) {
        if let (None, Some(by)) = (&finding.exempted_by, by) {
            finding.exempted_by = Some((*by).to_owned());
        }
    }
    match (&mut decision, event) {
        (Decision::Registration(d), _) => registration(d, context),
        (Decision::Post(d), Event::Post(e)) => post(d, e, context),
        (Decision::Record(d), _) if !asks(&d.findings, Action::Withhold) => {
            d.action = RecordAction::Pass;
            d.report = None;
            d.notice = None;
        }
        _ => {}
    }
    decision
}

fn in_force(findings: &[Finding]) -> impl Iterator<Item = &Finding> {
    findings.iter().filter(|f| f.exempted_by.is_none())
}

fn asks(findings: &[Finding], action: Action) -> bool {
    in_force(findings).any(|f| f.action == action)
}

fn has_rule(findings: &[Finding], rule: &str) -> bool {
    in_force(findings).any(|f| f.rule == rule)
}

fn registration(d: &mut RegistrationDecision, context: Context<'_>) {
    if !asks(&d.findings, Action::Refuse) {
        d.action = RegistrationAction::Pass;
    }
    d.report = d.report.take().and_then(|case| left_of(case, &d.findings));
    d.notice = notice::registration(d.action, d.report.as_ref(), &d.findings, &d.event, context);
}

/// The case, as far as a finding that leads to one is in force.
fn left_of(mut case: Case, findings: &[Finding]) -> Option<Case> {
    if !has_rule(findings, "8/evidence-missing") {
        case.missing.clear();
    }
    match case.desk {
        Desk::Fraud => has_rule(findings, "16/false-official").then_some(case),
        _ => in_force(findings)
            .any(|f| f.action == Action::Pass && f.rule != "16/false-official" && !f.rule.ends_with(EMBLEM))
            .then_some(case),
    }
}

fn post(d: &mut PostDecision, e: &crate::message::Post, context: Context<'_>) {
    let mut hits = Vec::new();
    if asks(&d.findings, Action::Mask) {
        if let PostAction::Mask(mask) = &d.action {
            hits = mask.hits().to_vec();
        }
    } else {
        d.action = PostAction::Pass;
        d.parts = None;
    }
    if !has_rule(&d.findings, "16/false-official") {
        d.report = None;
    }
    let findings: Vec<Finding> = in_force(&d.findings).cloned().collect();
    d.notice = notice::post(e, &hits, d.report.is_some(), &findings, context);
}
