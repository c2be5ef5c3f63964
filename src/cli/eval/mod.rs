//! `kanhe eval`: labelled cases by axis, benign corpora by group, and bars that fail a build.

mod cases;
pub mod corpora;
#[cfg(feature = "measure")]
mod drafts;
mod gate;
mod judge;
#[cfg(any(test, feature = "measure"))]
mod learn;

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use thiserror::Error;

use super::bound::{percent, upper95};
use super::drafts::DraftArgs;
use super::load::{EngineArgs, LoadError};
use super::{Ends, Exit};
use cases::{Cases, Deciders};
use corpora::{Corpus, Group};
use gate::Bars;

/// Where the repository keeps its bars.
const GATE: &str = "tests/fixtures/gate.toml";

/// Measure labelled cases and benign corpora
///
/// A path is a file or folder of cases (JSONL), a folder of corpora (with manifest.json), a group
/// or a file of one, or a folder that holds `cases` and `corpora`. Every case is a run of its
/// own; drafts that pass count as released in it.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// Cases and corpora
    #[cfg_attr(feature = "measure", arg(required_unless_present_any = ["gate", "corpora"]))]
    #[cfg_attr(not(feature = "measure"), arg(required_unless_present = "gate"))]
    pub paths: Vec<PathBuf>,
    /// Least percent of passed cases, e.g. A=95,B=85; ends with 1 below it
    #[arg(long, value_delimiter = ',', value_name = "AXIS=PERCENT")]
    pub min: Vec<String>,
    /// Most percent of touched texts, e.g. names=0.03; ends with 1 above it
    #[arg(long, value_delimiter = ',', value_name = "GROUP=PERCENT")]
    pub max: Vec<String>,
    /// Bars of a file (default: tests/fixtures/gate.toml), and its paths when none is given
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, default_missing_value = GATE)]
    pub gate: Option<PathBuf>,
    /// Show the text of what was touched, not its id alone
    #[arg(long)]
    pub show_text: bool,
    /// Read texts of corpora as drafts instead
    #[cfg(feature = "measure")]
    #[arg(long)]
    pub drafts: bool,
    /// Folder of corpora
    #[cfg(feature = "measure")]
    #[arg(long, value_name = "DIR")]
    pub corpora: Vec<PathBuf>,
    /// Learn from the drafts of the cases how those are worded that give something away, and write
    /// the weights here
    #[cfg(feature = "measure")]
    #[arg(long, value_name = "FILE")]
    pub learn: Option<PathBuf>,
    /// Threads
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub jobs: u16,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub engine: EngineArgs,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub draft_rules: DraftArgs,
}

/// Why a measurement could not be made.
#[derive(Debug, Error)]
#[allow(missing_docs)]
pub enum EvalError {
    #[error(transparent)]
    Load(#[from] LoadError),
    #[error("{}: {what}", path.display())]
    Manifest { path: PathBuf, what: String },
    #[error("{}:{line}: {what}", path.display())]
    Line { path: PathBuf, line: usize, what: String },
    #[error("{}: neither cases (*.jsonl) nor corpora (manifest.json)", .0.display())]
    Nothing(PathBuf),
    #[error("`{0}`: NAME=PERCENT expected")]
    Bar(String),
    #[error("no axis or group `{0}` in what was run")]
    NoSuch(String),
    #[error("{}: {what}", path.display())]
    Bars { path: PathBuf, what: String },
    #[error("standard output: {0}")]
    Write(#[from] io::Error),
}

impl Ends for EvalError {
    fn exit(&self) -> Exit {
        if matches!(self, Self::Write(_)) { Exit::Failed } else { Exit::Usage }
    }
}

/// Runs the verb.
pub fn run(args: &Args) -> Result<Exit, EvalError> {
    #[cfg(feature = "measure")]
    if let Some(file) = &args.learn {
        return learn::run(file, &args.paths);
    }
    let mut bars = args.gate.as_deref().map(Bars::read).transpose()?.unwrap_or_default();
    let mut given = Bars::default();
    Bars::add(&mut given.min, &args.min)?;
    Bars::add(&mut given.max, &args.max)?;
    let deciders = Deciders { engine: args.engine.engine()?, drafts: args.draft_rules.set()? };
    let (mut cases, mut corpora) = (Cases::default(), Vec::new());
    let paths = if args.paths.is_empty() { &bars.paths } else { &args.paths };
    #[cfg(feature = "measure")]
    let paths = &paths.iter().chain(&args.corpora).cloned().collect::<Vec<_>>();
    for path in paths {
        let found = find(path)?;
        for file in &found.cases {
            cases.run_file(&deciders, file)?;
        }
        corpora.extend(found.corpora);
    }
    let jobs = usize::from(args.jobs);
    #[cfg(feature = "measure")]
    let groups = if args.drafts {
        drafts::run(&deciders.drafts, &corpora, jobs)?
    } else {
        corpora::run(&deciders.engine, &corpora, jobs)?
    };
    #[cfg(not(feature = "measure"))]
    let groups = corpora::run(&deciders.engine, &corpora, jobs)?;
    let none = given.min.keys().find(|a| !cases.axes.contains_key(*a));
    if let Some(name) = none.or_else(|| given.max.keys().find(|g| !groups.contains_key(*g))) {
        return Err(EvalError::NoSuch(name.clone()));
    }
    bars.min.extend(given.min);
    bars.max.extend(given.max);
    let broken = bars.broken(&cases.axes, &groups);
    print(args, &cases, &groups, &bars, &broken)?;
    Ok(if broken.is_empty() { Exit::Fine } else { Exit::Findings })
}

#[derive(Default)]
struct Found {
    cases: Vec<PathBuf>,
    corpora: Vec<Corpus>,
}

fn find(path: &Path) -> Result<Found, EvalError> {
    if let Some(corpora) = corpora::at(path)?.filter(|c| !c.is_empty()) {
        return Ok(Found { cases: Vec::new(), corpora });
    }
    let read = |source| LoadError::Read { path: path.to_owned(), source };
    if fs::metadata(path).map_err(read)?.is_file() {
        return Ok(Found { cases: vec![path.to_owned()], corpora: Vec::new() });
    }
    let mut found = Found::default();
    for entry in fs::read_dir(path).map_err(read)? {
        let file = entry.map_err(read)?.path();
        if file.extension().is_some_and(|e| e == "jsonl") {
            found.cases.push(file);
        }
    }
    found.cases.sort();
    for inner in ["cases", "corpora"].map(|n| path.join(n)).into_iter().filter(|p| p.is_dir()) {
        let more = find(&inner)?;
        found.cases.extend(more.cases);
        found.corpora.extend(more.corpora);
    }
    if found.cases.is_empty() && found.corpora.is_empty() {
        return Err(EvalError::Nothing(path.to_owned()));
    }
    Ok(found)
}

fn print(
    args: &Args,
    cases: &Cases,
    groups: &BTreeMap<String, Group>,
    bars: &Bars,
    broken: &[String],
) -> io::Result<()> {
    let mut out = io::stdout().lock();
    print_cases(&mut out, cases)?;
    print_groups(&mut out, args, groups)?;
    for group in bars.not_run(groups) {
        writeln!(out, "group {group} has a bar and was not run: its corpus is not here")?;
    }
    for line in broken {
        writeln!(out, "BELOW THE BAR {line}")?;
    }
    out.flush()
}

fn print_cases(out: &mut impl io::Write, cases: &Cases) -> io::Result<()> {
    for failing in &cases.failing {
        writeln!(out, "FAIL {failing}")?;
    }
    for (axis, t) in cases.axes.iter().filter(|(_, t)| t.total > 0) {
        writeln!(out, "axis {axis}: {}/{} passed, {:.1} %", t.passed, t.total, t.rate())?;
    }
    Ok(())
}

fn print_groups(out: &mut impl io::Write, args: &Args, groups: &BTreeMap<String, Group>) -> io::Result<()> {
    for (name, g) in groups {
        for t in &g.touched {
            write!(out, "  {name} {}: {}", t.id, t.why)?;
            if args.show_text {
                write!(out, " | {}", t.text.replace('\n', " "))?;
            }
            writeln!(out)?;
        }
    }
    for (name, g) in groups {
        let (k, n) = (g.touched.len(), g.n);
        let (rate, upper) = (percent(k, n), 100.0 * upper95(k, n));
        write!(out, "{name} touched {k}/{n} rate {rate:.4} % upper95 {upper:.4} %")?;
        if g.shadow > 0 {
            write!(out, ", {} more in shadow", g.shadow)?;
        }
        writeln!(out)?;
    }
    if !groups.is_empty() {
        writeln!(out, "upper95: one-sided Clopper-Pearson bound; touched: any action but pass, or a case")?;
    }
    Ok(())
}
