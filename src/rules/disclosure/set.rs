//! The compiled lexicons for drafts: immutable, with a digest.

use aho_corasick::AhoCorasick;
use regex::{Regex, RegexSet};
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use toml::Spanned;

use super::compose::{Composition, WITHIN};
use super::grammar::Kind;
use super::patterns::{Pieces, joint, one};
use super::rule::{Rule, Scope, Target};
use super::schema::{RawCue, RawFacet, RawFile, RawPiece, RawRule, RawSum, RawWithin};
use super::weigh::Cue;
use super::wording::Wording;
use crate::lexicon::{DISCLOSURE, LexiconError, codes};
use crate::limits::{MAX_DISCLOSURE_ENTRIES, MAX_SUM_WINDOW_DAYS};
use crate::message::hex;

/// What a word of a lexicon means: a class of terms or a cue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Meaning {
    /// A term with its number.
    Term(u16),
    /// A cue with its number.
    Cue(u16),
    /// A word of a class that cues are composed of.
    Word(u16),
    /// A longer word that is something else than the term or cue inside it.
    Except,
}

/// A term.
#[derive(Debug)]
pub(crate) struct Term {
    pub(crate) id: String,
    /// Numbers of its classes.
    pub(crate) classes: Vec<u16>,
}

/// A facet: what gives it, and its weight.
#[derive(Debug)]
pub(crate) struct Facet {
    pub(crate) rule: Rule,
    pub(crate) weight: u32,
    /// Covered only where nothing else would do.
    pub(crate) quiet: bool,
    /// Of things only: whom they are for.
    pub(crate) whom: bool,
}

/// Where a word stands in a folded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spot {
    pub(crate) meaning: Meaning,
    pub(crate) bytes: Range<usize>,
}

/// All lexicons for drafts.
#[derive(Debug)]
pub(crate) struct Disclosure {
    pub(crate) terms: Vec<Term>,
    pub(crate) cues: Vec<Cue>,
    pub(crate) rules: Vec<Rule>,
    /// Facets of sums.
    pub(crate) facets: Vec<Facet>,
    /// When they are too much.
    pub(crate) sum: RawSum,
    classes: Vec<String>,
    words: AhoCorasick,
    word_means: Vec<(Meaning, u32)>,
    any_pattern: RegexSet,
    patterns: Vec<(Regex, Meaning, u32)>,
    compositions: Vec<Composition>,
    /// How drafts are worded that give something away.
    pub(crate) wording: Wording,
    digest: String,
}

impl Disclosure {
    /// The lexicons of the release.
    pub(crate) fn embedded() -> Result<Self, LexiconError> {
        Self::compile(DISCLOSURE)
    }

    /// Compiles files: name and text.
    pub(crate) fn compile(files: &[(&str, &str)]) -> Result<Self, LexiconError> {
        let mut build = Build::default();
        let (mut rules, mut facets) = (Vec::new(), Vec::new());
        let parsed = files.iter().map(|(name, text)| super::examples::parse(name, text));
        let parsed: Vec<RawFile> = parsed.collect::<Result<_, _>>()?;
        for file in &parsed {
            build.pieces.add(file);
        }
        let composed: HashSet<&str> = parsed
            .iter()
            .flat_map(|f| &f.cue)
            .flat_map(|c| c.together.iter().flatten())
            .map(|p| p.as_ref().as_str())
            .collect();
        for (number, ((name, text), file)) in files.iter().zip(&parsed).enumerate() {
            build.file = number;
            for piece in file.piece.iter().filter(|p| composed.contains(p.id.as_ref().as_str())) {
                build.words_of(name, text, piece)?;
            }
        }
        for (number, ((name, text), file)) in files.iter().zip(parsed).enumerate() {
            build.file = number;
            build.file(name, text, &file)?;
            if let Some(sum) = file.sum {
                build.sum = sum;
                build.sum.window_days = sum.window_days.clamp(0, MAX_SUM_WINDOW_DAYS);
            }
            if let Some(raw) = &file.wording {
                build.wording = Wording::read(raw).map_err(|line| {
                    let what =
                        format!("line {line} of `weights`: two or three characters and a number expected");
                    error(&codes::KL001, name, text, 0..0, what)
                })?;
            }
            rules.extend(file.rule.into_iter().map(|r| (*name, *text, r)));
            facets.extend(file.facet.into_iter().map(|f| (*name, *text, f)));
        }
        for (name, text, raw) in &rules {
            let rule = build.rule(name, text, raw)?;
            build.rules.push(rule);
        }
        for (name, text, raw) in &facets {
            let facet = build.facet(name, text, raw)?;
            build.facets.push(facet);
        }
        build.finish(files)
    }

    /// Digest over all files.
    pub(crate) fn digest(&self) -> &str {
        &self.digest
    }

    /// The number of a class.
    pub(crate) fn class_number(&self, name: &str) -> Option<u16> {
        self.classes.iter().position(|c| c == name).map(|i| i as u16)
    }

    /// Every term and cue in a folded text, in order. What lies in a longer exempt word is left out.
    pub(crate) fn spots(&self, text: &str) -> Vec<Spot> {
        let mut found: Vec<(Meaning, u32, Range<usize>)> = Vec::new();
        for m in self.words.find_overlapping_iter(text) {
            if let Some((meaning, group)) = self.word_means.get(m.pattern().as_usize()) {
                found.push((*meaning, *group, m.range()));
            }
        }
        for number in self.any_pattern.matches(text) {
            let Some((regex, meaning, group)) = self.patterns.get(number) else { continue };
            for captures in regex.captures_iter(text) {
                if let Some(at) = captures.name("v").or_else(|| captures.get(0)) {
                    found.push((*meaning, *group, at.range()));
                }
            }
        }
        let excepts: Vec<(u32, Range<usize>)> = found
            .iter()
            .filter(|(m, ..)| *m == Meaning::Except)
            .map(|(_, group, at)| (*group, at.clone()))
            .collect();
        let lifted = |group: u32, at: &Range<usize>| {
            excepts.iter().any(|(g, e)| *g == group && e.start < at.end && at.start < e.end)
        };
        let spots = found
            .into_iter()
            .filter(|(m, group, at)| *m != Meaning::Except && !at.is_empty() && !lifted(*group, at))
            .map(|(meaning, _, bytes)| Spot { meaning, bytes });
        let (words, mut out): (Vec<Spot>, Vec<Spot>) =
            spots.partition(|s| matches!(s.meaning, Meaning::Word(_)));
        for c in &self.compositions {
            let places = c.places(text, &words).into_iter().filter(|at| !lifted(c.group, at));
            out.extend(places.map(|bytes| Spot { meaning: c.meaning, bytes }));
        }
        out.sort_by_key(|s| (s.bytes.start, std::cmp::Reverse(s.bytes.end), s.meaning));
        out.dedup();
        out
    }
}

/// Line of a byte, from 1.
pub(crate) fn line_of(text: &str, byte: usize) -> usize {
    text.get(..byte).map_or(1, |t| t.matches('\n').count() + 1)
}

#[derive(Default)]
struct Build {
    terms: Vec<Term>,
    cues: Vec<Cue>,
    rules: Vec<Rule>,
    facets: Vec<Facet>,
    sum: RawSum,
    classes: Vec<String>,
    class_of: HashMap<String, u16>,
    ids: HashSet<String>,
    pieces: Pieces,
    /// Number of the file that is read.
    file: usize,
    words: Vec<String>,
    word_means: Vec<(Meaning, u32)>,
    patterns: Vec<(Regex, Meaning, u32)>,
    /// Numbers of the pieces that cues are composed of.
    class_of_words: HashMap<String, u16>,
    compositions: Vec<Composition>,
    /// Number of the file and place of every pattern, for errors.
    pattern_at: Vec<(usize, Range<usize>)>,
    group: u32,
    wording: Wording,
}

fn error(code: &codes::Code, name: &str, text: &str, span: Range<usize>, message: String) -> LexiconError {
    LexiconError { code: code.code, file: name.to_owned(), line: line_of(text, span.start), span, message }
}

impl Build {
    fn file(&mut self, name: &str, text: &str, file: &RawFile) -> Result<(), LexiconError> {
        for term in &file.term {
            self.id(name, text, &term.id)?;
            let classes = term.class.iter().map(|c| self.class(c)).collect();
            let meaning = Meaning::Term(self.terms.len() as u16);
            self.terms.push(Term { id: term.id.as_ref().clone(), classes });
            self.entry(name, text, meaning, &term.text, &term.pattern, &term.except)?;
        }
        for cue in &file.cue {
            self.id(name, text, &cue.id)?;
            let meaning = Meaning::Cue(self.cues.len() as u16);
            self.cues.push(Cue::new(cue));
            self.entry(name, text, meaning, &cue.text, &cue.pattern, &cue.except)?;
            self.composed(name, text, meaning, cue)?;
        }
        if self.terms.len() + self.cues.len() > MAX_DISCLOSURE_ENTRIES {
            let what = format!("more than {MAX_DISCLOSURE_ENTRIES} entries");
            return Err(error(&codes::KL002, name, text, 0..0, what));
        }
        Ok(())
    }

    fn id(&mut self, name: &str, text: &str, id: &Spanned<String>) -> Result<(), LexiconError> {
        if self.ids.insert(id.as_ref().clone()) {
            return Ok(());
        }
        Err(error(&codes::KL004, name, text, id.span(), format!("`{}` stands twice", id.as_ref())))
    }

    fn class(&mut self, word: &str) -> u16 {
        if let Some(known) = self.class_of.get(word) {
            return *known;
        }
        let number = self.classes.len() as u16;
        self.classes.push(word.to_owned());
        self.class_of.insert(word.to_owned(), number);
        number
    }

    fn entry(
        &mut self,
        name: &str,
        text: &str,
        meaning: Meaning,
        words: &[Spanned<String>],
        patterns: &[Spanned<String>],
        except: &[Spanned<String>],
    ) -> Result<(), LexiconError> {
        self.group += 1;
        for (list, means) in [(words, meaning), (except, Meaning::Except)] {
            for word in list {
                self.words.push(crate::fold::folded_text(word.as_ref()));
                self.word_means.push((means, self.group));
            }
        }
        for pattern in patterns {
            let wrong = |what: String| error(&codes::KL001, name, text, pattern.span(), what);
            let whole = self
                .pieces
                .expand(pattern.as_ref())
                .map_err(|piece| wrong(format!("`{{{piece}}}` is no piece")))?;
            let regex = one(&whole).map_err(|e| wrong(format!("no pattern: {e}")))?;
            self.patterns.push((regex, meaning, self.group));
            self.pattern_at.push((self.file, pattern.span()));
        }
        Ok(())
    }

    /// What a cue is composed of, after its entry: its exceptions are those of the entry.
    fn composed(
        &mut self,
        name: &str,
        text: &str,
        meaning: Meaning,
        cue: &RawCue,
    ) -> Result<(), LexiconError> {
        let group = self.group;
        for list in &cue.together {
            let mut classes = Vec::with_capacity(list.len());
            for piece in list {
                let known = self.class_of_words.get(piece.as_ref()).copied();
                let class = known.ok_or_else(|| {
                    let what = format!("`{}` is no piece", piece.as_ref());
                    error(&codes::KL001, name, text, piece.span(), what)
                })?;
                classes.push(class);
            }
            self.compositions.push(Composition {
                classes,
                within: cue.within.unwrap_or(WITHIN),
                over_commas: cue.over_commas,
                in_order: cue.in_order,
                meaning,
                group,
            });
        }
        Ok(())
    }

    /// The pieces of a file that cues are composed of, each a class of words.
    fn words_of(&mut self, name: &str, text: &str, piece: &RawPiece) -> Result<(), LexiconError> {
        let class = self.class_of_words.len() as u16;
        let id = piece.id.as_ref();
        self.class_of_words.insert(id.clone(), class);
        let whole = Spanned::new(piece.id.span(), format!("{{{id}}}"));
        self.entry(name, text, Meaning::Word(class), &[], &[whole], &piece.except)
    }

    fn target(&self, name: &str, text: &str, word: &Spanned<String>) -> Result<Target, LexiconError> {
        let wrong = |what: String| error(&codes::KL001, name, text, word.span(), what);
        let (body, reach) = match word.as_ref().split_once('~') {
            None => (word.as_ref().as_str(), None),
            Some((body, reach)) => {
                let scope = Scope::parse(reach).ok_or_else(|| wrong(format!("`~{reach}` is no distance")))?;
                (body, Some(scope))
            }
        };
        if body == "@not-public" {
            return Ok(Target::NotPublic);
        }
        if body == "published" {
            return Ok(Target::Published);
        }
        if let Some(kind) = body.strip_prefix('#') {
            let kinds = Kind::named(kind);
            if kinds.is_empty() {
                return Err(wrong(format!("`#{kind}` is no kind of value")));
            }
            return Ok(Target::Value(kinds, reach));
        }
        let class = body.strip_prefix('@').and_then(|c| self.class_of.get(c));
        class
            .map(|c| Target::Class(*c, reach))
            .ok_or_else(|| wrong(format!("`{body}`: neither @ with a class, # with a kind nor `published`")))
    }

    fn rule(&mut self, name: &str, text: &str, raw: &RawRule) -> Result<Rule, LexiconError> {
        self.id(name, text, &raw.id)?;
        let targets = |words: &[Spanned<String>]| {
            words.iter().map(|w| self.target(name, text, w)).collect::<Result<Vec<_>, _>>()
        };
        let within = match &raw.within {
            None => Scope::Draft,
            Some(w) => match w.as_ref() {
                RawWithin::Characters(n) => Scope::Characters(*n),
                RawWithin::Word(word) => Scope::parse(word).ok_or_else(|| {
                    let what = "`within`: a number, sentence, part or draft expected".to_owned();
                    error(&codes::KL001, name, text, w.span(), what)
                })?,
            },
        };
        Ok(Rule {
            id: raw.id.as_ref().clone(),
            article: raw.article.as_ref().clone(),
            title: raw.title.clone(),
            title_en: raw.title_en.clone(),
            parts: raw.parts.clone(),
            all: targets(&raw.all)?,
            any: targets(&raw.any)?,
            unless: targets(&raw.unless)?,
            mask: targets(&raw.mask)?,
            hold: raw.hold,
            within,
        })
    }

    fn facet(&mut self, name: &str, text: &str, raw: &RawFacet) -> Result<Facet, LexiconError> {
        self.id(name, text, &raw.id)?;
        let targets = |words: &[Spanned<String>]| {
            words.iter().map(|w| self.target(name, text, w)).collect::<Result<Vec<_>, _>>()
        };
        let rule = Rule {
            id: raw.id.as_ref().clone(),
            article: "14(last)".to_owned(),
            title: raw.title.clone(),
            title_en: raw.title_en.clone(),
            parts: Vec::new(),
            all: targets(&raw.all)?,
            any: Vec::new(),
            unless: targets(&raw.unless)?,
            mask: targets(&raw.any)?,
            hold: false,
            within: Scope::Sentence,
        };
        Ok(Facet { rule, weight: raw.weight, quiet: raw.quiet, whom: raw.whom })
    }

    fn finish(self, files: &[(&str, &str)]) -> Result<Disclosure, LexiconError> {
        // Only its number of words could break the first automaton: no one of them is to blame.
        let words = AhoCorasick::new(&self.words)
            .map_err(|e| error(&codes::KL002, files.first().map_or("", |f| f.0), "", 0..0, e.to_string()))?;
        let sources: Vec<&str> = self.patterns.iter().map(|(p, ..)| p.as_str()).collect();
        let any_pattern = joint(&sources).map_err(|(number, e)| {
            let (file, span) = self.pattern_at.get(number).cloned().unwrap_or_default();
            let (name, text) = files.get(file).copied().unwrap_or_default();
            error(&codes::KL002, name, text, span, format!("too much with the patterns before it: {e}"))
        })?;
        let mut hash = Sha256::new();
        for (name, text) in files {
            for piece in [name.as_bytes(), &[0], text.as_bytes(), &[0]] {
                hash.update(piece);
            }
        }
        let hash = hash.finalize();
        Ok(Disclosure {
            terms: self.terms,
            cues: self.cues,
            rules: self.rules,
            facets: self.facets,
            sum: self.sum,
            classes: self.classes,
            words,
            word_means: self.word_means,
            any_pattern,
            patterns: self.patterns,
            compositions: self.compositions,
            wording: self.wording,
            digest: hex(hash.get(..8).unwrap_or(&hash)),
        })
    }
}
