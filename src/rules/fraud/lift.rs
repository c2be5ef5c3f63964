//! What lifts a finding: warnings, reports, satire, other speakers. Each costs points, none is
//! listed by its wording alone: see `lexicons/fraud/lifts.toml`.

use super::Voice;
use super::claim::bracketed_home;
use super::lexicon::{Kind, OFFICE};
use super::part::Part;
use super::scan::Mark;
use super::score::Weight;

/// A lift, and where its cue stands (part, mark).
pub(super) type Lift = (Weight, usize, Mark);

/// The most that weak signs count.
const MAX_HINTS: usize = 2;

/// All lifts of an event.
pub(super) fn lifts(parts: &[Part<'_>], contact: bool) -> Vec<Lift> {
    let mut out: Vec<Lift> = Vec::new();
    for (kind, weight, most) in [
        (Kind::Warn, Weight::Warned, 1),
        (Kind::Hint, Weight::Hinted, MAX_HINTS),
        (Kind::Fiction, Weight::Fiction, 1),
        (Kind::Query, Weight::Query, 1),
        (Kind::Disclaim, Weight::Disclaimed, 1),
        (Kind::Free, Weight::Free, 1),
    ] {
        let all = parts.iter().enumerate().flat_map(|(i, p)| p.marks.iter().map(move |m| (i, *m)));
        out.extend(all.filter(|(_, m)| m.is(kind)).take(most).map(|(i, m)| (weight, i, m)));
    }
    out.extend(household(parts, contact));
    out
}

/// An office with a member of the household in brackets, or household words and no way to pay.
fn household(parts: &[Part<'_>], contact: bool) -> Option<Lift> {
    for (i, part) in parts.iter().enumerate() {
        for mark in &part.marks {
            if mark.any(OFFICE) && bracketed_home(part, mark.end) {
                return Some((Weight::Household, i, *mark));
            }
        }
    }
    let spoken = parts.iter().enumerate().filter(|(_, p)| p.voice != Voice::Picture);
    let mut home =
        spoken.flat_map(|(i, p)| p.marks.iter().filter(|m| m.is(Kind::Home)).map(move |m| (i, *m)));
    let first = home.next()?;
    (!contact && home.next().is_some()).then_some((Weight::Household, first.0, first.1))
}
