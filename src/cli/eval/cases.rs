//! Labelled cases: files of JSONL, one case a line, by axis.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

use super::EvalError;
use super::judge::{Expect, judge};
use crate::cli::bound::percent;
use crate::cli::load::read_text;
use crate::cli::reading;
use crate::decode;
use crate::message::Event;
use crate::pipeline::Engine;

/// One case as it stands in its file.
#[derive(Debug, Deserialize)]
#[allow(clippy::struct_field_names)] // The fields of the format.
struct Case {
    case: String,
    axis: String,
    events: Vec<serde_json::Value>,
    expect: Vec<Expect>,
    #[serde(default)]
    why: String,
}

/// How an axis fared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Cases in which every event was decided as expected.
    pub passed: usize,
    /// Cases that were run.
    pub total: usize,
    /// Cases with drafts: `check` decides those, `eval` does not.
    pub left_out: usize,
}

impl Tally {
    /// Passed, in percent.
    pub fn rate(&self) -> f64 {
        percent(self.passed, self.total)
    }
}

/// All axes, and what failed.
#[derive(Debug, Default)]
pub struct Cases {
    /// By axis.
    pub axes: BTreeMap<String, Tally>,
    /// Every failing case with its reasons.
    pub failing: Vec<String>,
}

impl Cases {
    /// Runs the cases of a file.
    pub fn run_file(&mut self, engine: &Engine, path: &Path) -> Result<(), EvalError> {
        for (i, line) in read_text(path)?.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
            let case: Case = serde_json::from_str(line).map_err(|e| EvalError::Line {
                path: path.to_owned(),
                line: i + 1,
                what: e.to_string(),
            })?;
            self.run_case(engine, &case);
        }
        Ok(())
    }

    fn run_case(&mut self, engine: &Engine, case: &Case) {
        let tally = self.axes.entry(case.axis.clone()).or_default();
        if case.events.iter().any(|e| e.get("type").is_some_and(|t| t == "draft")) {
            tally.left_out += 1;
            return;
        }
        tally.total += 1;
        let wrong: Vec<String> = case.events.iter().flat_map(|e| run_event(engine, e, case)).collect();
        if wrong.is_empty() {
            tally.passed += 1;
        } else {
            self.failing.push(format!("{} ({})\n    {}", case.case, case.why, wrong.join("\n    ")));
        }
    }
}

fn run_event(engine: &Engine, event: &serde_json::Value, case: &Case) -> Vec<String> {
    let event = match decode::event(event.to_string().as_bytes()) {
        Ok(event) => event,
        Err(dead) => return vec![format!("not decoded: {}: {}", dead.code, dead.detail)],
    };
    let Some(expect) = case.expect.iter().find(|x| x.event == event.id()) else { return Vec::new() };
    let mut wrong = judge(&event, expect, &engine.decide(&event));
    if !wrong.is_empty() {
        wrong = vec![format!("{}: {}", event.id(), wrong.join("; "))];
        wrong.extend(found(engine, &event));
    }
    wrong
}

/// What was found, so that a failure can be read without running it again.
fn found(engine: &Engine, event: &Event) -> Vec<String> {
    match event {
        Event::Registration(e) => reading::lines(engine.names(), e),
        Event::Post(e) => e.parts.iter().map(|p| format!("{:?} “{}”", p.kind, p.text)).collect(),
        Event::Record(_) => Vec::new(),
    }
}
