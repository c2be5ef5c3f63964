//! The tables beside the one that is checked: a second one that somebody may join it with, and its
//! previous release.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::ReleaseCheckError;
use super::keys::Keys;
use super::meter::Meter;
use crate::cli::table::{Block, TableError, each_block};
use crate::tables::{Layout, Use};

/// Distinct values of a column from which its content may tell that it is another's.
const ENOUGH_VALUES: usize = 20;

/// A second table and the columns by which it is likely to be joined.
#[derive(Debug)]
pub struct Join {
    path: PathBuf,
    /// Its file's name.
    pub name: String,
    /// The names of the keys, here and there.
    pub keys: Vec<[String; 2]>,
    /// Their columns here.
    pub here: Vec<usize>,
    there: Vec<usize>,
}

impl Join {
    /// Finds the keys: columns of the same name, or with mostly the same values, that are published here.
    pub fn new(path: &Path, table: &Path, layout: &Layout) -> Result<Self, TableError> {
        let (here, there) = (first(table)?, first(path)?);
        let mut join = Self {
            path: path.to_owned(),
            name: name(path),
            keys: Vec::new(),
            here: Vec::new(),
            there: Vec::new(),
        };
        let published =
            |at: &usize| matches!(layout.uses.get(*at), Some(Use::Quasi(_) | Use::Sensitive(_) | Use::Free));
        let open: Vec<usize> = (0..here.names.len()).filter(published).collect();
        let plain = |name: &String| name.trim().to_lowercase();
        for by_name in [true, false] {
            for own in &open {
                if join.here.contains(own) {
                    continue;
                }
                let found = (0..there.names.len()).find(|other| {
                    let names = here.names.get(*own).zip(there.names.get(*other));
                    !join.there.contains(other)
                        && if by_name {
                            names.is_some_and(|(a, b)| plain(a) == plain(b))
                        } else {
                            alike(&values(&here, *own), &values(&there, *other))
                        }
                });
                if let Some(other) = found {
                    let name = |names: &[String], at: usize| names.get(at).cloned().unwrap_or_default();
                    join.keys.push([name(&here.names, *own), name(&there.names, other)]);
                    join.here.push(*own);
                    join.there.push(other);
                }
            }
        }
        Ok(join)
    }

    /// Counts the rows of the second table.
    pub fn read(&self, keys: &Keys, meter: &mut Meter) -> Result<(), ReleaseCheckError> {
        each_block(&self.path, |block| {
            for row in 0..block.rows() {
                let texts = self.there.iter().map(|column| block.cell(row, *column).text);
                if let Some(key) = key(keys, texts) {
                    meter.joined(key)?;
                }
            }
            Ok(true)
        })
    }
}

/// The key of some values; nothing where all are empty.
pub fn key<'a>(keys: &Keys, texts: impl Iterator<Item = &'a str> + Clone) -> Option<u128> {
    texts.clone().any(|text| !text.trim().is_empty()).then(|| keys.key(texts))
}

/// Shows the class of every row of the previous release: its quasi-identifiers as they stand.
pub fn previous(
    path: &Path,
    layout: &Layout,
    keys: &Keys,
    mut see: impl FnMut(u128) -> std::io::Result<()>,
) -> Result<(), ReleaseCheckError> {
    let wanted: Vec<&str> = layout.product.quasi().map(|(name, _)| name).collect();
    each_block(path, |block| {
        let mut columns = Vec::with_capacity(wanted.len());
        for name in &wanted {
            let Some(column) = block.names.iter().position(|other| other == name) else {
                let what = format!("no column `{name}`: a previous release of the same table expected");
                return Err(TableError::Whole { path: path.to_owned(), what }.into());
            };
            columns.push(column);
        }
        for row in 0..block.rows() {
            see(keys.key(columns.iter().map(|column| block.cell(row, *column).text)))?;
        }
        Ok(true)
    })
}

/// The name of a table in a report.
pub fn name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

fn first(path: &Path) -> Result<Block, TableError> {
    let block = crate::cli::table::open(path)?.next()?;
    block.ok_or_else(|| TableError::Empty(path.to_owned()))
}

fn values(block: &Block, column: usize) -> HashSet<&str> {
    (0..block.rows()).map(|row| block.cell(row, column).text.trim()).filter(|text| !text.is_empty()).collect()
}

fn alike(a: &HashSet<&str>, b: &HashSet<&str>) -> bool {
    let least = a.len().min(b.len());
    least >= ENOUGH_VALUES && a.intersection(b).count() * 2 >= least
}

/// The names of a table's first columns: all of them, but for JSON lines.
pub fn names(path: &Path) -> Result<Vec<String>, TableError> {
    Ok(first(path)?.names.to_vec())
}
