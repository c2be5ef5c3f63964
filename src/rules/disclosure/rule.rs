//! Rules: a value to cover, what must stand around it, what lifts it.

use std::ops::Range;

use super::grammar::Kind;
use super::scan::{Scanned, ScannedPart};
use super::set::{Disclosure, Meaning};
use super::weigh::{NOT_PUBLIC, Weight, weigh};
use crate::message::TextPartKind;

/// How far from the value a thing may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// So many characters, in the same sentence.
    Characters(usize),
    /// In the same clause.
    Clause,
    /// In the same sentence.
    Sentence,
    /// In the same or a neighbouring sentence, or in the title.
    Near,
    /// In the same part.
    Part,
    /// Anywhere in the draft.
    Draft,
}

impl Scope {
    /// The word of a lexicon.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        match word {
            "clause" => Some(Self::Clause),
            "sentence" => Some(Self::Sentence),
            "near" => Some(Self::Near),
            "part" => Some(Self::Part),
            "draft" => Some(Self::Draft),
            _ => word.parse().ok().map(Self::Characters),
        }
    }
}

/// What a rule names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// A term of a class.
    Class(u16, Option<Scope>),
    /// A value of one of these kinds.
    Value(Vec<Kind>, Option<Scope>),
    /// The cues sum up to "not public".
    NotPublic,
    /// The published-source register or an official source covers it.
    Published,
}

/// A compiled rule.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) id: String,
    pub(crate) article: String,
    pub(crate) title: String,
    pub(crate) title_en: String,
    pub(crate) parts: Vec<TextPartKind>,
    pub(crate) all: Vec<Target>,
    pub(crate) any: Vec<Target>,
    pub(crate) unless: Vec<Target>,
    pub(crate) mask: Vec<Target>,
    pub(crate) hold: bool,
    pub(crate) within: Scope,
}

/// Something in a draft that a target names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) part: usize,
    pub(crate) bytes: Range<usize>,
    /// Id of the term, or `#kind`.
    pub(crate) what: String,
}

/// A value that a rule is about.
#[derive(Debug, Clone)]
pub(crate) struct Match {
    pub(crate) place: Place,
    /// What stands around it and made the rule fire.
    pub(crate) because: Vec<Place>,
    pub(crate) weight: Weight,
}

impl Rule {
    /// Every value of a draft that the rule is about.
    pub(crate) fn matches(&self, set: &Disclosure, scan: &Scanned) -> Vec<Match> {
        // The cheap question first: could it fire at all?
        if !self.all.iter().all(|t| present(set, scan, t)) {
            return Vec::new();
        }
        let anchors = if self.mask.is_empty() { self.all.get(..1).unwrap_or_default() } else { &self.mask };
        let mut out: Vec<Match> = Vec::new();
        for place in anchors.iter().flat_map(|t| places(set, scan, t)) {
            let kind = scan.parts.get(place.part).map(|p| p.kind);
            if !self.parts.is_empty() && !kind.is_some_and(|k| self.parts.contains(&k)) {
                continue;
            }
            if out.iter().any(|m| m.place == place) {
                continue;
            }
            out.extend(self.at(set, scan, place));
        }
        out
    }

    /// The places of one sentence that the rule is about, without weighing whether they are public.
    pub(crate) fn matches_in(
        &self,
        set: &Disclosure,
        scan: &Scanned,
        part: usize,
        sentence: &Range<usize>,
    ) -> Vec<Range<usize>> {
        let inside =
            |p: &Place| p.part == part && sentence.start <= p.bytes.start && p.bytes.end <= sentence.end;
        let anchors = self.mask.iter().flat_map(|t| places(set, scan, t)).filter(inside);
        let none = Weight::default();
        let holds = |t: &Target, at: &Place| self.holds(set, scan, t, at, &none).is_some();
        anchors
            .filter(|a| self.all.iter().all(|t| holds(t, a)) && !self.unless.iter().any(|t| holds(t, a)))
            .map(|a| a.bytes)
            .collect()
    }

    fn at(&self, set: &Disclosure, scan: &Scanned, place: Place) -> Option<Match> {
        let weight = weigh(set, scan, place.part, &place.bytes);
        let mut because = Vec::new();
        for target in &self.all {
            because.extend(self.holds(set, scan, target, &place, &weight)?);
        }
        if !self.any.is_empty() {
            because.extend(self.any.iter().find_map(|t| self.holds(set, scan, t, &place, &weight))?);
        }
        if self.unless.iter().any(|t| self.holds(set, scan, t, &place, &weight).is_some()) {
            return None;
        }
        Some(Match { place, because, weight })
    }

    /// What satisfies a target around a place; `None` when nothing does.
    fn holds(
        &self,
        set: &Disclosure,
        scan: &Scanned,
        target: &Target,
        at: &Place,
        weight: &Weight,
    ) -> Option<Vec<Place>> {
        let scope = match target {
            Target::NotPublic => return (weight.net() >= NOT_PUBLIC).then(Vec::new),
            Target::Published => {
                return weight.outside.iter().any(|(id, _)| id == "attribution").then(Vec::new);
            }
            // Of two things one must be close: what it is about, or the word that it is not public.
            Target::Class(_, scope) | Target::Value(_, scope) => match scope.unwrap_or(self.within) {
                Scope::Draft if !weight.close => Scope::Near,
                scope => scope,
            },
        };
        let found = places(set, scan, target);
        let nearest = found
            .into_iter()
            .filter(|p| reaches(scan, scope, at, p))
            .min_by_key(|p| (p.part != at.part, gap(scan, at, p)));
        nearest.map(|p| if p == *at { Vec::new() } else { vec![p] })
    }
}

/// Whether a target stands anywhere in a draft.
fn present(set: &Disclosure, scan: &Scanned, target: &Target) -> bool {
    match target {
        Target::NotPublic | Target::Published => true,
        _ => !places(set, scan, target).is_empty(),
    }
}

fn gap(scan: &Scanned, a: &Place, b: &Place) -> usize {
    match scan.parts.get(a.part) {
        Some(part) if a.part == b.part => part.reading.distance(&a.bytes, &b.bytes),
        _ => usize::MAX,
    }
}

fn reaches(scan: &Scanned, scope: Scope, at: &Place, other: &Place) -> bool {
    if scope == Scope::Draft {
        return true;
    }
    // A title is about all that follows.
    let titled = scan.parts.get(other.part).is_some_and(|p| p.kind == TextPartKind::Title);
    if titled && at.part != other.part {
        return matches!(scope, Scope::Near);
    }
    let Some(part) = scan.parts.get(at.part).filter(|_| at.part == other.part) else { return false };
    let sentence = |p: &Place| part.reading.sentence(p.bytes.start);
    match scope {
        Scope::Draft | Scope::Part => true,
        Scope::Clause => part.reading.same_clause(&at.bytes, &other.bytes),
        Scope::Sentence => sentence(at) == sentence(other),
        // A picture of a page is one thing: its heading stands beside every line.
        Scope::Near => part.kind == TextPartKind::Ocr || sentence(at).abs_diff(sentence(other)) <= 1,
        Scope::Characters(n) => {
            sentence(at) == sentence(other) && part.reading.distance(&at.bytes, &other.bytes) <= n
        }
    }
}

/// Everything in a draft that a target names.
pub(crate) fn places(set: &Disclosure, scan: &Scanned, target: &Target) -> Vec<Place> {
    let in_part = |(number, part): (usize, &ScannedPart)| -> Vec<Place> {
        match target {
            Target::Class(class, _) => {
                let of_class = |t: u16| set.terms.get(usize::from(t)).filter(|t| t.classes.contains(class));
                let terms = part.spots.iter().filter_map(|s| match s.meaning {
                    Meaning::Term(t) => of_class(t).map(|t| (s, t)),
                    _ => None,
                });
                terms
                    .map(|(s, t)| Place { part: number, bytes: s.bytes.clone(), what: t.id.clone() })
                    .collect()
            }
            Target::Value(kinds, _) => part
                .values
                .iter()
                .filter(|v| kinds.contains(&v.kind))
                .map(|v| Place {
                    part: number,
                    bytes: v.bytes.clone(),
                    what: format!("#{}", v.kind.as_str()),
                })
                .collect(),
            Target::NotPublic | Target::Published => Vec::new(),
        }
    };
    scan.parts.iter().enumerate().flat_map(in_part).collect()
}
