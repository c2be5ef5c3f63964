//! An entry of the register: a text's hashes, an open name, or a fact, with its source.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use super::content::Content;
use super::shingles::{SHINGLE, of};
use crate::message::hex;
use crate::rules::disclosure::Reading;

/// What is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub(crate) enum What {
    /// An official text: hashes of its shingles, sorted.
    Text {
        /// See [`super::shingles`].
        shingles: Vec<u64>,
    },
    /// A name that stands in the open.
    Name {
        /// As it is compared.
        name: String,
    },
    /// A value that is published about a subject.
    Fact {
        /// The subject's name, as it is compared.
        subject: String,
        /// The value, as it is compared.
        value: String,
    },
}

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    /// Where it is published.
    pub(crate) source: String,
    /// When, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) date: Option<String>,
    /// What.
    pub(crate) what: What,
}

/// Why something cannot be registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[allow(missing_docs)]
pub(crate) enum EntryError {
    #[error("no source: say where it is published")]
    NoSource,
    #[error("shorter than {SHINGLE} letters and digits: register it as a name or a fact")]
    Short,
    #[error("a name or a value has no letter or digit, or has one only")]
    Empty,
}

/// Fewest characters of a name: one alone stands in every text.
const LEAST_NAME: usize = 2;

impl Entry {
    fn new(source: &str, date: Option<&str>, what: What) -> Result<Self, EntryError> {
        let source = source.trim();
        if source.is_empty() {
            return Err(EntryError::NoSource);
        }
        Ok(Self { source: source.to_owned(), date: date.map(str::to_owned), what })
    }

    /// An official text, of which hashes are kept.
    pub(crate) fn text(text: &str, source: &str, date: Option<&str>) -> Result<Self, EntryError> {
        let mut shingles = of(&compared(text));
        if shingles.is_empty() {
            return Err(EntryError::Short);
        }
        shingles.sort_unstable();
        shingles.dedup();
        Self::new(source, date, What::Text { shingles })
    }

    /// A name.
    pub(crate) fn name(name: &str, source: &str, date: Option<&str>) -> Result<Self, EntryError> {
        Self::new(source, date, What::Name { name: word(name, LEAST_NAME)? })
    }

    /// A value about a subject.
    pub(crate) fn fact(
        subject: &str,
        value: &str,
        source: &str,
        date: Option<&str>,
    ) -> Result<Self, EntryError> {
        let what = What::Fact { subject: word(subject, LEAST_NAME)?, value: word(value, 1)? };
        Self::new(source, date, what)
    }

    /// The id: the same thing is the same entry, whoever published it again.
    pub(crate) fn id(&self) -> String {
        let mut digest = Sha256::new();
        let kind = match &self.what {
            What::Text { shingles } => {
                for shingle in shingles {
                    digest.update(shingle.to_le_bytes());
                }
                "text"
            }
            What::Name { name } => {
                digest.update(name);
                "name"
            }
            What::Fact { subject, value } => {
                digest.update(subject);
                digest.update([0]);
                digest.update(value);
                "fact"
            }
        };
        let digest = digest.finalize();
        format!("{kind}-{}", hex(digest.get(..8).unwrap_or(&digest)))
    }

    /// What it is, in one line.
    pub(crate) fn summary(&self) -> String {
        match &self.what {
            What::Text { shingles } => format!("{} hashes", shingles.len()),
            What::Name { name } => name.clone(),
            What::Fact { subject, value } => format!("{subject}: {value}"),
        }
    }
}

fn compared(text: &str) -> Content {
    Content::of(Reading::of(text).text())
}

fn word(text: &str, least: usize) -> Result<String, EntryError> {
    let content = compared(text);
    if content.len() < least { Err(EntryError::Empty) } else { Ok(content.text()) }
}
