//! Streams of rows as entries of a changelog and back: one entry a class, one a waiting row, one
//! for the time of the stream. Of an identifier nothing but its keyed hash is written.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use super::stateful::Change;
use crate::cluster::{Cells, ClassState, Held, MAX_QUASI, Recent, Row, Span, Stream};
use crate::message::Record;

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Class = b'c' as isize,
    Row = b'r' as isize,
    Time = b't' as isize,
}

#[derive(Serialize, Deserialize)]
struct Class {
    cells: Vec<[u32; 2]>,
    persons: Vec<(u64, i64)>,
    sensitive: Vec<(u64, i64)>,
}

#[derive(Serialize, Deserialize)]
struct Waiting {
    number: u64,
    order: u64,
    person: u64,
    sensitive: u64,
    deadline: i64,
    record: Record,
}

fn key(product: &str, kind: Kind, rest: &[u8]) -> Vec<u8> {
    let mut key = Vec::with_capacity(product.len() + rest.len() + 2);
    key.extend_from_slice(product.as_bytes());
    key.push(0);
    key.push(kind as u8);
    key.extend_from_slice(rest);
    key
}

fn class_key(product: &str, cells: &[Span]) -> Vec<u8> {
    let bytes: Vec<u8> = cells.iter().flat_map(|s| [s.lo, s.hi]).flat_map(u32::to_be_bytes).collect();
    key(product, Kind::Class, &bytes)
}

fn row_key(product: &str, number: u64) -> Vec<u8> {
    key(product, Kind::Row, &number.to_be_bytes())
}

fn json(value: &impl Serialize) -> Option<Vec<u8>> {
    serde_json::to_vec(value).ok()
}

/// The product that an entry belongs to; none of the log's heads.
pub fn product_of(key: &[u8]) -> Option<&str> {
    let (name, _) = key.split_at(key.iter().position(|byte| *byte == 0)?);
    std::str::from_utf8(name).ok()
}

/// What changed in a stream since the last call.
pub fn changes(stream: &mut Stream<()>) -> Vec<Change> {
    let product = stream.product().name.clone();
    let quasi = stream.product().quasi().count();
    let (changed, gone) = stream.shard().classes().take_changes();
    let touched = stream.take_touched();
    let mut out = Vec::with_capacity(changed.len() + gone.len() + touched.len() + 1);
    for state in changed {
        let class = Class {
            cells: state.cells.iter().take(quasi).map(|s| [s.lo, s.hi]).collect(),
            persons: state.persons.values().to_vec(),
            sensitive: state.sensitive.values().to_vec(),
        };
        out.push(Change { key: class_key(&product, &state.cells[..quasi]), value: json(&class) });
    }
    out.extend(gone.iter().map(|cells| Change { key: class_key(&product, &cells[..quasi]), value: None }));
    for number in touched {
        let value = stream.held().get(&number).and_then(|held| {
            let Row { number, order, person, sensitive, deadline, .. } = held.row;
            json(&Waiting { number, order, person, sensitive, deadline, record: held.record.clone() })
        });
        out.push(Change { key: row_key(&product, number), value });
    }
    out.push(Change { key: key(&product, Kind::Time, &[]), value: json(&stream.shard().now()) });
    out
}

/// Puts back what was kept of a stream. What cannot be read was not written by [`changes`].
pub fn restore(stream: &mut Stream<()>, kept: &BTreeMap<&[u8], &Vec<u8>>) {
    let product = stream.product().name.clone();
    let of = |kind: Kind| {
        let prefix = key(&product, kind, &[]);
        let entries = kept.range(prefix.as_slice()..).take_while(|(k, _)| k.starts_with(&prefix));
        entries.map(|(_, value)| value.as_slice()).collect::<Vec<_>>()
    };
    for time in of(Kind::Time) {
        if let Ok(now) = serde_json::from_slice(time) {
            stream.shard().advance(now);
        }
    }
    for class in of(Kind::Class) {
        let Ok(class) = serde_json::from_slice::<Class>(class) else { continue };
        let mut cells: Cells = [Span::default(); MAX_QUASI];
        for (cell, [lo, hi]) in cells.iter_mut().zip(class.cells) {
            *cell = Span { lo, hi };
        }
        stream.restore_class(ClassState {
            cells,
            persons: Recent::from_values(class.persons),
            sensitive: Recent::from_values(class.sensitive),
        });
    }
    for row in of(Kind::Row) {
        let Ok(waiting) = serde_json::from_slice::<Waiting>(row) else { continue };
        let Waiting { number, order, person, sensitive, deadline, record } = waiting;
        let cells = stream.product().cells(&record);
        stream.restore(Held {
            tag: (),
            row: Row { number, order, person, sensitive, cells, deadline },
            record,
        });
    }
    stream.take_touched();
}
