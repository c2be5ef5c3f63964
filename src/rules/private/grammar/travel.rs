//! Travel booking: a train or flight, a seat and a date in one text. Number and seat are masked.

use std::ops::Range;

use super::number::{fresh, number, skip};
use super::sign::plain;
use super::{Candidate, Scan};
use crate::fold::{Class, Unit};
use crate::message::{Fold, FoldSet};
use crate::rules::private::PrivateKind;

/// How far number, seat and date may be apart, in units.
const REACH: usize = 80;

type Found = (Range<usize>, FoldSet);

/// The bookings of a text: both places of each.
pub(super) fn find(scan: &Scan<'_>, out: &mut Vec<Candidate>) {
    let seats = places(scan.units, seat);
    if seats.is_empty() {
        return;
    }
    let dates = places(scan.units, date);
    let near = |a: &Found, b: &Found| a.0.start.abs_diff(b.0.start) <= REACH;
    for service in places(scan.units, service) {
        let Some(seat) =
            seats.iter().filter(|s| near(s, &service)).min_by_key(|s| s.0.start.abs_diff(service.0.start))
        else {
            continue;
        };
        let apart = service.0.end <= seat.0.start || seat.0.end <= service.0.start;
        if apart && dates.iter().any(|d| near(d, &service) || near(d, seat)) {
            for (place, folds) in [service, seat.clone()] {
                out.push(scan.candidate(PrivateKind::TravelBooking, place, folds, true));
            }
        }
    }
}

fn places(units: &[Unit], grammar: fn(&[Unit], usize) -> Option<Found>) -> Vec<Found> {
    let mut out: Vec<Found> = Vec::new();
    let mut at = 0;
    while at < units.len() {
        match grammar(units, at) {
            Some(found) if found.0.end > at => {
                at = found.0.end;
                out.push(found);
            }
            _ => at += 1,
        }
    }
    out
}

fn ch(units: &[Unit], i: usize) -> char {
    units.get(i).map_or('\0', |u| u.ch)
}

fn starts_with(units: &[Unit], at: usize, word: &str) -> Option<usize> {
    word.chars().try_fold(at, |at, c| units.get(at).filter(|u| u.ch == c).map(|_| at + 1))
}

fn inside_word(units: &[Unit], at: usize) -> bool {
    at.checked_sub(1)
        .and_then(|i| units.get(i))
        .is_some_and(|u| u.class() == Class::Latin || u.ch.is_ascii_digit())
}

/// `G9999次`, `ZZ9999航班`.
fn service(units: &[Unit], at: usize) -> Option<Found> {
    let first = *units.get(at)?;
    let code = first.class() == Class::Latin || first.ch.is_ascii_digit();
    if !code || inside_word(units, at) {
        return None;
    }
    let second = skip(units, at + 1);
    let carrier = units
        .get(second)
        .filter(|u| u.class() == Class::Latin || (u.ch.is_ascii_digit() && first.class() == Class::Latin));
    let letters = usize::from(first.class() == Class::Latin)
        + usize::from(carrier.is_some_and(|u| u.class() == Class::Latin));
    let train = first.class() == Class::Latin && "gdczktysl".contains(first.ch);
    let (n, flight) = match number(units, second, 4) {
        Some(n) if train => (n, false),
        _ if carrier.is_some() && letters > 0 => (number(units, skip(units, second + 1), 4)?, true),
        _ => return None,
    };
    if flight && n.len < 3 {
        return None;
    }
    let mut folds = n.folds.union(first.folds());
    if units.get(at..n.end)?.iter().any(|u| u.class() == Class::Separator) {
        folds = folds.with(Fold::Separator);
    }
    let tail = skip(units, n.end);
    let end = ["次航班", "次列车", "次", "航班", "列车", "高铁", "动车"]
        .iter()
        .find_map(|w| starts_with(units, tail, w));
    let said = || {
        let left = units.get(at.saturating_sub(6)..at).unwrap_or_default();
        left.iter().any(|u| matches!(u.ch, '航' | '班' | '飞' | '乘' | '坐' | '车' | '次' | '机'))
    };
    if units.get(n.end).is_some_and(|u| u.class() == Class::Latin || plain(*u).is_some()) {
        return None;
    }
    (end.is_some() || train || said()).then(|| (at..end.unwrap_or(n.end), folds))
}

/// `12车03F`, `8车12号下铺`, `座位31A`, `31A座`.
fn seat(units: &[Unit], at: usize) -> Option<Found> {
    let first = *units.get(at)?;
    if plain(first).is_none() && !matches!(first.ch, '座' | '选' | '坐' | '席' | '十' | '拾') {
        return None;
    }
    if let Some(end) = ["座位号", "座位", "座号", "选座", "坐席", "席位", "座"]
        .iter()
        .find_map(|w| starts_with(units, at, w))
    {
        let from = skip_stops(units, end);
        let (end, folds) = lettered(units, from)?;
        return Some((from..end, folds));
    }
    if !fresh(units, at) || inside_word(units, at) {
        return None;
    }
    let car = number(units, at, 2)?;
    let mark = skip(units, car.end);
    if ch(units, mark) == '车' {
        let from = skip(units, mark + 1 + usize::from(matches!(ch(units, mark + 1), '厢' | '箱')));
        if let Some((end, folds)) = lettered(units, from) {
            let end = if matches!(ch(units, end), '号' | '座') { end + 1 } else { end };
            return Some((at..end, folds.union(car.folds)));
        }
        let bed = number(units, from, 3)?;
        let past = skip(units, bed.end + usize::from(ch(units, bed.end) == '号'));
        let berth = ["上铺", "中铺", "下铺", "铺"].iter().find_map(|w| starts_with(units, past, w));
        let sitting =
            (ch(units, bed.end) == '号').then_some(bed.end + 1 + usize::from(ch(units, bed.end + 1) == '座'));
        return Some((at..berth.or(sitting)?, car.folds.union(bed.folds)));
    }
    let (end, folds) = lettered(units, at)?;
    (ch(units, end) == '座').then_some((at..end + 1, folds))
}

/// A row and a letter.
fn lettered(units: &[Unit], at: usize) -> Option<(usize, FoldSet)> {
    let row = number(units, at, 3)?;
    let letter = skip(units, row.end);
    let seat = units.get(letter).filter(|u| ('a'..='l').contains(&u.ch))?;
    let alone = units.get(letter + 1).is_none_or(|u| u.class() != Class::Latin && !u.ch.is_ascii_digit());
    alone.then_some((letter + 1, row.folds.union(seat.folds())))
}

fn skip_stops(units: &[Unit], at: usize) -> usize {
    let here = skip(units, at);
    skip(units, here + usize::from(matches!(ch(units, here), ':' | '是')))
}

/// `11月3日`, 明早, `2025-11-03`, 周六.
fn date(units: &[Unit], at: usize) -> Option<Found> {
    const WORDS: [&str; 14] = [
        "今天",
        "今晚",
        "今早",
        "明天",
        "明早",
        "明晚",
        "后天",
        "大后天",
        "昨天",
        "周末",
        "下周",
        "这周",
        "今日",
        "明日",
    ];
    let plain_folds = FoldSet::EMPTY;
    if let Some(end) = WORDS.iter().find_map(|w| starts_with(units, at, w)) {
        return Some((at..end, plain_folds));
    }
    if ["周", "星期", "礼拜"]
        .iter()
        .filter_map(|w| starts_with(units, at, w))
        .any(|end| "一二三四五六日天".contains(ch(units, end)))
    {
        return Some((at..at + 2, plain_folds));
    }
    if !fresh(units, at) || inside_word(units, at) {
        return None;
    }
    let month = number(units, at, 4)?;
    let mark = skip(units, month.end);
    if ch(units, mark) == '月' {
        let day = number(units, skip(units, mark + 1), 2)?;
        return ((1..=12).contains(&month.value) && (1..=31).contains(&day.value))
            .then_some((at..day.end, month.folds));
    }
    if matches!(ch(units, mark), '日' | '号') && (1..=31).contains(&month.value) && month.len <= 2 {
        return Some((at..mark + 1, month.folds));
    }
    let joined = matches!(ch(units, month.end), '-' | '.' | '/');
    let day = number(units, month.end + 1, 2).filter(|_| joined)?;
    let short = (1..=12).contains(&month.value) && (1..=31).contains(&day.value);
    let long = (1900..2200).contains(&month.value) && (1..=12).contains(&day.value);
    (short || long).then_some((at..day.end, month.folds))
}
