//! The first reading of a table: its cells are checked, its rows coded and measured as they stand.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::ReleaseCheckError;
use super::keys::Keys;
use super::meter::{Meter, Seen};
use super::region::Region;
use super::values::Values;
use crate::cli::table::{Block, Cell, Format, Kind, TableError};
use crate::cluster::{Domain, Product, Quasi};
use crate::limits::MAX_TABLE_SENSITIVE;
use crate::rules::private;
use crate::tables::{ANY, ColumnReport, Layout, Use, code};

/// A row as it is coded.
#[derive(Debug, Default)]
pub struct Coded {
    /// Quasi-identifiers, the person's two halves, sensitive values: as regions keep them.
    pub codes: Vec<u32>,
    /// The person.
    pub person: u64,
    /// Whether the row names nobody although there is an identifier.
    pub nobody: bool,
    /// The codes of its sensitive values as they stand; among `codes` are those of what is published.
    pub sensitive: Vec<u32>,
}

/// Codes rows of one table: the same way in both readings.
pub struct Coder {
    path: PathBuf,
    /// What the columns are.
    pub layout: Layout,
    quasi: Vec<Quasi>,
    /// The columns of the quasi-identifiers, the sensitive ones and the identifier.
    columns: Vec<Option<usize>>,
    sensitive: Vec<Option<usize>>,
    identifier: Option<usize>,
    /// Whether a spreadsheet would read the table.
    formulas: bool,
    /// Secrets of this run.
    pub keys: Keys,
    /// The sensitive values.
    pub values: Vec<Values>,
    /// What was seen of each column.
    pub reports: Vec<ColumnReport>,
}

impl Coder {
    /// For a table of a product.
    pub fn new(path: &Path, product: &Arc<Product>) -> Result<Self, ReleaseCheckError> {
        let layout = Layout::new(product, &[]);
        let count = layout.sensitive();
        if count > MAX_TABLE_SENSITIVE {
            let what = format!("{count} sensitive columns: at most {MAX_TABLE_SENSITIVE} expected");
            return Err(TableError::Whole { path: path.to_owned(), what }.into());
        }
        Ok(Self {
            path: path.to_owned(),
            quasi: layout.quasi().into_iter().cloned().collect(),
            columns: Vec::new(),
            sensitive: Vec::new(),
            identifier: None,
            formulas: Format::of(path)? == Format::Csv,
            keys: Keys::default(),
            values: (0..count).map(|_| Values::default()).collect(),
            reports: Vec::new(),
            layout,
        })
    }

    /// The quasi-identifiers' values.
    pub fn domains(&self) -> Vec<Domain> {
        self.quasi.iter().map(|quasi| quasi.domain.clone()).collect()
    }

    /// Whether persons are told apart.
    pub fn has_identifier(&self) -> bool {
        self.identifier.is_some()
    }

    /// Takes note of the columns of a block, where they are new.
    pub fn columns(&mut self, block: &Block) {
        if self.layout.uses.len() == block.names.len() {
            return;
        }
        self.layout = Layout::new(&self.layout.product, &block.names);
        self.columns = (0..self.quasi.len()).map(|at| self.layout.column(Use::Quasi(at))).collect();
        self.sensitive = (0..self.values.len()).map(|at| self.layout.column(Use::Sensitive(at))).collect();
        self.identifier = self.layout.column(Use::Identifier);
        for (name, role) in block.names.iter().zip(&self.layout.uses).skip(self.reports.len()) {
            let role = match role {
                Use::Identifier => "identifier",
                Use::Quasi(_) => "quasi",
                Use::Sensitive(_) => "sensitive",
                Use::Free => "free",
                Use::Undeclared => "undeclared",
            };
            let (name, role) = (name.clone(), role.to_owned());
            self.reports.push(ColumnReport { name, role, unknown: 0, private: 0, closed: 0 });
        }
    }

    /// Codes a row. In the first reading, `first`, values are counted and checked.
    pub fn code(
        &mut self,
        block: &Block,
        row: usize,
        number: u64,
        first: bool,
        out: &mut Coded,
    ) -> Result<(), TableError> {
        out.codes.clear();
        for (at, quasi) in self.quasi.iter().enumerate() {
            let Some(column) = self.columns.get(at).copied().flatten() else {
                out.codes.push(ANY);
                continue;
            };
            let cell = block.cell(row, column);
            let marked = !quasi.closed_marks.is_empty()
                && self
                    .sensitive
                    .iter()
                    .flatten()
                    .any(|column| quasi.closed_marks.contains(block.cell(row, *column).text.trim()));
            let (code, closed) = code(quasi, cell.text, marked);
            if first {
                if code == ANY
                    && let Some(what) = mixed(&quasi.domain, cell)
                {
                    return Err(self.place(block.line(row), column, what));
                }
                if let Some(report) = self.reports.get_mut(column) {
                    report.unknown += u64::from(code == ANY);
                    report.closed += u64::from(closed);
                }
            }
            out.codes.push(code);
        }
        let identifier = self.identifier.map(|column| block.cell(row, column).text.trim());
        out.nobody = identifier == Some("");
        // Without an identifier every row is somebody else.
        out.person = identifier.map_or(number, |text| self.keys.person(text));
        out.codes.extend([out.person as u32, (out.person >> 32) as u32]);
        out.sensitive.clear();
        for (values, column) in self.values.iter_mut().zip(&self.sensitive) {
            let text = column.map_or("", |column| block.cell(row, column).text);
            let value = if first { values.count(text, &self.keys) } else { values.find(text, &self.keys) };
            out.codes.push(value.shown);
            out.sensitive.push(value.code);
            if first
                && value.code != value.shown
                && let Some(report) = column.and_then(|column| self.reports.get_mut(column))
            {
                report.private += 1;
            }
        }
        Ok(())
    }

    /// The codes of what is published of a row's sensitive values.
    pub fn shown<'a>(&self, coded: &'a Coded) -> &'a [u32] {
        coded.codes.get(self.quasi.len() + 2..).unwrap_or_default()
    }

    /// The key of the class of a row as it stands.
    pub fn class(&self, block: &Block, row: usize) -> u128 {
        self.keys.key(self.columns.iter().map(|c| c.map_or("", |column| block.cell(row, column).text)))
    }

    /// Looks at all cells of a row for formulas, and at text that would be published for private values.
    pub fn inspect(&mut self, block: &Block, row: usize) -> Result<(), TableError> {
        for (column, role) in self.layout.uses.iter().enumerate() {
            let cell = block.cell(row, column);
            if self.formulas && is_formula(cell.text) {
                let what = "a formula: a spreadsheet would run it".to_owned();
                return Err(self.place(block.line(row), column, what));
            }
            // Sensitive values are looked at once each, when they are coded.
            if *role == Use::Free
                && private::covered_text(cell.text).is_some()
                && let Some(report) = self.reports.get_mut(column)
            {
                report.private += 1;
            }
        }
        Ok(())
    }

    fn place(&self, line: u64, column: usize, what: String) -> TableError {
        TableError::Place { path: self.path.clone(), line, column: column + 1, what }
    }
}

/// What is wrong with a value that its column does not know, where it is of another type than the
/// column's. A number out of range and an unlisted name are values that can be anything.
fn mixed(domain: &Domain, cell: Cell<'_>) -> Option<String> {
    let text = cell.text.trim();
    if text.is_empty() || cell.kind == Kind::Missing {
        return None;
    }
    match domain {
        Domain::Interval { .. } if text.parse::<f64>().is_err() => {
            Some("no number, where the product declares a `range`".to_owned())
        }
        Domain::Prefix { digits, .. } => Some(format!("no code of {digits} digits")),
        _ => None,
    }
}

/// Whether a spreadsheet would take a cell for a formula: it begins as one and is no number.
fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
        && text.parse::<f64>().is_err()
        // A dash that stands for nothing.
        && text.chars().any(|c| !matches!(c, '-' | ' '))
}

/// The first reading.
pub struct Scan {
    /// The coder, with what it has seen.
    pub coder: Coder,
    /// Rows.
    pub rows: u64,
    /// Rows without an identifier.
    pub nobody: u64,
    /// Sum of the keys of all rows' classes: a table that changed has another.
    pub sum: u128,
    /// The coded rows that name somebody.
    pub region: Region,
}

impl Scan {
    /// Reads all rows of a table into a meter. `join` gives the key for the second table.
    pub fn read(
        path: &Path,
        mut coder: Coder,
        meter: &mut Meter,
        join: &dyn Fn(&Keys, &Block, usize) -> Option<u128>,
        folder: &Path,
    ) -> Result<Self, ReleaseCheckError> {
        let width = coder.quasi.len() + 2 + coder.values.len();
        let (mut rows, mut nobody, mut sum) = (0, 0, 0u128);
        let mut region = Region::new(width, folder);
        let mut entry = Coded::default();
        crate::cli::table::each_block(path, |block| {
            coder.columns(block);
            for row in 0..block.rows() {
                coder.inspect(block, row)?;
                coder.code(block, row, rows, true, &mut entry)?;
                let class = coder.class(block, row);
                sum = sum.wrapping_add(class);
                let sensitive = &entry.sensitive;
                let join = join(&coder.keys, block, row);
                meter.row(Seen { class, person: entry.person, sensitive, join })?;
                if entry.nobody {
                    nobody += 1;
                } else {
                    region.push(&entry.codes)?;
                }
                rows += 1;
            }
            Ok::<_, ReleaseCheckError>(true)
        })?;
        Ok(Self { coder, rows, nobody, sum, region })
    }
}

#[cfg(test)]
mod tests {
    use super::is_formula;

    #[test]
    fn a_number_is_no_formula() {
        for text in ["=1+1", "+SUM(A1)", "@x", "-2+3", "\tx", "=cmd|' /C calc'!A0", "+86 13800001234"] {
            assert!(is_formula(text), "{text}");
        }
        for text in ["", "-5", "+5.5", "-", "--", "1=1", "无", "-1e3", "a@b.example"] {
            assert!(!is_formula(text), "{text}");
        }
    }
}
