//! How far each row of a table is generalised: cut by cut, as long as every part keeps its promise.
//!
//! Top down, as Mondrian does (`LeFevre` et al. 2006), on the product's own hierarchies: a group of
//! rows is cut where its values lie furthest apart, into the halves of a range or the children of
//! a node. Children that would be too small on their own stay together under the node. A group
//! that cannot be cut is a class, generalised to what covers its rows. Who goes where depends on
//! the codes of a row alone, so that a second reading of the table finds its class again.

mod cut;
mod enough;
mod tree;

pub use enough::Enough;
pub use tree::{Fates, Leaf, Tree};

use super::code::span;
use super::measure::Shares;
use crate::cluster::{Cells, Domain, MAX_QUASI, Span};
use crate::limits;

/// Rows that can be looked at again and again, wherever they are.
///
/// A row is its quasi-identifiers' codes, the two halves of its person's hash, and the codes of its
/// sensitive values.
pub trait RegionRows {
    /// What can go wrong.
    type Error;
    /// Number of rows.
    fn rows(&self) -> u64;
    /// Shows the rows in order until the answer is `false`.
    fn each(&self, see: &mut dyn FnMut(&[u32]) -> bool) -> Result<(), Self::Error>;
}

/// Rows in memory, each `width` codes.
#[derive(Debug, Clone, Copy)]
pub struct InMemory<'a> {
    /// Codes of all rows.
    pub codes: &'a [u32],
    /// Codes of a row.
    pub width: usize,
}

impl RegionRows for InMemory<'_> {
    type Error = std::convert::Infallible;

    fn rows(&self) -> u64 {
        (self.codes.len() / self.width) as u64
    }

    fn each(&self, see: &mut dyn FnMut(&[u32]) -> bool) -> Result<(), Self::Error> {
        for row in self.codes.chunks_exact(self.width) {
            if !see(row) {
                break;
            }
        }
        Ok(())
    }
}

/// A cut of a group of rows: who lies in one of the parts goes there, everyone else stays together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// Number of the quasi-identifier.
    pub column: usize,
    /// Parts that do not overlap, rising.
    pub parts: Vec<Span>,
    /// Whether there are rows in none of them.
    pub rest: bool,
}

impl Cut {
    /// The number of the part that a value goes to; the number of parts for the rest.
    pub fn part(&self, value: Span) -> usize {
        find(&self.parts, value)
    }

    /// Number of groups.
    pub fn groups(&self) -> usize {
        self.parts.len() + usize::from(self.rest)
    }
}

fn find(parts: &[Span], value: Span) -> usize {
    let at = parts.partition_point(|part| part.hi < value.lo);
    if parts.get(at).is_some_and(|part| part.covers(value)) { at } else { parts.len() }
}

/// What is promised, and over which columns.
#[derive(Debug, Clone)]
pub struct Planner {
    /// The quasi-identifiers.
    pub domains: Vec<Domain>,
    /// Number of sensitive columns.
    pub sensitive: usize,
    /// Distinct persons in a class.
    pub k: u64,
    /// Distinct values of each sensitive column in a class.
    pub l: u64,
    /// Largest distance of a class from the table, for those columns whose shares are known.
    pub t: Option<f64>,
    /// The shares of each sensitive column.
    pub shares: Vec<Option<Shares>>,
    /// Rows in a class at least: keeps their number below the bound.
    pub least: u64,
}

impl Planner {
    /// Codes of a row.
    pub fn width(&self) -> usize {
        self.domains.len() + 2 + self.sensitive
    }

    /// Rows in a class, at the least, of a table of so many.
    pub fn least_rows(rows: u64) -> u64 {
        rows.div_ceil(limits::MAX_TABLE_CLASSES).max(1)
    }

    fn enough(&self) -> Enough<'_> {
        Enough::new(self)
    }

    /// Whether a group of rows keeps the promise as one class.
    pub fn holds<R: RegionRows>(&self, rows: &R) -> Result<bool, R::Error> {
        let mut enough = self.enough();
        rows.each(&mut |row| {
            enough.add(row);
            !enough.is_settled()
        })?;
        Ok(enough.holds())
    }

    /// The smallest generalised values that cover all rows of a group.
    pub fn cover<R: RegionRows>(&self, rows: &R) -> Result<Cells, R::Error> {
        let mut ends = [(u32::MAX, 0); MAX_QUASI];
        rows.each(&mut |row| {
            for ((end, domain), code) in ends.iter_mut().zip(&self.domains).zip(row) {
                let span = span(domain, *code);
                *end = (end.0.min(span.lo), end.1.max(span.hi));
            }
            true
        })?;
        let mut cells = [Span::default(); MAX_QUASI];
        for ((cell, domain), (lo, hi)) in cells.iter_mut().zip(&self.domains).zip(ends) {
            *cell = domain.join(Span { lo, hi: lo }, Span { lo: hi, hi });
        }
        Ok(cells)
    }

    /// Mean loss of a generalised row, 0 to 1.
    #[allow(clippy::cast_precision_loss)] // A handful of columns.
    pub fn loss(&self, cells: &Cells) -> f32 {
        let sum: f32 = self.domains.iter().zip(cells).map(|(d, c)| d.loss(*c)).sum();
        sum / self.domains.len().max(1) as f32
    }

    /// The best cut of a group that `cells` covers; nothing when none keeps the promise.
    pub fn cut<R: RegionRows>(&self, rows: &R, cells: &Cells) -> Result<Option<Cut>, R::Error> {
        if rows.rows() < 2 * self.k.max(self.least) {
            return Ok(None);
        }
        let mut columns: Vec<usize> = (0..self.domains.len()).collect();
        let loss = |i: usize| self.domains.get(i).zip(cells.get(i)).map_or(0.0, |(d, c)| d.loss(*c));
        columns.sort_by(|a, b| loss(*b).total_cmp(&loss(*a)));
        for column in columns {
            let Some((domain, cell)) = self.domains.get(column).zip(cells.get(column)) else { continue };
            if cell.lo == cell.hi {
                continue;
            }
            let found = match domain {
                Domain::Interval { .. } => cut::halves(self, rows, column, *cell)?,
                Domain::Prefix { .. } | Domain::Tree(_) => cut::children(self, rows, column, *cell)?,
            };
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests;
