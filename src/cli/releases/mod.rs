//! `kanhe release` and `kanhe releases`: the publisher's last word, and the log of what went out.

mod store;

use clap::Subcommand;
use std::io::{self, Write as _};
use std::path::PathBuf;
use thiserror::Error;

use super::daily::{DailyError, state_folder};
use super::{Ends, Exit};

pub use store::StoreError;
pub(crate) use store::{Entry, Outcome, Store};

/// Publish a checked draft as it is: it counts from now on as an own release
#[derive(Debug, Clone, clap::Args)]
pub struct ReleaseArgs {
    /// Ids of drafts, as `check` shows them
    #[arg(required = true)]
    pub ids: Vec<String>,
    /// Folder of the release log [default: the user's state folder]
    #[arg(long, value_name = "DIR")]
    pub log: Option<PathBuf>,
}

/// Show the log of own releases, or take something out of it
#[derive(Debug, Clone, clap::Args)]
pub struct ReleasesArgs {
    #[command(subcommand)]
    #[allow(missing_docs)]
    pub verb: ReleasesVerb,
}

/// What to do with the log.
#[derive(Debug, Clone, Subcommand)]
#[allow(missing_docs)]
pub enum ReleasesVerb {
    /// List what was released, oldest first
    List {
        /// Drafts that were only checked, too
        #[arg(long)]
        all: bool,
        /// One line of JSON each
        #[arg(long)]
        json: bool,
        /// Folder of the release log
        #[arg(long, value_name = "DIR")]
        log: Option<PathBuf>,
    },
    /// Forget drafts: they count no longer
    Forget {
        /// Ids of drafts
        #[arg(required = true)]
        ids: Vec<String>,
        /// Folder of the release log
        #[arg(long, value_name = "DIR")]
        log: Option<PathBuf>,
    },
}

/// Why the log could not be used.
#[derive(Debug, Error)]
#[allow(missing_docs)]
pub enum ReleasesError {
    #[error(transparent)]
    Home(#[from] DailyError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("standard output: {0}")]
    Write(#[from] io::Error),
}

impl Ends for ReleasesError {
    fn exit(&self) -> Exit {
        match self {
            Self::Home(_) => Exit::Usage,
            Self::Store(_) | Self::Write(_) => Exit::Failed,
        }
    }
}

/// The folder of the release log.
pub(crate) fn folder(named: Option<PathBuf>) -> Result<PathBuf, DailyError> {
    named.map_or_else(state_folder, Ok)
}

/// Runs `release`.
pub fn release(args: &ReleaseArgs) -> Result<Exit, ReleasesError> {
    let mut store = Store::open(&folder(args.log.clone())?)?;
    let mut end = Exit::Fine;
    for id in &args.ids {
        match store.release(id)? {
            Outcome::Now => eprintln!("kanhe release: {id}: released 已记为发布"),
            Outcome::Before => eprintln!("kanhe release: {id}: was released before 此前已记为发布"),
            Outcome::Unknown => {
                eprintln!("kanhe release: {id}: no such draft was checked 没有检查过这份稿件");
                end = Exit::Usage;
            }
        }
    }
    Ok(end)
}

/// Runs `releases`.
pub fn run(args: &ReleasesArgs) -> Result<Exit, ReleasesError> {
    match &args.verb {
        ReleasesVerb::List { all, json, log } => list(&Store::open(&folder(log.clone())?)?, *all, *json),
        ReleasesVerb::Forget { ids, log } => {
            let store = Store::open(&folder(log.clone())?)?;
            let mut end = Exit::Fine;
            for id in ids {
                if !store.forget(id)? {
                    eprintln!("kanhe releases: {id}: not in the log 记录中没有");
                    end = Exit::Usage;
                }
            }
            Ok(end)
        }
    }
}

fn list(store: &Store, all: bool, json: bool) -> Result<Exit, ReleasesError> {
    let mut out = io::stdout().lock();
    for entry in store.list(all)? {
        if json {
            writeln!(out, "{}", serde_json::to_string(&entry).map_err(|_| StoreError::Damaged)?)?;
            continue;
        }
        let Entry { id, time, action, released, facets } = entry;
        let state = if released { "released" } else { "checked" };
        writeln!(out, "{time}  {state:8}  {action:4}  {id}  {}", facets.join(" "))?;
    }
    out.flush()?;
    Ok(Exit::Fine)
}
