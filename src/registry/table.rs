//! Where names are filed: a frozen table of numbers by key for what was compiled, a map for what
//! came later.

use std::collections::HashMap;

use super::entry::{Kind, Verified};
use super::key;
use crate::fold::fold_into;

/// Names by number.
pub(super) trait Names {
    /// The name of a number; empty for no such number.
    fn name(&self, id: u32) -> &str;
    /// Numbers filed under a key; few of them by chance.
    fn filed(&self, key: u64) -> impl Iterator<Item = u32>;
}

/// Texts one after the other.
#[derive(Debug, Default)]
struct Arena {
    text: String,
    ends: Vec<u32>,
}

impl Arena {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len() as u32);
    }

    fn get(&self, id: u32) -> &str {
        let id = id as usize;
        let start = id.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(id).copied().unwrap_or(start);
        self.text.get(start as usize..end as usize).unwrap_or_default()
    }

    fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    fn bytes(&self) -> usize {
        self.text.capacity() + 4 * self.ends.capacity()
    }
}

/// The compiled names. Immutable.
#[derive(Debug, Default)]
pub(super) struct Base {
    names: Arena,
    accounts: Arena,
    /// Where each bucket begins, and one more.
    buckets: Vec<u32>,
    /// Numbers, bucket after bucket.
    ids: Vec<u32>,
    /// The low bits of the key that each stands for: what shares a bucket rarely shares these.
    marks: Vec<u16>,
}

impl Base {
    /// Adds a name; it is found after [`Base::file`].
    pub(super) fn push(&mut self, entry: &Verified) {
        self.names.push(&entry.name);
        self.accounts.push(&entry.account);
    }

    /// Counts what goes into every bucket, then fills them: no list of all keys is ever held.
    pub(super) fn file(&mut self) {
        self.names.shrink();
        self.accounts.shrink();
        let mut total = 0usize;
        self.each_key(&mut |_, _| total += 1);
        let count = (total / 2).next_power_of_two().max(2);
        let mut ends = vec![0u32; count + 1];
        self.each_key(&mut |key, _| {
            if let Some(n) = ends.get_mut(bucket(key, count) + 1) {
                *n += 1;
            }
        });
        for i in 1..ends.len() {
            ends[i] += ends[i - 1];
        }
        let mut next = ends.clone();
        let (mut ids, mut marks) = (vec![0u32; total], vec![0u16; total]);
        self.each_key(&mut |key, id| {
            if let Some(at) = next.get_mut(bucket(key, count)) {
                if let (Some(i), Some(m)) = (ids.get_mut(*at as usize), marks.get_mut(*at as usize)) {
                    (*i, *m) = (id, key as u16);
                }
                *at += 1;
            }
        });
        (self.buckets, self.ids, self.marks) = (ends, ids, marks);
    }

    fn each_key(&self, each: &mut dyn FnMut(u64, u32)) {
        let mut units = Vec::new();
        for id in 0..self.names.ends.len() as u32 {
            each(key::account(self.accounts.get(id)), id);
            fold_into(self.names.get(id), &mut units);
            key::all(&key::codes(&units), &mut |key| each(key, id));
        }
    }

    /// Every entry with its number. No look-up needs the kind, so it was not kept.
    pub(super) fn entries(&self) -> impl Iterator<Item = (u32, Verified)> {
        (0..self.names.ends.len() as u32).map(|id| {
            let (account, name) = (self.accounts.get(id).to_owned(), self.names.get(id).to_owned());
            (id, Verified { account, name, kind: Kind::Other })
        })
    }

    pub(super) fn len(&self) -> usize {
        self.names.ends.len()
    }

    pub(super) fn bytes(&self) -> usize {
        let table = 4 * (self.buckets.capacity() + self.ids.capacity()) + 2 * self.marks.capacity();
        self.names.bytes() + self.accounts.bytes() + table
    }

    /// Names that a later one of the same account replaced.
    pub(super) fn replaced(&self) -> impl Iterator<Item = u32> {
        let later = |id: &u32| self.of_account(self.accounts.get(*id)).any(|other| other > *id);
        (0..self.names.ends.len() as u32).filter(later)
    }

    /// Numbers of the entries of an account: as many as there were words about it.
    pub(super) fn of_account<'a>(&'a self, account: &'a str) -> impl Iterator<Item = u32> + 'a {
        self.filed(key::account(account)).filter(move |id| self.accounts.get(*id) == account)
    }
}

impl Names for Base {
    fn name(&self, id: u32) -> &str {
        self.names.get(id)
    }

    fn filed(&self, key: u64) -> impl Iterator<Item = u32> {
        let count = self.buckets.len().saturating_sub(1).max(1);
        let at = bucket(key, count);
        let start = self.buckets.get(at).copied().unwrap_or(0) as usize;
        let end = self.buckets.get(at + 1).copied().unwrap_or(0) as usize;
        let ids = self.ids.get(start..end).unwrap_or_default();
        let marks = self.marks.get(start..end).unwrap_or_default();
        ids.iter().zip(marks).filter(move |(_, m)| **m == key as u16).map(|(id, _)| *id)
    }
}

/// The bucket of a key, by its high bits; `count` is a power of two.
fn bucket(key: u64, count: usize) -> usize {
    (key >> 32) as usize & (count - 1)
}

/// What came after the compilation.
#[derive(Debug, Clone, Default)]
pub(super) struct Fresh {
    entries: Vec<Option<Verified>>,
    by_account: HashMap<String, u32>,
    by_key: HashMap<u64, Vec<u32>>,
}

impl Fresh {
    /// Verifies an account, or withdraws it.
    pub(super) fn put(&mut self, account: &str, entry: Option<Verified>) {
        if let Some(id) = self.by_account.remove(account)
            && let Some(slot) = self.entries.get_mut(id as usize)
        {
            *slot = None;
        }
        if let Some(entry) = entry {
            let id = self.entries.len() as u32;
            let units = crate::fold::fold(&entry.name);
            key::all(&key::codes(&units), &mut |key| self.by_key.entry(key).or_default().push(id));
            self.by_account.insert(account.to_owned(), id);
            self.entries.push(Some(entry));
        }
    }

    /// Entries that were ever put here: each takes memory.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// What is verified here.
    pub(super) fn entries(&self) -> impl Iterator<Item = Verified> {
        self.entries.iter().flatten().cloned()
    }

    /// Accounts that are verified here.
    pub(super) fn live(&self) -> usize {
        self.by_account.len()
    }

    pub(super) fn of_account(&self, account: &str) -> impl Iterator<Item = u32> {
        self.by_account.get(account).copied().into_iter()
    }
}

impl Names for Fresh {
    fn name(&self, id: u32) -> &str {
        self.entries.get(id as usize).and_then(Option::as_ref).map_or("", |e| &e.name)
    }

    fn filed(&self, key: u64) -> impl Iterator<Item = u32> {
        let ids = self.by_key.get(&key).into_iter().flatten().copied();
        ids.filter(|id| self.entries.get(*id as usize).is_some_and(Option::is_some))
    }
}
