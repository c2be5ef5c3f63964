//! Puts claim, request and value together, one speaker's all three, and weighs them.

use std::ops::Range;

use super::claim::{self, Around, Claim};
use super::lexicon::{Kind, Kinds, REQUEST, lexicon};
use super::lift;
use super::part::Part;
use super::request::{self, Request};
use super::scan::Mark;
use super::score::{CASE, Weight};
use super::{Folded, Fraud, Place, Voice};
use crate::message::{Fold, FoldSet, Score};
use crate::rules::private::PrivateKind;

/// One reason for or against a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Points that it adds or takes.
    pub points: i32,
    /// Where its cue stands, and which cue.
    pub place: Place,
    /// What the cue stands for, in Chinese and English.
    pub note: &'static str,
}

/// What was found, how, and why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    fraud: Option<Fraud>,
    reasons: Vec<Reason>,
}

impl Explanation {
    /// The finding, if it is one.
    pub fn fraud(&self) -> Option<&Fraud> {
        self.fraud.as_ref()
    }

    /// Every reason, claim, request and value first.
    pub fn reasons(&self) -> &[Reason] {
        &self.reasons
    }

    /// The sum of the points; a case takes [`Explanation::threshold`].
    pub fn points(&self) -> i32 {
        self.reasons.iter().map(|r| r.points).sum()
    }

    /// Points that make a case.
    pub fn threshold() -> i32 {
        CASE
    }
}

/// The finding of one event; values are read only where somebody claims and asks.
pub(super) fn find(parts: Vec<Folded<'_>>) -> Option<Fraud> {
    let parts = read(parts);
    let asks = parts.iter().any(|p| p.marks.iter().any(|m| m.any(REQUEST)));
    let most = Around { own: true, quota: true, contact: true, ..around(&parts) };
    if !asks || claim_of(&parts, most, true).is_none() {
        return None;
    }
    weigh(parts).fraud
}

/// The whole reasoning about one event.
pub(super) fn explain(parts: Vec<Folded<'_>>) -> Explanation {
    weigh(read(parts))
}

fn read(parts: Vec<Folded<'_>>) -> Vec<Part<'_>> {
    parts.into_iter().enumerate().map(|(i, (s, units))| Part::read(i, s.voice, s.text, units)).collect()
}

fn weigh(mut parts: Vec<Part<'_>>) -> Explanation {
    parts.iter_mut().for_each(Part::read_values);
    let mut reasons = Vec::new();
    let claim = claim_of(&parts, around(&parts), false);
    if let Some((at, c)) = &claim {
        reasons.push(reason(&parts, *at, &c.units, c.word, c.kind, c.folds, c.weight));
    }
    let pictures = speaks_for_pictures(&parts, claim.as_ref());
    let request = request_of(&parts, pictures);
    if let Some((at, r)) = &request {
        reasons.push(reason(&parts, *at, &r.units, r.mark.word, r.kind, r.mark.folds, r.weight));
    }
    let value = value_of(&parts, pictures, request.as_ref());
    reasons.extend(value.clone());
    if let Some(press) = first(&parts, Kind::Press) {
        reasons.push(of_mark(&parts, press.0, press.1, Kind::Press, Weight::Pressed));
    }
    for (weight, at, mark) in lift::lifts(&parts, contact_of(&parts, true).is_some()) {
        reasons.push(of_mark(&parts, at, mark, lifting(weight), weight));
    }
    let points: i32 = reasons.iter().map(|r| r.points).sum();
    let complete = claim.is_some() && request.is_some() && value.is_some();
    let fraud = match reasons.as_slice() {
        [c, r, v, ..] if complete && points >= CASE => Some(Fraud {
            claim: c.place.clone(),
            request: r.place.clone(),
            value: v.place.clone(),
            score: Score::from_hundredths(points.unsigned_abs()),
        }),
        _ => None,
    };
    Explanation { fraud, reasons }
}

fn around(parts: &[Part<'_>]) -> Around {
    let military = Kinds::of(&[Kind::Body, Kind::Rank, Kind::Affair]);
    // Two letters alone mean other things as well: bd is also business development.
    let named = |m: &Mark| m.any(military) && !m.folds.contains(Fold::Initials);
    Around {
        military: parts.iter().any(|p| p.marks.iter().any(named)),
        own: parts
            .iter()
            .any(|p| p.voice != Voice::Picture && (p.mentions(Kind::Own) || p.mentions(Kind::Give))),
        quota: parts.iter().any(|p| p.mentions(Kind::Quota)),
        contact: contact_of(parts, true).is_some(),
        letter: parts.iter().any(|p| p.voice == Voice::Picture && p.mentions(Kind::Body)),
    }
}

/// The strongest claim. `pictures` lets those in pictures count without asking who joins in.
fn claim_of(parts: &[Part<'_>], around: Around, pictures: bool) -> Option<(usize, Claim)> {
    let of = |voice: fn(Voice) -> bool| {
        let spoken = parts.iter().enumerate().filter(|(_, p)| voice(p.voice));
        spoken
            .filter_map(|(i, p)| claim::strongest(p, around).map(|c| (i, c)))
            .max_by_key(|(i, c)| (c.weight.points(), std::cmp::Reverse(*i)))
    };
    of(|v| !matches!(v, Voice::Picture | Voice::Tag)).or_else(|| {
        let joins = pictures
            || silent(parts)
            || parts.iter().any(|p| p.voice == Voice::Author && request::strongest(p).is_some());
        if joins { of(|v| v == Voice::Picture) } else { None }
    })
}

/// Nobody speaks beside the picture.
fn silent(parts: &[Part<'_>]) -> bool {
    parts.iter().all(|p| matches!(p.voice, Voice::Picture | Voice::Name | Voice::Tag) || p.units.is_empty())
}

/// Whether the words in pictures are the author's: there are no others, or the author claims too.
fn speaks_for_pictures(parts: &[Part<'_>], claim: Option<&(usize, Claim)>) -> bool {
    silent(parts) || claim.is_some()
}

fn request_of(parts: &[Part<'_>], pictures: bool) -> Option<(usize, Request)> {
    let spoken = parts.iter().enumerate().filter(|(_, p)| asks(p, pictures));
    spoken
        .filter_map(|(i, p)| request::strongest(p).map(|r| (i, r)))
        .max_by_key(|(i, r)| (r.weight.points(), r.sum.is_some(), std::cmp::Reverse(*i)))
}

fn asks(part: &Part<'_>, pictures: bool) -> bool {
    match part.voice {
        Voice::Author | Voice::Account => true,
        Voice::Picture => pictures,
        Voice::Name | Voice::Tag => false,
    }
}

fn contact_of(parts: &[Part<'_>], pictures: bool) -> Option<(usize, usize)> {
    parts.iter().position(|p| asks(p, pictures) && !p.contacts.is_empty()).map(|i| (i, 0))
}

fn value_of(parts: &[Part<'_>], pictures: bool, request: Option<&(usize, Request)>) -> Option<Reason> {
    let contact = contact_of(parts, pictures);
    let sum = request.and_then(|(i, r)| r.sum.map(|s| (*i, s)));
    if let Some((i, n)) = contact {
        let part = parts.get(i)?;
        let found = part.contacts.get(n)?;
        let weight = if sum.is_some() { Weight::ContactAndSum } else { Weight::Contact };
        let place = Place {
            part: part.index,
            bytes: found.bytes.clone(),
            cue: cue_of(found.kind),
            folds: found.folds,
        };
        return Some(Reason {
            points: weight.points(),
            place,
            note: "联系方式或账户 · a contact or an account",
        });
    }
    // A price without a way to pay it is no more than talk about prices.
    let (i, sum) = sum.filter(|_| request.is_some_and(|(_, r)| r.weight == Weight::Asked))?;
    let part = parts.get(i)?;
    let units = sum.start..sum.end;
    let place =
        Place { part: part.index, bytes: part.bytes(&units), cue: "amount", folds: part.folds(&units) };
    Some(Reason { points: Weight::Sum.points(), place, note: "金额 · a sum of money" })
}

fn cue_of(kind: PrivateKind) -> &'static str {
    match kind {
        PrivateKind::MobilePhone => "mobile-phone",
        PrivateKind::FixedPhone => "fixed-phone",
        PrivateKind::MessengerId => "messenger-id",
        PrivateKind::BankCard => "bank-card",
        _ => "email",
    }
}

fn lifting(weight: Weight) -> Kind {
    match weight {
        Weight::Hinted => Kind::Hint,
        Weight::Fiction => Kind::Fiction,
        Weight::Query => Kind::Query,
        Weight::Disclaimed => Kind::Disclaim,
        Weight::Free => Kind::Free,
        Weight::Household => Kind::Home,
        _ => Kind::Warn,
    }
}

fn first(parts: &[Part<'_>], kind: Kind) -> Option<(usize, Mark)> {
    parts.iter().enumerate().find_map(|(i, p)| p.marks.iter().find(|m| m.is(kind)).map(|m| (i, *m)))
}

fn of_mark(parts: &[Part<'_>], at: usize, mark: Mark, kind: Kind, weight: Weight) -> Reason {
    reason(parts, at, &(mark.start..mark.end), mark.word, kind, mark.folds, weight)
}

fn reason(
    parts: &[Part<'_>],
    at: usize,
    units: &Range<usize>,
    word: u16,
    kind: Kind,
    folds: FoldSet,
    weight: Weight,
) -> Reason {
    let lexicon = lexicon();
    let cues = lexicon.all.cues(word).iter().filter_map(|n| lexicon.cues.get(usize::from(*n)));
    let cue = cues.clone().find(|c| c.kind == kind).or_else(|| cues.clone().next());
    let (part, bytes) = parts.get(at).map_or((at, 0..0), |p| (p.index, p.bytes(units)));
    let place = Place { part, bytes, cue: cue.map_or("", |c| c.id), folds };
    Reason { points: weight.points(), place, note: cue.map_or("", |c| c.note) }
}
