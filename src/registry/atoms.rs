//! The ways to read a name as a sequence of codes. Latin letters may be letters or pinyin, and a
//! remark in brackets may only say how a character is read.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::key::{self, Code};
use crate::fold::{Class, Unit, readings, syllable};
use crate::message::{Fold, FoldSet};

/// One code and the character behind it, where it is one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Atom {
    /// What it counts as.
    pub(super) code: Code,
    /// The character; `None` for pinyin.
    pub(super) unit: Option<Unit>,
}

/// One way to read a name.
#[derive(Debug, Clone, Default)]
pub(super) struct Way {
    /// What is read.
    pub(super) atoms: Vec<Atom>,
    /// What had to be undone for it.
    pub(super) folds: FoldSet,
    /// What that costs, in hundredths of a character.
    pub(super) cost: u32,
}

/// A syllable in letters. All of a name may be: it is doubtless which name it is, so less than the
/// step of the fold, which is for running text.
const PINYIN: u32 = 5;
/// A remark that only says how a character is read: as in the fold.
const REMARK: u32 = 8;
/// What stands between two characters without being read: may be between all of them.
const GAP: u32 = 1;

/// Ways that are tried for one name.
const MOST_WAYS: usize = 6;
/// Ways in which one run of letters is cut into syllables: xian is one or two.
const MOST_CUTS: usize = 3;
/// Longest syllable, in letters: zhuang.
const LONGEST: usize = 6;

static BY_LETTERS: LazyLock<HashMap<&'static str, Code>> = LazyLock::new(|| {
    let mut map = HashMap::new();
    for id in 1..=u16::MAX {
        let letters = syllable(id);
        if letters.is_empty() {
            break;
        }
        map.insert(letters, key::sound(id));
    }
    map
});

/// Every way to read the units, the plain one first.
pub(super) fn ways(units: &[Unit]) -> Vec<Way> {
    let mut out = vec![Way::default()];
    let (mut i, mut gap) = (0, false);
    while let Some(unit) = units.get(i) {
        if unit.class() != Class::Latin {
            match key::code(*unit) {
                Some(code) => {
                    for way in &mut out {
                        way.push(Atom { code, unit: Some(*unit) }, gap);
                    }
                    gap = false;
                }
                None => gap = true,
            }
            i += 1;
            continue;
        }
        let run = units.get(i..).unwrap_or_default().iter().take_while(|u| u.class() == Class::Latin).count();
        let letters = units.get(i..i + run).unwrap_or_default();
        let before = units.get(..i).unwrap_or_default().iter().rev().find(|u| key::code(**u).is_some());
        out = continued(&out, &readings_of(letters, before), gap);
        gap = false;
        i += run;
    }
    out.retain(|way| !way.atoms.is_empty());
    out
}

impl Way {
    fn push(&mut self, atom: Atom, gap: bool) {
        if gap && !self.atoms.is_empty() {
            self.folds = self.folds.with(Fold::Separator);
            self.cost += GAP;
        }
        if atom.unit.is_none() {
            self.folds = self.folds.with(Fold::Homophone);
            self.cost += PINYIN;
        }
        self.atoms.push(atom);
    }
}

fn continued(out: &[Way], more: &[Vec<Atom>], gap: bool) -> Vec<Way> {
    let joined = more.iter().flat_map(|atoms| {
        out.iter().map(move |way| {
            let mut way = way.clone();
            if atoms.is_empty() {
                way.folds = way.folds.with(Fold::Annotation);
                way.cost += REMARK;
            }
            atoms.iter().enumerate().for_each(|(k, atom)| way.push(*atom, gap && k == 0));
            way
        })
    });
    joined.take(MOST_WAYS).collect()
}

/// A run of letters: as letters, as syllables, or as nothing where it only repeats how the
/// character before it is read.
fn readings_of(letters: &[Unit], before: Option<&Unit>) -> Vec<Vec<Atom>> {
    let as_letters = letters.iter().filter_map(|u| Some(Atom { code: key::code(*u)?, unit: Some(*u) }));
    let mut all = vec![as_letters.collect()];
    let text: String = letters.iter().map(|u| u.ch).collect();
    if before.is_some_and(|b| readings(b.readings()).into_iter().any(|r| r != 0 && syllable(r) == text)) {
        all.push(Vec::new());
    }
    let mut cuts = Vec::new();
    cut(&text, &mut Vec::new(), &mut cuts);
    all.extend(cuts.into_iter().map(|c| c.into_iter().map(|code| Atom { code, unit: None }).collect()));
    all
}

/// Cuts letters into syllables, the longest first.
fn cut(text: &str, path: &mut Vec<Code>, out: &mut Vec<Vec<Code>>) {
    if text.is_empty() {
        out.push(path.clone());
        return;
    }
    for length in (1..=LONGEST.min(text.len())).rev() {
        if out.len() >= MOST_CUTS {
            return;
        }
        let (Some(head), Some(tail)) = (text.get(..length), text.get(length..)) else { continue };
        // `ü` is typed as `u` too.
        let spelt = BY_LETTERS.get(head).or_else(|| BY_LETTERS.get(head.replace('u', "v").as_str()));
        if let Some(code) = spelt {
            path.push(*code);
            cut(tail, path, out);
            path.pop();
        }
    }
}
