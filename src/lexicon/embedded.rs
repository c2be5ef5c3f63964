//! The lexicons of the release, compiled into the binary.

mod data {
    #![allow(missing_docs)]
    include!(concat!(env!("OUT_DIR"), "/lexicons.rs"));
}

/// File name and text of every lexicon of names, in the order of their names.
pub const NAMES: &[(&str, &str)] = data::NAMES;
/// File name and text of every lexicon for drafts, in the order of their names.
pub(crate) const DISCLOSURE: &[(&str, &str)] = data::DISCLOSURE;
/// Look-alike characters.
pub const GLYPHS: &str = include_str!("../../lexicons/folds/glyph.tsv");
/// Look-alike characters among those of names of any kind.
pub const GLYPHS_COMMON: &str = include_str!("../../lexicons/folds/glyph-common.tsv");
/// Characters that are drawn alike, for the same characters.
pub const GLYPHS_DRAWN: &str = include_str!("../../lexicons/folds/glyph-drawn.tsv");
/// Components of characters.
pub const SPLITS: &str = include_str!("../../lexicons/folds/split.tsv");
/// Words around terms, with their frequency.
pub const WORDS: &str = include_str!("../../lexicons/folds/words.tsv");
