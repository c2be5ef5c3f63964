//! A draft with everything that the lexicons and grammars see in it.

use std::collections::BTreeSet;
use std::ops::Range;

use super::grammar::{Kind, Value, values};
use super::rule::Place;
use super::set::{Disclosure, Meaning, Spot};
use super::text::Reading;
use super::weigh;
use crate::message::{Draft, TextPartKind};
use crate::published::{Cover, Published};

/// One part.
#[derive(Debug)]
pub(crate) struct ScannedPart {
    pub(crate) kind: TextPartKind,
    pub(crate) reading: Reading,
    pub(crate) spots: Vec<Spot>,
    pub(crate) values: Vec<Value>,
    /// Whether it names an official source.
    pub(crate) attributed: bool,
    /// For every sentence, how it and those around it are worded.
    pub(crate) wording: Vec<i32>,
    /// What official sources have published of it already.
    pub(crate) cover: Cover,
}

/// A draft.
#[derive(Debug)]
pub(crate) struct Scanned {
    pub(crate) parts: Vec<ScannedPart>,
    /// Whether it reports an allegation, an accident, casualties or a grievance.
    pub(crate) press: bool,
    /// Whether anything in it is a word of such a report.
    pub(crate) reports: bool,
    /// Whether it names a unit, a programme or a weapon for certain: by its number, or by a word that
    /// nobody uses of anything else.
    pub(crate) certain: bool,
    /// The cues of topics that it is about, by number.
    pub(crate) topics: BTreeSet<u16>,
}

impl Scanned {
    /// Reads a draft beside an empty register.
    pub(crate) fn of(set: &Disclosure, draft: &Draft) -> Self {
        Self::beside(set, draft, &Published::default())
    }

    /// Reads a draft beside what is published already.
    pub(crate) fn beside(set: &Disclosure, draft: &Draft, published: &Published) -> Self {
        let source = set.class_number("official-source");
        let mut parts: Vec<ScannedPart> = draft
            .parts
            .iter()
            .map(|part| {
                let reading = Reading::of(&part.text);
                let spots = set.spots(reading.text());
                let named = [&part.attribution, &part.url].into_iter().flatten();
                let attributed = named.into_iter().any(|s| names(set, s, source));
                let cover = published.cover(reading.text());
                ScannedPart {
                    kind: part.kind,
                    reading,
                    spots,
                    values: Vec::new(),
                    attributed,
                    wording: Vec::new(),
                    cover,
                }
            })
            .collect();
        let any_term = parts.iter().flat_map(|p| &p.spots).any(|s| matches!(s.meaning, Meaning::Term(_)));
        let readings: Vec<&Reading> = parts.iter().map(|p| &p.reading).collect();
        let scores = set.wording.scores(&readings);
        parts.iter_mut().zip(scores).for_each(|(part, scores)| part.wording = scores);
        let designation = set.class_number("designation").unwrap_or(u16::MAX);
        if any_term {
            for part in &mut parts {
                let mut found = values(part.reading.text());
                // The number of a unit counts nothing.
                let names = |v: &Value| {
                    v.kind == Kind::Count
                        && part.spots.iter().any(|s| {
                            is_of(set, s.meaning, designation)
                                && s.bytes.start <= v.bytes.start
                                && v.bytes.start < s.bytes.end
                        })
                };
                found.retain(|v| !names(v));
                part.values = found;
            }
        }
        let mut scan = Self { parts, press: false, reports: false, certain: false, topics: BTreeSet::new() };
        scan.certain = set.class_number("certain").is_some_and(|class| scan.names_class(set, class));
        scan.topics = weigh::topics(set, &scan);
        let press = weigh::press(set, &scan);
        (scan.press, scan.reports) = (press >= weigh::PRESS, press > 0);
        scan
    }
}

impl Scanned {
    /// The number of the source that has published a value already. What stands around it in its
    /// sentence must belong to the same quotation: an addition does not hide behind one.
    pub(crate) fn published(&self, part: usize, value: &Range<usize>, because: &[Place]) -> Option<u32> {
        let scanned = self.parts.get(part)?;
        let reading = &scanned.reading;
        let here =
            |p: &&Place| p.part == part && reading.sentence(p.bytes.start) == reading.sentence(value.start);
        let around: Vec<Range<usize>> = because.iter().filter(here).map(|p| p.bytes.clone()).collect();
        scanned.cover.source(value, &around, |subject| reading.same_clause(subject, value))
    }

    /// Whether a term of a class stands anywhere in the draft.
    pub(crate) fn names_class(&self, set: &Disclosure, class: u16) -> bool {
        self.parts.iter().flat_map(|p| &p.spots).any(|s| is_of(set, s.meaning, class))
    }
}

fn is_of(set: &Disclosure, meaning: Meaning, class: u16) -> bool {
    match meaning {
        Meaning::Term(t) => set.terms.get(usize::from(t)).is_some_and(|t| t.classes.contains(&class)),
        Meaning::Cue(_) | Meaning::Word(_) | Meaning::Except => false,
    }
}

/// Whether a text holds a term of a class.
fn names(set: &Disclosure, text: &str, class: Option<u16>) -> bool {
    let Some(class) = class else { return false };
    set.spots(Reading::of(text).text()).iter().any(|s| is_of(set, s.meaning, class))
}
