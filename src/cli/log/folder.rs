//! A log in a folder: `log.jsonl`, `head.json`, and `keys/` with one file a period. Keep `keys` on
//! another disk than backups of the log: a key in a backup is not discarded.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use thiserror::Error;

use crate::cli::{Ends, Exit};
use crate::limits::MAX_LOG_LINE_BYTES;
use crate::log::{
    Broken, Chain, Counting, Destroyed, Head, KEY_BYTES, KeyError, KeySource, Line, LineKind, LogKey, Logged,
    PeriodKey, Sum, verify,
};

const LOG: &str = "log.jsonl";
const HEAD: &str = "head.json";
const KEYS: &str = "keys";
/// The key of the heads. It is discarded with the folder.
const CHAIN_KEY: &str = "chain";

/// What can be wrong with a log's folder.
#[derive(Debug, Error)]
#[allow(missing_docs)]
pub enum FolderError {
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error("{}: {source}", path.display())]
    Broken { path: PathBuf, source: Broken },
    #[error("{}: no key of {} bytes", .0.display(), KEY_BYTES)]
    Key(PathBuf),
    #[error("{}: no head of a log", .0.display())]
    Head(PathBuf),
    #[error("{}: no key of period `{period}`: it was destroyed, or never was", path.display())]
    NoPeriod { path: PathBuf, period: String },
    #[error("no randomness from the system")]
    Random,
    #[error("`{0}` is no period: registration-2026-03, post-2026-03 …")]
    Period(String),
    #[error("standard output: {0}")]
    Output(io::Error),
}

impl Ends for FolderError {
    fn exit(&self) -> Exit {
        match self {
            Self::Io { .. } | Self::Output(_) | Self::Random => Exit::Failed,
            _ => Exit::Usage,
        }
    }
}

fn at<T>(path: &Path, result: io::Result<T>) -> Result<T, FolderError> {
    result.map_err(|source| FolderError::Io { path: path.to_owned(), source })
}

/// The keys of a log: of its heads, and of its periods.
#[derive(Debug)]
pub struct Keys {
    folder: PathBuf,
    periods: BTreeMap<String, PeriodKey>,
}

impl Keys {
    /// Of a folder, which is made if need be.
    pub fn open(folder: &Path) -> Result<Self, FolderError> {
        at(folder, fs::create_dir_all(folder))?;
        Ok(Self { folder: folder.to_owned(), periods: BTreeMap::new() })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.key"))
    }

    fn read(&self, name: &str) -> Result<Option<[u8; KEY_BYTES]>, FolderError> {
        let path = self.path(name);
        match fs::read(&path) {
            Ok(bytes) => bytes.try_into().map(Some).map_err(|_| FolderError::Key(path)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(FolderError::Io { path, source }),
        }
    }

    /// Reads a key, or makes it. Two workers that make the same one agree on the first.
    fn read_or_make(&self, name: &str) -> Result<[u8; KEY_BYTES], FolderError> {
        if let Some(key) = self.read(name)? {
            return Ok(key);
        }
        let mut key = [0; KEY_BYTES];
        getrandom::fill(&mut key).map_err(|_| FolderError::Random)?;
        let path = self.path(name);
        // Whole before it has its name: nobody reads half a key.
        let mut draft = tempdraft(&self.folder, name)?;
        at(&path, draft.1.write_all(&key).and_then(|()| draft.1.sync_all()))?;
        let linked = fs::hard_link(&draft.0, &path);
        at(&draft.0, fs::remove_file(&draft.0))?;
        match linked {
            Ok(()) => Ok(key),
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {
                self.read(name)?.ok_or(FolderError::Key(path))
            }
            Err(source) => Err(FolderError::Io { path, source }),
        }
    }

    /// The key of the heads.
    pub fn heads(&self) -> Result<LogKey, FolderError> {
        self.read_or_make(CHAIN_KEY).map(LogKey::new)
    }

    /// The key of a period, made when it is the first time. A destroyed period has none again.
    pub fn period(&mut self, period: &str) -> Result<PeriodKey, FolderError> {
        if let Some(key) = self.periods.get(period) {
            return Ok(key.clone());
        }
        let key = PeriodKey::new(self.read_or_make(period)?);
        self.periods.insert(period.to_owned(), key.clone());
        Ok(key)
    }

    /// The key of a period, if it is there.
    pub fn known(&self, period: &str) -> Result<Option<PeriodKey>, FolderError> {
        Ok(self.read(period)?.map(PeriodKey::new))
    }

    /// Discards a key: what it sealed is noise from now on.
    pub fn discard(&mut self, period: &str) -> Result<(), FolderError> {
        self.periods.remove(period);
        let path = self.path(period);
        // Over what it was first: a file system that keeps blocks keeps zeros.
        at(&path, fs::write(&path, [0; KEY_BYTES]))?;
        at(&path, File::open(&path).and_then(|f| f.sync_all()))?;
        at(&path, fs::remove_file(&path))
    }
}

impl KeySource for Keys {
    fn heads(&self) -> Result<LogKey, KeyError> {
        Self::heads(self).map_err(|e| KeyError(Box::new(e)))
    }

    fn period(&mut self, period: &str) -> Result<PeriodKey, KeyError> {
        Self::period(self, period).map_err(|e| KeyError(Box::new(e)))
    }
}

/// A new file under a name that nobody else uses.
fn tempdraft(folder: &Path, name: &str) -> Result<(PathBuf, File), FolderError> {
    let path = folder.join(format!(".{name}.{}.draft", std::process::id()));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = at(&path, options.open(&path))?;
    Ok((path, file))
}

/// A log that is written to.
#[derive(Debug)]
pub struct LogFolder {
    path: PathBuf,
    keys: Keys,
    head_key: LogKey,
    chain: Chain,
    file: File,
    waiting: Vec<u8>,
}

impl LogFolder {
    /// Opens a log, or begins one. What is there is verified first: nothing is added to a broken one.
    pub fn open(path: &Path) -> Result<Self, FolderError> {
        let keys = Keys::open(&path.join(KEYS))?;
        let head_key = keys.heads()?;
        let log = path.join(LOG);
        let chain = if log.exists() {
            let (_, lines) = Self::verify(path)?;
            lines.last().map_or_else(|| Chain::new("folder"), Chain::after_line)
        } else {
            Chain::new("folder")
        };
        let mut options = OpenOptions::new();
        let file = at(&log, options.create(true).append(true).open(&log))?;
        let mut folder = Self { path: path.to_owned(), keys, head_key, chain, file, waiting: Vec::new() };
        folder.save()?;
        Ok(folder)
    }

    /// Reads and verifies a log: its sum and its lines.
    pub fn verify(path: &Path) -> Result<(Sum, Vec<Line>), FolderError> {
        let keys = path.join(KEYS);
        let bytes: [u8; KEY_BYTES] = at(&keys, fs::read(keys.join(format!("{CHAIN_KEY}.key"))))?
            .try_into()
            .map_err(|_| FolderError::Key(keys))?;
        let head_path = path.join(HEAD);
        let head: Head = serde_json::from_slice(&at(&head_path, fs::read(&head_path))?)
            .map_err(|_| FolderError::Head(head_path))?;
        let log = path.join(LOG);
        let broken = |source| FolderError::Broken { path: log.clone(), source };
        let lines = read_lines(&log)?;
        let sum = verify(&lines, &head, &LogKey::new(bytes)).map_err(broken)?;
        Ok((sum, lines))
    }

    /// Adds an entry. It is safe after [`Self::save`].
    pub fn append(&mut self, logged: &Logged) -> Result<(), FolderError> {
        let key = self.keys.period(&logged.period())?;
        let line = self.chain.append(logged, &key);
        self.wait(line);
        Ok(())
    }

    /// Discards the key of a period and records that, with the counts that the report keeps.
    pub fn destroy(&mut self, destroyed: &Destroyed) -> Result<(), FolderError> {
        // The record first: a key that is gone without one would look like damage.
        let line = self.chain.append_destroyed(destroyed);
        self.wait(line);
        self.save()?;
        self.keys.discard(&destroyed.period)
    }

    fn wait(&mut self, line: Option<Line>) {
        if let Some(text) = line.and_then(|line| serde_json::to_string(&line).ok()) {
            self.waiting.extend_from_slice(text.as_bytes());
            self.waiting.push(b'\n');
        }
    }

    /// Writes what waits, then the head.
    pub fn save(&mut self) -> Result<(), FolderError> {
        let log = self.path.join(LOG);
        at(&log, self.file.write_all(&self.waiting).and_then(|()| self.file.sync_data()))?;
        self.waiting.clear();
        let head = serde_json::to_vec(&self.chain.head(&self.head_key)).unwrap_or_default();
        let (draft, mut file) = tempdraft(&self.path, HEAD)?;
        at(&draft, file.write_all(&head).and_then(|()| file.sync_data()))?;
        let path = self.path.join(HEAD);
        at(&path, fs::rename(&draft, &path))
    }

    /// The keys.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }
}

fn read_lines(path: &Path) -> Result<Vec<Line>, FolderError> {
    let broken = |line| FolderError::Broken { path: path.to_owned(), source: Broken::NoLine { line } };
    let mut lines = Vec::new();
    let mut reader = BufReader::new(at(path, File::open(path))?);
    let mut text = Vec::new();
    loop {
        text.clear();
        let mut bounded = io::Read::take(&mut reader, MAX_LOG_LINE_BYTES as u64);
        if at(path, bounded.read_until(b'\n', &mut text))? == 0 {
            return Ok(lines);
        }
        let number = lines.len() as u64 + 1;
        lines.push(serde_json::from_slice(&text).map_err(|_| broken(number))?);
    }
}

/// Opens what can be opened, and counts it.
pub fn count(lines: &[Line], keys: &Keys, only: Option<&str>) -> Result<(Counting, u64), FolderError> {
    let mut counting = Counting::default();
    let mut opened = 0;
    let destroyed: Vec<Destroyed> = lines.iter().filter_map(Line::destroyed).collect();
    let mut known: BTreeMap<&str, Option<PeriodKey>> = BTreeMap::new();
    for line in lines.iter().filter(|l| l.kind == LineKind::Sealed) {
        if only.is_some_and(|period| period != line.period) {
            continue;
        }
        if !known.contains_key(line.period.as_str()) {
            known.insert(&line.period, keys.known(&line.period)?);
        }
        let key = known.get(line.period.as_str()).and_then(Option::as_ref);
        match key.and_then(|key| line.open(key)) {
            Some(logged) => {
                counting.add(&logged);
                opened += 1;
            }
            None if destroyed.iter().any(|d| d.period == line.period) => {}
            None => counting.add_unreadable(),
        }
    }
    if only.is_none() {
        for one in &destroyed {
            counting.add_destroyed(one);
        }
    }
    Ok((counting, opened))
}
