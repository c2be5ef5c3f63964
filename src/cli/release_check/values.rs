//! The values of a sensitive column as codes.

use std::collections::HashMap;

use super::keys::Keys;
use crate::limits::MAX_SENSITIVE_VALUES;
use crate::rules::private;
use crate::tables::Shares;

/// The values that were seen, up to a bound.
#[derive(Debug, Default)]
pub struct Values {
    codes: HashMap<String, u32>,
    names: Vec<String>,
    counts: Vec<u64>,
    /// For each value, the code of what is published of it: another one where it holds a private value.
    shown: Vec<u32>,
    more: bool,
}

/// A value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coded {
    /// As it stands.
    pub code: u32,
    /// As it is published, with private values covered: what differs only there is the same then.
    pub shown: u32,
}

impl Values {
    /// Counts a value. Beyond the bound its code is a hash; two values with the same one count as one,
    /// which only makes a class harder to fill.
    pub fn count(&mut self, text: &str, keys: &Keys) -> Coded {
        let text = text.trim();
        let coded = self.intern(text, keys);
        if let Some(count) = self.counts.get_mut(coded.code as usize) {
            *count += 1;
        }
        coded
    }

    fn intern(&mut self, text: &str, keys: &Keys) -> Coded {
        if let Some(coded) = self.known(text) {
            return coded;
        }
        let covered = private::covered_text(text);
        if self.names.len() >= MAX_SENSITIVE_VALUES {
            self.more = true;
            return hashed(text, covered.as_deref(), keys);
        }
        let code = self.names.len() as u32;
        self.codes.insert(text.to_owned(), code);
        self.names.push(text.to_owned());
        self.counts.push(0);
        self.shown.push(code);
        let shown = covered.map_or(code, |covered| self.intern(&covered, keys).code);
        if let Some(slot) = self.shown.get_mut(code as usize) {
            *slot = shown;
        }
        Coded { code, shown }
    }

    fn known(&self, text: &str) -> Option<Coded> {
        let code = *self.codes.get(text)?;
        Some(Coded { code, shown: self.shown.get(code as usize).copied().unwrap_or(code) })
    }

    /// The codes that a value has.
    pub fn find(&self, text: &str, keys: &Keys) -> Coded {
        let text = text.trim();
        self.known(text).unwrap_or_else(|| hashed(text, private::covered_text(text).as_deref(), keys))
    }

    /// The shares of the values as they stand; nothing when there were too many.
    pub fn shares(&self) -> Option<Shares> {
        (!self.more).then(|| Shares::new(&self.names, &self.counts))
    }

    /// The shares of what is published.
    pub fn shown_shares(&self) -> Option<Shares> {
        let mut counts = vec![0; self.counts.len()];
        for (shown, n) in self.shown.iter().zip(&self.counts) {
            if let Some(count) = counts.get_mut(*shown as usize) {
                *count += n;
            }
        }
        (!self.more).then(|| Shares::new(&self.names, &counts))
    }
}

fn hashed(text: &str, covered: Option<&str>, keys: &Keys) -> Coded {
    let most = MAX_SENSITIVE_VALUES as u64;
    let hash = |text: &str| (most + keys.value(text) % (u64::from(u32::MAX) - most)) as u32;
    let code = hash(text);
    Coded { code, shown: covered.map_or(code, hash) }
}
