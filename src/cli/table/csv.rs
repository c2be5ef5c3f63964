//! CSV with a header.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use csv::StringRecord;

use super::{Block, Kind, Reader, TableError};
use crate::limits::{MAX_COLUMNS, MAX_TABLE_ROW_BYTES};

/// What the file is read in.
const BUFFER: usize = 1 << 20;

/// A CSV file.
pub struct CsvReader {
    path: PathBuf,
    reader: csv::Reader<Bounded<File>>,
    /// Bytes that were read since the last row.
    since: Arc<AtomicUsize>,
    names: Arc<Vec<String>>,
    record: StringRecord,
}

/// Ends in an error when a row does not end: a quote that is not closed would take the whole file in.
struct Bounded<R> {
    inner: R,
    since: Arc<AtomicUsize>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(to)?;
        if self.since.fetch_add(read, Ordering::Relaxed) > MAX_TABLE_ROW_BYTES + BUFFER {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        Ok(read)
    }
}

impl CsvReader {
    /// Reads the header.
    pub fn new(path: &Path, file: File) -> Result<Self, TableError> {
        let since = Arc::new(AtomicUsize::new(0));
        let input = Bounded { inner: file, since: Arc::clone(&since) };
        let reader = csv::ReaderBuilder::new().has_headers(false).buffer_capacity(BUFFER).from_reader(input);
        let mut table =
            Self { path: path.to_owned(), reader, since, names: Arc::default(), record: StringRecord::new() };
        if table.read()? {
            table.names = Arc::new(names(path, &table.record)?);
        }
        Ok(table)
    }

    fn read(&mut self) -> Result<bool, TableError> {
        self.since.store(0, Ordering::Relaxed);
        self.reader.read_record(&mut self.record).map_err(|e| error(&self.path, &self.reader, e))
    }
}

impl Reader for CsvReader {
    fn next(&mut self) -> Result<Option<Block>, TableError> {
        let mut block = Block::new(&self.names);
        while !block.is_full() && self.read()? {
            block.begin(self.record.position().map_or(0, csv::Position::line));
            for (column, field) in self.record.iter().enumerate() {
                block.set(column, field, Kind::Text);
            }
        }
        Ok((block.rows() > 0).then_some(block))
    }
}

fn names(path: &Path, record: &StringRecord) -> Result<Vec<String>, TableError> {
    if record.len() > MAX_COLUMNS {
        let what = format!("{} columns: at most {MAX_COLUMNS} expected", record.len());
        return Err(TableError::Line { path: path.to_owned(), line: 1, what });
    }
    let mut names: Vec<String> = Vec::with_capacity(record.len());
    for (at, field) in record.iter().enumerate() {
        let name = field.trim_start_matches('\u{feff}').trim().to_owned();
        if name.is_empty() || names.contains(&name) {
            let what = format!("`{name}`: a name that no other column has expected");
            return Err(TableError::Place { path: path.to_owned(), line: 1, column: at + 1, what });
        }
        names.push(name);
    }
    Ok(names)
}

fn error<R: Read>(path: &Path, reader: &csv::Reader<R>, error: csv::Error) -> TableError {
    let path = path.to_owned();
    let line = |pos: Option<csv::Position>| pos.map_or(0, |p| p.line());
    match error.into_kind() {
        csv::ErrorKind::Io(e) if e.kind() == io::ErrorKind::FileTooLarge => TableError::Line {
            path,
            line: reader.position().line(),
            what: format!("a row of more than {MAX_TABLE_ROW_BYTES} bytes: is a quote not closed?"),
        },
        csv::ErrorKind::Io(source) => TableError::Io { path, source },
        csv::ErrorKind::UnequalLengths { pos, expected_len, len } => TableError::Line {
            path,
            line: line(pos),
            what: format!("{len} columns where the first line has {expected_len}"),
        },
        csv::ErrorKind::Utf8 { pos, err } => TableError::Place {
            path,
            line: line(pos),
            column: err.field() + 1,
            what: "not UTF-8: convert the file first".to_owned(),
        },
        other => TableError::Line { path, line: 0, what: format!("{other:?}") },
    }
}
