//! What ends a worker. A bad message never does.

use rdkafka::error::KafkaError;
use thiserror::Error;

use crate::pipeline::stateful::StageError;
use crate::telemetry::MetricsError;
use crate::telemetry::admin::AdminError;

/// Why a worker did not start or did not go on.
#[derive(Debug, Error)]
pub enum WorkerError {
    /// A client could not be made from the configuration.
    #[error("the Kafka client cannot be made: {0}")]
    Client(#[source] KafkaError),
    /// Exactly-once delivery needs a name under which a worker comes back.
    #[error(
        "exactly-once needs an instance id: `kafka.instance-id` or --instance-id, another for each worker"
    )]
    NoInstance,
    /// The pipeline asks for a secure connection and this build has none.
    #[error("`kafka.security` needs a build with the feature `tls`")]
    NoTls,
    /// A password's file cannot be read.
    #[error("the password in {file} cannot be read: {source}")]
    Secret {
        /// Its path.
        file: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// A password's variable is not set.
    #[error("the environment variable {name} with the password is not set")]
    Variable {
        /// Its name.
        name: String,
    },
    /// No broker answered.
    #[error("no broker of {brokers} answers: {source}")]
    Contact {
        /// The bootstrap servers of the pipeline.
        brokers: String,
        /// The client's word.
        source: KafkaError,
    },
    /// The brokers, or this side, do not trust the other.
    #[error("the connection to {brokers} is refused: {reason}")]
    Refused {
        /// The bootstrap servers of the pipeline.
        brokers: String,
        /// The client library's word: certificate or credentials, never a password.
        reason: String,
    },
    /// A topic of the pipeline does not exist. The worker creates none.
    #[error("topic {topic} does not exist")]
    Topic {
        /// Its name.
        topic: String,
    },
    /// A stage with state has no changelog.
    #[error("the stage {stage} needs a changelog: `[changelogs] {stage} = \"a compacted topic\"`")]
    Changelog {
        /// The stage's name.
        stage: &'static str,
    },
    /// A stage cannot go on. What was read since the last commit is decided again.
    #[error("the stage {stage} cannot go on: {source}")]
    Stage {
        /// The stage's name.
        stage: &'static str,
        /// Its word.
        source: StageError,
    },
    /// State could not be read back.
    #[error("the state in {topic} cannot be restored: {source}")]
    Restore {
        /// The changelog.
        topic: String,
        /// The client's word.
        source: KafkaError,
    },
    /// The changelog's last transactions did not end in time.
    #[error("the state in {topic} cannot be restored: a transaction in it stays open")]
    Unstable {
        /// The changelog.
        topic: String,
    },
    /// The input topics could not be subscribed to.
    #[error("cannot subscribe: {0}")]
    Subscribe(#[source] KafkaError),
    /// The consumer cannot go on.
    #[error("cannot read: {0}")]
    Read(#[source] KafkaError),
    /// A message could not be handed to the producer.
    #[error("cannot send to {topic}: {source}")]
    Send {
        /// The queue's topic.
        topic: String,
        /// The client's word.
        source: KafkaError,
    },
    /// A transaction failed in a way that needs a new client. What it held is decided again.
    #[error("the transaction cannot go on ({call}): {source}")]
    Transaction {
        /// The call that failed.
        call: &'static str,
        /// The client's word.
        source: KafkaError,
    },
    /// Deliveries took too long at the end.
    #[error("messages were still undelivered after {millis} ms; their inputs will be decided again")]
    Drain {
        /// How long the worker waited.
        millis: u128,
    },
    /// No thread could be started.
    #[error("cannot start a thread: {0}")]
    Thread(#[source] std::io::Error),
    /// A thread of the worker panicked.
    #[error("a thread of the worker panicked; the log names the place")]
    Panicked,
    /// The admin server could not start.
    #[error(transparent)]
    Admin(#[from] AdminError),
    /// The metrics could not be made.
    #[error(transparent)]
    Metrics(#[from] MetricsError),
}
