//! `kanhe verify`: an independent checker of traces. It shares no code and no compiled table with
//! the matcher: it reads events, decisions, lexicons and fold tables by itself, and confirms for
//! every hit on a registration that the text says what the decision claims it says. What it does
//! not judge: the score, and whether a mark should have lifted the finding.

mod names;
mod tables;
mod trace;

use serde::Deserialize;
use std::collections::HashMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use thiserror::Error;

use super::load::{LoadError, folder_files, read_text};
use super::{Ends, Exit};
use crate::lexicon::NAMES;
use names::Names;
use tables::Tables;
use trace::{Checker, Hit};

/// Check every trace of `scan --trace` against events and lexicons; ends with 1 on a false one
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// The decisions (JSONL)
    pub decisions: PathBuf,
    /// The events that they are about (JSONL)
    #[arg(long, value_name = "FILE")]
    pub events: PathBuf,
    /// Folder of lexicons of names that replaces the built-in ones
    #[arg(long, value_name = "DIR")]
    pub lexicons: Option<PathBuf>,
}

/// Why nothing could be checked.
#[derive(Debug, Error)]
#[allow(missing_docs)]
pub enum VerifyError {
    #[error(transparent)]
    Load(#[from] LoadError),
    #[error("{file}: {what}")]
    Lexicon { file: String, what: String },
    #[error("{}:{line}: no decision", path.display())]
    Decision { path: PathBuf, line: usize },
    #[error("standard output: {0}")]
    Write(#[from] io::Error),
}

impl Ends for VerifyError {
    fn exit(&self) -> Exit {
        if matches!(self, Self::Write(_)) { Exit::Failed } else { Exit::Usage }
    }
}

#[derive(Debug, Deserialize)]
struct Decision {
    event: String,
    #[serde(rename = "type")]
    kind: String,
    action: String,
    #[serde(default)]
    findings: Vec<Finding>,
}

#[derive(Debug, Deserialize)]
struct Finding {
    article: String,
    action: String,
    exempted_by: Option<String>,
    #[serde(default)]
    hits: Vec<Hit>,
}

/// What was checked.
#[derive(Debug, Default)]
struct Tally {
    decisions: usize,
    hits: usize,
    other: usize,
    refused: usize,
}

/// Runs the verb.
pub fn run(args: &Args) -> Result<Exit, VerifyError> {
    let checker = checker(args)?;
    let events = texts(&args.events)?;
    let mut tally = Tally::default();
    let mut out = io::stdout().lock();
    for (i, line) in read_text(&args.decisions)?.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let decision: Decision = serde_json::from_str(line)
            .map_err(|_| VerifyError::Decision { path: args.decisions.clone(), line: i + 1 })?;
        tally.decisions += 1;
        if decision.kind != "registration" {
            tally.other += 1;
            continue;
        }
        for wrong in check(&checker, &decision, events.get(&decision.event), &mut tally) {
            tally.refused += 1;
            writeln!(out, "{}: {wrong}", decision.event)?;
        }
    }
    out.flush()?;
    eprintln!(
        "kanhe verify: {} decisions, {} hits with a trace checked, {} decisions about posts and records not: {} refused",
        tally.decisions, tally.hits, tally.other, tally.refused
    );
    Ok(if tally.refused > 0 { Exit::Findings } else { Exit::Fine })
}

fn checker(args: &Args) -> Result<Checker, VerifyError> {
    let files = match &args.lexicons {
        Some(folder) => folder_files(folder)?,
        None => NAMES.iter().map(|(n, t)| ((*n).to_owned(), (*t).to_owned())).collect(),
    };
    let (tables, mut names) = (Tables::new(), Names::default());
    for (file, text) in files {
        names.add(&text, &tables).map_err(|what| VerifyError::Lexicon { file, what })?;
    }
    Ok(Checker { tables, names })
}

/// The texts of the parts of every registration; lines that are no events are the decoder's matter.
fn texts(path: &Path) -> Result<HashMap<String, Vec<String>>, VerifyError> {
    let mut out = HashMap::new();
    for line in read_text(path)?.lines() {
        let Ok(event) = serde_json::from_str::<serde_json::Value>(line) else { continue };
        let Some(id) = event.get("id").and_then(|v| v.as_str()) else { continue };
        let parts = event.get("parts").and_then(|p| p.as_array()).into_iter().flatten();
        let text =
            |p: &serde_json::Value| p.get("text").and_then(|t| t.as_str()).unwrap_or_default().to_owned();
        out.insert(id.to_owned(), parts.map(text).collect());
    }
    Ok(out)
}

/// Everything that is not true about a decision.
fn check(
    checker: &Checker,
    decision: &Decision,
    parts: Option<&Vec<String>>,
    tally: &mut Tally,
) -> Vec<String> {
    let Some(parts) = parts else { return vec!["no such event".to_owned()] };
    let mut wrong = Vec::new();
    let in_force = |f: &&Finding| f.exempted_by.is_none() && f.action == "refuse";
    if (decision.action == "refuse") != decision.findings.iter().any(|f| in_force(&f)) {
        wrong.push(format!("the findings do not ask for `{}`", decision.action));
    }
    // Other articles rest on evidence and on cues of posts, not on names; what only supports a
    // refusal (a picture near an emblem) rests on no words.
    let by_words = |f: &&Finding| f.article.starts_with("10") && f.action == "refuse";
    for finding in decision.findings.iter().filter(by_words) {
        if finding.hits.is_empty() {
            wrong.push(format!("article {}: no hit", finding.article));
        }
        let mut rests = finding.article == "10(last)";
        for hit in &finding.hits {
            tally.hits += 1;
            let text = parts.get(hit.part).map_or("", String::as_str);
            match checker.hit(hit, text) {
                Ok(entry) => rests |= entry.basis.contains(&finding.article),
                Err(why) => wrong.push(format!(
                    "article {}, part {}, {} to {}: {why}",
                    finding.article, hit.part, hit.start, hit.end
                )),
            }
        }
        if !rests && wrong.is_empty() {
            wrong.push(format!("no hit rests on article {}", finding.article));
        }
    }
    wrong
}
