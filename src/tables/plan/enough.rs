//! Whether a group of rows holds enough persons and sensitive values, without counting further than
//! that.

use std::collections::HashMap;

use super::Planner;
use crate::tables::measure::exceeds;

/// At most so many distinct values.
#[derive(Debug, Clone, Default)]
struct Distinct {
    values: Vec<u64>,
}

impl Distinct {
    fn add(&mut self, value: u64, most: u64) {
        if (self.values.len() as u64) < most
            && let Err(at) = self.values.binary_search(&value)
        {
            self.values.insert(at, value);
        }
    }

    fn reaches(&self, least: u64) -> bool {
        self.values.len() as u64 >= least
    }
}

/// What was seen of a group.
#[derive(Debug, Clone)]
pub struct Enough<'a> {
    planner: &'a Planner,
    rows: u64,
    persons: Distinct,
    values: Vec<Distinct>,
    /// How often each sensitive value occurs, where closeness is promised.
    counts: Vec<HashMap<u32, u64>>,
}

impl<'a> Enough<'a> {
    /// Nothing yet.
    pub fn new(planner: &'a Planner) -> Self {
        let counted = if planner.t.is_some() { planner.sensitive } else { 0 };
        Self {
            planner,
            rows: 0,
            persons: Distinct::default(),
            values: vec![Distinct::default(); if planner.l > 1 { planner.sensitive } else { 0 }],
            counts: vec![HashMap::new(); counted],
        }
    }

    /// Rows seen.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// A row, as `RegionRows` shows it.
    pub fn add(&mut self, row: &[u32]) {
        self.rows += 1;
        let Some((person, sensitive)) =
            row.get(self.planner.domains.len()..).and_then(|r| r.split_at_checked(2))
        else {
            return;
        };
        if let [low, high] = person {
            self.persons.add(u64::from(*low) | u64::from(*high) << 32, self.planner.k);
        }
        for (distinct, code) in self.values.iter_mut().zip(sensitive) {
            distinct.add(u64::from(*code), self.planner.l);
        }
        for (counts, code) in self.counts.iter_mut().zip(sensitive) {
            *counts.entry(*code).or_default() += 1;
        }
    }

    /// Takes another group in.
    pub fn join(&mut self, other: &Self) {
        self.rows += other.rows;
        for person in &other.persons.values {
            self.persons.add(*person, self.planner.k);
        }
        for (own, others) in self.values.iter_mut().zip(&other.values) {
            for value in &others.values {
                own.add(*value, self.planner.l);
            }
        }
        for (own, others) in self.counts.iter_mut().zip(&other.counts) {
            for (code, n) in others {
                *own.entry(*code).or_default() += n;
            }
        }
    }

    fn counts_enough(&self) -> bool {
        self.rows >= self.planner.least
            && self.persons.reaches(self.planner.k)
            && self.values.iter().all(|distinct| distinct.reaches(self.planner.l))
    }

    /// Whether more rows cannot change the answer: never where closeness is promised.
    pub fn is_settled(&self) -> bool {
        self.planner.t.is_none() && self.counts_enough()
    }

    /// Whether the group may be a class.
    pub fn holds(&self) -> bool {
        self.counts_enough() && self.is_close()
    }

    fn is_close(&self) -> bool {
        let Some(t) = self.planner.t else { return true };
        self.counts.iter().zip(&self.planner.shares).all(|(counts, shares)| {
            let Some(shares) = shares else { return true };
            let class: Vec<(u32, u64)> = counts.iter().map(|(code, n)| (*code, *n)).collect();
            !exceeds(shares.distance(&class), t)
        })
    }
}
