//! `kanhe state` on a real Kafka: what the worker holds of a product, and the erasure of a person
//! between two lives of the worker.
#![cfg(feature = "kafka")]
#![allow(clippy::unwrap_used, clippy::disallowed_methods)] // A test fails by panic, and this one is all edge.

#[allow(dead_code)] // It needs less than the worker's own scenarios.
mod support;
mod verbs;

use std::fs;

use serde_json::{Value, json};
use support::broker::Broker;
use support::client::{Committed, Message, Reader, create_topics, send};
use support::process::Worker;
use verbs::{Ran, arg, json_lines, kanhe, kanhe_with};

const PARTITIONS: i32 = 2;
const SECRET: &str = "an invented secret of a test";
/// Of the person who asks to be erased.
const WHO: &str = "示例身份3";

fn row(n: usize, topic: &str) -> Message {
    let event = json!({
        "id": format!("d-{n}"), "type": "record", "time": "2026-11-22T08:00:00+08:00", "product": "visits",
        "values": {"person": format!("示例身份{}", n % 10), "age": 20 + n % 3},
    });
    Message {
        topic: topic.to_owned(),
        key: Some(format!("key-{n}").into_bytes()),
        payload: Some(event.to_string().into_bytes()),
        ..Message::default()
    }
}

#[test]
fn a_person_is_erased_between_two_lives_of_the_worker() {
    let address = &Broker::shared().address;
    let prefix = format!("erasure-{}", std::process::id());
    let topic = |name: &str| format!("{prefix}.{name}");
    let queues = ["delete", "mask", "accounts", "fraud", "privacy", "data", "dead", "release"].map(topic);
    let both = ["rows", "state"].map(topic);
    let all = queues.iter().map(|t| (t.as_str(), 1)).chain(both.iter().map(|t| (t.as_str(), PARTITIONS)));
    create_topics(address, &all.collect::<Vec<_>>());
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("state.key"), SECRET).unwrap();
    let pipeline = folder.path().join("pipeline.toml");
    let more = format!(
        r#"
[kafka]
session-timeout-ms = 6000
[queues]
release = "{prefix}.release"
[changelogs]
records = "{prefix}.state"
[state]
key-file = "state.key"
[[products]]
name = "visits"
k = 3
delay-rows = 8
columns = [{{ name = "person", role = "identifier" }}, {{ name = "age", role = "quasi", range = [0, 120] }}]
"#
    );
    fs::write(&pipeline, support::pipeline::pipeline(address, &prefix, &["rows"], &more)).unwrap();
    let log = folder.path().join("log");
    let inspect = || -> Value {
        let ran = kanhe(&["state", "inspect", arg(&pipeline)]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        json_lines(&ran.out).remove(0)
    };
    let forget = || -> Ran {
        kanhe_with(&["state", "forget", arg(&pipeline), "visits", "--log", arg(&log)], WHO.as_bytes())
    };
    let inputs = Reader::new(address, [topic("rows").as_str()]);
    let committed = Committed::new(address, &prefix, inputs.ends().into_keys());
    let live = |rows: std::ops::Range<usize>| {
        send(address, &rows.map(|n| row(n, &topic("rows"))).collect::<Vec<_>>());
        let worker = Worker::start(&pipeline);
        committed.await_all(&inputs.ends());
        worker
    };

    let worker = live(0..200);
    let refused = forget();
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert!(refused.err.contains("stop the workers first"), "{}", refused.err);
    let before = inspect();
    assert_eq!((&before["identifiers"], &before["shards"]), (&json!(10), &json!(PARTITIONS)), "{before}");
    assert!(before["classes"].as_u64().unwrap() > 0 && before["waiting"].as_u64().unwrap() > 0, "{before}");
    assert!(worker.terminate().0.success());

    // A stopped worker with a name is a member until its session is over.
    let mut ran = forget();
    while ran.code == 2 && ran.err.contains("stop the workers first") {
        ran = forget();
    }
    assert_eq!(ran.code, 0, "{}", ran.err);
    let erased = json_lines(&ran.out).remove(0);
    assert!(erased["classes"].as_u64().unwrap() + erased["rows"].as_u64().unwrap() > 0, "{erased}");
    assert_eq!(inspect()["identifiers"], json!(9));
    let again = json_lines(&forget().out).remove(0);
    assert_eq!((&again["classes"], &again["rows"]), (&json!(0), &json!(0)));

    let whole = kanhe(&["log", "verify", arg(&log)]);
    assert!(whole.out.starts_with("whole: 2 lines"), "{}", whole.out);
    let report: Value = serde_json::from_str(&kanhe(&["log", "report", arg(&log)]).out).unwrap();
    assert_eq!(report["rules"][0]["rule"], "records/erasure", "{report}");
    assert_eq!(report["rules"][0]["withheld"], erased["rows"], "{report}");
    for file in ["log.jsonl", "head.json"] {
        assert!(!fs::read_to_string(log.join(file)).unwrap().contains(WHO));
    }

    // The next life knows no more of the person, and goes on.
    let worker = live(200..201);
    assert!(worker.terminate().0.success());
    assert_eq!(inspect()["identifiers"], json!(9));
    let mut released = Reader::new(address, [topic("release").as_str()]);
    released.read_to_end();
    assert!(!released.messages.is_empty() && !released.messages.iter().any(|m| m.holds(WHO.as_bytes())));
}
