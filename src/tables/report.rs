//! The report of a table's check: numbers and names of columns, never a value of a row.

use schemars::JsonSchema;
use serde::Serialize;

use super::verdict::{FindingReport, Verdict};

/// What is promised of the table.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Promise {
    /// Distinct persons in a class, at least.
    pub k: u64,
    /// Distinct values of each sensitive column in a class, at least.
    pub l: u64,
    /// Largest distance of a class from the table, where one is promised.
    pub t: Option<f64>,
    /// Largest share of rows that a masked copy may leave out.
    pub max_withheld: f64,
}

/// Classes whose sizes lie between two bounds.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Band {
    /// Fewest persons.
    pub from: u64,
    /// Most persons; null without a bound.
    pub to: Option<u64>,
    /// Classes.
    pub classes: u64,
    /// Rows in them.
    pub rows: u64,
}

/// What is known about a sensitive column.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct SensitiveReport {
    /// Its name.
    pub column: String,
    /// Whether its values are numbers, compared in their order.
    pub numeric: bool,
    /// Distinct values of the whole table; null when there are too many to tell.
    pub values: Option<u64>,
    /// Fewest distinct values of a class.
    pub l: u64,
    /// Rows in classes with fewer than promised.
    pub rows_below_l: u64,
    /// Largest distance of a class from the table; null where there are too many values.
    pub t: Option<f64>,
    /// Rows in classes that are further away than promised.
    pub rows_above_t: u64,
}

/// How many who are alone in the table are alone in the population.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct PopulationReport {
    /// The estimator: `zayatz-1991`.
    pub estimator: String,
    /// Share of the population that the table is.
    pub sampling_fraction: f64,
    /// Persons of the table who are alone in the population, by estimate.
    pub uniques: f64,
}

/// What a second table gives away together with this one.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct JoinReport {
    /// The second table.
    pub table: String,
    /// Columns that both have and that are published, by name: first here, then there.
    pub keys: Vec<[String; 2]>,
    /// Rows here that are the only ones with their keys and meet exactly one row there.
    pub rows: u64,
}

/// What the difference to the previous release isolates.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct DifferenceReport {
    /// The previous release.
    pub table: String,
    /// Classes of both that differ by fewer than `k` rows.
    pub classes: u64,
    /// Rows by which they differ.
    pub rows: u64,
}

/// What a table, as it stands or masked, gives away.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Measures {
    /// Rows.
    pub rows: u64,
    /// Classes: rows with the same quasi-identifiers.
    pub classes: u64,
    /// Distinct persons of the smallest class.
    pub k: u64,
    /// Rows in classes of fewer persons than promised.
    pub rows_below_k: u64,
    /// Rows whose person is alone in the class.
    pub rows_alone: u64,
    /// Classes by size.
    pub bands: Vec<Band>,
    /// The sensitive columns.
    pub sensitive: Vec<SensitiveReport>,
    /// The population, where the share of it is known.
    pub population: Option<PopulationReport>,
    /// The second table, where one was given.
    pub join: Option<JoinReport>,
    /// The previous release, where one was given.
    pub difference: Option<DifferenceReport>,
}

/// A column of the table.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct ColumnReport {
    /// Its name.
    pub name: String,
    /// `identifier`, `quasi`, `sensitive`, `free` or `undeclared`.
    pub role: String,
    /// Values that its range, code or hierarchy does not know, empty ones among them.
    pub unknown: u64,
    /// Cells that hold a person's typed value: a telephone, an identity number, an address …
    pub private: u64,
    /// Values at a closed site.
    pub closed: u64,
}

/// The masked copy.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct MaskedReport {
    /// Rows that it leaves out.
    pub withheld: u64,
    /// Rows among them that name nobody.
    pub no_identifier: u64,
    /// Mean loss of its rows (normalised certainty penalty), 0 to 1.
    pub loss: f64,
    /// What it gives away.
    pub measures: Measures,
}

/// The report.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct TableReport {
    /// Name of the table's file.
    pub table: String,
    /// `release`, `mask` or `stop`.
    pub verdict: Verdict,
    /// Why.
    pub findings: Vec<FindingReport>,
    /// The product whose roles were used.
    pub product: String,
    /// Whether the roles are only a proposal from the values.
    pub suggested: bool,
    /// What is promised.
    pub promise: Promise,
    /// Rows of the table.
    pub rows: u64,
    /// Whether persons are told apart by an identifier; without one each row counts as a person.
    pub has_identifier: bool,
    /// Rows whose identifier is empty.
    pub no_identifier: u64,
    /// The columns, in their order.
    pub columns: Vec<ColumnReport>,
    /// The table as it stands.
    pub as_it_stands: Measures,
    /// The masked copy; null where there can be none.
    pub masked: Option<MaskedReport>,
}
