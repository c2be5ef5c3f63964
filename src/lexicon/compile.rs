//! From files to an immutable set with a digest.

use sha2::{Digest, Sha256};
use std::collections::HashSet;

use super::embedded;
use super::schema::{BodyKind, LexiconError, MarkKind, NamesFile, RawPattern, RawTerm, Status, parse};
use crate::avatar::{Emblems, Pdq};
use crate::fold::fold;
use crate::limits;
use crate::matching::{FoldData, Index, Pattern, Words};
use crate::message::{Fold, FoldSet, hex};

/// What an entry of the set is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// The name of a body.
    Body(BodyKind),
    /// A mark.
    Mark(MarkKind),
    /// A longer phrase in which the characters are another reading.
    Exempt,
}

/// One entry.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its id.
    pub id: String,
    /// What it is.
    pub kind: EntryKind,
    /// Its text, folded: the longest form is not chosen, the entry's own is.
    pub text: String,
    /// Articles that it rests on.
    pub basis: Vec<String>,
    /// Live or shadow.
    pub status: Status,
    /// A mark that is itself a military cue, so that initials beside it may count.
    pub military: bool,
}

/// An emblem that a picture may be near.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emblem {
    /// Its id.
    pub id: String,
    /// Articles that it rests on.
    pub basis: Vec<String>,
}

/// A compiled set of names.
#[derive(Debug)]
pub struct NameSet {
    emblems: Vec<Emblem>,
    pictures: Emblems,
    entries: Vec<Entry>,
    index: Index,
    designations: Vec<Designation>,
    words: Words,
    digest: String,
}

/// A compiled pattern of designations.
#[derive(Debug, Clone)]
pub struct Designation {
    /// Its entry.
    pub entry: u32,
    /// Fewest and most digits.
    pub digits: [usize; 2],
    /// Unit words. The digits are the second cue, so longer ones may be in disguise.
    pub then: Vec<Pattern>,
}

/// Folds that marks take: those that do not change which word it is.
const MARK_FOLDS: FoldSet = FoldSet::of(&[Fold::Width, Fold::Script, Fold::Separator, Fold::Digit]);
/// Longer words by which bodies speak may be disguised as the names themselves are.
const LONG_MARK_FOLDS: FoldSet =
    MARK_FOLDS.union(FoldSet::of(&[Fold::Homophone, Fold::Glyph, Fold::Split, Fold::Annotation]));

#[derive(Default)]
struct Builder {
    entries: Vec<Entry>,
    patterns: Vec<Pattern>,
    designations: Vec<Designation>,
    exempt: HashSet<String>,
    data: FoldData,
}

impl NameSet {
    /// The set of the release.
    pub fn embedded() -> Result<Self, LexiconError> {
        Self::compile(embedded::NAMES)
    }

    /// Compiles files (name and text).
    pub fn compile(files: &[(&str, &str)]) -> Result<Self, LexiconError> {
        let mut builder =
            Builder { data: FoldData::new(embedded::GLYPHS, embedded::SPLITS), ..Builder::default() };
        let mut parsed = Vec::with_capacity(files.len());
        for (name, text) in files {
            let file = parse(name, text)?;
            for symbol in &file.symbol {
                if let Some(u) = fold(symbol.text.as_ref()).first() {
                    builder.data.add_symbol(u.ch, symbol.reads.as_ref());
                }
            }
            parsed.push((*name, *text, file));
        }
        let (emblems, hashes): (Vec<Emblem>, Vec<Pdq>) = parsed.iter().flat_map(|(.., f)| emblems(f)).unzip();
        let bodies = bodies_of(&parsed);
        for (name, text, file) in &parsed {
            builder.add_file(file, &bodies);
            if builder.entries.len() > limits::MAX_TERMS || hashes.len() > limits::MAX_EMBLEMS {
                let message =
                    format!("more than {} entries or {} emblems", limits::MAX_TERMS, limits::MAX_EMBLEMS);
                return Err(LexiconError::at("KL002", name, text, 0..0, message));
            }
        }
        let vocabulary = parsed.iter().flat_map(|(_, _, f)| &f.mark);
        let vocabulary = vocabulary.filter(|m| m.kind != MarkKind::Account).flat_map(|m| m.words.as_ref());
        let vocabulary = vocabulary.map(|w| w.as_ref().clone()).filter(|w| w.chars().count() > 1).collect();
        Ok(Self {
            emblems,
            pictures: Emblems::new(hashes),
            entries: builder.entries,
            index: Index::new(builder.patterns),
            designations: builder.designations,
            words: Words::new(embedded::WORDS, vocabulary),
            digest: digest(files),
        })
    }

    /// An entry by its number.
    pub fn entry(&self, number: u32) -> Option<&Entry> {
        self.entries.get(number as usize)
    }

    /// The emblem nearest to a picture, if one is near.
    pub fn emblem_near(&self, picture: Pdq) -> Option<&Emblem> {
        self.emblems.get(self.pictures.nearest(picture)?.0)
    }

    /// All entries.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The index over all patterns.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// The patterns of designations.
    pub fn designations(&self) -> &[Designation] {
        &self.designations
    }

    /// The words around terms.
    pub fn words(&self) -> &Words {
        &self.words
    }

    /// Hash of the files and fold tables, 16 hex digits.
    pub fn digest(&self) -> &str {
        &self.digest
    }
}

fn emblems(file: &NamesFile) -> impl Iterator<Item = (Emblem, Pdq)> {
    let basis = file.lexicon.basis.as_ref();
    file.emblem.iter().map(move |e| (Emblem { id: e.id.as_ref().clone(), basis: basis.clone() }, e.pdq))
}

/// The names of bodies in force, to tell them from words by which bodies speak.
struct Bodies<'a> {
    named: Vec<&'a str>,
    generic: Vec<&'a str>,
}

impl Bodies<'_> {
    /// Whether a word is a body's name or holds one, generic words aside.
    fn own(&self, word: &str) -> bool {
        self.named.iter().any(|b| word.contains(b)) || self.generic.contains(&word)
    }

    /// Whether a phrase is a body's name.
    fn is(&self, phrase: &str) -> bool {
        self.named.contains(&phrase)
    }
}

fn bodies_of<'a>(parsed: &'a [(&str, &str, NamesFile)]) -> Bodies<'a> {
    let mut bodies = Bodies { named: Vec::new(), generic: Vec::new() };
    for term in parsed.iter().flat_map(|(_, _, f)| &f.term).filter(|t| t.status == Status::Live) {
        let list = if term.kind == BodyKind::Generic { &mut bodies.generic } else { &mut bodies.named };
        list.push(term.text.as_ref());
        list.extend(term.aliases.iter().map(|a| a.as_ref().as_str()));
    }
    bodies
}

impl Builder {
    fn add_file(&mut self, file: &NamesFile, bodies: &Bodies<'_>) {
        let basis = file.lexicon.basis.as_ref();
        for term in &file.term {
            if matches!(term.status, Status::Live | Status::Shadow) {
                self.add_term(term, term.basis.as_ref().unwrap_or(basis), bodies);
            }
        }
        for pattern in &file.pattern {
            self.add_designation(pattern, basis);
        }
        for mark in &file.mark {
            let entry = self.entry(mark.id.as_ref(), EntryKind::Mark(mark.kind), "", basis, Status::Live);
            if let Some(entry) = self.entries.last_mut() {
                entry.military = mark.military;
            }
            for word in mark.words.as_ref() {
                let long = word.as_ref().chars().count() >= 3;
                let speaks = matches!(mark.kind, MarkKind::Speaks | MarkKind::Office | MarkKind::Unit);
                // 民兵连 is a body's name, not a word by which another body speaks.
                if speaks && bodies.own(word.as_ref()) {
                    continue;
                }
                let folds = if long && speaks { LONG_MARK_FOLDS } else { MARK_FOLDS };
                self.pattern(entry, word.as_ref(), folds, false);
            }
        }
    }

    fn add_term(&mut self, term: &RawTerm, basis: &[String], bodies: &Bodies<'_>) {
        let folds: FoldSet = term.folds.as_ref().iter().copied().collect();
        let text: String = fold(term.text.as_ref()).iter().map(|u| u.ch).collect();
        let entry = self.entry(term.id.as_ref(), EntryKind::Body(term.kind), &text, basis, term.status);
        self.pattern(entry, term.text.as_ref(), folds, false);
        for alias in &term.aliases {
            self.pattern(entry, alias.as_ref(), folds, false);
        }
        if let Some(initials) = &term.initials {
            let folds = folds.union(FoldSet::of(&[Fold::Initials, Fold::Separator, Fold::Width]));
            self.pattern(entry, initials.as_ref(), folds, true);
        }
        for phrase in &term.exempt {
            // Another body is not another reading.
            if !bodies.is(phrase.as_ref()) && self.exempt.insert(phrase.as_ref().clone()) {
                let entry =
                    self.entry(term.id.as_ref(), EntryKind::Exempt, phrase.as_ref(), basis, Status::Live);
                self.pattern(entry, phrase.as_ref(), MARK_FOLDS, false);
            }
        }
    }

    fn add_designation(&mut self, pattern: &RawPattern, basis: &[String]) {
        let entry = self.entry(pattern.id.as_ref(), EntryKind::Body(pattern.kind), "", basis, Status::Live);
        let then = pattern
            .then
            .iter()
            .map(|t| {
                let latin = t.as_ref().is_ascii();
                let folds =
                    if t.as_ref().chars().count() > 1 && !latin { LONG_MARK_FOLDS } else { MARK_FOLDS };
                Pattern::new(entry, t.as_ref(), folds, latin, &self.data)
            })
            .collect();
        self.designations.push(Designation { entry, digits: *pattern.digits.as_ref(), then });
    }

    fn entry(&mut self, id: &str, kind: EntryKind, text: &str, basis: &[String], status: Status) -> u32 {
        self.entries.push(Entry {
            id: id.to_owned(),
            kind,
            text: text.to_owned(),
            basis: basis.to_vec(),
            status,
            military: false,
        });
        (self.entries.len() - 1) as u32
    }

    fn pattern(&mut self, entry: u32, text: &str, folds: FoldSet, initials: bool) {
        let pattern = Pattern::new(entry, text, folds, initials, &self.data);
        if !pattern.is_empty() && pattern.len() <= limits::MAX_TERM_CHARS {
            self.patterns.push(pattern);
        }
    }
}

fn digest(files: &[(&str, &str)]) -> String {
    let mut hash = Sha256::new();
    let tables =
        [("glyph.tsv", embedded::GLYPHS), ("split.tsv", embedded::SPLITS), ("words.tsv", embedded::WORDS)];
    for (name, text) in files.iter().copied().chain(tables) {
        for piece in [name, text] {
            hash.update((piece.len() as u64).to_le_bytes());
            hash.update(piece.as_bytes());
        }
    }
    let digest = hash.finalize();
    hex(digest.get(..8).unwrap_or(&digest))
}
