//! Some rows of a table as text.

use std::sync::Arc;

use crate::limits::{TABLE_BLOCK_BYTES, TABLE_BLOCK_ROWS};

/// What a value was written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Not there, or null.
    Missing,
    /// `true`, `false`
    Bool,
    /// A number.
    Number,
    /// Text; in CSV everything is.
    Text,
}

/// A value.
#[derive(Debug, Clone, Copy)]
pub struct Cell<'a> {
    /// As text; empty where it is missing.
    pub text: &'a str,
    /// What it was written as.
    pub kind: Kind,
}

#[derive(Debug, Clone, Copy)]
struct Place {
    start: u32,
    end: u32,
    kind: Kind,
}

const MISSING: Place = Place { start: 0, end: 0, kind: Kind::Missing };

/// Some rows.
#[derive(Debug, Default)]
pub struct Block {
    /// The names of the columns so far: a table of JSON lines may have more later on.
    pub names: Arc<Vec<String>>,
    text: String,
    cells: Vec<Place>,
    lines: Vec<u64>,
    /// The rows as their format has them, where text does not bring everything back.
    #[cfg(feature = "tables")]
    pub(super) typed: Vec<Vec<::parquet::record::Field>>,
}

impl Block {
    /// Without rows.
    pub fn new(names: &Arc<Vec<String>>) -> Self {
        Self { names: Arc::clone(names), ..Self::default() }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.lines.len()
    }

    /// Whether no more rows should be added.
    pub fn is_full(&self) -> bool {
        self.rows() >= TABLE_BLOCK_ROWS || self.text.len() >= TABLE_BLOCK_BYTES
    }

    /// Begins a row that stands on a line.
    pub(super) fn begin(&mut self, line: u64) {
        self.lines.push(line);
        self.cells.resize(self.lines.len() * self.names.len(), MISSING);
    }

    /// Sets a value of the last row.
    pub(super) fn set(&mut self, column: usize, text: &str, kind: Kind) {
        let start = self.text.len() as u32;
        self.text.push_str(text);
        let at = (self.lines.len() - 1) * self.names.len() + column;
        if let Some(cell) = self.cells.get_mut(at) {
            *cell = Place { start, end: self.text.len() as u32, kind };
        }
    }

    /// The line of a row, from 1.
    pub fn line(&self, row: usize) -> u64 {
        self.lines.get(row).copied().unwrap_or(0)
    }

    /// A value; missing where the row does not have it.
    #[inline]
    pub fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        let place = if column < self.names.len() {
            self.cells.get(row * self.names.len() + column).copied().unwrap_or(MISSING)
        } else {
            MISSING
        };
        let text = self.text.get(place.start as usize..place.end as usize).unwrap_or_default();
        Cell { text, kind: place.kind }
    }
}

impl Block {
    /// Makes room for columns that came up.
    pub(super) fn widen(&mut self, names: &Arc<Vec<String>>) {
        let (old, new) = (self.names.len(), names.len());
        let mut cells = vec![MISSING; self.rows() * new];
        if old > 0 {
            for (from, to) in self.cells.chunks_exact(old).zip(cells.chunks_exact_mut(new)) {
                to.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
            }
        }
        self.cells = cells;
        self.names = Arc::clone(names);
    }
}
