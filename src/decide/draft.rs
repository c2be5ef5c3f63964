//! Drafts: what is proposed to the publisher. The least restrictive action that satisfies every
//! finding in force: pass, then a masked version, then hold.

use std::ops::Range;

use super::{mask, notice, span};
use crate::limits::{MAX_HITS, MAX_SUBJECTS};
use crate::message::{
    Draft, DraftAction, DraftDecision, DraftFinding, DraftPart, Hit, HitName, Post, Score, TextPart,
};
use crate::published::Published;
use crate::rules::disclosure::{self, Disclosure, Match, Place, Rule, Scanned};
use crate::rules::private::{self, PrivateHit};
use crate::sums::{self, Given, OwnReleases, Released, Sum};

/// A decision, and what is to be kept if the draft is released.
#[derive(Debug, Clone)]
pub(crate) struct Checked {
    /// The decision.
    pub(crate) decision: DraftDecision,
    /// What `kanhe release` adds to the release log.
    pub(crate) release: Released,
}

/// Seconds of a day.
const DAY: i64 = 86_400;
/// The rule of sums.
const SUM_RULE: &str = "14-last/own-releases";

/// Checks one draft against the rules, the publisher's own releases and what official sources have
/// published. Pure.
pub(crate) fn check(
    set: &Disclosure,
    draft: &Draft,
    own: &dyn OwnReleases,
    published: &Published,
) -> Checked {
    let scan = Scanned::beside(set, draft, published);
    let mut covered: Vec<Vec<Range<usize>>> = vec![Vec::new(); draft.parts.len()];
    let mut cover = |part: usize, bytes: &Range<usize>| {
        if let (Some(list), Some(scanned)) = (covered.get_mut(part), scan.parts.get(part)) {
            list.push(scanned.reading.original(bytes));
        }
    };
    let mut findings = Vec::new();
    let (found, lifted) = apart(disclosure::find(set, &scan), &scan);
    for (rule, matches, source) in &lifted {
        let mut finding = finding(draft, &scan, rule, matches, false);
        finding.exempted_by = Some(format!("published: {}", published.source(*source)));
        findings.push(finding);
    }
    let hold = fact_stands(&found);
    for (rule, matches) in found {
        findings.push(finding(draft, &scan, rule, &matches, hold));
        matches.iter().filter(|_| !rule.hold).for_each(|m| cover(m.place.part, &m.place.bytes));
    }
    let now = sums::seconds(&draft.time).unwrap_or_default();
    let mut earlier = own.between(now - set.sum.window_days * DAY, now);
    // The same id again is the same draft.
    earlier.retain(|r| r.id != draft.id);
    let (subjects, given) = sums::subjects(set, &scan, &earlier);
    for (number, subject) in subjects.iter().enumerate() {
        let Some(sum) = sums::total(set, subject, &earlier) else { continue };
        let new = |g: &Given| sum.new.contains(&g.facet);
        let quiet = |g: &Given| set.facets.get(g.facet).is_some_and(|f| f.quiet);
        // A value of a kind that was given before may be another one: the log keeps kinds only.
        let mine: Vec<&Given> =
            given.iter().filter(|g| g.subject == number && (new(g) || !quiet(g))).collect();
        let only_quiet = mine.iter().filter(|g| new(g)).all(|g| quiet(g));
        mine.iter()
            .filter(|g| !quiet(g) || new(g) && (only_quiet || sum.leave_out.contains(&g.facet)))
            .for_each(|g| cover(g.part, &g.bytes));
        findings.push(sum_finding(set, draft, &scan, &sum, &mine));
    }
    let private = private(draft, &mut findings);
    for hit in &private {
        if let Some(list) = covered.get_mut(hit.value().part()) {
            list.push(hit.value().bytes());
        }
    }
    let in_force = findings.iter().filter(|f| f.exempted_by.is_none());
    let action = in_force.map(|f| f.action).max().unwrap_or(DraftAction::Pass);
    let masked = |(part, ranges): (&DraftPart, &Vec<Range<usize>>)| TextPart {
        kind: part.kind,
        text: mask(&part.text, ranges),
    };
    let parts = (action == DraftAction::Mask).then(|| draft.parts.iter().zip(&covered).map(masked).collect());
    let notice = notice::draft(action, &findings);
    let subjects = subjects.into_iter().take(MAX_SUBJECTS).collect();
    let release = Released { id: draft.id.clone(), time: draft.time.clone(), subjects };
    Checked { decision: DraftDecision { event: draft.id.clone(), action, parts, notice, findings }, release }
}

/// Matches of a rule whose values one source has published.
type Lifted<'s> = (&'s Rule, Vec<Match>, u32);

/// Parts what is found in what is in force and what is published already.
fn apart<'s>(
    found: Vec<(&'s Rule, Vec<Match>)>,
    scan: &Scanned,
) -> (Vec<(&'s Rule, Vec<Match>)>, Vec<Lifted<'s>>) {
    let (mut in_force, mut lifted): (_, Vec<Lifted<'s>>) = (Vec::new(), Vec::new());
    for (rule, matches) in found {
        let mut left = Vec::new();
        for m in matches {
            let Some(source) = scan.published(m.place.part, &m.place.bytes, &m.because) else {
                left.push(m);
                continue;
            };
            match lifted.last_mut().filter(|(r, _, s)| r.id == rule.id && *s == source) {
                Some((_, matches, _)) => matches.push(m),
                None => lifted.push((rule, vec![m], source)),
            }
        }
        if !left.is_empty() {
            in_force.push((rule, left));
        }
    }
    (in_force, lifted)
}

/// Values from which on covering them is not enough.
const VALUES_OF_A_FACT: usize = 2;

/// Whether a passage says of itself that it is not public and gives several values: then the fact
/// itself is not public, and would still stand there with its figures covered.
fn fact_stands(found: &[(&Rule, Vec<Match>)]) -> bool {
    let mut values: Vec<&Place> = Vec::new();
    for place in found.iter().flat_map(|(_, matches)| matches).map(|m| &m.place) {
        let same = |p: &&Place| {
            p.part == place.part && p.bytes.start < place.bytes.end && place.bytes.start < p.bytes.end
        };
        if !values.iter().any(same) {
            values.push(place);
        }
    }
    values.len() >= VALUES_OF_A_FACT
}

/// Private values of third persons, as in posts (article 15 is everyone's).
fn private(draft: &Draft, findings: &mut Vec<DraftFinding>) -> Vec<PrivateHit> {
    let part = |p: &DraftPart| TextPart { kind: p.kind, text: p.text.clone() };
    let post = Post {
        id: draft.id.clone(),
        time: draft.time.clone(),
        parts: draft.parts.iter().map(part).collect(),
        generated: draft.generated,
    };
    let private = private::find(&post);
    if !private.is_empty() {
        let finding = super::post::private_finding(&post, &private);
        findings.push(DraftFinding {
            rule: finding.rule,
            title: ("他人的个人信息".to_owned(), "another person's data".to_owned()),
            article: finding.article,
            action: DraftAction::Mask,
            hits: finding.hits,
            exempted_by: None,
            related: Vec::new(),
            reasons: Vec::new(),
        });
    }
    private
}

fn sum_finding(set: &Disclosure, draft: &Draft, scan: &Scanned, sum: &Sum, given: &[&Given]) -> DraftFinding {
    let facet = |f: usize| set.facets.get(f).map_or("", |f| f.rule.id.as_str());
    let mut hits: Vec<Hit> = Vec::new();
    for g in given {
        let what = format!("sum/{}", facet(g.facet));
        let place = Place { part: g.part, bytes: g.bytes.clone(), what };
        hits.extend(hit(draft, scan, &place).filter(|h| !hits.contains(h)));
    }
    hits.truncate(MAX_HITS);
    let leave_out: Vec<&str> = sum.leave_out.iter().map(|f| facet(*f)).collect();
    let reasons = vec![
        format!("about {}", sum.subject),
        format!("sum {} of {}", sum.weight, set.sum.threshold),
        format!("below it without {}", leave_out.join(" and ")),
    ];
    DraftFinding {
        rule: SUM_RULE.to_owned(),
        title: (
            "与本单位此前发布的内容合在一起可能泄露情况".to_owned(),
            "together with own earlier releases it gives something away".to_owned(),
        ),
        article: "14(last)".to_owned(),
        action: DraftAction::Mask,
        hits,
        exempted_by: None,
        related: sum.related.clone(),
        reasons,
    }
}

fn finding(draft: &Draft, scan: &Scanned, rule: &Rule, matches: &[Match], hold: bool) -> DraftFinding {
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
        action: if hold || rule.hold { DraftAction::Hold } else { DraftAction::Mask },
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
