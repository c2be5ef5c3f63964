//! The table that redress keeps its rows in, as it sees it.

use std::collections::BTreeMap;
use std::ops::Bound;

use super::proven::Proven;

/// A table of values by key. What was put shows at once.
pub trait Ledger {
    /// The value of a key.
    fn get(&self, key: &[u8]) -> Option<Vec<u8>>;

    /// Sets a value, or deletes it: one entry of a changelog.
    fn put(&mut self, key: Vec<u8>, value: Option<Vec<u8>>);

    /// The entry that follows a key in the order of bytes.
    fn after(&self, key: &[u8]) -> Option<(Vec<u8>, Vec<u8>)>;

    /// The names that rows of the table prove, all of them that the process knows.
    fn proven(&self) -> &Proven;
}

/// A table in memory, for one run of `scan` and for tests.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    rows: BTreeMap<Vec<u8>, Vec<u8>>,
    proven: Proven,
}

/// What is proven follows from the rows.
impl PartialEq for Memory {
    fn eq(&self, other: &Self) -> bool {
        self.rows == other.rows
    }
}

impl Eq for Memory {}

impl Memory {
    /// All entries, in the order of their keys.
    pub fn entries(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.rows.iter().map(|(k, v)| (k.as_slice(), v.as_slice()))
    }
}

impl Ledger for Memory {
    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        self.rows.get(key).cloned()
    }

    fn put(&mut self, key: Vec<u8>, value: Option<Vec<u8>>) {
        self.proven.note(&key, value.as_deref());
        match value {
            Some(value) => self.rows.insert(key, value),
            None => self.rows.remove(&key),
        };
    }

    fn after(&self, key: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
        let range = (Bound::Excluded(key.to_vec()), Bound::Unbounded);
        self.rows.range(range).next().map(|(k, v)| (k.clone(), v.clone()))
    }

    fn proven(&self) -> &Proven {
        &self.proven
    }
}
