//! Documents as drafts: read, checked, shown, and copied with the covers where that was asked for.

use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::checker::Checker;
use super::{Args, CheckError, copy, view};
use crate::cli::text::TEXT_TIME;
use crate::cli::{Exit, apart};
use crate::decide::covered;
use crate::documents::{Document, DocumentError, Format};
use crate::limits::{MAX_DOCUMENT_BYTES, MAX_ID_BYTES};
use crate::message::{Draft, DraftAction, DraftDecision, DraftPart, hex};

/// What `check` asks about documents.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct DocumentArgs {
    /// Write the masked copy here, in the same format (one document)
    #[arg(long, value_name = "FILE", conflicts_with = "out")]
    pub write: Option<PathBuf>,
    /// Write masked copies into this folder, under the names of the documents
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Folder of the release log [default: the user's state folder]
    #[arg(long, value_name = "DIR")]
    pub log: Option<PathBuf>,
    /// Id of the draft [default: made from its bytes]
    #[arg(long)]
    pub id: Option<String>,
    /// When it is to be published: a date, or RFC 3339; windows over own releases use it
    #[arg(long, value_parser = event_time, default_value = TEXT_TIME)]
    pub time: String,
    /// Show the whole text and not only the lines with marks
    #[arg(long)]
    pub full: bool,
}

impl DocumentArgs {
    /// What can be known to be wrong before a draft is counted.
    pub(super) fn check(&self, paths: &[PathBuf]) -> Result<(), CheckError> {
        if (self.write.is_some() || self.id.is_some()) && paths.len() > 1 {
            return Err(CheckError::Usage(
                "`--write` and `--id` are for one document; `--out DIR` takes many",
            ));
        }
        if self.id.as_ref().is_some_and(|id| id.is_empty() || id.len() > MAX_ID_BYTES) {
            return Err(CheckError::Usage("`--id`: empty or too long"));
        }
        paths.iter().filter_map(|p| self.target(p)).try_for_each(|t| copy::free(&t))
    }

    /// Where the copy of a document goes.
    pub(super) fn target(&self, path: &Path) -> Option<PathBuf> {
        let beside = self.out.as_ref().zip(path.file_name()).map(|(folder, name)| folder.join(name));
        self.write.clone().or(beside)
    }
}

/// A date or a time as an event's time.
pub(crate) fn event_time(text: &str) -> Result<String, &'static str> {
    let whole =
        if text.len() == "2025-03-01".len() { format!("{text}T00:00:00+08:00") } else { text.to_owned() };
    match OffsetDateTime::parse(&whole, &Rfc3339) {
        Ok(t) if t.year() >= 1 => Ok(whole),
        _ => Err("a date (2026-11-25) or RFC 3339 with offset expected"),
    }
}

/// A document with what was decided about it.
pub(crate) struct CheckedDocument {
    pub(crate) document: Document,
    pub(crate) decision: DraftDecision,
    /// What is covered in each part, in bytes.
    pub(crate) covered: Vec<Vec<Range<usize>>>,
}

impl CheckedDocument {
    /// The masked copy; `None` where there is none to give.
    pub(crate) fn copy(&self) -> Result<Option<Vec<u8>>, DocumentError> {
        if self.decision.action == DraftAction::Hold { Ok(None) } else { self.document.masked(&self.covered) }
    }
}

/// Reads a document by its name and bytes. PDF files are read by a process of their own.
pub(crate) fn read(name: &str, bytes: Vec<u8>) -> Result<Document, DocumentError> {
    match Format::of(name, &bytes)? {
        Format::Pdf => Document::from_pdf(&apart::pdf(&bytes)?),
        format => Document::read(bytes, format),
    }
}

/// The id of a document that has none: the same bytes are the same draft.
pub(crate) fn id_of(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    format!("draft-{}", hex(digest.get(..8).unwrap_or(&digest)))
}

/// A document as a draft.
pub(crate) fn draft(document: &Document, id: String, time: String) -> Draft {
    let part = |p: &crate::documents::Part| DraftPart {
        kind: p.kind(),
        text: p.text().to_owned(),
        url: None,
        attribution: None,
    };
    Draft { id, time, parts: document.parts().iter().map(part).collect(), generated: false }
}

/// Joins a document with its decision.
pub(crate) fn joined(document: Document, decision: DraftDecision) -> CheckedDocument {
    let masked = decision.parts.as_deref().unwrap_or_default();
    let covered = document
        .parts()
        .iter()
        .enumerate()
        .map(|(i, part)| masked.get(i).map(|m| covered(part.text(), &m.text)).unwrap_or_default())
        .collect();
    CheckedDocument { document, decision, covered }
}

fn bytes_of(path: &Path) -> io::Result<Vec<u8>> {
    let limit = MAX_DOCUMENT_BYTES as u64 + 1;
    let mut bytes = Vec::new();
    if path.as_os_str() == "-" {
        io::stdin().lock().take(limit).read_to_end(&mut bytes)?;
    } else {
        File::open(path)?.take(limit).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// Checks one document. Whether something was found, and how it ended.
pub(super) fn check(args: &Args, path: &Path, checker: &mut Checker) -> Result<(bool, Exit), CheckError> {
    let name = path.display().to_string();
    let bytes = bytes_of(path).map_err(|source| CheckError::Read { name: name.clone(), source })?;
    let id = args.documents.id.clone().unwrap_or_else(|| id_of(&bytes));
    let document = match read(&name, bytes) {
        Ok(document) => document,
        Err(error) => {
            eprintln!("kanhe check: {name}: {error}");
            return Ok((false, Exit::Failed));
        }
    };
    let decision = checker.check(&draft(&document, id, args.documents.time.clone()))?;
    let seen = joined(document, decision);
    if args.json {
        let mut out = io::stdout().lock();
        writeln!(out, "{}", checker.to_json(&seen.decision))?;
        out.flush()?;
    } else {
        let mut out = anstream::stdout().lock();
        view::show(&mut out, &name, &seen, args.documents.full)?;
        out.flush()?;
    }
    let mut end = Exit::Fine;
    if let Some(target) = args.documents.target(path) {
        end = copy::write(&seen, &name, &target)?;
    }
    Ok((seen.decision.action != DraftAction::Pass, end))
}
