//! The metrics of a worker, in a registry of their own.

use prometheus::{HistogramOpts, HistogramVec, IntCounterVec, Opts, Registry, TextEncoder};
use thiserror::Error;

use super::{Names, Stream};
use crate::message::{DeadLetter, Decision};
use crate::pipeline::Outcome;
use crate::route::Queue;

/// Bounds of information loss: products aim at 0.3 to 0.5.
const LOSSES: [f64; 9] = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0];

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
    /// Of the stream itself.
    pub stream: Stream,
    /// Of the names in force.
    pub names: Names,
    events: IntCounterVec,
    decisions: IntCounterVec,
    dead_letters: IntCounterVec,
    rules: IntCounterVec,
    folds: IntCounterVec,
    queued: IntCounterVec,
    redress: IntCounterVec,
    loss: HistogramVec,
}

impl Metrics {
    /// All metrics at zero; queues are there from the start, so that an alert finds them.
    pub fn new() -> Result<Self, MetricsError> {
        let registry = Registry::new();
        let stream = Stream::new(&registry)?;
        let counters =
            |name: &str, help: &str, labels: &[&str]| -> Result<IntCounterVec, prometheus::Error> {
                let counters = IntCounterVec::new(Opts::new(name, help), labels)?;
                registry.register(Box::new(counters.clone()))?;
                Ok(counters)
            };
        let names = Names::new(&registry)?;
        let help = "Information loss of published rows, by product: normalised certainty penalty, 0 to 1.";
        let options = HistogramOpts::new("kanhe_information_loss", help).buckets(LOSSES.to_vec());
        let loss = HistogramVec::new(options, &["product"])?;
        registry.register(Box::new(loss.clone()))?;
        let metrics = Self {
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
            rules: counters(
                "kanhe_rule_matches_total",
                "Findings, by rule and by whether they are in force or exempted.",
                &["rule", "status"],
            )?,
            folds: counters("kanhe_fold_hits_total", "Hits that a fold made visible.", &["fold"])?,
            queued: counters(
                "kanhe_queue_messages_total",
                "Messages of committed transactions, by queue.",
                &["queue"],
            )?,
            names,
            redress: counters(
                "kanhe_redress_answers_total",
                "Answers to appeals, complaints, verdicts and requests for a label; a forged token is a refused appeal.",
                &["of", "status", "reason"],
            )?,
            loss,
            stream,
            registry,
        };
        for queue in Queue::ALL {
            metrics.queued.with_label_values(&[queue.as_str()]);
        }
        Ok(metrics)
    }

    /// Counts what became of one message. A message that is decided again after an aborted
    /// transaction counts again: these are rates of work, and the queues are the truth.
    pub fn outcome(&self, outcome: &Outcome) {
        match outcome {
            Outcome::Decided(decided) => self.decision(&decided.decision),
            Outcome::Dead(letter) => self.dead_letter(letter),
            Outcome::Settled(all, losses) => {
                for decided in all {
                    self.decision(&decided.decision);
                }
                for (product, loss) in losses {
                    self.loss.with_label_values(&[product]).observe(f64::from(*loss));
                }
            }
            Outcome::Heard(answers) => {
                for (of, status, reason) in answers {
                    self.redress.with_label_values(&[of, status, reason]).inc();
                }
            }
        }
    }

    fn decision(&self, decision: &Decision) {
        let input = decision.input().as_str();
        self.events.with_label_values(&[input]).inc();
        self.decisions.with_label_values(&[input, decision.action().as_str()]).inc();
        for finding in decision.findings() {
            let status = if finding.exempted_by.is_some() { "exempted" } else { "in-force" };
            self.rules.with_label_values(&[finding.rule.as_str(), status]).inc();
            for fold in finding.hits.iter().flat_map(|hit| hit.folds.iter()) {
                self.folds.with_label_values(&[fold.as_str()]).inc();
            }
        }
    }

    fn dead_letter(&self, letter: &DeadLetter) {
        self.dead_letters.with_label_values(&[letter.stage, letter.code]).inc();
    }

    /// Counts messages of a committed transaction.
    pub fn queued(&self, queue: Queue, number: u64) {
        self.queued.with_label_values(&[queue.as_str()]).inc_by(number);
    }

    /// The metrics in Prometheus' text format.
    pub fn text(&self) -> Result<String, MetricsError> {
        Ok(TextEncoder::new().encode_to_string(&self.registry.gather())?)
    }
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
    fn loss_is_counted_by_product() {
        let metrics = Metrics::new().unwrap();
        let losses = [0.25, 0.5].map(|loss| ("visits".to_owned(), loss)).to_vec();
        metrics.outcome(&Outcome::Settled(Vec::new(), losses));
        let text = metrics.text().unwrap();
        assert!(text.contains(r#"kanhe_information_loss_sum{product="visits"} 0.75"#), "{text}");
        assert!(text.contains(r#"kanhe_information_loss_bucket{product="visits",le="0.3"} 1"#), "{text}");
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
        metrics.names.lexicons("old", "0");
        metrics.names.lexicons("new", "1");
        let text = metrics.text().unwrap();
        assert!(
            text.contains(r#"kanhe_lexicons_info{digest="new",engine="1"} 1"#) && !text.contains("old"),
            "{text}"
        );
    }
}
