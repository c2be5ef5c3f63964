//! Whether a trace is true: every step against the text, the tables and the lexicon.

use serde::Deserialize;
use std::collections::BTreeSet;

use super::names::{Entry, Names};
use super::tables::{Tables, digit, is_han, is_unread, sounds_like, spells};

/// A hit as it stands in a decision.
#[derive(Debug, Clone, Deserialize)]
pub struct Hit {
    /// Index of the part.
    pub part: usize,
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// The original text.
    pub text: Option<String>,
    /// Id of the entry.
    pub term: Option<String>,
    /// Folds.
    #[serde(default)]
    pub folds: Vec<String>,
    /// Steps.
    #[serde(default)]
    pub trace: Vec<Step>,
}

/// A step as it stands in a decision.
#[derive(Debug, Clone, Deserialize)]
pub struct Step {
    /// Characters of the entry.
    pub term: String,
    /// The text that stands for them.
    pub text: String,
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// Folds.
    pub folds: Vec<String>,
}

/// What traces are held against.
pub struct Checker {
    /// Tables.
    pub tables: Tables,
    /// Lexicons.
    pub names: Names,
}

fn slice(text: &str, start: usize, end: usize) -> Option<String> {
    let all: Vec<char> = text.chars().collect();
    all.get(start..end).map(|c| c.iter().collect())
}

fn ensure(holds: bool, otherwise: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(otherwise()) }
}

impl Checker {
    /// Whether a hit about `text` (its part) is true.
    pub fn hit(&self, hit: &Hit, text: &str) -> Result<&Entry, String> {
        let quoted = slice(text, hit.start, hit.end);
        ensure(quoted.is_some() && quoted == hit.text, || "the words are not those of the event".to_owned())?;
        let id = hit.term.as_deref().ok_or("no entry is named")?;
        let entry = self.names.entries.get(id).ok_or_else(|| format!("no entry `{id}` in the lexicons"))?;
        ensure(!hit.trace.is_empty(), || "no trace".to_owned())?;
        places(hit, text)?;
        let listed: BTreeSet<&str> = hit.folds.iter().map(String::as_str).collect();
        let taken: BTreeSet<&str> = hit.trace.iter().flat_map(|s| &s.folds).map(String::as_str).collect();
        ensure(listed == taken, || "the folds are not those of the trace".to_owned())?;
        whole(hit, entry)?;
        for (i, step) in merged(&hit.trace).iter().enumerate() {
            let before =
                hit.trace.get(..i).unwrap_or_default().iter().rev().find_map(|s| s.term.chars().last());
            ensure(self.step(step, before), || {
                format!("“{}” is not “{}” by {:?}", step.text, step.term, step.folds)
            })?;
        }
        Ok(entry)
    }

    /// Whether a step's folds explain the difference between its text and its term.
    fn step(&self, step: &Step, before: Option<char>) -> bool {
        let claims: BTreeSet<&str> =
            step.folds.iter().map(String::as_str).filter(|f| *f != "initials").collect();
        let (normal, shown) = self.tables.normal(&step.text);
        if step.term.is_empty() {
            return Self::looked_over(step, &claims, &normal, before);
        }
        let more: BTreeSet<&str> = claims.iter().copied().filter(|f| !shown.contains(f)).collect();
        let missing = shown.iter().any(|f| !claims.contains(f));
        // One character may fold to several, of which the entry uses some.
        if normal == step.term || (step.text.chars().count() == 1 && normal.contains(&step.term)) {
            let framed = step.text.contains('\u{20e3}') && more.iter().all(|f| *f == "digit");
            return !missing && (more.is_empty() || framed);
        }
        let by = |fold: &str| match fold {
            "homophone" => Self::by_sound(&normal, &step.term),
            "glyph" => self.by_look(&normal, &step.term),
            "split" => one(&step.term).is_some_and(|t| self.tables.is_split(t, &normal)),
            "digit" => one(&step.term)
                .zip(one(&normal))
                .is_some_and(|(t, n)| digit(t).is_some() && digit(t) == digit(n)),
            _ => false,
        };
        // A character that sounds and looks alike is explained by both.
        !missing && more.iter().all(|f| by(f)) && claims.iter().any(|f| by(f))
    }

    fn looked_over(step: &Step, claims: &BTreeSet<&str>, normal: &str, before: Option<char>) -> bool {
        let frame = |c: char| matches!(c, '\u{fe0e}' | '\u{fe0f}' | '\u{20e3}');
        match claims.iter().copied().collect::<Vec<_>>().as_slice() {
            // A style alone changes nothing; a keycap's frame is another form of the digit.
            [] => step.text.chars().all(|c| frame(c) && c != '\u{20e3}'),
            ["digit"] => step.text.chars().all(frame) && step.text.contains('\u{20e3}'),
            ["separator"] | ["digit", "separator"] => is_unread(&step.text),
            ["annotation"] => {
                let bracketed = "([{<【「『〔〖《〈“‘«".contains(normal.chars().next().unwrap_or(' '))
                    && ")]}>】」』〕〗》〉”’»".contains(normal.chars().last().unwrap_or(' '));
                bracketed || before.is_some_and(|c| spells(normal, c))
            }
            _ => false,
        }
    }

    fn by_sound(text: &str, term: &str) -> bool {
        let Some(term) = one(term) else { return false };
        match one(text) {
            Some(c) if is_han(c) => sounds_like(c, term),
            _ => text.chars().all(|c| c.is_ascii_lowercase()) && spells(text, term),
        }
    }

    fn by_look(&self, text: &str, term: &str) -> bool {
        let symbol = self.names.symbols.get(text).is_some_and(|reads| reads == term);
        symbol || one(term).zip(one(text)).is_some_and(|(t, c)| self.tables.looks_like(t, c))
    }
}

fn one(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

/// Steps lie side by side, up or (a name written backwards) down, and cover the hit.
fn places(hit: &Hit, text: &str) -> Result<(), String> {
    for step in &hit.trace {
        let words = slice(text, step.start, step.end);
        ensure(step.start < step.end && words.as_deref() == Some(step.text.as_str()), || {
            format!("“{}” does not stand where its step says", step.text)
        })?;
    }
    let same = |a: &Step, b: &Step| (a.start, a.end) == (b.start, b.end);
    let pairs = || hit.trace.iter().zip(hit.trace.iter().skip(1));
    let up = pairs().all(|(a, b)| a.end == b.start || same(a, b));
    let down = pairs().all(|(a, b)| b.end == a.start || same(a, b));
    ensure(up || down, || "the steps do not lie side by side".to_owned())?;
    let first = hit.trace.iter().map(|s| s.start).min().unwrap_or(0);
    let last = hit.trace.iter().map(|s| s.end).max().unwrap_or(0);
    let around = slice(text, hit.start, first).zip(slice(text, last, hit.end));
    // A hit is widened to whole graphemes: by marks, never by letters.
    ensure(around.is_some_and(|(a, b)| is_unread(&a) && is_unread(&b)), || {
        "the steps do not cover the hit".to_owned()
    })
}

/// The terms of the steps together are a word of the entry, and its folds allow theirs.
fn whole(hit: &Hit, entry: &Entry) -> Result<(), String> {
    let term: String = hit.trace.iter().map(|s| s.term.as_str()).collect();
    let claims = |fold: &str| hit.folds.iter().any(|f| f == fold);
    let designation = entry.digits.is_some_and(|(least, most)| {
        entry.then.iter().any(|word| {
            term.strip_suffix(word.as_str())
                .is_some_and(|d| d.bytes().all(|b| b.is_ascii_digit()) && (least..=most).contains(&d.len()))
        })
    });
    let initials = entry.initials.contains(&term);
    ensure(entry.words.contains(&term) || initials || designation, || {
        format!("“{term}” is no word of the entry")
    })?;
    // A unit word after a number may be written in letters: those are its own initials.
    ensure(!claims("initials") || initials || designation, || "no initials of the entry".to_owned())?;
    let lettered = designation && term.ends_with(|c: char| c.is_ascii_lowercase());
    let only = (initials && !entry.words.contains(&term)) || lettered;
    ensure(claims("initials") || !only, || "initials are read, and none are claimed".to_owned())?;
    let allowed =
        |f: &str| entry.folds.is_empty() || initials || !claims(f) || entry.folds.iter().any(|l| l == f);
    let refused = ["separator", "homophone", "split", "annotation"].into_iter().find(|f| !allowed(f));
    ensure(refused.is_none(), || format!("the entry does not take `{}`", refused.unwrap_or_default()))
}

/// Steps that share one character of the text, which folds to several, are one step.
fn merged(steps: &[Step]) -> Vec<Step> {
    let mut out: Vec<Step> = Vec::new();
    for step in steps {
        match out.last_mut() {
            Some(last) if (last.start, last.end) == (step.start, step.end) => {
                last.term += &step.term;
                last.folds.extend(step.folds.iter().cloned());
            }
            _ => out.push(step.clone()),
        }
    }
    out
}
