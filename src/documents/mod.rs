//! A publisher's own documents: bytes to parts with a map back to the source, and the masked copy
//! in the same format.
//!
//! Everything is in memory and pure. A masked copy differs from its source in the covered
//! characters only: the source is never written anew from a tree, stretches of it are replaced.

mod charset;
mod docx;
mod error;
mod format;
mod html;
mod markdown;
mod part;
pub(crate) mod pdf;
mod splice;
mod xml;

pub(crate) use error::DocumentError;
pub(crate) use format::Format;
pub(crate) use part::{Builder, Part, Place};

use std::ops::Range;

use crate::limits::{MAX_DOCUMENT_BYTES, MAX_EVENT_BYTES};
use crate::message::TextPartKind;

/// What of a document was not read. A reader of the result must know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unread {
    /// Pictures: their text is checked only when it is given.
    Pictures(usize),
    /// Embedded files, charts and other objects.
    Objects(usize),
    /// Characters of a PDF that its fonts do not name.
    Glyphs(usize),
    /// Fonts of a PDF that cannot be read, with all that is written in them.
    Fonts(usize),
}

/// A document that was read.
#[derive(Debug)]
pub(crate) struct Document {
    format: Format,
    parts: Vec<Part>,
    source: Source,
    unread: Vec<Unread>,
}

/// What the masked copy is made of.
#[derive(Debug)]
enum Source {
    /// One text in a charset.
    Text(charset::Decoded),
    /// A container of XML texts.
    Docx(docx::Package),
    /// No copy can be made.
    None,
}

impl Document {
    /// Reads a document. For PDF see [`Document::from_pdf`]: its parser runs apart.
    pub(crate) fn read(bytes: Vec<u8>, format: Format) -> Result<Self, DocumentError> {
        if bytes.len() > MAX_DOCUMENT_BYTES {
            return Err(DocumentError::TooLarge { what: "file", limit: MAX_DOCUMENT_BYTES });
        }
        let (parts, source, unread) = match format {
            Format::Text | Format::Markdown | Format::Html => {
                let decoded = charset::decode(&bytes, format == Format::Html)?;
                let text = decoded.text();
                let (parts, pictures) = match format {
                    Format::Markdown => markdown::read(text)?,
                    Format::Html => html::read(text)?,
                    _ => (vec![plain(text)], 0),
                };
                (parts, Source::Text(decoded), pictures_unread(pictures))
            }
            Format::Docx => {
                let (package, parts, unread) = docx::read(bytes)?;
                (parts, Source::Docx(package), unread)
            }
            Format::Pdf => return Err(DocumentError::PdfApart),
        };
        Self::bounded(Self { format, parts, source, unread })
    }

    /// A PDF whose text was read already.
    pub(crate) fn from_pdf(text: &pdf::PdfText) -> Result<Self, DocumentError> {
        let mut unread = pictures_unread(text.pictures);
        if text.glyphs_unread > 0 {
            unread.push(Unread::Glyphs(text.glyphs_unread));
        }
        if text.fonts_unread > 0 {
            unread.push(Unread::Fonts(text.fonts_unread));
        }
        let part = |kind, text: &str| {
            let mut builder = Builder::default();
            builder.synthetic(text);
            builder.finish(kind)
        };
        let mut parts = Vec::new();
        if let Some(title) = text.title.as_deref().filter(|t| !t.trim().is_empty()) {
            parts.push(part(TextPartKind::Title, title));
        }
        parts.push(part(TextPartKind::Body, &text.body));
        Self::bounded(Self { format: Format::Pdf, parts, source: Source::None, unread })
    }

    fn bounded(mut self) -> Result<Self, DocumentError> {
        self.parts.retain(|p| !p.text().trim().is_empty());
        if self.parts.is_empty() {
            return Err(DocumentError::NoText);
        }
        let bytes: usize = self.parts.iter().map(|p| p.text().len()).sum();
        if bytes > MAX_EVENT_BYTES {
            return Err(DocumentError::TooLarge { what: "text of the document", limit: MAX_EVENT_BYTES });
        }
        Ok(self)
    }

    /// Its format.
    pub(crate) fn format(&self) -> Format {
        self.format
    }

    /// Its parts, none of them empty.
    pub(crate) fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// What was not read.
    pub(crate) fn unread(&self) -> &[Unread] {
        &self.unread
    }

    /// The document with byte ranges of its parts covered, in the same format. `None` where that
    /// is not possible.
    pub(crate) fn masked(&self, covered: &[Vec<Range<usize>>]) -> Result<Option<Vec<u8>>, DocumentError> {
        let edits = splice::edits(&self.parts, covered);
        match &self.source {
            Source::Text(decoded) => {
                let text =
                    splice::apply(decoded.text(), edits.get(&0).map(Vec::as_slice).unwrap_or_default());
                decoded.encode(&text).map(Some)
            }
            Source::Docx(package) => package.with(&edits).map(Some),
            Source::None => Ok(None),
        }
    }
}

fn pictures_unread(pictures: usize) -> Vec<Unread> {
    if pictures > 0 { vec![Unread::Pictures(pictures)] } else { Vec::new() }
}

fn plain(text: &str) -> Part {
    let mut builder = Builder::default();
    builder.verbatim(text, Place { stream: 0, start: 0 });
    builder.finish(TextPartKind::Body)
}

#[cfg(test)]
mod tests;
