//! The consumer and its partitions: what happens when they come and go.

use std::sync::Arc;
use std::time::Duration;

use rdkafka::client::ClientContext;
use rdkafka::config::{ClientConfig, RDKafkaLogLevel};
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer, ConsumerContext, Rebalance};
use rdkafka::error::{KafkaError, KafkaResult};
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};
use tracing::{info, warn};

use super::flights::Position;
use super::ledger::Ledger;
use super::{WorkerError, librdkafka};
use crate::pipeline::config::Config;
use crate::telemetry::{Health, Metrics};

/// Longest time that a revoked partition waits for its deliveries. The group waits meanwhile.
const REVOKE: Duration = Duration::from_secs(10);
/// What the consumer reads ahead, in KiB for each partition.
const READ_AHEAD_KIB: usize = 16 * 1024;

/// Makes the consumer. Offsets are committed by the worker only, and assignment is eager.
pub fn consumer(
    config: &Config,
    ledger: Arc<Ledger>,
    metrics: Metrics,
    health: Arc<Health>,
) -> Result<BaseConsumer<Assignment>, WorkerError> {
    let mut client = ClientConfig::new();
    client
        .set("bootstrap.servers", &config.kafka.brokers)
        .set("client.id", &config.kafka.client_id)
        .set("group.id", &config.kafka.group)
        .set("enable.auto.commit", "false")
        .set("enable.auto.offset.store", "false")
        .set("auto.offset.reset", "earliest")
        .set("partition.assignment.strategy", "range")
        .set("isolation.level", "read_committed")
        .set("queued.max.messages.kbytes", READ_AHEAD_KIB.to_string())
        // The default of a second stalls a reader whose buffer was full for a moment.
        .set("fetch.queue.backoff.ms", "10");
    if let Some(id) = &config.kafka.instance_id {
        client.set("group.instance.id", id);
    }
    client.create_with_context(Assignment { ledger, metrics, health }).map_err(WorkerError::Client)
}

/// Offsets in the client's form; `None` when there are none.
pub fn offsets(positions: &[Position]) -> Option<TopicPartitionList> {
    let mut list = TopicPartitionList::with_capacity(positions.len());
    for Position { topic, partition, next } in positions {
        // Fails for offsets that Kafka does not give.
        list.add_partition_offset(topic, *partition, Offset::Offset(*next)).ok()?;
    }
    (list.count() > 0).then_some(list)
}

/// Hears of partitions that come and go, inside the consumer's poll.
pub struct Assignment {
    ledger: Arc<Ledger>,
    metrics: Metrics,
    health: Arc<Health>,
}

impl Assignment {
    /// Deliver and commit what is under way, so that the next owner repeats nothing. What cannot
    /// be delivered in time is left to the next owner.
    fn revoke(&self, consumer: &BaseConsumer<Self>, partitions: &TopicPartitionList) {
        self.health.set_ready(false);
        let drained = self.ledger.drain(REVOKE);
        if !matches!(drained, Ok(true)) {
            warn!("partitions go before everything is delivered; the next owner decides it again");
        }
        let ready = self.ledger.take_ready();
        if let Some(offsets) = offsets(&ready).filter(|_| !consumer.assignment_lost()) {
            let committed = consumer.commit(&offsets, CommitMode::Sync);
            if let Err(e) = committed {
                warn!(error = %e, "offsets were not committed");
                self.metrics.commit(false);
            }
        }
        for element in partitions.elements() {
            self.ledger.forget(element.topic(), element.partition());
        }
        self.metrics.assigned(0);
        info!(partitions = partitions.count(), "partitions revoked");
    }
}

impl ClientContext for Assignment {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, line: &str) {
        librdkafka::log(level, facility, line);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        librdkafka::error(&error, reason);
    }
}

impl ConsumerContext for Assignment {
    fn pre_rebalance(&self, consumer: &BaseConsumer<Self>, rebalance: &Rebalance<'_>) {
        if let Rebalance::Revoke(partitions) = rebalance {
            self.revoke(consumer, partitions);
        }
    }

    fn post_rebalance(&self, _: &BaseConsumer<Self>, rebalance: &Rebalance<'_>) {
        match rebalance {
            Rebalance::Assign(partitions) => {
                self.metrics.assigned(partitions.count());
                self.health.set_ready(true);
                info!(partitions = partitions.count(), "partitions assigned");
            }
            Rebalance::Revoke(_) => {}
            Rebalance::Error(error) => warn!(%error, "rebalance failed"),
        }
    }

    fn commit_callback(&self, result: KafkaResult<()>, _: &TopicPartitionList) {
        if let Err(e) = &result {
            warn!(error = %e, "offsets were not committed");
        }
        self.metrics.commit(result.is_ok());
    }
}
