//! Registrations: a name that poses, or a verification text that claims a post, is refused
//! without evidence. An account of category `military` with evidence missing is a case that names
//! what is missing; its label waits.

use super::{Context, case_id, notice, post::fraud_finding, span};
use crate::avatar::Pdq;
use crate::fold::{Unit, code_points, fold};
use crate::limits::MAX_NAME_UNITS;
use crate::message::{
    AccountPartKind, Action, Case, Category, Desk, Evidence, EvidenceItem, Finding, Hit, HitName,
    Registration, RegistrationAction, RegistrationDecision, TraceStep,
};
use crate::registry::Registry;
use crate::rules::fraud;
use crate::rules::name::{self, PartReading, Piece, Why};

pub(super) fn decide(e: &Registration, context: Context<'_>) -> RegistrationDecision {
    let near = context.registry.and_then(|registry| near_verified(e, &e.account, registry, context));
    decided(e, near, context)
}

/// The decision beside other verified names than those of the context, if the name is near one of
/// them. `account` is what the account is called there.
pub(crate) fn beside(
    e: &Registration,
    account: &str,
    names: &Registry,
    context: Context<'_>,
) -> Option<RegistrationDecision> {
    let near = near_verified(e, account, names, context)?;
    Some(decided(e, Some(near), context))
}

fn decided(e: &Registration, near: Option<Finding>, context: Context<'_>) -> RegistrationDecision {
    let missing = e.evidence.as_ref().map_or_else(|| Evidence::default().missing(), Evidence::missing);
    let proven = missing.is_empty() && e.category != Category::Personal;
    let mut findings: Vec<Finding> =
        name::read(context.names, e).iter().flat_map(|r| posing(e, r, proven, context)).collect();
    let refused = findings.iter().any(|f| f.exempted_by.is_none() && f.action == Action::Refuse);
    let mut report = None;
    if e.category == Category::Military && !missing.is_empty() {
        findings.push(without_hits("8/evidence-missing", "8"));
        report = Some(evidence_case(e, missing));
    }
    if let Some(finding) = near {
        if finding.exempted_by.is_none() && report.is_none() {
            report = Some(near_case(e));
        }
        findings.push(finding);
    }
    findings.extend(emblem(e, &findings, context));
    if let Some(finding) = bio_fraud(e) {
        findings.push(finding);
        report = Some(Case {
            case: case_id(&e.id, Desk::Fraud),
            desk: Desk::Fraud,
            reason: "fraud".to_owned(),
            missing: report.map(|r: Case| r.missing).unwrap_or_default(),
        });
    }
    let action = if refused { RegistrationAction::Refuse } else { RegistrationAction::Pass };
    let notice = notice::registration(action, report.as_ref(), &findings, &e.id, context);
    RegistrationDecision { event: e.id.clone(), action, report, notice, findings }
}

fn without_hits(rule: &str, article: &str) -> Finding {
    Finding {
        rule: rule.to_owned(),
        article: article.to_owned(),
        action: Action::Pass,
        hits: Vec::new(),
        exempted_by: None,
    }
}

fn evidence_case(e: &Registration, missing: Vec<EvidenceItem>) -> Case {
    Case {
        case: case_id(&e.id, Desk::Accounts),
        desk: Desk::Accounts,
        reason: "evidence-missing".to_owned(),
        missing,
    }
}

fn near_case(e: &Registration) -> Case {
    Case {
        case: case_id(&e.id, Desk::Accounts),
        desk: Desk::Accounts,
        reason: NEAR_VERIFIED.to_owned(),
        missing: Vec::new(),
    }
}

/// The reason of a case about a name near a verified one; its finding is `registry/` and this.
pub(super) const NEAR_VERIFIED: &str = "near-verified-name";
/// The rule of its finding.
pub(crate) const NEAR_VERIFIED_RULE: &str = "registry/near-verified-name";
/// How the rule of a picture near an emblem ends.
pub(super) const EMBLEM: &str = "/emblem";
/// Verified accounts are of every kind: what protects their names is the platform's own register
/// and no article.
const NO_ARTICLE: &str = "none";

/// A name that can be taken for a verified one, unless the account is verified itself or the bio
/// says openly that it is not the body. Never a refusal.
fn near_verified(
    e: &Registration,
    account: &str,
    registry: &Registry,
    context: Context<'_>,
) -> Option<Finding> {
    if registry.is_verified(account) {
        return None;
    }
    let nicknames = e.parts.iter().enumerate().filter(|(_, p)| p.kind == AccountPartKind::Nickname);
    let hits: Vec<Hit> = nicknames
        .filter_map(|(part, p)| {
            let near = registry.near(context.names, &p.text)?;
            let (start, end, words) = span(&p.text, near.bytes);
            Some(Hit {
                part,
                start,
                end,
                text: Some(words),
                name: HitName::Term(near.name),
                folds: near.folds,
                score: near.score,
                trace: Vec::new(),
            })
        })
        .take(crate::limits::MAX_HITS)
        .collect();
    (!hits.is_empty()).then(|| Finding {
        rule: NEAR_VERIFIED_RULE.to_owned(),
        article: NO_ARTICLE.to_owned(),
        action: Action::Pass,
        hits,
        exempted_by: name::disclaims(context.names, e).then(|| "disclaimer".to_owned()),
    })
}

/// A picture near an emblem supports what the name says, and is exempted with it. Without such a
/// name it is no finding: anyone may like a star.
fn emblem(e: &Registration, findings: &[Finding], context: Context<'_>) -> Option<Finding> {
    let avatar = e.avatar.as_ref()?;
    let mut pictures = [&avatar.pdq, &avatar.inside].into_iter().flatten().filter_map(|p| Pdq::parse(p));
    let near = |f: &&Finding| f.rule == NEAR_VERIFIED_RULE;
    let mut supported: Vec<&Finding> =
        findings.iter().filter(|f| f.action == Action::Refuse || near(f)).collect();
    supported.sort_by_key(|f| f.exempted_by.is_some());
    let exempted_by = supported.first()?.exempted_by.clone();
    let article = pictures.find_map(|picture| context.names.emblem_near(picture))?.basis.first()?;
    let rule = format!("{}{EMBLEM}", slug(article));
    Some(Finding { exempted_by, ..without_hits(&rule, article) })
}

fn bio_fraud(e: &Registration) -> Option<Finding> {
    let fraud = fraud::in_registration(e)?;
    let text = |i: usize| e.parts.get(i).map_or("", |p| p.text.as_str());
    Some(fraud_finding(text, &fraud, true))
}

/// The findings of one part: one an article, since bodies of a name may rest on several.
fn posing(e: &Registration, reading: &PartReading, proven: bool, context: Context<'_>) -> Vec<Finding> {
    let Some(why) = reading.reading.verdict else { return Vec::new() };
    let Some(part) = e.parts.get(reading.part) else { return Vec::new() };
    let units = fold(&part.text);
    let pieces: Vec<&Piece> = reading
        .reading
        .because
        .iter()
        .chain(reading.reading.head.iter())
        .filter_map(|i| reading.pieces.get(*i))
        .collect();
    let shadow = pieces.iter().filter(|p| p.is_body()).all(|p| p.shadow);
    let exempted_by = match (proven, shadow) {
        (true, _) => Some("evidence".to_owned()),
        (_, true) => Some("shadow".to_owned()),
        _ => None,
    };
    let mut articles: Vec<String> = Vec::new();
    if matches!(why, Why::ClaimsPost { former: true }) {
        articles.push("10(last)".to_owned());
    }
    for piece in pieces.iter().filter(|p| p.is_body()) {
        let basis = context.names.entry(piece.entry).map(|n| n.basis.as_slice()).unwrap_or_default();
        articles.extend(basis.first().filter(|b| !articles.contains(b)).cloned());
    }
    let hits = hits(&pieces, &units, reading, &part.text, context);
    let rule = |article: &String| Finding {
        rule: format!("{}/{}", slug(article), what(why)),
        article: article.clone(),
        action: Action::Refuse,
        hits: hits.clone(),
        exempted_by: exempted_by.clone(),
    };
    articles.iter().map(rule).collect()
}

/// The word of the rule for each reason.
fn what(why: Why) -> &'static str {
    match why {
        Why::IsBody => "is-a-body",
        Why::SpeaksAsBody => "speaks-as-a-body",
        Why::BioClaims => "bio-claims-a-body",
        Why::ClaimsPost { .. } => "verification-claims-a-post",
    }
}

/// `10(2)` as it stands in a rule's id: `10-2`.
fn slug(article: &str) -> String {
    article.replace('(', "-").replace(')', "")
}

/// How a piece was read, with places in the text.
fn trace(
    piece: &Piece,
    units: &[Unit],
    reading: &PartReading,
    text: &str,
    context: Context<'_>,
) -> Vec<TraceStep> {
    // As much of it as was read.
    let limit = if reading.kind == AccountPartKind::Nickname { MAX_NAME_UNITS } else { units.len() };
    let units = units.get(..limit).unwrap_or(units);
    name::steps(context.names, units, piece, reading.backwards)
        .into_iter()
        .filter_map(|step| {
            let (first, last) = (units.get(step.units.start)?, units.get(step.units.end.checked_sub(1)?)?);
            let bytes = first.start as usize..last.end as usize;
            Some(TraceStep {
                term: step.term,
                start: code_points(text, bytes.start),
                end: code_points(text, bytes.end),
                text: text.get(bytes)?.to_owned(),
                folds: step.folds,
            })
        })
        .collect()
}

fn hits(
    pieces: &[&Piece],
    units: &[Unit],
    reading: &PartReading,
    text: &str,
    context: Context<'_>,
) -> Vec<Hit> {
    let part = reading.part;
    let mut out: Vec<Hit> = pieces
        .iter()
        .filter_map(|p| {
            let (first, last) = (units.get(p.start)?, units.get(p.end.checked_sub(1)?)?);
            let (start, end, words) = span(text, first.start as usize..last.end as usize);
            let term = context.names.entry(p.entry)?.id.clone();
            Some(Hit {
                part,
                start,
                end,
                text: Some(words),
                name: HitName::Term(term),
                folds: p.folds,
                score: p.score,
                trace: if context.trace { trace(p, units, reading, text, context) } else { Vec::new() },
            })
        })
        .collect();
    out.sort_by_key(|h| (h.start, h.end));
    out.dedup();
    out.truncate(crate::limits::MAX_HITS);
    out
}
