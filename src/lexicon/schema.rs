//! The schema of `lexicons/names/*.toml`. Unknown keys are errors: a file cannot wander into
//! another family, and nothing here can speak about posts or drafts.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use std::ops::Range;
use thiserror::Error;
use toml::Spanned;

use crate::avatar::Pdq;
use crate::message::Fold;

/// The kinds of body that a name may be. Closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BodyKind {
    /// The commission, its departments, the ministry.
    Organ,
    /// A service, an arm, a force.
    Service,
    /// A theatre command and its components.
    Theatre,
    /// A military academy or school.
    Academy,
    /// A unit or a pattern of units.
    Unit,
    /// The reserve.
    Reserve,
    /// The militia.
    Militia,
    /// Mobilisation.
    Mobilisation,
    /// Conscription and recruitment.
    Recruitment,
    /// Procurement.
    Procurement,
    /// Military media and cultural bodies.
    Media,
    /// Hospitals and sanatoria.
    Hospital,
    /// Groups of the defence industry.
    Industry,
    /// Civil organs of state.
    State,
    /// Generic words (军队, 部队): they pose only with a word by which bodies speak.
    Generic,
}

/// What a word in a name says about the rest. Closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MarkKind {
    /// The name speaks as a body.
    Speaks,
    /// An office, a department, an institution.
    Office,
    /// The same in one character, at the end only.
    Office1,
    /// A military unit.
    Unit,
    /// The same in one character.
    Unit1,
    /// A person.
    Person,
    /// A fan or a hobby.
    Fan,
    /// A parody.
    Parody,
    /// A critic, a victim, a warning.
    Critic,
    /// A shop or a product.
    Shop,
    /// A place or a school.
    Place,
    /// A game.
    Game,
    /// A foreign army or country.
    Foreign,
    /// A body of the past.
    History,
    /// A post that one can hold (verification texts).
    Post,
    /// An employer that is no body (verification texts).
    Outsider,
    /// A region, or a word that ends one.
    Region,
    /// Words that say openly that this is not the body; they count in a bio too.
    Disclaimer,
    /// Which of somebody's accounts this is. Beside a verified name only: bodies are named otherwise.
    Account,
}

/// Where an entry is in its life.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Being written: not compiled.
    Draft,
    /// Decides nothing, is counted.
    Shadow,
    /// In force.
    #[default]
    Live,
    /// Kept for the record: not compiled.
    Retired,
}

/// The head of a file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Head {
    pub id: Spanned<String>,
    pub title: String,
    pub title_en: String,
    pub basis: Spanned<Vec<String>>,
    pub owner: String,
    /// Most percent of benign names that an entry of this file may refuse.
    pub budget: Option<f64>,
}

/// A name of a body.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct RawTerm {
    pub id: Spanned<String>,
    pub text: Spanned<String>,
    pub kind: BodyKind,
    pub source: Spanned<String>,
    #[serde(default)]
    pub status: Status,
    pub since: Spanned<String>,
    pub until: Option<Spanned<String>>,
    pub basis: Option<Vec<String>>,
    pub budget: Option<f64>,
    pub folds: Spanned<Vec<Fold>>,
    #[serde(default)]
    pub aliases: Vec<Spanned<String>>,
    pub initials: Option<Spanned<String>>,
    #[serde(default, rename = "except")]
    pub exempt: Vec<Spanned<String>>,
    pub hit: Spanned<Vec<Spanned<String>>>,
    pub pass: Spanned<Vec<Spanned<String>>>,
}

/// Words that mark a name.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct RawMark {
    pub id: Spanned<String>,
    pub kind: MarkKind,
    pub words: Spanned<Vec<Spanned<String>>>,
    #[serde(default)]
    pub military: bool,
    pub note: Option<String>,
}

/// A pattern of designations: so many digits, then a unit word.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct RawPattern {
    pub id: Spanned<String>,
    pub kind: BodyKind,
    pub source: Spanned<String>,
    pub digits: Spanned<[usize; 2]>,
    pub then: Vec<Spanned<String>>,
    pub budget: Option<f64>,
    pub hit: Spanned<Vec<Spanned<String>>>,
    pub pass: Spanned<Vec<Spanned<String>>>,
}

/// A symbol that stands for a word.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct RawSymbol {
    pub text: Spanned<String>,
    pub reads: Spanned<String>,
    pub source: Option<String>,
    pub note: Option<String>,
}

/// An emblem, as the perceptual hash of its picture.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct RawEmblem {
    pub id: Spanned<String>,
    pub title: String,
    #[serde(deserialize_with = "pdq")]
    pub pdq: Pdq,
    pub source: Spanned<String>,
}

fn pdq<'de, D: Deserializer<'de>>(from: D) -> Result<Pdq, D::Error> {
    let text = String::deserialize(from)?;
    Pdq::parse(&text).ok_or_else(|| D::Error::custom("64 hex digits expected, as `kanhe lexicon hash` gives"))
}

/// One file of `lexicons/names`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct NamesFile {
    pub lexicon: Head,
    #[serde(default)]
    pub term: Vec<RawTerm>,
    #[serde(default)]
    pub mark: Vec<RawMark>,
    #[serde(default)]
    pub pattern: Vec<RawPattern>,
    #[serde(default)]
    pub symbol: Vec<RawSymbol>,
    #[serde(default)]
    pub emblem: Vec<RawEmblem>,
}

/// Why a lexicon was refused.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
#[error("{code} {file}:{line}: {message}")]
pub struct LexiconError {
    /// Stable code, `KL…`; the README lists them.
    pub code: &'static str,
    /// File name.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Bytes in the file.
    pub span: Range<usize>,
    /// What is wrong and how to mend it.
    pub message: String,
}

impl LexiconError {
    /// An error at a place in a file.
    pub fn at(
        code: &'static str,
        file: &str,
        text: &str,
        span: Range<usize>,
        message: impl Into<String>,
    ) -> Self {
        let line = text.get(..span.start).map_or(1, |s| s.matches('\n').count() + 1);
        Self { code, file: file.to_owned(), line, span, message: message.into() }
    }
}

/// The tables of a file of names.
const TABLES: [&str; 6] = ["lexicon", "term", "mark", "pattern", "symbol", "emblem"];

/// The first table that no file of names has.
fn other_family(text: &str) -> Option<String> {
    let table: toml::Table = text.parse().ok()?;
    table.iter().find(|(k, v)| v.is_array() && !TABLES.contains(&k.as_str())).map(|(k, _)| k.clone())
}

/// Parses one file.
pub fn parse(file: &str, text: &str) -> Result<NamesFile, LexiconError> {
    toml::from_str(text).map_err(|e| {
        let span = e.span().unwrap_or(0..0);
        if let Some(other) = other_family(text) {
            let message =
                format!("`[[{other}]]` belongs to another family: names take {}", TABLES.join(", "));
            return LexiconError::at("KL003", file, text, span, message);
        }
        LexiconError::at("KL001", file, text, span, e.message())
    })
}
