//! What a case expects of a decision, and where the decision differs.

use serde::Deserialize;
use unicode_segmentation::UnicodeSegmentation as _;

use crate::message::{Decision, Event, TextPart};

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
}

/// Where `decision` is not what was expected; nothing when it is.
pub fn judge(event: &Event, expect: &Expect, decision: &Decision) -> Vec<String> {
    let mut wrong = Vec::new();
    let action = decision.action().as_str();
    if !expect.action.iter().any(|a| a == action) {
        wrong.push(format!("expected {}, decided {action}", expect.action.join(" or ")));
    }
    if let Some(report) = expect.report
        && report != decision.report().is_some()
    {
        wrong.push(match decision.report() {
            Some(case) => format!("expected no case, got one for {} ({})", case.desk.as_str(), case.reason),
            None => "expected a case, got none".to_owned(),
        });
    }
    let in_force = || decision.findings().iter().filter(|f| f.exempted_by.is_none());
    if !expect.articles.is_empty() && !in_force().any(|f| expect.articles.contains(&f.article)) {
        let found: Vec<&str> = in_force().map(|f| f.article.as_str()).collect();
        wrong.push(format!(
            "expected an article of {}, found {}",
            expect.articles.join(" "),
            if found.is_empty() { "none".to_owned() } else { found.join(" ") }
        ));
    }
    let has = |fold: &str| {
        in_force().flat_map(|f| &f.hits).any(|h| h.folds.iter().any(|known| known.as_str() == fold))
    };
    let absent: Vec<&str> = expect.folds.iter().map(String::as_str).filter(|f| !has(f)).collect();
    if !absent.is_empty() && in_force().next().is_some() {
        wrong.push(format!("fold {} is not reported", absent.join(" ")));
    }
    if let (Event::Post(post), Decision::Post(d)) = (event, decision)
        && let Some(masked) = &d.parts
    {
        wrong.extend(masks(&post.parts, masked, expect));
    }
    wrong
}

fn masks(before: &[TextPart], after: &[TextPart], expect: &Expect) -> Vec<String> {
    let mut wrong = Vec::new();
    for text in &expect.covers {
        let bare = before.iter().zip(after).any(|(b, a)| !covered(&b.text, &a.text, text));
        if bare || !before.iter().any(|p| p.text.contains(text)) {
            wrong.push(format!("“{text}” is not covered"));
        }
    }
    for text in &expect.keeps {
        if !after.iter().any(|p| p.text.contains(text)) {
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
