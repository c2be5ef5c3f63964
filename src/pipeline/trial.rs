//! Runs the tests that a pipeline carries: each event goes the way of the worker, without Kafka.

use std::collections::BTreeSet;

use super::config::{Config, Expected, Test};
use super::records::Records;
use super::stateful::Stateful as _;
use super::{Engine, Flow, Outcome, Taken};
use crate::cluster::HashKey;
use crate::route::Input;

/// One expectation that was not met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The test's name.
    pub test: String,
    /// The line in the pipeline file that it starts on.
    pub line: usize,
    /// What was expected and what came.
    pub reason: String,
}

/// What is expected of a row that is alone in its product.
const WAIT: &str = "wait";

/// Runs all tests of a pipeline, in their order.
pub fn run(config: &Config, engine: Engine) -> Vec<Failure> {
    let flow = Flow::new(config, engine);
    config.tests.iter().flat_map(|test| one(config, &flow, test)).collect()
}

fn one(config: &Config, flow: &Flow, test: &Test) -> Vec<Failure> {
    let topic = config.kafka.input.first().map_or("", String::as_str);
    let input = Input {
        topic,
        partition: 0,
        offset: 0,
        key: Some(b"test"),
        headers: &[],
        payload: Some(test.event.as_bytes()),
    };
    let mut rows = Records::new(&config.products, HashKey::new(b"trial"));
    // A pipeline without products decides its rows by rules alone.
    let stages: &[_] = if config.products.is_empty() { &[] } else { &[rows.asks()] };
    let (outcome, messages) = match flow.take(&input, stages) {
        Taken::Done(outcome, messages) => (outcome, messages),
        Taken::Stage(_, event) => match rows.step(flow, &input, &event) {
            Ok(stepped) => (stepped.outcome, stepped.messages),
            Err(error) => {
                let reason = error.to_string();
                return vec![Failure { test: test.name.clone(), line: test.line, reason }];
            }
        },
        // Rows are the only stage of a trial.
        Taken::Settle(_, event, decision) => flow.route(&event, decision, &input),
        Taken::Receive(..) => flow.unheard(&input),
    };
    let queues: BTreeSet<&str> = messages.iter().map(|m| m.queue.family()).collect();
    let reasons = compare(&test.expect, &outcome, &queues);
    let failure = |reason| Failure { test: test.name.clone(), line: test.line, reason };
    reasons.into_iter().map(failure).collect()
}

fn compare(expect: &Expected, outcome: &Outcome, queues: &BTreeSet<&str>) -> Vec<String> {
    let mut reasons = Vec::new();
    match outcome {
        Outcome::Dead(letter) => {
            if expect.dead_letter.as_deref() != Some(letter.code) {
                let wanted = expect.dead_letter.as_deref().unwrap_or("a decision");
                reasons.push(format!(
                    "expected {wanted}, got a dead letter: {}: {}",
                    letter.code, letter.detail
                ));
            }
        }
        Outcome::Heard(_) => {
            reasons.push("an event of redress needs state: tests of a pipeline have none".to_owned());
        }
        Outcome::Settled(all, _) if all.is_empty() => {
            if expect.action.as_deref().is_some_and(|action| action != WAIT) {
                reasons.push("action: the row waits for others of its product".to_owned());
            }
        }
        Outcome::Settled(..) | Outcome::Decided(_) => {
            let Some(decision) = outcome.decision() else { return reasons };
            let report = decision.report().map_or("none", |case| case.desk.as_str());
            let mut differ = |what: &str, wanted: Option<&String>, got: &str| {
                if let Some(wanted) = wanted.filter(|w| *w != got) {
                    reasons.push(format!("{what}: expected {wanted}, got {got}"));
                }
            };
            differ("dead-letter", expect.dead_letter.as_ref(), "a decision");
            differ("action", expect.action.as_ref(), decision.action().as_str());
            differ("report", expect.report.as_ref(), report);
            let rules: Vec<&str> = decision.rules().collect();
            if let Some(rule) = expect.rule.as_ref().filter(|rule| !rules.contains(&rule.as_str())) {
                reasons.push(format!("rule: expected {rule} in force, got [{}]", rules.join(", ")));
            }
        }
    }
    if let Some(wanted) = &expect.queues {
        let wanted: BTreeSet<&str> = wanted.iter().map(String::as_str).collect();
        if wanted != *queues {
            reasons.push(format!("queues: expected {wanted:?}, got {queues:?}"));
        }
    }
    reasons
}
