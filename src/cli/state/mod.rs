//! `kanhe state`: what a worker holds of an operator's own products, and the erasure of one person
//! from it. Both read the changelog; an erasure is one transaction of it.

mod write;

use clap::Subcommand;
use serde_json::json;
use std::collections::BTreeMap;
use std::io::{self, BufRead as _, Write as _};
use std::path::{Path, PathBuf};
use thiserror::Error;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::desk::DeskError;
use super::desk::topic::{Table, table};
use super::log::folder::{FolderError, LogFolder};
use super::pipeline::{self, PipelineError};
use super::run::beside;
use super::{Ends, Exit};
use crate::log::Logged;
use crate::pipeline::config::Config;
use crate::pipeline::holding::{self, Kept};
use crate::pipeline::records::STAGE_NAME;
use crate::pipeline::stateful::Change;
use crate::worker::WorkerError;

/// What is held of an operator's own products: look at it, erase one person from it
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Clone, Subcommand)]
enum Verb {
    /// Counts, ages and bounds of every product, one a line of JSON
    Inspect {
        /// File of the pipeline
        pipeline: PathBuf,
    },
    /// Erase one person: standard input is the identifier, as the rows have it, in one line
    ///
    /// No worker of the pipeline may run meanwhile: it would write again what it holds in memory.
    Forget(ForgetArgs),
}

/// Whom to erase.
#[derive(Debug, Clone, clap::Args)]
pub struct ForgetArgs {
    /// File of the pipeline
    pub pipeline: PathBuf,
    /// The product
    pub product: String,
    /// Folder of the log that records the erasure
    #[arg(long, value_name = "DIR")]
    pub log: PathBuf,
}

/// What can go wrong with state.
#[derive(Debug, Error)]
#[allow(missing_docs)]
pub enum StateError {
    #[error(transparent)]
    Pipeline(#[from] PipelineError),
    #[error(transparent)]
    Read(#[from] DeskError),
    #[error(transparent)]
    Log(#[from] FolderError),
    #[error(transparent)]
    Client(#[from] WorkerError),
    #[error("{}: no [[products]] with `[changelogs] records`, so nothing is held", .0.display())]
    NoChangelog(PathBuf),
    #[error("no product `{0}` in the pipeline")]
    NoProduct(String),
    #[error("standard input: one line with the identifier expected")]
    NoIdentifier,
    #[error("group {0} has members: stop the workers first, and wait until their session is over")]
    Running(String),
    #[error("topic {topic}: {source}")]
    Kafka { topic: String, source: rdkafka::error::KafkaError },
    #[error("standard input or output: {0}")]
    Io(#[from] io::Error),
}

impl Ends for StateError {
    fn exit(&self) -> Exit {
        match self {
            Self::Pipeline(e) => e.exit(),
            Self::Read(e) => e.exit(),
            Self::Log(e) => e.exit(),
            Self::Kafka { .. } | Self::Io(_) | Self::Client(WorkerError::Refused { .. }) => Exit::Failed,
            _ => Exit::Usage,
        }
    }
}

/// Runs the verb.
pub fn run(args: &Args) -> Result<Exit, StateError> {
    match &args.verb {
        Verb::Inspect { pipeline } => inspect(pipeline),
        Verb::Forget(args) => forget(args),
    }
}

fn open(path: &Path) -> Result<(Config, String), StateError> {
    let mut config = pipeline::config(path)?;
    beside(path.parent().unwrap_or(Path::new("")), &mut config);
    let changelog = config.changelogs.get(STAGE_NAME).filter(|_| !config.products.is_empty()).cloned();
    let changelog = changelog.ok_or_else(|| StateError::NoChangelog(path.to_owned()))?;
    Ok((config, changelog))
}

fn partitions(table: &Table) -> BTreeMap<i32, Kept<'_>> {
    let mut out: BTreeMap<i32, Kept<'_>> = BTreeMap::new();
    for ((partition, key), value) in table {
        out.entry(*partition).or_default().insert(key, value);
    }
    out
}

fn inspect(path: &Path) -> Result<Exit, StateError> {
    let (config, changelog) = open(path)?;
    let table = table(&config, &changelog)?;
    let partitions = partitions(&table);
    let mut out = io::stdout().lock();
    for product in &config.products {
        writeln!(out, "{}", json!(holding::inspect(product, &partitions)))?;
    }
    for (product, entries) in holding::undeclared(&config.products, &partitions) {
        writeln!(out, "{}", json!({"product": product, "declared": false, "entries": entries}))?;
    }
    Ok(Exit::Fine)
}

fn forget(args: &ForgetArgs) -> Result<Exit, StateError> {
    let (config, changelog) = open(&args.pipeline)?;
    let product = config.products.iter().find(|p| p.name == args.product);
    let product = product.ok_or_else(|| StateError::NoProduct(args.product.clone()))?;
    let secret = pipeline::state_key(&args.pipeline, &config)?.ok_or(PipelineError::NoStateKey)?;
    let identifier = identifier()?;
    // Before anything is erased: what cannot be recorded is not done.
    let mut log = LogFolder::open(&args.log)?;
    write::nobody_runs(&config)?;
    let table = table(&config, &changelog)?;
    let (mut rows, mut classes) = (0, 0);
    let mut changes: Vec<(i32, Change)> = Vec::new();
    for (partition, kept) in partitions(&table) {
        let erasure = holding::erase(product, &secret, &kept, &identifier);
        rows += erasure.rows;
        classes += erasure.classes;
        changes.extend(erasure.changes.into_iter().map(|change| (partition, change)));
    }
    write::all(&config, &changelog, &changes)?;
    log.append(&Logged::Erasure {
        product: product.name.clone(),
        person: format!("{:016x}", secret.person(&product.name, &identifier)),
        rows: rows as u64,
        classes: classes as u64,
        time: OffsetDateTime::now_utc().format(&Rfc3339).unwrap_or_default(),
    })?;
    log.save()?;
    let done = json!({"product": product.name, "rows": rows, "classes": classes});
    writeln!(io::stdout().lock(), "{done}")?;
    Ok(Exit::Fine)
}

/// Not an argument: arguments stand in the list of processes and in the shell's history.
fn identifier() -> Result<String, StateError> {
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    let line = line.trim_end_matches(['\r', '\n']);
    if line.is_empty() { Err(StateError::NoIdentifier) } else { Ok(line.to_owned()) }
}
