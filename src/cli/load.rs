//! What many verbs load: a folder of lexicons, a notice key, an engine made of both.

use std::fs;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use thiserror::Error;

use super::{Ends, Exit};
use crate::lexicon::{LexiconError, NameSet};
use crate::message::NoticeKey;
use crate::pipeline::{Engine, Unproven};
use crate::registry::{Change, EntryError, Registry, RegistryError};

/// Which names and which key decide.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct EngineArgs {
    /// Folder of lexicons of names that replaces the built-in ones.
    #[arg(long, value_name = "DIR")]
    pub lexicons: Option<PathBuf>,
    /// File with the secret (16 bytes or more) that makes the tokens of notices.
    #[arg(long, value_name = "FILE")]
    pub notice_key: Option<PathBuf>,
    /// File of verified accounts (JSONL); a name that can be taken for one of theirs is a case.
    #[arg(long, value_name = "FILE")]
    pub registry: Option<PathBuf>,
}

/// What could not be loaded. Always a matter of configuration: nothing was decided.
#[derive(Debug, Error)]
#[allow(missing_docs)]
pub enum LoadError {
    #[error("{}: cannot be read: {source}", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("{}: no lexicon (*.toml) in this folder{hint}", path.display())]
    Empty { path: PathBuf, hint: &'static str },
    #[error("{}: not UTF-8", .0.display())]
    Utf8(PathBuf),
    #[error("{}: shorter than {} bytes", .0.display(), NoticeKey::MIN_BYTES)]
    ShortKey(PathBuf),
    #[error("{}: {source}", path.display())]
    Registry { path: PathBuf, source: EntryError },
    #[error("{}: {source}", path.display())]
    RegistrySize { path: PathBuf, source: RegistryError },
    #[error(transparent)]
    Lexicon(#[from] LexiconError),
}

impl Ends for LoadError {
    fn exit(&self) -> Exit {
        Exit::Usage
    }
}

impl EngineArgs {
    /// Compiles the names and reads the key.
    pub fn engine(&self) -> Result<Engine, LoadError> {
        self.engine_by(|engine| engine.prove().map(|(engine, _)| engine))
    }

    /// The same, with a proof that says more.
    pub fn engine_by(
        &self,
        prove: impl FnOnce(Unproven) -> Result<Engine, LexiconError>,
    ) -> Result<Engine, LoadError> {
        let names = match &self.lexicons {
            None => NameSet::embedded()?,
            Some(folder) => names(&folder_files(folder)?)?,
        };
        let engine = prove(Unproven::new(names))?;
        let engine = match &self.registry {
            None => engine,
            Some(path) => engine.with_registry(registry(path)?),
        };
        let Some(path) = &self.notice_key else { return Ok(engine) };
        let bytes = fs::read(path).map_err(|source| LoadError::Read { path: path.clone(), source })?;
        let key = NoticeKey::new(&bytes).ok_or_else(|| LoadError::ShortKey(path.clone()))?;
        Ok(engine.with_notice_key(key))
    }
}

/// Compiles a file of verified accounts, line by line: the file is never held as a whole.
pub fn registry(path: &Path) -> Result<Registry, LoadError> {
    let failed = |source| LoadError::Read { path: path.to_owned(), source };
    let lines = BufReader::new(fs::File::open(path).map_err(failed)?).split(b'\n').enumerate();
    let mut wrong = None;
    let changes = lines.map_while(|(i, line)| {
        let read = line.map_err(failed).and_then(|line| {
            let line = line.trim_ascii();
            let parse = || Change::parse(line, i + 1);
            let entry = (!line.is_empty()).then(parse).transpose();
            entry.map_err(|source| LoadError::Registry { path: path.to_owned(), source })
        });
        read.map_err(|e| wrong = Some(e)).ok()
    });
    let compiled = Registry::compile(changes.flatten());
    match wrong {
        Some(error) => Err(error),
        None => compiled.map_err(|source| LoadError::RegistrySize { path: path.to_owned(), source }),
    }
}

/// Compiles a set of names.
pub fn names(files: &[(String, String)]) -> Result<NameSet, LexiconError> {
    let files: Vec<(&str, &str)> = files.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
    NameSet::compile(&files)
}

/// Name and text of every `*.toml` of a folder, in the order of their names. Folders inside are
/// not read: lexicons of names lie side by side.
pub fn folder_files(folder: &Path) -> Result<Vec<(String, String)>, LoadError> {
    let failed = |source| LoadError::Read { path: folder.to_owned(), source };
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|e| e == "toml") && path.is_file() {
            paths.push(path);
        }
    }
    if paths.is_empty() {
        let hint = if folder.join("names").is_dir() { "; its folder `names` may be meant" } else { "" };
        return Err(LoadError::Empty { path: folder.to_owned(), hint });
    }
    paths.sort();
    paths.into_iter().map(|p| read_text(&p).map(|text| (file_name(&p), text))).collect()
}

/// A file's text.
pub fn read_text(path: &Path) -> Result<String, LoadError> {
    let bytes = fs::read(path).map_err(|source| LoadError::Read { path: path.to_owned(), source })?;
    String::from_utf8(bytes).map_err(|_| LoadError::Utf8(path.to_owned()))
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}
