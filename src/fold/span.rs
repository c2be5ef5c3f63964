//! From bytes back to what people count: code points on grapheme boundaries.

use std::ops::Range;
use unicode_segmentation::{GraphemeCursor, GraphemeIncomplete};

/// Widens a byte range to whole graphemes, so that a mask never leaves half a character behind.
///
/// The range is brought inside the text and onto character boundaries first.
pub fn graphemes_around(text: &str, range: Range<usize>) -> Range<usize> {
    let start = floor(text, range.start.min(text.len()));
    let end = ceil(text, range.end.min(text.len()).max(start));
    let out = if at_boundary(text, start) { start } else { previous(text, start) }
        ..if at_boundary(text, end) { end } else { next(text, end) };
    debug_assert!(out.start <= start && out.end >= end);
    debug_assert!(text.is_char_boundary(out.start) && text.is_char_boundary(out.end));
    out
}

/// The number of code points before a byte offset.
pub fn code_points(text: &str, byte: usize) -> usize {
    text.get(..byte).map_or_else(|| text.chars().count(), |s| s.chars().count())
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn ceil(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

fn at_boundary(text: &str, at: usize) -> bool {
    GraphemeCursor::new(at, text.len(), true).is_boundary(text, 0).unwrap_or(true)
}

fn previous(text: &str, at: usize) -> usize {
    stop(GraphemeCursor::new(at, text.len(), true).prev_boundary(text, 0), 0)
}

fn next(text: &str, at: usize) -> usize {
    stop(GraphemeCursor::new(at, text.len(), true).next_boundary(text, 0), text.len())
}

/// The whole text is given in one chunk, so the cursor never lacks context.
fn stop(found: Result<Option<usize>, GraphemeIncomplete>, otherwise: usize) -> usize {
    found.ok().flatten().unwrap_or(otherwise)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keycap_is_one_grapheme() {
        let text = "a8\u{fe0f}\u{20e3}b";
        assert_eq!(graphemes_around(text, 1..2), 1..text.len() - 1);
        assert_eq!(code_points(text, text.len() - 1), 4);
    }
}
