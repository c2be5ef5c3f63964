//! Official texts as sets of hashed shingles: every run of [`SHINGLE`] characters is one hash.
//!
//! A run of a draft that no registered text holds is taken for one with a chance of `n / 2^64` for
//! `n` registered hashes; with `limits::MAX_PUBLISHED_SHINGLES` that is less than one in 10^12 for
//! every place of a draft.

use sha2::{Digest as _, Sha256};
use std::ops::Range;

use super::content::Content;

/// Characters of a shingle: longer than stock phrases, shorter than a sentence that says something.
pub(crate) const SHINGLE: usize = 14;

/// The hashes of a text, in the order of their places.
pub(super) fn of(content: &Content) -> Vec<u64> {
    let chars: Vec<char> = content.chars().collect();
    chars.windows(SHINGLE).map(hash).collect()
}

fn hash(window: &[char]) -> u64 {
    let mut digest = Sha256::new();
    for c in window {
        digest.update((*c as u32).to_le_bytes());
    }
    let first: [u8; 8] = digest.finalize().first_chunk().copied().unwrap_or_default();
    u64::from_le_bytes(first)
}

/// The hashes of many texts, each with the number of its text.
#[derive(Debug, Default)]
pub(super) struct Shingles {
    sorted: Vec<(u64, u32)>,
}

impl Shingles {
    /// Takes hashes with the numbers of their texts.
    pub(super) fn new(mut hashes: Vec<(u64, u32)>) -> Self {
        hashes.sort_unstable();
        // The same words in several texts are the first one's.
        hashes.dedup_by_key(|(hash, _)| *hash);
        Self { sorted: hashes }
    }

    fn source(&self, hash: u64) -> Option<u32> {
        let at = self.sorted.binary_search_by_key(&hash, |(h, _)| *h).ok()?;
        self.sorted.get(at).map(|(_, source)| *source)
    }

    /// Stretches of a text that a registered text holds: characters, and the text's number. Two
    /// stretches that touch are not one: what crosses the seam stands in no text.
    pub(super) fn covers(&self, content: &Content) -> Vec<(Range<usize>, u32)> {
        let mut out: Vec<(Range<usize>, u32)> = Vec::new();
        if self.sorted.is_empty() {
            return out;
        }
        for (at, hash) in of(content).into_iter().enumerate() {
            let Some(source) = self.source(hash) else { continue };
            match out.last_mut() {
                // The shingle before stood in a text too: all but one character is the same.
                Some((run, _)) if run.end + 1 == at + SHINGLE => run.end += 1,
                _ => out.push((at..at + SHINGLE, source)),
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Any text over a small alphabet, as figures are: the least room for hashes to differ in.
    fn text(seed: u64, length: usize) -> String {
        let mut state = seed | 1;
        (0..length)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                char::from(b'0' + ((state >> 33) % 10) as u8)
            })
            .collect()
    }

    /// The stated rate, on hashes cut to so few bits that it can be counted: `n / 2^bits`.
    #[test]
    fn other_text_is_taken_for_registered_text_as_often_as_stated() {
        const BITS: u32 = 20;
        let cut = |s: &str| of(&Content::of(s)).into_iter().map(|h| h >> (64 - BITS));
        let mut known: Vec<u64> = cut(&text(11, 20_000)).collect();
        known.sort_unstable();
        known.dedup();
        let (mut asked, mut taken) = (0u32, 0u32);
        for hash in cut(&text(12, 200_000)) {
            asked += 1;
            taken += u32::from(known.binary_search(&hash).is_ok());
        }
        let expected = f64::from(asked) * f64::from(known.len() as u32) / f64::from(1u32 << BITS);
        // Five standard deviations of a Poisson count.
        assert!((f64::from(taken) - expected).abs() < 5.0 * expected.sqrt(), "{taken}, expected {expected}");
        let whole = Shingles::new(of(&Content::of(&text(11, 20_000))).into_iter().map(|h| (h, 0)).collect());
        assert!(whole.covers(&Content::of(&text(12, 200_000))).is_empty());
    }

    proptest! {
        /// A stretch is covered exactly where a plain search finds each of its shingles.
        #[test]
        fn covers_are_those_of_a_plain_search(a in "[甲乙0-3]{0,60}", b in "[甲乙0-3]{0,60}", cut in 0usize..60) {
            let mixed: String = a.chars().take(cut).chain(b.chars()).chain(a.chars().skip(cut)).collect();
            let (known, draft) = (Content::of(&a), Content::of(&mixed));
            let set = Shingles::new(of(&known).into_iter().map(|h| (h, 7)).collect());
            let (text, runs) = (a.as_str(), set.covers(&draft));
            let chars: Vec<char> = mixed.chars().collect();
            let stands = |w: &[char]| text.contains(&w.iter().collect::<String>());
            let wanted: Vec<usize> =
                chars.windows(SHINGLE).enumerate().filter(|(_, w)| stands(w)).map(|(i, _)| i).collect();
            let found: Vec<usize> = runs.iter().flat_map(|(r, _)| r.start..=r.end - SHINGLE).collect();
            prop_assert_eq!(found, wanted);
        }

        /// No figure with a digit altered is covered.
        #[test]
        fn an_altered_digit_is_not_covered(seed in 0u64..u64::MAX, at in 0usize..60, by in 1u8..10) {
            let known = text(seed, 60);
            let set = Shingles::new(of(&Content::of(&known)).into_iter().map(|h| (h, 0)).collect());
            let altered: String = known
                .chars()
                .enumerate()
                .map(|(i, c)| if i == at { char::from(b'0' + (c as u8 - b'0' + by) % 10) } else { c })
                .collect();
            let runs = set.covers(&Content::of(&altered));
            prop_assert!(runs.iter().all(|(r, _)| !r.contains(&at)), "{known} {altered} {runs:?}");
        }
    }
}
