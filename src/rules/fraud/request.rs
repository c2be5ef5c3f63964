//! What the speaker asks the reader for: a charge, a payment in advance, a remittance, goods, a
//! code, papers, money for a place. A request that is told, denied, past, or the speaker's own
//! payment is none.

use std::ops::Range;

use super::amount::{Amount, Sure};
use super::lexicon::{Kind, Kinds, REQUEST};
use super::part::Part;
use super::scan::Mark;
use super::score::Weight;

/// How far a denial reaches.
const DENIAL: usize = 6;
/// How far a sum may stand from the charge that it is.
const BESIDE: usize = 8;
/// How far a sum may stand from the place that it buys.
const PRICE: usize = 24;
/// How far before a verb its payer stands.
const PAYER: usize = 3;

/// A request, and the sum that goes with it.
#[derive(Debug, Clone)]
pub(super) struct Request {
    pub units: Range<usize>,
    pub mark: Mark,
    pub kind: Kind,
    pub weight: Weight,
    pub sum: Option<Amount>,
}

/// The strongest request of a part.
pub(super) fn strongest(part: &Part<'_>) -> Option<Request> {
    let mut best: Option<Request> = None;
    for mark in part.marks.iter().filter(|m| m.any(REQUEST)) {
        let Some(found) = weigh(part, *mark) else { continue };
        let rank = |r: &Request| (r.weight.points(), r.sum.is_some());
        if best.as_ref().is_none_or(|b| rank(&found) > rank(b)) {
            best = Some(found);
        }
    }
    best
}

fn weigh(part: &Part<'_>, mark: Mark) -> Option<Request> {
    let clause = part.clause(mark.start);
    if part.quoted(mark.start)
        || denied(part, mark, &clause)
        || told(part, mark, &clause)
        || own(part, mark, &clause)
    {
        return None;
    }
    let sentence = part.sentence(mark.start);
    let asked = part.marks_in(clause.clone()).iter().any(|m| *m != mark && m.any(ASKING));
    let beside = sum(part, mark, &clause, BESIDE, Sure::Bare);
    let order = [Kind::Code, Kind::Goods, Kind::Pay, Kind::Fee, Kind::PayWeak, Kind::Quota, Kind::Data];
    order.into_iter().filter(|k| mark.is(*k)).find_map(|kind| {
        let (weight, sum) = match kind {
            Kind::Code | Kind::Data => {
                let given = part.marks_in(sentence.clone()).iter().any(|m| *m != mark && m.is(Kind::Give));
                (given.then_some(Weight::Asked), None)
            }
            Kind::Goods => (asked.then_some(Weight::Asked), beside),
            Kind::Pay | Kind::Fee => (both(asked, beside), beside),
            Kind::PayWeak => {
                let compound = mark.end - mark.start > 1;
                let weight = if compound { Weight::Asked } else { Weight::Priced };
                // 三千块给你过，转…: the sum may stand in the clause before.
                let beside = beside.or_else(|| sum(part, mark, &sentence, BESIDE, Sure::Likely));
                let asked = part.marks_in(sentence.clone()).iter().any(|m| *m != mark && m.any(ASKING));
                ((beside.is_some() && (compound || asked)).then_some(weight), beside)
            }
            _ => {
                let price = sum(part, mark, &sentence, PRICE, Sure::Likely);
                (price.map(|_| Weight::Priced), price)
            }
        };
        Some(Request { units: mark.start..mark.end, mark, kind, weight: weight?, sum })
    })
}

const ASKING: Kinds = Kinds::of(&[Kind::Ask, Kind::PayWeak, Kind::Pay, Kind::Own]);

fn both(asked: bool, beside: Option<Amount>) -> Option<Weight> {
    match (asked, beside) {
        (true, _) => Some(Weight::Asked),
        (false, Some(_)) => Some(Weight::Priced),
        (false, None) => None,
    }
}

/// The nearest sum within reach, of at least this sureness.
fn sum(part: &Part<'_>, mark: Mark, within: &Range<usize>, reach: usize, least: Sure) -> Option<Amount> {
    let distance =
        |a: &Amount| if a.end <= mark.start { mark.start - a.end } else { a.start.saturating_sub(mark.end) };
    part.amounts
        .iter()
        .filter(|a| a.sure >= least && within.contains(&a.start) && distance(a) <= reach)
        .min_by_key(|a| distance(a))
        .copied()
}

/// 不收押金, 别转账, 全程免费.
fn denied(part: &Part<'_>, mark: Mark, clause: &Range<usize>) -> bool {
    let from = mark.start.saturating_sub(DENIAL).max(clause.start);
    part.has(from..mark.start, Kinds::of(&[Kind::Neg])) || part.has(clause.clone(), Kinds::of(&[Kind::Free]))
}

/// 要求商家垫付货款, 让你先转账的: somebody else's request.
fn told(part: &Part<'_>, mark: Mark, clause: &Range<usize>) -> bool {
    part.has(clause.start..mark.start, Kinds::of(&[Kind::Reported, Kind::Warn, Kind::Other]))
}

/// 我转了两千, 交了定金, 先付你定金: the speaker pays, or it is over.
fn own(part: &Part<'_>, mark: Mark, clause: &Range<usize>) -> bool {
    let marks = part.marks_in(clause.clone());
    let addressed = marks.iter().any(|m| m.is(Kind::Ask));
    let done = |i: usize| matches!(part.ch(i), '了' | '过' | '走' | '掉');
    let over = done(mark.end) || marks.iter().any(|m| m.any(PAID) && done(m.end));
    if !addressed && over {
        return true;
    }
    marks.iter().any(|m| m.any(PAID) && (pays_reader(part, *m) || paid_by_speaker(part, *m, clause)))
}

const PAID: Kinds = Kinds::of(&[Kind::Pay, Kind::PayWeak, Kind::Goods]);

/// 付你, 打给您: the reader receives.
fn pays_reader(part: &Part<'_>, verb: Mark) -> bool {
    let at = verb.end + usize::from(part.ch(verb.end) == '给');
    matches!(part.ch(at), '你' | '您' | '妳') && !matches!(part.ch(verb.end - 1), '收' | '要')
}

/// 我已经付了, 我爸交了: not 给我转, 帮我垫.
fn paid_by_speaker(part: &Part<'_>, verb: Mark, clause: &Range<usize>) -> bool {
    let before = part.marks_in(verb.start.saturating_sub(PAYER + 2).max(clause.start)..verb.start);
    before.iter().any(|m| {
        let subject = m.is(Kind::Me) || m.is(Kind::Kin) && !m.is(Kind::Ask);
        let object =
            m.start > clause.start && matches!(part.ch(m.start - 1), '给' | '帮' | '替' | '跟' | '向' | '同');
        subject && !object && verb.start - m.end <= PAYER
    })
}
