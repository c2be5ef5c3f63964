//! Reads tables block by block, whatever their format: CSV with a header, JSON objects one a line,
//! and Parquet (feature `tables`). What is wrong with a table is an error with line and column.

mod block;
mod csv;
mod jsonl;
#[cfg(feature = "tables")]
pub mod parquet;

pub use block::{Block, Cell, Kind};

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// What is wrong with a table, and where. Of a Parquet file the line is the row.
#[derive(Debug, Error)]
#[allow(missing_docs)]
pub enum TableError {
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error("{}: {EXPECTED} expected", .0.display())]
    Format(PathBuf),
    #[error("{}: {what}", path.display())]
    Whole { path: PathBuf, what: String },
    #[error("{}:{line}: {what}", path.display())]
    Line { path: PathBuf, line: u64, what: String },
    #[error("{}:{line}:{column}: {what}", path.display())]
    Place { path: PathBuf, line: u64, column: usize, what: String },
    #[error("{}: no rows", .0.display())]
    Empty(PathBuf),
}

/// The formats of this build.
#[cfg(feature = "tables")]
const EXPECTED: &str = "`.csv`, `.jsonl`, `.ndjson` or `.parquet`";
#[cfg(not(feature = "tables"))]
const EXPECTED: &str = "`.csv`, `.jsonl` or `.ndjson` (a build with the feature `tables` reads `.parquet`)";

/// The format of a table, by the ending of its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values with a header.
    Csv,
    /// JSON objects, one a line.
    Jsonl,
    /// Apache Parquet.
    #[cfg(feature = "tables")]
    Parquet,
}

impl Format {
    /// By the name of a file.
    pub fn of(path: &Path) -> Result<Self, TableError> {
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase();
        match extension.as_str() {
            "csv" => Ok(Self::Csv),
            "jsonl" | "ndjson" => Ok(Self::Jsonl),
            #[cfg(feature = "tables")]
            "parquet" => Ok(Self::Parquet),
            _ => Err(TableError::Format(path.to_owned())),
        }
    }
}

/// A table that is being read.
pub trait Reader: Send {
    /// The next rows; nothing at the end.
    fn next(&mut self) -> Result<Option<Block>, TableError>;
}

/// Opens a table.
pub fn open(path: &Path) -> Result<Box<dyn Reader>, TableError> {
    let format = Format::of(path)?;
    let file = File::open(path).map_err(|source| TableError::Io { path: path.to_owned(), source })?;
    Ok(match format {
        Format::Csv => Box::new(csv::CsvReader::new(path, file)?),
        Format::Jsonl => Box::new(jsonl::JsonlReader::new(path, file)),
        #[cfg(feature = "tables")]
        Format::Parquet => Box::new(parquet::ParquetReader::new(path, file)?),
    })
}

/// Blocks that wait between the thread that reads and the one that looks at them.
const WAITING: usize = 2;

/// Reads a table on a thread of its own and shows every block until the answer is `false`. A table
/// without rows is an error.
pub fn each_block<E: From<TableError>>(
    path: &Path,
    mut see: impl FnMut(&Block) -> Result<bool, E>,
) -> Result<(), E> {
    let mut reader = open(path)?;
    let (send, receive) = std::sync::mpsc::sync_channel(WAITING);
    let mut rows = 0;
    std::thread::scope(|scope| {
        scope.spawn(move || {
            loop {
                let block = reader.next().transpose();
                let Some(block) = block else { return };
                let failed = block.is_err();
                // Nobody listens any more: what went wrong there is what counts.
                if send.send(block).is_err() || failed {
                    return;
                }
            }
        });
        for block in receive {
            let block = block?;
            rows += block.rows();
            if !see(&block)? {
                break;
            }
        }
        Ok::<_, E>(())
    })?;
    if rows == 0 { Err(TableError::Empty(path.to_owned()).into()) } else { Ok(()) }
}
