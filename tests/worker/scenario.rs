//! What a scenario with mixed events begins with: topics, the pipeline's file.

use std::fs;
use std::path::{Path, PathBuf};

use super::oracle;
use super::support::client::{Reader, create_topics};
use super::support::pipeline::pipeline;

/// The inputs, by the last word of their topics.
pub const INPUTS: [&str; 3] = ["registrations", "posts", "records"];

/// Names of one scenario: topics and group are its own on the shared broker.
pub struct Scenario {
    /// The broker.
    pub address: String,
    /// What the names of its topics begin with.
    pub prefix: String,
    /// For its files.
    pub folder: tempfile::TempDir,
}

impl Scenario {
    /// With its topics on a broker.
    pub fn new(address: &str, name: &str) -> Self {
        let prefix = format!("{name}-{}", std::process::id());
        let scenario = Self { address: address.to_owned(), prefix, folder: tempfile::tempdir().unwrap() };
        let inputs = [("registrations", 3), ("posts", 2), ("records", 1)];
        let outputs = oracle::QUEUES.map(|queue| (queue, 2));
        let topics: Vec<(String, i32)> = inputs
            .into_iter()
            .chain(outputs)
            .map(|(topic, partitions)| (scenario.topic(topic), partitions))
            .collect();
        let topics: Vec<(&str, i32)> =
            topics.iter().map(|(topic, partitions)| (topic.as_str(), *partitions)).collect();
        create_topics(&scenario.address, &topics);
        scenario
    }

    /// The full name of a topic.
    pub fn topic(&self, name: &str) -> String {
        format!("{}.{name}", self.prefix)
    }

    /// Reads these topics.
    pub fn reader(&self, names: &[&str]) -> Reader {
        let topics: Vec<String> = names.iter().map(|name| self.topic(name)).collect();
        Reader::new(&self.address, topics.iter().map(String::as_str))
    }

    /// The pipeline's file: `more` adds to it, as TOML.
    pub fn pipeline(&self, more: &str) -> PathBuf {
        let prefix = &self.prefix;
        let ours = format!(
            r#"
[queues]
release = "{prefix}.release"
[breaker]
enabled = false
[admin]
listen = "127.0.0.1:0"
{more}
"#
        );
        let text = pipeline(&self.address, prefix, &INPUTS, &ours);
        write(self.folder.path(), "pipeline.toml", &text)
    }
}

/// Writes a file.
pub fn write(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path
}
