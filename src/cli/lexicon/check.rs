//! `kanhe lexicon check`: diagnostics with a code and the lines that they are about.

use anstream::stdout;
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, NamedSource, Report};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::{Exit, Files, LexiconVerbError};
use crate::cli::load::read_text;
use crate::lexicon::check::{Diagnostic, Known, Rates, check, is_date};
use crate::lexicon::codes::{self, Severity};
use crate::rules::disclosure::lint;

/// Where the repository keeps the rates of its lexicons.
const RATES: &str = "lexicons/measured/rates.toml";

/// Lint lexicons: coded diagnostics with source lines; ends with 1 on an error or a warning
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// Folder of lexicons of names (default: lexicons/names, or the built-in ones)
    dir: Option<PathBuf>,
    /// Folder of lexicons for drafts (default: lexicons/disclosure, or the built-in ones, unless a
    /// folder of names is given)
    #[arg(long, value_name = "DIR")]
    disclosure: Option<PathBuf>,
    /// The day against which `until` is held; without it nothing expires
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<String>,
    /// Rates of `lexicon calibrate` that are held against the budgets (default: lexicons/measured/rates.toml,
    /// where it exists)
    #[arg(long, value_name = "FILE")]
    rates: Option<PathBuf>,
    /// Show notes too, not errors and warnings only
    #[arg(long)]
    notes: bool,
    /// One line a diagnostic
    #[arg(long)]
    short: bool,
    /// Say what a code means and end (`all` for the whole table)
    #[arg(long, value_name = "CODE")]
    explain: Option<String>,
}

pub(super) fn run(args: &Args) -> Result<Exit, LexiconVerbError> {
    if let Some(code) = &args.explain {
        return explain(code);
    }
    if let Some(day) = args.today.as_ref().filter(|d| !is_date(d)) {
        return Err(LexiconVerbError::Day(day.clone()));
    }
    let mut end = Exit::Fine;
    let (dir, drafts) = (args.dir.as_deref(), args.disclosure.as_deref());
    if let Some(files) = Files::names(dir, drafts)? {
        let rates = rates(args)?;
        let known = Known { today: args.today.as_deref(), rates: rates.as_ref() };
        end = end.and(show(args, &files, &check(&files.pairs(), known))?);
        if let Some(r) = rates.filter(|r| files.compile().is_ok_and(|set| set.digest() != r.digest)) {
            eprintln!("kanhe lexicon check: the rates are of other lexicons ({}): calibrate again", r.digest);
        }
    }
    if let Some(files) = Files::drafts(drafts, dir)? {
        end = end.and(show(args, &files, &lint::check(&files.pairs()))?);
    }
    Ok(end)
}

/// Shows what was found in one family of lexicons.
fn show(args: &Args, files: &Files, found: &[Diagnostic]) -> Result<Exit, LexiconVerbError> {
    let mut out = stdout().lock();
    for d in found.iter().filter(|d| args.notes || d.severity() > Severity::Note) {
        if args.short {
            writeln!(out, "{d}")?;
        } else {
            writeln!(out, "{}", picture(d, files))?;
        }
    }
    let count = |s: Severity| found.iter().filter(|d| d.severity() == s).count();
    let (errors, warnings, notes) = (count(Severity::Error), count(Severity::Warning), count(Severity::Note));
    let hint = if notes > 0 && !args.notes { " (--notes shows them)" } else { "" };
    eprintln!(
        "kanhe lexicon check: {} files of {}: {errors} errors, {warnings} warnings, {notes} notes{hint}",
        files.files.len(),
        files.from
    );
    Ok(if errors + warnings > 0 { Exit::Findings } else { Exit::Fine })
}

/// The file given, or the repository's, if it is there.
fn rates(args: &Args) -> Result<Option<Rates>, LexiconVerbError> {
    let here = Path::new(RATES);
    let Some(path) = args.rates.as_deref().or_else(|| here.is_file().then_some(here)) else {
        return Ok(None);
    };
    let syntax = |message| LexiconVerbError::Syntax { file: path.display().to_string(), message };
    Rates::parse(&read_text(path)?).map(Some).map_err(syntax)
}

fn explain(code: &str) -> Result<Exit, LexiconVerbError> {
    let rows: Vec<_> = if code == "all" {
        codes::ALL.to_vec()
    } else {
        vec![codes::find(code).ok_or_else(|| LexiconVerbError::NoCode(code.to_owned()))?]
    };
    let mut out = stdout().lock();
    for c in rows {
        let severity = format!("{:?}", c.severity).to_lowercase();
        writeln!(out, "{} {} ({severity})\n  What: {}\n  Why: {}", c.code, c.name, c.what, c.why)?;
        writeln!(out, "  Example:\n    {}\n", c.example.replace('\n', "\n    "))?;
    }
    Ok(Exit::Fine)
}

/// The diagnostic with its source lines. Colours are for a terminal; `anstream` drops them elsewhere.
fn picture(d: &Diagnostic, files: &Files) -> String {
    let severity = match d.severity() {
        Severity::Error => miette::Severity::Error,
        Severity::Warning => miette::Severity::Warning,
        Severity::Note => miette::Severity::Advice,
    };
    let (name, text) = files.files.get(d.file).cloned().unwrap_or_default();
    let diagnostic = MietteDiagnostic::new(d.message.clone())
        .with_code(format!("{} {}", d.code.code, d.code.name))
        .with_severity(severity)
        .with_help(d.code.why)
        .with_label(LabeledSpan::at(d.span.clone(), "here"));
    let report = Report::new(diagnostic).with_source_code(NamedSource::new(name, text));
    let mut out = String::new();
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode()).with_width(100);
    // Writing to a string cannot fail; what could not be drawn is still said in one line.
    if handler.render_report(&mut out, report.as_ref()).is_err() {
        out = format!("{d}\n");
    }
    out
}
