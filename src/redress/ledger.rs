//! The table that redress keeps its rows in, as it sees it.

use std::collections::BTreeMap;
use std::ops::Bound;

/// A table of values by key. What was put shows at once.
pub trait Ledger {
    /// The value of a key.
    fn get(&self, key: &[u8]) -> Option<Vec<u8>>;

    /// Sets a value, or deletes it: one entry of a changelog.
    fn put(&mut self, key: Vec<u8>, value: Option<Vec<u8>>);

    /// The entry that follows a key in the order of bytes.
    fn after(&self, key: &[u8]) -> Option<(Vec<u8>, Vec<u8>)>;
}

/// A table in memory, for one run of `scan` and for tests.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Memory(BTreeMap<Vec<u8>, Vec<u8>>);

impl Memory {
    /// All entries, in the order of their keys.
    pub fn entries(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.0.iter().map(|(k, v)| (k.as_slice(), v.as_slice()))
    }
}

impl Ledger for Memory {
    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        self.0.get(key).cloned()
    }

    fn put(&mut self, key: Vec<u8>, value: Option<Vec<u8>>) {
        match value {
            Some(value) => self.0.insert(key, value),
            None => self.0.remove(&key),
        };
    }

    fn after(&self, key: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
        let range = (Bound::Excluded(key.to_vec()), Bound::Unbounded);
        self.0.range(range).next().map(|(k, v)| (k.clone(), v.clone()))
    }
}
