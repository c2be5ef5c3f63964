//! Opens what can be opened of a log, line by line, and counts it.

use std::collections::BTreeMap;

use super::folder::{FolderError, Keys};
use super::source::Source;
use crate::log::{Counting, Destroyed, Line, LineKind, PeriodKey};

/// Reads, verifies and counts a log, of one period only where one is given; the counts, and the
/// lines that were opened. A broken log is counted by nobody.
pub fn tally(source: &Source, only: Option<&str>) -> Result<(Counting, u64), FolderError> {
    let keys = source.keys();
    let mut tally = Tally::new(&keys, only);
    source.read(&mut |line| tally.add(&line))?;
    Ok(tally.finish())
}

/// The counts so far.
#[derive(Debug)]
struct Tally<'a> {
    keys: &'a Keys,
    /// Counts lines of this period only.
    only: Option<&'a str>,
    known: BTreeMap<String, Option<PeriodKey>>,
    destroyed: Vec<Destroyed>,
    /// Lines that could not be opened, by period.
    shut: BTreeMap<String, u64>,
    counting: Counting,
    opened: u64,
}

impl<'a> Tally<'a> {
    fn new(keys: &'a Keys, only: Option<&'a str>) -> Self {
        Self {
            keys,
            only,
            known: BTreeMap::new(),
            destroyed: Vec::new(),
            shut: BTreeMap::new(),
            counting: Counting::default(),
            opened: 0,
        }
    }

    fn add(&mut self, line: &Line) -> Result<(), FolderError> {
        if self.only.is_some_and(|period| period != line.period) {
            return Ok(());
        }
        if line.kind == LineKind::Destroyed {
            self.destroyed.extend(line.destroyed());
            return Ok(());
        }
        if !self.known.contains_key(&line.period) {
            self.known.insert(line.period.clone(), self.keys.known(&line.period)?);
        }
        let key = self.known.get(&line.period).and_then(Option::as_ref);
        if let Some(logged) = key.and_then(|key| line.open(key)) {
            self.counting.add(&logged);
            self.opened += 1;
        } else {
            *self.shut.entry(line.period.clone()).or_default() += 1;
        }
        Ok(())
    }

    /// The counts; those of destroyed periods as their records keep them.
    fn finish(mut self) -> (Counting, u64) {
        for (period, lines) in &self.shut {
            if !self.destroyed.iter().any(|d| d.period == *period) {
                self.counting.add_unreadable(*lines);
            }
        }
        if self.only.is_none() {
            for one in &self.destroyed {
                self.counting.add_destroyed(one);
            }
        }
        (self.counting, self.opened)
    }
}
