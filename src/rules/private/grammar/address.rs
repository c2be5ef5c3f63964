//! Postal address down to the door: a place, then numbers with marks (栋, 单元, 室), the last of
//! which is a door.

use std::ops::Range;

use super::digits::Gap;
use super::number::{Number, fresh, number, skip, skip_hidden};
use super::sign::{gap_of, plain};
use super::{Candidate, Scan};
use crate::fold::{Class, Unit};
use crate::message::{Fold, FoldSet};
use crate::rules::private::PrivateKind;

/// Furthest that the place may begin before its first number, in units.
const PLACE_REACH: usize = 32;

/// What a number of an address counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// 栋, 幢, 号楼, 座, `#`.
    Building,
    /// 单元, 门, 梯.
    Stair,
    /// 层, 楼.
    Floor,
    /// 号, 弄, 号院.
    Lot,
    /// 组, 队, 社 of a village.
    Group,
    /// 室, 户, 房.
    Door,
    /// 楼之, 号之: one of several doors of a floor or a house, in Taiwan.
    Sub,
    /// Only a hyphen, or nothing.
    Bare,
}

/// The addresses of a text.
pub(super) fn find(scan: &Scan<'_>, out: &mut Vec<Candidate>) {
    let units = scan.units;
    let mut past = 0;
    for &at in &scan.numbers {
        if at < past || !fresh(units, at) {
            continue;
        }
        let (at, chain) = match lettered(units, at) {
            Some(found) => found,
            None => match chain(units, at).filter(|c| c.is_door(units, at)) {
                Some(chain) => (at, chain),
                None => continue,
            },
        };
        if let Some(start) = place(units, at, &chain) {
            let folds =
                units.get(start..at).unwrap_or_default().iter().fold(chain.folds, |s, u| s.union(u.folds()));
            out.push(scan.candidate(PrivateKind::Address, start..chain.end, folds, true));
            past = chain.end;
        }
    }
}

/// Numbers with their marks, one after another.
struct Chain {
    links: [(Mark, usize); 6],
    len: usize,
    end: usize,
    folds: FoldSet,
}

impl Chain {
    fn links(&self) -> &[(Mark, usize)] {
        self.links.get(..self.len).unwrap_or_default()
    }

    fn has(&self, mark: Mark) -> bool {
        self.links().iter().any(|(m, _)| *m == mark)
    }

    /// Whether it leads to a door of a dwelling.
    fn is_door(&self, units: &[Unit], at: usize) -> bool {
        let Some(((last, digits), before)) = self.links().split_last() else { return false };
        if not_a_home(units, self.end) {
            return false;
        }
        if before.is_empty() {
            return *last == Mark::Lot && in_village(units, at);
        }
        let inner = before.iter().any(|(m, _)| matches!(m, Mark::Building | Mark::Stair));
        let lot = self.has(Mark::Lot) || self.has(Mark::Floor);
        let village = self.has(Mark::Group) && *last == Mark::Lot;
        let bare = before.iter().all(|(m, _)| *m == Mark::Bare);
        match last {
            Mark::Door => inner || lot || bare,
            Mark::Bare if before.last().is_some_and(|(m, _)| *m == Mark::Sub) => true,
            Mark::Bare if bare => before.len() == 2 && (3..=4).contains(digits) && near(units, at, &ESTATES),
            Mark::Bare => (inner && (3..=4).contains(digits)) || (lot && (3..=4).contains(digits)),
            Mark::Lot => village || (inner && (2..=4).contains(digits)),
            _ => false,
        }
    }
}

/// B座2207: a building with a letter, and a door. Where it begins, and its numbers.
fn lettered(units: &[Unit], at: usize) -> Option<(usize, Chain)> {
    let (letter, mark) = (units.get(at.checked_sub(2)?)?, units.get(at - 1)?);
    let alone = at.checked_sub(3).and_then(|i| units.get(i)).is_none_or(|u| u.class() != Class::Latin);
    if letter.class() != Class::Latin || !alone || !matches!(mark.ch, '座' | '栋' | '幢') {
        return None;
    }
    let door = number(units, at, 4).filter(|n| n.len >= 3)?;
    let (kind, end) = self::mark(units, &door);
    if !matches!(kind, Mark::Bare | Mark::Door) || not_a_home(units, end) {
        return None;
    }
    let mut links = [(Mark::Bare, 0); 6];
    links[0] = (Mark::Building, 1);
    links[1] = (kind, door.len);
    Some((at - 2, Chain { links, len: 2, end, folds: door.folds }))
}

fn chain(units: &[Unit], at: usize) -> Option<Chain> {
    let mut out = Chain { links: [(Mark::Bare, 0); 6], len: 0, end: at, folds: FoldSet::EMPTY };
    let mut i = at;
    while out.len < out.links.len() {
        let Some(n) = number(units, i, 4) else { break };
        let (mark, end) = mark(units, &n);
        *out.links.get_mut(out.len)? = (mark, n.len);
        out.len += 1;
        out.end = end;
        out.folds = out.folds.union(n.folds);
        let next = skip(units, end);
        let visible = units.get(end..next)?.iter().filter(|u| gap_of(**u) != Gap::Hidden).count();
        if visible > 2 || (mark == Mark::Bare && visible == 0) {
            break;
        }
        i = next;
    }
    (out.len > 1 || out.has(Mark::Lot)).then_some(out)
}

/// 示例乡示例村99号: in a village the number of the house is the door.
fn in_village(units: &[Unit], at: usize) -> bool {
    let end = at - trailing(units, at);
    let place = units.get(end.saturating_sub(PLACE_REACH)..end).unwrap_or_default();
    let place = place.rsplit(|u| u.class() == Class::Stop).next().unwrap_or_default();
    near(units, at, &["村"]) && place.iter().any(|u| matches!(u.ch, '乡' | '镇' | '县'))
}

/// What follows a number, and where that ends.
fn mark(units: &[Unit], n: &Number) -> (Mark, usize) {
    let from = skip(units, n.end);
    let hyphen = units.get(n.end..from).unwrap_or_default().iter().any(|u| matches!(gap_of(*u), Gap::Hyphen));
    if units.get(n.end..from).unwrap_or_default().iter().any(|u| u.ch == '#') {
        return (Mark::Building, from);
    }
    let ch = |i: usize| units.get(i).map_or('\0', |u| u.ch);
    let second = skip(units, from + 1);
    let two = |c: char| (ch(second) == c).then_some(second + 1);
    let bare = (Mark::Bare, skip_hidden(units, n.end));
    if hyphen {
        return bare;
    }
    match ch(from) {
        // 一座 counts a thing.
        '座' if n.folds.contains(Fold::Digit) && n.len == 1 => bare,
        '栋' | '幢' | '座' | '懂' | '冻' | '橦' => (Mark::Building, from + 1),
        '号' | '楼' if ch(second) == '之' => (Mark::Sub, second + 1),
        '号' => match two('楼').or_else(|| two('栋')).or_else(|| two('幢')) {
            Some(end) => (Mark::Building, end),
            None => (Mark::Lot, two('院').unwrap_or(from + 1)),
        },
        '单' => two('元').or_else(|| two('园')).map_or(bare, |end| (Mark::Stair, end)),
        '门' | '梯' => (Mark::Stair, from + 1),
        '层' | '楼' => (Mark::Floor, from + 1),
        '弄' => (Mark::Lot, from + 1),
        '组' | '队' | '社' => (Mark::Group, from + 1),
        '室' | '户' | '房' => (Mark::Door, from + 1),
        _ => bare,
    }
}

/// What stands behind the door of an office, a shop, a classroom or a ward.
fn not_a_home(units: &[Unit], end: usize) -> bool {
    const WORDS: [&str; 22] = [
        "教室",
        "会议",
        "办公",
        "实验",
        "诊室",
        "铺",
        "店",
        "柜",
        "包厢",
        "病房",
        "床",
        "窗口",
        "展",
        "机房",
        "工作室",
        "报告厅",
        "阶梯",
        "自习",
        "值班",
        "科室",
        "接待",
        "前台",
    ];
    let right: String =
        units.get(skip(units, end)..).unwrap_or_default().iter().take(4).map(|u| u.ch).collect();
    WORDS.iter().any(|w| right.starts_with(w)) || plain_follows(units, end)
}

fn plain_follows(units: &[Unit], end: usize) -> bool {
    units.get(end).is_some_and(|u| {
        plain(*u).is_some()
            || matches!(
                u.ch,
                '元' | '万'
                    | '年'
                    | '平'
                    | '米'
                    | '%'
                    | '人'
                    | '块'
                    | '公'
                    | '顷'
                    | '多'
                    | '个'
                    | '名'
                    | '次'
                    | '天'
            )
    })
}

/// Estates, where 9-2-1802 is a door.
const ESTATES: [&str; 16] = [
    "小区",
    "花园",
    "家园",
    "苑",
    "公寓",
    "新村",
    "社区",
    "家属院",
    "名城",
    "华庭",
    "嘉园",
    "庭",
    "公馆",
    "府",
    "里",
    "湾",
];
/// Ends of the names of places where people live.
const PLACES: [&str; 45] = [
    "路", "街", "道", "巷", "弄", "胡同", "小区", "花园", "家园", "苑", "村", "公寓", "新村", "社区", "院",
    "城", "府", "庭", "里", "湾", "园", "坊", "庄", "屯", "寨", "墅", "郡", "居", "公馆", "宿舍", "区", "镇",
    "乡", "期", "组", "段", "寓", "邸", "轩", "阁", "岛", "都", "天地", "嘉园", "港",
];
/// Ends of the names of places where people work.
const WORKPLACES: [&str; 18] = [
    "大厦",
    "广场",
    "中心",
    "写字楼",
    "商场",
    "大楼",
    "产业园",
    "科技园",
    "厂",
    "学校",
    "医院",
    "市场",
    "商城",
    "酒店",
    "工业园",
    "创业园",
    "软件园",
    "大学",
];

/// Words after which a place begins.
const OPENERS: [&str; 34] = [
    "家住", "家在", "住在", "住址", "地址", "他家", "她家", "其家", "我家", "你家", "老家", "全家", "家里",
    "家就", "寄到", "送到", "寄往", "现住", "暂住", "居住", "租住", "就住", "搬到", "搬去", "搬进", "位于",
    "堵在", "住", "在", "是", "到", "给", "去", "的",
];

fn near(units: &[Unit], at: usize, words: &[&str]) -> bool {
    let end = at - trailing(units, at);
    let left = units.get(..end).unwrap_or_default();
    words.iter().any(|w| w.chars().rev().eq(left.iter().rev().take(w.chars().count()).map(|u| u.ch)))
}

/// Separators before `at`.
fn trailing(units: &[Unit], at: usize) -> usize {
    let left = units.get(..at).unwrap_or_default();
    left.iter().rev().take(3).take_while(|u| u.class() == Class::Separator).count()
}

/// Where the place in front of the numbers begins. `None` when none stands there.
fn place(units: &[Unit], at: usize, chain: &Chain) -> Option<usize> {
    let end = at - trailing(units, at);
    let start = name_start(units, end);
    let length = end - start;
    let homely = opened(units, start);
    if near(units, at, &WORKPLACES) {
        return None;
    }
    if near(units, at, &PLACES) && length >= 2 {
        return Some(start);
    }
    let building = chain.has(Mark::Building) || chain.has(Mark::Stair);
    let full = chain.has(Mark::Building) && chain.has(Mark::Stair);
    match length {
        0 => (homely && full).then_some(at),
        1 => (homely && building).then_some(start),
        _ => (building && (homely || full || length >= 3)).then_some(start),
    }
}

/// Whether the words before `start` say that somebody lives there.
fn opened(units: &[Unit], start: usize) -> bool {
    let left = units.get(start.saturating_sub(5)..start).unwrap_or_default();
    left.iter().any(|u| matches!(u.ch, '住' | '家' | '址'))
}

/// The beginning of the name that ends at `end`: after a stop, or after a word that leads to a
/// place. A space ends the name unless a larger place stands before it.
fn name_start(units: &[Unit], end: usize) -> usize {
    let mut start = end;
    for i in (end.saturating_sub(PLACE_REACH)..end).rev() {
        let Some(unit) = units.get(i) else { break };
        match unit.class() {
            Class::Han | Class::Digit => start = i,
            Class::Separator if gap_of(*unit) == Gap::Hidden || larger(units, i) => {}
            _ => break,
        }
    }
    let words = units.get(start..end).unwrap_or_default();
    start + after_opener(words).max(after_name(words))
}

/// Whether a province, city, district or street ends before `i`.
fn larger(units: &[Unit], i: usize) -> bool {
    let before = i.checked_sub(1).and_then(|i| units.get(i));
    before.is_some_and(|u| {
        matches!(u.ch, '省' | '市' | '区' | '县' | '镇' | '乡' | '村' | '道' | '路' | '街' | '号' | '州')
    })
}

fn after_opener(words: &[Unit]) -> usize {
    let mut best = 0;
    for i in 0..words.len() {
        let rest = words.get(i..).unwrap_or_default();
        for opener in OPENERS {
            let n = opener.chars().count();
            if rest.len() > n && opener.chars().eq(rest.iter().take(n).map(|u| u.ch)) {
                best = best.max(i + n);
            }
        }
    }
    best
}

/// A telephone or a date directly before the place is no part of it.
fn after_name(words: &[Unit]) -> usize {
    let digits = |r: Range<usize>| words.get(r).unwrap_or_default().iter().all(|u| u.class() == Class::Digit);
    (0..words.len()).rev().find(|i| i + 5 <= words.len() && digits(*i..i + 5)).map_or(0, |i| i + 5)
}
