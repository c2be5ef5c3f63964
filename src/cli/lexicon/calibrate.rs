//! `kanhe lexicon calibrate`: how often every term, fold, rule and grammar fires on benign text.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::thread;

use super::{Exit, Files, LexiconVerbError, corpora_of};
use crate::cli::bound::upper95;
use crate::cli::eval::corpora::{Corpus, Sample, is_touched, samples};
use crate::cli::text::TextAs;
use crate::lexicon::check::{Fired, Rates};
use crate::message::{Decision, Event, HitName};
use crate::pipeline::Engine;
use crate::rules::{name, private};

/// Measure how often terms, folds, rules and grammars fire on benign text
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// Folder of lexicons of names (default: lexicons/names, or the built-in ones)
    dir: Option<PathBuf>,
    /// Corpora: a folder with manifest.json, a group or a file of one, or JSONL of names
    #[arg(long, value_name = "CORPUS", required = true, num_args = 1..)]
    on: Vec<PathBuf>,
    /// Where to write the rates (TOML)
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Threads that count.
const THREADS: usize = 2;

/// What fires: what it is, its id.
type Key = (&'static str, String);
/// In how many texts it was found, in how many it acted.
type Counts = BTreeMap<Key, (usize, usize)>;

pub(super) fn run(args: &Args) -> Result<Exit, LexiconVerbError> {
    let files = Files::load(args.dir.as_deref())?;
    let engine = Engine::new(files.compile()?)?;
    let corpora = corpora_of(&args.on)?;
    let mut rates = Rates { digest: engine.lexicon_digest().to_owned(), ..Rates::default() };
    let (mut of_names, mut of_posts) = (Counts::new(), Counts::new());
    for corpus in &corpora {
        let posts = corpus.part == TextAs::Body;
        let n = one(&engine, corpus, if posts { &mut of_posts } else { &mut of_names })?;
        *(if posts { &mut rates.posts } else { &mut rates.registrations }) += n;
        let file = corpus.path.file_name().map(|f| f.to_string_lossy().into_owned()).unwrap_or_default();
        rates.on.push(format!("{}/{file} ({n})", corpus.group));
    }
    rates.fired = fired(&of_names, rates.registrations);
    rates.fired.extend(fired(&of_posts, rates.posts));
    let text = toml::to_string_pretty(&rates).map_err(|e| LexiconVerbError::Syntax {
        file: args.out.display().to_string(),
        message: e.to_string(),
    })?;
    let text = format!(
        "# Written by `kanhe lexicon calibrate`. Shares are percent; upper95 is the one-sided Clopper-Pearson\n\
         # bound of what acted. What is not listed was never found.\n{text}"
    );
    fs::write(&args.out, text)
        .map_err(|source| LexiconVerbError::Write { path: args.out.clone(), source })?;
    eprintln!(
        "kanhe lexicon calibrate: {} of {} on {} registrations and {} posts: {} fired",
        files.files.len(),
        files.from,
        rates.registrations,
        rates.posts,
        rates.fired.len()
    );
    Ok(Exit::Fine)
}

/// Counts a corpus; the answer is its size.
fn one(engine: &Engine, corpus: &Corpus, counts: &mut Counts) -> Result<usize, LexiconVerbError> {
    let samples = samples(corpus)?;
    let chunk = samples.len().div_ceil(THREADS).max(1);
    let all: Vec<Counts> = thread::scope(|scope| {
        let threads: Vec<_> =
            samples.chunks(chunk).map(|part| scope.spawn(move || count(engine, corpus, part))).collect();
        threads.into_iter().map(|t| t.join().unwrap_or_default()).collect()
    });
    for (key, (found, acted)) in all.into_iter().flatten() {
        let sum = counts.entry(key).or_default();
        *sum = (sum.0 + found, sum.1 + acted);
    }
    Ok(samples.len())
}

fn count(engine: &Engine, corpus: &Corpus, samples: &[Sample]) -> Counts {
    let mut counts = Counts::new();
    for sample in samples {
        let event = corpus.part.event(sample.id.clone(), sample.text.clone());
        let decision = engine.decide(&event);
        let acted = if is_touched(&decision) { acted(&decision) } else { BTreeSet::new() };
        for key in found(engine, &event).into_iter().chain(acted.iter().cloned()).collect::<BTreeSet<_>>() {
            let count = counts.entry(key.clone()).or_default();
            *count = (count.0 + 1, count.1 + usize::from(acted.contains(&key)));
        }
    }
    counts
}

/// What is there, whether or not anything follows from it: bodies in names, typed values in posts.
fn found(engine: &Engine, event: &Event) -> BTreeSet<Key> {
    match event {
        Event::Registration(e) => name::read(engine.names(), e)
            .iter()
            .flat_map(|r| &r.pieces)
            .filter(|p| p.is_body())
            .flat_map(|p| {
                let term = engine.names().entry(p.entry).map(|e| ("term", e.id.clone()));
                term.into_iter().chain(p.folds.iter().map(|f| ("fold", f.as_str().to_owned())))
            })
            .collect(),
        Event::Post(e) => {
            private::explain(e).iter().map(|v| ("value", HitName::Value(v.kind).to_string())).collect()
        }
        Event::Record(_) => BTreeSet::new(),
    }
}

/// What acts: rules, entries and folds of the findings in force.
fn acted(decision: &Decision) -> BTreeSet<Key> {
    let mut out = BTreeSet::new();
    for finding in decision.findings().iter().filter(|f| f.exempted_by.is_none()) {
        out.insert(("rule", finding.rule.clone()));
        for hit in &finding.hits {
            let what = if matches!(hit.name, HitName::Term(_)) { "term" } else { "value" };
            out.insert((what, hit.name.to_string()));
            out.extend(hit.folds.iter().map(|f| ("fold", f.as_str().to_owned())));
        }
    }
    out
}

fn fired(counts: &Counts, n: usize) -> Vec<Fired> {
    let round = |share: f64| (share * 1e6).round() / 1e4;
    counts
        .iter()
        .map(|((what, id), (found, acted))| Fired {
            what: (*what).to_owned(),
            id: id.clone(),
            found: *found,
            acted: *acted,
            n,
            upper95: round(upper95(*acted, n)),
        })
        .collect()
}
