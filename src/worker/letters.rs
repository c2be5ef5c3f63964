//! Dead letters after the fact: reading them, and sending kept ones back to their input.
//!
//! A letter goes back as it came, with its key and its own headers, and with one header more that
//! counts how often it was sent back. One that came back already is left where it is, so that
//! **a letter cannot go round in a circle**. Letters and the place up to which they were looked
//! through are one transaction: a second run goes on where the first one ended.

use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::message::{BorrowedMessage, Header, Headers, Message, OwnedHeaders};
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};

use super::{CONTACT, WorkerError, client};
use crate::pipeline::config::Config;
use crate::route::{KEPT, Queue};

/// Says how often a message was sent back.
pub const REDRIVEN: &str = "kanhe-redriven";
const POLL: Duration = Duration::from_millis(100);

/// One dead letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Its place on the dead-letter topic.
    pub partition: i32,
    /// Its offset there.
    pub offset: i64,
    /// Key of the input, if it may be kept.
    pub key: Option<Vec<u8>>,
    /// All headers: the letter's own, and after `input.` those of the input.
    pub headers: Vec<(String, Option<Vec<u8>>)>,
    /// The input, if it may be kept.
    pub payload: Option<Vec<u8>>,
}

impl Letter {
    /// A header of the letter itself, as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(key, _)| key == name)?;
        std::str::from_utf8(value.as_deref()?).ok()
    }

    /// Whether the input is in it.
    pub fn is_kept(&self) -> bool {
        self.payload.is_some()
    }

    /// Whether it was sent back before.
    pub fn came_back(&self) -> bool {
        self.header(&format!("{KEPT}{REDRIVEN}")).is_some()
    }
}

/// What became of the letters that were looked through.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Redriven {
    /// Sent back to their input.
    pub sent: usize,
    /// Not kept: there is nothing to send.
    pub not_kept: usize,
    /// Sent back once already.
    pub came_back: usize,
    /// Not asked for, or from a topic that is no input of the pipeline.
    pub others: usize,
}

/// Calls with every committed letter, in the order of each partition, from the beginning.
pub fn read(config: &Config, mut call: impl FnMut(Letter)) -> Result<(), WorkerError> {
    let consumer = reader(config)?;
    let places = places(&consumer, config)?;
    let mut list = TopicPartitionList::new();
    for (topic, partition) in &places {
        list.add_partition_offset(topic, *partition, Offset::Beginning).map_err(WorkerError::Read)?;
    }
    to_the_end(&consumer, &list, |letter| {
        call(letter);
        Ok(())
    })
}

/// Sends kept letters that are `wanted` back to their inputs, from where the last run ended.
pub fn redrive(config: &Config, wanted: impl Fn(&Letter) -> bool) -> Result<Redriven, WorkerError> {
    let consumer = reader(config)?;
    let producer: BaseProducer = client::settings(config)?
        .set("transactional.id", group(config))
        .set("transaction.timeout.ms", config.kafka.transaction_timeout.as_millis().to_string())
        .create()
        .map_err(WorkerError::Client)?;
    let failed = |call| move |source| WorkerError::Transaction { call, source };
    producer.init_transactions(CONTACT).map_err(failed("init"))?;
    let mut list = TopicPartitionList::new();
    for (topic, partition) in places(&consumer, config)? {
        list.add_partition(&topic, partition);
    }
    let mut begin = consumer.committed_offsets(list, CONTACT).map_err(WorkerError::Read)?;
    let places: Vec<(String, i32, Offset)> =
        begin.elements().iter().map(|e| (e.topic().to_owned(), e.partition(), e.offset())).collect();
    for (topic, partition, offset) in places {
        let from = if matches!(offset, Offset::Offset(_)) { offset } else { Offset::Beginning };
        begin.set_partition_offset(&topic, partition, from).map_err(WorkerError::Read)?;
    }
    producer.begin_transaction().map_err(failed("begin"))?;
    let (mut done, mut ends) = (Redriven::default(), TopicPartitionList::new());
    let topic = config.queues.topic(Queue::DeadLetter).unwrap_or_default();
    to_the_end(&consumer, &begin, |letter| {
        let next = Offset::Offset(letter.offset + 1);
        if ends.set_partition_offset(topic, letter.partition, next).is_err() {
            ends.add_partition_offset(topic, letter.partition, next).map_err(WorkerError::Read)?;
        }
        let source = letter.header("source.topic").unwrap_or_default().to_owned();
        if !wanted(&letter) || !config.kafka.input.contains(&source) {
            done.others += 1;
        } else if !letter.is_kept() {
            done.not_kept += 1;
        } else if letter.came_back() {
            done.came_back += 1;
        } else {
            send_back(&producer, &source, &letter)?;
            done.sent += 1;
        }
        Ok(())
    })?;
    if ends.count() > 0 {
        let group = consumer.group_metadata().ok_or(WorkerError::NoInstance)?;
        producer.send_offsets_to_transaction(&ends, &group, CONTACT).map_err(failed("send-offsets"))?;
    }
    producer.commit_transaction(CONTACT).map_err(failed("commit"))?;
    Ok(done)
}

fn send_back(producer: &BaseProducer, topic: &str, letter: &Letter) -> Result<(), WorkerError> {
    let mut headers = OwnedHeaders::new();
    for (name, value) in &letter.headers {
        if let Some(name) = name.strip_prefix(KEPT) {
            headers = headers.insert(Header { key: name, value: value.as_deref() });
        }
    }
    headers = headers.insert(Header { key: REDRIVEN, value: Some(b"1".as_slice()) });
    let mut record = BaseRecord::<[u8], [u8]>::to(topic).headers(headers);
    record.key = letter.key.as_deref();
    record.payload = letter.payload.as_deref();
    let deadline = Instant::now() + CONTACT;
    while let Err((source, back)) = producer.send(record) {
        if Instant::now() >= deadline {
            return Err(WorkerError::Send { topic: topic.to_owned(), source });
        }
        record = back;
        producer.poll(POLL);
    }
    Ok(())
}

/// Letters have a group of their own: what was looked through is no offset of the worker's.
fn group(config: &Config) -> String {
    format!("{}-redrive", config.kafka.group)
}

fn reader(config: &Config) -> Result<BaseConsumer, WorkerError> {
    client::knock(config, || false)?;
    client::settings(config)?
        .set("group.id", group(config))
        .set("enable.auto.commit", "false")
        .set("auto.offset.reset", "earliest")
        .set("enable.partition.eof", "true")
        .set("isolation.level", "read_committed")
        .create()
        .map_err(WorkerError::Client)
}

fn places(consumer: &BaseConsumer, config: &Config) -> Result<Vec<(String, i32)>, WorkerError> {
    let topic = config.queues.topic(Queue::DeadLetter).unwrap_or_default();
    let contact = |source| WorkerError::Contact { brokers: config.kafka.brokers.clone(), source };
    let metadata = consumer.fetch_metadata(Some(topic), CONTACT).map_err(contact)?;
    let known = metadata.topics().iter().find(|t| t.name() == topic && t.error().is_none());
    let known = known.ok_or_else(|| WorkerError::Topic { topic: topic.to_owned() })?;
    Ok(known.partitions().iter().map(|p| (topic.to_owned(), p.id())).collect())
}

fn to_the_end(
    consumer: &BaseConsumer,
    from: &TopicPartitionList,
    mut call: impl FnMut(Letter) -> Result<(), WorkerError>,
) -> Result<(), WorkerError> {
    consumer.assign(from).map_err(WorkerError::Read)?;
    let (mut open, mut last) = (from.count(), Instant::now());
    while open > 0 {
        match consumer.poll(POLL) {
            Some(Ok(message)) => {
                last = Instant::now();
                call(own(&message))?;
            }
            Some(Err(KafkaError::PartitionEOF(_))) => open -= 1,
            Some(Err(source)) if last.elapsed() >= CONTACT => return Err(WorkerError::Read(source)),
            None if last.elapsed() >= CONTACT => {
                let late = rdkafka::types::RDKafkaErrorCode::OperationTimedOut;
                return Err(WorkerError::Read(KafkaError::MessageConsumption(late)));
            }
            Some(Err(_)) | None => {}
        }
    }
    Ok(())
}

fn own(message: &BorrowedMessage<'_>) -> Letter {
    let headers = message.headers().into_iter().flat_map(Headers::iter);
    Letter {
        partition: message.partition(),
        offset: message.offset(),
        key: message.key().map(<[u8]>::to_vec),
        headers: headers.map(|h| (h.key.to_owned(), h.value.map(<[u8]>::to_vec))).collect(),
        payload: message.payload().map(<[u8]>::to_vec),
    }
}
