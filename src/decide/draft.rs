//! Drafts: what is proposed to the publisher. The least restrictive action that satisfies every
//! finding in force: pass, then a masked version, then hold.

use std::ops::Range;

use super::{mask, notice, span};
use crate::limits::MAX_HITS;
use crate::message::{Draft, DraftAction, DraftDecision, DraftFinding, Hit, HitName, Score, TextPart};
use crate::rules::disclosure::{self, Disclosure, Match, Place, Rule, Scanned};
use crate::sums::{OwnReleases, Released};

/// A decision, and what is to be kept if the draft is released.
#[derive(Debug, Clone)]
pub(crate) struct Checked {
    /// The decision.
    pub(crate) decision: DraftDecision,
    /// What `kanhe release` adds to the release log.
    pub(crate) release: Released,
}

/// Checks one draft against the rules and the publisher's own releases. Pure.
pub(crate) fn check(set: &Disclosure, draft: &Draft, own: &dyn OwnReleases) -> Checked {
    let _ = own.between(0, -1);
    let scan = Scanned::of(set, draft);
    let mut findings = Vec::new();
    let mut covered: Vec<Vec<Range<usize>>> = vec![Vec::new(); draft.parts.len()];
    for (rule, matches) in disclosure::find(set, &scan) {
        findings.push(finding(draft, &scan, rule, &matches));
        for m in matches.iter().filter(|_| !rule.hold) {
            if let (Some(list), Some(part)) = (covered.get_mut(m.place.part), scan.parts.get(m.place.part)) {
                list.push(part.reading.original(&m.place.bytes));
            }
        }
    }
    let action = findings.iter().map(|f| f.action).max().unwrap_or(DraftAction::Pass);
    let masked = |(part, ranges): (&crate::message::DraftPart, &Vec<Range<usize>>)| TextPart {
        kind: part.kind,
        text: mask(&part.text, ranges),
    };
    let parts = (action == DraftAction::Mask).then(|| draft.parts.iter().zip(&covered).map(masked).collect());
    let notice = notice::draft(action, &findings);
    let release = Released { id: draft.id.clone(), time: draft.time.clone(), subjects: Vec::new() };
    Checked { decision: DraftDecision { event: draft.id.clone(), action, parts, notice, findings }, release }
}

fn finding(draft: &Draft, scan: &Scanned, rule: &Rule, matches: &[Match]) -> DraftFinding {
    let mut places: Vec<&Place> =
        matches.iter().flat_map(|m| std::iter::once(&m.place).chain(&m.because)).collect();
    places.sort_by_key(|p| (p.part, p.bytes.start, p.bytes.end));
    places.dedup();
    let mut reasons: Vec<String> = matches.iter().flat_map(|m| m.weight.reasons()).collect();
    reasons.sort();
    reasons.dedup();
    DraftFinding {
        rule: rule.id.clone(),
        title: (rule.title.clone(), rule.title_en.clone()),
        article: rule.article.clone(),
        action: if rule.hold { DraftAction::Hold } else { DraftAction::Mask },
        hits: places.into_iter().take(MAX_HITS).filter_map(|p| hit(draft, scan, p)).collect(),
        exempted_by: None,
        related: Vec::new(),
        reasons,
    }
}

fn hit(draft: &Draft, scan: &Scanned, place: &Place) -> Option<Hit> {
    let text = &draft.parts.get(place.part)?.text;
    let reading = &scan.parts.get(place.part)?.reading;
    let (start, end, words) = span(text, reading.original(&place.bytes));
    Some(Hit {
        part: place.part,
        start,
        end,
        text: Some(words),
        name: HitName::Term(place.what.clone()),
        folds: reading.folds(&place.bytes),
        score: Score::FULL,
        trace: Vec::new(),
    })
}
