//! How a draft is worded: one score over its pairs and triples of characters, learned from the
//! labelled drafts of `tests/fixtures` (`drafts` and `wording`).
//!
//! Cues know phrases; people find new ones every day. The score generalises over what the labelled
//! drafts have in common, and is added to the cues in [`super::weigh`], never in place of the
//! value and the entity that a rule needs. It is a linear model (a support vector machine), so that
//! every weight can be read in `lexicons/disclosure/wording.toml`. [`fit`] makes that file; nobody
//! writes weights by hand.

#![allow(clippy::cast_precision_loss)] // Numbers of pieces and drafts are small.

#[cfg(any(test, feature = "measure"))]
pub(crate) mod fit;

use std::collections::{BTreeSet, HashMap};

use super::schema::RawWording;
use super::text::Reading;

/// Up to so many characters a draft is one text, whose every sentence speaks for the others.
const WHOLE: usize = 600;
/// In a longer draft, sentences of so many characters together have one score …
const BLOCK: usize = 100;
/// … and so many characters on either side are read with them.
const AROUND: usize = 250;
/// With so few known pieces a text says nothing about how it is worded, with this many all it can.
const LEAST: f64 = 30.0;
const ENOUGH: f64 = 90.0;
/// A pair has no third character.
const NONE: char = '\0';
/// Weights of the file are in thousandths, scores in hundredths.
const TO_HUNDREDTHS: f64 = 0.1;

/// A pair or a triple of characters.
type Piece = [char; 3];

/// The learned weights.
#[derive(Debug, Default)]
pub(crate) struct Wording {
    bias: f64,
    weights: HashMap<Piece, f64>,
}

impl Wording {
    /// Reads the weights of a lexicon; else the number of the line that is none, from 0.
    pub(crate) fn read(raw: &RawWording) -> Result<Self, usize> {
        let mut weights = HashMap::new();
        for (number, line) in raw.weights.lines().enumerate().filter(|(_, l)| !l.is_empty()) {
            let (text, weight) = line.split_once(' ').ok_or(number)?;
            let weight: i32 = weight.parse().map_err(|_| number)?;
            let mut piece = [NONE; 3];
            let length = text.chars().count();
            if !(2..=3).contains(&length) {
                return Err(number);
            }
            piece.iter_mut().zip(text.chars()).for_each(|(p, c)| *p = c);
            weights.insert(piece, f64::from(weight));
        }
        Ok(Self { bias: f64::from(raw.bias), weights })
    }

    /// How much a text sounds like one that gives something away (above 0) or like one that does not
    /// (below), in hundredths.
    pub(super) fn score(&self, text: &str) -> i32 {
        self.score_of(&pieces(text))
    }

    pub(crate) fn score_of(&self, pieces: &BTreeSet<Piece>) -> i32 {
        let known: Vec<f64> = pieces.iter().filter_map(|p| self.weights.get(p)).copied().collect();
        if known.is_empty() {
            return 0;
        }
        let count = known.len() as f64;
        let sum = self.bias + known.iter().sum::<f64>() / count.sqrt();
        (sum * ((count - LEAST) / (ENOUGH - LEAST)).clamp(0.0, 1.0) * TO_HUNDREDTHS).round() as i32
    }

    /// The scores of all sentences of all parts.
    pub(super) fn scores(&self, parts: &[&Reading]) -> Vec<Vec<i32>> {
        if self.weights.is_empty() {
            return parts.iter().map(|r| vec![0; r.sentences().count()]).collect();
        }
        let length: usize = parts.iter().map(|r| r.text().chars().count()).sum();
        if length <= WHOLE {
            let whole: String = parts.iter().map(|r| r.text()).collect();
            let score = self.score(&whole);
            return parts.iter().map(|r| vec![score; r.sentences().count()]).collect();
        }
        parts.iter().map(|r| self.around(r)).collect()
    }

    /// The scores of the sentences of a part of a long draft, a few at a time with those around them:
    /// a million lines of one character take no longer than a page of text of that size.
    fn around(&self, reading: &Reading) -> Vec<i32> {
        let sentences: Vec<_> = reading.sentences().collect();
        let text = reading.text();
        let length =
            |i: usize| sentences.get(i).and_then(|s| text.get(s.clone())).map_or(0, |t| t.chars().count());
        let mut scores = Vec::with_capacity(sentences.len());
        while scores.len() < sentences.len() {
            let mut first = scores.len();
            let (mut last, mut size) = (first, length(first));
            while last + 1 < sentences.len() && size + length(last + 1) <= BLOCK {
                last += 1;
                size += length(last);
            }
            let block = last + 1 - first;
            let (mut before, mut behind) = (0, 0);
            while first > 0 && before + length(first - 1) <= AROUND {
                first -= 1;
                before += length(first);
            }
            while last + 1 < sentences.len() && behind + length(last + 1) <= AROUND {
                last += 1;
                behind += length(last);
            }
            let range = sentences.get(first).map_or(0, |s| s.start)..sentences.get(last).map_or(0, |s| s.end);
            let score = self.score(text.get(range).unwrap_or_default());
            scores.extend(std::iter::repeat_n(score, block));
        }
        scores
    }
}

/// The pairs and triples of a folded text, each once. Numbers are one digit, spaces are nothing.
fn pieces(text: &str) -> BTreeSet<Piece> {
    let mut chars: Vec<char> = Vec::with_capacity(text.len() / 2);
    for c in text.chars().filter(|c| !c.is_whitespace() && !c.is_control()) {
        let c = if c.is_ascii_digit() { '0' } else { c };
        if c != '0' || chars.last() != Some(&'0') {
            chars.push(c);
        }
    }
    let pairs = chars.windows(2).filter_map(|w| Some([*w.first()?, *w.get(1)?, NONE]));
    let triples = chars.windows(3).filter_map(|w| Some([*w.first()?, *w.get(1)?, *w.get(2)?]));
    pairs.chain(triples).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wording(weights: &str) -> Result<Wording, usize> {
        Wording::read(&RawWording { bias: -100, weights: weights.to_owned() })
    }

    #[test]
    fn numbers_are_one_and_spaces_none() {
        assert_eq!(pieces("有 320人"), pieces("有7人"));
        assert_eq!(pieces("有人").len(), 1);
        assert!(pieces("人").is_empty());
    }

    #[test]
    fn a_line_that_is_no_weight_is_named() {
        assert!(wording("不说 120\n别写 -30\n").is_ok());
        for (bad, line) in [("不说\n", 0), ("不说 120\n不 5", 1), ("不说 x", 0), ("不说出去 1", 0)]
        {
            assert_eq!(wording(bad).err(), Some(line), "{bad}");
        }
    }

    #[test]
    fn a_few_words_say_little_and_unknown_ones_nothing() {
        let lines: Vec<String> =
            (0..60).map(|i| format!("{0}{0} 900\n", char::from_u32(0x4e00 + i).unwrap())).collect();
        let weights = lines.concat();
        let w = wording(&weights).unwrap();
        let text = |n: u32| {
            (0..n).map(|i| char::from_u32(0x4e00 + i).unwrap().to_string().repeat(2)).collect::<String>()
        };
        assert_eq!((w.score("子丑寅卯"), w.score(&text(20))), (0, 0));
        assert!(w.score(&text(40)) > 0 && w.score(&text(60)) > w.score(&text(40)));
    }

    #[test]
    fn a_long_draft_is_read_sentence_by_sentence() {
        let told = "这段别往外说，发之前把数字删掉，还没公布呢。".repeat(6);
        let text = |p: &Piece| p.iter().filter(|c| **c != NONE).collect::<String>();
        let lines: Vec<String> = pieces(&told).iter().map(|p| format!("{} 900\n", text(p))).collect();
        let weights = lines.concat();
        let plain = "花园里的月季开了。".repeat(90);
        let reading = Reading::of(&format!("{plain}{told}"));
        let scores = wording(&weights).unwrap().scores(&[&reading]);
        let scores = scores.first().unwrap();
        assert!(scores.last() > scores.first(), "{scores:?}");
    }
}
