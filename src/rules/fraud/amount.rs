//! Sums of money: `3800`, 8万, 十五万一个, `2w`, 人民币30000元, 兩千蚊. Over folded units, so
//! every width, script and numeral is alike.

use crate::fold::{Class, Unit};

/// How sure it is that a number is a sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sure {
    /// A bare number: a sum only right beside a word of paying.
    Bare,
    /// A round number without the name of a thing that it counts.
    Likely,
    /// A currency stands with it.
    Certain,
}

/// A sum, in units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Amount {
    pub start: usize,
    pub end: usize,
    pub sure: Sure,
}

/// Longest number that is read: what has more digits is an account, a telephone, an order.
const MAX_DIGITS: usize = 7;
const BEFORE: [&str; 8] = ["¥", "￥", "$", "人民币", "rmb", "美金", "港币", "美元"];
const AFTER: [&str; 22] = [
    "元",
    "块",
    "圆",
    "美金",
    "美元",
    "港币",
    "港纸",
    "台币",
    "新台币",
    "欧元",
    "刀",
    "大洋",
    "rmb",
    "蚊",
    "人民币",
    "円",
    "usd",
    "usdt",
    "圓",
    "个大洋",
    "钱",
    "¥",
];
/// What numbers count when they count no money.
const THINGS: &str = "年月日号点时分秒天周岁人名位口家户床条套件箱桶袋包瓶盒只支把张辆台部架艘枚发顶双副根块亩米里吨斤克升次遍回期届层楼栋室路公平字页集章步粉票度倍成票%页班排连营团旅师军队组车床罐听";

fn numeral(u: &Unit) -> bool {
    u.digit().is_some() || matches!(u.ch, '十' | '百' | '千' | '万' | '亿' | '拾' | '佰' | '仟' | '半' | '几')
}

fn magnitude(c: char) -> bool {
    matches!(c, '百' | '千' | '万' | '亿' | '佰' | '仟' | 'w' | 'k')
}

/// All sums of a text, in order.
pub(super) fn amounts(units: &[Unit]) -> Vec<Amount> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(unit) = units.get(at) {
        if !numeral(unit) {
            at += 1;
            continue;
        }
        let number = number(units, at);
        if let Some(found) = classify(units, &number) {
            out.push(found);
        }
        at = number.end.max(at + 1);
    }
    out
}

struct Number {
    start: usize,
    end: usize,
    digits: usize,
    round: bool,
    ascii: bool,
}

fn number(units: &[Unit], start: usize) -> Number {
    let mut n = Number { start, end: start, digits: 0, round: false, ascii: false };
    while let Some(u) = units.get(n.end) {
        let next = units.get(n.end + 1);
        if numeral(u) {
            n.digits += usize::from(u.digit().is_some());
            n.ascii |= u.class() == Class::Digit;
            n.round |= magnitude(u.ch);
        } else if matches!(u.ch, ',' | '.') && n.ascii {
            // 3,800 and 4.2万: the mark stands between digits.
            if next.is_none_or(|d| d.class() != Class::Digit) {
                break;
            }
        } else if matches!(u.ch, 'w' | 'k') && n.ascii && next.is_none_or(|d| d.class() != Class::Latin) {
            n.round = true;
            n.end += 1;
            break;
        } else {
            break;
        }
        n.end += 1;
    }
    // 十五万一个: the last numeral counts what is bought.
    let units_back = |back: usize| n.end.checked_sub(back).and_then(|i| units.get(i));
    let counts = units.get(n.end).is_some_and(|u| matches!(u.ch, '个' | '位' | '份'));
    if counts
        && n.end > n.start + 1
        && units_back(2).is_some_and(|u| magnitude(u.ch))
        && units_back(1).is_some_and(|u| u.digit().is_some())
    {
        n.end -= 1;
    }
    n
}

fn classify(units: &[Unit], n: &Number) -> Option<Amount> {
    let beside = |u: Option<&Unit>| u.is_some_and(|u| u.class() == Class::Latin);
    let found = |sure, end| Some(Amount { start: n.start, end, sure });
    let before = BEFORE.iter().any(|w| ends_with(units, n.start, w));
    if let Some(len) = AFTER.iter().find_map(|w| starts_with(units, n.end, w)) {
        return found(Sure::Certain, n.end + len);
    }
    if before {
        return found(Sure::Certain, n.end);
    }
    if n.digits > MAX_DIGITS
        || beside(units.get(n.end))
        || beside(n.start.checked_sub(1).and_then(|i| units.get(i)))
    {
        return None;
    }
    let about = usize::from(units.get(n.end).is_some_and(|u| matches!(u.ch, '多' | '余' | '来')));
    if units.get(n.end + about).is_some_and(|u| THINGS.contains(u.ch))
        && starts_with(units, n.end, "包过").is_none()
        && !sold(units, n)
    {
        return None;
    }
    match (n.round, n.ascii) {
        (true, _) => found(Sure::Likely, n.end),
        (false, true) if n.digits >= 2 => found(Sure::Bare, n.end),
        _ => None,
    }
}

/// 8万包上岸, 两万包定兵: 包 promises, it does not count.
fn sold(units: &[Unit], n: &Number) -> bool {
    n.round
        && units.get(n.end).is_some_and(|u| u.ch == '包')
        && units.get(n.end + 1).is_some_and(|u| u.class() == Class::Han)
}

fn starts_with(units: &[Unit], at: usize, word: &str) -> Option<usize> {
    let at = at + usize::from(units.get(at).is_some_and(|u| u.ch == ' '));
    let mut len = 0;
    for c in word.chars() {
        if units.get(at + len)?.ch != c {
            return None;
        }
        len += 1;
    }
    Some(len)
}

fn ends_with(units: &[Unit], end: usize, word: &str) -> bool {
    let end = end - usize::from(end > 0 && units.get(end - 1).is_some_and(|u| u.ch == ' ' || u.ch == ':'));
    let mut back = units.get(..end).unwrap_or_default().iter().rev();
    word.chars().rev().all(|c| back.next().is_some_and(|u| u.ch == c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::fold;

    fn sums(text: &str) -> Vec<(String, Sure)> {
        let units = fold(text);
        let word = |a: &Amount| units[a.start..a.end].iter().map(|u| u.ch).collect();
        amounts(&units).iter().map(|a| (word(a), a.sure)).collect()
    }

    #[test]
    fn sums_in_every_spelling() {
        for (text, sum, sure) in [
            ("保证金3800", "3800", Sure::Bare),
            ("8万包上岸", "8万", Sure::Likely),
            ("十五万一个", "十五万", Sure::Likely),
            ("先交2w", "2w", Sure::Likely),
            ("人民币３００００元", "30000元", Sure::Certain),
            ("兩千蚊", "两千蚊", Sure::Certain),
            ("¥ 1,500", "1,500", Sure::Certain),
            ("4.2万", "4.2万", Sure::Likely),
        ] {
            assert_eq!(sums(text), [(sum.to_owned(), sure)], "{text}");
        }
    }

    #[test]
    fn counts_and_numbers_are_no_sums() {
        for text in [
            "200床被子",
            "13800000000",
            "2万人",
            "2026年3月",
            "99963部队",
            "第3章",
            "三百多米",
            "一个",
            "G9999次",
        ] {
            assert_eq!(sums(text).iter().filter(|s| s.1 != Sure::Bare).count(), 0, "{text}");
        }
    }
}
