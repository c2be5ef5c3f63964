//! Journalism kept whole. In a draft about an allegation, an accident, casualties or a grievance
//! nothing is covered that the report could stand on: only values that serve an operation and
//! nothing else, and only where the very sentence says that they are not public and reports
//! nothing itself.

use super::grammar::Kind;
use super::rule::Match;
use super::scan::Scanned;
use super::set::{Disclosure, Meaning};
use super::weigh::Side;

/// Whether a match is a finding for all that journalism needs.
pub(super) fn spares(set: &Disclosure, scan: &Scanned, found: &Match) -> bool {
    let near = scan.parts.get(found.place.part).is_some_and(|part| {
        let sentence = part.reading.sentence(found.place.bytes.start);
        part.spots.iter().any(|s| {
            let press = matches!(s.meaning, Meaning::Cue(c) if set.cues.get(usize::from(c)).is_some_and(|c| c.side == Side::Press));
            press && part.reading.sentence(s.bytes.start).abs_diff(sentence) <= 1
        })
    });
    !(scan.press || near) || operational(set, scan, found)
}

/// Whether a match stays a finding in such a draft.
fn operational(set: &Disclosure, scan: &Scanned, found: &Match) -> bool {
    let Some(part) = scan.parts.get(found.place.part) else { return false };
    let at = &found.place.bytes;
    let sentence = part.reading.sentence(at.start);
    let here = || part.spots.iter().filter(|s| part.reading.sentence(s.bytes.start) == sentence);
    let cue = |m: Meaning| match m {
        Meaning::Cue(c) => set.cues.get(usize::from(c)),
        Meaning::Term(_) | Meaning::Word(_) | Meaning::Except => None,
    };
    if !found.weight.said_here || here().filter_map(|s| cue(s.meaning)).any(|c| c.side == Side::Press) {
        return false;
    }
    let ahead = || {
        let class = set.class_number("ahead");
        here().any(|s| match s.meaning {
            Meaning::Term(t) => {
                set.terms.get(usize::from(t)).is_some_and(|t| class.is_some_and(|c| t.classes.contains(&c)))
            }
            _ => false,
        })
    };
    let kind = part.values.iter().find(|v| v.bytes == *at).map(|v| v.kind);
    match kind {
        Some(Kind::Coordinates | Kind::Frequency | Kind::Callsign) => true,
        // What is still to come: where and when somebody will be.
        Some(Kind::Date | Kind::Time | Kind::Road | Kind::Bearing) => ahead(),
        _ => false,
    }
}
