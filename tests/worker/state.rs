//! A stage with state on a real Kafka: what it counts is what its changelog says, over stops, rows
//! that it cannot take, aborted transactions and a worker that starts from nothing.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use super::support::broker::Broker;
use super::support::client::{Committed, Message, Reader, create_topics, send};
use super::support::pipeline::pipeline;
use kanhe::message::Event;
use kanhe::pipeline::config::Config;
use kanhe::pipeline::overlay::Table;
use kanhe::pipeline::stateful::{Change, StageError, Stateful, Stepped};
use kanhe::pipeline::{Engine, Flow};
use kanhe::route::Input;
use kanhe::worker::{Worker, WorkerError};

const PARTITIONS: i32 = 3;
const EVENTS: usize = 3_000;

/// Counts the rows of each product, and says the count in a header of the released row. Has a
/// defect: it panics on some rows when it has counted them already, and of others it says too much.
#[derive(Default)]
struct Counter {
    counts: Table<u64>,
}

impl Stateful for Counter {
    fn name(&self) -> &'static str {
        "counter"
    }

    fn takes(&self) -> fn(&Event) -> bool {
        |event| matches!(event, Event::Record(_))
    }

    fn step(&mut self, flow: &Flow, input: &Input<'_>, event: &Event) -> Result<Stepped, StageError> {
        let Event::Record(row) = event else { unreachable!("not taken") };
        let key = row.product.as_bytes().to_vec();
        let count = self.counts.get(input.partition, &key).copied().unwrap_or(0) + 1;
        self.counts.put(input.partition, key.clone(), count);
        assert!(!row.values.contains_key("panic"), "the defect of a test");
        let (outcome, mut messages) = flow.decide(event, input);
        for message in &mut messages {
            message.headers.push(("count".to_owned(), Some(count.to_string().into_bytes())));
        }
        if row.values.contains_key("large") {
            for message in &mut messages {
                message.headers.push(("large".to_owned(), Some(vec![0; 10_000])));
            }
        }
        let value = Some(count.to_string().into_bytes());
        Ok(Stepped { outcome, messages, changes: vec![Change { key, value }] })
    }

    fn restore(&mut self, partition: i32, key: &[u8], value: Option<&[u8]>) {
        let count = value.map(|v| std::str::from_utf8(v).unwrap().parse().unwrap());
        self.counts.restore(partition, key, count);
    }

    fn forget(&mut self, partition: i32) {
        self.counts.forget(partition);
    }

    fn commit(&mut self) {
        self.counts.commit();
    }

    fn abort(&mut self) {
        self.counts.abort();
    }
}

/// What the stage cannot take, by the number of the row: with a panic, or with too long an answer.
fn defect(n: usize) -> &'static str {
    match n % 200 {
        50 => "panic",
        51 | 150 => "large",
        _ => "count",
    }
}

fn row(n: usize, topic: &str) -> Message {
    let (product, column) = (format!("product-{}", n % 7), defect(n));
    let payload = format!(
        r#"{{"id":"d-{n}","type":"record","time":"2026-11-22T08:00:00+08:00","product":"{product}","values":{{"{column}":{n}}}}}"#
    );
    Message {
        topic: topic.to_owned(),
        key: Some(product.into_bytes()),
        payload: Some(payload.into_bytes()),
        ..Message::default()
    }
}

fn config(address: &str, prefix: &str, instance: &str) -> Config {
    let more = format!(
        r#"
[kafka]
instance-id = "{instance}"
session-timeout-ms = 6000
[queues]
release = "{prefix}.release"
[limits]
batch-inputs = 100
max-queue-bytes = 8192
[changelogs]
counter = "{prefix}.counter"
"#
    );
    Config::parse("pipeline.toml", &pipeline(address, prefix, &["rows"], &more)).unwrap()
}

/// A worker on a thread of this process.
struct Running {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<Result<(), WorkerError>>,
}

impl Running {
    fn start(config: Config) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = std::thread::spawn(move || {
            let flow = Flow::new(&config, Engine::builtin().unwrap());
            Worker::new(config, flow, vec![Box::<Counter>::default()], Arc::default())?.run(&stopped)
        });
        Self { stop, thread }
    }

    fn stop(self) {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.join().unwrap().unwrap();
    }
}

#[test]
fn a_count_goes_on_where_it_was_in_another_worker() {
    let address = &Broker::shared().address;
    let prefix = format!("state-{}", std::process::id());
    let topic = |name: &str| format!("{prefix}.{name}");
    let single = ["delete", "mask", "accounts", "fraud", "privacy", "data", "dead"].map(topic);
    let shared = ["rows", "release", "counter"].map(topic);
    let all = single.iter().map(|t| (t.as_str(), 1)).chain(shared.iter().map(|t| (t.as_str(), PARTITIONS)));
    create_topics(address, &all.collect::<Vec<_>>());
    let mut released = Reader::new(address, [topic("release").as_str()]);
    let mut changelog = Reader::new(address, [topic("counter").as_str()]);
    let mut dead = Reader::new(address, [topic("dead").as_str()]);
    let inputs = Reader::new(address, [topic("rows").as_str()]);
    let committed = Committed::new(address, &prefix, inputs.ends().into_keys());
    let rows: Vec<Message> = (0..EVENTS).map(|n| row(n, &topic("rows"))).collect();

    for (round, part) in rows.chunks(EVENTS / 3).enumerate() {
        send(address, part);
        // Another name each time: nothing but the changelog tells it what was counted.
        let worker = Running::start(config(address, &prefix, &format!("worker-{round}")));
        committed.await_all(&inputs.ends());
        worker.stop();
    }

    dead.read_to_end();
    for (column, code) in [("panic", "panic"), ("large", "answer-too-large")] {
        let letters = dead.messages.iter().filter(|letter| letter.header("error.code") == Some(code)).count();
        assert_eq!(letters, (0..EVENTS).filter(|n| defect(*n) == column).count(), "{code}");
    }
    released.read_to_end();
    assert_eq!(released.messages.len() + dead.messages.len(), EVENTS);
    let mut counted: BTreeMap<String, u64> = BTreeMap::new();
    for message in &released.messages {
        let product = String::from_utf8(message.key.clone().unwrap()).unwrap();
        let count = counted.entry(product).or_default();
        *count += 1;
        assert_eq!(message.header("count"), Some(count.to_string().as_str()), "counts go up by one");
    }
    changelog.read_to_end();
    let said: BTreeMap<String, u64> = changelog
        .messages
        .iter()
        .map(|entry| {
            let text = |bytes: &Option<Vec<u8>>| String::from_utf8(bytes.clone().unwrap()).unwrap();
            (text(&entry.key), text(&entry.payload).parse().unwrap())
        })
        .collect();
    assert_eq!(said, counted, "the changelog's last word is what was counted");
}

#[test]
fn a_stage_without_a_changelog_does_not_start() {
    let mut config = config("127.0.0.1:1", "none", "one");
    config.changelogs.clear();
    let flow = Flow::new(&config, Engine::builtin().unwrap());
    let refused = Worker::new(config, flow, vec![Box::<Counter>::default()], Arc::default()).err().unwrap();
    assert!(matches!(refused, WorkerError::Changelog { stage: "counter" }), "{refused}");
}
