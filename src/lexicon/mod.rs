//! Lexicons of names: what reviewers keep, in TOML, for registrations only. They are parsed with
//! spans, so that a diagnostic can point at a line, and compiled once into an immutable set whose
//! digest stands in every decision.

pub mod check;
pub mod codes;
mod compile;
mod embedded;
mod format;
mod schema;

pub use compile::{Emblem, Entry, EntryKind, NameSet};
pub(crate) use embedded::DISCLOSURE;
pub use embedded::{GLYPHS, GLYPHS_COMMON, GLYPHS_DRAWN, NAMES, SPLITS, WORDS};
pub use format::format;
pub use schema::{
    BodyKind, Head, LexiconError, MarkKind, NamesFile, RawEmblem, RawMark, RawPattern, RawSymbol, RawTerm,
    Status, parse,
};
