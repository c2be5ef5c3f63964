//! State with an overlay: what a transaction changes shows at once and holds only after it commits.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;

/// A table of values by partition and key, with the changes of the open transaction on top.
#[derive(Debug)]
pub struct Table<V> {
    committed: HashMap<i32, BTreeMap<Vec<u8>, V>>,
    /// `None` is deleted.
    pending: HashMap<i32, BTreeMap<Vec<u8>, Option<V>>>,
}

impl<V> Default for Table<V> {
    fn default() -> Self {
        Self { committed: HashMap::new(), pending: HashMap::new() }
    }
}

impl<V> Table<V> {
    /// The value as the open transaction sees it.
    pub fn get(&self, partition: i32, key: &[u8]) -> Option<&V> {
        match self.pending.get(&partition).and_then(|p| p.get(key)) {
            Some(value) => value.as_ref(),
            None => self.committed.get(&partition)?.get(key),
        }
    }

    /// Sets a value in the open transaction.
    pub fn put(&mut self, partition: i32, key: Vec<u8>, value: V) {
        self.pending.entry(partition).or_default().insert(key, Some(value));
    }

    /// Deletes a value in the open transaction.
    pub fn remove(&mut self, partition: i32, key: Vec<u8>) {
        self.pending.entry(partition).or_default().insert(key, None);
    }

    /// The entry after a key, in the order of bytes, as the open transaction sees it.
    pub fn after(&self, partition: i32, key: &[u8]) -> Option<(&[u8], &V)> {
        let from = |key: &[u8]| (Bound::Excluded(key.to_vec()), Bound::Unbounded);
        let committed = self.committed.get(&partition);
        let pending = self.pending.get(&partition);
        let mut at = key.to_vec();
        loop {
            let next = committed.and_then(|c| c.range(from(&at)).next());
            let changed = pending.and_then(|p| p.range(from(&at)).next());
            match (next, changed) {
                (Some((k, v)), Some((p, _))) if k < p => return Some((k, v)),
                (_, Some((p, Some(v)))) => return Some((p, v)),
                // Deleted in the open transaction.
                (_, Some((p, None))) => at.clone_from(p),
                (Some((k, v)), None) => return Some((k, v)),
                (None, None) => return None,
            }
        }
    }

    /// Keys and values of a partition as the open transaction sees them, in the order of the keys.
    pub fn entries(&self, partition: i32) -> BTreeMap<&[u8], &V> {
        let committed = self.committed.get(&partition).into_iter().flatten();
        let mut all: BTreeMap<&[u8], &V> = committed.map(|(k, v)| (k.as_slice(), v)).collect();
        for (key, value) in self.pending.get(&partition).into_iter().flatten() {
            match value {
                Some(value) => all.insert(key, value),
                None => all.remove(key.as_slice()),
            };
        }
        all
    }

    /// Committed keys and values of all partitions.
    pub fn committed(&self) -> impl Iterator<Item = (&[u8], &V)> {
        self.committed.values().flatten().map(|(k, v)| (k.as_slice(), v))
    }

    /// Number of committed entries of all partitions.
    pub fn len(&self) -> usize {
        self.committed.values().map(BTreeMap::len).sum()
    }

    /// Whether nothing is committed.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// An entry of the changelog, outside of any transaction.
    pub fn restore(&mut self, partition: i32, key: &[u8], value: Option<V>) {
        let entries = self.committed.entry(partition).or_default();
        match value {
            Some(value) => entries.insert(key.to_vec(), value),
            None => entries.remove(key),
        };
    }

    /// Lets go of a partition.
    pub fn forget(&mut self, partition: i32) {
        self.committed.remove(&partition);
        self.pending.remove(&partition);
    }

    /// The open transaction holds.
    pub fn commit(&mut self) {
        for (partition, changes) in std::mem::take(&mut self.pending) {
            for (key, value) in changes {
                self.restore(partition, &key, value);
            }
        }
    }

    /// The open transaction never was.
    pub fn abort(&mut self) {
        self.pending.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn changes_show_at_once_and_go_with_an_abort() {
        let mut table = Table::default();
        table.restore(0, b"a", Some(1));
        table.put(0, b"b".to_vec(), 2);
        table.remove(0, b"a".to_vec());
        assert_eq!((table.get(0, b"a"), table.get(0, b"b"), table.get(1, b"b")), (None, Some(&2), None));
        assert_eq!(table.entries(0).into_iter().collect::<Vec<_>>(), [(b"b".as_slice(), &2)]);
        assert_eq!((table.after(0, b""), table.after(0, b"b")), (Some((b"b".as_slice(), &2)), None));
        table.abort();
        assert_eq!((table.get(0, b"a"), table.get(0, b"b")), (Some(&1), None));
    }

    proptest! {
        /// Whatever is committed is what a changelog of the committed changes restores.
        #[test]
        fn state_is_what_its_changelog_restores(
            steps in proptest::collection::vec((0..3i32, 0..5u8, proptest::option::of(any::<u8>()), 0..4u8), 0..60)
        ) {
            let (mut table, mut changelog, mut open) = (Table::default(), Vec::new(), Vec::new());
            for (partition, key, value, end) in steps {
                match value {
                    Some(value) => table.put(partition, vec![key], value),
                    None => table.remove(partition, vec![key]),
                }
                open.push((partition, key, value));
                match end {
                    0 => { table.commit(); changelog.append(&mut open); }
                    1 => { table.abort(); open.clear(); }
                    _ => {}
                }
            }
            table.abort();
            let mut restored = Table::default();
            for (partition, key, value) in changelog {
                restored.restore(partition, &[key], value);
            }
            for partition in 0..3 {
                prop_assert_eq!(table.entries(partition), restored.entries(partition));
            }
        }
    }
}
