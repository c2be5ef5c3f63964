//! The verifier: aligns a term with a stretch of text, character by character, and adds up what
//! the folds cost. The cheapest alignment wins; of equal ones the shorter.

use crate::fold::Unit;
use crate::fold::folds::{At, INITIALS_COST, table_cost};
use crate::fold::{Class, folds};
use crate::limits::MAX_SPREAD;
use crate::matching::pattern::Pattern;
use crate::message::{Fold, FoldSet, Score};

/// The most that an alignment may cost, in hundredths of a character a character of the term.
/// A term all in pinyin costs 20; one all in near sounds, 32, is read by nobody.
const BUDGET: u32 = 30;

/// One step of an alignment, so that another program can check it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Traced {
    /// First character of the term.
    pub char: usize,
    /// Characters of the term.
    pub chars: usize,
    /// First unit of the text.
    pub unit: usize,
    /// Units of the text.
    pub units: usize,
    /// The fold; `None` is literal.
    pub fold: Option<Fold>,
}

/// A term found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alignment {
    /// First unit.
    pub start: usize,
    /// One past the last unit.
    pub end: usize,
    /// The folds on the way.
    pub folds: FoldSet,
    /// What it costs, in hundredths of a character.
    pub cost: u32,
    /// How sure.
    pub score: Score,
    /// The way.
    pub trace: Vec<Traced>,
}

struct Search<'a> {
    pattern: &'a Pattern,
    units: &'a [Unit],
    start: usize,
    limit: u32,
    path: Vec<Traced>,
    best: Option<(u32, Vec<Traced>)>,
}

/// Aligns `pattern` with the text from unit `start` on.
pub fn align(pattern: &Pattern, units: &[Unit], start: usize) -> Option<Alignment> {
    if !pattern.may_start(units, start) {
        return None;
    }
    let chars = pattern.len() as u32;
    let limit = BUDGET * chars;
    let mut search = Search { pattern, units, start, limit, path: Vec::new(), best: None };
    search.walk(0, start, if pattern.initials { INITIALS_COST * chars } else { 0 });
    let (cost, trace) = search.best?;
    let end = trace.last().map_or(start, |t| t.unit + t.units);
    let mut folds = if pattern.initials { FoldSet::of(&[Fold::Initials]) } else { FoldSet::EMPTY };
    for step in &trace {
        folds = step.fold.map_or(folds, |f| folds.with(f));
        if step.chars > 0 {
            let taken = units.get(step.unit..step.unit + step.units).unwrap_or_default();
            folds = taken.iter().fold(folds, |f, u| f.union(u.folds()));
        }
    }
    let both = trace.iter().fold(FoldSet::EMPTY, |f, t| f.union(both_ways(pattern, units, t)));
    folds = folds.union(keycaps(units, &trace)).union(both);
    let score = Score::from_hundredths(100 - (cost / chars.max(1)).min(100));
    Some(Alignment { start, end, folds, cost, score, trace })
}

/// A keycap is a numeral in another form, though its digit is plain.
fn keycaps(units: &[Unit], trace: &[Traced]) -> FoldSet {
    let framed = trace
        .iter()
        .any(|t| units.get(t.unit..t.unit + t.units).is_some_and(|u| u.iter().any(|u| u.ch == '\u{20e3}')));
    if framed { FoldSet::of(&[Fold::Digit]) } else { FoldSet::EMPTY }
}

/// A character that sounds and looks alike is explained by both: all folds that explain a step of
/// one character.
pub fn both_ways(pattern: &Pattern, units: &[Unit], step: &Traced) -> FoldSet {
    let exchanged = step.units == 1 && matches!(step.fold, Some(Fold::Homophone | Fold::Glyph));
    let (Some(wanted), Some(done)) = (pattern.wanted.get(step.char..), pattern.wanted.get(..step.char))
    else {
        return FoldSet::EMPTY;
    };
    if !exchanged {
        return FoldSet::EMPTY;
    }
    let all = folds::steps(&At { wanted, done, units, i: step.unit }, pattern.folds);
    all.iter().filter(|s| s.units == 1 && s.chars == 1).filter_map(|s| s.fold).collect()
}

impl Search<'_> {
    fn walk(&mut self, j: usize, i: usize, cost: u32) {
        let beaten = self
            .best
            .as_ref()
            .is_some_and(|(best, path)| cost > *best || (cost == *best && self.path.len() >= path.len()));
        if cost > self.limit || i > self.start + MAX_SPREAD || beaten {
            return;
        }
        if j == self.pattern.len() {
            if self.whole(i) {
                self.best = Some((cost, self.path.clone()));
            }
            return;
        }
        let (Some(wanted), Some(done)) = (self.pattern.wanted.get(j..), self.pattern.wanted.get(..j)) else {
            return;
        };
        let at = At { wanted, done, units: self.units, i };
        for step in folds::steps(&at, self.pattern.folds).iter() {
            // Two steps over units in a row add nothing that one longer one does not.
            if step.chars == 0 && self.path.last().is_some_and(|t| t.chars == 0 && t.fold == step.fold) {
                continue;
            }
            let table: u32 = if step.chars == 0 || self.pattern.initials {
                0
            } else {
                self.units.get(i..i + step.units).unwrap_or_default().iter().map(|u| table_cost(*u)).sum()
            };
            self.path.push(Traced {
                char: j,
                chars: step.chars,
                unit: i,
                units: step.units,
                fold: step.fold,
            });
            self.walk(j + step.chars, i + step.units, cost + step.cost + table);
            self.path.pop();
        }
    }

    /// Latin letters are taken as whole words: `jfj` is not in `jfjx`, and pinyin does not end
    /// inside a syllable.
    fn whole(&self, end: usize) -> bool {
        let latin = |i: usize| self.units.get(i).is_some_and(|u| u.class() == Class::Latin);
        let starts_inside = self.start > 0 && latin(self.start) && latin(self.start - 1);
        let ends_inside = end > 0 && latin(end) && latin(end - 1);
        if self.pattern.initials || self.pattern.is_latin() {
            return !starts_inside && !ends_inside;
        }
        !ends_inside || self.next_begins_syllable(end)
    }

    fn next_begins_syllable(&self, end: usize) -> bool {
        // After pinyin a consonant begins the next syllable unless it belongs to this one (n, g, r).
        self.units.get(end).is_some_and(|u| !"aeiouvngr".contains(u.ch))
            || self
                .units
                .get(end..end + 2)
                .is_some_and(|u| "nr".contains(u[0].ch) && "aeiouv".contains(u[1].ch))
            || self.units.get(end..end + 2).is_some_and(|u| u[0].ch == 'g' && "aeiouv".contains(u[1].ch))
    }
}
