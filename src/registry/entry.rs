//! Entries as they arrive: one JSON object a line, or a message of a compacted topic.

use serde::Deserialize;
use thiserror::Error;

use crate::limits::{MAX_ID_BYTES, MAX_VERIFIED_CHARS};

/// What a verified account belongs to. Closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A hospital, a clinic.
    Hospital,
    /// A bank, an insurer.
    Bank,
    /// A newspaper, a broadcaster.
    Newsroom,
    /// A firm.
    Firm,
    /// A school, a university.
    School,
    /// An organ of state.
    State,
    /// A military account.
    Military,
    /// An association, a charity, a museum.
    Association,
    /// Any other.
    Other,
}

/// A verified account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The platform's name for the account.
    pub account: String,
    /// The name that it bears.
    pub name: String,
    /// What it belongs to.
    pub kind: Kind,
}

/// One entry of the state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// An account is verified, or bears another name now.
    Verify(Verified),
    /// An account is no longer verified.
    Withdraw {
        /// The platform's name for the account.
        account: String,
    },
}

impl Change {
    pub(super) fn into_parts(self) -> (String, Option<Verified>) {
        match self {
            Self::Verify(v) => (v.account.clone(), Some(v)),
            Self::Withdraw { account } => (account, None),
        }
    }
}

/// An entry that cannot be used. Its words never quote the entry.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EntryError {
    /// No JSON object with the fields of an entry.
    #[error(
        "line {line}: an object with `account`, `name` and `kind`, or `account` and `withdrawn`, expected"
    )]
    Form {
        /// The line, from 1.
        line: usize,
    },
    /// A field holds too much or nothing.
    #[error("line {line}: field `{field}`: 1 to {most} {unit} expected")]
    Length {
        /// The line, from 1.
        line: usize,
        /// The field.
        field: &'static str,
        /// The most that it may hold.
        most: usize,
        /// What is counted.
        unit: &'static str,
    },
}

#[derive(Deserialize)]
struct Raw {
    account: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    kind: Option<Kind>,
    #[serde(default)]
    withdrawn: bool,
}

impl Change {
    /// Reads one entry: `{"account", "name", "kind"}`, or `{"account", "withdrawn": true}`.
    pub fn parse(json: &[u8], line: usize) -> Result<Self, EntryError> {
        let raw: Raw = serde_json::from_slice(json).map_err(|_| EntryError::Form { line })?;
        if raw.account.is_empty() || raw.account.len() > MAX_ID_BYTES {
            return Err(EntryError::Length { line, field: "account", most: MAX_ID_BYTES, unit: "bytes" });
        }
        match (raw.name, raw.kind, raw.withdrawn) {
            (None, _, true) => Ok(Self::Withdraw { account: raw.account }),
            (Some(name), Some(kind), false) => {
                if !(1..=MAX_VERIFIED_CHARS).contains(&name.chars().count()) {
                    let most = MAX_VERIFIED_CHARS;
                    return Err(EntryError::Length { line, field: "name", most, unit: "characters" });
                }
                Ok(Self::Verify(Verified { account: raw.account, name, kind }))
            }
            _ => Err(EntryError::Form { line }),
        }
    }
}

/// The entries of a file, one a line, with their errors; empty lines are left out.
pub fn changes(text: &str) -> impl Iterator<Item = Result<Change, EntryError>> + '_ {
    let lines = text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty());
    lines.map(|(i, line)| Change::parse(line.as_bytes(), i + 1))
}
