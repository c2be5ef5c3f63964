//! Covers become edits of the source: each grapheme that is covered is one `＊` where it began,
//! and nothing else of the source changes.

use std::collections::BTreeMap;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

use super::part::{Part, Piece};
use crate::fold::graphemes_around;

/// What a grapheme is covered with, as in `decide::mask`.
const COVER: &str = "＊";

/// A stretch of a source and what replaces it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) bytes: Range<usize>,
    pub(super) with: String,
}

/// Edits by stream, in order and without overlap.
pub(super) fn edits(parts: &[Part], covered: &[Vec<Range<usize>>]) -> BTreeMap<usize, Vec<Edit>> {
    let mut out: BTreeMap<usize, Vec<Edit>> = BTreeMap::new();
    for (part, ranges) in parts.iter().zip(covered) {
        let covers = covers(part.text(), ranges);
        for piece in part.pieces() {
            edit_piece(part.text(), piece, &covers, &mut out);
        }
    }
    for list in out.values_mut() {
        list.sort_by_key(|e| (e.bytes.start, e.bytes.end));
        // Two parts may have read the same place (a text box and its fallback do not, a title may).
        list.dedup();
    }
    out
}

/// The graphemes that are covered, in order. Line breaks stay.
fn covers(text: &str, ranges: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut wide: Vec<Range<usize>> =
        ranges.iter().filter(|r| !r.is_empty()).map(|r| graphemes_around(text, r.clone())).collect();
    wide.sort_by_key(|r| r.start);
    let mut out: Vec<Range<usize>> = Vec::new();
    for range in wide {
        let from = out.last().map_or(range.start, |last| range.start.max(last.end));
        for (at, grapheme) in text.get(from..range.end).unwrap_or_default().grapheme_indices(true) {
            if !grapheme.contains(['\n', '\r', '\u{2028}', '\u{2029}']) {
                out.push(from + at..from + at + grapheme.len());
            }
        }
    }
    out
}

fn edit_piece(text: &str, piece: &Piece, covers: &[Range<usize>], out: &mut BTreeMap<usize, Vec<Edit>>) {
    let Some(place) = piece.place else { return };
    let first = covers.partition_point(|c| c.end <= piece.text.start);
    let mine = covers.iter().skip(first).take_while(|c| c.start < piece.text.end);
    let list = out.entry(place.stream).or_default();
    if piece.verbatim {
        for cover in mine {
            let start = cover.start.max(piece.text.start);
            let end = cover.end.min(piece.text.end);
            let at = |byte: usize| place.start + (byte - piece.text.start);
            // A grapheme that began in an earlier piece is covered there.
            let with = if cover.start >= piece.text.start { COVER } else { "" };
            list.push(Edit { bytes: at(start)..at(end), with: with.to_owned() });
        }
        return;
    }
    // An escape is replaced whole; what of it is not covered stays, as plain characters.
    let (mut with, mut kept, mut touched) = (String::new(), piece.text.start, false);
    for cover in mine {
        touched = true;
        with.push_str(text.get(kept..cover.start.max(kept)).unwrap_or_default());
        if cover.start >= piece.text.start {
            with.push_str(COVER);
        }
        kept = cover.end;
    }
    if touched {
        with.push_str(text.get(kept..piece.text.end).unwrap_or_default());
        list.push(Edit { bytes: place.start..place.start + piece.len, with });
    }
}

/// The text with the edits done. What overlaps an earlier edit is left out.
pub(super) fn apply(text: &str, edits: &[Edit]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        let Some(kept) = text.get(at..edit.bytes.start) else { continue };
        out.push_str(kept);
        out.push_str(&edit.with);
        at = edit.bytes.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}
