//! Six spellings that people use to get past filters.

use super::random::Random;

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    Plain,
    FullWidth,
    Separators,
    Numerals,
    Formal,
    EmojiAndSound,
}

/// All of them.
pub const SPELLINGS: [Spelling; 6] = [
    Spelling::Plain,
    Spelling::FullWidth,
    Spelling::Separators,
    Spelling::Numerals,
    Spelling::Formal,
    Spelling::EmojiAndSound,
];

/// A written value and the pieces that must be covered.
pub struct Value {
    pub text: String,
    pub pieces: Vec<String>,
}

impl Value {
    /// Whether every letter and digit of the value is covered where it stands in a text; `inside`
    /// tells whether a byte is.
    pub fn covered(&self, text: &str, inside: impl Fn(usize) -> bool) -> bool {
        self.pieces.iter().all(|piece| {
            let Some(at) = text.find(piece.as_str()) else { return false };
            piece.char_indices().all(|(i, c)| !c.is_alphanumeric() || inside(at + i))
        })
    }
}

/// Writes a value.
pub fn spell(spelling: Spelling, plain: &str, random: &mut Random) -> Value {
    let text: String = match spelling {
        Spelling::Plain => plain.to_owned(),
        Spelling::FullWidth => plain.chars().map(wide).collect(),
        Spelling::Separators => separated(plain, random),
        Spelling::Numerals => plain.chars().map(|c| numeral(c, "零一二三四五六七八九")).collect(),
        Spelling::Formal => plain.chars().map(|c| numeral(c, "零壹贰叁肆伍陆柒捌玖")).collect(),
        Spelling::EmojiAndSound => mixed(plain, random),
    };
    let pieces = pieces(&text);
    Value { text, pieces }
}

/// A booking has two places; everything else is one.
fn pieces(text: &str) -> Vec<String> {
    match text.split_once('次') {
        Some((service, seat)) if text.contains('车') => vec![service.to_owned(), seat.to_owned()],
        _ => vec![text.to_owned()],
    }
}

fn wide(c: char) -> char {
    if c.is_ascii_graphic() { char::from_u32(c as u32 + 0xfee0).unwrap_or(c) } else { c }
}

fn numeral(c: char, digits: &str) -> char {
    c.to_digit(10).and_then(|d| digits.chars().nth(d as usize)).unwrap_or(c)
}

fn is_number(plain: &str) -> bool {
    plain.chars().all(|c| c.is_ascii_digit() || c == 'X')
}

fn separated(plain: &str, random: &mut Random) -> String {
    if let Some((local, domain)) = plain.split_once('@') {
        return match random.below(3) {
            0 => format!("{local} @ {domain}"),
            1 => format!("{local}(at){}", domain.replace('.', "(dot)")),
            _ => format!("{local}艾特{}", domain.replace('.', "点")),
        };
    }
    if !is_number(plain) {
        let marks = ["栋", "幢", "号楼", "单元", "车", "次", ","];
        return marks.iter().fold(plain.to_owned(), |s, m| s.replace(m, &format!("{m} ")));
    }
    let sizes: &[usize] = match plain.len() {
        11 if plain.starts_with('1') => &[3, 4, 4],
        10..=12 if plain.starts_with('0') => {
            &[if plain.starts_with("010") || plain.starts_with("021") { 3 } else { 4 }, 8]
        }
        18 if plain.starts_with("9999991") => &[6, 8, 4],
        _ => &[4, 4, 4, 4, 4],
    };
    let mark = random.pick(&[" ", "-", "—", "·", "😀", "  ", "\u{200b}", "_", "…-", "*"]).replace("…-", "--");
    let mut rest = plain;
    let mut groups = Vec::new();
    for size in sizes {
        let (group, tail) = rest.split_at((*size).min(rest.len()));
        groups.push(group);
        rest = tail;
        if rest.is_empty() {
            break;
        }
    }
    groups.join(&mark)
}

/// Keycaps and, in long numbers, a few sound-alikes.
fn mixed(plain: &str, random: &mut Random) -> String {
    const SOUNDS: [&str; 10] = ["洞", "衣", "儿", "山", "死", "午", "溜", "气", "巴", "久"];
    let long = is_number(plain) && plain.len() >= 10;
    let mut left = if long { 3 } else { 0 };
    let keycap = random.below(2) == 0;
    let mut out = String::new();
    for (i, c) in plain.chars().enumerate() {
        match c.to_digit(10) {
            Some(d) if left > 0 && i > 0 && random.below(4) == 0 => {
                left -= 1;
                out.push_str(SOUNDS[d as usize]);
            }
            Some(_) if keycap => out.extend([c, '\u{fe0f}', '\u{20e3}']),
            Some(d) => out.push(['⓪', '①', '②', '③', '④', '⑤', '⑥', '⑦', '⑧', '⑨'][d as usize]),
            None => out.push(c),
        }
    }
    out
}
