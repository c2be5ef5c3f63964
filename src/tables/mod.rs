//! Whole tables before their release: what they give away as they stand, and how far each row is
//! generalised in a masked copy. The roles and hierarchies are those of `cluster`.
//!
//! Pure: rows come from outside, as codes; files, sorting beyond memory and formats are the verb's.

mod code;
mod html;
mod measure;
mod plan;
mod population;
mod report;
mod verdict;

pub use code::{ANY, Layout, Use, cells, code, side, span};
pub use html::page;
pub use measure::{Class, Shares, Sizes, Spread};
pub use plan::{Cut, Enough, Fates, InMemory, Leaf, Planner, RegionRows, Tree};
pub use population::population_uniques;
pub use report::{
    Band, ColumnReport, DifferenceReport, JoinReport, MaskedReport, Measures, PopulationReport, Promise,
    SensitiveReport, TableReport,
};
pub use verdict::{FindingReport, Verdict, judge};
