//! A data product: what its columns are and what is promised about its rows.

use std::collections::HashSet;
use std::time::Duration;

use super::domain::text;
use super::{Domain, MAX_QUASI, Span};
use crate::message::{Record, Value};
use crate::rules::private;

/// What a column is to a person in it.
#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant)] // A handful of columns.
pub enum Role {
    /// Says who it is. Never published, kept as a keyed hash only.
    Identifier,
    /// Narrows down who it is. Generalised.
    Quasi(Quasi),
    /// What must not be learnt about a person.
    Sensitive,
    /// Anything else. Private values in its text are covered.
    Free,
}

/// A quasi-identifier.
#[derive(Debug, Clone)]
pub struct Quasi {
    /// Its values.
    pub domain: Domain,
    /// Values that are published as their district at the most.
    pub closed: HashSet<String>,
    /// Sensitive values that make the place of their row a closed one.
    pub closed_marks: HashSet<String>,
}

/// A column of a product.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its name in `values`.
    pub name: String,
    /// What it is.
    pub role: Role,
}

/// What to do with a row whose best class loses more than `max_loss`. A row without any class is
/// withheld, whatever stands here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtBound {
    /// Publish it in that class: what the class does not share is suppressed.
    Suppress,
    /// Do not publish it.
    Withhold,
    /// Do not publish it and open a case at the data desk.
    Case,
}

/// What holds for whole tables of a product, beside `k` and `l`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TableBounds {
    /// Largest distance of a class's sensitive values from the table's, 0 to 1.
    pub t: Option<f64>,
    /// Largest share of rows that a masked copy leaves out.
    pub max_withheld: f64,
    /// Share of the population that a table is, where it is known.
    pub sampling_fraction: Option<f64>,
}

impl Default for TableBounds {
    fn default() -> Self {
        Self { t: None, max_withheld: 0.1, sampling_fraction: None }
    }
}

/// A data product.
#[derive(Debug, Clone)]
pub struct Product {
    /// Its name.
    pub name: String,
    /// Its columns. What is not among them is not published.
    pub columns: Vec<Column>,
    /// Distinct identifiers that share a class, at least.
    pub k: usize,
    /// Distinct sensitive values in a class, at least.
    pub l: usize,
    /// A row waits for at most so many later rows.
    pub delay_rows: u64,
    /// A row waits for at most so long, in event time.
    pub delay: Duration,
    /// How long a release counts, in event time.
    pub window: Duration,
    /// Loss of a row that is accepted.
    pub max_loss: f32,
    /// What to do beyond it.
    pub at_bound: AtBound,
    /// What holds for whole tables.
    pub table: TableBounds,
}

/// The places of a row's quasi-identifiers, in the order of the columns.
pub type Cells = [Span; MAX_QUASI];

impl Product {
    /// The quasi-identifiers, in the order of the columns.
    pub fn quasi(&self) -> impl Iterator<Item = (&str, &Quasi)> {
        self.columns.iter().filter_map(|c| match &c.role {
            Role::Quasi(q) => Some((c.name.as_str(), q)),
            _ => None,
        })
    }

    /// The value that says who a row is about, as text.
    pub fn identifier(&self, record: &Record) -> Option<String> {
        let column = self.columns.iter().find(|c| matches!(c.role, Role::Identifier))?;
        record.values.get(&column.name).and_then(text).filter(|t| !t.is_empty())
    }

    /// The sensitive values of a row, as one text. As they are published: values that differ in a
    /// covered number only are the same to whoever reads them.
    pub fn sensitive(&self, record: &Record) -> String {
        let columns = self.columns.iter().filter(|c| matches!(c.role, Role::Sensitive));
        let values = columns.map(|c| {
            let text = record.values.get(&c.name).and_then(text).unwrap_or_default();
            private::covered_text(&text).unwrap_or(text)
        });
        values.collect::<Vec<_>>().join("\u{1f}")
    }

    /// Where a row stands. Closed sites stand at their district.
    pub fn cells(&self, record: &Record) -> Cells {
        let mut cells = [Span::default(); MAX_QUASI];
        for (cell, (name, quasi)) in cells.iter_mut().zip(self.quasi()) {
            let value = record.values.get(name);
            *cell = quasi.domain.place(value);
            if self.is_closed(quasi, value, record)
                && let Domain::Tree(tree) = &quasi.domain
                && cell.lo == cell.hi
            {
                *cell = tree.above(cell.lo);
            }
        }
        cells
    }

    fn is_closed(&self, quasi: &Quasi, value: Option<&Value>, record: &Record) -> bool {
        let sensitive = || self.columns.iter().filter(|c| matches!(c.role, Role::Sensitive));
        value.and_then(text).is_some_and(|v| quasi.closed.contains(&v))
            || (!quasi.closed_marks.is_empty()
                && sensitive()
                    .filter_map(|c| record.values.get(&c.name).and_then(text))
                    .any(|v| quasi.closed_marks.contains(&v)))
    }
}
