//! Masking: each grapheme of a hit becomes `＊`, line breaks stay, the rest is kept byte for byte.

use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// Covers byte ranges of `text`. Ranges may overlap and stand in any order; they are brought onto
/// character boundaries by leaving out what lies outside the text.
pub fn mask(text: &str, ranges: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, grapheme) in text.grapheme_indices(true) {
        let covered = ranges.iter().any(|r| r.start < at + grapheme.len() && at < r.end);
        if covered && !matches!(grapheme, "\n" | "\r" | "\r\n") {
            out.push('＊');
        } else {
            out.push_str(grapheme);
        }
    }
    out
}
