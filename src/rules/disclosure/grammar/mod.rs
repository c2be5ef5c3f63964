//! Values by their form: counts, times, places, signals, codes, performance figures. A grammar
//! says what a stretch of text *is*; whether it gives anything away is for the rules.
//!
//! Each file gives patterns over folded text. They are written from shared pieces ([`number`]), so
//! that 320, 三百二十, 叁佰贰拾, 三百二 and 三百来 are one thing everywhere.

mod amount;
mod number;
mod place;
mod signal;
mod time;

use regex::{Regex, RegexBuilder};
use serde::Deserialize;
use std::ops::Range;
use std::sync::LazyLock;

use crate::limits::MAX_PATTERN_BYTES;

/// What a value is. Rules name kinds as `#count`, and groups as `#when`, `#where`, `#figure`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// A number of people or things: 320人, 十二门, 三百来人.
    Count,
    /// A sum of money.
    Money,
    /// A share or a multiple.
    Percent,
    /// A number with a physical unit: range, speed, weight, power.
    Measure,
    /// A day, a month, a year, a day relative to another.
    Date,
    /// A time of day.
    Time,
    /// How long.
    Duration,
    /// Degrees or a grid reference.
    Coordinates,
    /// A road with its kilometre mark.
    Road,
    /// A direction with a distance.
    Bearing,
    /// A street with its number, a numbered door, hall, berth.
    Address,
    /// A frequency or a channel.
    Frequency,
    /// What a station is called on the air; a password.
    Callsign,
    /// A serial, stock, hull, plate or batch number.
    Serial,
    /// The number of a unit with what it is: 99901部队.
    Designation,
}

impl Kind {
    /// The word of a lexicon.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Money => "money",
            Self::Percent => "percent",
            Self::Measure => "measure",
            Self::Date => "date",
            Self::Time => "time",
            Self::Duration => "duration",
            Self::Coordinates => "coordinates",
            Self::Road => "road",
            Self::Bearing => "bearing",
            Self::Address => "address",
            Self::Frequency => "frequency",
            Self::Callsign => "callsign",
            Self::Serial => "serial",
            Self::Designation => "designation",
        }
    }

    /// All kinds.
    pub(crate) const ALL: [Self; 15] = [
        Self::Count,
        Self::Money,
        Self::Percent,
        Self::Measure,
        Self::Date,
        Self::Time,
        Self::Duration,
        Self::Coordinates,
        Self::Road,
        Self::Bearing,
        Self::Address,
        Self::Frequency,
        Self::Callsign,
        Self::Serial,
        Self::Designation,
    ];

    /// The kinds that a word of a lexicon stands for; empty when it is none.
    pub(crate) fn named(word: &str) -> Vec<Self> {
        match word {
            "when" => vec![Self::Date, Self::Time],
            "where" => vec![Self::Coordinates, Self::Road, Self::Bearing, Self::Address],
            "figure" => vec![Self::Count, Self::Percent, Self::Measure, Self::Money],
            _ => Self::ALL.into_iter().filter(|k| k.as_str() == word).collect(),
        }
    }
}

/// A value in a folded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Value {
    /// What it is.
    pub(crate) kind: Kind,
    /// Where.
    pub(crate) bytes: Range<usize>,
}

/// The patterns of one kind.
struct Grammar {
    kind: Kind,
    regex: Regex,
}

static GRAMMARS: LazyLock<Vec<Grammar>> = LazyLock::new(|| {
    let all = [amount::patterns(), time::patterns(), place::patterns(), signal::patterns()];
    all.into_iter().flatten().map(|(kind, pattern)| Grammar { kind, regex: compiled(&pattern) }).collect()
});

#[allow(clippy::expect_used)] // Patterns of this folder, each run by a test.
fn compiled(pattern: &str) -> Regex {
    RegexBuilder::new(pattern).size_limit(MAX_PATTERN_BYTES).build().expect("a pattern of the release")
}

/// The values of a folded text, by place. Where a value lies inside a longer one of another kind
/// that says more (the 12 of 12日, the 3 of 3号库), only the longer one counts.
pub(crate) fn values(text: &str) -> Vec<Value> {
    let mut out: Vec<Value> = Vec::new();
    for grammar in GRAMMARS.iter() {
        for found in grammar.regex.captures_iter(text) {
            // A named group is the value where the pattern also holds what leads to it.
            let Some(at) = found.name("v").or_else(|| found.get(0)) else { continue };
            // 第二名 is a rank, no number of anything.
            let rank = text.get(..at.start()).is_some_and(|t| t.ends_with('第'));
            let label = text.get(..at.start()).is_some_and(number::is_label);
            let no_count = grammar.kind == Kind::Count && (rank || label || number::is_article(at.as_str()));
            if !no_count && number::stands_alone(text, at.range()) {
                out.push(Value { kind: grammar.kind, bytes: at.range() });
            }
        }
    }
    out.sort_by_key(|v| (v.bytes.start, std::cmp::Reverse(v.bytes.end), v.kind));
    out.dedup();
    let whole = out.clone();
    let inside = |v: &Value, w: &Value| {
        w.bytes.start <= v.bytes.start && v.bytes.end <= w.bytes.end && w.bytes.len() > v.bytes.len()
    };
    out.retain(|v| !whole.iter().any(|w| inside(v, w)));
    out
}

#[cfg(test)]
mod tests;
