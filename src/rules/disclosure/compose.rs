//! Cues that are composed: no single phrase says it, but words of two or three classes (pieces of
//! the lexicons) that stand together do: a negation beside a medium, an authority beside a word
//! for taking out. One class knows its words once, whatever it is composed with.

use std::ops::Range;

use super::set::{Meaning, Spot};

/// How many characters may lie between two words of a composition, where the cue gives no number.
pub(super) const WITHIN: usize = 8;

/// Words of several classes that together mean one thing.
#[derive(Debug)]
pub(super) struct Composition {
    /// Numbers of the classes; a class may stand twice, for two words of it.
    pub(super) classes: Vec<u16>,
    /// How many characters may lie between two of them.
    pub(super) within: usize,
    /// Whether a comma may stand between them; the end of a sentence never.
    pub(super) over_commas: bool,
    /// Whether they must stand in the order of `classes`.
    pub(super) in_order: bool,
    /// What they mean.
    pub(super) meaning: Meaning,
    /// The entry of the lexicon, for its exceptions.
    pub(super) group: u32,
}

impl Composition {
    /// Every place in a folded text where it stands, given the words of all classes.
    pub(super) fn places(&self, text: &str, words: &[Spot]) -> Vec<Range<usize>> {
        let of = |class: u16| words.iter().filter(move |w| w.meaning == Meaning::Word(class));
        let Some((first, rest)) = self.classes.split_first() else { return Vec::new() };
        if !rest.iter().all(|class| of(*class).next().is_some()) {
            return Vec::new();
        }
        let mut out: Vec<Range<usize>> = Vec::new();
        for anchor in of(*first) {
            let mut hull = anchor.bytes.clone();
            let whole = rest.iter().all(|class| {
                let near = of(*class).filter_map(|w| Some((self.gap(text, &hull, &w.bytes)?, &w.bytes)));
                let Some((_, next)) = near.min_by_key(|(gap, _)| *gap) else { return false };
                hull = hull.start.min(next.start)..hull.end.max(next.end);
                true
            });
            if whole && !out.contains(&hull) {
                out.push(hull);
            }
        }
        out
    }

    /// How many characters lie between what is found so far and a further word; `None` where they
    /// overlap, or the word is too far, in another clause, or on the wrong side.
    fn gap(&self, text: &str, hull: &Range<usize>, word: &Range<usize>) -> Option<usize> {
        let between = if hull.end <= word.start {
            text.get(hull.end..word.start)?
        } else if word.end <= hull.start && !self.in_order {
            text.get(word.end..hull.start)?
        } else {
            return None;
        };
        let gap = between.chars().count();
        let broken =
            between.contains([';', '。', '!', '?', '\n', '…']) || !self.over_commas && between.contains(',');
        (gap <= self.within && !broken).then_some(gap)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words of class 0 (不) and class 1 (网) of a text.
    fn words(text: &str) -> Vec<Spot> {
        let class = |c: char| match c {
            '不' => Some(0),
            '网' => Some(1),
            _ => None,
        };
        let spot = |(at, c): (usize, char)| {
            class(c).map(|n| Spot { meaning: Meaning::Word(n), bytes: at..at + c.len_utf8() })
        };
        text.char_indices().filter_map(spot).collect()
    }

    fn of(classes: Vec<u16>, within: usize) -> Composition {
        let meaning = Meaning::Cue(0);
        Composition { classes, within, over_commas: false, in_order: false, meaning, group: 0 }
    }

    fn stands(text: &str, in_order: bool) -> bool {
        let composition = Composition { in_order, ..of(vec![0, 1], 3) };
        !composition.places(text, &words(text)).is_empty()
    }

    #[test]
    fn words_of_all_classes_stand_together_in_one_clause() {
        for (text, any, ordered) in [
            ("不能上网", true, true),
            ("网上不说", true, false),
            ("不能再随便上网", false, false),
            ("不说,网", false, false),
            ("不不", false, false),
            ("网网", false, false),
        ] {
            assert_eq!((stands(text, false), stands(text, true)), (any, ordered), "{text}");
        }
    }

    #[test]
    fn a_third_word_may_stand_on_either_side_of_the_first_two() {
        let composition = of(vec![0, 1, 0], 2);
        for (text, want) in [("不上网不", Some(0..12)), ("不不上网", Some(0..12)), ("不上网", None)]
        {
            assert_eq!(composition.places(text, &words(text)).first().cloned(), want, "{text}");
        }
    }

    #[test]
    fn a_comma_may_stand_between_only_where_the_cue_says_so_and_a_full_stop_never() {
        for (text, over_commas) in [("不说,网", true), ("不说。网", false)] {
            let composition = Composition { over_commas: true, ..of(vec![0, 1], 3) };
            assert_eq!(!composition.places(text, &words(text)).is_empty(), over_commas, "{text}");
        }
    }
}
