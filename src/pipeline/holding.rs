//! What is held of an operator's products, as their changelog says it, and the erasure of one
//! person from it. Pure: whoever calls reads and writes the changelog.

use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::entries;
use super::stateful::Change;
use crate::cluster::{HashKey, Product, Stream};
use crate::limits;

/// Entries of one partition, by key.
pub type Kept<'a> = BTreeMap<&'a [u8], &'a Vec<u8>>;

/// What is held of one product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Holding {
    /// The product.
    pub product: String,
    /// Partitions that hold something of it.
    pub shards: usize,
    /// Classes that rows were published in.
    pub classes: usize,
    /// Of these, those that hold fewer than `k` identifiers: they take no row that comes alone.
    pub classes_below_k: usize,
    /// Distinct identifiers, as keyed hashes, in classes and among waiting rows.
    pub identifiers: usize,
    /// Rows that wait.
    pub waiting: usize,
    /// Keys and values, in bytes.
    pub bytes: usize,
    /// Event time of the oldest identifier in a class, RFC 3339 (UTC).
    pub oldest: Option<String>,
    /// Event time that the streams have reached.
    pub now: Option<String>,
    /// What can be held at most.
    pub bounds: Holds,
}

/// What can be held of a product at most.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Holds {
    /// Classes of a shard.
    pub classes: usize,
    /// Hashed identifiers of a class: the promise's `k`.
    pub identifiers_a_class: usize,
    /// Rows of a shard that wait.
    pub waiting: u64,
    /// Seconds of event time after which an identifier counts no more.
    pub window_seconds: u64,
}

/// What a changelog holds of a product. `partitions` are the entries of each.
pub fn inspect(product: &Arc<Product>, partitions: &BTreeMap<i32, Kept<'_>>) -> Holding {
    // Nothing is hashed here: any secret does.
    let secret = HashKey::new(&[]);
    let mut persons = BTreeSet::new();
    let (mut oldest, mut now) = (None::<i64>, None::<i64>);
    let mut holding = Holding {
        product: product.name.clone(),
        shards: 0,
        classes: 0,
        classes_below_k: 0,
        identifiers: 0,
        waiting: 0,
        bytes: 0,
        oldest: None,
        now: None,
        bounds: Holds {
            classes: limits::MAX_CLASSES,
            identifiers_a_class: product.k,
            waiting: product.delay_rows,
            window_seconds: product.window.as_secs(),
        },
    };
    for kept in partitions.values() {
        let mine = kept.iter().filter(|(key, _)| entries::product_of(key) == Some(&product.name));
        let bytes: usize = mine.map(|(key, value)| key.len() + value.len()).sum();
        if bytes == 0 {
            continue;
        }
        let mut stream = restored(product, &secret, kept);
        holding.shards += 1;
        holding.bytes += bytes;
        holding.waiting += stream.held().len();
        persons.extend(stream.held().values().map(|held| held.row.person));
        now = now.max(Some(stream.shard().now()));
        for class in stream.shard().classes().iter() {
            holding.classes += 1;
            holding.classes_below_k += usize::from(class.persons.values().len() < product.k);
            for (person, time) in class.persons.values() {
                persons.insert(*person);
                oldest = Some(oldest.map_or(*time, |o| o.min(*time)));
            }
        }
    }
    holding.identifiers = persons.len();
    (holding.oldest, holding.now) = (oldest.and_then(shown), now.and_then(shown));
    holding
}

/// Products in a changelog that a pipeline does not declare (any more): their entries.
pub fn undeclared(
    products: &[Arc<Product>],
    partitions: &BTreeMap<i32, Kept<'_>>,
) -> BTreeMap<String, usize> {
    let mut out = BTreeMap::new();
    for key in partitions.values().flat_map(BTreeMap::keys) {
        if let Some(name) = entries::product_of(key)
            && products.iter().all(|p| p.name != name)
        {
            *out.entry(name.to_owned()).or_default() += 1;
        }
    }
    out
}

/// The erasure of a person from one partition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Erasure {
    /// Waiting rows that are gone: they are not published.
    pub rows: usize,
    /// Classes that no longer know the person.
    pub classes: usize,
    /// What the changelog has to be told.
    pub changes: Vec<Change>,
}

/// Erases a person: waiting rows go, and every class forgets the keyed hash.
pub fn erase(product: &Arc<Product>, secret: &HashKey, kept: &Kept<'_>, identifier: &str) -> Erasure {
    let mut stream = restored(product, secret, kept);
    let (rows, classes) = stream.forget(identifier);
    let changes = if rows + classes > 0 { entries::changes(&mut stream) } else { Vec::new() };
    Erasure { rows, classes, changes }
}

fn restored(product: &Arc<Product>, secret: &HashKey, kept: &Kept<'_>) -> Stream<()> {
    let mut stream = Stream::new(Arc::clone(product), secret.clone());
    entries::restore(&mut stream, kept);
    stream
}

fn shown(seconds: i64) -> Option<String> {
    OffsetDateTime::from_unix_timestamp(seconds).ok()?.format(&Rfc3339).ok()
}
