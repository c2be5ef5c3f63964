//! `kanhe lexicon fmt`: files in their canonical form.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::{DRAFTS, Exit, FOLDER, LexiconVerbError};
use crate::cli::load::folder_files;
use crate::lexicon::format;

/// Bring lexicons into their canonical form: order of keys, blank lines, width of lists
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// Folder of lexicons of names (default: lexicons/names)
    dir: Option<PathBuf>,
    /// Folder of lexicons for drafts (default: lexicons/disclosure, or the built-in ones, unless a
    /// folder of names is given)
    #[arg(long, value_name = "DIR")]
    disclosure: Option<PathBuf>,
    /// Change nothing; name the files that would change and end with 1
    #[arg(long)]
    check: bool,
}

pub(super) fn run(args: &Args) -> Result<Exit, LexiconVerbError> {
    let mut folders: Vec<&Path> =
        [&args.dir, &args.disclosure].into_iter().filter_map(|d| d.as_deref()).collect();
    if folders.is_empty() {
        folders = vec![Path::new(FOLDER), Path::new(DRAFTS)];
    }
    let mut changed = 0;
    let mut out = io::stdout().lock();
    for folder in folders {
        for (name, text) in folder_files(folder)? {
            let syntax = |message| LexiconVerbError::Syntax { file: name.clone(), message };
            let formatted = format(&text).map_err(|e| syntax(e.message().to_owned()))?;
            if formatted == text {
                continue;
            }
            changed += 1;
            writeln!(out, "{name}")?;
            if !args.check {
                let path = folder.join(&name);
                fs::write(&path, formatted).map_err(|source| LexiconVerbError::Write { path, source })?;
            }
        }
    }
    let word = if args.check { "would change" } else { "changed" };
    eprintln!("kanhe lexicon fmt: {changed} files {word}");
    Ok(if args.check && changed > 0 { Exit::Findings } else { Exit::Fine })
}
