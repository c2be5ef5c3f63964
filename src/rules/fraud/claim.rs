//! Who says that they hold an office. A claim is a frame around an office phrase: the speaker's
//! own introduction, a title with self-naming, a signature whose bearer deals with the reader, a
//! post held now, a way inside. What others are said to be is none.

use std::ops::Range;

use super::lexicon::{Kind, Kinds, OFFICE};
use super::part::Part;
use super::scan::Mark;
use super::score::Weight;
use crate::fold::Class;
use crate::message::{Fold, FoldSet};

/// How far before a phrase its subject may stand, in units.
const LEAD: usize = 16;
/// How far a name or a particle may reach after a phrase.
const TAIL: usize = 4;
/// How far apart the words of one phrase may be.
const GAP: usize = 3;
/// How far behind a post its tenure may stand.
const NEAR: usize = 8;
/// Longest place name before a body.
const PLACE: usize = 8;
/// How far a section may stand behind its body, and a way inside behind a body or an affair.
const FAR: usize = 12;

const PHRASE: Kinds = OFFICE.union(Kinds::of(&[Kind::Soft, Kind::Grade, Kind::Post]));
const BLOCKS: Kinds =
    Kinds::of(&[Kind::Other, Kind::Neg, Kind::Past, Kind::Reported, Kind::Warn, Kind::Lay, Kind::Disclaim]);
const PEOPLE: Kinds = Kinds::of(&[Kind::Kin, Kind::Other]);

/// What the other parts say.
#[allow(clippy::struct_excessive_bools)] // Independent facts, each read by its own name.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Around {
    /// A body or a rank is named somewhere.
    pub military: bool,
    /// The speaker deals with the reader.
    pub own: bool,
    /// Places are for sale.
    pub quota: bool,
    /// There is a way to reach or pay the speaker.
    pub contact: bool,
    /// A body is named in a picture: a letterhead.
    pub letter: bool,
}

/// A claim of office.
#[derive(Debug, Clone)]
pub(super) struct Claim {
    pub units: Range<usize>,
    pub word: u16,
    pub kind: Kind,
    pub folds: FoldSet,
    pub weight: Weight,
}

#[derive(Debug)]
struct Phrase {
    units: Range<usize>,
    kinds: Kinds,
    /// The word that the claim is named after.
    head: Mark,
    kind: Kind,
    designated: bool,
    many: usize,
}

/// The strongest claim in a part.
pub(super) fn strongest(part: &Part<'_>, around: Around) -> Option<Claim> {
    let mut best: Option<Claim> = None;
    for phrase in phrases(part) {
        let Some(weight) = weigh(part, &phrase, around) else { continue };
        if best.as_ref().is_none_or(|b| weight.points() > b.weight.points()) {
            best = Some(Claim {
                units: phrase.units,
                word: phrase.head.word,
                kind: phrase.kind,
                folds: phrase.head.folds,
                weight,
            });
        }
    }
    best
}

fn phrases(part: &Part<'_>) -> Vec<Phrase> {
    let mut out: Vec<Phrase> = Vec::new();
    let mut last: Option<usize> = None;
    for (i, mark) in part.marks.iter().enumerate().filter(|(_, m)| m.any(PHRASE)) {
        let kind = main_kind(*mark);
        let joins = last == i.checked_sub(1)
            && out.last().is_some_and(|p| {
                mark.start - p.units.end <= GAP
                    && part
                        .units
                        .get(p.units.end..mark.start)
                        .unwrap_or_default()
                        .iter()
                        .all(|u| !matches!(u.class(), Class::Stop | Class::Open | Class::Close))
            });
        last = Some(i);
        #[allow(clippy::single_match_else)] // Joining and beginning are equals.
        match out.last_mut().filter(|_| joins && i > 0) {
            Some(phrase) => {
                phrase.units.end = mark.end;
                phrase.kinds = phrase.kinds.union(mark.kinds);
                phrase.many += 1;
                if rank_of(kind) < rank_of(phrase.kind) {
                    (phrase.head, phrase.kind) = (*mark, kind);
                }
            }
            None => {
                let digits = part.units.get(..mark.start).unwrap_or_default().iter().rev();
                let before = digits.take_while(|u| u.digit().is_some()).take(6).count();
                out.push(Phrase {
                    units: mark.start - before..mark.end,
                    kinds: mark.kinds,
                    head: *mark,
                    kind,
                    designated: before >= 3,
                    many: 1,
                });
            }
        }
    }
    out
}

fn main_kind(mark: Mark) -> Kind {
    let order = [Kind::Body, Kind::Rank, Kind::Leader, Kind::Grade, Kind::Affair, Kind::Soft, Kind::Post];
    order.into_iter().find(|k| mark.is(*k)).unwrap_or(Kind::Post)
}

fn rank_of(kind: Kind) -> u8 {
    kind as u8
}

/// Whether the phrase names an office at all.
fn is_office(phrase: &Phrase, around: Around) -> bool {
    let has = |k| phrase.kinds.has(k);
    let titled = has(Kind::Post) || has(Kind::Grade) || has(Kind::Rank);
    let bare_initials = phrase.head.folds.contains(Fold::Initials) && phrase.many == 1 && !phrase.designated;
    has(Kind::Rank)
        || has(Kind::Body) && (!bare_initials || around.military)
        || has(Kind::Leader) && titled
        || has(Kind::Affair) && titled
        || (has(Kind::Grade) || has(Kind::Soft)) && around.military
        || titled && around.letter
}

fn weigh(part: &Part<'_>, phrase: &Phrase, around: Around) -> Option<Weight> {
    if part.quoted(phrase.units.start) || ended(part, phrase) {
        return None;
    }
    if is_office(phrase, around) {
        let frames = [
            introduced(part, phrase),
            named(part, phrase),
            as_unit(part, phrase),
            held(part, phrase, around),
            signed(part, phrase, around),
            issued(part, phrase, around),
            by_proxy(part, phrase, around),
        ];
        if let Some(best) = frames.into_iter().flatten().max_by_key(|w| w.points()) {
            return Some(best);
        }
    }
    inside(part, phrase, around)
}

/// What follows says that the office is past, or that the speaker only stands near it.
fn ended(part: &Part<'_>, phrase: &Phrase) -> bool {
    let clause = part.clause(phrase.units.start);
    let after = phrase.units.end..(phrase.units.end + TAIL).min(clause.end);
    part.has(after, Kinds::of(&[Kind::Past, Kind::Lay, Kind::Disclaim, Kind::Warn]))
        || part.has(clause.start..phrase.units.start, Kinds::of(&[Kind::Past, Kind::Disclaim, Kind::Warn]))
        || bracketed_home(part, phrase.units.end)
}

/// 国防部(我家): the office of a household.
pub(super) fn bracketed_home(part: &Part<'_>, at: usize) -> bool {
    part.units.get(at).is_some_and(|u| u.class() == Class::Open)
        && part.has(at..at + TAIL, Kinds::of(&[Kind::Home]))
}

/// 我是99963部队司务长, 我给首长当秘书, 我張少校.
fn introduced(part: &Part<'_>, phrase: &Phrase) -> Option<Weight> {
    let sentence = part.sentence(phrase.units.start);
    let from = phrase.units.start.saturating_sub(LEAD).max(sentence.start);
    let lead = part.marks_in(from..phrase.units.start);
    let at = lead.iter().rposition(|m| m.is(Kind::Me) || m.is(Kind::We))?;
    let (me, between) = (lead.get(at)?, lead.get(at + 1..)?);
    // 我是您儿子部队的指导员: the reader's kin, not the speaker's.
    let readers = |m: &Mark| m.start.checked_sub(1).is_some_and(|i| matches!(part.ch(i), '你' | '您'));
    if between.iter().any(|m| m.any(BLOCKS) || m.is(Kind::Kin) && !readers(m)) || told(part, me.start) {
        return None;
    }
    let titled = phrase.kinds.any(Kinds::of(&[Kind::Rank, Kind::Grade, Kind::Post]));
    let tied = between.iter().find(|m| m.is(Kind::Link) || m.is(Kind::Tenure) || m.is(Kind::Myself));
    // 本人现役军人: "in person" needs no verb. 我连长 does, or it speaks of him.
    let tied = tied.or_else(|| Some(me).filter(|m| m.is(Kind::Myself) && phrase.units.start - m.end <= 1))?;
    if tied.start > me.end + GAP || crosses(part, me.end, phrase.units.start) {
        return None;
    }
    let identifies = matches!(part.ch(tied.end - 1), '是' | '系' | '任' | '为');
    if !titled && !identifies && !belongs(part, phrase) {
        return None;
    }
    Some(if titled || phrase.designated { Weight::Introduced } else { Weight::Belongs })
}

/// More than one pause between subject and office: two statements.
fn crosses(part: &Part<'_>, from: usize, to: usize) -> bool {
    part.units.get(from..to).unwrap_or_default().iter().filter(|u| u.class() == Class::Stop).count() > 1
}

/// 我在部队的, 我在部队工作: not 我在部队门口买了菜.
fn belongs(part: &Part<'_>, phrase: &Phrase) -> bool {
    let clause = part.clause(phrase.units.start);
    let end = phrase.units.end;
    end >= clause.end
        || matches!(part.ch(end), '的' | '上' | '里' | '这' | '当' | '做' | '管' | '嘅' | '那')
        || part.has(end..(end + TAIL).min(clause.end), Kinds::of(&[Kind::Tenure]))
}

/// 他说我是…: the sentence before the subject tells what somebody said.
fn told(part: &Part<'_>, me: usize) -> bool {
    let says =
        (1..=3).filter_map(|n| me.checked_sub(n)).any(|i| matches!(part.ch(i), '说' | '称' | '道' | '喊'));
    let sentence = part.sentence(me);
    says && part.has(sentence.start..me, Kinds::of(&[Kind::Kin, Kind::Other, Kind::Warn, Kind::Reported]))
}

/// 部队采购办张主任本人, 就是我张参谋本人.
fn named(part: &Part<'_>, phrase: &Phrase) -> Option<Weight> {
    let clause = part.clause(phrase.units.start);
    let after = part.marks_in(phrase.units.end..(phrase.units.end + TAIL).min(clause.end));
    // 体检组就是我带的: a branch will do.
    let titled = phrase.kinds.any(Kinds::of(&[Kind::Rank, Kind::Grade, Kind::Post, Kind::Soft, Kind::Body]));
    (titled
        && after.iter().any(|m| m.is(Kind::Myself))
        && !part.has(clause.start..phrase.units.start, BLOCKS.union(PEOPLE)))
    .then_some(Weight::Named)
}

/// 我们部队, 我部, 我处: speaks as the unit. 我们连长 only speaks of him.
fn as_unit(part: &Part<'_>, phrase: &Phrase) -> Option<Weight> {
    // 我旅机关食堂: the unit's own word for itself, and a branch of it.
    let own = part.marks_in(phrase.units.start..phrase.units.end).first().filter(|m| m.is(Kind::We));
    if let Some(own) = own.filter(|_| phrase.many > 1) {
        return (!told(part, own.start)).then_some(Weight::AsUnit);
    }
    let before = part.marks_in(phrase.units.start.saturating_sub(LEAD)..phrase.units.start);
    let we = before.last().filter(|m| m.is(Kind::We) && m.end == phrase.units.start)?;
    (phrase.kinds.has(Kind::Body) && !told(part, we.start)).then_some(Weight::AsUnit)
}

/// 现任抚恤金核发专员, 在部队当排长: the clause begins with the office or with its tenure.
fn held(part: &Part<'_>, phrase: &Phrase, around: Around) -> Option<Weight> {
    if part.voice != Voice::Account && !around.own {
        return None;
    }
    let clause = part.clause(phrase.units.start);
    let before = part.marks_in(clause.start..phrase.units.start);
    let opens = before.iter().all(|m| m.is(Kind::Link) || m.is(Kind::Tenure) || m.is(Kind::Me));
    let begins = before.first().is_some_and(|m| m.start - clause.start <= 1) || before.is_empty();
    let after = phrase.units.end..(phrase.units.end + NEAR).min(clause.end);
    let tenure = before.iter().any(|m| m.is(Kind::Tenure) || m.is(Kind::Link))
        || part.has(after, Kinds::of(&[Kind::Tenure]));
    (opens && begins && tenure && !people_before(part, clause.start)).then_some(Weight::Held)
}

/// 县征兵办的, 后勤采购股李股长: a clause that is an office and no more, by someone who deals with
/// the reader.
fn signed(part: &Part<'_>, phrase: &Phrase, around: Around) -> Option<Weight> {
    if !around.own {
        return None;
    }
    let mut start = phrase.units.start;
    let mut place = 0;
    while let Some(unit) = start.checked_sub(1).and_then(|i| part.units.get(i)) {
        if matches!(unit.class(), Class::Stop | Class::Separator | Class::Open | Class::Close) {
            break;
        }
        place += 1;
        start -= 1;
    }
    let clause = part.clause(phrase.units.start);
    let rest = part.units.get(phrase.units.end..clause.end).unwrap_or_default();
    let tail = rest
        .iter()
        .take_while(|u| !matches!(u.class(), Class::Separator | Class::Open | Class::Close))
        .count();
    let alone = place <= PLACE && tail <= TAIL && !part.has(start..phrase.units.start, ANY_SPEECH);
    let strays = part.has(phrase.units.end..phrase.units.end + tail, PEOPLE.union(Kinds::of(&[Kind::Quota])));
    let titled = phrase.kinds.any(Kinds::of(&[Kind::Rank, Kind::Grade, Kind::Post])) || phrase.designated;
    // 县征兵办的, 优抚科小王: somebody of the office, not the office.
    let person = tail > 0 && matches!(part.ch(phrase.units.end), '的' | '小' | '老' | '自' | '嘅');
    // 县武装部征兵科，找我: the next clause says who.
    let meets = part.has(clause.end + 1..clause.end + 1 + GAP, Kinds::of(&[Kind::Own]));
    // 县人武部政工科: a section of a body opens the post of somebody who sells places.
    let section = part.ch(phrase.units.end + tail - 1);
    let opens = clause.start == 0 && around.quota && around.contact && phrase.kinds.has(Kind::Body);
    let opens = opens && matches!(section, '科' | '处' | '股' | '室' | '组');
    (alone
        && (titled || person || meets || opens)
        && !strays
        && !labelled(part, start)
        && !people_before(part, start))
    .then_some(Weight::Signed)
}

/// 武警支队采购科李主任，…; 部队文职招考办公室通知：…: the post opens with a section of a body, as a
/// letter of that section does, and gives a way to answer it.
fn issued(part: &Part<'_>, phrase: &Phrase, around: Around) -> Option<Weight> {
    let clause = part.clause(phrase.units.start);
    let sealed = sealed(part, phrase);
    let opens = clause.start == 0 && phrase.units.start <= PLACE;
    // 退伍军人补贴发放中心: a branch for an affair of soldiers is as good as a body.
    let body = phrase.kinds.has(Kind::Body) || phrase.kinds.has(Kind::Affair) && phrase.kinds.has(Kind::Soft);
    if !(opens || sealed.is_some()) || !around.contact || !body || phrase.head.folds.contains(Fold::Initials)
    {
        return None;
    }
    if sealed.is_some_and(|seal| !part.has(seal, ANY_SPEECH)) {
        return Some(Weight::Signed);
    }
    let end = (phrase.units.end + FAR).min(clause.end);
    let section = |i: usize| matches!(part.ch(i), '科' | '处' | '股' | '室' | '组' | '办' | '站');
    let office =
        phrase.kinds.any(Kinds::of(&[Kind::Soft, Kind::Post])) || (phrase.units.end - 1..end).any(section);
    let notice =
        NOTICES.iter().any(|w| w.chars().enumerate().all(|(i, c)| part.ch(phrase.units.end + i) == c));
    let end = if notice { phrase.units.end } else { end };
    ((office || notice) && !part.has(clause.start..end, ANY_SPEECH)).then_some(Weight::Signed)
}

/// 【示例区武装部】 before or behind a message: the signature of its sender, without its brackets.
fn sealed(part: &Part<'_>, phrase: &Phrase) -> Option<Range<usize>> {
    let is = |i: usize, class: Class| part.units.get(i).is_some_and(|u| u.class() == class);
    let from = phrase.units.start.saturating_sub(PLACE)..=phrase.units.start;
    let open = from.rev().filter_map(|i| i.checked_sub(1)).find(|i| is(*i, Class::Open))?;
    let close = (phrase.units.end..=phrase.units.end + TAIL).find(|i| is(*i, Class::Close))?;
    let edge = open <= 1 || close + 2 >= part.units.len();
    (edge && matches!(part.ch(open), '【' | '[')).then_some(open + 1..close)
}

/// Behind a body these make it the sender: 示例县人武部通知.
const NOTICES: [&str; 6] = ["通知", "公告", "告知", "公示", "来函", "函告"];

const ANY_SPEECH: Kinds =
    BLOCKS.union(PEOPLE).union(Kinds::of(&[Kind::Label, Kind::Me, Kind::We, Kind::Own]));

/// 咨询: 来源: 值班电话: the office is pointed to.
fn labelled(part: &Part<'_>, at: usize) -> bool {
    at > 0 && part.ch(at - 1) == ':' && {
        let clause = part.clause(at - 1);
        part.has(clause, Kinds::of(&[Kind::Label]))
    }
}

/// The clause before, in the same sentence, is about somebody else.
fn people_before(part: &Part<'_>, at: usize) -> bool {
    let sentence = part.sentence(at);
    if at <= sentence.start + 1 {
        return false;
    }
    let before = part.clause(at - 1);
    before.end - before.start > 2
        && part
            .has(before.start.max(sentence.start)..at, Kinds::of(&[Kind::Other, Kind::Reported, Kind::Warn]))
}

/// 我舅在招生办: the office of a relative, when places are for sale.
fn by_proxy(part: &Part<'_>, phrase: &Phrase, around: Around) -> Option<Weight> {
    if !around.quota || !around.contact {
        return None;
    }
    let clause = part.clause(phrase.units.start);
    let lead = part.marks_in(clause.start..phrase.units.start);
    let kin = lead.iter().rposition(|m| m.is(Kind::Kin) || m.is(Kind::Home))?;
    let mine = lead.get(..kin)?.last().is_some_and(|m| m.is(Kind::Me) || m.is(Kind::We))
        || lead.get(kin)?.is(Kind::Home);
    let tied = lead.get(kin + 1..)?.iter().any(|m| m.is(Kind::Link) || m.is(Kind::Tenure));
    (mine && tied && !lead.iter().any(|m| m.any(BLOCKS))).then_some(Weight::Proxy)
}

/// 武装部内部渠道, 部队文职内招名额: sells a way into a body.
fn inside(part: &Part<'_>, phrase: &Phrase, around: Around) -> Option<Weight> {
    if !around.quota || !around.contact || !phrase.kinds.any(Kinds::of(&[Kind::Body, Kind::Affair])) {
        return None;
    }
    let (clause, sentence) = (part.clause(phrase.units.start), part.sentence(phrase.units.start));
    let from = phrase.units.start.saturating_sub(TAIL).max(clause.start);
    let range = from..(phrase.units.end + FAR).min(sentence.end);
    let ways = part.marks_in(range.clone()).iter().filter(|m| m.is(Kind::Inside));
    let way = ways.clone().any(|m| !m.any(PHRASE)) || phrase.kinds.has(Kind::Body) && ways.count() > 0;
    (way && !part.has(range, BLOCKS)).then_some(Weight::Inside)
}

use super::Voice;
