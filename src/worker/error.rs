//! What ends a worker. A bad message never does.

use rdkafka::error::KafkaError;
use thiserror::Error;

use crate::telemetry::MetricsError;
use crate::telemetry::admin::AdminError;

/// Why a worker did not start or did not go on.
#[derive(Debug, Error)]
pub enum WorkerError {
    /// A client could not be made from the configuration.
    #[error("the Kafka client cannot be made: {0}")]
    Client(#[source] KafkaError),
    /// No broker answered.
    #[error("no broker of {brokers} answers: {source}")]
    Contact {
        /// The bootstrap servers of the pipeline.
        brokers: String,
        /// The client's word.
        source: KafkaError,
    },
    /// A topic of the pipeline does not exist. The worker creates none.
    #[error("topic {topic} does not exist")]
    Topic {
        /// Its name.
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
    /// A message was not delivered. Its input stays uncommitted.
    #[error("a message for {queue} was not delivered: {source}")]
    Delivery {
        /// The queue.
        queue: &'static str,
        /// The client's word.
        source: KafkaError,
    },
    /// The last offsets could not be committed.
    #[error("cannot commit: {0}")]
    Commit(#[source] KafkaError),
    /// Deliveries took too long at the end.
    #[error("messages were still undelivered after {seconds} s; their inputs will be decided again")]
    Drain {
        /// How long the worker waited.
        seconds: u64,
    },
    /// The admin server could not start.
    #[error(transparent)]
    Admin(#[from] AdminError),
    /// The metrics could not be made.
    #[error(transparent)]
    Metrics(#[from] MetricsError),
}
