//! The release log: which drafts were checked and which of them went out, with the facets that
//! they gave about which subjects. An SQL database, because `check` and `serve` write it side by side.
//!
//! No text is in it, but the names of subjects: a short name is looked for in later drafts, so a
//! digest of it would not do. Only its user can read the file.

use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, params};
use std::cell::RefCell;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;
use thiserror::Error;

use crate::cli::daily::private_folder;
use crate::limits::MAX_PENDING_DRAFTS;
use crate::message::DraftAction;
use crate::sums::{OwnReleases, Released, Subject, seconds};

const FILE: &str = "releases.sqlite";
/// How long one process waits for another's write. A write takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(20);
const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS draft (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    time TEXT NOT NULL,
    seconds INTEGER NOT NULL,
    action TEXT NOT NULL,
    subjects TEXT NOT NULL,
    released INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS released_at ON draft (released, seconds);
PRAGMA user_version = 1;
";

/// Why the release log cannot be used.
#[derive(Debug, Error)]
#[allow(missing_docs)]
pub enum StoreError {
    #[error("{}: {source}", path.display())]
    Folder { path: PathBuf, source: io::Error },
    #[error("the release log cannot be used: {0}")]
    Sql(#[from] rusqlite::Error),
    #[error("the release log has an entry that cannot be read")]
    Damaged,
}

/// What a release changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Now,
    Before,
    Unknown,
}

/// An entry of the log, as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Entry {
    pub(crate) id: String,
    pub(crate) time: String,
    /// What was proposed about it.
    pub(crate) action: String,
    pub(crate) released: bool,
    /// Facets that it gave, without their subjects.
    pub(crate) facets: Vec<String>,
}

/// An open release log.
pub(crate) struct Store {
    connection: Connection,
    failed: RefCell<Option<StoreError>>,
}

impl Store {
    /// Opens the log in a folder, which is made if it is missing.
    pub(crate) fn open(folder: &Path) -> Result<Self, StoreError> {
        private_folder(folder).map_err(|source| StoreError::Folder { path: folder.to_owned(), source })?;
        let path = folder.join(FILE);
        private_file(&path).map_err(|source| StoreError::Folder { path: path.clone(), source })?;
        let mut connection = Connection::open(&path)?;
        connection.busy_timeout(PATIENCE)?;
        // What is forgotten is overwritten. Temporary tables never reach a disk.
        connection.execute_batch("PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;")?;
        let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        if version == 0 {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            transaction.execute_batch(SCHEMA)?;
            transaction.commit()?;
        }
        Ok(Self { connection, failed: RefCell::new(None) })
    }

    /// Keeps what a checked draft would add. What is released stays as it was released.
    pub(crate) fn checked(&mut self, draft: &Released, action: DraftAction) -> Result<(), StoreError> {
        let subjects = serde_json::to_string(&draft.subjects).map_err(|_| StoreError::Damaged)?;
        let at = seconds(&draft.time).ok_or(StoreError::Damaged)?;
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute(
            "INSERT INTO draft (id, time, seconds, action, subjects, released) VALUES (?1, ?2, ?3, ?4, ?5, 0)
             ON CONFLICT (id) DO UPDATE SET time = ?2, seconds = ?3, action = ?4, subjects = ?5 WHERE released = 0",
            params![draft.id, draft.time, at, action.as_str(), subjects],
        )?;
        transaction.execute(
            "DELETE FROM draft WHERE released = 0 AND number NOT IN
             (SELECT number FROM draft WHERE released = 0 ORDER BY number DESC LIMIT ?1)",
            params![MAX_PENDING_DRAFTS],
        )?;
        transaction.commit()?;
        Ok(())
    }

    /// The publisher's last word: this draft goes out as it is.
    pub(crate) fn release(&mut self, id: &str) -> Result<Outcome, StoreError> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let before: Option<bool> = transaction
            .query_row("SELECT released FROM draft WHERE id = ?1", params![id], |row| row.get(0))
            .optional()?;
        transaction.execute("UPDATE draft SET released = 1 WHERE id = ?1", params![id])?;
        transaction.commit()?;
        Ok(match before {
            Some(false) => Outcome::Now,
            Some(true) => Outcome::Before,
            None => Outcome::Unknown,
        })
    }

    /// Forgets a draft. Whether there was one.
    pub(crate) fn forget(&self, id: &str) -> Result<bool, StoreError> {
        Ok(self.connection.execute("DELETE FROM draft WHERE id = ?1", params![id])? > 0)
    }

    /// All that is kept, oldest first; `all` with what was only checked.
    pub(crate) fn list(&self, all: bool) -> Result<Vec<Entry>, StoreError> {
        let mut query = self.connection.prepare(
            "SELECT id, time, action, released, subjects FROM draft WHERE released = 1 OR ?1 ORDER BY seconds, number",
        )?;
        let rows = query.query_map(params![all], |row| {
            let subjects: String = row.get(4)?;
            Ok((
                Entry {
                    id: row.get(0)?,
                    time: row.get(1)?,
                    action: row.get(2)?,
                    released: row.get(3)?,
                    facets: Vec::new(),
                },
                subjects,
            ))
        })?;
        rows.map(|row| {
            let (entry, subjects) = row?;
            let mut facets: Vec<String> = parsed(&subjects)?.into_iter().flat_map(|s| s.facets).collect();
            facets.sort();
            facets.dedup();
            Ok(Entry { facets, ..entry })
        })
        .collect()
    }

    fn range(&self, from: i64, to: i64) -> Result<Vec<Released>, StoreError> {
        let mut query = self.connection.prepare(
            "SELECT id, time, subjects FROM draft WHERE released = 1 AND seconds BETWEEN ?1 AND ?2 ORDER BY seconds, number",
        )?;
        let rows = query.query_map(params![from, to], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
        })?;
        rows.map(|row| {
            let (id, time, subjects) = row?;
            Ok(Released { id, time, subjects: parsed(&subjects)? })
        })
        .collect()
    }

    /// What went wrong while the rules asked for releases.
    pub(crate) fn failure(&self) -> Result<(), StoreError> {
        self.failed.borrow_mut().take().map_or(Ok(()), Err)
    }
}

fn parsed(subjects: &str) -> Result<Vec<Subject>, StoreError> {
    serde_json::from_str(subjects).map_err(|_| StoreError::Damaged)
}

/// The file that only its user can read, before the database makes it otherwise.
fn private_file(path: &Path) -> io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

impl OwnReleases for Store {
    fn between(&self, from: i64, to: i64) -> Vec<Released> {
        self.range(from, to).unwrap_or_else(|error| {
            self.failed.borrow_mut().get_or_insert(error);
            Vec::new()
        })
    }
}
