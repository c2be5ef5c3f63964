//! The scenario: topics, the pipeline's file, verified accounts. The plain loop keeps to the same bounds.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use crate::generate::random::Random;
use crate::generate::value::name;
use crate::support::client::create_topics_with;

/// A transaction ends at the latest after this time …
pub const INTERVAL: Duration = Duration::from_millis(50);
/// … after so many inputs …
pub const INPUTS: usize = 5_000;
/// … or so many bytes to send.
pub const BYTES: usize = 8 << 20;
/// The inputs, and their partitions.
pub const TOPICS: [&str; 2] = ["registrations", "posts"];
const PARTITIONS: i32 = 4;
/// Where decisions go.
pub const QUEUES: [&str; 7] = ["delete", "mask", "accounts", "fraud", "privacy", "data", "dead"];
/// Further topics of redress.
const REDRESS: [&str; 6] = ["appeals", "verdicts", "restore", "outcome", "log", "redress"];
/// The key of the notices' tokens.
pub const KEY: &str = "an invented key of a bench";
/// Verified accounts in the registry.
const VERIFIED: usize = 2_000;

/// Names of one measurement: topics of its own on the shared broker.
pub struct Scenario {
    /// The broker.
    pub address: String,
    /// What the names of its topics begin with.
    pub prefix: String,
    redress: bool,
    folder: tempfile::TempDir,
}

impl Scenario {
    /// Makes the topics. Inputs carry the time at which the broker appended them.
    pub fn new(address: String, name: &str, redress: bool) -> Self {
        let prefix = format!("{name}-{}", std::process::id());
        let scenario = Self { address, prefix, redress, folder: tempfile::tempdir().unwrap() };
        let more: &[&str] = if redress { &REDRESS } else { &[] };
        let names: Vec<String> =
            TOPICS.iter().chain(&QUEUES).chain(more).map(|topic| scenario.topic(topic)).collect();
        let topics: Vec<(&str, i32)> = names.iter().map(|name| (name.as_str(), PARTITIONS)).collect();
        create_topics_with(&scenario.address, &topics, &[("message.timestamp.type", "LogAppendTime")]);
        scenario
    }

    /// One without any broker.
    pub fn unconnected() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { address: "127.0.0.1:1".to_owned(), prefix: "none".to_owned(), redress: false, folder }
    }

    /// The full name of a topic.
    pub fn topic(&self, name: &str) -> String {
        format!("{}.{name}", self.prefix)
    }

    /// The pipeline's file for a group of its own.
    pub fn pipeline(&self, group: &str) -> PathBuf {
        let folder = self.folder.path();
        fs::write(folder.join("notice.key"), KEY).unwrap();
        let random = &mut Random::new("verified", 0);
        let verified = (0..VERIFIED).map(|n| {
            let name = format!("示例市{}第{n}人民医院", name(random));
            format!("{{\"account\":\"v-{n}\",\"name\":\"{name}\",\"kind\":\"hospital\"}}\n")
        });
        fs::write(folder.join("verified.jsonl"), verified.collect::<String>()).unwrap();
        let path = folder.join(format!("{group}.toml"));
        fs::write(&path, self.text(group)).unwrap();
        path
    }

    fn text(&self, group: &str) -> String {
        let Self { address, prefix, .. } = self;
        let (interval, inputs, bytes) = (INTERVAL.as_millis(), INPUTS, BYTES);
        let more = if self.redress {
            format!(r#", "{prefix}.appeals", "{prefix}.verdicts""#)
        } else {
            String::new()
        };
        let mut text = format!(
            r#"
[pipeline]
name = "bench"
registry = "verified.jsonl"
[kafka]
brokers = "{address}"
group = "{group}"
instance-id = "one"
input = ["{prefix}.registrations", "{prefix}.posts"{more}]
[queues]
delete = "{prefix}.delete"
mask = "{prefix}.mask"
report = {{ accounts = "{prefix}.accounts", fraud = "{prefix}.fraud", privacy = "{prefix}.privacy", data = "{prefix}.data" }}
dead-letter = "{prefix}.dead"
"#
        );
        if self.redress {
            for queue in ["restore", "outcome", "log"] {
                let _ = writeln!(text, "{queue} = \"{prefix}.{queue}\"");
            }
            let _ = write!(
                text,
                "[changelogs]\nredress = \"{prefix}.redress\"\n[redress]\nverdicts = \"{prefix}.verdicts\"\nlog-keys = \"keys\"\n"
            );
        }
        let _ = write!(
            text,
            r#"
[breaker]
enabled = false
[limits]
commit-interval-ms = {interval}
batch-inputs = {inputs}
batch-bytes = {bytes}
[admin]
listen = "127.0.0.1:0"
[notice]
key-file = "notice.key"
"#
        );
        text
    }
}
