//! What a case expects of a decision, and where the decision differs.

use serde::Deserialize;
use unicode_segmentation::UnicodeSegmentation as _;

use crate::message::{Decision, Draft, DraftDecision, Event, Fold, Hit, TextPart};

/// What is expected of the decision about one event.
#[derive(Debug, Clone, Deserialize)]
pub struct Expect {
    /// The event.
    pub event: String,
    /// Any of these actions is right.
    pub action: Vec<String>,
    /// Whether a case must exist; not checked when absent.
    #[serde(default)]
    pub report: Option<bool>,
    /// At least one of these articles is among the findings in force.
    #[serde(default)]
    pub articles: Vec<String>,
    /// With `mask`: every letter and digit of these texts is masked.
    #[serde(default)]
    pub covers: Vec<String>,
    /// With `mask`: these texts survive.
    #[serde(default)]
    pub keeps: Vec<String>,
    /// These folds are among those of the hits.
    #[serde(default)]
    pub folds: Vec<String>,
    /// At least these own earlier releases are related to one finding in force.
    #[serde(default)]
    pub related: Vec<String>,
}

/// What a case looks at of a decision, whatever its input.
pub struct Seen<'a> {
    /// The action's word.
    pub action: &'a str,
    /// Desk and reason of a case.
    pub case: Option<(&'a str, &'a str)>,
    /// Findings in force.
    pub findings: Vec<SeenFinding<'a>>,
    /// Texts of the parts before and after masking.
    pub masked: Option<(Vec<&'a str>, Vec<&'a str>)>,
}

/// A finding in force.
pub struct SeenFinding<'a> {
    /// Its article.
    pub article: &'a str,
    /// The folds of its hits.
    pub folds: Vec<Fold>,
    /// Own earlier releases.
    pub related: &'a [String],
}

impl<'a> Seen<'a> {
    /// Of a registration, post or record.
    pub fn of(event: &'a Event, decision: &'a Decision) -> Self {
        let in_force = decision.findings().iter().filter(|f| f.exempted_by.is_none());
        let masked = match (event, decision) {
            (Event::Post(post), Decision::Post(d)) => {
                d.parts.as_ref().map(|after| (texts(&post.parts), texts(after)))
            }
            _ => None,
        };
        Self {
            action: decision.action().as_str(),
            case: decision.report().map(|c| (c.desk.as_str(), c.reason.as_str())),
            findings: in_force
                .map(|f| SeenFinding { article: &f.article, folds: folds(&f.hits), related: &[] })
                .collect(),
            masked,
        }
    }

    /// Of a draft.
    pub(crate) fn of_draft(draft: &'a Draft, decision: &'a DraftDecision) -> Self {
        let in_force = decision.findings.iter().filter(|f| f.exempted_by.is_none());
        let before = || draft.parts.iter().map(|p| p.text.as_str()).collect();
        Self {
            action: decision.action.as_str(),
            case: None,
            findings: in_force
                .map(|f| SeenFinding { article: &f.article, folds: folds(&f.hits), related: &f.related })
                .collect(),
            masked: decision.parts.as_ref().map(|after| (before(), texts(after))),
        }
    }
}

fn texts(parts: &[TextPart]) -> Vec<&str> {
    parts.iter().map(|p| p.text.as_str()).collect()
}

fn folds(hits: &[Hit]) -> Vec<Fold> {
    hits.iter().flat_map(|h| h.folds.iter()).collect()
}

/// Where a decision is not what was expected; nothing when it is.
pub fn judge(seen: &Seen<'_>, expect: &Expect) -> Vec<String> {
    let mut wrong = Vec::new();
    if !expect.action.iter().any(|a| a == seen.action) {
        wrong.push(format!("expected {}, decided {}", expect.action.join(" or "), seen.action));
    }
    if let Some(report) = expect.report
        && report != seen.case.is_some()
    {
        wrong.push(match seen.case {
            Some((desk, reason)) => format!("expected no case, got one for {desk} ({reason})"),
            None => "expected a case, got none".to_owned(),
        });
    }
    if !expect.articles.is_empty()
        && !seen.findings.iter().any(|f| expect.articles.iter().any(|a| a == f.article))
    {
        let found: Vec<&str> = seen.findings.iter().map(|f| f.article).collect();
        wrong.push(format!(
            "expected an article of {}, found {}",
            expect.articles.join(" "),
            if found.is_empty() { "none".to_owned() } else { found.join(" ") }
        ));
    }
    let has = |fold: &str| seen.findings.iter().flat_map(|f| &f.folds).any(|known| known.as_str() == fold);
    let absent: Vec<&str> = expect.folds.iter().map(String::as_str).filter(|f| !has(f)).collect();
    if !absent.is_empty() && !seen.findings.is_empty() {
        wrong.push(format!("fold {} is not reported", absent.join(" ")));
    }
    if !expect.related.is_empty() {
        let all = |f: &SeenFinding<'_>| expect.related.iter().all(|id| f.related.contains(id));
        if !seen.findings.iter().any(all) {
            wrong.push(format!("no finding is related to {}", expect.related.join(" ")));
        }
    }
    if let Some((before, after)) = &seen.masked {
        wrong.extend(masks(before, after, expect));
    }
    wrong
}

fn masks(before: &[&str], after: &[&str], expect: &Expect) -> Vec<String> {
    let mut wrong = Vec::new();
    for text in &expect.covers {
        let bare = before.iter().zip(after).any(|(b, a)| !covered(b, a, text));
        if bare || !before.iter().any(|p| p.contains(text)) {
            wrong.push(format!("“{text}” is not covered"));
        }
    }
    for text in &expect.keeps {
        if !after.iter().any(|p| p.contains(text)) {
            wrong.push(format!("“{text}” is not kept"));
        }
    }
    wrong
}

/// Whether every letter and digit of `text`, wherever it stands in `before`, is masked in `after`.
/// A mask keeps the number of graphemes, so both texts are read side by side.
fn covered(before: &str, after: &str, text: &str) -> bool {
    let pairs: Vec<((usize, &str), &str)> =
        before.grapheme_indices(true).zip(after.graphemes(true)).collect();
    if before.graphemes(true).count() != after.graphemes(true).count() {
        return false;
    }
    before.match_indices(text).all(|(start, found)| {
        let inside = start..start + found.len();
        pairs
            .iter()
            .filter(|((at, g), _)| inside.contains(at) && g.chars().any(char::is_alphanumeric))
            .all(|(_, a)| *a == "＊")
    })
}

#[cfg(test)]
mod tests {
    use super::covered;

    #[test]
    fn covered_reads_both_texts_side_by_side() {
        assert!(covered("号码138-00。", "号码＊＊＊＊＊＊。", "138-00"));
        assert!(covered("号码138-00。", "号码＊＊＊-＊＊。", "138-00"));
        assert!(!covered("号码138-00。", "号码＊＊＊-＊0。", "138-00"));
        assert!(!covered("12和12", "＊＊和12", "12"));
        assert!(!covered("号码13", "号码＊", "13"));
    }
}
