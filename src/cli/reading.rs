//! What was found in a name, in words: shared by `explain`, `eval` and `lexicon test`.

use std::ops::Range;

use crate::fold::{Unit, fold};
use crate::lexicon::NameSet;
use crate::message::{FoldSet, Registration, Score};
use crate::rules::name::{self, PartReading, Piece, What, Why};

/// A piece of a name with its place in the text.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Its place, in bytes.
    pub bytes: Range<usize>,
    /// The original words.
    pub text: String,
    /// What it is, e.g. `body service`, `mark fan`.
    pub what: String,
    /// Id of its entry.
    pub id: String,
    /// The name that a body is listed under; empty for all else.
    pub stands_for: String,
    /// Folds between text and entry.
    pub folds: FoldSet,
    /// How sure.
    pub score: Score,
    /// Whether the entry decides nothing yet.
    pub shadow: bool,
}

/// The pieces of a part, in their order.
pub fn seen(set: &NameSet, text: &str, reading: &PartReading) -> Vec<Seen> {
    let units = fold(text);
    reading.pieces.iter().filter_map(|p| one(set, text, &units, p)).collect()
}

fn one(set: &NameSet, text: &str, units: &[Unit], piece: &Piece) -> Option<Seen> {
    let (first, last) = (units.get(piece.start)?, units.get(piece.end.checked_sub(1)?)?);
    let bytes = first.start as usize..last.end as usize;
    let entry = set.entry(piece.entry)?;
    Some(Seen {
        stands_for: if piece.is_body() { entry.text.clone() } else { String::new() },
        text: text.get(bytes.clone())?.to_owned(),
        bytes,
        what: what(piece.what),
        id: entry.id.clone(),
        folds: piece.folds,
        score: piece.score,
        shadow: piece.shadow,
    })
}

/// What a piece is, in words.
pub fn what(what: What) -> String {
    match what {
        What::Body(kind) => format!("body {kind:?}").to_lowercase(),
        What::Designation => "designation".to_owned(),
        What::Mark(kind) => format!("mark {kind:?}").to_lowercase(),
        What::Exempt => "exempt phrase".to_owned(),
    }
}

/// Folds in words; `literal` for none.
pub fn folds(folds: FoldSet) -> String {
    if folds.is_empty() {
        return "literal".to_owned();
    }
    folds.iter().map(crate::message::Fold::as_str).collect::<Vec<_>>().join("+")
}

/// Why a part is refused, in words.
pub fn refusal(why: Why) -> &'static str {
    match why {
        Why::IsBody => "the name is a body's name",
        Why::SpeaksAsBody => "the name speaks as a body",
        Why::BioClaims => "the name joins a body and the bio calls the account the body's own",
        Why::ClaimsPost { former: false } => "the text claims a post in a body",
        Why::ClaimsPost { former: true } => "the text claims a former post in a body",
    }
}

/// Why a part is refused or passes, in one sentence.
pub fn because(reading: &PartReading, pieces: &[Seen]) -> String {
    let piece =
        |i: usize| pieces.get(i).map_or_else(String::new, |p| format!("“{}” ({}, {})", p.text, p.id, p.what));
    let r = &reading.reading;
    if let Some(why) = r.verdict {
        let bodies: Vec<String> = r.because.iter().map(|i| piece(*i)).collect();
        let head = r.head.filter(|h| !r.because.contains(h));
        let head = head.map(|h| format!(", headed by {}", piece(h))).unwrap_or_default();
        let backwards = if reading.backwards { ", read backwards" } else { "" };
        return format!("{}: {}{head}{backwards}", refusal(why), bodies.join(", "));
    }
    if r.bodies == 0 {
        return no_body(reading, pieces);
    }
    if r.lifted_by_bio {
        return "a body is named, but the bio says openly that this is not it".to_owned();
    }
    match r.lifted_by {
        Some(i) => format!("a body is named, but {} owns the name", piece(i)),
        None => "a body is named, but nothing is or speaks as it: the rest is another head, a sentence or unknown text".to_owned(),
    }
}

fn no_body(reading: &PartReading, pieces: &[Seen]) -> String {
    let pair = |what: fn(&Piece) -> bool| {
        reading.pieces.iter().zip(pieces).find(|(p, _)| what(p)).map(|(_, seen)| seen)
    };
    if let Some(namesake) = pair(Piece::is_body) {
        return format!("“{}” is part of a person's name here, so no body is named", namesake.text);
    }
    match pair(|p| p.what == What::Exempt) {
        Some(p) => {
            format!("“{}” is another reading of the characters of `{}`, so no body is named", p.text, p.id)
        }
        None => "no body is named".to_owned(),
    }
}

/// One line a part: pieces and why.
pub fn lines(set: &NameSet, registration: &Registration) -> Vec<String> {
    name::read(set, registration)
        .iter()
        .filter_map(|reading| {
            let part = registration.parts.get(reading.part)?;
            let pieces = seen(set, &part.text, reading);
            if pieces.is_empty() && reading.reading.verdict.is_none() {
                return None;
            }
            let list: Vec<String> =
                pieces.iter().map(|p| format!("{}={}/{}/{}", p.text, p.id, p.what, folds(p.folds))).collect();
            let kind = format!("{:?}", part.kind).to_lowercase();
            Some(format!("{kind} “{}” [{}]: {}", part.text, list.join(", "), because(reading, &pieces)))
        })
        .collect()
}
