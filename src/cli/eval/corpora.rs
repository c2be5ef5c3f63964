//! Benign corpora: how often is ordinary text touched, group by group. Texts are never printed
//! unless that is asked for.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::thread;

use super::EvalError;
use crate::cli::load::read_text;
use crate::cli::text::TextAs;
use crate::message::{Action, Decision};
use crate::pipeline::Engine;

/// The file that makes a folder one of corpora.
pub const MANIFEST: &str = "manifest.json";

/// A file of a manifest.
#[derive(Debug, Clone, Deserialize)]
pub struct Listed {
    /// Path below the manifest's folder; its first folder is the group.
    pub file: String,
    /// What a text is taken for.
    pub part: String,
}

/// One text.
#[derive(Debug, Clone, Deserialize)]
pub struct Sample {
    /// Its id.
    pub id: String,
    /// Its text.
    pub text: String,
}

/// One corpus file, ready to run.
#[derive(Debug, Clone)]
pub struct Corpus {
    /// The group that it counts for.
    pub group: String,
    /// Where it is.
    pub path: PathBuf,
    /// What its texts are taken for.
    pub part: TextAs,
}

/// A text that was touched.
#[derive(Debug, Clone)]
pub struct Touched {
    /// Id of the text.
    pub id: String,
    /// What was done, and the rules and entries behind it.
    pub why: String,
    /// The text.
    pub text: String,
}

/// How a group fared.
#[derive(Debug, Clone, Default)]
pub struct Group {
    /// Texts that were run.
    pub n: usize,
    /// Texts that were touched.
    pub touched: Vec<Touched>,
    /// Texts in which an entry in shadow would have acted.
    pub shadow: usize,
}

/// The corpora of a folder with a manifest.
pub fn listed(folder: &Path) -> Result<Vec<Corpus>, EvalError> {
    let path = folder.join(MANIFEST);
    let list: Vec<Listed> = serde_json::from_str(&read_text(&path)?)
        .map_err(|e| EvalError::Manifest { path: path.clone(), what: e.to_string() })?;
    list.into_iter()
        .map(|l| {
            let part = part(&l.part).ok_or_else(|| EvalError::Manifest {
                path: path.clone(),
                what: format!("{}: part `{}` is none of nickname, bio, verification, body", l.file, l.part),
            })?;
            let group = l.file.split('/').next().unwrap_or_default().to_owned();
            Ok(Corpus { group, path: folder.join(&l.file), part })
        })
        .collect()
}

fn part(word: &str) -> Option<TextAs> {
    match word {
        "nickname" => Some(TextAs::Nickname),
        "bio" => Some(TextAs::Bio),
        "verification" => Some(TextAs::Verification),
        "body" => Some(TextAs::Body),
        _ => None,
    }
}

/// The corpora that a path names: a folder with a manifest, a group of one, or a file of one.
/// `None` when no manifest lists it.
pub fn at(path: &Path) -> Result<Option<Vec<Corpus>>, EvalError> {
    if path.join(MANIFEST).is_file() {
        return listed(path).map(Some);
    }
    for folder in path.ancestors().skip(1).take(2) {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        if folder.join(MANIFEST).is_file() {
            let mut all = listed(folder)?;
            all.retain(|c| c.path.starts_with(path) || same(&c.path, path));
            return Ok(Some(all));
        }
    }
    Ok(None)
}

fn same(a: &Path, b: &Path) -> bool {
    a.components().filter(|c| c.as_os_str() != ".").eq(b.components().filter(|c| c.as_os_str() != "."))
}

/// The texts of a corpus.
pub fn samples(corpus: &Corpus) -> Result<Vec<Sample>, EvalError> {
    let text = read_text(&corpus.path)?;
    let lines = text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty());
    lines
        .map(|(i, line)| {
            // A parser's message may quote the text: give the place only.
            serde_json::from_str(line).map_err(|_| EvalError::Line {
                path: corpus.path.clone(),
                line: i + 1,
                what: "not an object with `id` and `text`".to_owned(),
            })
        })
        .collect()
}

/// Runs corpora on `jobs` threads.
pub fn run(engine: &Engine, corpora: &[Corpus], jobs: usize) -> Result<BTreeMap<String, Group>, EvalError> {
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    for corpus in corpora {
        let samples = samples(corpus)?;
        let group = groups.entry(corpus.group.clone()).or_default();
        group.n += samples.len();
        for (sample, decision) in decided(engine, corpus, &samples, jobs) {
            group.shadow += usize::from(is_shadow(&decision));
            if is_touched(&decision) {
                let why = why(&decision);
                group.touched.push(Touched { id: sample.id.clone(), why, text: sample.text.clone() });
            }
        }
    }
    Ok(groups)
}

/// The decisions about the texts of a corpus, those that found nothing left out, in order.
pub fn decided<'s>(
    engine: &Engine,
    corpus: &Corpus,
    samples: &'s [Sample],
    jobs: usize,
) -> Vec<(&'s Sample, Decision)> {
    let chunk = samples.len().div_ceil(jobs.max(1)).max(1);
    let decide = |s: &'s Sample| {
        let decision = engine.decide(&corpus.part.event(s.id.clone(), s.text.clone()));
        let quiet = decision.findings().is_empty() && !is_touched(&decision);
        (!quiet).then_some((s, decision))
    };
    thread::scope(|scope| {
        let threads: Vec<_> = samples
            .chunks(chunk)
            .map(|part| scope.spawn(move || part.iter().filter_map(decide).collect::<Vec<_>>()))
            .collect();
        threads.into_iter().flat_map(|t| t.join().unwrap_or_default()).collect()
    })
}

/// Any action but a pass, or a case.
pub fn is_touched(decision: &Decision) -> bool {
    decision.action() != Action::Pass || decision.report().is_some()
}

fn is_shadow(decision: &Decision) -> bool {
    decision.findings().iter().any(|f| f.exempted_by.as_deref() == Some("shadow"))
}

/// `refuse 10-2/is-a-body: lujun, mark-speaks`.
fn why(decision: &Decision) -> String {
    let mut out = decision.action().as_str().to_owned();
    if let Some(case) = decision.report() {
        let _ = write!(out, ", case {}", case.reason);
    }
    for finding in decision.findings().iter().filter(|f| f.exempted_by.is_none()) {
        let names: Vec<String> = finding.hits.iter().map(|h| h.name.to_string()).collect();
        let _ = write!(out, "; {}: {}", finding.rule, names.join(", "));
    }
    out
}
