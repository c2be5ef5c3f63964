//! `kanhe log`: verify, report, destroy.

mod destroy;
pub mod folder;
mod report;

use clap::Subcommand;
use std::io::{self, Write as _};
use std::path::PathBuf;

use super::Exit;
use folder::{FolderError, LogFolder};

/// The log of decisions that acted: verify it, report from it, destroy what is over
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Clone, Subcommand)]
enum Verb {
    /// Check the chain from its first line to its head; ends with 1 when it is broken
    Verify {
        /// Folder of the log
        folder: PathBuf,
    },
    /// Write the public report: JSON on standard output, and a page
    Report(report::Args),
    /// Discard the key of a period, for good, and record it
    Destroy(destroy::Args),
}

/// Runs the verb.
pub fn run(args: &Args) -> Result<Exit, FolderError> {
    match &args.verb {
        Verb::Verify { folder } => verify(folder),
        Verb::Report(args) => report::run(args),
        Verb::Destroy(args) => destroy::run(args),
    }
}

fn verify(folder: &std::path::Path) -> Result<Exit, FolderError> {
    let mut out = io::stdout().lock();
    let said = match LogFolder::verify(folder) {
        Ok((sum, _)) => writeln!(out, "whole: {} lines, last hash {}", sum.lines, sum.hash).and_then(|()| {
            if sum.after_head > 0 {
                writeln!(out, "{} lines are newer than the head, as after a crash", sum.after_head)?;
            }
            Ok(Exit::Fine)
        }),
        Err(FolderError::Broken { source, .. }) => writeln!(out, "BROKEN: {source}").map(|()| Exit::Findings),
        Err(e) => return Err(e),
    };
    said.map_err(FolderError::Output)
}
