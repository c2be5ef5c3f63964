//! The producer: idempotent, all replicas, and a report to the ledger for each message.

use std::sync::Arc;
use std::time::Duration;

use rdkafka::client::ClientContext;
use rdkafka::config::{ClientConfig, RDKafkaLogLevel};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::{DeliveryResult, Header, OwnedHeaders};
use rdkafka::producer::{BaseRecord, ProducerContext, ThreadedProducer};

use super::flights::Ticket;
use super::ledger::Ledger;
use super::{WorkerError, librdkafka};
use crate::pipeline::config::Config;
use crate::route::{Queue, QueueMessage};
use crate::telemetry::Metrics;

/// Longest wait for room in the producer's own buffer before the loop looks up again.
const ROOM: Duration = Duration::from_millis(100);
/// The producer's buffer, in KiB: what the worker holds of undelivered messages.
const BUFFER_KIB: usize = 64 * 1024;

/// Sends queue messages.
pub struct Outlet {
    producer: ThreadedProducer<Reports>,
    ledger: Arc<Ledger>,
}

impl Outlet {
    /// Makes the producer.
    pub fn new(config: &Config, ledger: Arc<Ledger>, metrics: Metrics) -> Result<Self, WorkerError> {
        let reports = Reports { ledger: Arc::clone(&ledger), metrics };
        let producer = ClientConfig::new()
            .set("bootstrap.servers", &config.kafka.brokers)
            .set("client.id", &config.kafka.client_id)
            .set("enable.idempotence", "true")
            .set("acks", "all")
            .set("compression.type", "none")
            .set("linger.ms", "5")
            .set("retry.backoff.ms", "5")
            .set("message.max.bytes", config.limits.max_queue_bytes.saturating_add(4096).to_string())
            .set("queue.buffering.max.kbytes", BUFFER_KIB.to_string())
            .create_with_context(reports)
            .map_err(WorkerError::Client)?;
        Ok(Self { producer, ledger })
    }

    /// Hands one message to the producer and waits only when its buffer is full.
    pub fn send(&self, message: &QueueMessage, ticket: Ticket) -> Result<(), WorkerError> {
        let mut headers = OwnedHeaders::new_with_capacity(message.headers.len());
        for (key, value) in &message.headers {
            headers = headers.insert(Header { key, value: value.as_deref() });
        }
        let mut record =
            BaseRecord::<[u8], [u8], _>::with_opaque_to(&message.topic, Box::new((ticket, message.queue)))
                .headers(headers);
        record.key = message.key.as_deref();
        record.payload = message.payload.as_deref();
        loop {
            match self.producer.send(record) {
                Ok(()) => return Ok(()),
                Err((KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull), back)) => {
                    record = back;
                    self.ledger.progress(ROOM)?;
                }
                Err((source, _)) => return Err(WorkerError::Send { topic: message.topic.clone(), source }),
            }
        }
    }
}

/// Hears of every delivery, on the producer's thread.
struct Reports {
    ledger: Arc<Ledger>,
    metrics: Metrics,
}

impl ClientContext for Reports {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, line: &str) {
        librdkafka::log(level, facility, line);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        librdkafka::error(&error, reason);
    }
}

impl ProducerContext for Reports {
    type DeliveryOpaque = Box<(Ticket, Queue)>;

    fn delivery(&self, result: &DeliveryResult<'_>, opaque: Self::DeliveryOpaque) {
        let (ticket, queue) = *opaque;
        self.metrics.delivery(queue, result.is_ok());
        match result {
            Ok(_) => self.ledger.delivered(ticket),
            Err((error, _)) => self.ledger.failed(queue.as_str(), error.clone()),
        }
    }
}
