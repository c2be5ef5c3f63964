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
pub use schema::{Expected, Test};

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
}

/// Bounds of one worker. `limits.rs` holds what they may be at most.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Largest input message that is decided, in bytes.
    pub max_message_bytes: usize,
    /// Largest message that is sent to a queue, in bytes: the topics' `max.message.bytes`.
    pub max_queue_bytes: usize,
    /// Most inputs that are read and not yet delivered in full.
    pub in_flight: usize,
    /// Longest time between two commits.
    pub commit_interval: Duration,
}

impl Config {
    /// Parses and checks a pipeline. `file` names it in errors.
    pub fn parse(file: &str, text: &str) -> Result<Self, ConfigError> {
        let raw: schema::Pipeline = toml::from_str(text).map_err(|e| error::syntax(file, text, &e))?;
        check::check(file, text, raw)
    }
}
