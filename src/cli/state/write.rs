//! Writes an erasure into a changelog while nobody else does.

use std::time::Duration;

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::producer::{BaseRecord, DefaultProducerContext, Producer, ThreadedProducer};

use super::StateError;
use crate::pipeline::config::Config;
use crate::pipeline::stateful::Change;
use crate::worker::client;

/// Longest time for an answer of the brokers.
const PATIENCE: Duration = Duration::from_secs(30);

/// Whether the pipeline's group has no member. A worker that was killed is one until its session
/// is over.
pub fn nobody_runs(config: &Config) -> Result<(), StateError> {
    let group = &config.kafka.group;
    let failed = |source| StateError::Kafka { topic: group.clone(), source };
    client::knock(config, || false)?;
    let consumer: BaseConsumer =
        client::settings(config)?.set("client.id", "kanhe-state").create().map_err(failed)?;
    let groups = consumer.fetch_group_list(Some(group), PATIENCE).map_err(failed)?;
    if groups.groups().iter().any(|g| !g.members().is_empty()) {
        return Err(StateError::Running(group.clone()));
    }
    Ok(())
}

/// Writes all changes or none. A worker that starts in between waits for the end of this
/// transaction before it reads (see `worker::restore`); one that came before it is seen here.
pub fn all(config: &Config, topic: &str, changes: &[(i32, Change)]) -> Result<(), StateError> {
    if changes.is_empty() {
        return Ok(());
    }
    let failed = |source| StateError::Kafka { topic: topic.to_owned(), source };
    let producer: ThreadedProducer<DefaultProducerContext> = client::settings(config)?
        .set("client.id", "kanhe-state")
        .set("acks", "all")
        // One erasure at a time: a second one fences the first.
        .set("transactional.id", format!("{}-erasure", config.kafka.group))
        .create()
        .map_err(failed)?;
    producer.init_transactions(PATIENCE).map_err(failed)?;
    producer.begin_transaction().map_err(failed)?;
    let written = send(&producer, topic, changes)
        .and_then(|()| producer.flush(PATIENCE))
        .map_err(failed)
        .and_then(|()| nobody_runs(config))
        .and_then(|()| producer.commit_transaction(PATIENCE).map_err(failed));
    if written.is_err() {
        // What made it fail is the answer; the brokers end what this cannot.
        let _ = producer.abort_transaction(PATIENCE);
    }
    written
}

fn send(
    producer: &ThreadedProducer<DefaultProducerContext>,
    topic: &str,
    changes: &[(i32, Change)],
) -> Result<(), KafkaError> {
    for (partition, change) in changes {
        let mut record: BaseRecord<'_, [u8], [u8]> =
            BaseRecord::to(topic).partition(*partition).key(&change.key);
        if let Some(value) = &change.value {
            record = record.payload(value);
        }
        loop {
            match producer.send(record) {
                Ok(()) => break,
                Err((KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull), back)) => {
                    record = back;
                    producer.flush(PATIENCE)?;
                }
                Err((source, _)) => return Err(source),
            }
        }
    }
    Ok(())
}
