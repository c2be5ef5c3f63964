//! A pipeline's configuration: TOML in, checked values out. Pure: whoever calls reads the file.
//!
//! Every error names file, line and key and carries its place for a picture of it. Unknown keys are
//! errors, so that a misspelt bound cannot be silently without effect.

mod check;
mod error;
mod schema;
#[cfg(test)]
mod tests;

pub use error::{ConfigError, Problem};
pub use schema::{Delivery, Expected, Test};

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use crate::route::Queues;

/// A checked pipeline.
#[derive(Debug, Clone)]
pub struct Config {
    /// Its name: part of `ce_source` and of every log line.
    pub name: String,
    /// How to reach Kafka, and what to read there.
    pub kafka: Kafka,
    /// The topics of its queues.
    pub queues: Queues,
    /// Its bounds.
    pub limits: Limits,
    /// Compacted topics that keep the state of stages, by the stage's name.
    pub changelogs: BTreeMap<String, String>,
    /// Where metrics and health are served, on loopback; `None` serves none.
    pub admin: Option<SocketAddr>,
    /// File with the key of the notices' tokens, as written; relative to the pipeline's file.
    pub notice_key: Option<PathBuf>,
    /// The pipeline's own tests.
    pub tests: Vec<Test>,
}

/// How to reach Kafka, and what to read there.
#[derive(Debug, Clone)]
pub struct Kafka {
    /// Bootstrap servers, `host:port` with commas.
    pub brokers: String,
    /// Consumer group. Workers of one group share the partitions.
    pub group: String,
    /// Input topics.
    pub input: Vec<String>,
    /// Client id in the broker's logs.
    pub client_id: String,
    /// Static membership: a worker that comes back under its id gets its partitions at once.
    pub instance_id: Option<String>,
    /// What a crash may repeat.
    pub delivery: Delivery,
    /// Silence after which the group takes a worker for dead.
    pub session_timeout: Duration,
    /// Age at which the brokers abort a transaction that a dead worker left open.
    pub transaction_timeout: Duration,
}

/// Bounds of one worker. `limits.rs` holds what they may be at most.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Largest input message that is decided, in bytes.
    pub max_message_bytes: usize,
    /// Largest message that is sent to a queue, in bytes: the topics' `max.message.bytes`.
    pub max_queue_bytes: usize,
    /// Most inputs that are read and not yet committed.
    pub in_flight: usize,
    /// Most bytes of inputs that are read and not yet committed.
    pub in_flight_bytes: usize,
    /// Longest time that a transaction stays open, or between two commits of offsets.
    pub commit_interval: Duration,
    /// Most inputs in one transaction.
    pub batch_inputs: usize,
    /// Most bytes that one transaction sends.
    pub batch_bytes: usize,
    /// Threads that decide; `None` for one each core.
    pub threads: Option<usize>,
    /// Longest time for the end of what is under way when the worker is told to stop.
    pub drain: Duration,
}

impl Config {
    /// Parses and checks a pipeline. `file` names it in errors.
    pub fn parse(file: &str, text: &str) -> Result<Self, ConfigError> {
        let raw: schema::Pipeline = toml::from_str(text).map_err(|e| error::syntax(file, text, &e))?;
        check::check(file, text, raw)
    }
}
