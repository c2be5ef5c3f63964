//! The cues, compiled into the binary. There is no other way in: this module reads no file, takes
//! no argument, and its text is part of the program.

use serde::Deserialize;
use std::sync::LazyLock;

use super::scan::{Gate, Scanner};

/// What a cue does in the rule. Closed, like the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub(super) enum Kind {
    /// A body of the forces, of recruitment, of veterans' affairs.
    Body,
    /// A military post or rank.
    Rank,
    /// A post that others bear too: counts beside a military word.
    Grade,
    /// A commander, beside whom a post is a claim.
    Leader,
    /// A branch that counts beside a military word.
    Soft,
    /// An affair of soldiers or recruits.
    Affair,
    /// A post that counts beside an office.
    Post,
    /// First person.
    Me,
    /// First person as the unit.
    We,
    /// Ties the speaker to the office.
    Link,
    /// Self-naming after a title.
    Myself,
    /// The speaker deals with the reader.
    Own,
    /// The post is held.
    Tenure,
    /// A way inside.
    Inside,
    /// A charge.
    Fee,
    /// Paying, in words that mean nothing else.
    Pay,
    /// Paying, in short verbs that count beside a sum.
    PayWeak,
    /// Goods for a third party.
    Goods,
    /// A verification code.
    Code,
    /// Papers and bank data.
    Data,
    /// Hand over to the speaker.
    Give,
    /// Places and admission for sale.
    Quota,
    /// Directed at the reader.
    Ask,
    /// Pressure and secrecy.
    Press,
    /// Warning, exposure, news of fraud.
    Warn,
    /// A weak sign of a warning.
    Hint,
    /// A swindler's assurance; covers the words of a warning.
    Assure,
    /// Nothing is charged.
    Free,
    /// Fiction, jokes, games.
    Fiction,
    /// An office of a household.
    Home,
    /// Asks whether it is true.
    Query,
    /// No office is held.
    Disclaim,
    /// An office of the past.
    Past,
    /// Kin and acquaintances.
    Kin,
    /// Third persons and suppositions.
    Other,
    /// A relation that is no office.
    Lay,
    /// Negation.
    Neg,
    /// A request that is told.
    Reported,
    /// Points the reader to an office.
    Label,
    /// Another reading of the characters.
    Reading,
}

/// A set of kinds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Kinds(u64);

impl Kinds {
    pub const ALL: Self = Self(u64::MAX);

    pub const fn of(kinds: &[Kind]) -> Self {
        let mut bits = 0;
        let mut i = 0;
        #[allow(clippy::indexing_slicing)] // `const fn`: no iterator here yet; `i` is below the length.
        while i < kinds.len() {
            bits |= 1 << (kinds[i] as u8);
            i += 1;
        }
        Self(bits)
    }

    pub fn has(self, kind: Kind) -> bool {
        self.0 & 1 << (kind as u8) != 0
    }

    pub fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub fn add(&mut self, kind: Kind) {
        self.0 |= 1 << (kind as u8);
    }

    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Ways in which a cue's words may be disguised. Separators, widths and scripts are undone for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Disguise {
    /// Some characters by others of the same sound, or by pinyin.
    Homophone,
    /// The first letters of the pinyin.
    Initials,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    lexicon: Head,
    cue: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    #[serde(rename = "id")]
    _id: String,
    #[serde(rename = "title")]
    _title: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    kind: Kind,
    words: Vec<String>,
    #[serde(default)]
    disguise: Vec<Disguise>,
    note: String,
}

/// One entry of the lexicon.
#[derive(Debug)]
pub(super) struct Cue {
    pub id: &'static str,
    pub kind: Kind,
    pub words: Vec<String>,
    pub disguise: Vec<Disguise>,
    /// What it stands for, in Chinese and English.
    pub note: &'static str,
}

const FILES: [&str; 4] = [
    include_str!("../../../lexicons/fraud/claims.toml"),
    include_str!("../../../lexicons/fraud/requests.toml"),
    include_str!("../../../lexicons/fraud/lifts.toml"),
    include_str!("../../../lexicons/fraud/readings.toml"),
];

/// Kinds without one of which nothing is claimed, and those without one of which nothing is asked.
pub(super) const OFFICE: Kinds = Kinds::of(&[Kind::Body, Kind::Rank, Kind::Leader, Kind::Affair]);
/// See [`OFFICE`].
pub(super) const REQUEST: Kinds =
    Kinds::of(&[Kind::Fee, Kind::Pay, Kind::PayWeak, Kind::Goods, Kind::Code, Kind::Data, Kind::Quota]);

/// The compiled cues.
pub(super) struct Lexicon {
    pub cues: Vec<Cue>,
    /// All cues.
    pub all: Scanner,
    /// Only those of [`OFFICE`], without other readings: the gate lets more through than the rule.
    pub office: Gate,
    /// The same for [`REQUEST`].
    pub request: Gate,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let cues: Vec<Cue> = FILES.iter().flat_map(|text| parse(text)).collect();
    let gate = |kinds: Kinds| Gate::new(Scanner::new(&cues, kinds));
    let (office, request) = (gate(OFFICE), gate(REQUEST));
    Lexicon { all: Scanner::new(&cues, Kinds::ALL), office, request, cues }
});

/// The lexicon, parsed at first use.
pub(super) fn lexicon() -> &'static Lexicon {
    &LEXICON
}

#[allow(clippy::expect_used)] // Part of the program: a test parses it, so no release has a broken one.
fn parse(text: &str) -> Vec<Cue> {
    let file: File = toml::from_str(text).expect("the compiled-in cues are valid");
    let _ = file.lexicon;
    file.cue
        .into_iter()
        .map(|e| Cue {
            id: e.id.leak(),
            kind: e.kind,
            words: e.words,
            disguise: e.disguise,
            note: e.note.leak(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits;

    #[test]
    fn every_entry_is_complete() {
        let lexicon = lexicon();
        let mut ids: Vec<&str> = lexicon.cues.iter().map(|c| c.id).collect();
        ids.sort_unstable();
        let before = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), before, "ids are unique");
        for cue in &lexicon.cues {
            assert!(!cue.words.is_empty(), "{}: words", cue.id);
            assert!(cue.note.contains(" · "), "{}: a note in two languages", cue.id);
            for word in &cue.words {
                let n = word.chars().count();
                assert!((1..=limits::MAX_TERM_CHARS).contains(&n), "{}: {word}", cue.id);
            }
        }
    }
}
