//! What a line says once it is opened.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use super::report::RuleCounts;
use crate::message::{Action, Decision, InputKind};
use crate::redress::{Ground, Restore};

/// One thing that was done, or undone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "lowercase")]
pub enum Logged {
    /// Rules acted.
    Decision {
        /// The event.
        event: String,
        /// Its input.
        input: InputKind,
        /// What was done.
        action: Action,
        /// Why: rules, articles, places.
        grounds: Vec<Ground>,
        /// Event time.
        time: String,
        /// Version of the engine.
        engine: String,
        /// Digest of the lexicons.
        lexicons: String,
    },
    /// An operator erased a person from the state of one of its products.
    Erasure {
        /// The product.
        product: String,
        /// The keyed hash that was erased, in hexadecimal: never the identifier.
        person: String,
        /// Waiting rows that are not published.
        rows: u64,
        /// Classes that forgot the person.
        classes: u64,
        /// When.
        time: String,
    },
    /// A person undid it.
    Restore {
        /// The event.
        event: String,
        /// Its input.
        input: InputKind,
        /// The rules whose findings are lifted.
        rules: Vec<String>,
        /// Time of the verdict.
        time: String,
    },
}

/// A period whose key was discarded, with what the public report keeps of it: counts by rule.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destroyed {
    /// The period.
    pub period: String,
    /// When, in the word of whoever destroyed it.
    pub time: String,
    /// Lines that nobody can open any more.
    pub lines: u64,
    /// What they said, in numbers.
    pub rules: BTreeMap<String, RuleCounts>,
}

/// What is logged of a decision: nothing of a pass.
pub fn record(decision: &Decision, time: &str, engine: &str, lexicons: &str) -> Option<Logged> {
    if decision.action() == Action::Pass {
        return None;
    }
    let in_force = decision.findings().iter().filter(|f| f.exempted_by.is_none());
    Some(Logged::Decision {
        event: decision.event().to_owned(),
        input: decision.input(),
        action: decision.action(),
        grounds: in_force.filter(|f| f.action != Action::Pass).map(Ground::from).collect(),
        time: time.to_owned(),
        engine: engine.to_owned(),
        lexicons: lexicons.to_owned(),
    })
}

impl Logged {
    /// What is logged of a restore.
    pub fn from_restore(restore: &Restore, time: &str) -> Self {
        Self::Restore {
            event: restore.about.clone(),
            input: restore.input,
            rules: restore.rules.clone(),
            time: time.to_owned(),
        }
    }

    /// Its input and event time.
    fn place(&self) -> (InputKind, &str) {
        match self {
            Self::Decision { input, time, .. } | Self::Restore { input, time, .. } => (*input, time),
            Self::Erasure { time, .. } => (InputKind::Record, time),
        }
    }

    /// The period whose key seals it, e.g. `post-2026-03`.
    pub fn period(&self) -> String {
        let (input, time) = self.place();
        period_of(input, time)
    }
}

/// An input and a month of event time. The decoder has checked that the time is one.
pub fn period_of(input: InputKind, time: &str) -> String {
    format!("{}-{}", input.as_str(), time.get(..7).unwrap_or("0001-01"))
}
