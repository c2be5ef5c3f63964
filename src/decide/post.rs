//! Posts: private values of third persons are covered, fraud opens a case; there is nothing else
//! that could be decided.

use std::ops::Range;

use super::{Context, case_id, mask, notice, span};
use crate::message::{
    Action, Desk, Finding, Hit, HitName, Post, PostAction, PostCase, PostDecision, PostMask, Score, TextPart,
};
use crate::rules::fraud::{self, Fraud, Place};
use crate::rules::private::{self, PrivateHit};

pub(super) fn decide(e: &Post, context: Context<'_>) -> PostDecision {
    let private = private::find(e);
    let fraud = fraud::in_post(e);
    let mut findings = Vec::new();
    if !private.is_empty() {
        findings.push(private_finding(e, &private));
    }
    if let Some(fraud) = &fraud {
        let text = |i: usize| e.parts.get(i).map_or("", |p| p.text.as_str());
        findings.push(fraud_finding(text, fraud, false));
    }
    let parts = (!private.is_empty()).then(|| masked(e, &private));
    let report = fraud.map(|f| PostCase::new(case_id(&e.id, Desk::Fraud), f));
    let notice = notice::post(e, &private, report.is_some(), &findings, context);
    let action = PostMask::new(private).map_or(PostAction::Pass, PostAction::Mask);
    PostDecision { event: e.id.clone(), action, report, notice, parts, findings }
}

/// The mask that a complaint asks for: the hits that it names, and nothing else in the post.
pub(crate) fn own_data(e: &Post, hits: Vec<PrivateHit>, context: Context<'_>) -> PostDecision {
    let findings = vec![private_finding(e, &hits)];
    let parts = Some(masked(e, &hits));
    let notice = notice::post(e, &hits, false, &findings, context);
    let action = PostMask::new(hits).map_or(PostAction::Pass, PostAction::Mask);
    PostDecision { event: e.id.clone(), action, report: None, notice, parts, findings }
}

fn masked(e: &Post, hits: &[PrivateHit]) -> Vec<TextPart> {
    e.parts
        .iter()
        .enumerate()
        .map(|(i, part)| {
            let ranges: Vec<Range<usize>> =
                hits.iter().filter(|h| h.value().part() == i).map(|h| h.value().bytes()).collect();
            TextPart { kind: part.kind, text: mask(&part.text, &ranges) }
        })
        .collect()
}

pub(super) fn private_finding(e: &Post, private: &[PrivateHit]) -> Finding {
    let hits = private
        .iter()
        .take(crate::limits::MAX_HITS)
        .map(|h| {
            let text = e.parts.get(h.value().part()).map_or("", |p| p.text.as_str());
            let (start, end, _) = span(text, h.value().bytes());
            Hit {
                part: h.value().part(),
                start,
                end,
                text: None,
                name: HitName::Value(h.value().kind()),
                folds: h.value().folds(),
                score: h.link().score(),
                trace: Vec::new(),
            }
        })
        .collect();
    Finding {
        rule: "15/third-person-data".to_owned(),
        article: "15".to_owned(),
        action: Action::Mask,
        hits,
        exempted_by: None,
    }
}

/// The finding of fraud in the parts of an event; `quote` for registrations only.
pub(super) fn fraud_finding<'a>(text: impl Fn(usize) -> &'a str, fraud: &Fraud, quote: bool) -> Finding {
    let hits = [fraud.claim(), fraud.request(), fraud.value()]
        .map(|p| place_hit(text(p.part), p, fraud.score(), quote))
        .to_vec();
    Finding {
        rule: "16/false-official".to_owned(),
        article: "16".to_owned(),
        action: Action::Pass,
        hits,
        exempted_by: None,
    }
}

/// The hit of one place of a fraud finding.
fn place_hit(text: &str, place: &Place, score: Score, quote: bool) -> Hit {
    let (start, end, words) = span(text, place.bytes.clone());
    Hit {
        part: place.part,
        start,
        end,
        text: quote.then_some(words),
        name: HitName::Term(place.cue.to_owned()),
        folds: place.folds,
        score,
        trace: Vec::new(),
    }
}
