//! Where a masked copy goes: the same format as the table.

mod csv;
mod jsonl;
#[cfg(feature = "tables")]
mod parquet;

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;

use super::ReleaseCheckError;
use super::copy::Shown;
use crate::cli::table::{Block, Format};
use crate::tables::Layout;

/// What becomes of a value.
#[derive(Debug, Clone)]
pub enum Out<'a> {
    /// It is not in the copy.
    Left,
    /// It is as it was.
    Same,
    /// It is generalised.
    Shown(&'a Shown),
    /// Private values in its text are covered.
    Covered(Cow<'a, str>),
}

/// A copy that is being written.
pub trait Sink {
    /// A row of a block; one answer for each column.
    fn row(&mut self, block: &Block, row: usize, outs: &[Out<'_>]) -> io::Result<()>;
    /// Writes what is left.
    fn finish(self: Box<Self>) -> io::Result<()>;
}

/// A copy of a table, in its format.
pub fn open<'a>(
    table: &Path,
    #[cfg_attr(not(feature = "tables"), allow(unused_variables))] layout: &Layout,
    to: impl Write + Send + 'a,
) -> Result<Box<dyn Sink + 'a>, ReleaseCheckError> {
    Ok(match Format::of(table)? {
        Format::Csv => Box::new(csv::CsvSink::new(to)),
        Format::Jsonl => Box::new(jsonl::JsonlSink::new(to)),
        #[cfg(feature = "tables")]
        Format::Parquet => Box::new(parquet::ParquetSink::new(table, layout, to)?),
    })
}
