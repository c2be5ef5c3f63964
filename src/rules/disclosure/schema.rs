//! `lexicons/disclosure/*.toml` as reviewers write them.

use serde::Deserialize;
use toml::Spanned;

use super::weigh::Side;
use crate::message::TextPartKind;

/// One file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code)] // Its head is read by people.
pub(crate) struct RawFile {
    pub(crate) lexicon: RawHead,
    #[serde(default)]
    pub(crate) piece: Vec<RawPiece>,
    #[serde(default)]
    pub(crate) term: Vec<RawTerm>,
    #[serde(default)]
    pub(crate) cue: Vec<RawCue>,
    #[serde(default)]
    pub(crate) rule: Vec<RawRule>,
    #[serde(default)]
    pub(crate) facet: Vec<RawFacet>,
    pub(crate) sum: Option<RawSum>,
    pub(crate) wording: Option<RawWording>,
}

/// Learned weights of pairs and triples of characters.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawWording {
    /// In thousandths.
    pub(crate) bias: i32,
    /// A line each: two or three characters, a space, the weight in thousandths.
    pub(crate) weights: String,
}

/// What a file is about.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code)] // Read by people.
pub(crate) struct RawHead {
    pub(crate) id: Spanned<String>,
    pub(crate) title: String,
    pub(crate) title_en: String,
    pub(crate) basis: Vec<String>,
    pub(crate) owner: String,
}

/// A class of words that stand for each other in all files: patterns write it `{id}`, and cues are
/// composed of several (`together`).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawPiece {
    pub(crate) id: Spanned<String>,
    /// Regular expressions.
    pub(crate) any: Vec<Spanned<String>>,
    /// Longer words that are something else, for what is composed of it.
    #[serde(default)]
    pub(crate) except: Vec<Spanned<String>>,
}

/// Words that mean one thing: entities (`@unit`), nouns of a rule (`@berths`).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawTerm {
    pub(crate) id: Spanned<String>,
    /// Rules name it as `@class`.
    pub(crate) class: Vec<String>,
    #[serde(default)]
    pub(crate) text: Vec<Spanned<String>>,
    /// Regular expressions over folded text; a group `v` is the term.
    #[serde(default)]
    pub(crate) pattern: Vec<Spanned<String>>,
    /// Longer words that are something else.
    #[serde(default)]
    pub(crate) except: Vec<Spanned<String>>,
}

/// Words that say whether a fact is public, with scores in hundredths.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(clippy::struct_excessive_bools)] // The keys of the format.
pub(crate) struct RawCue {
    pub(crate) id: Spanned<String>,
    pub(crate) side: Side,
    /// In the sentence of the value.
    pub(crate) score: i32,
    /// In the sentence before or behind it.
    #[serde(default)]
    pub(crate) near: i32,
    /// Anywhere else in the draft.
    #[serde(default)]
    pub(crate) across: i32,
    /// It says what a whole draft is about, and so speaks beyond its sentence only where a topic is
    /// named: in the title or the first sentence, or by two different words.
    #[serde(default)]
    pub(crate) topic: bool,
    /// It takes words of the forces for a figure of speech or a civil thing, and so says nothing in a
    /// draft that names a unit, a programme or a weapon for certain (class `certain`).
    #[serde(default)]
    pub(crate) figurative: bool,
    #[serde(default)]
    pub(crate) text: Vec<Spanned<String>>,
    #[serde(default)]
    pub(crate) pattern: Vec<Spanned<String>>,
    /// Ids of pieces whose words mean it when they stand together in one clause.
    #[serde(default)]
    pub(crate) together: Vec<Vec<Spanned<String>>>,
    /// How many characters may lie between two of them.
    #[serde(default)]
    pub(crate) within: Option<usize>,
    /// Whether they stand in the order in which they are written here.
    #[serde(default, rename = "in-order")]
    pub(crate) in_order: bool,
    /// Whether they may stand in different clauses of a sentence.
    #[serde(default, rename = "over-commas")]
    pub(crate) over_commas: bool,
    #[serde(default)]
    pub(crate) except: Vec<Spanned<String>>,
}

/// A rule.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawRule {
    pub(crate) id: Spanned<String>,
    pub(crate) article: Spanned<String>,
    pub(crate) title: String,
    pub(crate) title_en: String,
    #[serde(default)]
    pub(crate) parts: Vec<TextPartKind>,
    pub(crate) all: Vec<Spanned<String>>,
    #[serde(default)]
    pub(crate) any: Vec<Spanned<String>>,
    /// How far from the value the rest may stand: characters, `sentence`, `part` or `draft`.
    #[serde(default)]
    pub(crate) within: Option<Spanned<RawWithin>>,
    #[serde(default)]
    pub(crate) unless: Vec<Spanned<String>>,
    /// What is covered; with `hold` alone, nothing.
    #[serde(default)]
    pub(crate) mask: Vec<Spanned<String>>,
    #[serde(default)]
    pub(crate) hold: bool,
    pub(crate) hit: Spanned<Vec<Spanned<String>>>,
    pub(crate) pass: Spanned<Vec<Spanned<String>>>,
}

/// A kind of fact that is harmless alone.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawFacet {
    pub(crate) id: Spanned<String>,
    pub(crate) title: String,
    pub(crate) title_en: String,
    /// In hundredths of the threshold.
    pub(crate) weight: u32,
    /// It is named in a finding, and covered only where nothing else would do: a word like 装在.
    #[serde(default)]
    pub(crate) quiet: bool,
    /// Whom a thing is for: of a unit its own number says nothing.
    #[serde(default)]
    pub(crate) whom: bool,
    /// What gives it, and is covered.
    pub(crate) any: Vec<Spanned<String>>,
    /// What must stand near.
    #[serde(default)]
    pub(crate) all: Vec<Spanned<String>>,
    #[serde(default)]
    pub(crate) unless: Vec<Spanned<String>>,
}

/// When facets together are too much.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawSum {
    /// Least weight of all facets of a subject.
    pub(crate) threshold: u32,
    /// Fewest distinct facets.
    pub(crate) least_facets: usize,
    /// Fewest own earlier releases that gave facets: two texts are read side by side by anyone.
    pub(crate) least_releases: usize,
    /// How long own releases count, in days of event time.
    pub(crate) window_days: i64,
}

/// A distance.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(crate) enum RawWithin {
    /// In characters.
    Characters(usize),
    /// `sentence`, `part`, `draft`.
    Word(String),
}
