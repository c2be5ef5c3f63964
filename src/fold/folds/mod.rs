//! The folds, one file each. A fold is a step of the alignment of a term with a text: it says how
//! many characters of the term and how many units of the text belong together, and what that
//! costs. `width`, `script` and look-alike letters are properties of one character and come out
//! of the table already; their files only price them.
//!
//! To add a fold: one file here with a [`FoldRule`], one line in [`REGISTRY`], one fixture in
//! `tests/fixtures/folds/`.

mod annotation;
mod digit;
mod glyph;
mod homophone;
mod initials;
mod literal;
mod script;
mod separator;
mod split;
mod width;

use crate::fold::{Class, Unit};
use crate::message::{Fold, FoldSet};

pub use initials::COST as INITIALS_COST;

/// One character of a term, with everything that may stand for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The character, folded.
    pub ch: char,
    /// Its set of readings.
    pub readings: u16,
    /// Characters that look like it.
    pub glyphs: Box<[char]>,
    /// Ways to write it in components.
    pub splits: Box<[Box<[char]>]>,
    /// Symbols that stand for this and the next `usize - 1` characters.
    pub symbols: Box<[(char, usize)]>,
}

/// Where a step is taken: the rest of the term and the place in the text.
pub struct At<'a> {
    /// The characters of the term that are still wanted; never empty.
    pub wanted: &'a [Wanted],
    /// The term's characters that are matched already.
    pub done: &'a [Wanted],
    /// All units of the text.
    pub units: &'a [Unit],
    /// The place in `units`.
    pub i: usize,
}

impl At<'_> {
    /// The unit at this place.
    pub fn unit(&self) -> Option<Unit> {
        self.units.get(self.i).copied()
    }

    /// The character that is wanted next.
    pub fn next(&self) -> Option<&Wanted> {
        self.wanted.first()
    }
}

/// One possible step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Characters of the term that it takes; 0 looks over units of the text.
    pub chars: usize,
    /// Units of the text that it takes.
    pub units: usize,
    /// What it costs, in hundredths of a character.
    pub cost: u32,
    /// The fold that explains it; `None` is literal.
    pub fold: Option<Fold>,
}

/// The steps that are possible at one place. Few, so they live on the stack.
#[derive(Debug, Default)]
pub struct Steps {
    list: [Option<Step>; 8],
    len: usize,
}

impl Steps {
    /// Adds a step; more than eight at one place do not occur in practice and are dropped.
    pub fn push(&mut self, step: Step) {
        if let Some(slot) = self.list.get_mut(self.len) {
            *slot = Some(step);
            self.len += 1;
        }
    }

    /// The steps.
    pub fn iter(&self) -> impl Iterator<Item = Step> + '_ {
        self.list.iter().filter_map(|s| *s)
    }
}

/// A fold, as the registry knows it.
pub struct FoldRule {
    /// Which fold; `None` is the literal step.
    pub fold: Option<Fold>,
    /// What it costs, in hundredths of a character, for documentation and statistics.
    pub cost: u32,
    /// Adds the steps that it allows at a place.
    pub steps: fn(&At<'_>, &mut Steps),
}

/// Every fold, in the order in which they are tried.
pub const REGISTRY: [&FoldRule; 10] = [
    &literal::RULE,
    &width::RULE,
    &script::RULE,
    &digit::RULE,
    &homophone::RULE,
    &glyph::RULE,
    &split::RULE,
    &separator::RULE,
    &annotation::RULE,
    &initials::RULE,
];

/// All steps that `allowed` folds permit at a place.
pub fn steps(at: &At<'_>, allowed: FoldSet) -> Steps {
    let mut out = Steps::default();
    for rule in REGISTRY {
        if rule.fold.is_none_or(|f| allowed.contains(f)) {
            (rule.steps)(at, &mut out);
        }
    }
    out
}

/// What the table did to a unit, priced: width and script cost next to nothing, a look-alike
/// letter as much as any look-alike.
pub fn table_cost(unit: Unit) -> u32 {
    let folds = unit.folds();
    let mut cost = 0;
    if folds.contains(Fold::Width) {
        cost += width::RULE.cost;
    }
    if folds.contains(Fold::Script) {
        cost += script::RULE.cost;
    }
    if folds.contains(Fold::Glyph) {
        cost += glyph::RULE.cost;
    }
    cost
}

/// Whether a unit may be looked over between two characters of a word.
pub(crate) fn skippable(unit: Unit) -> bool {
    matches!(unit.class(), Class::Separator | Class::Stop)
}
