//! A draft with everything that the lexicons and grammars see in it.

use super::grammar::{Value, values};
use super::set::{Disclosure, Meaning, Spot};
use super::text::Reading;
use super::weigh;
use crate::message::{Draft, TextPartKind};

/// One part.
#[derive(Debug)]
pub(crate) struct ScannedPart {
    pub(crate) kind: TextPartKind,
    pub(crate) reading: Reading,
    pub(crate) spots: Vec<Spot>,
    pub(crate) values: Vec<Value>,
    /// Whether it names an official source.
    pub(crate) attributed: bool,
}

/// A draft.
#[derive(Debug)]
pub(crate) struct Scanned {
    pub(crate) parts: Vec<ScannedPart>,
    /// Whether it reports an allegation, an accident, casualties or a grievance.
    pub(crate) press: bool,
}

impl Scanned {
    /// Reads a draft.
    pub(crate) fn of(set: &Disclosure, draft: &Draft) -> Self {
        let source = set.class_number("official-source");
        let mut parts: Vec<ScannedPart> = draft
            .parts
            .iter()
            .map(|part| {
                let reading = Reading::of(&part.text);
                let spots = set.spots(reading.text());
                let named = [&part.attribution, &part.url].into_iter().flatten();
                let attributed = named.into_iter().any(|s| names(set, s, source));
                ScannedPart { kind: part.kind, reading, spots, values: Vec::new(), attributed }
            })
            .collect();
        let any_term = parts.iter().flat_map(|p| &p.spots).any(|s| matches!(s.meaning, Meaning::Term(_)));
        if any_term {
            for part in &mut parts {
                part.values = values(part.reading.text());
            }
        }
        let mut scan = Self { parts, press: false };
        scan.press = weigh::press(set, &scan) >= weigh::PRESS;
        scan
    }
}

/// Whether a text holds a term of a class.
fn names(set: &Disclosure, text: &str, class: Option<u16>) -> bool {
    let Some(class) = class else { return false };
    set.spots(Reading::of(text).text()).iter().any(|s| match s.meaning {
        Meaning::Term(t) => set.terms.get(usize::from(t)).is_some_and(|t| t.classes.contains(&class)),
        _ => false,
    })
}
