//! The worker on a real Kafka: 10,000 mixed events, a stop and a crash in the middle, and every
//! hit in the right queue.
#![cfg(feature = "kafka")]
#![allow(clippy::unwrap_used, clippy::disallowed_methods)] // A test fails by panic, and this one is all edge.

#[path = "worker/events.rs"]
mod events;
#[path = "worker/oracle.rs"]
mod oracle;
#[path = "worker/scenario.rs"]
mod scenario;
#[path = "worker/state.rs"]
mod state;
mod support;

use std::collections::BTreeMap;
use std::fs;

use oracle::{Oracle, Sent};
use scenario::{Scenario, write};
use support::broker::Broker;
use support::client::{Committed, Message, Place, send};
use support::process::{Worker, get};

const EVENTS: usize = 10_000;
/// Messages after which a worker is ended: about a third of what follows from half of the events.
const MIDDLE: usize = 800;
const LIMITS: &str = "[limits]\nin-flight = 500\n";

fn total(offsets: &BTreeMap<Place, i64>) -> i64 {
    offsets.values().sum()
}

#[test]
fn every_hit_is_in_its_queue_once_over_a_stop_and_a_crash() {
    assert_eq!(stop_and_crash("exactly-once"), 0, "nothing is sent twice");
}

#[test]
fn every_hit_is_in_its_queue_at_least_once_over_a_stop_and_a_crash() {
    stop_and_crash("at-least-once");
}

/// Messages that were sent twice.
fn stop_and_crash(delivery: &str) -> usize {
    let scenario = Scenario::new(&Broker::shared().address, delivery);
    let pipeline = scenario.pipeline(&format!("{LIMITS}[kafka]\ndelivery = \"{delivery}\"\n"));
    let messages: Vec<Message> = (0..EVENTS).map(|n| events::event(n, |name| scenario.topic(name))).collect();
    let (first, second) = messages.split_at(EVENTS / 2);
    let mut inputs = scenario.reader(&["registrations", "posts", "records"]);
    let mut outputs = scenario.reader(&oracle::QUEUES);
    let committed = Committed::new(&scenario.address, &scenario.prefix, inputs.ends().into_keys());
    let mut logs = Vec::new();

    // A stop: what is committed is exactly what was sent, nothing twice.
    send(&scenario.address, first);
    let mut worker = Worker::start(&pipeline);
    worker.await_log("partitions assigned");
    outputs.take(MIDDLE);
    let (status, log) = worker.terminate();
    assert!(status.success(), "{status}\n{log}");
    logs.push(log);
    inputs.read_to_end();
    outputs.read_to_end();
    let oracle = Oracle::new(&scenario.prefix);
    let at_stop = committed.now();
    let sent = Sent::of(&outputs.messages);
    assert_eq!(sent.doubles, 0, "a clean stop repeats nothing");
    sent.assert_is(&oracle.expected(&inputs.messages, |place, offset| offset < at_stop[place]));

    // A crash: whatever is committed was sent.
    send(&scenario.address, second);
    let mut worker = Worker::start(&pipeline);
    worker.await_log("partitions assigned");
    outputs.take(MIDDLE);
    let (_, log) = worker.kill();
    logs.push(log);
    inputs.read_to_end();
    outputs.read_to_end();
    let at_crash = committed.now();
    Sent::of(&outputs.messages)
        .assert_holds(&oracle.expected(&inputs.messages, |place, offset| offset < at_crash[place]));

    // To the end: everything that must be sent is, and nothing else.
    let mut worker = Worker::start(&pipeline);
    let admin = oracle::field(worker.await_log("metrics and health"), "address");
    let ends = inputs.ends();
    assert_eq!(total(&ends), i64::try_from(EVENTS).unwrap());
    committed.await_all(&ends);
    let (metrics, ready) = (get(&admin, "/metrics"), get(&admin, "/readyz"));
    let (status, log) = worker.terminate();
    assert!(status.success(), "{status}\n{log}");
    logs.push(log);
    outputs.read_to_end();
    let sent = Sent::of(&outputs.messages);
    sent.assert_is(&oracle.expected(&inputs.messages, |_, _| true));
    println!(
        "{} messages of {EVENTS} events; committed {} at the stop, {} at the crash; {} sent twice",
        sent.len(),
        total(&at_stop),
        total(&at_crash),
        sent.doubles
    );

    for queue in ["delete", "mask", "accounts", "fraud", "dead", "release"] {
        let topic = scenario.topic(queue);
        assert!(outputs.messages.iter().any(|message| message.topic == topic), "nothing in {queue}");
    }
    assert!(ready.starts_with("HTTP/1.1 200"), "{ready}");
    assert!(metrics.contains("kanhe_decisions_total{action=\"refuse\",input=\"registration\"}"), "{metrics}");
    assert!(metrics.contains("kanhe_transactions_total{result=\"fatal\"} 0"), "{metrics}");
    assert_unmarked(&outputs.messages, &logs, &metrics);
    sent.doubles
}

/// Words of posts, whole or broken, are in no queue, no log and no metric.
fn assert_unmarked(outputs: &[Message], logs: &[String], metrics: &str) {
    for marker in [events::POST_MARKER, events::KEY_MARKER] {
        let found = outputs.iter().find(|message| message.holds(marker.as_bytes()));
        assert!(found.is_none(), "{marker} in {found:?}");
        for text in logs.iter().map(String::as_str).chain([metrics]) {
            assert!(!text.contains(marker), "{marker} in {text}");
        }
    }
}

/// A draft that somebody sends to Kafka all the same, whatever the topic: nothing of it comes out.
#[test]
fn a_draft_is_a_dead_letter_without_its_text() {
    let scenario = Scenario::new(&Broker::shared().address, "draft");
    let text = "植入稿件甲乙丙";
    let payload = format!(
        r#"{{"id":"{text}","type":"draft","time":"2026-11-22T08:00:00+08:00","parts":[{{"kind":"body","text":"内部：{text}"}}]}}"#
    );
    let inputs = ["posts", "registrations", "records"];
    let drafts: Vec<Message> = inputs
        .iter()
        .map(|input| Message {
            topic: scenario.topic(input),
            key: Some(text.into()),
            headers: vec![("author".to_owned(), text.into())],
            payload: Some(payload.clone().into_bytes()),
            ..Message::default()
        })
        .collect();
    send(&scenario.address, &drafts);
    let mut worker = Worker::start(&scenario.pipeline(""));
    worker.await_log("partitions assigned");
    let mut outputs = scenario.reader(&oracle::QUEUES);
    outputs.take(inputs.len());
    let (status, log) = worker.terminate();
    assert!(status.success(), "{status}\n{log}");
    outputs.read_to_end();
    assert_eq!(outputs.messages.len(), inputs.len());
    let size = payload.len().to_string();
    for letter in &outputs.messages {
        assert_eq!(letter.topic, scenario.topic("dead"));
        assert_eq!(letter.header("error.code"), Some("draft-not-accepted"));
        assert_eq!(letter.header("source.size"), Some(size.as_str()));
        assert!(letter.key.is_none() && letter.payload.is_none(), "{letter:?}");
        assert!(!letter.holds(text.as_bytes()), "{letter:?}");
    }
    assert!(!log.contains(text), "{log}");
}

#[test]
fn a_worker_whose_queue_is_missing_says_so_and_ends() {
    let scenario = Scenario::new(&Broker::shared().address, "missing");
    let text = fs::read_to_string(scenario.pipeline("")).unwrap();
    let wrong = text.replace(&scenario.topic("mask"), &scenario.topic("nowhere"));
    let mut worker = Worker::start(&write(scenario.folder.path(), "wrong.toml", &wrong));
    worker.await_log("protected posts and names pass");
    worker.await_log(&format!("topic {} does not exist", scenario.topic("nowhere")));
    assert_eq!(worker.wait().0.code(), Some(3));
}
