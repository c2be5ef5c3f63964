//! Reads a table as columns of text: CSV with a header, or JSON objects one a line.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use thiserror::Error;

use crate::cluster::{ColumnSeen as Seen, value_text};
use crate::limits::{MAX_COLUMNS, MAX_EVENT_BYTES};
use crate::message::Value;

/// Rows that are looked at.
pub const MOST_ROWS: u64 = 100_000;

/// What is wrong with a table, and where.
#[derive(Debug, Error)]
#[allow(missing_docs)]
pub enum TableError {
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error("{}: `.csv`, `.jsonl` or `.ndjson` expected", .0.display())]
    Format(PathBuf),
    #[error("{}:{line}: {what}", path.display())]
    Line { path: PathBuf, line: u64, what: String },
    #[error("{}:{line}:{column}: {what}", path.display())]
    Place { path: PathBuf, line: u64, column: usize, what: String },
    #[error("{}: no rows", .0.display())]
    Empty(PathBuf),
}

/// The names of the columns and what was seen of each.
pub fn read(path: &Path) -> Result<Vec<(String, Seen)>, TableError> {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase();
    let file = File::open(path).map_err(|source| TableError::Io { path: path.to_owned(), source })?;
    let columns = match extension.as_str() {
        "csv" => csv(path, file)?,
        "jsonl" | "ndjson" => jsonl(path, file)?,
        _ => return Err(TableError::Format(path.to_owned())),
    };
    if columns.is_empty() { Err(TableError::Empty(path.to_owned())) } else { Ok(columns) }
}

fn csv(path: &Path, file: File) -> Result<Vec<(String, Seen)>, TableError> {
    let line_error = |line, what: String| TableError::Line { path: path.to_owned(), line, what };
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(BufReader::new(file));
    let mut columns: Vec<(String, Seen)> = Vec::new();
    let mut rows = 0;
    for record in reader.byte_records().take(1 + MOST_ROWS as usize) {
        let record = record.map_err(|e| csv_error(path, e))?;
        let line = record.position().map_or(0, csv::Position::line);
        let text = |at: usize, field: &[u8]| {
            std::str::from_utf8(field).map(str::to_owned).map_err(|_| TableError::Place {
                path: path.to_owned(),
                line,
                column: at + 1,
                what: "not UTF-8: convert the file first".to_owned(),
            })
        };
        if columns.is_empty() {
            if record.len() > MAX_COLUMNS {
                return Err(line_error(
                    line,
                    format!("{} columns: at most {MAX_COLUMNS} expected", record.len()),
                ));
            }
            for (at, field) in record.iter().enumerate() {
                let name = text(at, field)?;
                let name = name.trim_start_matches('\u{feff}').trim().to_owned();
                if name.is_empty() || columns.iter().any(|(other, _)| *other == name) {
                    let what = format!("`{name}`: a name that no other column has expected");
                    return Err(TableError::Place { path: path.to_owned(), line, column: at + 1, what });
                }
                columns.push((name, Seen::default()));
            }
            continue;
        }
        rows += 1;
        for (at, (field, (_, seen))) in record.iter().zip(&mut columns).enumerate() {
            seen.see(&text(at, field)?);
        }
    }
    if rows == 0 { Ok(Vec::new()) } else { Ok(columns) }
}

fn csv_error(path: &Path, error: csv::Error) -> TableError {
    let path = path.to_owned();
    match error.into_kind() {
        csv::ErrorKind::Io(source) => TableError::Io { path, source },
        csv::ErrorKind::UnequalLengths { pos, expected_len, len } => TableError::Line {
            path,
            line: pos.map_or(0, |p| p.line()),
            what: format!("{len} columns where the first line has {expected_len}"),
        },
        other => TableError::Line { path, line: 0, what: format!("{other:?}") },
    }
}

/// Rows as objects, or as events whose `values` are the row.
fn jsonl(path: &Path, file: File) -> Result<Vec<(String, Seen)>, TableError> {
    let mut columns: BTreeMap<String, Seen> = BTreeMap::new();
    let mut reader = BufReader::new(file);
    let mut line = Vec::new();
    for number in 1..=MOST_ROWS {
        line.clear();
        let mut bounded = reader.by_ref().take(MAX_EVENT_BYTES as u64 + 1);
        let read = bounded.read_until(b'\n', &mut line);
        if read.map_err(|source| TableError::Io { path: path.to_owned(), source })? == 0 {
            break;
        }
        if line.len() > MAX_EVENT_BYTES {
            let what = format!("more than {MAX_EVENT_BYTES} bytes");
            return Err(TableError::Line { path: path.to_owned(), line: number, what });
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        for (name, value) in row(path, number, &line)? {
            if columns.len() >= MAX_COLUMNS && !columns.contains_key(&name) {
                let what = format!("more than {MAX_COLUMNS} columns");
                return Err(TableError::Line { path: path.to_owned(), line: number, what });
            }
            let seen = columns.entry(name).or_default();
            seen.see(&value_text(&value).unwrap_or_default());
        }
    }
    Ok(columns.into_iter().collect())
}

fn row(path: &Path, line: u64, text: &[u8]) -> Result<BTreeMap<String, Value>, TableError> {
    let failed =
        |column: usize, what: String| TableError::Place { path: path.to_owned(), line, column, what };
    let mut json: serde_json::Map<String, serde_json::Value> =
        serde_json::from_slice(text).map_err(|e| failed(e.column(), "no JSON object".to_owned()))?;
    if let Some(serde_json::Value::Object(values)) = json.get_mut("values") {
        json = std::mem::take(values);
    }
    json.into_iter()
        .map(|(name, value)| match serde_json::from_value(value) {
            Ok(value) => Ok((name, value)),
            Err(_) => Err(failed(1, format!("`{name}`: a text, a number, true, false or null expected"))),
        })
        .collect()
}
