//! What single characters stand for: digits without doubt, look-alikes, sound-alikes, gaps.

use super::digits::Gap;
use crate::fold::{Class, Unit};

/// What kind of gap a unit makes between two digits.
pub(super) fn gap_of(unit: Unit) -> Gap {
    match (unit.class(), unit.ch) {
        (Class::Stop, _) => Gap::Stop,
        (_, ' ' | '\t' | '\u{a0}' | '\u{3000}') => Gap::Space,
        (_, '-' | '‐'..='―' | '−' | '~' | '～' | '_') => Gap::Hyphen,
        (_, '.' | '·' | '•' | '・') => Gap::Dot,
        (
            _,
            '\u{ad}'
            | '\u{34f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2060}'..='\u{2064}'
            | '\u{feff}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{20e3}'
            | '\u{202a}'..='\u{202e}'
            | '\u{300}'..='\u{36f}',
        ) => Gap::Hidden,
        _ => Gap::Mark,
    }
}

/// The digit that a unit writes without doubt.
pub(super) fn plain(unit: Unit) -> Option<u8> {
    if unit.ch.is_ascii() {
        return unit.ch.to_digit(10).map(|d| d as u8);
    }
    if let Some(d) = unit.digit() {
        return Some(d);
    }
    if unit.class() == Class::Han {
        return None;
    }
    let c = unit.ch as u32;
    Some(match c {
        0x2776..=0x277E => c - 0x2775,
        0x2780..=0x2788 => c - 0x277F,
        0x278A..=0x2792 => c - 0x2789,
        0x24F5..=0x24FD => c - 0x24F4,
        0x24FF | 0x1F10C | 0x1F17E | 0x2B55 => 0,
        _ => return None,
    } as u8)
}

/// The digit that a letter looks like.
pub(super) fn look(c: char) -> Option<u8> {
    Some(match c {
        'o' | 'q' => 0,
        'l' | 'i' => 1,
        'z' => 2,
        's' => 5,
        'b' => 8,
        'g' => 9,
        _ => return None,
    })
}

/// The digit that a character sounds like, or is read as on the radio.
pub(super) fn sound(c: char) -> Option<u8> {
    Some(match c {
        '洞' | '灵' | '令' | '铃' | '林' | '凌' => 0,
        '衣' | '医' | '依' | '伊' | '腰' | '妖' | '要' | '药' | '邀' | '丨' => 1,
        '儿' | '尔' | '耳' | '饿' | '俩' => 2,
        '山' | '伞' | '散' | '仨' => 3,
        '死' | '思' | '四' | '寺' | '司' | '丝' | '私' => 4,
        '午' | '舞' | '吾' | '武' | '无' | '屋' | '捂' => 5,
        '溜' | '柳' | '流' | '留' | '牛' => 6,
        '气' | '期' | '齐' | '妻' | '漆' | '起' | '拐' | '骑' => 7,
        '巴' | '吧' | '爸' | '把' | '扒' | '罢' | '芭' => 8,
        '久' | '酒' | '就' | '旧' | '韭' | '勾' | '狗' | '救' => 9,
        _ => return None,
    })
}
