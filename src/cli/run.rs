//! `kanhe run`: the worker.

use clap::{Args as ClapArgs, ValueEnum};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use thiserror::Error;
use tracing::level_filters::LevelFilter;
use tracing::{error, info};

use super::load::EngineArgs;
use super::log::folder::{FolderError, Keys};
use super::pipeline::{self, PipelineError};
use super::{Ends, Exit};
use crate::log::{KeyError, KeySource};
use crate::pipeline::config::{Config, Lexicons};
use crate::pipeline::{Engine, Flow, stateful};
use crate::worker::{Worker, WorkerError, proof};

/// Run a pipeline as a worker on Kafka, until SIGTERM
#[derive(Debug, Clone, ClapArgs)]
pub struct Args {
    /// Pipeline
    #[arg(value_name = "PIPELINE.toml")]
    pub pipeline: PathBuf,
    /// Static membership of this worker in the consumer group, instead of the pipeline's
    #[arg(long, value_name = "ID")]
    pub instance_id: Option<String>,
    /// How much to log, as JSON lines on standard error
    #[arg(long, value_enum, default_value_t = Level::Info)]
    pub log: Level,
}

/// How much is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Level {
    /// Failures only
    Error,
    /// And what needs a look
    Warn,
    /// And starts, stops, partitions
    Info,
    /// And the client library's details
    Debug,
}

/// Why a worker did not run or did not go on.
#[derive(Debug, Error)]
pub enum RunError {
    /// The pipeline cannot be used.
    #[error(transparent)]
    Pipeline(#[from] PipelineError),
    /// Signals cannot be caught.
    #[error("cannot catch signals: {0}")]
    Signals(#[source] std::io::Error),
    /// The keys of the log cannot be used.
    #[error(transparent)]
    Log(#[from] FolderError),
    /// A key of the log cannot be had.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The worker failed.
    #[error(transparent)]
    Worker(#[from] WorkerError),
}

impl Ends for RunError {
    fn exit(&self) -> Exit {
        match self {
            Self::Pipeline(e) => e.exit(),
            Self::Log(e) => e.exit(),
            Self::Signals(_) | Self::Worker(_) | Self::Key(_) => Exit::Failed,
        }
    }
}

/// Runs a worker until SIGTERM or SIGINT; a second signal ends it at once.
pub fn run(args: &Args) -> Result<Exit, RunError> {
    start_log(args.log);
    let (config, engine) = load(args)?;
    let stop = Arc::new(AtomicBool::new(false));
    stop_on_signals(&stop).map_err(RunError::Signals)?;
    let stages = stateful::stages(&config, engine.redress(), || log_keys(&config))?;
    let flow = Flow::new(&config, engine);
    let again = Arc::new(AtomicBool::new(false));
    signal_hook::flag::register(signal_hook::consts::SIGHUP, Arc::clone(&again))
        .map_err(RunError::Signals)?;
    let ran = Worker::new(config, flow, stages, again).and_then(|worker| worker.run(&stop));
    // Once more as a line of the log, which is what a supervisor keeps.
    ran.inspect_err(|e| error!(error = %e, "the worker failed"))?;
    Ok(Exit::Fine)
}

/// The keys of the log, where the pipeline has one.
fn log_keys(config: &Config) -> Result<Option<Box<dyn KeySource>>, RunError> {
    let folder = config.redress.as_ref().and_then(|r| r.log_keys.as_deref());
    let Some(folder) = folder else { return Ok(None) };
    let keys = Keys::open(folder)?;
    // Made now: a folder that cannot be written to is seen at the start.
    keys.heads()?;
    Ok(Some(Box::new(keys)))
}

fn load(args: &Args) -> Result<(Config, Engine), PipelineError> {
    let mut config = pipeline::config(&args.pipeline)?;
    if args.instance_id.is_some() {
        config.kafka.instance_id.clone_from(&args.instance_id);
    }
    config.secret = pipeline::state_key(&args.pipeline, &config)?;
    if !config.products.is_empty() && config.secret.is_none() {
        return Err(PipelineError::NoStateKey);
    }
    let folder = args.pipeline.parent().unwrap_or(Path::new(""));
    let notice_key = config.notice_key.as_deref().map(|file| folder.join(file));
    beside(folder, &mut config);
    let lexicons = match &config.lexicons {
        Some(Lexicons::Folder(folder)) => Some(folder.clone()),
        // What the topic holds is read by the worker; until then the names of the release decide.
        Some(Lexicons::Topic(_)) | None => None,
    };
    let registry = config.registry.as_deref().map(|file| folder.join(file));
    let engine = EngineArgs { lexicons, notice_key, registry }.engine_by(proof::prove)?;
    Ok((config, engine))
}

/// Paths of a pipeline are relative to its file.
pub(super) fn beside(folder: &Path, config: &mut Config) {
    if let Some(Lexicons::Folder(names)) = &mut config.lexicons {
        *names = folder.join(&names);
    }
    if let Some(keys) = config.redress.as_mut().and_then(|r| r.log_keys.as_mut()) {
        *keys = folder.join(&keys);
    }
    let Some(security) = &mut config.kafka.security else { return };
    let files = [
        &mut security.ca_file,
        &mut security.certificate_file,
        &mut security.key_file,
        &mut security.password_file,
    ];
    for file in files.into_iter().flatten() {
        *file = folder.join(&file);
    }
}

fn start_log(level: Level) {
    let level = match level {
        Level::Error => LevelFilter::ERROR,
        Level::Warn => LevelFilter::WARN,
        Level::Info => LevelFilter::INFO,
        Level::Debug => LevelFilter::DEBUG,
    };
    // Fails when there is a log already, as in tests.
    let _ = tracing_subscriber::fmt().json().with_writer(std::io::stderr).with_max_level(level).try_init();
    // The words of a panic may quote what it was about; the place is enough to find it.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        error!(place, "panic");
    }));
    info!(version = env!("CARGO_PKG_VERSION"), "kanhe");
}

fn stop_on_signals(stop: &Arc<AtomicBool>) -> std::io::Result<()> {
    for signal in [signal_hook::consts::SIGTERM, signal_hook::consts::SIGINT] {
        // In this order: the first signal finds the flag unset and only sets it.
        signal_hook::flag::register_conditional_shutdown(
            signal,
            i32::from(Exit::Failed.code()),
            Arc::clone(stop),
        )?;
        signal_hook::flag::register(signal, Arc::clone(stop))?;
    }
    Ok(())
}
