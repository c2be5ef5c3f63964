//! `kanhe log report`: numbers by rule, as JSON and as a page.

use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;

use super::folder::{FolderError, LogFolder, count};
use crate::cli::Exit;
use crate::log::page;

/// What to report from, and where to.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// Folder of the log
    pub folder: PathBuf,
    /// Write the page here
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
}

/// Runs the verb. A broken log is reported from by nobody.
pub fn run(args: &Args) -> Result<Exit, FolderError> {
    let (_, lines) = LogFolder::verify(&args.folder)?;
    let log = LogFolder::open(&args.folder)?;
    let report = count(&lines, log.keys(), None)?.0.report();
    if let Some(path) = &args.html {
        fs::write(path, page(&report)).map_err(|source| FolderError::Io { path: path.clone(), source })?;
    }
    let json = serde_json::to_string_pretty(&report).unwrap_or_default();
    writeln!(io::stdout().lock(), "{json}").map_err(FolderError::Output)?;
    Ok(Exit::Fine)
}
