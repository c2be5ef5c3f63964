//! Whose a value is. Evidence around a value is added up, each piece with a reason: a name, a
//! relative, "his number is" speak for a third person; the speaker, a trade, an office and the
//! means of an alleged wrong speak against. From [`THRESHOLD`] on there is a link.

mod context;
mod name;
mod owner;

pub(super) use context::Context;

use super::PrivateKind;
use super::grammar::Candidate;
use super::lexicon::{Cue, Means};
use super::value::{LinkReason, PersonLink};
use crate::message::{Score, TextPartKind};
use context::Mark;
use name::Name;

/// The sum from which a value is taken to be a third person's: a name next to a labelled value.
pub(super) const THRESHOLD: i32 = 60;

/// A label before the value says what it is.
const LABELLED: i32 = 20;
/// A name in front of the value: furthest distance in units, and score.
const NAME_BEFORE: [(usize, i32); 2] = [(40, 40), (64, 30)];
/// A name behind it, and how far it may be in a picture, where forms and tickets have it anywhere.
const NAME_AFTER: (usize, i32) = (12, 40);
const NAME_AFTER_OCR: (usize, i32) = (64, 40);
/// The same where 这是 stands behind the value.
const NAME_POINTED: usize = 24;
/// 这是 behind the value says whose it is.
const POINTED: i32 = 20;
/// A document or a template is no number of a trade or an office: it is some person's.
const DOCUMENT: i32 = 20;
/// 小林 in front of it.
const NICKNAME: i32 = 30;
/// A name in another part of the post.
const NAME_ACROSS: i32 = 30;
/// A person stands directly before the value or its label.
const ADJACENT: (usize, i32) = (8, 20);
/// Somebody, 的 and a word for the value stand directly before or behind it.
const OWNED: i32 = 20;
/// The same with nothing but 他: it is a person by itself.
const OWNED_BY_HIM: i32 = 40;
/// Cues of trade: a call on others to turn on the person outweighs them.
const TRADES: [&str; 5] = ["trade", "publisher", "function", "complaint", "institution"];
/// The speaker says that he is a relative of the person named, and gives his own number.
const SELF_KIN: i32 = -120;

/// One piece of evidence.
pub(super) type Reason = (&'static str, i32);

/// The evidence about one value.
#[derive(Debug, Clone, Default)]
pub(super) struct Evidence {
    /// Every piece, in a fixed order.
    pub(super) reasons: Vec<Reason>,
    /// The strongest piece that is a person.
    person: Option<(i32, LinkReason)>,
}

impl Evidence {
    /// The sum.
    pub(super) fn score(&self) -> i32 {
        self.reasons.iter().map(|r| r.1).sum()
    }

    /// The link, when the sum reaches the threshold and a person is among the evidence.
    pub(super) fn link(&self) -> Option<PersonLink> {
        let (_, reason) = self.person.filter(|_| self.score() >= THRESHOLD)?;
        let score = Score::from_hundredths(u32::try_from(self.score()).unwrap_or(0));
        Some(PersonLink { reason, score })
    }

    fn add(&mut self, id: &'static str, score: i32, person: Option<LinkReason>) {
        if self.reasons.iter().any(|r| r.0 == id) {
            return;
        }
        self.reasons.push((id, score));
        if let Some(reason) = person
            && self.person.is_none_or(|(best, _)| score > best)
        {
            self.person = Some((score, reason));
        }
    }
}

/// Weighs the evidence about a value in a part.
pub(super) fn weigh(context: &Context<'_>, part: usize, value: &Candidate) -> Evidence {
    let mut out = Evidence::default();
    if value.labelled {
        out.add("labelled", LABELLED, None);
    }
    names(context, part, value, &mut out);
    let Some(here) = context.part(part) else { return out };
    let owner = owner::owner(here, value);
    if let Some(owner) = &owner {
        out.add("owner-said", OWNED, None);
        if owner.pronoun {
            out.add("possessive", OWNED_BY_HIM, Some(LinkReason::Statement));
        }
    }
    let anywhere = |means| context.parts().flat_map(|p| p.marks.iter()).any(|m| m.cue.means == means);
    let (affair, incited) = (anywhere(Means::Affair), anywhere(Means::Incite));
    // 张三丰的手机…都给我打: the call is on others.
    let called = |m: &&Mark| {
        !owner.as_ref().is_some_and(|o| o.direct) || !matches!(m.cue.id.as_str(), "self-call" | "self-work")
    };
    for mark in here.marks.iter().filter(called) {
        own_part(context, part, value, mark, (affair, incited), &mut out);
    }
    for (index, other) in context.parts().enumerate().filter(|(i, _)| *i != part) {
        for mark in other.marks.iter().filter(|m| m.cue.across != 0 && applies(m.cue, value)) {
            let lovers = affair && mark.cheats;
            let counts = mark.cue.parts.is_empty() && !lovers && !context.speaks_of_self(index, mark);
            if counts {
                out.add(&mark.cue.id, mark.cue.across, person(mark.cue.means));
            }
        }
    }
    if adjacent(context, part, value) {
        out.add("adjacent", ADJACENT.1, None);
    }
    if is_document(value.kind) && out.person.is_some() {
        out.add("document", DOCUMENT, None);
    }
    out
}

fn names(context: &Context<'_>, part: usize, value: &Candidate, out: &mut Evidence) {
    let Some(here) = context.part(part) else { return };
    let far = |n: &Name| value.units.start.checked_sub(n.units.end);
    let tier = |n: &Name| NAME_BEFORE.iter().find(|(reach, _)| far(n).is_some_and(|far| far <= *reach));
    let before = here.names.iter().filter_map(|n| {
        let (_, score) = tier(n)?;
        Some(if n.nick { NICKNAME } else { *score })
    });
    if let Some(score) = before.max() {
        return out.add("name", score, Some(LinkReason::Name));
    }
    let (reach, score) = if here.kind == TextPartKind::Ocr { NAME_AFTER_OCR } else { NAME_AFTER };
    // 138…，这是示例中学教导主任王示例的号码: a longer way.
    let reach = if here.points_at(value.units.end) { reach.max(NAME_POINTED) } else { reach };
    let behind =
        |n: &&Name| !n.nick && n.units.start.checked_sub(value.units.end).is_some_and(|far| far <= reach);
    if here.names.iter().any(|n| behind(&n)) {
        if here.points_at(value.units.end) {
            out.add("pointed", POINTED, None);
        }
        return out.add("name-after", score, Some(LinkReason::Name));
    }
    if context.parts().enumerate().any(|(i, p)| i != part && p.names.iter().any(|n| n.firm)) {
        out.add("name-across", NAME_ACROSS, Some(LinkReason::Name));
    }
}

fn is_document(kind: PrivateKind) -> bool {
    use PrivateKind::{BiometricTemplate, Passport, ResidentId, TravelPermit};
    matches!(kind, ResidentId | Passport | TravelPermit | BiometricTemplate)
}

fn applies(cue: &Cue, value: &Candidate) -> bool {
    cue.kinds.is_empty() || cue.kinds.iter().any(|k| k.covers(value.kind))
}

fn own_part(
    context: &Context<'_>,
    part: usize,
    value: &Candidate,
    mark: &Mark,
    (affair, incited): (bool, bool),
    out: &mut Evidence,
) {
    let cue = mark.cue;
    let Some(here) = context.part(part) else { return };
    let wanted = applies(cue, value) && (cue.parts.is_empty() || cue.parts.contains(&here.kind));
    let between = if mark.units.end <= value.units.start {
        (value.units.start - mark.units.end <= cue.before).then_some(mark.units.end..value.units.start)
    } else {
        let behind = mark.units.start.checked_sub(value.units.end);
        behind.is_some_and(|d| d <= cue.after).then_some(value.units.end..mark.units.start)
    };
    let Some(between) = between.filter(|_| wanted) else { return };
    if (cue.sentence && here.ends_sentence(&between)) || (affair && mark.cheats) {
        return;
    }
    if cue.means == Means::Kinship && context.speaks_of_self(part, mark) {
        return out.add("self-kin", SELF_KIN, None);
    }
    if (cue.weak && here.third_person_in(&between)) || here.turned(mark) {
        return;
    }
    if incited && TRADES.contains(&cue.id.as_str()) {
        return;
    }
    if cue.id == "example"
        && here.names.iter().any(|n| between.start <= n.units.start && n.units.end <= between.end)
    {
        return;
    }
    if cue.score != 0 {
        out.add(&cue.id, cue.score, person(cue.means));
    }
}

fn person(means: Means) -> Option<LinkReason> {
    match means {
        Means::Kinship => Some(LinkReason::Kinship),
        Means::Statement => Some(LinkReason::Statement),
        Means::Label => Some(LinkReason::Label),
        Means::Title | Means::Support | Means::Affair | Means::Incite | Means::Against => None,
    }
}

/// Whether a name or a relative ends directly before the value or its label.
fn adjacent(context: &Context<'_>, part: usize, value: &Candidate) -> bool {
    let Some(here) = context.part(part) else { return false };
    let reach = if value.labelled { ADJACENT.0 } else { ADJACENT.0 / 3 };
    let near = |end: usize| {
        end <= value.units.start
            && value.units.start - end <= reach
            && (!here.pauses(&(end..value.units.start)) || here.joined(&(end..value.units.start)))
    };
    let kin = here.marks.iter().filter(|m| m.cue.means == Means::Kinship).any(|m| near(m.units.end));
    let follows = |n: &Name| {
        let far = n.units.start.checked_sub(value.units.end);
        let between = value.units.end..n.units.start;
        far.is_some_and(|far| far <= ADJACENT.0 / 2 && (!here.pauses(&between) || here.joined(&between)))
    };
    kin || here.names.iter().filter(|n| !n.nick).any(|n| near(n.units.end) || follows(n))
}
