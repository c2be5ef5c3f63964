//! The consumer and its partitions: what happens when they come and go.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rdkafka::Statistics;
use rdkafka::client::ClientContext;
use rdkafka::consumer::{BaseConsumer, Consumer, ConsumerContext, Rebalance};
use rdkafka::error::KafkaResult;
use rdkafka::topic_partition_list::{TopicPartitionList, TopicPartitionListElem};
use tracing::{info, warn};

use super::intake::Intake;
use super::pool::Order;
use super::watchdog::Sight;
use super::{WorkerError, client, librdkafka};
use crate::pipeline::config::Config;
use crate::telemetry::{Health, Metrics};

/// Longest time that a revoked partition waits for its transaction. The group waits meanwhile.
const REVOKE: Duration = Duration::from_mins(1);
/// Longest time for the state of assigned partitions. The group takes a worker that does not poll
/// for 5 minutes for dead.
const RESTORE: Duration = Duration::from_mins(4);

/// What the brokers collect before they answer, if it comes soon enough.
const FETCH_BYTES: usize = 1024 * 1024;

/// Makes the consumer. Offsets are committed by the worker only, and assignment is eager: partition
/// `n` of all inputs belongs to one worker.
pub fn consumer(
    config: &Config,
    intake: Arc<Mutex<Intake>>,
    epoch: Arc<AtomicU64>,
    stateful: bool,
    metrics: Metrics,
    health: Arc<Health>,
) -> Result<BaseConsumer<Assignment>, WorkerError> {
    let mut settings = client::settings(config)?;
    settings
        .set("group.id", &config.kafka.group)
        .set("enable.auto.commit", "false")
        .set("enable.auto.offset.store", "false")
        .set("auto.offset.reset", "earliest")
        .set("partition.assignment.strategy", "range")
        .set("isolation.level", "read_committed")
        .set("session.timeout.ms", config.kafka.session_timeout.as_millis().to_string())
        .set("heartbeat.interval.ms", (config.kafka.session_timeout.as_millis() / 10).min(3_000).to_string())
        .set("statistics.interval.ms", client::COUNT_MS.to_string())
        .set("queued.max.messages.kbytes", (config.limits.read_ahead_bytes / 1024).to_string())
        .set("fetch.max.bytes", config.limits.read_ahead_bytes.to_string())
        // Under load a broker that answers every few messages is busy with answers, and so is who reads
        // them; on a quiet stream it waits half as long as a transaction may.
        .set("fetch.min.bytes", FETCH_BYTES.min(config.limits.read_ahead_bytes / 2).to_string())
        .set("fetch.wait.max.ms", (config.limits.commit_interval.as_millis() / 2).clamp(5, 500).to_string())
        // The default of a second stalls a reader whose buffer was full for a moment.
        .set("fetch.queue.backoff.ms", "10");
    if let Some(id) = &config.kafka.instance_id {
        settings.set("group.instance.id", id);
    }
    settings
        .create_with_context(Assignment { intake, epoch, stateful, metrics, health, sight: Sight::default() })
        .map_err(WorkerError::Client)
}

/// Hears of partitions that come and go, inside the consumer's poll, on the reader's thread.
pub struct Assignment {
    intake: Arc<Mutex<Intake>>,
    epoch: Arc<AtomicU64>,
    stateful: bool,
    metrics: Metrics,
    health: Arc<Health>,
    sight: Sight,
}

impl Assignment {
    /// Commits what is under way, so that the next owner repeats nothing and no transaction lives
    /// on across the change: that would double its messages. What is lost already, or does not
    /// settle in time, is never committed: its reading ends here.
    fn revoke(&self, consumer: &BaseConsumer<Self>, partitions: &TopicPartitionList) {
        self.health.set_ready(false);
        if consumer.assignment_lost() {
            self.epoch.fetch_add(1, Ordering::SeqCst);
        }
        let (done, settled) = sync_channel(1);
        let order = Order::Settle { leaving: numbers(partitions), done };
        if self.order(order) && settled.recv_timeout(REVOKE) != Ok(true) {
            self.epoch.fetch_add(1, Ordering::SeqCst);
            warn!("partitions go before their transaction is committed; the next owner decides it again");
        }
        self.metrics.stream.revoked();
        info!(partitions = partitions.count(), "partitions revoked");
    }

    /// Waits for the state of the partitions that came.
    fn assign(&self, partitions: &TopicPartitionList) {
        self.intake.lock().unwrap_or_else(PoisonError::into_inner).assigned();
        let (done, restored) = sync_channel(1);
        let order = Order::Restore { partitions: numbers(partitions), done };
        if self.stateful && self.order(order) && restored.recv_timeout(RESTORE).is_err() {
            // The writer ends with the reason, and the worker with it.
            warn!("the state of the partitions was not restored");
            self.epoch.fetch_add(1, Ordering::SeqCst);
        }
        self.metrics.stream.assigned(partitions.count());
        self.health.set_ready(true);
        info!(partitions = partitions.count(), "partitions assigned");
    }

    fn order(&self, order: Order) -> bool {
        self.intake.lock().unwrap_or_else(PoisonError::into_inner).order(order)
    }
}

fn numbers(partitions: &TopicPartitionList) -> Vec<i32> {
    let numbers: BTreeSet<i32> =
        partitions.elements().iter().map(TopicPartitionListElem::partition).collect();
    numbers.into_iter().collect()
}

impl ClientContext for Assignment {
    librdkafka::into_our_log!();

    fn stats(&self, statistics: Statistics) {
        self.sight.counted(&statistics);
        let partitions = statistics.topics.values().flat_map(|topic| topic.partitions.values());
        self.metrics.stream.held("read-ahead-bytes", partitions.map(|p| p.fetchq_size).sum());
        for topic in statistics.topics.values() {
            for partition in topic.partitions.values().filter(|p| p.desired && p.fetch_state == "active") {
                self.metrics.stream.end(
                    &topic.topic,
                    partition.partition,
                    partition.ls_offset,
                    partition.committed_offset.max(partition.lo_offset),
                );
            }
        }
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
            Rebalance::Assign(partitions) => self.assign(partitions),
            Rebalance::Revoke(_) => {}
            Rebalance::Error(error) => warn!(%error, "rebalance failed"),
        }
    }

    fn commit_callback(&self, result: KafkaResult<()>, _: &TopicPartitionList) {
        if let Err(e) = result {
            warn!(error = %e, "offsets were not committed");
        }
    }
}
