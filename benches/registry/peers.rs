//! Kept libraries and the usual ways, each with the folded text that they would be given.

use std::collections::{HashMap, HashSet};

use fst::automaton::Levenshtein;
use fst::{IntoStreamer, Set, Streamer};
use kanhe::fold::{Class, fold, readings, syllable};
use symspell::{SymSpell, UnicodeStringStrategy, Verbosity};

use super::Finder;

fn folded(text: &str) -> String {
    let read = |c: &Class| !matches!(c, Class::Separator | Class::Stop | Class::Open | Class::Close);
    fold(text).iter().filter(|u| read(&u.class())).map(|u| u.ch).collect()
}

fn spelt(text: &str) -> String {
    let sound = |u: &kanhe::fold::Unit| match syllable(readings(u.readings())[0]) {
        "" => u.ch.to_string(),
        letters => letters.to_owned(),
    };
    fold(&folded(text)).iter().map(sound).collect()
}

fn sorted(text: &str) -> String {
    let mut all: Vec<char> = folded(text).chars().collect();
    all.sort_unstable();
    all.into_iter().collect()
}

/// Three exact keys: folded, pinyin, sorted.
struct Exact(HashSet<String>);

pub fn exact(names: &[String]) -> Box<dyn Finder> {
    Box::new(Exact(names.iter().flat_map(|n| [folded(n), spelt(n), sorted(n)]).collect()))
}

impl Finder for Exact {
    fn title(&self) -> &'static str {
        "three exact keys (folded, pinyin, sorted)"
    }

    fn finds(&self, name: &str) -> bool {
        [folded(name), spelt(name), sorted(name)].iter().any(|k| self.0.contains(k))
    }
}

/// An inverted index of pairs of characters; a name is near when it shares most of its pairs.
struct Bigrams {
    by_pair: HashMap<(char, char), Vec<u32>>,
    sizes: Vec<u8>,
}

fn pairs(text: &str) -> HashSet<(char, char)> {
    let all: Vec<char> = folded(text).chars().collect();
    all.windows(2).map(|w| (w[0], w[1])).collect()
}

/// Share of common pairs (Dice) from which a name counts as near.
const DICE: f32 = 0.7;

pub fn bigrams(names: &[String]) -> Box<dyn Finder> {
    let mut out = Bigrams { by_pair: HashMap::new(), sizes: Vec::new() };
    for (i, name) in names.iter().enumerate() {
        let all = pairs(name);
        out.sizes.push(u8::try_from(all.len()).unwrap());
        for pair in all {
            out.by_pair.entry(pair).or_default().push(u32::try_from(i).unwrap());
        }
    }
    Box::new(out)
}

impl Finder for Bigrams {
    fn title(&self) -> &'static str {
        "bigram index, Dice 0.7"
    }

    fn finds(&self, name: &str) -> bool {
        let all = pairs(name);
        let mut counts: HashMap<u32, u32> = HashMap::new();
        let mut lists: Vec<&Vec<u32>> = all.iter().filter_map(|p| self.by_pair.get(p)).collect();
        // A name that shares enough pairs shares one of the rarest.
        lists.sort_by_key(|l| l.len());
        let needed = (DICE * all.len() as f32 / 2.0) as usize;
        let seeds = lists.len().saturating_sub(needed);
        for (k, list) in lists.into_iter().enumerate() {
            for id in list {
                if k < seeds {
                    *counts.entry(*id).or_default() += 1;
                } else if let Some(n) = counts.get_mut(id) {
                    *n += 1;
                }
            }
        }
        counts
            .iter()
            .any(|(id, n)| 2.0 * *n as f32 / (all.len() as f32 + f32::from(self.sizes[*id as usize])) >= DICE)
    }
}

/// symspell: edit distance one over the folded characters.
struct Spelling(SymSpell<UnicodeStringStrategy>);

pub fn symspell(names: &[String]) -> Box<dyn Finder> {
    let mut all: SymSpell<UnicodeStringStrategy> = symspell::SymSpellBuilder::default()
        .max_dictionary_edit_distance(1)
        .prefix_length(16)
        .count_threshold(0)
        .build()
        .unwrap();
    for name in names {
        all.load_dictionary_line(&format!("{} 1", folded(name)), 0, 1, " ");
    }
    Box::new(Spelling(all))
}

impl Finder for Spelling {
    fn title(&self) -> &'static str {
        "symspell, distance 1"
    }

    fn finds(&self, name: &str) -> bool {
        !self.0.lookup(&folded(name), Verbosity::Top, 1).is_empty()
    }
}

/// fst: a Levenshtein automaton of distance one. Its 0.4.7 misses matches in text that is not
/// ASCII; it is given the pinyin instead, where it works.
struct Automaton(Set<Vec<u8>>);

pub fn fst(names: &[String]) -> Box<dyn Finder> {
    let mut all: Vec<String> = names.iter().map(|n| spelt(n)).collect();
    all.sort_unstable();
    all.dedup();
    Box::new(Automaton(Set::from_iter(all).unwrap()))
}

impl Finder for Automaton {
    fn title(&self) -> &'static str {
        "fst, distance 1 over pinyin"
    }

    fn finds(&self, name: &str) -> bool {
        let Ok(automaton) = Levenshtein::new(&spelt(name), 1) else { return false };
        self.0.search(automaton).into_stream().next().is_some()
    }
}
