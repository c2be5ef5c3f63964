//! What the desks' verbs read from and write to Kafka: whole topics, and verdicts.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::message::Message;
use rdkafka::producer::{BaseRecord, DefaultProducerContext, Producer, ThreadedProducer};
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};

use super::DeskError;
use crate::pipeline::config::Config;
use crate::worker::client;

/// Longest time for an answer of the brokers, and longest silence in the middle of a topic.
const PATIENCE: Duration = Duration::from_secs(30);
/// Longest wait in one poll.
const POLL: Duration = Duration::from_millis(100);

/// One message of a topic.
pub struct Entry {
    /// Its partition.
    pub partition: i32,
    /// Its key.
    pub key: Vec<u8>,
    /// Its value; `None` is a tombstone.
    pub value: Option<Vec<u8>>,
}

/// Gives every committed message of a topic to `see`, up to the end as it is now.
pub fn read(config: &Config, topic: &str, mut see: impl FnMut(Entry)) -> Result<(), DeskError> {
    let failed = |source| DeskError::Kafka { topic: topic.to_owned(), source };
    client::knock(config, || false)?;
    let consumer: BaseConsumer = client::settings(config)?
        .set("client.id", "kanhe-desk")
        // Never joined: the partitions are assigned by hand.
        .set("group.id", "kanhe-desk")
        .set("enable.auto.commit", "false")
        .set("isolation.level", "read_committed")
        .set("enable.partition.eof", "true")
        .set("fetch.queue.backoff.ms", "10")
        .create()
        .map_err(failed)?;
    let metadata = consumer.fetch_metadata(Some(topic), PATIENCE).map_err(failed)?;
    let partitions: Vec<i32> = metadata
        .topics()
        .iter()
        .flat_map(rdkafka::metadata::MetadataTopic::partitions)
        .map(rdkafka::metadata::MetadataPartition::id)
        .collect();
    if partitions.is_empty() {
        return Err(DeskError::NoTopic(topic.to_owned()));
    }
    let mut places = TopicPartitionList::new();
    for partition in &partitions {
        places.add_partition_offset(topic, *partition, Offset::Beginning).map_err(failed)?;
    }
    consumer.assign(&places).map_err(failed)?;
    let (mut open, mut last) = (partitions, Instant::now());
    while !open.is_empty() {
        match consumer.poll(POLL) {
            Some(Ok(message)) => {
                last = Instant::now();
                see(Entry {
                    partition: message.partition(),
                    key: message.key().unwrap_or_default().to_vec(),
                    value: message.payload().map(<[u8]>::to_vec),
                });
            }
            Some(Err(KafkaError::PartitionEOF(partition))) => open.retain(|p| *p != partition),
            Some(Err(source)) if last.elapsed() >= PATIENCE => return Err(failed(source)),
            None if last.elapsed() >= PATIENCE => return Err(DeskError::Silent(topic.to_owned())),
            Some(Err(_)) | None => {}
        }
    }
    Ok(())
}

/// Values by partition and key.
pub type Table = BTreeMap<(i32, Vec<u8>), Vec<u8>>;

/// The latest value of each key of a compacted topic, by partition.
pub fn table(config: &Config, topic: &str) -> Result<Table, DeskError> {
    let mut table = BTreeMap::new();
    read(config, topic, |entry| {
        match entry.value {
            Some(value) => table.insert((entry.partition, entry.key), value),
            None => table.remove(&(entry.partition, entry.key)),
        };
    })?;
    Ok(table)
}

/// Sends verdicts, each to the partition of its case, and waits until all are there. What is sent
/// twice is one verdict.
pub fn send(config: &Config, topic: &str, verdicts: &[(i32, String, String)]) -> Result<(), DeskError> {
    let failed = |source| DeskError::Kafka { topic: topic.to_owned(), source };
    let producer: ThreadedProducer<DefaultProducerContext> = client::settings(config)?
        .set("client.id", "kanhe-desk")
        .set("enable.idempotence", "true")
        .set("acks", "all")
        .create()
        .map_err(failed)?;
    for (partition, case, verdict) in verdicts {
        let mut record = BaseRecord::to(topic).partition(*partition).key(case).payload(verdict);
        loop {
            match producer.send(record) {
                Ok(()) => break,
                Err((KafkaError::MessageProduction(rdkafka::types::RDKafkaErrorCode::QueueFull), back)) => {
                    record = back;
                    producer.flush(PATIENCE).map_err(failed)?;
                }
                Err((source, _)) => return Err(failed(source)),
            }
        }
    }
    producer.flush(PATIENCE).map_err(failed)
}
