//! JSON objects, one a line: rows, or events whose `values` are the row.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::{self, Write as _};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::{Block, Kind, Reader, TableError};
use crate::limits::{MAX_COLUMNS, MAX_EVENT_BYTES};

/// A file of JSON lines.
pub struct JsonlReader {
    path: PathBuf,
    reader: BufReader<File>,
    names: Arc<Vec<String>>,
    by_name: HashMap<String, usize>,
    /// What each column holds, by its first value.
    kinds: Vec<Option<Kind>>,
    line: Vec<u8>,
    number: u64,
    /// The text of the line's values and where each begins and ends.
    row: Row,
}

#[derive(Default)]
struct Row {
    names: Vec<String>,
    text: String,
    cells: Vec<(usize, usize, Kind)>,
}

impl JsonlReader {
    /// Of a file.
    pub fn new(path: &Path, file: File) -> Self {
        Self {
            path: path.to_owned(),
            reader: BufReader::with_capacity(1 << 20, file),
            names: Arc::default(),
            by_name: HashMap::new(),
            kinds: Vec::new(),
            line: Vec::new(),
            number: 0,
            row: Row::default(),
        }
    }

    fn place(&self, column: usize, what: String) -> TableError {
        TableError::Place { path: self.path.clone(), line: self.number, column, what }
    }

    /// Reads the next line that is not empty.
    fn read(&mut self) -> Result<bool, TableError> {
        loop {
            self.line.clear();
            self.number += 1;
            let mut bounded = self.reader.by_ref().take(MAX_EVENT_BYTES as u64 + 1);
            let read = bounded.read_until(b'\n', &mut self.line);
            if read.map_err(|source| TableError::Io { path: self.path.clone(), source })? == 0 {
                return Ok(false);
            }
            if self.line.len() > MAX_EVENT_BYTES {
                let what = format!("more than {MAX_EVENT_BYTES} bytes");
                return Err(TableError::Line { path: self.path.clone(), line: self.number, what });
            }
            if !self.line.trim_ascii().is_empty() {
                break;
            }
        }
        if let Err(e) = std::str::from_utf8(&self.line) {
            return Err(self.place(e.valid_up_to() + 1, "not UTF-8: convert the file first".to_owned()));
        }
        self.row.text.clear();
        self.row.cells.clear();
        self.row.names.clear();
        let mut json = serde_json::Deserializer::from_slice(&self.line);
        let seed = RowSeed { row: &mut self.row, inside: false };
        let parsed = seed.deserialize(&mut json).and_then(|()| json.end());
        parsed.map_err(|e| {
            // Only this module's own words: a parser's may quote the line.
            let text = e.to_string();
            match text.strip_prefix(OWN).and_then(|t| t.split(" at line ").next()) {
                Some(what) => self.place(1, what.to_owned()),
                None => self.place(e.column(), "no JSON object".to_owned()),
            }
        })?;
        Ok(true)
    }

    /// The columns of the row, in its order; new ones are made known.
    fn columns(&mut self) -> Result<Vec<usize>, TableError> {
        let mut columns = Vec::with_capacity(self.row.names.len());
        for at in 0..self.row.names.len() {
            let Some((name, (.., kind))) = self.row.names.get(at).zip(self.row.cells.get(at)) else {
                continue;
            };
            let kind = *kind;
            let column = if let Some(column) = self.by_name.get(name) {
                *column
            } else {
                if self.names.len() >= MAX_COLUMNS {
                    let what = format!("more than {MAX_COLUMNS} columns");
                    return Err(TableError::Line { path: self.path.clone(), line: self.number, what });
                }
                Arc::make_mut(&mut self.names).push(name.clone());
                self.kinds.push(None);
                self.by_name.insert(name.clone(), self.names.len() - 1);
                self.names.len() - 1
            };
            if columns.contains(&column) {
                return Err(self.place(1, format!("`{name}`: twice in one row")));
            }
            let known = self.kinds.get(column).copied().flatten();
            match known {
                Some(other) if kind != Kind::Missing && kind != other => {
                    let what = format!("`{name}`: {} where earlier rows have {}", word(kind), word(other));
                    return Err(self.place(1, what));
                }
                None if kind != Kind::Missing => {
                    if let Some(slot) = self.kinds.get_mut(column) {
                        *slot = Some(kind);
                    }
                }
                _ => {}
            }
            columns.push(column);
        }
        Ok(columns)
    }
}

fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Missing => "nothing",
        Kind::Bool => "true or false",
        Kind::Number => "a number",
        Kind::Text => "a text",
    }
}

impl Reader for JsonlReader {
    fn next(&mut self) -> Result<Option<Block>, TableError> {
        let mut block = Block::new(&self.names);
        while !block.is_full() && self.read()? {
            let columns = self.columns()?;
            if block.names.len() != self.names.len() {
                block.widen(&self.names);
            }
            block.begin(self.number);
            for (column, (start, end, kind)) in columns.into_iter().zip(&self.row.cells) {
                block.set(column, self.row.text.get(*start..*end).unwrap_or_default(), *kind);
            }
        }
        Ok((block.rows() > 0).then_some(block))
    }
}

/// How a message of this module begins, so that it is told from the parser's.
const OWN: &str = "row: ";

struct RowSeed<'a> {
    row: &'a mut Row,
    /// Whether these are the `values` of an event.
    inside: bool,
}

impl<'de> DeserializeSeed<'de> for RowSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for RowSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut is_event = false;
        while let Some(name) = map.next_key::<Cow<'de, str>>()? {
            if is_event {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let nested = map.next_value_seed(CellSeed { row: self.row, name: &name, inside: self.inside })?;
            if nested {
                is_event = true;
            } else {
                self.row.names.push(name.into_owned());
            }
        }
        Ok(())
    }
}

/// The answer is whether the value was the row itself.
struct CellSeed<'a> {
    row: &'a mut Row,
    name: &'a str,
    inside: bool,
}

impl<'de> DeserializeSeed<'de> for CellSeed<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<bool, D::Error> {
        from.deserialize_any(self)
    }
}

impl CellSeed<'_> {
    fn put(self, kind: Kind, write: impl FnOnce(&mut String)) -> bool {
        let start = self.row.text.len();
        write(&mut self.row.text);
        self.row.cells.push((start, self.row.text.len(), kind));
        false
    }

    fn number(self, number: impl fmt::Display) -> bool {
        self.put(Kind::Number, |text| {
            let _ = write!(text, "{number}");
        })
    }

    fn nested<E: serde::de::Error>(&self) -> E {
        E::custom(format!("{OWN}`{}`: a text, a number, true, false or null expected", self.name))
    }
}

impl<'de> Visitor<'de> for CellSeed<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<bool, E> {
        Ok(self.put(Kind::Missing, |_| ()))
    }

    fn visit_bool<E>(self, value: bool) -> Result<bool, E> {
        Ok(self.put(Kind::Bool, |text| text.push_str(if value { "true" } else { "false" })))
    }

    fn visit_i64<E>(self, value: i64) -> Result<bool, E> {
        Ok(self.number(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<bool, E> {
        Ok(self.number(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<bool, E> {
        // As JSON writes it: 1.0 stays a number with a fraction.
        Ok(self.number(serde_json::Value::from(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<bool, E> {
        Ok(self.put(Kind::Text, |text| text.push_str(value)))
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, _: A) -> Result<bool, A::Error> {
        Err(self.nested())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<bool, A::Error> {
        if self.inside || self.name != "values" {
            return Err(self.nested());
        }
        // What came before belongs to the event.
        self.row.cells.clear();
        self.row.names.clear();
        RowSeed { row: self.row, inside: true }.visit_map(map)?;
        Ok(true)
    }
}
