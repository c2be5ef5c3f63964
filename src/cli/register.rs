//! The published-source register on a disk: a folder of small files, one an entry, named by its id.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use thiserror::Error;

use super::daily::{DailyError, private_folder, state_folder};
use super::load::read_text;
use super::{Ends, Exit};
use crate::limits::{MAX_PUBLISHED_ENTRIES, MAX_PUBLISHED_SHINGLES};
use crate::published::{Entry, Published, What};

/// The folder beside the release log.
const FOLDER: &str = "register";

/// Where the register is.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct RegisterArgs {
    /// Folder of the published-source register [default: `register` beside the release log]
    #[arg(long, value_name = "DIR")]
    pub register: Option<PathBuf>,
}

impl RegisterArgs {
    /// The folder, beside a release log.
    pub(crate) fn folder(&self, log: Option<&Path>) -> Result<PathBuf, DailyError> {
        match (&self.register, log) {
            (Some(folder), _) => Ok(folder.clone()),
            (None, Some(log)) => Ok(log.join(FOLDER)),
            (None, None) => Ok(state_folder()?.join(FOLDER)),
        }
    }
}

/// Why the register cannot be used.
#[derive(Debug, Error)]
#[allow(missing_docs)]
pub enum RegisterError {
    #[error(transparent)]
    Home(#[from] DailyError),
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("{}: no entry of the register: {why}", path.display())]
    Entry { path: PathBuf, why: String },
    #[error(
        "{}: more than {MAX_PUBLISHED_ENTRIES} entries or {MAX_PUBLISHED_SHINGLES} hashes", .0.display()
    )]
    Full(PathBuf),
}

impl Ends for RegisterError {
    fn exit(&self) -> Exit {
        match self {
            Self::Home(_) | Self::Entry { .. } | Self::Full(_) => Exit::Usage,
            Self::File { .. } => Exit::Failed,
        }
    }
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> RegisterError + '_ {
    |source| RegisterError::File { path: path.to_owned(), source }
}

/// Names of the entries' files, with the times of their last change; none if there is no folder.
fn files(folder: &Path) -> Result<Vec<(OsString, Option<SystemTime>)>, RegisterError> {
    let entries = match fs::read_dir(folder) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.map_err(failed(folder))?,
    };
    let mut out = Vec::new();
    for entry in entries {
        let entry = entry.map_err(failed(folder))?;
        if Path::new(&entry.file_name()).extension().is_some_and(|e| e == "json") {
            let changed = entry.metadata().and_then(|m| m.modified()).ok();
            out.push((entry.file_name(), changed));
        }
    }
    out.sort();
    Ok(out)
}

/// All entries with their ids.
pub(crate) fn entries(folder: &Path) -> Result<Vec<(String, Entry)>, RegisterError> {
    let (mut out, mut shingles) = (Vec::new(), 0);
    for (name, _) in files(folder)? {
        let path = folder.join(name);
        let wrong = |why: String| RegisterError::Entry { path: path.clone(), why };
        let text = read_text(&path).map_err(|e| wrong(e.to_string()))?;
        let entry: Entry = serde_json::from_str(&text).map_err(|e| wrong(e.to_string()))?;
        if let What::Text { shingles: more } = &entry.what {
            shingles += more.len();
        }
        let id = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        out.push((id, entry));
        if out.len() > MAX_PUBLISHED_ENTRIES || shingles > MAX_PUBLISHED_SHINGLES {
            return Err(RegisterError::Full(folder.to_owned()));
        }
    }
    Ok(out)
}

/// Adds an entry and returns its id. The same again only changes its source.
pub(crate) fn add(folder: &Path, entry: &Entry) -> Result<String, RegisterError> {
    private_folder(folder).map_err(failed(folder))?;
    let before = entries(folder)?;
    let count = |e: &Entry| if let What::Text { shingles } = &e.what { shingles.len() } else { 0 };
    let hashes: usize = before.iter().map(|(_, e)| count(e)).sum::<usize>() + count(entry);
    if before.len() >= MAX_PUBLISHED_ENTRIES || hashes > MAX_PUBLISHED_SHINGLES {
        return Err(RegisterError::Full(folder.to_owned()));
    }
    let id = entry.id();
    let path = folder.join(format!("{id}.json"));
    let text = serde_json::to_string(entry)
        .map_err(|e| RegisterError::Entry { path: path.clone(), why: e.to_string() })?;
    // Whole or not at all, also beside a running `serve`.
    let fresh = folder.join(format!("{id}.new"));
    fs::write(&fresh, text).and_then(|()| fs::rename(&fresh, &path)).map_err(failed(&path))?;
    Ok(id)
}

/// Takes an entry out. Whether there was one.
pub(crate) fn forget(folder: &Path, id: &str) -> Result<bool, RegisterError> {
    // Only what is listed can be named: an id is no path.
    let name = OsString::from(format!("{id}.json"));
    if !files(folder)?.iter().any(|(n, _)| *n == name) {
        return Ok(false);
    }
    let path = folder.join(name);
    fs::remove_file(&path).map_err(failed(&path))?;
    Ok(true)
}

/// The register as it is on the disk, compiled anew when that changes.
pub(crate) struct Register {
    folder: PathBuf,
    seen: Vec<(OsString, Option<SystemTime>)>,
    compiled: Published,
}

impl Register {
    /// Reads a folder; one that is not there is an empty register.
    pub(crate) fn open(folder: PathBuf) -> Result<Self, RegisterError> {
        let mut register = Self { folder, seen: Vec::new(), compiled: Published::default() };
        register.now()?;
        Ok(register)
    }

    /// What is published now.
    pub(crate) fn now(&mut self) -> Result<&Published, RegisterError> {
        let files = files(&self.folder)?;
        if files != self.seen {
            let entries: Vec<Entry> = entries(&self.folder)?.into_iter().map(|(_, e)| e).collect();
            self.compiled = Published::new(&entries);
            self.seen = files;
        }
        Ok(&self.compiled)
    }
}
