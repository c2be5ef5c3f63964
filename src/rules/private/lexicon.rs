//! The cues of `lexicons/private`, compiled into the binary. Nothing else can be loaded.

use serde::Deserialize;
use std::sync::LazyLock;

use crate::fold::Unit;

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

/// The labels, by their last character.
#[derive(Debug)]
pub(super) struct Labels {
    /// Reversed word, whether 号 has to follow, what it says; sorted, the longest of one ending first.
    words: Vec<(Vec<char>, bool, LabelKind)>,
}

impl Labels {
    /// What the longest label says that ends before unit `end`.
    pub(super) fn ending_at(&self, units: &[Unit], end: usize, numbered: bool) -> Option<LabelKind> {
        let left = units.get(..end)?;
        let last = left.last()?.ch;
        let from = self.words.partition_point(|(w, ..)| w.first().is_some_and(|c| *c < last));
        self.words
            .get(from..)?
            .iter()
            .take_while(|(w, ..)| w.first() == Some(&last))
            .find(|(w, needs, _)| {
                (numbered || !needs) && left.len() >= w.len() && left.iter().rev().map(|u| u.ch).zip(w).all(|(a, b)| a == *b)
            })
            .map(|(.., kind)| *kind)
    }
}

/// The labels of `lexicons/private/labels.toml`.
pub(super) fn labels() -> &'static Labels {
    &LABELS
}

static LABELS: LazyLock<Labels> = LazyLock::new(|| {
    let file: LabelFile = parse(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/lexicons/private/labels.toml")));
    let mut words = Vec::new();
    for entry in file.label {
        let plain = entry.text.iter().map(|w| (w, false));
        for (word, needs) in plain.chain(entry.numbered.iter().map(|w| (w, true))) {
            words.push((word.chars().rev().collect::<Vec<_>>(), needs, entry.of));
        }
    }
    words.sort_by(|a, b| a.0.first().cmp(&b.0.first()).then(b.0.len().cmp(&a.0.len())));
    Labels { words }
});

/// # Panics
/// Never in a build that passed its tests: the file is part of the binary and a test parses it.
#[allow(clippy::expect_used)]
fn parse<T: for<'a> Deserialize<'a>>(text: &str) -> T {
    toml::from_str(text).expect("compiled-in lexicon")
}
