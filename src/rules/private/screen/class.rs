//! The classes of characters for the screen, and the ends of labels: tables made once, from the
//! folds and the lexicon.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::super::grammar::{is_digit, is_sound};
use super::super::lexicon::{LabelKind, labels};
use crate::fold::{Class, folded, folded_char};

pub(super) const BREAK: u8 = 0;
pub(super) const SEPARATOR: u8 = 1;
/// Stands between digits as a word: 点, a sound-alike.
pub(super) const THROUGH: u8 = 2;
/// 个: says a digit several times.
pub(super) const TIMES: u8 = 3;
/// 点, `.`: inside a number with decimals.
pub(super) const POINT: u8 = 4;
/// °, 度.
pub(super) const DEGREE: u8 = 5;
/// Ends the name of an estate.
pub(super) const ESTATE: u8 = 6;
/// Says that somebody lives there.
pub(super) const HOME: u8 = 7;
/// Classes with this bit begin something or go on with it; the others, [`TIMES`] and [`POINT`] among
/// them, do not while there is no number.
pub(super) const BEGINS: u8 = 8;
pub(super) const DIGIT: u8 = 8;
pub(super) const LATIN: u8 = 9;
/// A mark behind a number of an address or a seat.
pub(super) const MARK: u8 = 10;
/// What is written for `@`.
pub(super) const AT: u8 = 11;
/// 号: ends the number of a house.
pub(super) const HAO: u8 = 12;
/// A label may end with the character, when the one before it [`LEADS_LABEL`].
pub(super) const ENDS_LABEL: u8 = 0x80;
/// The character may stand last but one in a label.
pub(super) const LEADS_LABEL: u8 = 0x40;
/// The character alone may be a label.
pub(super) const LABEL: u8 = 0x20;
/// The class itself.
pub(super) const CLASS: u8 = 0x0f;

// [`ended`] compares the one bit with the other.
const _: () = assert!(LEADS_LABEL << 1 == ENDS_LABEL);

/// Not 0 when a label may end with a character behind another, by the entries of both.
#[inline]
pub(super) fn ended(before: u8, entry: u8) -> u8 {
    entry & before << 1 & ENDS_LABEL
}

/// The class of every character, and what it may do in a label.
pub(super) struct Classes(&'static [u8]);

impl Classes {
    pub(super) fn get() -> Self {
        Self(&TABLE)
    }

    #[inline]
    pub(super) fn of(&self, c: char) -> u8 {
        self.0.get(c as usize).copied().unwrap_or_else(|| beyond(c))
    }
}

/// The class of every character of the basic plane.
static TABLE: LazyLock<Box<[u8]>> = LazyLock::new(|| {
    let pairs: Vec<(char, char)> = ids().chain(phones()).collect();
    let (alone, longer): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(before, _)| *before == '\0');
    let leads: HashSet<char> = longer.iter().map(|(before, _)| *before).collect();
    let ends: HashSet<char> = longer.iter().map(|(_, last)| *last).collect();
    let alone: HashSet<char> = alone.iter().map(|(_, last)| *last).chain(ALONE).collect();
    let class = |c: char| {
        let folded = folded_char(c);
        let flag = |set: &HashSet<char>, flag: u8| if set.contains(&folded) { flag } else { 0 };
        beyond(c) | flag(&ends, ENDS_LABEL) | flag(&leads, LEADS_LABEL) | flag(&alone, LABEL)
    };
    (0..0x1_0000).map(|c| char::from_u32(c).map_or(SEPARATOR, class)).collect()
});

/// Labels of one character, when a mark follows: 微：, 薇 .
pub(super) const ALONE: [char; 2] = ['薇', '微'];

/// The last two characters of every label under which short codes are values.
fn ids() -> impl Iterator<Item = (char, char)> {
    use LabelKind::{Biometric, Messenger, Passport, Permit};
    labels().ends(&[Biometric, Messenger, Passport, Permit]).filter(|pair| is_han(*pair))
}

/// The same for local telephone numbers.
fn phones() -> impl Iterator<Item = (char, char)> {
    labels().ends(&[LabelKind::Phone, LabelKind::Person]).filter(|pair| is_han(*pair))
}

/// Latin words are read as words, not as pairs: 加v, 模板id, line.
fn is_han((_, last): (char, char)) -> bool {
    !last.is_ascii_alphabetic()
}

/// Size of a table of pairs, a power of two far above their number.
const PAIR_BITS: usize = 1 << 16;

/// Pairs of characters, one bit each; two pairs may share one.
pub(super) struct Pairs(Box<[u64]>);

impl Pairs {
    fn new(all: impl Iterator<Item = (char, char)>) -> Self {
        let mut bits = vec![0; PAIR_BITS / 64];
        for place in all.map(|(before, last)| pair(before, last)) {
            if let Some(word) = bits.get_mut(place / 64) {
                *word |= 1u64 << (place % 64);
            }
        }
        Self(bits.into())
    }

    pub(super) fn has(&self, place: usize) -> bool {
        self.0.get(place / 64).is_some_and(|w| w >> (place % 64) & 1 != 0)
    }
}

/// The place of a pair in a table of pairs.
pub(super) fn pair(before: char, last: char) -> usize {
    (before as usize).wrapping_mul(0x9e37).wrapping_add(last as usize) % PAIR_BITS
}

/// The pairs of [`ids`] and of [`phones`].
pub(super) static PAIRS: LazyLock<(Pairs, Pairs)> =
    LazyLock::new(|| (Pairs::new(ids()), Pairs::new(phones())));

/// For each class, how close a look it asks for: of several units the closest counts.
const CLOSENESS: [u8; 13] = [0, 4, 5, 5, 5, 5, 2, 3, 9, 7, 6, 11, 8];

fn beyond(c: char) -> u8 {
    let classes = folded(c).map(|u| match u.ch {
        '@' | '艾' | '圈' => AT,
        '栋' | '幢' | '座' | '懂' | '冻' | '橦' | '#' | '单' | '室' | '弄' | '组' | '队' | '社' | '户'
        | '车' | '房' | '楼' | '席' | '门' | '梯' | '层' => MARK,
        '号' => HAO,
        '区' | '园' | '苑' | '寓' | '村' | '院' | '城' | '庭' | '馆' | '府' | '里' | '湾' => {
            ESTATE
        }
        '家' | '住' | '屋' | '宿' | '卧' | '租' => HOME,
        '十' | '拾' => DIGIT,
        '个' => TIMES,
        '点' | '.' | '·' => POINT,
        '度' | '°' => DEGREE,
        '分' | '叉' | '|' | '¦' => THROUGH,
        _ if is_digit(u) => DIGIT,
        c if is_sound(c) => THROUGH,
        _ => match u.class() {
            Class::Latin => LATIN,
            Class::Han | Class::Other => BREAK,
            _ => SEPARATOR,
        },
    });
    classes.max_by_key(|k| CLOSENESS.get(usize::from(*k)).copied().unwrap_or(0)).unwrap_or(SEPARATOR)
}
