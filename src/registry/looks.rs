//! Which characters look alike: the table for the characters of names of any kind, read when the
//! first registry is compiled. What makes two names different on purpose is never a disguise:
//! 第一 and 第二, 东 and 西, 县 and 乡.

use std::sync::LazyLock;

use super::key::Code;
use crate::fold::{fold, near, readings};
use crate::lexicon::{GLYPHS_COMMON, GLYPHS_DRAWN, SPLITS};
use crate::matching::FoldData;

/// Look-alikes and components.
pub(super) static DATA: LazyLock<FoldData> =
    LazyLock::new(|| FoldData::new(GLYPHS_COMMON, SPLITS).with_glyphs(GLYPHS_DRAWN).both_ways());

/// Numerals, directions, sizes, levels of administration: names of neighbours differ in these.
const TELLING: &str = "一二三四五六七八九十百千万零〇0123456789甲乙丙丁东西南北中上下左右前后大小新老\
                       省市县区乡镇村州盟旗街路港河江湖";

/// Whether neighbours are told apart by this character.
pub(super) fn is_telling(c: char) -> bool {
    TELLING.contains(c)
}

/// The codes that a look-alike of `c` has, other than its own.
pub(super) fn codes_alike(c: char) -> impl Iterator<Item = Code> {
    let own = heard(c);
    let mut all: Vec<Code> = DATA.glyphs(c).iter().take(MOST).map(|g| heard(*g)).collect();
    all.retain(|code| *code != own && *code != 0);
    all.sort_unstable();
    all.dedup();
    all.into_iter()
}

/// Look-alikes of a character that are tried; the table has the best first.
const MOST: usize = 6;

fn heard(c: char) -> Code {
    let mut buffer = [0; 4];
    fold(c.encode_utf8(&mut buffer)).first().map_or(0, |u| near(readings(u.readings())[0]))
}
