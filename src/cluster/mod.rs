//! Records: which rows of a data product may be published, and how far they are generalised.
//!
//! A row is published only in a class (its generalised quasi-identifiers) that at least `k`
//! distinct identifiers with at least `l` distinct sensitive values were published in within the
//! window, itself included. Pure: event time and order are all there is.

mod classes;
mod domain;
mod index;
mod neighbours;
mod product;
mod recent;
mod shard;
mod stream;
mod suggest;
mod tree;

pub use classes::{ClassId, ClassState, Classes};
pub use domain::{Domain, text as value_text};
pub use product::{AtBound, Cells, Column, Product, Quasi, Role, TableBounds};
pub use recent::{Recent, Seen};
pub use shard::{Batch, Fate, Release, Row, Shard};
pub use stream::{HashKey, Held, Outcome, Settled, Stream, seconds};
pub use suggest::{Seen as ColumnSeen, Suggestion, suggest};
pub use tree::Tree;

use thiserror::Error;

/// Most quasi-identifiers of a product: places of a row are kept in line.
pub const MAX_QUASI: usize = crate::limits::MAX_QUASI_IDENTIFIERS;

/// A generalised value: the first and the last of the numbers that it covers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The first.
    pub lo: u32,
    /// The last.
    pub hi: u32,
}

impl Span {
    /// Whether it covers another one.
    #[inline]
    pub fn covers(self, other: Self) -> bool {
        self.lo <= other.lo && other.hi <= self.hi
    }
}

/// What is wrong with a column of a product.
#[derive(Debug, Error, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum ClusterError {
    #[error("hierarchy: {0}")]
    Hierarchy(String),
    #[error(
        "range: two numbers that rise, a step above 0 and at most {} steps expected",
        crate::limits::MAX_INTERVAL_STEPS
    )]
    Range,
    #[error(
        "digits: 1 to {} digits, and rising numbers of digits to keep expected",
        crate::limits::MAX_CODE_DIGITS
    )]
    Digits,
}
