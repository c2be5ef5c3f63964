//! Masking: what a reader sees of a hit is covered, the rest stays byte for byte.

use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

use crate::fold::graphemes_around;

/// What a grapheme is covered with.
const COVER: char = '＊';

/// The text with each grapheme of the ranges replaced by `＊`. Line breaks are kept. Ranges are
/// in bytes; they may overlap and are widened to whole graphemes; empty ones cover nothing.
pub fn mask(text: &str, ranges: &[Range<usize>]) -> String {
    let whole = |r: &Range<usize>| graphemes_around(text, r.clone());
    let mut ranges: Vec<_> = ranges.iter().filter(|r| !r.is_empty()).map(whole).collect();
    ranges.sort_by_key(|r| r.start);
    let mut out = String::with_capacity(text.len());
    let mut ranges = ranges.into_iter().peekable();
    for (at, grapheme) in text.grapheme_indices(true) {
        while ranges.next_if(|r| r.end <= at).is_some() {}
        let covered = ranges.peek().is_some_and(|r| r.start <= at);
        if covered && !grapheme.contains(['\n', '\r', '\u{2028}', '\u{2029}']) {
            out.push(COVER);
        } else {
            out.push_str(grapheme);
        }
    }
    out
}

/// Which bytes of a text a mask covered: [`mask`] read backwards. A grapheme that is `＊` already
/// counts as not covered, which changes nothing.
pub fn covered(text: &str, masked: &str) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut rest = masked;
    for (at, grapheme) in text.grapheme_indices(true) {
        if let Some(after) = rest.strip_prefix(grapheme) {
            rest = after;
            continue;
        }
        let Some(after) = rest.strip_prefix(COVER) else { break };
        rest = after;
        let end = at + grapheme.len();
        match out.last_mut().filter(|last| last.end == at) {
            Some(last) => last.end = end,
            None => out.push(at..end),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_keycap_is_one_star_and_a_line_break_stays() {
        assert_eq!(mask("打1️⃣\n2吧", &[3..10, 11..12]), "打＊\n＊吧");
    }

    proptest! {
        #[test]
        fn graphemes_are_counted_and_the_rest_is_kept(text in ".{0,60}", cuts in prop::collection::vec((0usize..90, 0usize..90), 0..4)) {
            let ranges: Vec<_> = cuts.iter().map(|(a, b)| *a.min(b)..*a.max(b)).collect();
            let out = mask(&text, &ranges);
            prop_assert!(out.graphemes(true).count() <= text.graphemes(true).count());
            prop_assert_eq!(mask(&text, &covered(&text, &out)), out.clone());
            if ranges.iter().all(|r| r.start >= text.len() || r.is_empty()) {
                prop_assert_eq!(out, text);
            }
        }
    }
}
