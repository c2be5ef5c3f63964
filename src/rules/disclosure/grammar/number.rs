//! Numbers as they are written: digits with separators, Chinese numerals in both scripts, mixed,
//! and the vague ones people write: 三百来人, 十几架, 近百名, 上千.

use std::ops::Range;

/// Chinese numerals, plain and as on cheques.
pub(super) const HAN: &str = "[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟廿卅]";

/// A number: `3`, `3,860`, `1.5万`, 三百二十, 两千多, 数十, 十几, 半.
pub(super) fn number() -> String {
    let digits = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?";
    format!(
        "(?:(?:{digits})[十百千万亿]{{0,2}}|{HAN}{{1,12}}(?:点{HAN}{{1,4}})?|[几数上成][十百千万亿]{{1,2}})[余多来几]?"
    )
}

/// A number or a range of two: 3至5, 120-150.
pub(super) fn span() -> String {
    let n = number();
    format!("{n}(?:(?:-|~|—|–|至|到){n})?")
}

/// Whether a number is the article of 一批, 一个 and counts nothing.
pub(super) fn is_article(value: &str) -> bool {
    let mut chars = value.chars();
    chars.next() == Some('一') && chars.next().is_some_and(|c| !HAN.contains(c) && c != '点')
}

/// What is numbered in English: the 4 of Building 4 counts nothing.
const LABELS: [&str; 20] = [
    "building ",
    "berth ",
    "pier ",
    "gate ",
    "hangar ",
    "dock ",
    "lesson ",
    "chapter ",
    "page ",
    "line ",
    "no. ",
    "number ",
    "unit ",
    "week ",
    "day ",
    "gallery ",
    "type ",
    "hull ",
    "item ",
    "episode ",
];

/// Whether a text ends with what a number behind it names.
pub(super) fn is_label(before: &str) -> bool {
    LABELS.iter().any(|l| before.ends_with(l))
}

/// Whether a value does not begin or end inside a longer number or Latin word.
pub(super) fn stands_alone(text: &str, range: Range<usize>) -> bool {
    let before = text.get(..range.start).and_then(|t| t.chars().next_back());
    let after = text.get(range.end..).and_then(|t| t.chars().next());
    let first = text.get(range.clone()).and_then(|t| t.chars().next());
    let last = text.get(range).and_then(|t| t.chars().next_back());
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let cut_left = digit(first) && (latin(before) || matches!(before, Some('.' | '-')))
        || (latin(first) && latin(before));
    let cut_right = latin(last) && latin(after);
    !cut_left && !cut_right
}
