//! Keys: how a name is filed. A name is a sequence of codes, one a character: the class of its
//! sound, so that sound-alikes, traditional characters and pinyin have the code of the character
//! that they stand for. Keys are hashes of codes; whatever shares a key is aligned afterwards.

use std::sync::LazyLock;

use crate::fold::{Class, Unit, fold, near, readings};

/// What a character counts as.
pub(super) type Code = u16;

/// Above the classes of sounds, of which there are a few hundred.
const LETTERS: u16 = 4_000;
const OTHERS: u16 = 5_000;

/// The sounds of 零 to 九: 1 and 一 are filed alike.
static DIGITS: LazyLock<Vec<Code>> =
    LazyLock::new(|| fold("零一二三四五六七八九").iter().map(|u| near(readings(u.readings())[0])).collect());

/// The code of a unit; `None` for what is not read.
pub(super) fn code(unit: Unit) -> Option<Code> {
    Some(match unit.class() {
        Class::Separator | Class::Stop | Class::Open | Class::Close => return None,
        Class::Digit => {
            let digit = unit.digit().and_then(|d| DIGITS.get(usize::from(d)).copied());
            digit.unwrap_or_else(|| other(unit.ch))
        }
        Class::Latin => LETTERS + (unit.ch as u32 - 'a' as u32) as u16,
        Class::Han | Class::Other => match near(readings(unit.readings())[0]) {
            0 => other(unit.ch),
            sound => sound,
        },
    })
}

/// The code of a syllable.
pub(super) fn sound(syllable: u16) -> Code {
    near(syllable)
}

fn other(c: char) -> Code {
    OTHERS + (mix(u64::from(u32::from(c))) % u64::from(u16::MAX - OTHERS)) as u16
}

/// The codes of a name.
pub(super) fn codes(units: &[Unit]) -> Vec<Code> {
    units.iter().filter_map(|u| code(*u)).collect()
}

/// Which key it is, so that keys of different kinds do not meet.
const WHOLE: u64 = 0x9e37_79b9_7f4a_7c15;
const WITHOUT: u64 = 0xc2b2_ae3d_27d4_eb4f;
const ANY_ORDER: u64 = 0x1656_67b1_9e37_79f9;
const ACCOUNT: u64 = 0x27d4_eb2f_1656_67c5;

/// The finaliser of splitmix64: every bit of the input changes half the bits of the output.
fn mix(x: u64) -> u64 {
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

fn chain(codes: impl Iterator<Item = Code>, salt: u64) -> u64 {
    mix(codes.fold(salt, |h, c| (h ^ u64::from(c)).wrapping_mul(0x0100_0000_01b3).rotate_left(23)))
}

/// The key of all codes in their order.
pub(super) fn whole(codes: &[Code]) -> u64 {
    chain(codes.iter().copied(), WHOLE)
}

/// The key of what is left of a longer name when one code is taken out of it.
pub(super) fn left(codes: &[Code]) -> u64 {
    chain(codes.iter().copied(), WITHOUT)
}

/// The keys of a name with each of its codes taken out in turn.
pub(super) fn without_one(codes: &[Code]) -> impl Iterator<Item = u64> + '_ {
    let again = |i: usize| i > 0 && codes.get(i) == codes.get(i - 1);
    (0..codes.len()).filter(move |i| !again(*i)).map(|i| without(codes, i))
}

/// The key of a name with code `i` taken out.
pub(super) fn without(codes: &[Code], i: usize) -> u64 {
    chain(codes.iter().enumerate().filter(|(k, _)| *k != i).map(|(_, c)| *c), WITHOUT)
}

/// The key of all codes in any order.
pub(super) fn any_order(codes: &[Code]) -> u64 {
    mix(codes.iter().fold(ANY_ORDER, |h, c| h.wrapping_add(mix(u64::from(*c) + ANY_ORDER))))
}

/// The key of an account.
pub(super) fn account(account: &str) -> u64 {
    chain(account.bytes().map(u16::from), ACCOUNT)
}

/// Every key under which a name is filed. Names with one code have no shorter form, and those of
/// fewer than four no other order that anyone would read as the same.
pub(super) fn all(codes: &[Code], each: &mut dyn FnMut(u64)) {
    each(whole(codes));
    if codes.len() >= super::compare::LEAST_CHANGED {
        without_one(codes).for_each(&mut *each);
        each(any_order(codes));
    }
}
