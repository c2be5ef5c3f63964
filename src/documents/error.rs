//! Why a document was not read. No message quotes the document.

use thiserror::Error;

use crate::limits::{MAX_PDF_MEMORY_BYTES, MAX_PDF_SECONDS};

/// Why a document was not read, or no copy of it was made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum DocumentError {
    #[error("more than {limit} bytes of {what}")]
    TooLarge { what: &'static str, limit: usize },
    #[error("no text in it")]
    NoText,
    #[error("neither UTF-8, UTF-16 with a mark nor GB 18030 (byte {at}): no text, or a damaged one")]
    Charset { at: usize },
    #[error("a character of the masked copy has no place in {charset}: save the file as UTF-8 first")]
    Unencodable { charset: &'static str },
    #[error("the format is not known by its name or content: text, Markdown, HTML, DOCX and PDF are read")]
    UnknownFormat,
    #[error("an old binary Office file or an encrypted one: save it as DOCX without a password")]
    Ole,
    #[error("no Word document (DOCX): {0}")]
    NotDocx(&'static str),
    #[error("the document carries macros: save it as DOCX without them")]
    Macros,
    #[error("the ZIP container is damaged: {0}")]
    Zip(&'static str),
    #[error("more than {limit} entries in the container")]
    TooManyEntries { limit: usize },
    #[error("{part}: XML is damaged at byte {at}")]
    Xml { part: String, at: usize },
    #[error(
        "{part}: a document type declaration (byte {at}): no Word document has one, entities are not expanded"
    )]
    Doctype { part: String, at: usize },
    #[error("{part}: an entity that is not known (byte {at})")]
    Entity { part: String, at: usize },
    #[error("{part}: nested deeper than {limit} at byte {at}")]
    TooDeep { part: String, at: usize, limit: usize },
    #[error("{part}: not UTF-8 at byte {at}")]
    XmlCharset { part: String, at: usize },
    #[error("the text at byte {at} cannot be followed back to its place")]
    Lost { at: usize },
    #[error("PDF files are read by a process of their own")]
    PdfApart,
    #[error("the PDF is damaged or none")]
    PdfDamaged,
    #[error("the PDF is encrypted: save it without a password")]
    PdfEncrypted,
    #[error("the process that reads PDF files cannot be started")]
    PdfProcess,
    #[error("the PDF needs more than {MAX_PDF_SECONDS} s or {} MiB to be read, or its reader failed on it", MAX_PDF_MEMORY_BYTES >> 20)]
    PdfGaveUp,
    #[error("{0}")]
    Pdf(String),
    #[error("more than {limit} pages")]
    PdfPages { limit: usize },
}
