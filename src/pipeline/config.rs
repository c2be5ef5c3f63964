//! A pipeline's configuration: TOML in, checked values out. Pure: whoever calls reads the file.
//!
//! Every error names file, line and key and carries its place for a picture of it. Unknown keys are
//! errors, so that a misspelt bound cannot be silently without effect.

mod check;
mod error;
mod products;
mod running;
mod schema;
#[cfg(test)]
mod tests;

pub use error::{ConfigError, Problem};
pub use products::ReadFile;
pub use schema::{Delivery, Expected, Mechanism, Protocol, Test};

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::cluster::{HashKey, Product};
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
    /// Where names come from while the worker runs; `None` for those of the release.
    pub lexicons: Option<Lexicons>,
    /// When a name falls back to shadow; `None` for never.
    pub breaker: Option<Bounds>,
    /// Redress, where the pipeline has it.
    pub redress: Option<RedressTopics>,
    /// Where metrics and health are served, on loopback if nothing else is asked for; `None` serves none.
    pub admin: Option<SocketAddr>,
    /// File with the key of the notices' tokens, as written; relative to the pipeline's file.
    pub notice_key: Option<PathBuf>,
    /// File with the secret of the hashes that state keeps, as written; relative to the pipeline's
    /// file.
    pub state_key: Option<PathBuf>,
    /// That secret, once it is read.
    pub secret: Option<HashKey>,
    /// The data products whose rows may be published.
    pub products: Vec<Arc<Product>>,
    /// File of verified accounts, as written; relative to the pipeline's file.
    pub registry: Option<PathBuf>,
    /// The pipeline's own tests.
    pub tests: Vec<Test>,
}

/// What redress needs beside its queues and its changelog.
#[derive(Debug, Clone)]
pub struct RedressTopics {
    /// The input topic that only the desks may write.
    pub verdicts: String,
    /// Folder of the log's keys, as written; relative to the pipeline's file.
    pub log_keys: Option<PathBuf>,
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
    /// How the connection is kept secret; `None` where the network is trusted.
    pub security: Option<Security>,
    /// What a crash may repeat.
    pub delivery: Delivery,
    /// Silence after which the group takes a worker for dead.
    pub session_timeout: Duration,
    /// Age at which the brokers abort a transaction that a dead worker left open.
    pub transaction_timeout: Duration,
}

/// Where names come from while the worker runs. A change is tried and put to use without a stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lexicons {
    /// A folder, as written; relative to the pipeline's file.
    Folder(PathBuf),
    /// A compacted topic of one partition: file name to text.
    Topic(String),
}

/// When a name falls back to shadow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Largest share of registrations that one name may refuse.
    pub percent: usize,
    /// Least number of refusals that count as more than chance.
    pub least: usize,
    /// Registrations that are looked at.
    pub window: usize,
}

/// How a connection to the brokers is kept secret. Secrets themselves are read by the worker only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Security {
    /// TLS, SASL or both.
    pub protocol: Protocol,
    /// Certificates of the authority that signed the brokers'.
    pub ca_file: Option<PathBuf>,
    /// The worker's own certificate.
    pub certificate_file: Option<PathBuf>,
    /// The key of that certificate.
    pub key_file: Option<PathBuf>,
    /// How the worker shows who it is.
    pub mechanism: Option<Mechanism>,
    /// Its name.
    pub username: Option<String>,
    /// File with its password.
    pub password_file: Option<PathBuf>,
    /// Environment variable with its password.
    pub password_env: Option<String>,
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
    /// Most bytes that the consumer reads ahead.
    pub read_ahead_bytes: usize,
    /// Most bytes that the producer holds until brokers have them.
    pub unsent_bytes: usize,
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
    /// Parses and checks a pipeline that names no other file. `file` names it in errors.
    pub fn parse(file: &str, text: &str) -> Result<Self, ConfigError> {
        Self::parse_with(file, text, &|_| Err("no file is read here".to_owned()))
    }

    /// Parses and checks a pipeline; `read` gives the text of the hierarchies that it names.
    pub fn parse_with(file: &str, text: &str, read: ReadFile<'_>) -> Result<Self, ConfigError> {
        let raw: schema::Pipeline = toml::from_str(text).map_err(|e| error::syntax(file, text, &e))?;
        check::check(file, text, raw, read)
    }
}
