//! PDF files are read by a process of their own: the same command with the hidden verb `readpdf`,
//! which lowers its own limits of memory, time and files before it looks at a byte. Whatever the
//! parser does (panic, recurse, allocate, loop), the process ends and the caller goes on. The bytes
//! go through pipes; nothing is written to a disk.

use rlimit::Resource;
use serde::{Deserialize, Serialize};
use std::io::{self, Read as _, Write as _};
use std::process::{Command, Stdio};
use std::thread;
use thiserror::Error;

use super::{Ends, Exit};
use crate::documents::DocumentError;
use crate::documents::pdf::{self, PdfText};
use crate::limits::{MAX_DOCUMENT_BYTES, MAX_PDF_ANSWER_BYTES, MAX_PDF_MEMORY_BYTES, MAX_PDF_SECONDS};

/// Files that the process may have open: its three streams and what the runtime needs.
const MAX_FILES: u64 = 16;

/// Read a PDF from standard input, for the command itself
#[derive(Debug, Clone, clap::Args)]
pub struct Args {}

/// Why the process could not do its part.
#[derive(Debug, Error)]
#[allow(missing_docs)]
pub enum ApartError {
    #[error("limits cannot be set: {0}")]
    Limit(io::Error),
    #[error("{0}")]
    Stream(#[from] io::Error),
}

impl Ends for ApartError {
    fn exit(&self) -> Exit {
        Exit::Failed
    }
}

/// What the process answers.
#[derive(Debug, Serialize, Deserialize)]
enum Answer {
    Text(PdfText),
    Error(String),
}

/// Runs the verb: the process that reads.
pub fn run(_: &Args) -> Result<Exit, ApartError> {
    for (resource, limit) in [
        (Resource::AS, MAX_PDF_MEMORY_BYTES),
        (Resource::CPU, MAX_PDF_SECONDS),
        (Resource::FSIZE, 0),
        (Resource::CORE, 0),
        (Resource::NOFILE, MAX_FILES),
    ] {
        // A limit that was lower already stays.
        let hard = resource.get_hard().map_err(ApartError::Limit)?;
        resource.set(limit.min(hard), limit.min(hard)).map_err(ApartError::Limit)?;
    }
    let mut bytes = Vec::new();
    io::stdin().lock().take(MAX_DOCUMENT_BYTES as u64).read_to_end(&mut bytes)?;
    let answer = match pdf::read(bytes) {
        Ok(text) => Answer::Text(text),
        Err(error) => Answer::Error(error.to_string()),
    };
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, &answer).map_err(io::Error::from)?;
    out.flush()?;
    Ok(Exit::Fine)
}

/// The text of a PDF, read by a process of its own.
pub(crate) fn pdf(bytes: &[u8]) -> Result<PdfText, DocumentError> {
    if bytes.len() > MAX_DOCUMENT_BYTES {
        return Err(DocumentError::TooLarge { what: "file", limit: MAX_DOCUMENT_BYTES });
    }
    let failed = |_| DocumentError::PdfProcess;
    let command = std::env::current_exe().map_err(failed)?;
    let mut child = Command::new(command)
        .arg("readpdf")
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(failed)?;
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let mut answer = Vec::new();
    thread::scope(|scope| {
        scope.spawn(|| {
            // A process that ended early reads no more: its end says so below.
            if let Some(mut stdin) = stdin {
                let _ = stdin.write_all(bytes);
            }
        });
        if let Some(stdout) = stdout {
            let _ = stdout.take(MAX_PDF_ANSWER_BYTES).read_to_end(&mut answer);
        }
    });
    let status = child.wait().map_err(failed)?;
    if !status.success() {
        return Err(DocumentError::PdfGaveUp);
    }
    match serde_json::from_slice(&answer) {
        Ok(Answer::Text(text)) => Ok(text),
        Ok(Answer::Error(why)) => Err(DocumentError::Pdf(why)),
        Err(_) => Err(DocumentError::PdfGaveUp),
    }
}
