//! Coordinates of a dwelling: latitude and longitude next to a word for a home.

use super::digits::Gap;
use super::number::{fresh, skip_hidden};
use super::sign::{gap_of, plain};
use super::{Candidate, Scan};
use crate::fold::{Class, Unit};
use crate::message::{Fold, FoldSet};
use crate::rules::private::PrivateKind;

/// How far a word for a home or for coordinates may stand, in units.
const REACH: usize = 24;
/// Fewest decimals: four are eleven metres, three a hundred.
const DECIMALS: usize = 3;

/// The coordinates of dwellings in a text.
pub(super) fn find(scan: &Scan<'_>, out: &mut Vec<Candidate>) {
    let units = scan.units;
    let mut past = 0;
    for &at in &scan.numbers {
        if at < past {
            continue;
        }
        if let Some(found) = pair(units, at).filter(|p| dwelling(units, p.start, p.end)) {
            past = found.end;
            out.push(scan.candidate(
                PrivateKind::DwellingCoordinates,
                found.start..found.end,
                found.folds,
                true,
            ));
        }
    }
}

struct Pair {
    start: usize,
    end: usize,
    folds: FoldSet,
}

/// Degrees, whether letters or words say which hemisphere, and where they end.
struct Degrees {
    whole: u32,
    marked: bool,
    end: usize,
    folds: FoldSet,
}

fn pair(units: &[Unit], at: usize) -> Option<Pair> {
    let first_digit = units.get(at).is_some_and(|u| plain(*u).is_some()) && fresh(units, at);
    let first = if first_digit { degrees(units, at)? } else { return None };
    let mut next = first.end;
    let mut gap = 0;
    while units.get(next).is_some_and(|u| plain(*u).is_none()) {
        let unit = units.get(next)?;
        gap += usize::from(gap_of(*unit) != Gap::Hidden || unit.class() != Class::Separator);
        let between = matches!(unit.class(), Class::Separator | Class::Stop | Class::Open | Class::Close)
            || "东西南北经纬度为是和newslatong".contains(unit.ch);
        if gap > 8 || !between {
            return None;
        }
        next += 1;
    }
    let second = degrees(units, next)?;
    let sane = (first.whole <= 90 && second.whole <= 180) || (first.whole <= 180 && second.whole <= 90);
    let named = said(
        units,
        at,
        &[
            "坐标", "经纬", "定位", "纬度", "经度", "北纬", "东经", "南纬", "西经", "gps", "lat", "lon",
            "位置",
        ],
    );
    if !sane || !(named || (first.marked && second.marked)) {
        return None;
    }
    let mut folds = first.folds.union(second.folds);
    if units.get(at..second.end)?.iter().any(|u| u.class() == Class::Han && u.digit().is_some()) {
        folds = folds.with(Fold::Digit);
    }
    Some(Pair { start: at, end: second.end, folds })
}

fn degrees(units: &[Unit], at: usize) -> Option<Degrees> {
    let (whole, len, mut end, mut folds) = digits(units, at)?;
    let mark = units.get(end)?;
    let decimals = matches!(mark.ch, '.' | '点' | '·');
    if len > 3 {
        return None;
    }
    let (_, n, past, more) = digits(units, skip_one_space(units, end + 1))?;
    folds = folds.union(more);
    end = past;
    let mut minutes = matches!(mark.ch, '°' | '度') && n <= 2;
    if minutes && units.get(end).is_some_and(|u| "′'’分".contains(u.ch)) {
        end += 1;
        if let Some((_, _, past, more)) = digits(units, end) {
            folds = folds.union(more);
            end = past + usize::from(units.get(past).is_some_and(|u| "″\"”秒".contains(u.ch)));
        }
    } else {
        minutes = false;
    }
    if !(minutes || (decimals && n >= DECIMALS)) {
        return None;
    }
    while units.get(end).is_some_and(|u| matches!(u.ch, '°' | '度')) {
        end += 1;
    }
    let letter = units.get(skip_one_space(units, end)).filter(|u| matches!(u.ch, 'n' | 's' | 'e' | 'w'));
    if letter.is_some() {
        end = skip_one_space(units, end) + 1;
    }
    Some(Degrees { whole, marked: letter.is_some() || minutes, end, folds })
}

fn skip_one_space(units: &[Unit], at: usize) -> usize {
    at + usize::from(units.get(at).is_some_and(|u| u.ch == ' '))
}

/// Digits in any spelling with nothing visible, or one space or hyphen, between them.
fn digits(units: &[Unit], at: usize) -> Option<(u32, usize, usize, FoldSet)> {
    let (mut value, mut n, mut end, mut folds) = (0u32, 0, at, FoldSet::EMPTY);
    let mut i = at;
    while let Some(unit) = units.get(i) {
        if let Some(d) = plain(*unit) {
            value = value.saturating_mul(10).saturating_add(u32::from(d));
            n += 1;
            folds = folds.union(unit.folds());
            end = i + 1;
        } else if !(n > 0
            && unit.class() == Class::Separator
            && (gap_of(*unit) == Gap::Hidden || joins(units, i)))
        {
            break;
        } else {
            folds = folds.with(Fold::Separator);
        }
        i += 1;
    }
    (n > 0).then_some((value, n, skip_hidden(units, end).min(units.len()), folds))
}

/// One space, hyphen or emoji with a digit right behind it.
fn joins(units: &[Unit], i: usize) -> bool {
    let mark = units.get(i).is_some_and(|u| u.ch != '.' && u.ch != '°' && u.ch != '·');
    mark && units.get(skip_hidden(units, i + 1)).is_some_and(|u| plain(*u).is_some())
}

fn said(units: &[Unit], at: usize, words: &[&str]) -> bool {
    let left = units.get(at.saturating_sub(REACH / 2)..at).unwrap_or_default();
    words.iter().any(|w| contains(left, w))
}

fn contains(units: &[Unit], word: &str) -> bool {
    let n = word.chars().count();
    units.windows(n).any(|w| word.chars().eq(w.iter().map(|u| u.ch)))
}

/// Whether a word for a home stands close by.
fn dwelling(units: &[Unit], start: usize, end: usize) -> bool {
    const HOMES: [&str; 20] = [
        "他家",
        "她家",
        "佢屋企",
        "家住",
        "家坐标",
        "家在",
        "家的",
        "家定位",
        "家就在",
        "的家",
        "老家",
        "家里",
        "家门口",
        "住在",
        "住处",
        "住址",
        "宿舍",
        "卧室",
        "租房",
        "住",
    ];
    let around =
        [units.get(start.saturating_sub(REACH)..start), units.get(end..(end + REACH / 2).min(units.len()))];
    around.into_iter().flatten().any(|side| HOMES.iter().any(|w| contains(side, w)))
}
