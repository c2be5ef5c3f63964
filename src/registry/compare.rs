//! Can this be read as that name? The candidate is aligned with the text as a term of a lexicon
//! would be, by the same folds at the same costs; what is dear is what no fold explains: a
//! character left out, parts in another order. An ordinary other character has no step at all.

use super::atoms::{Atom, Way};
use super::key::{self, Code};
use super::looks::{DATA, is_telling};
use crate::fold::{Unit, fold, readings};
use crate::matching::{Alignment, Pattern, align};
use crate::message::{Fold, FoldSet, Score};

/// How a text can be read as a verified name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Likeness {
    /// In hundredths of a character.
    pub(super) cost: u32,
    /// Characters of the name.
    pub(super) chars: usize,
    /// The folds between the two.
    pub(super) folds: FoldSet,
}

impl Likeness {
    /// How sure: the cost spread over the characters.
    pub(super) fn score(self) -> Score {
        Score::from_hundredths(100u32.saturating_sub(self.cost / self.chars.max(1) as u32))
    }
}

/// Fewest characters of a name in which one may be another: of shorter ones the rest says too little.
pub(super) const LEAST_CHANGED: usize = 4;
/// Fewest characters of a name of which one may be left out.
const LEAST_DROPPED: usize = 5;
/// The same where the first or the last is: 社保 and 社保网 are two names.
const LEAST_CUT: usize = 8;
/// Neighbours are told apart by which level it is, not by whether it is named.
const LEVELS: &str = "省市县区乡镇村州";
/// What may change in a short name: its width, its script, what stands between its characters.
const FORM_ONLY: u32 = 6;
/// What may change a character of the name: one exchange in four characters (24 of 32), two in six.
const PER_CHAR: u32 = 8;
/// A character left out. As much as five characters may change, so nothing else beside it.
const DROPPED: u32 = 40;
/// Two parts in the other order.
const SWAPPED: u32 = 30;
/// Fewest characters of a part that is read as one when it stands elsewhere.
const LEAST_PART: usize = 2;
/// Most characters with which both parts begin or end alike.
const MOST_ALIKE: usize = 3;
/// A near sound (l for n, an for ang) beyond its step: whole neighbourhoods of names differ in two.
const NEAR_MORE: u32 = 8;

/// The folds of a character. What stands between characters was undone before.
const FOLDS: FoldSet =
    FoldSet::of(&[Fold::Width, Fold::Script, Fold::Homophone, Fold::Glyph, Fold::Digit, Fold::Split]);

/// The most that a name of so many characters may cost.
fn most(chars: usize) -> u32 {
    if chars < LEAST_CHANGED { FORM_ONLY } else { PER_CHAR * chars as u32 }
}

/// Reads a text, in one of its ways, as `name`; `None` when nobody would.
pub(super) fn compare(name: &str, way: &Way) -> Option<Likeness> {
    let mut wanted = fold(name);
    wanted.retain(|u| key::code(*u).is_some());
    let codes = key::codes(&wanted);
    let heard: Vec<Code> = way.atoms.iter().map(|a| a.code).collect();
    let chars = wanted.len();
    let (wanted, extra) = if heard.len() + 1 == codes.len() {
        (dropped(&wanted, &codes, &heard)?, DROPPED)
    } else if heard.len() == codes.len() && !may_be(&wanted, &codes, way) {
        (swapped(&wanted, &codes, &heard)?, SWAPPED)
    } else {
        (wanted, 0)
    };
    let units = written(&wanted, way)?;
    let text: String = wanted.iter().map(|u| u.ch).collect();
    let pattern = Pattern::new(0, &text, FOLDS, false, &DATA);
    let alignment = align(&pattern, &units, 0)?;
    if alignment.end < units.len() || tells_apart(&pattern, &alignment, &units) {
        return None;
    }
    let cost = price(&alignment, &pattern, &units) + extra + way.cost;
    let folds = alignment.folds.union(way.folds);
    (cost <= most(chars)).then_some(Likeness { cost, chars, folds })
}

/// The text with pinyin as the characters that it stands for: any of their readings will do.
fn written(wanted: &[Unit], way: &Way) -> Option<Vec<Unit>> {
    let stands_for =
        |w: &Unit, code: Code| readings(w.readings()).into_iter().any(|r| r != 0 && key::sound(r) == code);
    let unit = |(i, atom): (usize, &Atom)| match atom.unit {
        Some(unit) => Some(unit),
        None => wanted.get(i).filter(|w| stands_for(w, atom.code)).copied(),
    };
    way.atoms.iter().enumerate().map(unit).collect()
}

/// Whether every character sounds or looks like the one that is wanted: a cheap look before the
/// alignment.
fn may_be(wanted: &[Unit], codes: &[Code], way: &Way) -> bool {
    wanted.iter().zip(codes).zip(&way.atoms).all(|((w, code), a)| {
        *code == a.code
            || a.unit.is_some_and(|u| DATA.glyphs(w.ch).contains(&u.ch))
            || readings(w.readings()).into_iter().any(|r| r != 0 && key::sound(r) == a.code)
    })
}

/// The name without the one character that the text does not have.
fn dropped(wanted: &[Unit], codes: &[Code], heard: &[Code]) -> Option<Vec<Unit>> {
    let at = codes.iter().zip(heard).take_while(|(a, b)| a == b).count();
    let edge = at == 0 || at + 1 == wanted.len();
    if wanted.len() < if edge { LEAST_CUT } else { LEAST_DROPPED } {
        return None;
    }
    // 第人民医院 is nobody's own name, 人民医院 may be.
    let ordinal = at.checked_sub(1).and_then(|b| wanted.get(b)).is_some_and(|u| u.ch == '第');
    let level = wanted.get(at).is_some_and(|u| LEVELS.contains(u.ch));
    if wanted.get(at).is_none_or(|u| is_telling(u.ch)) && !ordinal && !level {
        return None;
    }
    let kept = wanted.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, c)| *c);
    Some(kept.collect())
}

/// The name with two parts that stand side by side in the other order.
fn swapped(units: &[Unit], codes: &[Code], heard: &[Code]) -> Option<Vec<Unit>> {
    let front = codes.iter().zip(heard).take_while(|(a, b)| a == b).count();
    let same = codes.iter().rev().zip(heard.iter().rev()).take_while(|(a, b)| a == b).count();
    let back = codes.len().checked_sub(same).filter(|b| *b > front)?;
    // Both parts may begin or end alike (银行, 分行): then they are longer than what differs.
    let wider = (0..=MOST_ALIKE).flat_map(|a| (0..=MOST_ALIKE).map(move |b| (a, b)));
    let (front, back, cut) =
        wider.filter_map(|(a, b)| Some((front.checked_sub(a)?, back + b))).find_map(|(front, back)| {
            Some((front, back, cut(codes.get(front..back)?, heard.get(front..back)?)?))
        })?;
    let mut out = units.get(..front)?.to_vec();
    out.extend(units.get(front + cut..back)?);
    out.extend(units.get(front..front + cut)?);
    out.extend(units.get(back..)?);
    Some(out)
}

/// Where `wanted` is cut so that its two parts in the other order are `given`.
fn cut(wanted: &[Code], given: &[Code]) -> Option<usize> {
    (LEAST_PART..=wanted.len().saturating_sub(LEAST_PART)).find(|cut| {
        let (first, second) = wanted.split_at(*cut);
        given.starts_with(second) && given.ends_with(first)
    })
}

/// Whether a character by which neighbours are told apart became another such one.
fn tells_apart(pattern: &Pattern, alignment: &Alignment, units: &[Unit]) -> bool {
    let exchanged = |fold| matches!(fold, Some(Fold::Homophone | Fold::Glyph));
    alignment.trace.iter().filter(|t| exchanged(t.fold) && t.units == 1).any(|t| {
        let wanted = pattern.wanted.get(t.char).is_some_and(|w| is_telling(w.ch));
        wanted && units.get(t.unit).is_some_and(|u| is_telling(u.ch))
    })
}

/// The cost of the alignment, with what is dearer in a name than in running text.
fn price(alignment: &Alignment, pattern: &Pattern, units: &[Unit]) -> u32 {
    let near = alignment.trace.iter().filter(|t| t.fold == Some(Fold::Homophone)).filter(|t| {
        let heard = units.get(t.unit).map_or(0, |u| readings(u.readings())[0]);
        let wanted = pattern.wanted.get(t.char).map_or([0; 3], |w| readings(w.readings));
        !wanted.contains(&heard)
    });
    alignment.cost + NEAR_MORE * near.count() as u32
}
