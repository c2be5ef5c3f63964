//! The public report: what was refused, masked, withheld and restored, by rule. Numbers only.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

use super::record::{Destroyed, Logged};
use crate::message::Action;

/// Under which name the report counts rows that waited when their person was erased.
const ERASURE: &str = "records/erasure";

/// What one rule did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RuleCounts {
    /// Names that were not granted.
    pub refused: u64,
    /// Posts in which something was covered.
    pub masked: u64,
    /// Rows that were not published.
    pub withheld: u64,
    /// Of these, what a person restored.
    pub restored: u64,
}

impl RuleCounts {
    /// What it did, whatever it was.
    pub fn acted(&self) -> u64 {
        self.refused + self.masked + self.withheld
    }

    /// Restored, in percent of what it did; nothing when it did nothing.
    #[allow(clippy::cast_precision_loss)] // For people: one decimal.
    pub fn restore_rate(&self) -> Option<f64> {
        (self.acted() > 0).then(|| 100.0 * self.restored as f64 / self.acted() as f64)
    }

    fn add(&mut self, other: &Self) {
        self.refused += other.refused;
        self.masked += other.masked;
        self.withheld += other.withheld;
        self.restored += other.restored;
    }
}

/// One rule of the report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RuleLine {
    /// The rule.
    pub rule: String,
    /// Its counts.
    #[serde(flatten)]
    pub counts: RuleCounts,
    /// Restored, in percent.
    pub restore_rate: Option<f64>,
}

/// The whole report.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Report {
    /// First and last day of what was done, where anything was.
    pub from: Option<String>,
    /// As above.
    pub to: Option<String>,
    /// By rule, in the order of their names.
    pub rules: Vec<RuleLine>,
    /// All rules together. What two rules did to one event counts for each of them.
    pub total: RuleCounts,
    /// Periods that were destroyed; their counts are in the above.
    pub destroyed: Vec<String>,
    /// Lines whose key is gone without a record of it: they are in no count.
    pub unreadable: u64,
}

/// Counts entries; the same event by the same rule counts once, and is restored once.
#[derive(Debug, Default)]
pub struct Counting {
    seen: BTreeSet<(bool, String, String)>,
    rules: BTreeMap<String, RuleCounts>,
    days: BTreeSet<String>,
    destroyed: Vec<String>,
    unreadable: u64,
}

impl Counting {
    /// One entry.
    pub fn add(&mut self, logged: &Logged) {
        match logged {
            Logged::Decision { event, action, grounds, time, .. } => {
                self.day(time);
                for ground in grounds {
                    if self.seen.insert((false, event.clone(), ground.rule.clone())) {
                        let counts = self.rules.entry(ground.rule.clone()).or_default();
                        match action {
                            Action::Refuse => counts.refused += 1,
                            Action::Mask => counts.masked += 1,
                            Action::Withhold => counts.withheld += 1,
                            Action::Pass => {}
                        }
                    }
                }
            }
            // The rows are gone: nothing could count them twice.
            Logged::Erasure { rows, time, .. } => {
                self.day(time);
                self.rules.entry(ERASURE.to_owned()).or_default().withheld += rows;
            }
            Logged::Restore { event, rules, time, .. } => {
                self.day(time);
                for rule in rules {
                    if self.seen.insert((true, event.clone(), rule.clone())) {
                        self.rules.entry(rule.clone()).or_default().restored += 1;
                    }
                }
            }
        }
    }

    /// A destroyed period, whose counts its record keeps.
    pub fn add_destroyed(&mut self, destroyed: &Destroyed) {
        for (rule, counts) in &destroyed.rules {
            self.rules.entry(rule.clone()).or_default().add(counts);
        }
        self.destroyed.push(destroyed.period.clone());
    }

    /// Lines that cannot be opened and are of no destroyed period.
    pub fn add_unreadable(&mut self, lines: u64) {
        self.unreadable += lines;
    }

    fn day(&mut self, time: &str) {
        self.days.extend(time.get(..10).map(str::to_owned));
    }

    /// The counts by rule.
    pub fn rules(&self) -> &BTreeMap<String, RuleCounts> {
        &self.rules
    }

    /// The report.
    pub fn report(self) -> Report {
        let mut total = RuleCounts::default();
        let rules = self.rules.into_iter().map(|(rule, counts)| {
            total.add(&counts);
            RuleLine { rule, counts, restore_rate: counts.restore_rate() }
        });
        let rules = rules.collect();
        Report {
            from: self.days.first().cloned(),
            to: self.days.last().cloned(),
            rules,
            total,
            destroyed: self.destroyed,
            unreadable: self.unreadable,
        }
    }
}
