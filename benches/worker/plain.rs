//! The plain loop: one thread that polls, parses the envelope with serde and sends, in transactions of the
//! same bounds. It decides nothing. What it sends is either what kanhe would send, in number and size,
//! or, as a loop that consumes, parses and produces does, every event.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use kanhe::message::NoticeKey;
use kanhe::pipeline::config::Config;
use kanhe::pipeline::{Engine, Flow, Taken};
use kanhe::route::{Input, QueueMessage};
use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::message::{Header, Message as _, OwnedHeaders};
use rdkafka::producer::{BaseRecord, DefaultProducerContext, Producer, ThreadedProducer};
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};
use serde::{Deserialize, Serialize};

use crate::events::{Events, Made};
use crate::pipeline::{BYTES, INPUTS, INTERVAL, KEY, Scenario, TOPICS};
use crate::support::DEADLINE;

/// As which the bench starts itself: for the events on which kanhe acts …
pub const VERB: &str = "plain-loop";
/// … and for all of them.
pub const EACH: &str = "plain-loop-of-each";
/// Events that are looked at for one of each kind that acts.
const LOOKED_AT: usize = 5_000;

/// How often each event is decided.
const PASSES: usize = 10;

/// What every consumer of events parses.
#[derive(Serialize, Deserialize)]
struct Envelope {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    time: String,
    parts: Vec<Part>,
}

#[derive(Serialize, Deserialize)]
struct Part {
    kind: String,
    text: String,
}

/// For each kind of event that acts, the messages that one of them becomes.
pub fn shapes(config: &Config) -> BTreeMap<char, Vec<QueueMessage>> {
    let flow = flow(config);
    let events = Events::new();
    let mut shapes = BTreeMap::new();
    for made in (0..LOOKED_AT).map(|n| events.event(n)).filter(|made| !matches!(made.kind, 'b' | 'n')) {
        if let Taken::Done(_, messages) = take(&flow, &made)
            && !messages.is_empty()
        {
            shapes.insert(made.kind, messages);
        }
    }
    shapes
}

fn flow(config: &Config) -> Flow {
    let key = NoticeKey::new(KEY.as_bytes()).unwrap();
    Flow::new(config, Engine::builtin().unwrap().with_notice_key(key))
}

fn take(flow: &Flow, made: &Made) -> Taken {
    let input = Input {
        topic: made.topic,
        partition: 0,
        offset: 0,
        key: Some(made.key.as_bytes()),
        headers: &[],
        payload: Some(made.payload.as_bytes()),
    };
    flow.take(&input, &[])
}

/// Microseconds of processor time to decode, decide and route one event, by the first letter of its id:
/// on this thread alone, without any Kafka and without verified accounts.
pub fn deciding(events: &Events, config: &Config) -> BTreeMap<char, f64> {
    let flow = flow(config);
    let mut kinds: BTreeMap<char, Vec<Made>> = BTreeMap::new();
    for made in (0..4 * LOOKED_AT).map(|n| events.event(n)) {
        kinds.entry(made.kind).or_default().push(made);
    }
    let measured = |(kind, all): (char, Vec<Made>)| {
        let begin = thread_seconds();
        for _ in 0..PASSES {
            let taken = all.iter().filter(|made| matches!(take(&flow, made), Taken::Done(..))).count();
            assert_eq!(taken, all.len(), "no stage takes any");
        }
        (kind, (thread_seconds() - begin) * 1e6 / (PASSES * all.len()) as f64)
    };
    kinds.into_iter().map(measured).collect()
}

/// Processor time of this thread, as the scheduler counts it.
fn thread_seconds() -> f64 {
    let counted = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    counted.split(' ').next().unwrap().parse::<f64>().unwrap() / 1e9
}

/// Runs until it is killed.
pub fn run(verb: &str, address: &str, prefix: &str, pipeline: &str) {
    let config = Config::parse("bench", &std::fs::read_to_string(pipeline).unwrap()).unwrap();
    let shapes = if verb == EACH { BTreeMap::new() } else { shapes(&config) };
    let topics: Vec<String> = TOPICS.iter().map(|topic| format!("{prefix}.{topic}")).collect();
    let (consumer, producer) = clients(address, &config.kafka.group);
    producer.init_transactions(DEADLINE).unwrap();
    consumer.subscribe(&topics.iter().map(String::as_str).collect::<Vec<_>>()).unwrap();
    let mut open: Option<(Instant, usize, usize)> = None;
    let mut next: BTreeMap<(usize, i32), i64> = BTreeMap::new();
    loop {
        let left =
            open.map_or(DEADLINE, |(since, ..)| (since + INTERVAL).saturating_duration_since(Instant::now()));
        if let Some(message) = consumer.poll(left) {
            let message = message.unwrap();
            let (_, inputs, bytes) = open.get_or_insert_with(|| {
                producer.begin_transaction().unwrap();
                (Instant::now(), 0, 0)
            });
            let envelope: Envelope = serde_json::from_slice(message.payload().unwrap()).unwrap();
            for shape in envelope.id.chars().next().and_then(|kind| shapes.get(&kind)).into_iter().flatten() {
                *bytes += shape.size();
                send(&producer, shape, &envelope, message.key());
            }
            if verb == EACH {
                *bytes += message.payload_len();
                send_on(&producer, &config.queues.delete, &envelope, message.key());
            }
            *inputs += 1;
            let topic = topics.iter().position(|topic| topic == message.topic()).unwrap();
            next.insert((topic, message.partition()), message.offset() + 1);
        }
        let due = |(since, inputs, bytes): (Instant, usize, usize)| {
            inputs >= INPUTS || bytes >= BYTES || since.elapsed() >= INTERVAL
        };
        if open.is_some_and(due) {
            commit(&consumer, &producer, &topics, &std::mem::take(&mut next));
            open = None;
        }
    }
}

fn clients(address: &str, group: &str) -> (BaseConsumer, ThreadedProducer<DefaultProducerContext>) {
    let consumer = ClientConfig::new()
        .set("bootstrap.servers", address)
        .set("group.id", group)
        .set("enable.auto.commit", "false")
        .set("enable.auto.offset.store", "false")
        .set("auto.offset.reset", "earliest")
        .set("isolation.level", "read_committed")
        .set("queued.max.messages.kbytes", "16384")
        .set("fetch.max.bytes", "16777216")
        .set("fetch.min.bytes", "65536")
        .set("fetch.wait.max.ms", "10")
        .set("fetch.queue.backoff.ms", "10")
        .create()
        .unwrap();
    let producer = ClientConfig::new()
        .set("bootstrap.servers", address)
        .set("transactional.id", group)
        .set("enable.idempotence", "true")
        .set("acks", "all")
        .set("compression.type", "lz4")
        .set("linger.ms", INTERVAL.as_millis().to_string())
        .set("retry.backoff.ms", "5")
        .set("queue.buffering.max.kbytes", "65536")
        .create()
        .unwrap();
    (consumer, producer)
}

/// A message of the shape's headers and size that holds what was parsed.
fn send(
    producer: &ThreadedProducer<DefaultProducerContext>,
    shape: &QueueMessage,
    envelope: &Envelope,
    key: Option<&[u8]>,
) {
    let mut headers = OwnedHeaders::new_with_capacity(shape.headers.len());
    for (key, value) in &shape.headers {
        headers = headers.insert(Header { key, value: value.as_deref() });
    }
    let mut payload = serde_json::to_vec(envelope).unwrap();
    let template = shape.payload.as_deref().unwrap_or_default();
    payload.extend_from_slice(template.get(payload.len()..).unwrap_or_default());
    payload.truncate(template.len());
    let mut record = BaseRecord::<[u8], [u8]>::to(&shape.topic).headers(headers).payload(&payload);
    record.key = key;
    producer.send(record).map_err(|(e, _)| e).unwrap();
}

/// What was parsed, on to a topic.
fn send_on(
    producer: &ThreadedProducer<DefaultProducerContext>,
    topic: &str,
    envelope: &Envelope,
    key: Option<&[u8]>,
) {
    let payload = serde_json::to_vec(envelope).unwrap();
    let mut record = BaseRecord::<[u8], [u8]>::to(topic).payload(&payload);
    record.key = key;
    producer.send(record).map_err(|(e, _)| e).unwrap();
}

fn commit(
    consumer: &BaseConsumer,
    producer: &ThreadedProducer<DefaultProducerContext>,
    topics: &[String],
    next: &BTreeMap<(usize, i32), i64>,
) {
    flush(producer);
    let mut offsets = TopicPartitionList::new();
    for ((topic, partition), next) in next {
        offsets.add_partition_offset(&topics[*topic], *partition, Offset::Offset(*next)).unwrap();
    }
    let group = consumer.group_metadata().unwrap();
    producer.send_offsets_to_transaction(&offsets, &group, DEADLINE).unwrap();
    producer.commit_transaction(DEADLINE).unwrap();
}

/// As the worker does: the library's safe `flush` waits in steps of 100 ms.
#[allow(unsafe_code)]
fn flush(producer: &ThreadedProducer<DefaultProducerContext>) {
    let most = Duration::from_secs(30).as_millis() as i32;
    // SAFETY: the pointer is the live client of `producer`, which is borrowed for the whole call.
    let code = unsafe { rdkafka::bindings::rd_kafka_flush(producer.client().native_ptr(), most) };
    assert_eq!(code, rdkafka::bindings::rd_kafka_resp_err_t::RD_KAFKA_RESP_ERR_NO_ERROR);
}

/// The arguments with which the bench starts itself.
pub fn arguments(verb: &str, scenario: &Scenario, group: &str) -> [String; 4] {
    let pipeline = scenario.pipeline(group).display().to_string();
    [verb.to_owned(), scenario.address.clone(), scenario.prefix.clone(), pipeline]
}
