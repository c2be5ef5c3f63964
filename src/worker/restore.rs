//! Reads a stage's changelog back when partitions come.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::message::Message;
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};
use tracing::info;

use super::{CONTACT, WorkerError, client};
use crate::pipeline::config::Config;
use crate::pipeline::stateful::Stateful;

/// Longest wait in one poll.
const POLL: Duration = Duration::from_millis(100);
/// Rest between two looks for the end of a predecessor's transaction.
const LOOK: Duration = Duration::from_millis(50);
/// Longest time without one further entry.
const SILENCE: Duration = Duration::from_mins(1);

/// Reads changelogs.
pub struct Restorer {
    config: Config,
}

impl Restorer {
    /// For the brokers of a pipeline.
    pub fn new(config: &Config) -> Self {
        Self { config: config.clone() }
    }

    /// Replaces what a stage holds of the partitions by what the changelog says, and returns the
    /// number of entries that were read.
    ///
    /// **Read is what is committed, up to the end of the log as it stands.** A former owner may
    /// have left a transaction open: it is committed or aborted first, by its successor under its
    /// name or by the brokers after `transaction-timeout-ms`. Only former owners wrote here, so
    /// nothing that begins later is of the past.
    pub fn restore(
        &self,
        stage: &mut dyn Stateful,
        topic: &str,
        partitions: &[i32],
    ) -> Result<usize, WorkerError> {
        let failed = |source| WorkerError::Restore { topic: topic.to_owned(), source };
        let stable = self.reader("read_committed")?;
        let ends = self.await_stable(&stable, topic, partitions)?;
        let mut places = TopicPartitionList::new();
        for partition in partitions {
            stage.forget(*partition);
            places.add_partition_offset(topic, *partition, Offset::Beginning).map_err(failed)?;
        }
        stable.assign(&places).map_err(failed)?;
        let mut open: Vec<i32> = ends.iter().filter(|(_, end)| **end > 0).map(|(p, _)| *p).collect();
        let (mut entries, mut last) = (0, Instant::now());
        while !open.is_empty() {
            match stable.poll(POLL) {
                Some(Ok(entry)) => {
                    entries += 1;
                    last = Instant::now();
                    stage.restore(entry.partition(), entry.key().unwrap_or_default(), entry.payload());
                }
                // The end as it is now, so at or after the one that was awaited.
                Some(Err(KafkaError::PartitionEOF(partition))) => open.retain(|p| *p != partition),
                Some(Err(source)) if last.elapsed() >= SILENCE => return Err(failed(source)),
                None if last.elapsed() >= SILENCE => {
                    return Err(WorkerError::Unstable { topic: topic.to_owned() });
                }
                Some(Err(_)) | None => {}
            }
        }
        info!(topic, partitions = partitions.len(), entries, "state restored");
        Ok(entries)
    }

    /// Waits until no transaction is open before the present end of the log, and returns that end.
    fn await_stable(
        &self,
        stable: &BaseConsumer,
        topic: &str,
        partitions: &[i32],
    ) -> Result<BTreeMap<i32, i64>, WorkerError> {
        let failed = |source| WorkerError::Restore { topic: topic.to_owned(), source };
        let all = self.reader("read_uncommitted")?;
        let most = self.config.kafka.transaction_timeout * 2 + CONTACT;
        let begin = Instant::now();
        let mut ends = BTreeMap::new();
        for partition in partitions {
            let (_, end) = all.fetch_watermarks(topic, *partition, CONTACT).map_err(failed)?;
            while stable.fetch_watermarks(topic, *partition, CONTACT).map_err(failed)?.1 < end {
                if begin.elapsed() >= most {
                    return Err(WorkerError::Unstable { topic: topic.to_owned() });
                }
                std::thread::sleep(LOOK);
            }
            ends.insert(*partition, end);
        }
        Ok(ends)
    }

    fn reader(&self, isolation: &str) -> Result<BaseConsumer, WorkerError> {
        client::settings(&self.config)?
            // Needed by the library; nothing is committed under it.
            .set("group.id", &self.config.kafka.group)
            .set("enable.auto.commit", "false")
            .set("enable.partition.eof", "true")
            .set("isolation.level", isolation)
            .set("fetch.queue.backoff.ms", "10")
            .create()
            .map_err(WorkerError::Client)
    }
}
