//! Learns the weights of [`super::Wording`] from labelled drafts.
//!
//! A linear support vector machine with squared hinge loss, by coordinate descent on the dual
//! problem (Hsieh and others, "A dual coordinate descent method for large-scale linear SVM", 2008).
//! The same drafts in the same order always give the same file.

use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::{NONE, Piece, pieces};
use crate::rules::disclosure::Reading;

/// A piece counts when so many drafts have it.
const LEAST_DRAFTS: usize = 3;
/// How much a draft on the wrong side costs.
const COST: f64 = 1.0;
const ROUNDS: usize = 300;

/// A labelled draft.
#[derive(Clone)]
pub(crate) struct Labelled {
    /// Its pairs and triples.
    pub(crate) pieces: BTreeSet<Piece>,
    /// The label.
    pub(crate) gives_away: bool,
}

#[derive(Deserialize)]
struct Case {
    axis: String,
    events: Vec<Event>,
    expect: Vec<Expect>,
}

#[derive(Deserialize)]
struct Event {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    parts: Vec<Part>,
}

#[derive(Deserialize)]
struct Part {
    text: String,
}

#[derive(Deserialize)]
struct Expect {
    event: String,
    action: Vec<String>,
}

/// The drafts of a file of cases: single ones that give something away or do not (axes E and F), and
/// those of a series or of protected speech that pass (axes I and K); else the number of the line
/// that is no case.
pub(crate) fn labelled(jsonl: &str) -> Result<Vec<Labelled>, (usize, serde_json::Error)> {
    let mut out = Vec::new();
    for (number, line) in jsonl.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let case: Case = serde_json::from_str(line).map_err(|e| (number + 1, e))?;
        let single = matches!(case.axis.as_str(), "E" | "F");
        for event in case.events.iter().filter(|e| e.kind == "draft") {
            let Some(expect) = case.expect.iter().find(|x| x.event == event.id) else { continue };
            let text: String = event.parts.iter().map(|p| Reading::of(&p.text).text().to_owned()).collect();
            let gives_away = !expect.action.iter().any(|a| a == "pass");
            // What completes a sum is harmless by its words.
            if gives_away && !single {
                continue;
            }
            out.push(Labelled { pieces: pieces(&text), gives_away });
        }
    }
    Ok(out)
}

/// The file of weights that drafts teach.
pub(crate) fn fit(drafts: &[Labelled]) -> String {
    let mut seen: BTreeMap<Piece, usize> = BTreeMap::new();
    for piece in drafts.iter().flat_map(|d| &d.pieces) {
        *seen.entry(*piece).or_default() += 1;
    }
    // An apostrophe would end the text of the file.
    let known: Vec<Piece> = seen
        .into_iter()
        .filter(|(piece, count)| *count >= LEAST_DRAFTS && !piece.contains(&'\''))
        .map(|(piece, _)| piece)
        .collect();
    let number = |piece: &Piece| known.binary_search(piece).ok();
    let rows: Vec<(Vec<usize>, f64)> = drafts
        .iter()
        .map(|d| (d.pieces.iter().filter_map(number).collect(), if d.gives_away { 1.0 } else { -1.0 }))
        .collect();
    let (weights, bias) = descend(&rows, known.len());
    let thousandths = |w: f64| (w * 1000.0).round() as i32;
    let mut out = HEAD.to_owned();
    let _ = write!(
        out,
        "# {} drafts, {} of them give something away.\nbias = {}\nweights = '''\n",
        rows.len(),
        rows.iter().filter(|(_, label)| *label > 0.0).count(),
        thousandths(bias)
    );
    for (piece, weight) in known.iter().zip(&weights) {
        let text: String = piece.iter().filter(|c| **c != NONE).collect();
        let _ = writeln!(out, "{text} {}", thousandths(*weight));
    }
    out.push_str("'''\n");
    out
}

const HEAD: &str = "\
[lexicon]
id = \"wording\"
title = \"行文：从标注的稿件学到的权重\"
title_en = \"How drafts are worded: weights learned from labelled ones\"
basis = [\"14\"]
owner = \"lexicon-team\"

# Made from tests/fixtures/drafts and tests/fixtures/wording by `kanhe eval --learn` (feature\n# `measure`); not to be edited by hand.
[wording]
";

/// Weights and bias, from rows of piece numbers and labels. A row's pieces weigh one together.
fn descend(rows: &[(Vec<usize>, f64)], pieces: usize) -> (Vec<f64>, f64) {
    let (mut weights, mut bias) = (vec![0.0; pieces], 0.0);
    let mut alphas = vec![0.0; rows.len()];
    // Both kinds cost the same together, however many there are of each.
    let giving = rows.iter().filter(|(_, label)| *label > 0.0).count().max(1) as f64;
    let rarer = (rows.len() as f64 - giving) / giving;
    // Mixed, so that drafts of one kind do not come one after the other: that would take much longer.
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|i| (*i as u32).wrapping_mul(2_654_435_761));
    for _ in 0..ROUNDS {
        for i in &order {
            let (Some((row, label)), Some(alpha)) = (rows.get(*i), alphas.get_mut(*i)) else { continue };
            let value = 1.0 / (row.len().max(1) as f64).sqrt();
            let diagonal = 0.5 / if *label > 0.0 { COST * rarer } else { COST };
            let score = bias + value * row.iter().filter_map(|i| weights.get(*i)).sum::<f64>();
            let gradient = label * score - 1.0 + diagonal * *alpha;
            // The row's square is one, and that of the bias another.
            let next = (*alpha - gradient / (2.0 + diagonal)).max(0.0);
            let step = (next - *alpha) * label;
            *alpha = next;
            bias += step;
            for i in row {
                if let Some(w) = weights.get_mut(*i) {
                    *w += step * value;
                }
            }
        }
    }
    (weights, bias)
}
