//! A part's text and, for every stretch of it, the place in the source that it was read from.

use std::ops::Range;

use crate::message::TextPartKind;

/// A place in a source: which text of the document, and the byte where it starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// Number of the text: 0, but for containers.
    pub(crate) stream: usize,
    /// First byte.
    pub(crate) start: usize,
}

/// A stretch of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// Bytes of the part's text.
    pub(super) text: Range<usize>,
    /// Where it stands in the source; `None` for line breaks and the like that stand for markup.
    pub(super) place: Option<Place>,
    /// Bytes of the source. With `verbatim`, as many as of the text.
    pub(super) len: usize,
    /// Whether the source has the text byte for byte; otherwise it has an escape of it.
    pub(super) verbatim: bool,
}

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    kind: TextPartKind,
    text: String,
    pieces: Vec<Piece>,
}

impl Part {
    /// What it is.
    pub(crate) fn kind(&self) -> TextPartKind {
        self.kind
    }

    /// Its text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Its stretches, in order, without gaps.
    pub(super) fn pieces(&self) -> &[Piece] {
        &self.pieces
    }
}

/// Puts a part together.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    text: String,
    pieces: Vec<Piece>,
    /// A line break of the source that may be shown as a space.
    soft: Option<(Place, usize)>,
}

impl Builder {
    /// Text that the source has byte for byte.
    pub(crate) fn verbatim(&mut self, text: &str, place: Place) {
        self.settle(text);
        let start = self.text.len();
        if let Some(last) = self.pieces.last_mut()
            && last.verbatim
            && last.place.is_some_and(|p| p.stream == place.stream && p.start + last.len == place.start)
        {
            last.text.end += text.len();
            last.len += text.len();
            self.text.push_str(text);
            return;
        }
        self.push(
            Piece { text: start..start + text.len(), place: Some(place), len: text.len(), verbatim: true },
            text,
        );
    }

    /// Text that stands for `len` bytes of the source, such as a character reference.
    pub(crate) fn escaped(&mut self, text: &str, place: Place, len: usize) {
        self.settle(text);
        let start = self.text.len();
        self.push(Piece { text: start..start + text.len(), place: Some(place), len, verbatim: false }, text);
    }

    /// Text that the source does not have, such as the line break after a paragraph.
    pub(crate) fn synthetic(&mut self, text: &str) {
        self.soft = None;
        let start = self.text.len();
        self.push(Piece { text: start..start + text.len(), place: None, len: 0, verbatim: false }, text);
    }

    fn push(&mut self, piece: Piece, text: &str) {
        if !text.is_empty() {
            self.text.push_str(text);
            self.pieces.push(piece);
        }
    }

    /// A line break of the source inside a paragraph. It is shown as a space, and read as nothing
    /// beside a Chinese character, which needs none: a date may be broken there.
    pub(crate) fn soft_break(&mut self, place: Place, len: usize) {
        if !self.text.is_empty() && !self.text.ends_with(['\n', ' ', '\t']) {
            self.soft = Some((place, len));
        }
    }

    fn settle(&mut self, next: &str) {
        let Some((place, len)) = self.soft.take() else { return };
        let ascii = |c: Option<char>| c.is_none_or(|c| c.is_ascii());
        if ascii(self.text.chars().next_back()) && ascii(next.chars().next()) {
            let start = self.text.len();
            self.push(Piece { text: start..start + 1, place: Some(place), len, verbatim: false }, " ");
        }
    }

    /// Begins a new cell on the same line, if there is one before it.
    pub(crate) fn gap(&mut self, with: &str) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.synthetic(with);
        }
    }

    /// Begins a new line, if there is one to end.
    pub(crate) fn line_break(&mut self) {
        self.soft = None;
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.synthetic("\n");
        }
    }

    /// Everything of another builder after this, on a line of its own.
    pub(crate) fn append(&mut self, other: Self) {
        if !other.text.trim().is_empty() {
            self.line_break();
            self.join(other);
        }
    }

    /// Everything of another builder right after this.
    pub(crate) fn join(&mut self, other: Self) {
        self.soft = None;
        let shift = self.text.len();
        self.text.push_str(&other.text);
        let moved =
            other.pieces.into_iter().map(|p| Piece { text: p.text.start + shift..p.text.end + shift, ..p });
        self.pieces.extend(moved);
    }

    /// The text so far.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The part.
    pub(crate) fn finish(self, kind: TextPartKind) -> Part {
        debug_assert_eq!(self.pieces.last().map_or(0, |p| p.text.end), self.text.len());
        Part { kind, text: self.text, pieces: self.pieces }
    }
}

/// The parts of a page: its title, its text, its captions, and what stands aside (comments,
/// descriptions), in this order.
pub(crate) fn of_page(title: Builder, body: Builder, caption: Builder, aside: Builder) -> Vec<Part> {
    vec![
        title.finish(TextPartKind::Title),
        body.finish(TextPartKind::Body),
        caption.finish(TextPartKind::Caption),
        aside.finish(TextPartKind::Body),
    ]
}
