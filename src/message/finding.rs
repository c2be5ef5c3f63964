//! Why a decision was made: findings, hits, folds, scores.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::ser::SerializeSeq;
use serde::{Deserialize, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt::{self, Write as _};

use crate::rules::private::PrivateKind;

/// One way of writing a name differently that the folding undoes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
pub enum Fold {
    /// Full width, compatibility forms, circled and mathematical letters, radicals.
    Width = 0,
    /// Traditional and variant characters.
    Script = 1,
    /// Spaces, punctuation, zero-width characters, emoji between characters.
    Separator = 2,
    /// Same or near sound; whole pinyin.
    Homophone = 3,
    /// First letters of the pinyin.
    Initials = 4,
    /// Look-alike characters and letters, emoji that stand for a word.
    Glyph = 5,
    /// Numerals in another script.
    Digit = 6,
    /// A character written as its components.
    Split = 7,
    /// A remark in brackets after or inside a word.
    Annotation = 8,
}

impl Fold {
    /// All folds, in the order of the contract.
    pub const ALL: [Self; 9] = [
        Self::Width,
        Self::Script,
        Self::Separator,
        Self::Homophone,
        Self::Initials,
        Self::Glyph,
        Self::Digit,
        Self::Split,
        Self::Annotation,
    ];

    /// The word of the contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Width => "width",
            Self::Script => "script",
            Self::Separator => "separator",
            Self::Homophone => "homophone",
            Self::Initials => "initials",
            Self::Glyph => "glyph",
            Self::Digit => "digit",
            Self::Split => "split",
            Self::Annotation => "annotation",
        }
    }
}

/// A set of folds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct FoldSet(u16);

impl FoldSet {
    /// No fold: a literal hit.
    pub const EMPTY: Self = Self(0);
    /// Every fold.
    pub const ALL: Self = Self(0x1ff);

    /// The set of exactly these folds.
    pub const fn of(folds: &[Fold]) -> Self {
        let mut bits = 0;
        let mut i = 0;
        #[allow(clippy::indexing_slicing)] // `const fn`: no iterator here yet; `i` is below the length.
        while i < folds.len() {
            bits |= 1 << (folds[i] as u8);
            i += 1;
        }
        Self(bits)
    }

    /// From the packed form of the fold table.
    pub const fn from_bits(bits: u16) -> Self {
        Self(bits & 0x1ff)
    }

    /// The set with `fold` in it.
    #[must_use]
    pub const fn with(self, fold: Fold) -> Self {
        Self(self.0 | 1 << (fold as u8))
    }

    /// Both sets together.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether `fold` is in it.
    pub const fn contains(self, fold: Fold) -> bool {
        self.0 & (1 << (fold as u8)) != 0
    }

    /// Whether every fold of `self` is in `other`.
    pub const fn is_subset(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// Whether it is empty.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Its folds, in the order of the contract.
    pub fn iter(self) -> impl Iterator<Item = Fold> {
        Fold::ALL.into_iter().filter(move |f| self.contains(*f))
    }
}

impl FromIterator<Fold> for FoldSet {
    fn from_iter<T: IntoIterator<Item = Fold>>(iter: T) -> Self {
        iter.into_iter().fold(Self::EMPTY, Self::with)
    }
}

impl Serialize for FoldSet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut seq = serializer.serialize_seq(None)?;
        for fold in self.iter() {
            seq.serialize_element(&fold)?;
        }
        seq.end()
    }
}

impl JsonSchema for FoldSet {
    fn schema_name() -> Cow<'static, str> {
        "FoldSet".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let fold = generator.subschema_for::<Fold>();
        json_schema!({ "type": "array", "items": fold, "uniqueItems": true })
    }
}

/// How sure a hit is, in hundredths: 100 is a literal hit. Whole numbers, so that the same input
/// gives the same bytes everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Score(u8);

impl Score {
    /// A literal hit.
    pub const FULL: Self = Self(100);

    /// From hundredths; more than 100 counts as 100.
    pub fn from_hundredths(n: u32) -> Self {
        Self(n.min(100) as u8)
    }

    /// In hundredths.
    pub fn hundredths(self) -> u32 {
        u32::from(self.0)
    }
}

impl Serialize for Score {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(f64::from(self.0) / 100.0)
    }
}

impl JsonSchema for Score {
    fn schema_name() -> Cow<'static, str> {
        "Score".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "number", "minimum": 0, "maximum": 1 })
    }
}

/// What a hit stands for: an entry of a lexicon, or a kind of private value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub enum HitName {
    /// Id of the lexicon entry.
    #[serde(rename = "term")]
    Term(String),
    /// Kind of the private value.
    #[serde(rename = "value")]
    Value(PrivateKind),
}

impl fmt::Display for HitName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Term(id) => f.write_str(id),
            Self::Value(kind) => {
                // As it is written on the wire: `MobilePhone` is `mobile-phone`.
                for (i, c) in format!("{kind:?}").chars().enumerate() {
                    if i > 0 && c.is_ascii_uppercase() {
                        f.write_char('-')?;
                    }
                    f.write_char(c.to_ascii_lowercase())?;
                }
                Ok(())
            }
        }
    }
}

/// One place in an event that a finding rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Hit {
    /// Index of the part.
    pub part: usize,
    /// First code point, on a grapheme boundary.
    pub start: usize,
    /// One past the last code point, on a grapheme boundary.
    pub end: usize,
    /// The original text; never set for posts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What it stands for.
    #[serde(flatten)]
    pub name: HitName,
    /// The folds between the text and the entry.
    pub folds: FoldSet,
    /// How sure.
    pub score: Score,
    /// How the text is read as the entry, step by step, where that was asked for; never for posts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub trace: Vec<TraceStep>,
}

/// One step of a trace, which anyone can check against the text, the lexicon and the fold tables.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TraceStep {
    /// Characters of the entry, folded; empty where text is looked over.
    pub term: String,
    /// The text that stands for them.
    pub text: String,
    /// First code point of the text.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// The folds between the two; empty is literal.
    pub folds: FoldSet,
}

/// One reason of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Finding {
    /// The rule's id, e.g. `10-2/poses-as-body`.
    pub rule: String,
    /// The article, e.g. `10(2)`.
    pub article: String,
    /// What the finding asks for; `pass` when only a case follows from it.
    pub action: super::Action,
    /// Where.
    pub hits: Vec<Hit>,
    /// What exempted it: then it changes nothing.
    pub exempted_by: Option<String>,
}
