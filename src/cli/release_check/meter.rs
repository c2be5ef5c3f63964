//! Measures a table, as it stands or masked: what each row is, is collected and sorted by class.

use std::io;
use std::path::Path;

use super::sort::Sorter;
use crate::limits::TABLE_SORT_BYTES;
use crate::tables::{
    Class, DifferenceReport, JoinReport, Measures, PopulationReport, Promise, SensitiveReport, Shares, Sizes,
    Spread, population_uniques,
};

/// Rows of this table and of another one under the same keys.
#[derive(Debug)]
struct Pairing {
    sorter: Sorter,
}

/// Which table a row is of.
const HERE: u64 = 0;
const THERE: u64 = 1;

/// A table that is being measured.
#[derive(Debug)]
pub struct Meter {
    persons: Sorter,
    sensitive: Vec<Sorter>,
    join: Option<Pairing>,
    difference: Option<Pairing>,
}

/// What a row is.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// Its class.
    pub class: u128,
    /// Its person.
    pub person: u64,
    /// The codes of its sensitive values.
    pub sensitive: &'a [u32],
    /// Its keys for the second table, where it has any.
    pub join: Option<u128>,
}

/// What measures are made with.
#[derive(Debug, Clone, Copy)]
pub struct Basis<'a> {
    /// What is promised.
    pub promise: &'a Promise,
    /// Names of the sensitive columns, with their shares over the whole table.
    pub sensitive: &'a [(String, Option<Shares>)],
    /// The share of the population.
    pub fraction: Option<f64>,
    /// The second table and the keys.
    pub join: Option<(&'a str, &'a [[String; 2]])>,
    /// The previous release.
    pub previous: Option<&'a str>,
}

impl Meter {
    /// For so many sensitive columns.
    pub fn new(sensitive: usize, join: bool, difference: bool, folder: &Path) -> Self {
        let sorters = 1 + sensitive + usize::from(join) + usize::from(difference);
        let sorter = || Sorter::new(TABLE_SORT_BYTES / sorters, folder);
        let pairing = |wanted: bool| wanted.then(|| Pairing { sorter: sorter() });
        Self {
            persons: sorter(),
            sensitive: (0..sensitive).map(|_| sorter()).collect(),
            join: pairing(join),
            difference: pairing(difference),
        }
    }

    /// A row of the table.
    pub fn row(&mut self, seen: Seen<'_>) -> io::Result<()> {
        self.persons.push(seen.class, seen.person)?;
        for (sorter, code) in self.sensitive.iter_mut().zip(seen.sensitive) {
            sorter.push(seen.class, u64::from(*code))?;
        }
        if let (Some(pairing), Some(key)) = (&mut self.join, seen.join) {
            pairing.sorter.push(key, HERE)?;
        }
        if let Some(pairing) = &mut self.difference {
            pairing.sorter.push(seen.class, HERE)?;
        }
        Ok(())
    }

    /// A row of the second table.
    pub fn joined(&mut self, key: u128) -> io::Result<()> {
        self.join.as_mut().map_or(Ok(()), |pairing| pairing.sorter.push(key, THERE))
    }

    /// A row of the previous release.
    pub fn previous(&mut self, class: u128) -> io::Result<()> {
        self.difference.as_mut().map_or(Ok(()), |pairing| pairing.sorter.push(class, THERE))
    }

    /// The measures.
    pub fn measures(self, basis: &Basis<'_>) -> io::Result<Measures> {
        let (k, l, t) = (basis.promise.k, basis.promise.l, basis.promise.t);
        let mut sizes = Sizes::default();
        let mut open = Distinct::default();
        self.persons.each(|class, person| {
            if let Some((_, done)) = open.see(class, person) {
                sizes.add(done.rows, done.distinct, k);
            }
        })?;
        if let Some((_, done)) = open.end() {
            sizes.add(done.rows, done.distinct, k);
        }
        let mut sensitive = Vec::with_capacity(self.sensitive.len());
        for (sorter, (name, shares)) in self.sensitive.into_iter().zip(basis.sensitive) {
            let spread = spread(sorter, shares.as_ref(), l, t)?;
            sensitive.push(SensitiveReport {
                column: name.clone(),
                numeric: shares.as_ref().is_some_and(|s| s.numeric),
                values: shares.as_ref().map(Shares::values),
                l: spread.l.unwrap_or(0),
                rows_below_l: spread.below,
                t: shares.is_some().then_some(spread.t),
                rows_above_t: spread.apart,
            });
        }
        let population = basis.fraction.map(|fraction| PopulationReport {
            estimator: "zayatz-1991".to_owned(),
            sampling_fraction: fraction,
            uniques: population_uniques(&sizes.by_size, fraction),
        });
        let join = match (self.join, basis.join) {
            (Some(pairing), Some((table, keys))) => {
                let mut rows = 0;
                pairing.each(|here, there| rows += u64::from(here == 1 && there == 1))?;
                Some(JoinReport { table: table.to_owned(), keys: keys.to_vec(), rows })
            }
            _ => None,
        };
        let difference = match (self.difference, basis.previous) {
            (Some(pairing), Some(table)) => {
                let mut out = DifferenceReport { table: table.to_owned(), classes: 0, rows: 0 };
                pairing.each(|here, there| {
                    if isolates(here, there, k) {
                        out.classes += 1;
                        out.rows += here.abs_diff(there);
                    }
                })?;
                Some(out)
            }
            _ => None,
        };
        Ok(Measures {
            rows: sizes.rows,
            classes: sizes.classes,
            k: sizes.k(),
            rows_below_k: sizes.below,
            rows_alone: sizes.alone,
            bands: sizes.bands(),
            sensitive,
            population,
            join,
            difference,
        })
    }
}

/// Whether the difference of a class to the previous release singles people out.
pub fn isolates(here: u64, there: u64, k: u64) -> bool {
    here > 0 && there > 0 && here != there && here.abs_diff(there) < k
}

impl Pairing {
    /// How many rows each key has here and there.
    fn each(self, mut see: impl FnMut(u64, u64)) -> io::Result<()> {
        let mut open: Option<(u128, [u64; 2])> = None;
        self.sorter.each(|key, side| {
            if let Some((old, [here, there])) = open
                && old != key
            {
                see(here, there);
                open = None;
            }
            let (_, counts) = open.get_or_insert((key, [0, 0]));
            if let Some(count) = counts.get_mut(side as usize) {
                *count += 1;
            }
        })?;
        if let Some((_, [here, there])) = open {
            see(here, there);
        }
        Ok(())
    }
}

/// Rows and distinct values of one class after another, from sorted pairs.
#[derive(Debug, Default)]
struct Distinct {
    class: Option<u128>,
    last: u64,
    done: Done,
}

#[derive(Debug, Default, Clone, Copy)]
struct Done {
    rows: u64,
    distinct: u64,
}

impl Distinct {
    /// The class that ended with this pair.
    fn see(&mut self, class: u128, value: u64) -> Option<(u128, Done)> {
        let ended = if self.class == Some(class) { None } else { self.end() };
        if self.class != Some(class) || self.last != value {
            self.done.distinct += 1;
        }
        self.class = Some(class);
        self.last = value;
        self.done.rows += 1;
        ended
    }

    fn end(&mut self) -> Option<(u128, Done)> {
        let ended = self.class.take().map(|class| (class, self.done));
        self.done = Done::default();
        ended
    }
}

fn spread(sorter: Sorter, shares: Option<&Shares>, l: u64, t: Option<f64>) -> io::Result<Spread> {
    let mut spread = Spread::default();
    let mut open = Distinct::default();
    let mut counts: Vec<(u32, u64)> = Vec::new();
    sorter.each(|class, code| {
        if let Some((_, done)) = open.see(class, code) {
            let (rows, distinct) = (done.rows, done.distinct);
            spread.add(Class { rows, distinct, counts: &counts }, shares, l, t);
            counts.clear();
        }
        // Only where they are compared: a class may have as many values as rows.
        if shares.is_some() {
            match counts.last_mut().filter(|(last, _)| u64::from(*last) == code) {
                Some((_, n)) => *n += 1,
                None => counts.push((code as u32, 1)),
            }
        }
    })?;
    if let Some((_, Done { rows, distinct })) = open.end() {
        spread.add(Class { rows, distinct, counts: &counts }, shares, l, t);
    }
    Ok(spread)
}
