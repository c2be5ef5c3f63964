//! A product's stream in one shard: rows in, published values out.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use hmac::{Hmac, Mac};
use sha2::Sha256;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::{Batch, ClassState, Fate, Product, Role, Row, Shard};
use crate::message::{Record, Value};
use crate::rules::private;

/// The secret behind the hashes of identifiers.
#[derive(Clone)]
pub struct HashKey(Vec<u8>);

impl std::fmt::Debug for HashKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HashKey(..)")
    }
}

impl HashKey {
    /// From a secret.
    pub fn new(secret: &[u8]) -> Self {
        Self(secret.to_vec())
    }

    /// What stands for a person of a product in state.
    pub fn person(&self, product: &str, identifier: &str) -> u64 {
        self.hash(product, "person", identifier)
    }

    /// A hash that nobody without the secret can repeat. Two values with the same hash count as
    /// one, which only makes a class harder to fill.
    ///
    /// # Panics
    /// Never: HMAC takes a key of any length.
    #[allow(clippy::expect_used)] // HMAC takes a key of any length.
    pub fn hash(&self, product: &str, what: &str, value: &str) -> u64 {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("any key length");
        for field in [product, what, value] {
            mac.update(&(field.len() as u64).to_be_bytes());
            mac.update(field.as_bytes());
        }
        let bytes = mac.finalize().into_bytes();
        bytes.iter().take(8).fold(0, |hash, byte| hash << 8 | u64::from(*byte))
    }
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It may be published with these values.
    Publish {
        /// Column to value: identifiers and undeclared columns are not among them.
        values: BTreeMap<String, Value>,
        /// What was lost, 0 to 1.
        loss: f32,
    },
    /// Nobody else is near enough in time.
    NoClass,
    /// What could be published says next to nothing.
    TooCoarse,
    /// It names nobody, so nobody can be counted.
    NoIdentifier,
    /// Its time cannot be read.
    NoTime,
    /// The same event waits already: it is decided once.
    Duplicate,
}

/// A row that waits no longer.
#[derive(Debug, Clone, PartialEq)]
pub struct Settled<T> {
    /// What came with it.
    pub tag: T,
    /// The row, without its identifier.
    pub record: Record,
    /// Its place in the batch: a keyed hash of the event's id.
    pub order: u64,
    /// What became of it.
    pub outcome: Outcome,
}

/// A row that waits, as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Held<T> {
    /// What came with it.
    pub tag: T,
    /// The row, without its identifier.
    pub record: Record,
    /// Its place and its hashes.
    pub row: Row,
}

/// One shard of a product's stream.
#[derive(Debug)]
pub struct Stream<T> {
    product: Arc<Product>,
    key: HashKey,
    shard: Shard,
    held: BTreeMap<u64, Held<T>>,
    next: u64,
    /// Numbers of rows that came or went since they were last asked for.
    touched: HashSet<u64>,
}

impl<T> Stream<T> {
    /// An empty stream.
    pub fn new(product: Arc<Product>, key: HashKey) -> Self {
        let shard = Shard::new(&product);
        Self { product, key, shard, held: BTreeMap::new(), next: 0, touched: HashSet::new() }
    }

    /// The product.
    pub fn product(&self) -> &Product {
        &self.product
    }

    /// The shard.
    pub fn shard(&mut self) -> &mut Shard {
        &mut self.shard
    }

    /// Rows that wait, by number.
    pub fn held(&self) -> &BTreeMap<u64, Held<T>> {
        &self.held
    }

    /// Takes a row and settles those that may wait no longer, in the order of publication.
    pub fn take(&mut self, mut record: Record, tag: T) -> Vec<Settled<T>> {
        let order = self.key.hash(&self.product.name, "event", &record.id);
        let person = self.product.identifier(&record);
        for column in self.product.columns.iter().filter(|c| matches!(c.role, Role::Identifier)) {
            record.values.remove(&column.name);
        }
        let Some(person) = person else {
            return vec![Settled { tag, record, order, outcome: Outcome::NoIdentifier }];
        };
        let Some(time) = seconds(&record.time) else {
            return vec![Settled { tag, record, order, outcome: Outcome::NoTime }];
        };
        self.shard.advance(time);
        let wait = i64::try_from(self.product.delay.as_secs()).unwrap_or(i64::MAX);
        let row = Row {
            number: self.next,
            order,
            person: self.key.person(&self.product.name, &person),
            sensitive: self.key.hash(&self.product.name, "sensitive", &self.product.sensitive(&record)),
            cells: self.product.cells(&record),
            deadline: self.shard.now().saturating_add(wait),
        };
        self.next += 1;
        let mut settled = Vec::new();
        // A batch may be due by its time before this row joins the queue.
        self.settle(&mut settled, false);
        if self.shard.push(row) {
            self.touched.insert(row.number);
            self.held.insert(row.number, Held { tag, record, row });
            self.settle(&mut settled, false);
        } else {
            settled.push(Settled { tag, record, order, outcome: Outcome::Duplicate });
        }
        settled
    }

    /// Settles all rows: the stream has ended.
    pub fn flush(&mut self) -> Vec<Settled<T>> {
        let mut settled = Vec::new();
        self.settle(&mut settled, true);
        settled
    }

    fn settle(&mut self, out: &mut Vec<Settled<T>>, all: bool) {
        let mut batches: Vec<Batch> = Vec::new();
        if all {
            self.shard.flush(|batch| batches.push(batch));
        } else {
            self.shard.due(|batch| batches.push(batch));
        }
        for release in batches.into_iter().flatten() {
            let Some(held) = self.held.remove(&release.number) else { continue };
            self.touched.insert(release.number);
            let outcome = match release.fate {
                Fate::Published { cells, loss } => {
                    Outcome::Publish { values: publish(&self.product, &held.record, &cells), loss }
                }
                Fate::NoClass => Outcome::NoClass,
                Fate::TooCoarse => Outcome::TooCoarse,
            };
            out.push(Settled { tag: held.tag, record: held.record, order: release.order, outcome });
        }
    }

    /// Puts back a row that waited.
    pub fn restore(&mut self, held: Held<T>) {
        self.next = self.next.max(held.row.number + 1);
        self.shard.push(held.row);
        self.held.insert(held.row.number, held);
    }

    /// Puts back a class.
    pub fn restore_class(&mut self, class: ClassState) {
        self.shard.restore_class(class);
    }

    /// Numbers of the rows that came or went since the last call.
    pub fn take_touched(&mut self) -> HashSet<u64> {
        std::mem::take(&mut self.touched)
    }

    /// Erases a person: what waits of theirs is not published, and every class forgets them. The
    /// number of rows and of classes.
    pub fn forget(&mut self, identifier: &str) -> (usize, usize) {
        let person = self.key.person(&self.product.name, identifier);
        let (rows, classes) = self.shard.forget(person);
        for number in &rows {
            self.held.remove(number);
            self.touched.insert(*number);
        }
        (rows.len(), classes)
    }
}

/// The columns of a row as they are published in a class.
fn publish(product: &Product, record: &Record, cells: &super::Cells) -> BTreeMap<String, Value> {
    let mut spans = cells.iter();
    let mut values = BTreeMap::new();
    for column in &product.columns {
        let value = match &column.role {
            Role::Identifier => continue,
            Role::Quasi(quasi) => spans.next().map_or(Value::Null, |span| quasi.domain.show(*span)),
            Role::Sensitive | Role::Free => {
                record.values.get(&column.name).map_or(Value::Null, private::covered)
            }
        };
        values.insert(column.name.clone(), value);
    }
    values
}

/// Event time in seconds.
pub fn seconds(time: &str) -> Option<i64> {
    OffsetDateTime::parse(time, &Rfc3339).ok().map(OffsetDateTime::unix_timestamp)
}
