//! From the client's messages and errors to ours, and in chunks into the pool.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::{BorrowedMessage, Headers, Message};
use tracing::{debug, warn};

use super::WorkerError;
use super::assignment::Assignment;
use super::batch::Place;
use super::gate::{Gate, Load};
use super::pool::{Chunk, Feed, Order, Owned, Task};
use super::reload::Current;
use crate::pipeline::config::{Config, Lexicons};

/// Longest wait for brokers before the loop looks whether it should stop.
const LOOK_UP: Duration = Duration::from_secs(1);
/// Most messages in a chunk: enough that handing it over costs nothing, few enough that all
/// threads get some of a short burst.
const CHUNK: usize = 256;
/// Most bytes in a chunk.
const CHUNK_BYTES: usize = 256 * 1024;

/// Collects messages into chunks.
pub struct Intake {
    feed: Feed,
    gate: Arc<Gate>,
    topics: Arc<[String]>,
    current: Arc<Current>,
    epoch: u64,
    inputs: Vec<Owned>,
    load: Load,
    /// When the first of them was read.
    read: Instant,
    reading: Reading,
}

/// How far each partition was read since reading began.
#[derive(Debug, Default)]
struct Reading(BTreeMap<Place, i64>);

impl Reading {
    /// Whether an offset comes for the first time.
    fn is_new(&mut self, place: Place, offset: i64) -> bool {
        let next = self.0.entry(place).or_default();
        let new = offset >= *next;
        if new {
            *next = offset + 1;
        }
        new
    }
}

impl Intake {
    /// An empty one.
    pub fn new(feed: Feed, gate: Arc<Gate>, topics: Arc<[String]>, current: Arc<Current>) -> Self {
        Self {
            feed,
            gate,
            topics,
            current,
            epoch: 0,
            inputs: Vec::new(),
            load: Load::default(),
            read: Instant::now(),
            reading: Reading::default(),
        }
    }

    /// Takes a message. False when nobody works any more.
    pub fn take(&mut self, message: &BorrowedMessage<'_>) -> bool {
        // The client library reads what was subscribed to.
        let Some(topic) = self.topics.iter().position(|known| known == message.topic()) else { return true };
        // Where leaders change, the library may go back by itself. What it brings again is under way
        // or committed already, and would be decided twice.
        if !self.reading.is_new((topic, message.partition()), message.offset()) {
            debug!(partition = message.partition(), offset = message.offset(), "a message came again");
            return true;
        }
        let owned = own(message, topic);
        let load = Load { inputs: 1, bytes: size(&owned) };
        self.gate.enter(load);
        self.load.inputs += load.inputs;
        self.load.bytes += load.bytes;
        if self.inputs.is_empty() {
            self.read = Instant::now();
        }
        self.inputs.push(owned);
        self.inputs.len() < CHUNK && self.load.bytes < CHUNK_BYTES || self.hand_over()
    }

    /// Hands over what was collected. False when nobody works any more.
    pub fn hand_over(&mut self) -> bool {
        if self.inputs.is_empty() {
            return true;
        }
        let inputs = std::mem::replace(&mut self.inputs, Vec::with_capacity(CHUNK));
        let load = std::mem::take(&mut self.load);
        let flow = Arc::clone(&self.current.lock().unwrap_or_else(PoisonError::into_inner));
        self.feed.send(Task::Chunk(Chunk { epoch: self.epoch, flow, inputs, load, read: self.read }))
    }

    /// Whether something is collected and not handed over.
    pub fn is_empty(&self) -> bool {
        self.inputs.is_empty()
    }

    /// Gives an order to the writer, after everything that was read. False when it is gone.
    pub fn order(&mut self, order: Order) -> bool {
        self.hand_over() && self.feed.send(Task::Order(order))
    }

    /// A new reading begins: what was collected of the earlier one comes again.
    pub fn begin(&mut self, epoch: u64) {
        self.gate.leave(std::mem::take(&mut self.load));
        self.inputs.clear();
        self.reading = Reading::default();
        self.epoch = epoch;
    }

    /// Partitions come: they are read from what is committed, wherever they were read to before.
    pub fn assigned(&mut self) {
        self.reading = Reading::default();
    }

    /// The reading that messages belong to.
    pub fn epoch(&self) -> u64 {
        self.epoch
    }

    /// Nothing more comes.
    pub fn close(&mut self) {
        self.feed.close();
    }
}

fn own(message: &BorrowedMessage<'_>, topic: usize) -> Owned {
    let headers = message.headers().into_iter().flat_map(Headers::iter);
    Owned {
        topic,
        partition: message.partition(),
        offset: message.offset(),
        time: message.timestamp().to_millis(),
        key: message.key().map(<[u8]>::to_vec),
        headers: headers.map(|h| (h.key.to_owned(), h.value.map(<[u8]>::to_vec))).collect(),
        payload: message.payload().map(<[u8]>::to_vec),
    }
}

/// Bytes that a message takes while it is under way.
pub fn size(owned: &Owned) -> usize {
    let headers = owned.headers.iter().map(|(k, v)| k.len() + v.as_ref().map_or(0, Vec::len));
    headers.sum::<usize>()
        + owned.key.as_ref().map_or(0, Vec::len)
        + owned.payload.as_ref().map_or(0, Vec::len)
        + size_of::<Owned>()
}

/// Waits for a broker, at most `most`, and checks that it has the pipeline's topics: the worker
/// makes none, and a misspelt queue should be seen at the start and not at the first refusal.
/// False when `stop` was set before a broker answered.
pub fn topics_are_there(
    consumer: &BaseConsumer<Assignment>,
    config: &Config,
    most: Duration,
    stop: &AtomicBool,
) -> Result<bool, WorkerError> {
    let begin = Instant::now();
    let metadata = loop {
        if stop.load(Ordering::Relaxed) {
            return Ok(false);
        }
        match consumer.fetch_metadata(None, LOOK_UP) {
            Ok(metadata) => break metadata,
            Err(_) if begin.elapsed() < most => {}
            Err(source) => {
                return Err(WorkerError::Contact { brokers: config.kafka.brokers.clone(), source });
            }
        }
    };
    let inputs = config.kafka.input.iter().map(String::as_str);
    let changelogs = config.changelogs.values().map(String::as_str);
    let lexicons = match &config.lexicons {
        Some(Lexicons::Topic(topic)) => Some(topic.as_str()),
        _ => None,
    };
    for topic in inputs.chain(config.queues.topics()).chain(changelogs).chain(lexicons) {
        if !metadata.topics().iter().any(|known| known.name() == topic && known.error().is_none()) {
            return Err(WorkerError::Topic { topic: topic.to_owned() });
        }
    }
    Ok(true)
}

/// Whether the consumer can go on after an error: brokers that are away come back.
pub fn judge(consumer: &BaseConsumer<Assignment>, error: KafkaError) -> Result<(), WorkerError> {
    let fatal = matches!(error.rdkafka_error_code(), Some(RDKafkaErrorCode::Fatal))
        || consumer.client().fatal_error().is_some();
    if fatal {
        return Err(WorkerError::Read(error));
    }
    warn!(%error, "the consumer reports an error");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_of_a_partition_is_read_once() {
        let mut reading = Reading::default();
        let (a, b) = ((0, 1), (1, 1));
        // Offsets have gaps where transactions ended.
        assert!([3, 4, 7].into_iter().all(|offset| reading.is_new(a, offset)));
        assert!([3, 6, 7].into_iter().all(|offset| !reading.is_new(a, offset)));
        assert!(reading.is_new(b, 0) && reading.is_new(a, 8) && !reading.is_new(b, 0));
    }
}
