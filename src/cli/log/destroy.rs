//! `kanhe log destroy`: discards the key of a period. Nothing brings it back.

use std::io::{self, Write as _};
use std::path::PathBuf;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::folder::FolderError;
use super::source::Source;
use super::tally::tally;
use crate::cli::Exit;
use crate::log::Destroyed;

/// What to destroy.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// Folder of the log, or file of the pipeline whose workers write it
    pub log: PathBuf,
    /// The period: an input and a month of event time, e.g. post-2026-03
    #[arg(long)]
    pub period: String,
    /// Do it; without this only what would be destroyed is shown
    #[arg(long)]
    pub yes: bool,
}

/// Runs the verb.
pub fn run(args: &Args) -> Result<Exit, FolderError> {
    if !is_period(&args.period) {
        return Err(FolderError::Period(args.period.clone()));
    }
    let source = Source::open(&args.log)?;
    let (counting, opened) = tally(&source, Some(&args.period))?;
    if source.keys().known(&args.period)?.is_none() {
        return Err(FolderError::NoPeriod { path: args.log.clone(), period: args.period.clone() });
    }
    let destroyed = Destroyed {
        period: args.period.clone(),
        time: OffsetDateTime::now_utc().format(&Rfc3339).unwrap_or_default(),
        lines: opened,
        rules: counting.rules().clone(),
    };
    let done = if args.yes {
        source.destroy(&destroyed)?;
        "destroyed"
    } else {
        "would be destroyed (--yes does it)"
    };
    let mut out = io::stdout().lock();
    writeln!(out, "{}: {opened} lines {done}", args.period).map_err(FolderError::Output)?;
    Ok(Exit::Fine)
}

/// An input and a month: also what makes it a safe name of a file.
fn is_period(period: &str) -> bool {
    let Some((input, month)) = period.split_once('-') else { return false };
    matches!(input, "registration" | "post" | "record")
        && month.len() == 7
        && month.bytes().enumerate().all(|(i, b)| if i == 4 { b == b'-' } else { b.is_ascii_digit() })
}
