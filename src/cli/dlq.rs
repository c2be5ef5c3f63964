//! `kanhe dlq`: what could not be decided, and the way back for what was kept of it.

use clap::{Args as ClapArgs, Subcommand};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use thiserror::Error;

use super::pipeline::{self, PipelineError};
use super::run::beside;
use super::{Ends, Exit};
use crate::pipeline::config::Config;
use crate::worker::WorkerError;
use crate::worker::letters::{self, Letter};

/// List, show and send back dead letters
#[derive(Debug, Clone, ClapArgs)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Clone, Subcommand)]
enum Verb {
    /// One JSON line a letter: where it came from and why; never what is in it
    List {
        /// Pipeline
        #[arg(value_name = "PIPELINE.toml")]
        pipeline: PathBuf,
        /// Only letters with this error code
        #[arg(long, value_name = "CODE")]
        code: Option<String>,
    },
    /// One letter with its headers and, where it was kept, its input
    Show {
        /// Pipeline
        #[arg(value_name = "PIPELINE.toml")]
        pipeline: PathBuf,
        /// Its place on the dead-letter topic, as `list` gives it
        #[arg(value_name = "PARTITION:OFFSET")]
        place: String,
    },
    /// Send kept letters back to their input, with their key and headers, each once
    Redrive {
        /// Pipeline
        #[arg(value_name = "PIPELINE.toml")]
        pipeline: PathBuf,
        /// Only letters with this error code; the others are not looked at again
        #[arg(long, value_name = "CODE")]
        code: Option<String>,
    },
}

/// Why letters could not be read or sent.
#[derive(Debug, Error)]
pub enum DlqError {
    /// The pipeline cannot be used.
    #[error(transparent)]
    Pipeline(#[from] PipelineError),
    /// Kafka.
    #[error(transparent)]
    Worker(#[from] WorkerError),
    /// The answer could not be written.
    #[error("cannot write: {0}")]
    Write(#[from] io::Error),
    /// No letter is there.
    #[error("no letter at {0}")]
    Nothing(String),
}

impl Ends for DlqError {
    fn exit(&self) -> Exit {
        match self {
            Self::Pipeline(e) => e.exit(),
            Self::Nothing(_) => Exit::Usage,
            Self::Worker(_) | Self::Write(_) => Exit::Failed,
        }
    }
}

/// Lists, shows or sends back.
pub fn run(args: &Args) -> Result<Exit, DlqError> {
    match &args.verb {
        Verb::List { pipeline, code } => list(&config(pipeline)?, code.as_deref()),
        Verb::Show { pipeline, place } => show(&config(pipeline)?, place),
        Verb::Redrive { pipeline, code } => redrive(&config(pipeline)?, code.as_deref()),
    }
}

fn config(path: &Path) -> Result<Config, PipelineError> {
    let mut config = pipeline::config(path)?;
    beside(path.parent().unwrap_or(Path::new("")), &mut config);
    Ok(config)
}

fn has_code(letter: &Letter, code: Option<&str>) -> bool {
    code.is_none_or(|code| letter.header("error.code") == Some(code))
}

fn place(letter: &Letter) -> String {
    format!("{}:{}", letter.partition, letter.offset)
}

fn list(config: &Config, code: Option<&str>) -> Result<Exit, DlqError> {
    let mut lines = Vec::new();
    letters::read(config, |letter| {
        if has_code(&letter, code) {
            let header = |name| letter.header(name);
            lines.push(serde_json::json!({
                "place": place(&letter),
                "stage": header("error.stage"),
                "code": header("error.code"),
                "error_offset": header("error.offset"),
                "source": format!(
                    "{}/{}/{}",
                    header("source.topic").unwrap_or_default(),
                    header("source.partition").unwrap_or_default(),
                    header("source.offset").unwrap_or_default()
                ),
                "size": header("source.size"),
                "kept": letter.is_kept(),
                "came_back": letter.came_back(),
            }));
        }
    })?;
    let mut out = io::stdout().lock();
    for line in lines {
        writeln!(out, "{line}")?;
    }
    Ok(Exit::Fine)
}

fn show(config: &Config, wanted: &str) -> Result<Exit, DlqError> {
    let mut found = None;
    letters::read(config, |letter| {
        if place(&letter) == wanted {
            found = Some(letter);
        }
    })?;
    let letter = found.ok_or_else(|| DlqError::Nothing(wanted.to_owned()))?;
    let mut out = io::stdout().lock();
    for (name, value) in &letter.headers {
        writeln!(out, "{name}: {}", String::from_utf8_lossy(value.as_deref().unwrap_or_default()))?;
    }
    match (&letter.key, &letter.payload) {
        (_, None) => writeln!(out, "\nof the input nothing was kept")?,
        (key, Some(payload)) => {
            writeln!(out, "\nkey: {}", String::from_utf8_lossy(key.as_deref().unwrap_or_default()))?;
            out.write_all(payload)?;
            writeln!(out)?;
        }
    }
    Ok(Exit::Fine)
}

fn redrive(config: &Config, code: Option<&str>) -> Result<Exit, DlqError> {
    let done = letters::redrive(config, |letter| has_code(letter, code))?;
    writeln!(
        io::stdout(),
        "sent back {}, not kept {}, came back already {}, left {}",
        done.sent,
        done.not_kept,
        done.came_back,
        done.others
    )?;
    Ok(Exit::Fine)
}
