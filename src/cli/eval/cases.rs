//! Labelled cases: files of JSONL, one case a line, by axis.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

use super::EvalError;
use super::judge::{Expect, Seen, judge};
use crate::cli::bound::percent;
use crate::cli::load::read_text;
use crate::cli::reading;
use crate::decide::draft::check;
use crate::decode;
use crate::message::{DeadLetter, DraftAction, DraftDecision, Event, Incoming};
use crate::pipeline::Engine;
use crate::published::Published;
use crate::redress::Memory;
use crate::rules::disclosure::Disclosure;
use crate::sums::InMemory;

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
}

impl Tally {
    /// Passed, in percent.
    pub fn rate(&self) -> f64 {
        percent(self.passed, self.total)
    }
}

/// What decides the cases.
pub struct Deciders {
    /// Registrations, posts and records.
    pub engine: Engine,
    /// Drafts.
    pub(crate) drafts: Disclosure,
}

/// All axes, and what failed.
#[derive(Debug, Default)]
pub struct Cases {
    /// By axis.
    pub axes: BTreeMap<String, Tally>,
    /// Every failing case with its reasons.
    pub failing: Vec<String>,
}

/// The axis of protected speech: its posts are read as drafts too.
const PROTECTED: &str = "K";
/// Where they are counted then.
const AS_DRAFTS: &str = "K-as-drafts";

impl Cases {
    /// Runs the cases of a file.
    pub fn run_file(&mut self, deciders: &Deciders, path: &Path) -> Result<(), EvalError> {
        for (i, line) in read_text(path)?.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
            let case: Case = serde_json::from_str(line).map_err(|e| EvalError::Line {
                path: path.to_owned(),
                line: i + 1,
                what: e.to_string(),
            })?;
            let mut state = State::default();
            let wrong = case.events.iter().flat_map(|e| run_event(deciders, e, &case, &mut state));
            self.count(&case.axis, &case, &wrong.collect::<Vec<_>>());
            if case.axis == PROTECTED {
                let wrong = case.events.iter().filter_map(|e| figures_lost(deciders, e));
                self.count(AS_DRAFTS, &case, &wrong.collect::<Vec<_>>());
            }
        }
        Ok(())
    }

    fn count(&mut self, axis: &str, case: &Case, wrong: &[String]) {
        let tally = self.axes.entry(axis.to_owned()).or_default();
        tally.total += 1;
        if wrong.is_empty() {
            tally.passed += 1;
        } else {
            self.failing.push(format!("{} ({})\n    {}", case.case, case.why, wrong.join("\n    ")));
        }
    }
}

/// State of one case alone: what was released, who was verified, what was restored.
#[derive(Default)]
struct State {
    own: InMemory,
    ledger: Memory,
}

fn run_event(deciders: &Deciders, event: &serde_json::Value, case: &Case, state: &mut State) -> Vec<String> {
    let raw = event.to_string();
    let not_decoded = |dead: &DeadLetter| vec![format!("not decoded: {}: {}", dead.code, dead.detail)];
    let expected = |id: &str| case.expect.iter().find(|x| x.event == id);
    if event.get("type").is_some_and(|t| t == "draft") {
        let draft = match decode::draft(raw.as_bytes()) {
            Ok(draft) => draft,
            Err(dead) => return not_decoded(&dead),
        };
        let checked = check(&deciders.drafts, &draft, &state.own, &Published::default());
        if checked.decision.action == DraftAction::Pass {
            state.own.add(checked.release);
        }
        let Some(expect) = expected(&draft.id) else { return Vec::new() };
        let wrong = judge(&Seen::of_draft(&draft, &checked.decision), expect);
        let parts = draft.parts.iter().map(|p| format!("{:?} “{}”", p.kind, p.text));
        return explained(&draft.id, wrong, || parts.chain(found_in(&checked.decision)).collect());
    }
    let (engine, redress) = (&deciders.engine, deciders.engine.redress());
    let event = match decode::incoming(raw.as_bytes()) {
        Ok(Incoming::Event(event)) => event,
        Ok(Incoming::Redress(event)) => {
            redress.receive(&mut state.ledger, &event, engine.context());
            return Vec::new();
        }
        Err(dead) => return not_decoded(&dead),
    };
    let (decision, _) = redress.settle(&mut state.ledger, &event, engine.decide(&event), engine.context());
    let Some(expect) = expected(event.id()) else { return Vec::new() };
    let wrong = judge(&Seen::of(&event, &decision), expect);
    explained(event.id(), wrong, || found(&deciders.engine, &event))
}

fn explained(id: &str, wrong: Vec<String>, found: impl FnOnce() -> Vec<String>) -> Vec<String> {
    if wrong.is_empty() {
        return wrong;
    }
    let mut out = vec![format!("{id}: {}", wrong.join("; "))];
    out.extend(found());
    out
}

/// What was found, so that a failure can be read without running it again.
fn found(engine: &Engine, event: &Event) -> Vec<String> {
    match event {
        Event::Registration(e) => reading::lines(engine.names(), e),
        Event::Post(e) => e.parts.iter().map(|p| format!("{:?} “{}”", p.kind, p.text)).collect(),
        Event::Record(_) => Vec::new(),
    }
}

fn found_in(decision: &DraftDecision) -> impl Iterator<Item = String> {
    let masked = decision.parts.iter().flatten().map(|p| format!("masked “{}”", p.text));
    let findings = decision.findings.iter().map(|f| {
        let hits: Vec<String> =
            f.hits.iter().map(|h| format!("{}={}", h.name, h.text.as_deref().unwrap_or_default())).collect();
        format!("{} {}: {} [{}] {:?}", f.rule, f.article, hits.join(", "), f.reasons.join(" "), f.related)
    });
    masked.chain(findings)
}

/// Protected speech, written by a publisher instead of the public: it is not held, and every
/// figure in it stays.
fn figures_lost(deciders: &Deciders, event: &serde_json::Value) -> Option<String> {
    let mut event = event.clone();
    *event.get_mut("type")? = "draft".into();
    let draft = decode::draft(event.to_string().as_bytes()).ok()?;
    let decision = check(&deciders.drafts, &draft, &InMemory::default(), &Published::default()).decision;
    let figures = |text: &str| text.chars().filter(char::is_ascii_digit).count();
    let before: usize = draft.parts.iter().map(|p| figures(&p.text)).sum();
    let after = decision.parts.as_ref().map_or(before, |p| p.iter().map(|p| figures(&p.text)).sum());
    let kept = decision.action != DraftAction::Hold && before == after;
    let lines = || found_in(&decision).collect::<Vec<_>>().join("\n    ");
    (!kept).then(|| format!("{} as a draft: {}\n    {}", draft.id, decision.action.as_str(), lines()))
}
