//! `kanhe log report`: numbers by rule, as JSON and as a page.

use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;

use super::folder::FolderError;
use super::source::Source;
use super::tally::tally;
use crate::cli::Exit;
use crate::log::page;

/// What to report from, and where to.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// Folder of the log, or file of the pipeline whose workers write it
    pub log: PathBuf,
    /// Write the page here
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
}

/// Runs the verb. A broken log is reported from by nobody.
pub fn run(args: &Args) -> Result<Exit, FolderError> {
    let (counting, _) = tally(&Source::open(&args.log)?, None)?;
    let report = counting.report();
    if let Some(path) = &args.html {
        fs::write(path, page(&report)).map_err(|source| FolderError::Io { path: path.clone(), source })?;
    }
    let json = serde_json::to_string_pretty(&report).unwrap_or_default();
    writeln!(io::stdout().lock(), "{json}").map_err(FolderError::Output)?;
    Ok(Exit::Fine)
}
