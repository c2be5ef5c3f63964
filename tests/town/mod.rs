//! A pipeline with everything that people may answer to, on a real Kafka, and what scenarios ask of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use kanhe::log::{Head, Line, LogKey, verify};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::support::broker::Broker;
use crate::support::client::{Message, Reader, create_topics, send};
use crate::support::pipeline::pipeline;
use crate::support::process::Worker;
use crate::verbs::{self, kanhe};

/// Inputs and changelogs have the same partitions: a case belongs to the partition of its event.
pub const INPUTS: [&str; 7] = ["registrations", "posts", "appeals", "verdicts", "rows", "state", "held"];
pub const QUEUES: [&str; 11] = [
    "delete", "mask", "accounts", "fraud", "privacy", "data", "dead", "restore", "outcome", "log", "release",
];
/// The desk has a clock, and a term begins with the event: these are of today.
pub static NOW: LazyLock<String> = LazyLock::new(|| OffsetDateTime::now_utc().format(&Rfc3339).unwrap());

/// A pipeline with redress, a log, a registry and a product, over topics of its own.
pub struct Town {
    pub address: String,
    pub prefix: String,
    pub folder: tempfile::TempDir,
    pub pipeline: PathBuf,
}

impl Town {
    pub fn new(name: &str) -> Self {
        let (address, prefix) = (Broker::shared().address.clone(), format!("{name}-{}", std::process::id()));
        let folder = tempfile::tempdir().unwrap();
        let all = INPUTS.map(|t| (t, 2)).into_iter().chain(QUEUES.map(|t| (t, 1)));
        let topics: Vec<(String, i32)> = all.map(|(t, n)| (format!("{prefix}.{t}"), n)).collect();
        let topics: Vec<(&str, i32)> = topics.iter().map(|(t, n)| (t.as_str(), *n)).collect();
        create_topics(&address, &topics);
        fs::write(folder.path().join("notice.key"), "an invented key of a test").unwrap();
        fs::write(folder.path().join("state.key"), "an invented secret of a test").unwrap();
        let listed = json!({"account": "listed", "name": "示例银行", "kind": "bank"});
        fs::write(folder.path().join("verified.jsonl"), listed.to_string()).unwrap();
        let pipeline = folder.path().join("pipeline.toml");
        let town = Self { address, prefix, folder, pipeline };
        town.configure("");
        town
    }

    /// Writes the pipeline, with other bounds where they are given.
    pub fn configure(&self, limits: &str) {
        let prefix = &self.prefix;
        let more = format!(
            r#"
[pipeline]
registry = "verified.jsonl"
[queues]
restore = "{prefix}.restore"
outcome = "{prefix}.outcome"
log = "{prefix}.log"
release = "{prefix}.release"
[changelogs]
redress = "{prefix}.state"
records = "{prefix}.held"
[state]
key-file = "state.key"
[redress]
verdicts = "{prefix}.verdicts"
log-keys = "keys"
[notice]
key-file = "notice.key"
[limits]
{limits}
[[products]]
name = "visits"
k = 3
delay-rows = 3
columns = [{{ name = "person", role = "identifier" }}, {{ name = "age", role = "quasi", range = [0, 120] }}]
"#
        );
        let text = pipeline(&self.address, prefix, &INPUTS[..5], &more);
        fs::write(&self.pipeline, text).unwrap();
    }

    pub fn worker(&self) -> Worker {
        let mut worker = Worker::start(&self.pipeline);
        worker.await_log("partitions assigned");
        worker
    }

    /// A crash, and a worker that goes on.
    pub fn crash(&self, worker: Worker) -> Worker {
        worker.kill();
        self.worker()
    }

    pub fn send(&self, topic: &str, key: &str, event: &Value) {
        self.send_all(topic, vec![(key.to_owned(), event.to_string())]);
    }

    pub fn send_all(&self, topic: &str, events: Vec<(String, String)>) {
        let message = |(key, payload): (String, String)| Message {
            topic: format!("{}.{topic}", self.prefix),
            key: Some(key.into_bytes()),
            payload: Some(payload.into_bytes()),
            ..Message::default()
        };
        send(&self.address, &events.into_iter().map(message).collect::<Vec<_>>());
    }

    pub fn reader(&self, topics: &[&str]) -> Reader {
        let topics: Vec<String> = topics.iter().map(|t| format!("{}.{t}", self.prefix)).collect();
        Reader::new(&self.address, topics.iter().map(String::as_str))
    }

    pub fn desk(&self, args: &[&str]) -> verbs::Ran {
        let pipeline = self.pipeline.to_str().unwrap();
        let at = usize::from(["desk", "log"].contains(&args[0])) + 1;
        let mut all = args.to_vec();
        all.insert(at, pipeline);
        kanhe(&all)
    }

    /// The log's topic is whole up to the heads of the changelogs; the number of its lines.
    pub fn verify_log(&self) -> usize {
        let key = fs::read(self.folder.path().join("keys/chain.key")).unwrap();
        let key = LogKey::new(key.try_into().unwrap());
        let mut reader = self.reader(&["log", "state", "held"]);
        reader.read_to_end();
        let (mut chains, mut heads) = (BTreeMap::<String, Vec<Line>>::new(), BTreeMap::new());
        for message in &reader.messages {
            let payload = message.payload.as_deref().unwrap_or_default();
            if message.topic.rsplit_once('.').is_some_and(|(_, last)| last == "log") {
                let line: Line = serde_json::from_slice(payload).unwrap();
                chains.entry(line.chain.clone()).or_default().push(line);
            } else if message.key.as_deref() == Some(b"~log") {
                let head: Head = serde_json::from_slice(payload).unwrap();
                heads.insert(head.chain.clone(), head);
            }
        }
        assert_eq!(chains.len(), heads.len());
        for head in heads.values() {
            let sum = verify(&chains[&head.chain], head, &key).unwrap();
            assert_eq!(sum.after_head, 0, "a line and its head are one transaction");
        }
        chains.values().map(Vec::len).sum()
    }
}

pub fn json_of(message: &Message) -> Value {
    serde_json::from_slice(message.payload.as_deref().unwrap()).unwrap()
}

/// Waits for the message of a topic that the test wants.
pub fn wait(reader: &mut Reader, topic: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    let is = |m: &Message| m.topic.ends_with(&format!(".{topic}")) && wanted(&json_of(m));
    if let Some(found) = reader.messages.iter().find(|m| is(m)) {
        return json_of(found);
    }
    loop {
        let message = reader.next();
        if is(message) {
            return json_of(message);
        }
    }
}

pub fn count(reader: &Reader, topic: &str, wanted: impl Fn(&Value) -> bool) -> usize {
    let topic = format!(".{topic}");
    reader.messages.iter().filter(|m| m.topic.ends_with(&topic) && wanted(&json_of(m))).count()
}
