//! The look-up: candidates by key, each compared, the nearest one kept.

use std::collections::HashSet;
use std::ops::Range;

use super::Registry;
use super::atoms::{Way, ways};
use super::compare::{LEAST_CHANGED, Likeness, compare};
use super::key::{self, Code};
use super::looks::codes_alike;
use super::speech::{Rest, cores};
use crate::fold::{Unit, fold};
use crate::lexicon::NameSet;
use crate::limits::{MAX_COMPARED, MAX_VERIFIED_CHARS, MAX_VERIFIED_UNITS};
use crate::message::{FoldSet, Score};

/// A verified name that a new name can be taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near {
    /// The verified name.
    pub name: String,
    /// Bytes of the new name that are read as it.
    pub bytes: Range<usize>,
    /// Folds between the two.
    pub folds: FoldSet,
    /// How sure.
    pub score: Score,
}

/// A name that so many verified accounts bear marks none of them: 中心小学.
const NAMESAKES: usize = 3;
/// Fewest characters of a verified name that need no word such as 官方 beside them.
const LEAST_ALONE: usize = 3;
/// Fewest characters of a verified name that need 官方 and the like beside them.
const LEAST_OWNED: usize = 2;
/// Fewest characters of a verified name beside 发布, 服务中心 and others that suit many bodies.
const LEAST_SPEAKING: usize = 4;

struct Best {
    name: String,
    likeness: Likeness,
    units: Range<usize>,
    bearers: usize,
}

/// See [`Registry::near`].
pub(super) fn near(registry: &Registry, set: &NameSet, name: &str) -> Option<Near> {
    let mut units = fold(name);
    units.truncate(MAX_VERIFIED_UNITS);
    let mut best: Option<Best> = None;
    let mut left = MAX_COMPARED;
    for core in cores(set, &units) {
        let part = units.get(core.units.clone()).unwrap_or_default();
        for way in ways(part) {
            if way.atoms.len() + 1 < least(core.rest) || way.atoms.len() > MAX_VERIFIED_CHARS {
                continue;
            }
            let mut look = Look { way: &way, rest: core.rest, seen: HashSet::new() };
            look.up(registry, &mut left, &mut |name, likeness| {
                keep(&mut best, name, likeness, core.units.clone());
            });
        }
    }
    let best = best.filter(|b| b.bearers < NAMESAKES)?;
    let (first, last) = (units.get(best.units.start)?, units.get(best.units.end.checked_sub(1)?)?);
    Some(Near {
        name: best.name,
        bytes: first.start as usize..last.end as usize,
        folds: best.likeness.folds,
        score: best.likeness.score(),
    })
}

/// Of two names the nearer one; of equally near ones the longer stretch, then the first in order.
fn keep(best: &mut Option<Best>, name: &str, likeness: Likeness, units: Range<usize>) {
    let new = (likeness.cost, std::cmp::Reverse(units.len()));
    match best {
        Some(b) if b.name == name => {
            b.bearers += usize::from(b.units == units);
            return;
        }
        Some(b)
            if (b.likeness.cost, std::cmp::Reverse(b.units.len()), b.name.as_str())
                <= (new.0, new.1, name) =>
        {
            return;
        }
        _ => {}
    }
    *best = Some(Best { name: name.to_owned(), likeness, units, bearers: 1 });
}

fn least(rest: Rest) -> usize {
    match rest {
        Rest::Nothing => LEAST_ALONE,
        Rest::Owns => LEAST_OWNED,
        Rest::Speaks => LEAST_SPEAKING,
    }
}

/// One reading of one stretch, looked up.
struct Look<'a> {
    way: &'a Way,
    rest: Rest,
    seen: HashSet<u64>,
}

impl Look<'_> {
    /// Compares what is filed under every key that a name like this may be filed under.
    fn up(&mut self, registry: &Registry, left: &mut usize, each: &mut dyn FnMut(&str, Likeness)) {
        let codes: Vec<Code> = self.way.atoms.iter().map(|a| a.code).collect();
        self.at(registry, key::whole(&codes), left, each);
        if codes.len() + 1 < LEAST_CHANGED {
            return;
        }
        self.at(registry, key::left(&codes), left, each);
        self.at(registry, key::any_order(&codes), left, each);
        // One other sound anywhere; with a look-alike in another place, two.
        for key in key::without_one(&codes) {
            self.at(registry, key, left, each);
        }
        for (i, alike) in self.alike().into_iter().enumerate() {
            let mut changed = codes.clone();
            for code in alike {
                if let Some(slot) = changed.get_mut(i) {
                    *slot = code;
                }
                // Taking `i` itself out was tried above.
                for k in (0..changed.len()).filter(|k| *k != i) {
                    self.at(registry, key::without(&changed, k), left, each);
                }
            }
        }
    }

    fn alike(&self) -> Vec<Vec<Code>> {
        let alike = |u: Unit| codes_alike(u.ch).collect();
        self.way.atoms.iter().map(|a| a.unit.map(alike).unwrap_or_default()).collect()
    }

    fn at(&mut self, registry: &Registry, key: u64, left: &mut usize, each: &mut dyn FnMut(&str, Likeness)) {
        registry.filed(key, &mut |id, name| {
            if *left == 0 || !self.seen.insert(id) {
                return;
            }
            *left -= 1;
            if let Some(likeness) = compare(name, self.way)
                && likeness.chars >= least(self.rest)
            {
                each(name, likeness);
            }
        });
    }
}
