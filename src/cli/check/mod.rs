//! `kanhe check`: a publisher's own drafts, on the publisher's own machine.
//!
//! Documents are shown with their marks and reasons, and end with 1 when something was found, so
//! that a publishing step can stop on it. With `--json` exactly one decision a line goes to
//! standard output, in the order of the input; files of lines (JSONL) may hold many drafts. A line
//! or file that is no draft is reported on standard error, the rest is decided, and the exit code
//! is 3.

pub(crate) mod checker;
#[cfg(feature = "desk")]
mod copy;
#[cfg(feature = "desk")]
pub(crate) mod files;
mod lines;
#[cfg(feature = "desk")]
pub(crate) mod view;

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use thiserror::Error;

pub use checker::CheckerError;

use super::drafts::DraftArgs;
use super::load::LoadError;
use super::register::RegisterArgs;
use super::{Ends, Exit};
use checker::Checker;

/// Check own drafts before release: texts, Markdown, HTML, DOCX, PDF, or lines of JSON
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// Documents, or files of drafts (JSONL) with `--json`; none or `-` is standard input
    pub files: Vec<PathBuf>,
    /// One decision a line on standard output
    #[arg(long)]
    #[cfg_attr(not(feature = "desk"), arg(required = true))]
    pub json: bool,
    /// End with 1 when something was found, for lines of JSON too
    #[arg(long)]
    pub gate: bool,
    /// Every draft that passes counts as released: for trials of series
    #[arg(long)]
    pub release_passes: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub drafts: DraftArgs,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub register: RegisterArgs,
    #[cfg(feature = "desk")]
    #[command(flatten)]
    #[allow(missing_docs)]
    pub documents: files::DocumentArgs,
}

/// Why a check did not begin or did not end.
#[derive(Debug, Error)]
#[allow(missing_docs)]
pub enum CheckError {
    #[error(transparent)]
    Load(#[from] LoadError),
    #[error(transparent)]
    Checker(#[from] CheckerError),
    #[error("{}: {source}", path.display())]
    Open { path: PathBuf, source: io::Error },
    #[error("{name}: reading failed: {source}")]
    Read { name: String, source: io::Error },
    #[error("standard output: {0}")]
    Write(#[from] io::Error),
    #[error("{}: {why}", path.display())]
    Copy { path: PathBuf, why: String },
    #[error("{0}")]
    Usage(&'static str),
}

impl Ends for CheckError {
    fn exit(&self) -> Exit {
        match self {
            Self::Load(_) | Self::Open { .. } | Self::Usage(_) => Exit::Usage,
            Self::Checker(_) | Self::Read { .. } | Self::Write(_) | Self::Copy { .. } => Exit::Failed,
        }
    }
}

/// Runs the verb.
pub fn run(args: &Args) -> Result<Exit, CheckError> {
    let stdin = [PathBuf::from("-")];
    let paths = if args.files.is_empty() { &stdin[..] } else { &args.files };
    // A name that is wrong is found before a draft is counted.
    for path in paths.iter().filter(|p| p.as_os_str() != "-") {
        std::fs::metadata(path).map_err(|source| CheckError::Open { path: path.clone(), source })?;
    }
    #[cfg(feature = "desk")]
    args.documents.check(paths)?;
    #[cfg(feature = "desk")]
    let log = args.documents.log.clone();
    #[cfg(not(feature = "desk"))]
    let log = None;
    let mut checker = Checker::open(args.drafts.set()?, log, &args.register, args.release_passes)?;
    let mut end = Exit::Fine;
    for path in paths {
        let (found, ended) = one(args, path, &mut checker)?;
        end = end.and(ended);
        if found {
            end = end.and(Exit::Findings);
        }
    }
    Ok(end)
}

/// Checks one file. Whether something was found that the exit code is to say.
fn one(args: &Args, path: &Path, checker: &mut Checker) -> Result<(bool, Exit), CheckError> {
    let document = path.extension().is_some_and(|e| {
        ["txt", "text", "md", "markdown", "html", "htm", "xhtml", "docx", "docm", "doc", "pdf"]
            .iter()
            .any(|known| e.eq_ignore_ascii_case(known))
    });
    if args.json && !document {
        let mut out = io::stdout().lock();
        let (found, end) = lines::check(path, checker, &mut out)?;
        out.flush()?;
        return Ok((found && args.gate, end));
    }
    #[cfg(feature = "desk")]
    return files::check(args, path, checker);
    #[cfg(not(feature = "desk"))]
    Err(CheckError::Usage("this build reads lines of JSON only: documents need the feature `desk`"))
}
