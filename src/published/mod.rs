//! What official sources have published already: their texts as hashes of shingles, open names and
//! facts as an fst. What a draft repeats of it gives nothing away, with or without attribution.
//!
//! Only the very words count, and the very figures: a value of which one digit differs is not
//! covered, and neither is what stands beside a quotation. The register keeps names, facts and
//! sources; of official texts hashes, and of drafts nothing.

mod content;
mod entry;
mod shingles;
mod table;

pub(crate) use entry::{Entry, EntryError, What};
pub(crate) use table::{Cover, Published};
