//! `kanhe lexicon`: what reviewers do with the lexicons of names.

mod calibrate;
mod check;
mod diff;
mod fmt;
mod hash;
mod publish;
mod stats;
mod test;

use clap::Subcommand;
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

use super::eval::EvalError;
use super::eval::corpora::{Corpus, at};
use super::load::{LoadError, folder_files};
use super::register::RegisterError;
use super::text::TextAs;
use super::{Ends, Exit};
use crate::avatar::AvatarError;
use crate::lexicon::{DISCLOSURE, LexiconError, NAMES, NameSet};

/// Where the repository keeps its lexicons of names.
const FOLDER: &str = "lexicons/names";
/// Where it keeps those for drafts.
const DRAFTS: &str = "lexicons/disclosure";

/// Check, test, count and format lexicons; register what is published
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Clone, Subcommand)]
enum Verb {
    Check(check::Args),
    Test(test::Args),
    Stats(stats::Args),
    Fmt(fmt::Args),
    Calibrate(calibrate::Args),
    Diff(diff::Args),
    Publish(publish::Args),
    Published(publish::ListArgs),
    Hash(hash::Args),
}

/// Why a verb about lexicons ended early.
#[derive(Debug, Error)]
#[allow(missing_docs)]
pub enum LexiconVerbError {
    #[error(transparent)]
    Load(#[from] LoadError),
    #[error(transparent)]
    Lexicon(#[from] LexiconError),
    #[error(transparent)]
    Corpus(#[from] EvalError),
    #[error("`{0}` is no day YYYY-MM-DD")]
    Day(String),
    #[error("`{0}` is no code; codes go from KL001 on")]
    NoCode(String),
    #[error("{file}: {message}")]
    Syntax { file: String, message: String },
    #[error("{what}: {why}")]
    Publish { what: String, why: String },
    #[error(transparent)]
    Register(#[from] RegisterError),
    #[error("{}: {source}", path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error("{}: {source}", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("{}: {source}", path.display())]
    Picture { path: PathBuf, source: AvatarError },
    #[error("standard output: {0}")]
    Output(#[from] io::Error),
}

impl Ends for LexiconVerbError {
    fn exit(&self) -> Exit {
        match self {
            Self::Write { .. } | Self::Output(_) => Exit::Failed,
            Self::Register(e) => e.exit(),
            _ => Exit::Usage,
        }
    }
}

/// Runs the verb.
pub fn run(args: &Args) -> Result<Exit, LexiconVerbError> {
    match &args.verb {
        Verb::Check(a) => check::run(a),
        Verb::Test(a) => test::run(a),
        Verb::Stats(a) => stats::run(a),
        Verb::Fmt(a) => fmt::run(a),
        Verb::Calibrate(a) => calibrate::run(a),
        Verb::Diff(a) => diff::run(a),
        Verb::Publish(a) => publish::run(a),
        Verb::Published(a) => publish::published(a),
        Verb::Hash(a) => hash::run(a),
    }
}

/// The corpora that paths name; a file that no manifest lists is one of names.
fn corpora_of(paths: &[PathBuf]) -> Result<Vec<Corpus>, EvalError> {
    let mut out = Vec::new();
    for path in paths {
        match at(path)? {
            Some(listed) if !listed.is_empty() => out.extend(listed),
            _ if path.is_dir() => return Err(EvalError::Nothing(path.clone())),
            _ => out.push(Corpus { group: "given".to_owned(), path: path.clone(), part: TextAs::Nickname }),
        }
    }
    Ok(out)
}

/// Lexicons to work on.
struct Files {
    /// Where they come from, in words.
    from: String,
    /// Name and text.
    files: Vec<(String, String)>,
}

impl Files {
    /// The folder given, or `lexicons/names`, or those of the release.
    fn load(folder: Option<&Path>) -> Result<Self, LoadError> {
        let here = Path::new(FOLDER);
        if let Some(folder) = folder.or_else(|| here.is_dir().then_some(here)) {
            return Ok(Self { from: folder.display().to_string(), files: folder_files(folder)? });
        }
        let files = NAMES.iter().map(|(n, t)| ((*n).to_owned(), (*t).to_owned())).collect();
        Ok(Self { from: "the built-in lexicons".to_owned(), files })
    }

    /// Those for drafts: of the folder given; without any folder the repository's or the release's.
    /// With a folder of names only, none.
    fn drafts(folder: Option<&Path>, names: Option<&Path>) -> Result<Option<Self>, LoadError> {
        if folder.is_none() && names.is_some() {
            return Ok(None);
        }
        let here = Path::new(DRAFTS);
        if let Some(folder) = folder.or_else(|| here.is_dir().then_some(here)) {
            return Ok(Some(Self { from: folder.display().to_string(), files: folder_files(folder)? }));
        }
        let files = DISCLOSURE.iter().map(|(n, t)| ((*n).to_owned(), (*t).to_owned())).collect();
        Ok(Some(Self { from: "the built-in lexicons for drafts".to_owned(), files }))
    }

    /// Those of names, unless only a folder for drafts is given.
    fn names(names: Option<&Path>, drafts: Option<&Path>) -> Result<Option<Self>, LoadError> {
        if names.is_none() && drafts.is_some() { Ok(None) } else { Self::load(names).map(Some) }
    }

    fn pairs(&self) -> Vec<(&str, &str)> {
        self.files.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect()
    }

    fn compile(&self) -> Result<NameSet, LexiconError> {
        NameSet::compile(&self.pairs())
    }
}
