//! Does this account pose as a body (article 10)? The question is never whether a name contains a
//! word. A name is read into pieces (`tokens`); it poses when it is a body's name or its head is
//! a word by which bodies speak, and nothing marks a person, a fan, a parody, a place or a shop
//! (`pose`). A verification text is the platform's own word: a post in a body needs evidence
//! (`verification`).

mod bio;
mod layout;
mod pose;
mod surnames;
mod tokens;
mod trace;
mod verification;

pub use pose::{Reading, Why};
pub use tokens::{Piece, Purpose, What, pieces};
pub use trace::{Step, steps};

use std::cell::LazyCell;

use crate::fold::fold;
use crate::lexicon::NameSet;
use crate::message::{AccountPartKind, Registration};
use bio::BioCues;

/// Fewest units of a body's name that is believed backwards: two characters the other way round
/// are often a word of their own.
const SHORTEST_BACKWARDS: usize = 3;

/// What was read in one part.
#[derive(Debug, Clone)]
pub struct PartReading {
    /// Index of the part.
    pub part: usize,
    /// Which part.
    pub kind: AccountPartKind,
    /// The pieces, in order. Places are units of the folded text.
    pub pieces: Vec<Piece>,
    /// What they mean.
    pub reading: Reading,
    /// Whether the part was read backwards.
    pub backwards: bool,
}

/// Reads every part of a registration.
pub fn read(set: &NameSet, registration: &Registration) -> Vec<PartReading> {
    // Most names name no body, and then nobody asks what the bio says about it.
    let bio = LazyCell::new(|| {
        let bios = registration.parts.iter().filter(|p| p.kind == AccountPartKind::Bio);
        BioCues::of(set, bios.map(|p| p.text.as_str()))
    });
    registration
        .parts
        .iter()
        .enumerate()
        .map(|(part, p)| match p.kind {
            AccountPartKind::Nickname => read_name(set, part, &p.text, &|| *bio),
            AccountPartKind::Bio => PartReading {
                part,
                kind: p.kind,
                pieces: Vec::new(),
                reading: Reading::nothing(),
                backwards: false,
            },
            AccountPartKind::Verification => {
                let units = fold(&p.text);
                let pieces = tokens::pieces(set, &units, Purpose::Verification);
                let reading = verification::read(&pieces, &units);
                PartReading { part, kind: p.kind, pieces, reading, backwards: false }
            }
        })
        .collect()
}

/// Whether a bio says openly that the account is not the body.
pub fn disclaims(set: &NameSet, registration: &Registration) -> bool {
    let bios = registration.parts.iter().filter(|p| p.kind == AccountPartKind::Bio);
    BioCues::of(set, bios.map(|p| p.text.as_str())).disclaims
}

fn read_name(set: &NameSet, part: usize, text: &str, bio: &dyn Fn() -> BioCues) -> PartReading {
    let mut units = fold(text);
    units.truncate(crate::limits::MAX_NAME_UNITS);
    let kind = AccountPartKind::Nickname;
    let pieces = tokens::pieces(set, &units, Purpose::Name);
    let reading = pose::read(&pieces, &units, bio);
    if reading.poses() || reading.bodies > 0 {
        return PartReading { part, kind, pieces, reading, backwards: false };
    }
    // A whole name written from the end: read it so, and believe only strong evidence.
    let reversed: Vec<_> = units.iter().rev().copied().collect();
    // Few names hold a body backwards: only those are read into pieces once more.
    if !tokens::may_name_a_body(set, &reversed, SHORTEST_BACKWARDS) {
        return PartReading { part, kind, pieces, reading, backwards: false };
    }
    let back = tokens::pieces(set, &reversed, Purpose::Name);
    let strong = |p: &Piece| p.is_strong_body() && p.end - p.start >= SHORTEST_BACKWARDS;
    if back.iter().any(strong) && back.iter().filter(|p| p.speaks() || p.is_body()).count() >= 2 {
        let reading = pose::read(&back, &reversed, bio);
        if reading.poses() {
            let n = units.len();
            let pieces =
                back.into_iter().map(|p| Piece { start: n - p.end, end: n - p.start, ..p }).collect();
            return PartReading { part, kind, pieces, reading, backwards: true };
        }
    }
    PartReading { part, kind, pieces, reading, backwards: false }
}
