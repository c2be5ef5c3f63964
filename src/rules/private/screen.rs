//! A cheap pass over a text: could a value be in it at all? One look-up a character and a few
//! counters; most posts end here, unfolded.

use std::sync::LazyLock;

use super::grammar::{is_digit, is_sound};
use crate::fold::{Class, fold};

/// Fewest digits of a number without gaps: an account of a messenger has six.
const SOLID: u32 = 6;
/// Fewest digits of a number with gaps: 6-2-301.
const GAPPED: u32 = 5;
/// Fewest letters and digits of a code.
const CODE: u32 = 5;
/// Fewest digits of a door with nothing but a mark behind it.
const DOOR: u32 = 3;
/// Fewest digits of a door or bed behind a mark.
const FOLLOWING: u32 = 2;
/// How far behind a mark that door or seat may stand, in characters.
const MARKED: u32 = 12;
/// Most characters between two digits of one number.
const MAX_GAP: u32 = 9;

const BREAK: u8 = 0;
const DIGIT: u8 = 1;
const LATIN: u8 = 2;
const SEPARATOR: u8 = 3;
/// Stands between digits as a word: 个, 点, a sound-alike.
const THROUGH: u8 = 4;
/// A mark behind a number of an address or a seat.
const MARK: u8 = 5;
/// What is written for `@`.
const AT: u8 = 6;
/// Part of the name of a messenger, or of what a template measures.
const CUE: u8 = 7;
/// 号: ends the number of a house.
const HAO: u8 = 8;

/// Latin words, or their first letters, that lead to a code.
const WORDS: [&str; 12] = ["v", "q", "at", "vx", "wx", "qq", "tg", "line", "what", "wech", "weix", "face"];

/// What has been seen since the last break.
#[derive(Default)]
struct Seen {
    digits: u32,
    code: u32,
    gap: u32,
    gapped: bool,
    /// Characters for which the mark behind a number still counts: a door or a seat may follow.
    marked: u32,
}

impl Seen {
    fn forget(&mut self) {
        (self.digits, self.code, self.gap, self.gapped) = (0, 0, 0, false);
    }

    /// Whether the digits are enough for a number of some kind.
    fn number(&self) -> bool {
        let follows = self.marked > 0 && (self.digits >= FOLLOWING || self.code > 1);
        self.digits >= SOLID || (self.gapped && self.digits >= GAPPED) || follows
    }

    /// A mark of an address or a seat; whether a value may end with it.
    fn mark(&mut self, seat: bool) -> bool {
        let numbered = self.digits > 0 && self.gap < 3;
        let ends = numbered && (self.digits >= DOOR || self.marked > 0 || self.code > 1);
        self.marked = if numbered || seat { MARKED } else { 0 };
        self.forget();
        ends
    }

    fn digit(&mut self) {
        self.gapped |= self.gap > 0 && self.digits > 0;
        (self.digits, self.gap) = (self.digits + 1, 0);
        self.code += u32::from(self.code > 0);
    }

    fn latin(&mut self) {
        self.code += 1 + if self.code == 0 { self.digits } else { 0 };
        self.gap += 1;
    }
}

/// Whether a typed value may stand in a text. Never `false` for a text with one.
pub(super) fn may_hold_value(text: &str) -> bool {
    let table = &**TABLE;
    let mut seen = Seen::default();
    let (mut code, mut cue) = (false, false);
    let mut word = Word::default();
    for c in text.chars() {
        let class = table.get(c as usize).copied().unwrap_or_else(|| beyond(c));
        if class == LATIN {
            cue |= word.push(c);
            seen.latin();
        } else if word.len > 0 {
            cue |= word.end();
        }
        match class {
            BREAK => seen.forget(),
            CUE => {
                cue = true;
                seen.forget();
            }
            DIGIT => {
                seen.digit();
                if seen.number() {
                    return true;
                }
                code |= seen.code >= CODE;
                continue;
            }
            AT => return true,
            MARK => {
                if seen.mark(matches!(c, '座' | '席')) {
                    return true;
                }
            }
            HAO | LATIN if seen.marked > 0 && seen.digits > 0 => return true,
            LATIN => code |= seen.code >= CODE,
            _ => seen.gap += 1,
        }
        if code && cue {
            return true;
        }
        seen.marked = seen.marked.saturating_sub(1);
        if seen.gap > MAX_GAP {
            seen.forget();
        }
    }
    code && (cue || word.end())
}

/// The first letters of the Latin word that is being read.
#[derive(Default)]
struct Word {
    letters: [u8; 4],
    len: usize,
}

impl Word {
    /// Takes one more letter; `true` when the word has become one that leads to a code.
    fn push(&mut self, c: char) -> bool {
        // Letters of other forms are rare: whatever they write may be a cue.
        if !c.is_ascii() {
            return true;
        }
        if let Some(slot) = self.letters.get_mut(self.len) {
            *slot = c.to_ascii_lowercase() as u8;
        }
        self.len += 1;
        (self.len == 2 || self.len == 4) && self.listed(2)
    }

    /// Ends the word; `true` when it leads to a code.
    fn end(&mut self) -> bool {
        let listed = self.len <= 2 && self.listed(1);
        self.len = 0;
        listed
    }

    fn listed(&self, least: usize) -> bool {
        let word = self.letters.get(..self.len.min(self.letters.len())).unwrap_or_default();
        // `at` is a cue only as a whole word.
        WORDS.iter().any(|w| w.as_bytes() == word && w.len() >= least && (least == 1 || *w != "at"))
    }
}

/// The class of every character of the basic plane.
static TABLE: LazyLock<Box<[u8]>> =
    LazyLock::new(|| (0..0x1_0000).map(|c| char::from_u32(c).map_or(SEPARATOR, beyond)).collect());

fn beyond(c: char) -> u8 {
    let mut buffer = [0; 4];
    let units = fold(c.encode_utf8(&mut buffer));
    let classes = units.iter().map(|u| match u.ch {
        '@' | '艾' | '圈' => AT,
        '栋' | '幢' | '座' | '懂' | '冻' | '橦' | '#' | '单' | '室' | '弄' | '组' | '队' | '社' | '户'
        | '车' | '房' | '楼' | '席' => MARK,
        '微' | '信' | '薇' | '威' | '维' | '卫' | '扣' | '鹅' | '报' | '机' | '模' | '脸' | '指' | '虹'
        | '声' | '纹' | '征' | '掌' | '静' => CUE,
        '号' => HAO,
        '十' => DIGIT,
        '个' | '点' | '度' | '分' | '叉' => THROUGH,
        _ if is_digit(*u) => DIGIT,
        c if is_sound(c) => THROUGH,
        _ => match u.class() {
            Class::Latin => LATIN,
            Class::Han | Class::Other => BREAK,
            _ => SEPARATOR,
        },
    });
    // The class that asks for the closest look.
    classes
        .max_by_key(|k| [0, 4, 5, 2, 1, 6, 7, 3, 2].get(usize::from(*k)).copied().unwrap_or(0))
        .unwrap_or(SEPARATOR)
}
