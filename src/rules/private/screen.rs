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

/// Whether a typed value may stand in a text. Never `false` for a text with one.
pub(super) fn may_hold_value(text: &str) -> bool {
    let table = &**TABLE;
    let (mut digits, mut code, mut gap, mut gapped, mut marked) = (0u32, 0u32, 0u32, false, 0u32);
    for c in text.chars() {
        match table.get(c as usize).copied().unwrap_or_else(|| beyond(c)) {
            BREAK => (digits, code, gap, gapped) = (0, 0, 0, false),
            DIGIT => {
                gapped |= gap > 0 && digits > 0;
                (digits, gap) = (digits + 1, 0);
                code += u32::from(code > 0);
                if digits >= SOLID || (gapped && digits >= GAPPED) || code >= CODE || marked > 0 {
                    return true;
                }
                continue;
            }
            LATIN => {
                (code, gap) = (code + 1 + digits * u32::from(code == 0), gap + 1);
                if code >= CODE {
                    return true;
                }
            }
            AT => return true,
            MARK => {
                if digits > 0 && gap < 3 {
                    return true;
                }
                marked = 4;
                (digits, code, gap, gapped) = (0, 0, 0, false);
            }
            _ => gap += 1,
        }
        marked = marked.saturating_sub(1);
        if gap > MAX_GAP {
            (digits, code, gap, gapped) = (0, 0, 0, false);
        }
    }
    false
}

/// The class of every character of the basic plane.
static TABLE: LazyLock<Box<[u8]>> =
    LazyLock::new(|| (0..0x1_0000).map(|c| char::from_u32(c).map_or(SEPARATOR, beyond)).collect());

fn beyond(c: char) -> u8 {
    let mut buffer = [0; 4];
    let units = fold(c.encode_utf8(&mut buffer));
    let classes = units.iter().map(|u| match u.ch {
        '@' | '艾' | '圈' => AT,
        '栋' | '幢' | '座' | '懂' | '冻' | '橦' | '#' | '单' | '室' | '弄' | '组' | '队' | '社' | '户' | '车' | '房' | '楼' | '席' => MARK,
        '个' | '点' | '度' | '分' | '十' | '叉' => THROUGH,
        _ if is_digit(*u) => DIGIT,
        c if is_sound(c) => THROUGH,
        _ => match u.class() {
            Class::Latin => LATIN,
            Class::Han | Class::Other => BREAK,
            _ => SEPARATOR,
        },
    });
    // The class that asks for the closest look.
    classes.max_by_key(|k| [0, 4, 3, 1, 2, 5, 6].get(usize::from(*k)).copied().unwrap_or(0)).unwrap_or(SEPARATOR)
}
