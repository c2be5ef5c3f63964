//! The chain: each line holds the hash of the line before it.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::record::{Destroyed, Logged};
use super::seal::{LogKey, PeriodKey};
use crate::message::hex;

/// What a line holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LineKind {
    /// A sealed [`Logged`].
    Sealed,
    /// An open [`Destroyed`]: that a period is gone is for everyone to see.
    Destroyed,
}

impl LineKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Sealed => "sealed",
            Self::Destroyed => "destroyed",
        }
    }
}

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// The chain that it belongs to: one a log folder, one a partition.
    pub chain: String,
    /// Its number in the chain, from 0.
    pub seq: u64,
    /// What it holds.
    pub kind: LineKind,
    /// The period whose key seals it, or that was destroyed.
    pub period: String,
    /// What it holds, in base64 where it is sealed.
    pub body: String,
    /// Hash of the line before; zeros for line 0.
    pub prev: String,
    /// Hash of this line.
    pub hash: String,
}

/// Number and hash of the last line, under a MAC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The chain.
    pub chain: String,
    /// Lines in it.
    pub lines: u64,
    /// Hash of the last line; zeros for an empty chain.
    pub hash: String,
    /// MAC over the above.
    pub mac: String,
}

/// The growing end of a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    name: String,
    lines: u64,
    last: String,
}

/// The hash before line 0.
fn zeros() -> String {
    "0".repeat(64)
}

fn place(chain: &str, seq: u64, period: &str) -> Vec<u8> {
    format!("{chain}\0{seq}\0{period}").into_bytes()
}

fn hash(line: &Line) -> String {
    let mut hash = Sha256::new();
    let seq = line.seq.to_string();
    for field in [&line.chain, &seq, line.kind.as_str(), &line.period, &line.body, &line.prev] {
        hash.update((field.len() as u64).to_be_bytes());
        hash.update(field.as_bytes());
    }
    hex(&hash.finalize())
}

impl Chain {
    /// A chain without lines.
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), lines: 0, last: zeros() }
    }

    /// Goes on after a head; `None` when its MAC is not that of this key.
    pub fn after(head: &Head, key: &LogKey) -> Option<Self> {
        head.verifies(key).then(|| Self {
            name: head.chain.clone(),
            lines: head.lines,
            last: head.hash.clone(),
        })
    }

    /// Goes on after a line that is known to be whole.
    pub fn after_line(line: &Line) -> Self {
        Self { name: line.chain.clone(), lines: line.seq + 1, last: line.hash.clone() }
    }

    /// The next line, sealed. `None` never for entries within the limits of an event.
    pub fn append(&mut self, logged: &Logged, key: &PeriodKey) -> Option<Line> {
        let period = logged.period();
        let plain = serde_json::to_vec(logged).ok()?;
        let body = key.seal(&plain, &place(&self.name, self.lines, &period))?;
        Some(self.link(LineKind::Sealed, period, body))
    }

    /// The next line: a period is gone.
    pub fn append_destroyed(&mut self, destroyed: &Destroyed) -> Option<Line> {
        let body = serde_json::to_string(destroyed).ok()?;
        Some(self.link(LineKind::Destroyed, destroyed.period.clone(), body))
    }

    fn link(&mut self, kind: LineKind, period: String, body: String) -> Line {
        let mut line = Line {
            chain: self.name.clone(),
            seq: self.lines,
            kind,
            period,
            body,
            prev: std::mem::take(&mut self.last),
            hash: String::new(),
        };
        line.hash = hash(&line);
        self.lines += 1;
        self.last.clone_from(&line.hash);
        line
    }

    /// The head after the last line.
    pub fn head(&self, key: &LogKey) -> Head {
        let mut head =
            Head { chain: self.name.clone(), lines: self.lines, hash: self.last.clone(), mac: String::new() };
        let lines = head.lines.to_string();
        head.mac = key.sign(&[head.chain.as_bytes(), lines.as_bytes(), head.hash.as_bytes()]);
        head
    }
}

impl Head {
    fn verifies(&self, key: &LogKey) -> bool {
        let lines = self.lines.to_string();
        key.verifies(&[self.chain.as_bytes(), lines.as_bytes(), self.hash.as_bytes()], &self.mac)
    }
}

impl Line {
    /// What it says, with the key of its period.
    pub fn open(&self, key: &PeriodKey) -> Option<Logged> {
        let plain = key.open(&self.body, &place(&self.chain, self.seq, &self.period))?;
        serde_json::from_slice(&plain).ok()
    }

    /// The destruction that it records, if it does.
    pub fn destroyed(&self) -> Option<Destroyed> {
        if self.kind != LineKind::Destroyed {
            return None;
        }
        serde_json::from_str(&self.body).ok()
    }
}

/// Where a log is not what was written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[allow(missing_docs)]
pub enum Broken {
    #[error("line {line}: it is no line of a log")]
    NoLine { line: u64 },
    #[error("line {line}: its text is not what was written: its hash differs")]
    Edited { line: u64 },
    #[error(
        "line {line}: number {found} where {expected} comes: lines are missing, added or in another order"
    )]
    Order { line: u64, expected: u64, found: u64 },
    #[error("line {line}: it does not follow the line before it: a line was replaced")]
    Link { line: u64 },
    #[error("line {line}: it belongs to another chain")]
    Chain { line: u64 },
    #[error("the head's MAC is wrong: it was written without the key")]
    Head,
    #[error("no head says where it ends: a worker began it just now, or somebody else did")]
    NoHead,
    #[error("{missing} lines are missing at the end: the head says {head}, here are {found}")]
    Truncated { missing: u64, head: u64, found: u64 },
    #[error("line {line} is not the one that the head was written for: the log was rewritten")]
    Rewritten { line: u64 },
}

/// What a verified chain holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    /// Its lines.
    pub lines: u64,
    /// Lines after the head: the last line was written and its head was not, as after a crash.
    pub after_head: u64,
    /// Hash of the last line.
    pub hash: String,
}

/// A chain that is verified line by line, from its first line to its head. `line` in errors counts
/// from 1.
#[derive(Debug, Clone)]
pub struct Verifying {
    head: Head,
    count: u64,
    last: String,
    at_head: bool,
}

impl Verifying {
    /// Of a chain without lines so far. Fails when another key has signed the head.
    pub fn new(head: Head, key: &LogKey) -> Result<Self, Broken> {
        if !head.verifies(key) {
            return Err(Broken::Head);
        }
        let last = zeros();
        let at_head = head.lines == 0 && head.hash == last;
        Ok(Self { head, count: 0, last, at_head })
    }

    /// The next line.
    pub fn push(&mut self, line: &Line) -> Result<(), Broken> {
        let number = self.count + 1;
        if line.chain != self.head.chain {
            return Err(Broken::Chain { line: number });
        }
        if hash(line) != line.hash {
            return Err(Broken::Edited { line: number });
        }
        if line.seq != self.count {
            return Err(Broken::Order { line: number, expected: self.count, found: line.seq });
        }
        if line.prev != self.last {
            return Err(Broken::Link { line: number });
        }
        self.last.clone_from(&line.hash);
        self.count = number;
        if number == self.head.lines {
            self.at_head = self.last == self.head.hash;
            if !self.at_head {
                return Err(Broken::Rewritten { line: number });
            }
        }
        Ok(())
    }

    /// After the last line.
    pub fn finish(self) -> Result<Sum, Broken> {
        let Self { head, count, last, at_head } = self;
        if count < head.lines {
            return Err(Broken::Truncated { missing: head.lines - count, head: head.lines, found: count });
        }
        if !at_head {
            return Err(Broken::Rewritten { line: head.lines });
        }
        Ok(Sum { lines: count, after_head: count - head.lines, hash: last })
    }
}

/// Verifies a chain whose lines are all at hand.
pub fn verify<'a>(
    lines: impl IntoIterator<Item = &'a Line>,
    head: &Head,
    key: &LogKey,
) -> Result<Sum, Broken> {
    let mut chain = Verifying::new(head.clone(), key)?;
    lines.into_iter().try_for_each(|line| chain.push(line))?;
    chain.finish()
}
