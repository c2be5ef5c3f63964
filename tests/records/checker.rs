//! Checks a whole published output against the promise. It shares no code with the clustering: it
//! sees who was published when with which values, and counts.

use std::collections::{BTreeMap, BTreeSet};

/// A published row, with what only the operator knows of it.
#[derive(Debug, Clone)]
pub struct Published {
    /// Whose row it is.
    pub person: String,
    /// Its sensitive value.
    pub sensitive: String,
    /// Its quasi-identifiers as they were published.
    pub class: Vec<String>,
    /// Event time of its publication.
    pub at: i64,
    /// Its batch.
    pub batch: usize,
}

/// A person who was erased after a batch: what was published of them until then counts for no later
/// row, as if it were erased from the output, too.
pub type Erased = (String, usize);

/// What was promised.
#[derive(Debug, Clone, Copy)]
pub struct Promise {
    /// Distinct persons.
    pub k: usize,
    /// Distinct sensitive values.
    pub l: usize,
    /// How long a publication counts, in seconds.
    pub window: i64,
}

/// Whoever reads the output up to a moment finds every row of that moment among `k` persons and `l`
/// sensitive values in its class within the window, and every batch holds as many.
pub fn check(rows: &[Published], erased: &[Erased], promise: Promise) -> Result<(), String> {
    let mut classes: BTreeMap<&[String], Vec<&Published>> = BTreeMap::new();
    let mut batches: BTreeMap<usize, Vec<&Published>> = BTreeMap::new();
    for row in rows {
        classes.entry(&row.class).or_default().push(row);
        batches.entry(row.batch).or_default().push(row);
    }
    for row in rows {
        let gone = |other: &Published| {
            erased
                .iter()
                .any(|(person, batch)| *person == other.person && other.batch <= *batch && *batch < row.batch)
        };
        let seen = classes[row.class.as_slice()]
            .iter()
            .filter(|other| other.at > row.at - promise.window && other.batch <= row.batch && !gone(other));
        enough(seen.copied(), promise).map_err(|e| format!("class {:?} at {}: {e}", row.class, row.at))?;
    }
    for (number, batch) in batches {
        enough(batch.into_iter(), promise).map_err(|e| format!("batch {number}: {e}"))?;
    }
    Ok(())
}

fn enough<'a>(rows: impl Iterator<Item = &'a Published>, promise: Promise) -> Result<(), String> {
    let (mut persons, mut sensitive) = (BTreeSet::new(), BTreeSet::new());
    for row in rows {
        persons.insert(&row.person);
        sensitive.insert(&row.sensitive);
    }
    if persons.len() < promise.k || sensitive.len() < promise.l {
        return Err(format!("{} persons, {} sensitive values", persons.len(), sensitive.len()));
    }
    Ok(())
}

/// Whether a published value is one that the original may have become: written from the
/// description of the format, not from the code.
pub fn covers(published: &serde_json::Value, original: &serde_json::Value, parents: &[(&str, &str)]) -> bool {
    let plain = |v: &serde_json::Value| v.as_str().map_or_else(|| v.to_string(), str::to_owned);
    let (published, original) = (plain(published), plain(original));
    if published == "*" || published == original {
        return true;
    }
    if let Some((lo, hi)) = published.strip_prefix('[').and_then(|p| p.strip_suffix(']')?.split_once(',')) {
        let number = |text: &str| text.parse::<f64>().unwrap();
        return number(lo) <= number(&original) && number(&original) <= number(hi);
    }
    if published.ends_with('*') {
        let kept = published.trim_end_matches('*');
        return published.len() == original.len() && original.starts_with(kept);
    }
    parents.iter().any(|(child, parent)| *child == original && *parent == published)
}
