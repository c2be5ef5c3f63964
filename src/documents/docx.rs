//! DOCX: a ZIP container of XML texts. Only the texts are inflated, each within a bound; all other
//! entries are copied as they are, compressed, into the masked copy.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read, Write};
use zip::read::ZipArchive;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::splice::{self, Edit};
use super::xml::{self, Story};
use super::{Builder, DocumentError, Part, Unread};
use crate::limits::{MAX_XML_BYTES, MAX_ZIP_ENTRIES};
use crate::message::TextPartKind;

const TYPES: &str = "[Content_Types].xml";

/// What a text of the container is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    Properties,
    Main,
    Margin,
    Note,
    Comment,
}

impl Role {
    /// By the content type that the container declares.
    fn of(content_type: &str) -> Option<Self> {
        Some(match content_type.rsplit_once('.').map_or(content_type, |(_, last)| last) {
            "main+xml" if content_type.contains("wordprocessingml") => Self::Main,
            "header+xml" | "footer+xml" => Self::Margin,
            "footnotes+xml" | "endnotes+xml" => Self::Note,
            "comments+xml" => Self::Comment,
            "core-properties+xml" => Self::Properties,
            _ => return None,
        })
    }
}

/// A container that was read.
#[derive(Debug)]
pub(super) struct Package {
    bytes: Vec<u8>,
    /// Name and text of each stream, by number.
    streams: Vec<(String, String)>,
}

/// The package, its parts and what was not read.
pub(super) fn read(bytes: Vec<u8>) -> Result<(Package, Vec<Part>, Vec<Unread>), DocumentError> {
    let mut archive = open(&bytes)?;
    let names = names(&archive)?;
    let mut left = MAX_XML_BYTES;
    if !names.contains(TYPES) {
        return Err(DocumentError::NotDocx("it declares no content types"));
    }
    let types = text(&mut archive, TYPES, &mut left)?;
    let roles = roles(&types, &names)?;
    let mut streams = Vec::new();
    let mut texts = Texts::default();
    for (role, name) in roles {
        let source = text(&mut archive, &name, &mut left)?;
        texts.add(role, &name, &source, streams.len())?;
        streams.push((name, source));
    }
    let unread = unread(&names);
    drop(archive);
    Ok((Package { bytes, streams }, texts.parts(), unread))
}

fn open(bytes: &[u8]) -> Result<ZipArchive<Cursor<&[u8]>>, DocumentError> {
    // The number of entries stands in the last record: checked before anything is kept of them.
    let archive = ZipArchive::new(Cursor::new(bytes))
        .map_err(|_| DocumentError::Zip("its directory cannot be read"))?;
    if archive.len() > MAX_ZIP_ENTRIES {
        return Err(DocumentError::TooManyEntries { limit: MAX_ZIP_ENTRIES });
    }
    Ok(archive)
}

fn names(archive: &ZipArchive<Cursor<&[u8]>>) -> Result<BTreeSet<String>, DocumentError> {
    let mut out = BTreeSet::new();
    for name in archive.file_names() {
        let name = name.map_err(|_| DocumentError::Zip("the name of an entry cannot be read"))?;
        if name.to_ascii_lowercase().ends_with("vbaproject.bin") {
            return Err(DocumentError::Macros);
        }
        // Programs differ in which of two they read.
        if !out.insert(name.into_owned()) {
            return Err(DocumentError::Zip("two entries have the same name"));
        }
    }
    Ok(out)
}

/// The text of an entry. What it inflates to counts, not what it says about itself.
fn text(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    name: &str,
    left: &mut usize,
) -> Result<String, DocumentError> {
    let entry =
        archive.by_name(name).map_err(|_| DocumentError::Zip("an entry is missing, encrypted or unknown"))?;
    let mut out = Vec::new();
    let limit = u64::try_from(*left).unwrap_or(u64::MAX);
    entry
        .take(limit + 1)
        .read_to_end(&mut out)
        .map_err(|_| DocumentError::Zip("an entry does not inflate"))?;
    if out.len() > *left {
        return Err(DocumentError::TooLarge { what: "XML in the container", limit: MAX_XML_BYTES });
    }
    *left -= out.len();
    String::from_utf8(out)
        .map_err(|e| DocumentError::XmlCharset { part: name.to_owned(), at: e.utf8_error().valid_up_to() })
}

/// The texts to read: the main document first, so that it is the first part.
fn roles(types: &str, names: &BTreeSet<String>) -> Result<Vec<(Role, String)>, DocumentError> {
    let overrides = xml::attributes(TYPES, types, "Override", ["PartName", "ContentType"])?;
    let defaults = xml::attributes(TYPES, types, "Default", ["Extension", "ContentType"])?;
    let declared = || overrides.iter().chain(&defaults).map(|[_, content_type]| content_type);
    if declared().any(|t| t.contains("macroEnabled") || t.contains("vbaProject")) {
        return Err(DocumentError::Macros);
    }
    let mut out = Vec::new();
    for [part, content_type] in &overrides {
        let name = part.trim_start_matches('/');
        if let Some(role) = Role::of(content_type)
            && names.contains(name)
        {
            out.push((role, name.to_owned()));
        }
    }
    if !out.iter().any(|(role, _)| *role == Role::Main) {
        return Err(DocumentError::NotDocx("it has no main text; other Office formats are not read"));
    }
    out.sort();
    out.dedup();
    Ok(out)
}

fn unread(names: &BTreeSet<String>) -> Vec<Unread> {
    let count = |folder: &str| names.iter().filter(|n| n.contains(folder) && !n.ends_with('/')).count();
    let objects = count("/embeddings/") + count("/charts/chart") + count("/diagrams/data");
    let mut out = Vec::new();
    if count("/media/") > 0 {
        out.push(Unread::Pictures(count("/media/")));
    }
    if objects > 0 {
        out.push(Unread::Objects(objects));
    }
    out
}

/// Parts in the making.
#[derive(Default)]
struct Texts {
    title: Builder,
    about: Builder,
    body: Builder,
    margins: Builder,
    notes: Builder,
    comments: Builder,
    deleted: Builder,
    fallback: Builder,
    captions: Builder,
}

impl Texts {
    fn add(&mut self, role: Role, name: &str, source: &str, stream: usize) -> Result<(), DocumentError> {
        if role == Role::Properties {
            for (element, text) in
                xml::elements(name, source, stream, &["title", "subject", "description", "keywords"])?
            {
                if element == "title" { self.title.append(text) } else { self.about.append(text) }
            }
            return Ok(());
        }
        let Story { text, deleted, fallback, captions } = xml::story(name, source, stream)?;
        match role {
            Role::Main => self.body.append(text),
            Role::Margin => self.margins.append(text),
            Role::Note => self.notes.append(text),
            Role::Comment | Role::Properties => self.comments.append(text),
        }
        self.deleted.append(deleted);
        self.fallback.append(fallback);
        self.captions.append(captions);
        Ok(())
    }

    fn parts(self) -> Vec<Part> {
        let body =
            [self.body, self.margins, self.notes, self.comments, self.deleted, self.fallback, self.about];
        let mut out = vec![self.title.finish(TextPartKind::Title)];
        out.extend(body.into_iter().map(|b| b.finish(TextPartKind::Body)));
        out.push(self.captions.finish(TextPartKind::Caption));
        out
    }
}

impl Package {
    /// The container with edited texts; all else as it was.
    pub(super) fn with(&self, edits: &BTreeMap<usize, Vec<Edit>>) -> Result<Vec<u8>, DocumentError> {
        let failed = |_| DocumentError::Zip("an entry cannot be copied");
        let mut archive = open(&self.bytes)?;
        let mut out = ZipWriter::new(Cursor::new(Vec::with_capacity(self.bytes.len())));
        out.set_raw_comment(archive.comment().into()).map_err(failed)?;
        for index in 0..archive.len() {
            let entry = archive.by_index_raw(index).map_err(failed)?;
            let name = entry.name().map_err(failed)?.into_owned();
            let stream = self.streams.iter().position(|(n, _)| *n == name);
            let edited = stream.and_then(|s| Some((self.streams.get(s)?, edits.get(&s)?)));
            let Some(((_, source), edits)) = edited.filter(|(_, edits)| !edits.is_empty()) else {
                out.raw_copy_file(entry).map_err(failed)?;
                continue;
            };
            let mut options = SimpleFileOptions::default().compression_method(match entry.compression() {
                CompressionMethod::Stored => CompressionMethod::Stored,
                _ => CompressionMethod::Deflated,
            });
            if let Some(time) = entry.last_modified() {
                options = options.last_modified_time(time);
            }
            drop(entry);
            out.start_file(name, options).map_err(failed)?;
            out.write_all(splice::apply(source, edits).as_bytes())
                .map_err(|_| DocumentError::Zip("an entry cannot be written"))?;
        }
        out.finish().map(Cursor::into_inner).map_err(failed)
    }
}
