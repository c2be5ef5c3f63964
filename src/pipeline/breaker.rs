//! The breaker: a name that suddenly is refused far more often than names are falls back to shadow.
//! Pure: it counts registrations, not time. Private values in posts have none: a flood of them must
//! not switch masking off.

use std::collections::{BTreeMap, VecDeque};

use super::config::Bounds;
use crate::message::{Action, Decision, HitName, InputKind};

/// Counts in how many of the last registrations each name was the reason of a refusal.
#[derive(Debug)]
pub struct Breaker {
    /// `None` never trips.
    bounds: Option<Bounds>,
    /// The names of each of the last registrations; most have none.
    window: VecDeque<Vec<String>>,
    counts: BTreeMap<String, usize>,
}

impl Breaker {
    /// Nothing counted.
    pub fn new(bounds: Option<Bounds>) -> Self {
        Self { bounds, window: VecDeque::new(), counts: BTreeMap::new() }
    }

    /// Counts a decision and names what trips on it. What tripped is counted anew.
    pub fn observe(&mut self, decision: &Decision) -> Vec<String> {
        let Some(bounds) = self.bounds.filter(|_| decision.input() == InputKind::Registration) else {
            return Vec::new();
        };
        let names = names(decision);
        for name in &names {
            *self.counts.entry(name.clone()).or_default() += 1;
        }
        let tripped: Vec<String> = names.iter().filter(|name| self.trips(name, bounds)).cloned().collect();
        self.window.push_back(names);
        if self.window.len() > bounds.window {
            for name in self.window.pop_front().into_iter().flatten() {
                self.uncount(&name);
            }
        }
        for name in &tripped {
            self.counts.remove(name);
            self.window.iter_mut().for_each(|names| names.retain(|n| n != name));
        }
        tripped
    }

    /// More than its share, and often enough that it is no chance.
    fn trips(&self, name: &str, bounds: Bounds) -> bool {
        let count = self.counts.get(name).copied().unwrap_or(0);
        let seen = self.window.len() + 1;
        count >= bounds.least && count * 100 > seen * bounds.percent
    }

    fn uncount(&mut self, name: &str) {
        if let Some(count) = self.counts.get_mut(name) {
            *count -= 1;
            if *count == 0 {
                self.counts.remove(name);
            }
        }
    }
}

/// The entries that a refusal in force rests on, each once.
fn names(decision: &Decision) -> Vec<String> {
    let in_force =
        decision.findings().iter().filter(|f| f.action == Action::Refuse && f.exempted_by.is_none());
    let terms = in_force.flat_map(|f| &f.hits).filter_map(|hit| match &hit.name {
        HitName::Term(id) => Some(id.clone()),
        HitName::Value(_) => None,
    });
    let mut names: Vec<String> = terms.collect();
    names.sort_unstable();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::Engine;
    use crate::{decode, message::Event};

    fn event(name: &str) -> Event {
        let text = format!(
            r#"{{"id":"r","type":"registration","time":"2026-01-02T03:04:05Z","account":"a","parts":[{{"kind":"nickname","text":"{name}"}}]}}"#
        );
        decode::event(text.as_bytes()).unwrap()
    }

    #[test]
    fn a_name_that_is_refused_too_often_trips_once_and_a_rare_one_never() {
        let engine = Engine::builtin().unwrap();
        let (refused, passed) =
            (engine.decide(&event("解放军征兵办公室官方")), engine.decide(&event("李示例")));
        assert_eq!(refused.action(), Action::Refuse);
        let bounds = Some(Bounds { percent: 10, least: 5, window: 100 });
        let mut rare = Breaker::new(bounds);
        for n in 0..1_000 {
            let decision = if n % 20 == 0 { &refused } else { &passed };
            assert_eq!(rare.observe(decision), Vec::<String>::new(), "at {n}");
        }
        let mut often = Breaker::new(bounds);
        let tripped: Vec<Vec<String>> = (0..9).map(|_| often.observe(&refused)).collect();
        assert!(
            tripped[..4].iter().all(Vec::is_empty) && tripped[5..].iter().all(Vec::is_empty),
            "{tripped:?}"
        );
        assert!(!tripped[4].is_empty(), "{tripped:?}");
    }
}
