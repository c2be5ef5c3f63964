//! A log in a folder: `log.jsonl`, `head.json`, and `keys/` with one file a period. Keep `keys` on
//! another disk than backups of the log: a key in a backup is not discarded.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use thiserror::Error;

#[cfg(feature = "kafka")]
use crate::cli::desk::DeskError;
use crate::cli::{Ends, Exit};
use crate::limits::MAX_LOG_LINE_BYTES;
use crate::log::{
    Broken, Chain, Destroyed, Head, KEY_BYTES, KeyError, KeySource, Line, LogKey, Logged, PeriodKey, Sum,
    Verifying,
};

const LOG: &str = "log.jsonl";
const HEAD: &str = "head.json";
/// The folder of the keys in that of the log.
pub const KEYS: &str = "keys";
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
    #[cfg(feature = "kafka")]
    #[error("chain {chain}: {source}")]
    Chain { chain: String, source: Broken },
    #[cfg(feature = "kafka")]
    #[error("{}: this pipeline has no log: `queues.log` and `redress.log-keys`", .0.display())]
    NoLog(PathBuf),
    #[cfg(not(feature = "kafka"))]
    #[error("{}: a folder expected: this build has no Kafka, where the log of a pipeline is", .0.display())]
    NoKafka(PathBuf),
    #[cfg(feature = "kafka")]
    #[error(transparent)]
    Topic(#[from] Box<DeskError>),
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
            #[cfg(feature = "kafka")]
            Self::Topic(e) => e.exit(),
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
        Ok(Self::of(folder))
    }

    /// Of a folder that is only read.
    pub fn of(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), periods: BTreeMap::new() }
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

    /// The key of the heads of a folder that has one.
    pub fn chain(folder: &Path) -> Result<LogKey, FolderError> {
        let path = folder.join(format!("{CHAIN_KEY}.key"));
        let bytes = at(&path, fs::read(&path))?;
        bytes.try_into().map(LogKey::new).map_err(|_| FolderError::Key(path))
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
        Self::open_with(path, &path.join(KEYS))
    }

    /// As [`Self::open`], with the keys of another folder.
    pub fn open_with(path: &Path, keys: &Path) -> Result<Self, FolderError> {
        let log = path.join(LOG);
        let mut chain = Chain::new("folder");
        if log.exists() {
            Self::read_with(path, keys, &mut |line| {
                chain = Chain::after_line(&line);
                Ok(())
            })?;
        }
        let keys = Keys::open(keys)?;
        let head_key = keys.heads()?;
        let mut options = OpenOptions::new();
        let file = at(&log, options.create(true).append(true).open(&log))?;
        let mut folder = Self { path: path.to_owned(), keys, head_key, chain, file, waiting: Vec::new() };
        folder.save()?;
        Ok(folder)
    }

    /// Whether a folder holds a log.
    #[cfg(feature = "kafka")]
    pub fn is(path: &Path) -> bool {
        path.join(LOG).exists()
    }

    /// Reads and verifies a log, line by line; its sum.
    pub fn read(
        path: &Path,
        see: &mut dyn FnMut(Line) -> Result<(), FolderError>,
    ) -> Result<Sum, FolderError> {
        Self::read_with(path, &path.join(KEYS), see)
    }

    /// As [`Self::read`], with the keys of another folder.
    pub fn read_with(
        path: &Path,
        keys: &Path,
        see: &mut dyn FnMut(Line) -> Result<(), FolderError>,
    ) -> Result<Sum, FolderError> {
        let head_path = path.join(HEAD);
        let head: Head = serde_json::from_slice(&at(&head_path, fs::read(&head_path))?)
            .map_err(|_| FolderError::Head(head_path))?;
        let log = path.join(LOG);
        let broken = |source| FolderError::Broken { path: log.clone(), source };
        let mut chain = Verifying::new(head, &Keys::chain(keys)?).map_err(broken)?;
        let mut reader = BufReader::new(at(&log, File::open(&log))?);
        let (mut text, mut number) = (Vec::new(), 0);
        loop {
            text.clear();
            let mut bounded = io::Read::take(&mut reader, MAX_LOG_LINE_BYTES as u64);
            if at(&log, bounded.read_until(b'\n', &mut text))? == 0 {
                return chain.finish().map_err(broken);
            }
            number += 1;
            let line = serde_json::from_slice(&text).map_err(|_| broken(Broken::NoLine { line: number }))?;
            chain.push(&line).map_err(broken)?;
            see(line)?;
        }
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
}
