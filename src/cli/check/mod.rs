//! `kanhe check`: a publisher's own drafts, on the publisher's own machine.
//!
//! With `--json` every line is a draft (JSONL) and exactly one decision a line goes to standard
//! output, in the order of the input. A line that is no draft is reported on standard error, the
//! rest is decided, and the exit code is 3.

use std::io::{self, Write as _};
use std::path::PathBuf;
use thiserror::Error;

use super::drafts::DraftArgs;
use super::load::LoadError;
use super::scan::Source;
use super::{Ends, Exit};
use crate::decide::draft::check;
use crate::decode;
use crate::message::DraftAction;
use crate::pipeline::ENGINE;
use crate::sums::InMemory;

/// Check own drafts before release
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// Files of drafts; none or `-` is standard input
    pub files: Vec<PathBuf>,
    /// Lines are drafts (JSONL), decisions go to standard output
    #[arg(long, required = true)]
    pub json: bool,
    /// Every draft that passes counts as released: for trials of series
    #[arg(long)]
    pub release_passes: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub drafts: DraftArgs,
}

/// Why a check did not begin or did not end.
#[derive(Debug, Error)]
#[allow(missing_docs)]
pub enum CheckError {
    #[error(transparent)]
    Load(#[from] LoadError),
    #[error("{}: {source}", path.display())]
    Open { path: PathBuf, source: io::Error },
    #[error("{name}: reading failed: {source}")]
    Read { name: String, source: io::Error },
    #[error("standard output: {0}")]
    Write(#[from] io::Error),
}

impl Ends for CheckError {
    fn exit(&self) -> Exit {
        match self {
            Self::Load(_) | Self::Open { .. } => Exit::Usage,
            Self::Read { .. } | Self::Write(_) => Exit::Failed,
        }
    }
}

/// Runs the verb.
pub fn run(args: &Args) -> Result<Exit, CheckError> {
    let set = args.drafts.set()?;
    let mut own = InMemory::default();
    let mut out = io::stdout().lock();
    let mut end = Exit::Fine;
    let stdin = [PathBuf::from("-")];
    let files = if args.files.is_empty() { &stdin[..] } else { &args.files };
    for path in files {
        let mut source =
            Source::open(path).map_err(|source| CheckError::Open { path: path.clone(), source })?;
        loop {
            let line =
                source.next_line().map_err(|e| CheckError::Read { name: source.name.clone(), source: e })?;
            let Some(line) = line else { break };
            if line.bytes.as_ref().is_some_and(|b| b.iter().all(u8::is_ascii_whitespace)) {
                continue;
            }
            let draft = match &line.bytes {
                Some(bytes) => decode::draft(bytes),
                None => Err(super::scan::too_long()),
            };
            match draft {
                Ok(draft) => {
                    let checked = check(&set, &draft, &own);
                    writeln!(out, "{}", checked.decision.to_json(ENGINE, set.digest()))?;
                    if args.release_passes && checked.decision.action == DraftAction::Pass {
                        own.add(checked.release);
                    }
                }
                Err(dead) => {
                    eprintln!("kanhe: {}", super::scan::describe(&source.name, line.number, &dead));
                    end = Exit::Failed;
                }
            }
        }
    }
    out.flush()?;
    Ok(end)
}
