//! How long decisions take: events come in at a fixed rate, and a `read_committed` consumer of the
//! queues notes when each message reaches it. From that time the broker's own time of the event's
//! append is taken. Only events that act have a message; they are committed together with all others
//! around them. Beside it stands the worker's own histogram, over all events.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::Message as _;
use rdkafka::producer::{BaseRecord, DefaultProducerContext, Producer, ThreadedProducer};

use crate::events::Events;
use crate::pipeline::{QUEUES, Scenario, TOPICS};
use crate::support::DEADLINE;
use crate::support::broker::Broker;
use crate::support::process::{Worker, get};

/// Events of the first seconds do not count: the worker has just started, and what piled up meanwhile
/// must be worked off.
const WARM: u64 = 20;
/// Between two handfuls of events.
const TICK: Duration = Duration::from_millis(5);

/// Sends at `rate` events a second for so long.
pub fn measure(events: &Events, rate: f64, seconds: u64, redress: bool) {
    if seconds == 0 {
        return;
    }
    let scenario = Scenario::new(Broker::measured().address.clone(), "latency", redress);
    let mut worker = Worker::start(&scenario.pipeline("latency"));
    let line = worker.await_log("metrics and health").to_owned();
    let admin =
        line.split("\"address\":\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    worker.await_log("partitions assigned");
    let sent = AtomicBool::new(false);
    let arrived = thread::scope(|scope| {
        let arrivals = scope.spawn(|| read(&scenario, &QUEUES, "read_committed", &sent, |_, now| now));
        load(events, &scenario, rate, seconds);
        sent.store(true, Ordering::SeqCst);
        arrivals.join().unwrap()
    });
    // The broker keeps when it appended each event: to read it now takes no time from the worker. Events
    // that act only, since the others have no message to compare with.
    let appended = read(&scenario, &TOPICS, "read_uncommitted", &sent, |time, _| time);
    let start = appended.values().min().copied().unwrap_or_default();
    let mut millis: Vec<i64> = arrived
        .iter()
        .filter_map(|(id, came)| Some((came, appended.get(id)?)))
        .filter(|(_, append)| **append >= start + WARM as i64 * 1000)
        .map(|(came, append)| came - append)
        .collect();
    millis.sort_unstable();
    let at = |percent: usize| millis[(millis.len() * percent / 100).min(millis.len() - 1)];
    println!(
        "at {rate:.0} events a second for {seconds} s, from the broker's append to a read_committed reader, \
         {} messages: p50 {} ms, p90 {} ms, p99 {} ms (bar 250), max {} ms",
        millis.len(),
        at(50),
        at(90),
        at(99),
        at(100)
    );
    println!("the worker's own histogram, all events from the start on, seconds: {}", histogram(&admin));
    let (status, log) = worker.terminate();
    assert!(status.success(), "{log}");
}

fn load(events: &Events, scenario: &Scenario, rate: f64, seconds: u64) {
    let producer: ThreadedProducer<DefaultProducerContext> = ClientConfig::new()
        .set("bootstrap.servers", &scenario.address)
        // Before the broker's append: it takes nothing from what is measured, and no processor from it.
        .set("linger.ms", "50")
        .set("batch.size", "1000000")
        .set("compression.type", "lz4")
        .create()
        .unwrap();
    // Made before: the load's own making of events is no part of a platform's broker.
    let made: Vec<_> = (0..50_000).map(|n| events.message(scenario, n)).collect();
    let start = Instant::now();
    let mut number = 0;
    while start.elapsed() < Duration::from_secs(seconds) {
        let due = (start.elapsed().as_secs_f64() * rate) as usize;
        while number < due {
            let message = &made[number % made.len()];
            // An id of its own, of the same length: `{"id":"b-000000123"` has it at the end of the keys.
            let payload = renumbered(message.payload.as_deref().unwrap(), number);
            let mut record = BaseRecord::<[u8], [u8]>::to(&message.topic).payload(&payload);
            record.key = message.key.as_deref();
            match producer.send(record) {
                Ok(()) => number += 1,
                Err((KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull), _)) => break,
                Err((error, _)) => panic!("{error}"),
            }
        }
        thread::sleep(TICK);
    }
    producer.flush(DEADLINE).unwrap();
    println!("sent {number} events in {:.1} s", start.elapsed().as_secs_f64());
}

/// The place of the nine digits of an event's id.
fn digits(payload: &[u8]) -> Option<usize> {
    let mark = b"\"id\":\"";
    payload.windows(mark.len()).position(|window| window == mark).map(|at| at + mark.len() + 2)
}

fn renumbered(payload: &[u8], number: usize) -> Vec<u8> {
    let mut payload = payload.to_vec();
    let at = digits(&payload).unwrap();
    payload[at..at + 9].copy_from_slice(format!("{number:09}").as_bytes());
    payload
}

/// Reads topics until all is sent and nothing comes any more: by number of the event, what `of` makes
/// of the broker's time and the time now, both in milliseconds since 1970.
fn read(
    scenario: &Scenario,
    topics: &[&str],
    isolation: &str,
    sent: &AtomicBool,
    of: fn(i64, i64) -> i64,
) -> HashMap<u64, i64> {
    let names: Vec<String> = topics.iter().map(|topic| scenario.topic(topic)).collect();
    let consumer: BaseConsumer = ClientConfig::new()
        .set("bootstrap.servers", &scenario.address)
        .set("group.id", format!("{}-{isolation}", scenario.prefix))
        .set("enable.auto.commit", "false")
        .set("auto.offset.reset", "earliest")
        .set("isolation.level", isolation)
        .set("fetch.queue.backoff.ms", "10")
        .create()
        .unwrap();
    consumer.subscribe(&names.iter().map(String::as_str).collect::<Vec<_>>()).unwrap();
    let mut found = HashMap::new();
    let begin = Instant::now();
    loop {
        match consumer.poll(Duration::from_secs(3)) {
            Some(message) => {
                let message = message.unwrap();
                let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as i64;
                let payload = message.payload().unwrap_or_default();
                let Some(number) = number(payload) else { continue };
                let time = message.timestamp().to_millis().unwrap();
                found.entry(number).or_insert_with(|| of(time, now));
            }
            // Before the first there may be none for longer than one poll: the group forms.
            None if sent.load(Ordering::SeqCst) && !found.is_empty() => return found,
            None => assert!(begin.elapsed() < DEADLINE, "no message came"),
        }
    }
}

/// The number of an event that acts, from the event or from its decision; `None` for the others.
fn number(payload: &[u8]) -> Option<u64> {
    let marks: [&[u8]; 2] = [b"{\"event\":\"", b"\"id\":\""];
    let at = marks.iter().find_map(|mark| {
        payload.windows(mark.len()).position(|window| window == *mark).map(|at| at + mark.len())
    })?;
    if matches!(payload.get(at)?, b'b' | b'n') {
        return None;
    }
    std::str::from_utf8(payload.get(at + 2..at + 11)?).ok()?.parse().ok()
}

/// The shares of all decisions up to each bound.
fn histogram(admin: &str) -> String {
    let text = get(admin, "/metrics");
    let value = |line: &str| line.rsplit(' ').next().and_then(|v| v.parse::<f64>().ok());
    let buckets: Vec<(String, f64)> = text
        .lines()
        .filter_map(|line| {
            let bound =
                line.strip_prefix("kanhe_decision_latency_seconds_bucket{le=\"")?.split('"').next()?;
            Some((bound.to_owned(), value(line)?))
        })
        .collect();
    let all = buckets.last().map_or(1.0, |(_, count)| *count);
    let shares = buckets.iter().map(|(bound, count)| format!("≤ {bound}: {:.2} %", 100.0 * count / all));
    shares.collect::<Vec<_>>().join(", ")
}
