//! The table that `build.rs` made: two stages, one entry a code point.

mod data {
    #![allow(clippy::unreadable_literal, missing_docs)]
    include!(concat!(env!("OUT_DIR"), "/fold_table.rs"));
}

pub(super) use data::{READINGS, SYLLABLES};

const EXPANDS: u64 = 1 << 63;
/// Class `Other`, no folds: what lies beyond the table is left as it is.
const fn beyond(c: char) -> u64 {
    c as u64
}

/// The packed entry of a character.
#[inline]
pub(super) fn entry(c: char) -> u64 {
    let cp = c as usize;
    if cp >= data::TABLE_END as usize {
        return match cp {
            // Tags and variation selectors are drawn as nothing.
            0xE_0000..=0xE_0FFF => beyond(c) | 6 << 43,
            _ => beyond(c),
        };
    }
    let block = data::INDEX.get(cp / data::BLOCK).copied().unwrap_or(0);
    data::ENTRIES.get(usize::from(block) * data::BLOCK + cp % data::BLOCK).copied().unwrap_or(beyond(c))
}

/// The entries of a character that folds to several.
#[inline]
pub(super) fn expansion(entry: u64) -> Option<&'static [u64]> {
    if entry & EXPANDS == 0 {
        return None;
    }
    data::EXPANSIONS.get((entry >> 47 & 0xffff) as usize).copied()
}
