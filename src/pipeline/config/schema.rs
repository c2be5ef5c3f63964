//! The tables and keys of a pipeline file, as they are written.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::PathBuf;
use toml::Spanned;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Pipeline {
    #[serde(rename = "pipeline")]
    pub(super) about: About,
    pub(super) kafka: Kafka,
    pub(super) queues: Queues,
    #[serde(default)]
    pub(super) limits: Limits,
    #[serde(default)]
    pub(super) changelogs: BTreeMap<String, Spanned<String>>,
    #[serde(default)]
    pub(super) admin: Admin,
    pub(super) lexicons: Option<Spanned<Lexicons>>,
    #[serde(default)]
    pub(super) breaker: Breaker,
    #[serde(default)]
    pub(super) notice: Notice,
    pub(super) redress: Option<Spanned<Redress>>,
    #[serde(default)]
    pub(super) state: State,
    #[serde(default)]
    pub(super) products: Vec<Spanned<RawProduct>>,
    #[serde(default)]
    pub(super) tests: Vec<Spanned<RawTest>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct State {
    pub(super) key_file: Option<PathBuf>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawProduct {
    pub(super) name: Spanned<String>,
    pub(super) k: Spanned<u64>,
    pub(super) l: Option<Spanned<u64>>,
    pub(super) delay_rows: Option<Spanned<u64>>,
    pub(super) delay_seconds: Option<Spanned<u64>>,
    pub(super) window_seconds: Option<Spanned<u64>>,
    pub(super) max_loss: Option<Spanned<f64>>,
    #[serde(default)]
    pub(super) at_bound: RawAtBound,
    pub(super) table: Option<Spanned<RawTable>>,
    pub(super) columns: Spanned<Vec<Spanned<RawColumn>>>,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawTable {
    pub(super) t: Option<f64>,
    pub(super) max_withheld: Option<f64>,
    pub(super) sampling_fraction: Option<f64>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RawAtBound {
    #[default]
    Suppress,
    Withhold,
    Case,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RawRole {
    Identifier,
    Quasi,
    Sensitive,
    Free,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawColumn {
    pub(super) name: Spanned<String>,
    pub(super) role: RawRole,
    pub(super) range: Option<[f64; 2]>,
    pub(super) step: Option<f64>,
    pub(super) digits: Option<u8>,
    #[serde(default)]
    pub(super) keep: Vec<u8>,
    pub(super) hierarchy: Option<PathBuf>,
    pub(super) paths: Option<Vec<Vec<String>>>,
    #[serde(default)]
    pub(super) closed_sites: Vec<String>,
    #[serde(default)]
    pub(super) closed_marks: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct About {
    pub(super) name: Spanned<String>,
    pub(super) registry: Option<PathBuf>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Kafka {
    pub(super) brokers: Spanned<String>,
    pub(super) group: Spanned<String>,
    pub(super) input: Spanned<Vec<Spanned<String>>>,
    pub(super) client_id: Option<Spanned<String>>,
    pub(super) instance_id: Option<Spanned<String>>,
    pub(super) security: Option<Spanned<Security>>,
    #[serde(default)]
    pub(super) delivery: Delivery,
    pub(super) session_timeout_ms: Option<Spanned<u64>>,
    pub(super) transaction_timeout_ms: Option<Spanned<u64>>,
}

/// What a crash may repeat.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Delivery {
    /// Nothing: outputs and offsets are one transaction. Needs an instance id.
    #[default]
    ExactlyOnce,
    /// The inputs since the last commit.
    AtLeastOnce,
}

/// TLS, SASL or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Protocol {
    /// TLS.
    Ssl,
    /// A name and a password over a connection that others can read.
    SaslPlaintext,
    /// A name and a password over TLS.
    SaslSsl,
}

/// How a worker shows who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mechanism {
    /// The password itself: over TLS only.
    Plain,
    /// SCRAM-SHA-256.
    #[serde(rename = "scram-sha-256")]
    ScramSha256,
    /// SCRAM-SHA-512.
    #[serde(rename = "scram-sha-512")]
    ScramSha512,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Security {
    pub(super) protocol: Protocol,
    pub(super) ca_file: Option<PathBuf>,
    pub(super) certificate_file: Option<PathBuf>,
    pub(super) key_file: Option<PathBuf>,
    pub(super) mechanism: Option<Mechanism>,
    pub(super) username: Option<String>,
    pub(super) password_file: Option<PathBuf>,
    pub(super) password_env: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Lexicons {
    pub(super) folder: Option<PathBuf>,
    pub(super) topic: Option<Spanned<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Breaker {
    pub(super) enabled: Option<bool>,
    pub(super) percent: Option<Spanned<u64>>,
    pub(super) least: Option<Spanned<u64>>,
    pub(super) window: Option<Spanned<u64>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Queues {
    pub(super) delete: Spanned<String>,
    pub(super) mask: Spanned<String>,
    pub(super) report: Report,
    pub(super) dead_letter: Spanned<String>,
    pub(super) release: Option<Spanned<String>>,
    pub(super) restore: Option<Spanned<String>>,
    pub(super) outcome: Option<Spanned<String>>,
    pub(super) log: Option<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Report {
    pub(super) accounts: Spanned<String>,
    pub(super) fraud: Spanned<String>,
    pub(super) privacy: Spanned<String>,
    pub(super) data: Spanned<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Limits {
    pub(super) max_message_bytes: Option<Spanned<u64>>,
    pub(super) max_queue_bytes: Option<Spanned<u64>>,
    pub(super) in_flight: Option<Spanned<u64>>,
    pub(super) in_flight_bytes: Option<Spanned<u64>>,
    pub(super) read_ahead_bytes: Option<Spanned<u64>>,
    pub(super) unsent_bytes: Option<Spanned<u64>>,
    pub(super) commit_interval_ms: Option<Spanned<u64>>,
    pub(super) batch_inputs: Option<Spanned<u64>>,
    pub(super) batch_bytes: Option<Spanned<u64>>,
    pub(super) threads: Option<Spanned<u64>>,
    pub(super) drain_ms: Option<Spanned<u64>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Admin {
    pub(super) listen: Option<Spanned<String>>,
    pub(super) beyond_loopback: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Redress {
    pub(super) verdicts: String,
    pub(super) log_keys: Option<PathBuf>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Notice {
    pub(super) key_file: Option<PathBuf>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawTest {
    pub(super) name: String,
    pub(super) event: String,
    pub(super) expect: Spanned<Expected>,
}

/// One test of a pipeline: an event and what must follow from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Test {
    /// Its name, unique in the file.
    pub name: String,
    /// The line that it starts on, from 1.
    pub line: usize,
    /// The event as it would arrive: one JSON object.
    pub event: String,
    /// What must follow.
    pub expect: Expected,
}

/// What a test expects. What it leaves out is not checked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Expected {
    /// `pass`, `mask`, `refuse`, `withhold`, or `wait` for a row that waits for others.
    pub action: Option<String>,
    /// The desk of the case, or `none`.
    pub report: Option<String>,
    /// Exactly these queues, of `delete`, `mask`, `report`, `dead-letter`, `release`.
    pub queues: Option<Vec<String>>,
    /// A rule that is among those in force.
    pub rule: Option<String>,
    /// Code of the dead letter that the event becomes.
    pub dead_letter: Option<String>,
}
