//! How many drafts were checked today, by all processes of this user: what keeps `check` and
//! `serve` a desk's tool and no filter for a stream of other people's texts.
//!
//! One small file in the user's state folder, whatever `--log` says, locked while it is read and
//! written. This is the only use that drafts make of the clock.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use thiserror::Error;

use crate::limits::MAX_DRAFTS_A_DAY;

/// Seconds of a day.
const DAY: u64 = 86_400;
/// The file in the state folder.
const FILE: &str = "drafts-a-day";
/// Bytes of the record: two numbers of fixed width, so that it is written over in one piece.
const RECORD: usize = 21;

/// Why no further draft is checked.
#[derive(Debug, Error)]
#[allow(missing_docs)]
pub enum DailyError {
    #[error(
        "today's {MAX_DRAFTS_A_DAY} drafts are checked (UTC day); kanhe is for one publisher's own texts"
    )]
    Spent,
    #[error("no folder for this user's state: set XDG_STATE_HOME or HOME")]
    NoHome,
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("{}: not the count of drafts that kanhe wrote", .0.display())]
    Damaged(PathBuf),
}

/// The user's state folder: `$XDG_STATE_HOME/kanhe`, else `~/.local/state/kanhe`.
pub fn state_folder() -> Result<PathBuf, DailyError> {
    let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|p| p.is_absolute());
    let base = absolute("XDG_STATE_HOME").or_else(|| absolute("HOME").map(|h| h.join(".local/state")));
    base.map(|b| b.join("kanhe")).ok_or(DailyError::NoHome)
}

/// Makes a folder that only its user can read.
pub fn private_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// The count of the day.
#[derive(Debug)]
pub struct Daily {
    path: PathBuf,
}

impl Daily {
    /// In the user's state folder.
    pub fn of_user() -> Result<Self, DailyError> {
        Self::open(&state_folder()?)
    }

    fn open(folder: &Path) -> Result<Self, DailyError> {
        let path = folder.join(FILE);
        private_folder(folder).map_err(|source| DailyError::File { path: path.clone(), source })?;
        Ok(Self { path })
    }

    /// Counts one draft, or refuses it. Returns how many are left today.
    pub fn take(&self) -> Result<u32, DailyError> {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        self.take_on(since.as_secs() / DAY)
    }

    fn take_on(&self, today: u64) -> Result<u32, DailyError> {
        let failed = |source| DailyError::File { path: self.path.clone(), source };
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&self.path).map_err(failed)?;
        file.lock().map_err(failed)?;
        let (day, count) = self.read(&mut file)?;
        // A clock that is set back does not bring drafts back.
        let (day, count) = if today > day { (today, 0) } else { (day, count) };
        if count >= MAX_DRAFTS_A_DAY {
            return Err(DailyError::Spent);
        }
        let record = format!("{day:010} {:09}\n", count + 1);
        file.seek(SeekFrom::Start(0)).and_then(|_| file.write_all(record.as_bytes())).map_err(failed)?;
        file.sync_data().map_err(failed)?;
        Ok(MAX_DRAFTS_A_DAY - count - 1)
    }

    fn read(&self, file: &mut File) -> Result<(u64, u32), DailyError> {
        let mut text = String::new();
        let damaged = || DailyError::Damaged(self.path.clone());
        file.take(RECORD as u64 + 1).read_to_string(&mut text).map_err(|_| damaged())?;
        if text.is_empty() {
            return Ok((0, 0));
        }
        let (day, count) = text.trim_end().split_once(' ').ok_or_else(damaged)?;
        Ok((day.parse().map_err(|_| damaged())?, count.parse().map_err(|_| damaged())?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    #[test]
    fn a_day_has_its_bound_for_all_who_share_it_and_a_clock_set_back_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let takers = 4;
        let threads: Vec<_> = (0..takers)
            .map(|_| {
                let daily = Daily::open(folder.path()).unwrap();
                thread::spawn(move || {
                    (0..MAX_DRAFTS_A_DAY / 2).filter(|_| daily.take_on(20_000).is_ok()).count()
                })
            })
            .collect();
        let taken: usize = threads.into_iter().map(|t| t.join().unwrap()).sum();
        assert_eq!(taken, MAX_DRAFTS_A_DAY as usize);
        let daily = Daily::open(folder.path()).unwrap();
        assert!(matches!(daily.take_on(20_000), Err(DailyError::Spent)));
        assert!(matches!(daily.take_on(19_999), Err(DailyError::Spent)));
        assert_eq!(daily.take_on(20_001).unwrap(), MAX_DRAFTS_A_DAY - 1);
        fs::write(&daily.path, "other words").unwrap();
        assert!(matches!(daily.take_on(20_001), Err(DailyError::Damaged(_))));
    }
}
