//! Which format a file has: its content says so where it can, its name otherwise.

use super::DocumentError;

/// A format that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// Plain text.
    Text,
    /// Markdown.
    Markdown,
    /// HTML.
    Html,
    /// Word, Office Open XML.
    Docx,
    /// PDF: text only, no masked copy.
    Pdf,
}

/// How far into a file a mark of its format may stand.
const LEAD: usize = 1024;

impl Format {
    /// The format of a file by its first bytes and its name.
    pub(crate) fn of(name: &str, bytes: &[u8]) -> Result<Self, DocumentError> {
        let lead = bytes.get(..LEAD).unwrap_or(bytes);
        if lead.windows(5).any(|w| w == b"%PDF-") {
            return Ok(Self::Pdf);
        }
        if lead.starts_with(b"PK\x03\x04") || lead.starts_with(b"PK\x05\x06") {
            return Ok(Self::Docx);
        }
        if lead.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
            return Err(DocumentError::Ole);
        }
        let extension = name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase());
        match extension.as_deref() {
            Some("md" | "markdown") => Ok(Self::Markdown),
            Some("html" | "htm" | "xhtml") => Ok(Self::Html),
            Some("txt" | "text") => Ok(Self::Text),
            Some("docx" | "docm" | "dotx" | "doc") => Err(DocumentError::NotDocx("it is no ZIP container")),
            Some("pdf") => Err(DocumentError::PdfDamaged),
            _ => Self::sniff(lead),
        }
    }

    /// Without a name that helps: markup at the beginning, or text at all.
    fn sniff(lead: &[u8]) -> Result<Self, DocumentError> {
        let start = lead.iter().position(|b| !b.is_ascii_whitespace()).unwrap_or(0);
        let first: Vec<u8> = lead.iter().skip(start).take(14).map(u8::to_ascii_lowercase).collect();
        if first.starts_with(b"<!doctype html") || first.starts_with(b"<html") {
            return Ok(Self::Html);
        }
        let wide = lead.starts_with(b"\xff\xfe") || lead.starts_with(b"\xfe\xff");
        if !wide && lead.contains(&0) { Err(DocumentError::UnknownFormat) } else { Ok(Self::Text) }
    }

    /// Its name.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Docx => "docx",
            Self::Pdf => "pdf",
        }
    }

    /// Its media type.
    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::Text => "text/plain",
            Self::Markdown => "text/markdown",
            Self::Html => "text/html",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Pdf => "application/pdf",
        }
    }
}
