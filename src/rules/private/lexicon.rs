//! The cues of `lexicons/private`, compiled into the binary. Nothing else can be loaded.

use aho_corasick::AhoCorasick;
use serde::Deserialize;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use super::PrivateKind;
use crate::fold::{Class, Unit};
use crate::message::TextPartKind;

/// What a label in front of a value says that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum LabelKind {
    /// A telephone number.
    Phone,
    /// An id of a messenger.
    Messenger,
    /// An identity number.
    Id,
    /// A passport.
    Passport,
    /// A travel permit.
    Permit,
    /// A bank card or account.
    Card,
    /// A mailbox.
    Mail,
    /// A biometric template.
    Biometric,
    /// Whose it is.
    Person,
    /// Digits of another kind.
    Other,
}

#[derive(Debug, Deserialize)]
struct LabelFile {
    label: Vec<LabelEntry>,
}

#[derive(Debug, Deserialize)]
struct LabelEntry {
    of: LabelKind,
    text: Vec<String>,
    #[serde(default)]
    numbered: Vec<String>,
}

/// Reversed word, whether 号 has to follow, what it says.
type LabelWord = (Vec<char>, bool, LabelKind);

/// The labels, by their last character.
#[derive(Debug)]
pub(super) struct Labels {
    /// Sorted, the longest of one ending first.
    words: Vec<LabelWord>,
    /// For every character of the basic plane, which of the words end with it.
    ending: Box<[(u16, u16)]>,
}

impl Labels {
    /// The length of the longest label that ends before unit `end` and names a value that somebody has.
    pub(super) fn word_ending_at(&self, units: &[Unit], end: usize) -> Option<usize> {
        let left = units.get(..end)?;
        self.words_like(left)?
            .iter()
            .filter(|(_, needs, kind)| !needs && *kind != LabelKind::Other)
            .find_map(|(w, ..)| ends_with(left, w))
    }

    /// What the longest label says that ends before unit `end`.
    pub(super) fn ending_at(&self, units: &[Unit], end: usize, numbered: bool) -> Option<LabelKind> {
        let left = units.get(..end)?;
        self.words_like(left)?
            .iter()
            .find(|(w, needs, _)| (numbered || !needs) && ends_with(left, w).is_some())
            .map(|(.., kind)| *kind)
    }

    /// The words with the last character of some units.
    fn words_like(&self, left: &[Unit]) -> Option<&[LabelWord]> {
        let (from, to) = *self.ending.get(left.last()?.ch as usize)?;
        self.words.get(usize::from(from)..usize::from(to))
    }

    /// The last two characters of the labels of some kinds; `\0` before a label of one.
    pub(super) fn ends<'a>(&'a self, kinds: &'a [LabelKind]) -> impl Iterator<Item = (char, char)> + 'a {
        self.words
            .iter()
            .filter(|(.., kind)| kinds.contains(kind))
            .filter_map(|(w, ..)| Some((w.get(1).copied().unwrap_or('\0'), *w.first()?)))
    }
}

/// Most separators between two characters of a label: 微.信, 手 机, 薇❤信.
const WITHIN: usize = 3;

/// How many units a reversed word takes at the end of `left`, with separators between its characters.
/// A Latin word has to stand alone.
fn ends_with(left: &[Unit], reversed: &[char]) -> Option<usize> {
    let mut rest = left;
    for (i, c) in reversed.iter().enumerate() {
        if i > 0 {
            let gap = rest.iter().rev().take_while(|u| u.class() == Class::Separator && u.ch != '\n').count();
            if gap > WITHIN {
                return None;
            }
            rest = rest.get(..rest.len() - gap).unwrap_or_default();
        }
        match rest.split_last() {
            Some((unit, before)) if unit.ch == *c => rest = before,
            _ => return None,
        }
    }
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    let inside = latin(reversed.last().copied()) && latin(rest.last().map(|u| u.ch));
    (!inside).then_some(left.len() - rest.len())
}

/// The labels of `lexicons/private/labels.toml`.
pub(super) fn labels() -> &'static Labels {
    &LABELS
}

static LABELS: LazyLock<Labels> = LazyLock::new(|| {
    let file: LabelFile =
        parse(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/lexicons/private/labels.toml")));
    let mut words = Vec::new();
    for entry in file.label {
        let plain = entry.text.iter().map(|w| (w, false));
        for (word, needs) in plain.chain(entry.numbered.iter().map(|w| (w, true))) {
            words.push((word.chars().rev().collect::<Vec<_>>(), needs, entry.of));
            if needs || entry.of != LabelKind::Other {
                words.push((format!("{word}号").chars().rev().collect(), false, entry.of));
            }
        }
    }
    words.sort_by(|a, b| a.0.first().cmp(&b.0.first()).then(b.0.len().cmp(&a.0.len())));
    let mut ending = vec![(0, 0); 0x1_0000];
    for (i, (word, ..)) in words.iter().enumerate() {
        if let Some(place) = word.first().and_then(|c| ending.get_mut(*c as usize)) {
            *place = (if place.1 == 0 { i as u16 } else { place.0 }, i as u16 + 1);
        }
    }
    Labels { words, ending: ending.into() }
});

/// What a cue says about the value next to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub(super) enum Means {
    /// Kinship or acquaintance with a person.
    Kinship,
    /// A title or rank.
    Title,
    /// A statement whose the value is.
    Statement,
    /// A label of a list, form or parcel.
    Label,
    /// Something that goes with a person, and is none.
    Support,
    /// A quarrel of lovers: then 骗 is no fraud in trade.
    Affair,
    /// A call on others to turn on a person: then it is no matter of trade.
    Incite,
    /// That no third person is meant.
    #[default]
    Against,
}

/// The values that a cue speaks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Reach {
    /// By which one reaches somebody: telephone, messenger, mail.
    Contact,
    /// A bank card.
    Card,
    /// A mailbox.
    Email,
    /// A door.
    Address,
}

impl Reach {
    /// Whether a kind of value belongs to it.
    pub(super) fn covers(self, kind: PrivateKind) -> bool {
        use PrivateKind::{BankCard, Email, FixedPhone, MessengerId, MobilePhone};
        match self {
            Self::Contact => matches!(kind, MobilePhone | FixedPhone | MessengerId | Email),
            Self::Card => kind == BankCard,
            Self::Email => kind == Email,
            Self::Address => kind == PrivateKind::Address,
        }
    }
}

#[derive(Debug, Deserialize)]
struct CueFile {
    cue: Vec<Cue>,
}

/// Words with a score, and how far from the value they count.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Cue {
    /// The reason's word.
    pub(super) id: String,
    /// What it says.
    #[serde(default)]
    pub(super) means: Means,
    /// What it adds in the value's own part.
    pub(super) score: i32,
    /// What it adds in another part.
    #[serde(default)]
    pub(super) across: i32,
    /// Furthest before the value, in units.
    pub(super) before: usize,
    /// Furthest behind it.
    pub(super) after: usize,
    /// Whether the value has to be in the same sentence.
    #[serde(default)]
    pub(super) sentence: bool,
    /// Whether a third person named in between lifts it.
    #[serde(default)]
    pub(super) weak: bool,
    /// The values that it is about; empty for all.
    #[serde(default)]
    pub(super) kinds: Vec<Reach>,
    /// The parts that it counts in; empty for all.
    #[serde(default)]
    pub(super) parts: Vec<TextPartKind>,
    /// Whose: each of these, with or without 的, before each of `each`.
    #[serde(default)]
    whose: Vec<String>,
    #[serde(default)]
    each: Vec<String>,
    text: Vec<String>,
}

impl Cue {
    /// All its words.
    fn words(&self) -> impl Iterator<Item = String> + '_ {
        let made = self
            .whose
            .iter()
            .flat_map(|w| self.each.iter().flat_map(move |e| [format!("{w}{e}"), format!("{w}的{e}")]));
        self.text.iter().cloned().chain(made)
    }
}

/// The cues and the automaton that finds them all in one pass.
pub(super) struct Cues {
    all: Vec<Cue>,
    owner: Vec<usize>,
    automaton: AhoCorasick,
}

impl Cues {
    /// A cue by its number.
    pub(super) fn get(&self, index: usize) -> Option<&Cue> {
        self.all.get(index)
    }

    /// Every cue in a folded text: number, and place in bytes. They may overlap.
    pub(super) fn find<'a>(&'a self, folded: &'a str) -> impl Iterator<Item = (usize, Range<usize>)> + 'a {
        self.automaton
            .find_overlapping_iter(folded)
            .filter_map(|m| Some((*self.owner.get(m.pattern().as_usize())?, m.range())))
    }
}

/// The cues of `lexicons/private/links.toml`.
pub(super) fn cues() -> &'static Cues {
    &CUES
}

#[allow(clippy::expect_used)] // A few thousand short words: the automaton's limits are far.
static CUES: LazyLock<Cues> = LazyLock::new(|| {
    let file: CueFile =
        parse(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/lexicons/private/links.toml")));
    let words = file.cue.iter().enumerate().flat_map(|(i, c)| c.words().map(move |w| (i, w)));
    let (owner, words): (Vec<usize>, Vec<String>) = words.unzip();
    let automaton = AhoCorasick::new(words).expect("few words");
    Cues { owner, automaton, all: file.cue }
});

#[derive(Debug, Deserialize)]
struct NameFile {
    names: NameLists,
}

#[derive(Debug, Deserialize)]
struct NameLists {
    surnames: String,
    firm: String,
    compound: Vec<String>,
    never: String,
    words: Vec<String>,
    nick: String,
    before: String,
    after: String,
}

/// How names are told from words.
#[derive(Debug)]
pub(super) struct Names {
    /// Surnames of one character.
    pub(super) surnames: HashSet<char>,
    /// Those that seldom are another word.
    pub(super) firm: HashSet<char>,
    /// Surnames of two.
    pub(super) compound: HashSet<[char; 2]>,
    /// Characters of which no given name is made.
    pub(super) never: HashSet<char>,
    /// Two characters that begin a word.
    pub(super) words: HashSet<[char; 2]>,
    /// Before a surname these make a familiar name.
    pub(super) nick: HashSet<char>,
    /// What may stand directly before a name.
    pub(super) before: HashSet<char>,
    /// What may stand directly behind it.
    pub(super) after: HashSet<char>,
}

/// The lists of `lexicons/private/names.toml`.
pub(super) fn names() -> &'static Names {
    &NAMES
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let file: NameFile =
        parse(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/lexicons/private/names.toml")));
    let lists = file.names;
    let pairs = |words: &[String]| {
        words.iter().filter_map(|w| Some([w.chars().next()?, w.chars().nth(1)?])).collect::<HashSet<_>>()
    };
    Names {
        surnames: lists.surnames.chars().collect(),
        firm: lists.firm.chars().collect(),
        compound: pairs(&lists.compound),
        never: lists.never.chars().collect(),
        words: pairs(&lists.words),
        nick: lists.nick.chars().collect(),
        before: lists.before.chars().collect(),
        after: lists.after.chars().collect(),
    }
});

/// # Panics
/// Never in a build that passed its tests: the file is part of the binary and a test parses it.
#[allow(clippy::expect_used)]
fn parse<T: for<'a> Deserialize<'a>>(text: &str) -> T {
    toml::from_str(text).expect("compiled-in lexicon")
}
