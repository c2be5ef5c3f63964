//! The metrics of a worker, in a registry of their own.

use prometheus::{IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry, TextEncoder};
use thiserror::Error;

use crate::message::{DeadLetter, Decision};
use crate::pipeline::Outcome;
use crate::route::Queue;

/// Metrics that could not be made or written.
#[derive(Debug, Error)]
pub enum MetricsError {
    /// A name was given twice, or the text could not be written.
    #[error("metrics: {0}")]
    Prometheus(#[from] prometheus::Error),
}

/// Counters and gauges of one worker.
#[derive(Debug, Clone)]
pub struct Metrics {
    registry: Registry,
    events: IntCounterVec,
    decisions: IntCounterVec,
    dead_letters: IntCounterVec,
    rules: IntCounterVec,
    queued: IntCounterVec,
    delivery_errors: IntCounterVec,
    commits: IntCounter,
    commit_errors: IntCounter,
    in_flight: IntGauge,
    assigned: IntGauge,
    lexicons: IntGaugeVec,
}

impl Metrics {
    /// All metrics at zero; queues are there from the start, so that an alert finds them.
    pub fn new() -> Result<Self, MetricsError> {
        let metrics = Self {
            registry: Registry::new(),
            events: counters("kanhe_events_total", "Events that were decoded, by input.", &["input"])?,
            decisions: counters(
                "kanhe_decisions_total",
                "Decisions, by input and action.",
                &["input", "action"],
            )?,
            dead_letters: counters(
                "kanhe_dead_letters_total",
                "Messages that could not be decided.",
                &["stage", "code"],
            )?,
            rules: counters("kanhe_rule_matches_total", "Findings in force, by rule.", &["rule"])?,
            queued: counters(
                "kanhe_queue_messages_total",
                "Messages that were delivered, by queue.",
                &["queue"],
            )?,
            delivery_errors: counters(
                "kanhe_delivery_errors_total",
                "Messages that no broker took, by queue.",
                &["queue"],
            )?,
            commits: IntCounter::new("kanhe_commits_total", "Commits of offsets that succeeded.")?,
            commit_errors: IntCounter::new("kanhe_commit_errors_total", "Commits of offsets that failed.")?,
            in_flight: IntGauge::new(
                "kanhe_in_flight_events",
                "Events that are read and not yet delivered.",
            )?,
            assigned: IntGauge::new("kanhe_assigned_partitions", "Partitions that this worker reads.")?,
            lexicons: IntGaugeVec::new(
                Opts::new("kanhe_lexicons_info", "The versions that decide; always 1."),
                &["digest", "engine"],
            )?,
        };
        for queue in Queue::ALL {
            metrics.queued.with_label_values(&[queue.as_str()]);
            metrics.delivery_errors.with_label_values(&[queue.as_str()]);
        }
        metrics.register()?;
        Ok(metrics)
    }

    fn register(&self) -> Result<(), prometheus::Error> {
        let counters = [
            &self.events,
            &self.decisions,
            &self.dead_letters,
            &self.rules,
            &self.queued,
            &self.delivery_errors,
        ];
        for counter in counters {
            self.registry.register(Box::new(counter.clone()))?;
        }
        self.registry.register(Box::new(self.commits.clone()))?;
        self.registry.register(Box::new(self.commit_errors.clone()))?;
        self.registry.register(Box::new(self.in_flight.clone()))?;
        self.registry.register(Box::new(self.assigned.clone()))?;
        self.registry.register(Box::new(self.lexicons.clone()))
    }

    /// Shows which versions decide.
    pub fn lexicons(&self, digest: &str, engine: &str) {
        self.lexicons.reset();
        self.lexicons.with_label_values(&[digest, engine]).set(1);
    }

    /// Counts what became of one message.
    pub fn outcome(&self, outcome: &Outcome) {
        match outcome {
            Outcome::Decided(decided) => self.decision(&decided.decision),
            Outcome::Dead(letter) => self.dead_letter(letter),
        }
    }

    fn decision(&self, decision: &Decision) {
        let input = decision.input().as_str();
        self.events.with_label_values(&[input]).inc();
        self.decisions.with_label_values(&[input, decision.action().as_str()]).inc();
        for rule in decision.rules() {
            self.rules.with_label_values(&[rule]).inc();
        }
    }

    fn dead_letter(&self, letter: &DeadLetter) {
        self.dead_letters.with_label_values(&[letter.stage, letter.code]).inc();
    }

    /// Counts one delivery report.
    pub fn delivery(&self, queue: Queue, delivered: bool) {
        let counter = if delivered { &self.queued } else { &self.delivery_errors };
        counter.with_label_values(&[queue.as_str()]).inc();
    }

    /// Counts one commit.
    pub fn commit(&self, done: bool) {
        if done { self.commits.inc() } else { self.commit_errors.inc() }
    }

    /// Shows how many events are under way.
    pub fn in_flight(&self, events: usize) {
        self.in_flight.set(i64::try_from(events).unwrap_or(i64::MAX));
    }

    /// Shows how many partitions this worker reads.
    pub fn assigned(&self, partitions: usize) {
        self.assigned.set(i64::try_from(partitions).unwrap_or(i64::MAX));
    }

    /// The metrics in Prometheus' text format.
    pub fn text(&self) -> Result<String, MetricsError> {
        Ok(TextEncoder::new().encode_to_string(&self.registry.gather())?)
    }
}

fn counters(name: &str, help: &str, labels: &[&str]) -> Result<IntCounterVec, prometheus::Error> {
    IntCounterVec::new(Opts::new(name, help), labels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dead_letter_is_counted_by_stage_and_code_and_its_words_are_not_shown() {
        let metrics = Metrics::new().unwrap();
        metrics.outcome(&Outcome::Dead(DeadLetter {
            stage: "decode",
            code: "json-syntax",
            detail: "planted words".to_owned(),
            offset: Some(3),
            keeps_input: false,
        }));
        let text = metrics.text().unwrap();
        assert!(text.contains(r#"kanhe_dead_letters_total{code="json-syntax",stage="decode"} 1"#), "{text}");
        assert!(!text.contains("planted"), "{text}");
    }

    #[test]
    fn every_queue_is_there_from_the_start() {
        let text = Metrics::new().unwrap().text().unwrap();
        for queue in Queue::ALL {
            let line = format!("kanhe_queue_messages_total{{queue=\"{}\"}} 0", queue.as_str());
            assert!(text.contains(&line), "{text}");
        }
    }

    #[test]
    fn only_the_running_versions_are_shown() {
        let metrics = Metrics::new().unwrap();
        metrics.lexicons("old", "0");
        metrics.lexicons("new", "1");
        let text = metrics.text().unwrap();
        assert!(
            text.contains(r#"kanhe_lexicons_info{digest="new",engine="1"} 1"#) && !text.contains("old"),
            "{text}"
        );
    }
}
