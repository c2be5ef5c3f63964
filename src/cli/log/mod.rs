//! `kanhe log`: verify, report, destroy.

mod destroy;
pub mod folder;
mod report;
mod source;
mod tally;
#[cfg(feature = "kafka")]
mod topic;

use clap::Subcommand;
use std::io::{self, Write as _};
use std::path::PathBuf;

use super::Exit;
use folder::FolderError;
use source::Source;

/// The log of decisions that acted: verify it, report from it, destroy what is over
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Clone, Subcommand)]
enum Verb {
    /// Check each chain from its first line to its head; ends with 1 when one is broken
    Verify {
        /// Folder of the log, or file of the pipeline whose workers write it
        log: PathBuf,
    },
    /// Write the public report: JSON on standard output, and a page
    Report(report::Args),
    /// Discard the key of a period, for good, and record it
    Destroy(destroy::Args),
}

/// Runs the verb.
pub fn run(args: &Args) -> Result<Exit, FolderError> {
    match &args.verb {
        Verb::Verify { log } => verify(log),
        Verb::Report(args) => report::run(args),
        Verb::Destroy(args) => destroy::run(args),
    }
}

fn verify(log: &std::path::Path) -> Result<Exit, FolderError> {
    let mut out = io::stdout().lock();
    let mut say = |line: String| writeln!(out, "{line}").map_err(FolderError::Output);
    match Source::open(log)?.read(&mut |_| Ok(())) {
        Ok(chains) => {
            for (chain, sum) in chains {
                let name = if chain.is_empty() { chain } else { format!("{chain} ") };
                say(format!("{name}whole: {} lines, last hash {}", sum.lines, sum.hash))?;
                if sum.after_head > 0 {
                    say(format!("{name}{} lines are newer than the head, as after a crash", sum.after_head))?;
                }
            }
            Ok(Exit::Fine)
        }
        Err(FolderError::Broken { source, .. }) => say(format!("BROKEN: {source}")).map(|()| Exit::Findings),
        #[cfg(feature = "kafka")]
        Err(e @ FolderError::Chain { .. }) => say(format!("BROKEN: {e}")).map(|()| Exit::Findings),
        Err(e) => Err(e),
    }
}
