//! The one line at the end of a scan, and the bar on the way.

use indicatif::{ProgressBar, ProgressStyle};
use std::fmt;
use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

use crate::message::{Action, Decision};

/// What was counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    actions: [u64; 4],
    /// Decisions with a case.
    pub cases: u64,
    /// Decisions in which an entry in shadow would have changed something.
    pub shadow: u64,
    /// Appeals, complaints and verdicts.
    pub redress: u64,
    /// Lines that were no events.
    pub errors: u64,
    /// Bytes read.
    pub bytes: u64,
}

const ACTIONS: [Action; 4] = [Action::Pass, Action::Mask, Action::Refuse, Action::Withhold];

impl Counts {
    /// Counts a decision.
    pub fn add(&mut self, decision: &Decision) {
        let action = decision.action();
        for (known, count) in ACTIONS.iter().zip(&mut self.actions) {
            *count += u64::from(*known == action);
        }
        self.cases += u64::from(decision.report().is_some());
        let shadow = |f: &crate::message::Finding| f.exempted_by.as_deref() == Some("shadow");
        self.shadow += u64::from(decision.findings().iter().any(shadow));
    }

    /// Counts together.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.actions.iter_mut().zip(other.actions) {
            *mine += theirs;
        }
        self.cases += other.cases;
        self.shadow += other.shadow;
        self.redress += other.redress;
        self.errors += other.errors;
        self.bytes += other.bytes;
    }

    /// Events that were decided.
    pub fn events(&self) -> u64 {
        self.actions.iter().sum()
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} events:", self.events())?;
        for (action, count) in ACTIONS.iter().zip(self.actions) {
            if count > 0 || *action == Action::Pass {
                write!(f, " {count} {},", action.as_str())?;
            }
        }
        write!(f, " {} with a case", self.cases)?;
        if self.shadow > 0 {
            write!(f, ", {} in shadow", self.shadow)?;
        }
        if self.redress > 0 {
            write!(f, ", {} appeals, complaints and verdicts", self.redress)?;
        }
        write!(f, "; {} errors", self.errors)
    }
}

/// A clock and, on a terminal, a bar.
pub struct Progress {
    bar: ProgressBar,
    began: Instant,
}

impl Progress {
    /// Begins; `total` bytes where the size is known.
    pub fn begin(total: Option<u64>) -> Self {
        let began = Instant::now();
        if !std::io::stderr().is_terminal() {
            return Self { bar: ProgressBar::hidden(), began };
        }
        let (bar, template) = match total {
            Some(n) => {
                (ProgressBar::new(n), "{bar:30} {bytes}/{total_bytes} {binary_bytes_per_sec} {msg} eta {eta}")
            }
            None => (ProgressBar::new_spinner(), "{spinner} {bytes} {binary_bytes_per_sec} {msg}"),
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Self { bar, began }
    }

    /// Shows how far it is.
    pub fn at(&self, counts: &Counts) {
        if !self.bar.is_hidden() {
            self.bar.set_position(counts.bytes);
            self.bar.set_message(format!("{} events, {} errors", counts.events(), counts.errors));
        }
    }

    /// Runs `print` without the bar in the way.
    pub fn aside(&self, print: impl FnOnce()) {
        self.bar.suspend(print);
    }

    /// Ends and says how long it took and how fast it went.
    pub fn end(self, bytes: u64) -> String {
        self.bar.finish_and_clear();
        pace(bytes, self.began.elapsed())
    }
}

#[allow(clippy::cast_precision_loss)] // For people: three digits.
fn pace(bytes: u64, took: Duration) -> String {
    let (mb, s) = (bytes as f64 / 1e6, took.as_secs_f64().max(1e-6));
    format!("{mb:.1} MB in {s:.2} s, {:.1} MB/s", mb / s)
}
