//! The masked copy of a document: the only text of a draft that is ever written to a disk, and
//! only where the publisher asked for it.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use super::CheckError;
use super::files::CheckedDocument;
use crate::cli::Exit;

#[allow(clippy::needless_pass_by_value)] // Words or errors, whatever is at hand.
fn failed(path: &Path, why: impl std::fmt::Display) -> CheckError {
    CheckError::Copy { path: path.to_owned(), why: why.to_string() }
}

/// Nothing is written over, least of all the original.
pub(super) fn free(target: &Path) -> Result<(), CheckError> {
    if target.symlink_metadata().is_ok() {
        return Err(failed(target, "exists already, nothing was written"));
    }
    Ok(())
}

/// Writes the copy, or says why there is none.
pub(super) fn write(checked: &CheckedDocument, name: &str, target: &Path) -> Result<Exit, CheckError> {
    match checked.copy() {
        Ok(Some(bytes)) => {
            if let Some(folder) = target.parent().filter(|f| !f.as_os_str().is_empty()) {
                std::fs::create_dir_all(folder).map_err(|e| failed(folder, e))?;
            }
            let mut file = OpenOptions::new()
                .write(true)
                .create_new(true)
                .open(target)
                .map_err(|e| failed(target, e))?;
            file.write_all(&bytes).and_then(|()| file.sync_all()).map_err(|e| failed(target, e))?;
            Ok(Exit::Fine)
        }
        Ok(None) => {
            let format = checked.document.format().as_str();
            let why = if checked.decision.action == crate::message::DraftAction::Hold {
                "held: covering values is not enough, so no copy was written".to_owned()
            } else {
                format!("no masked copy can be made of {format}, so none was written")
            };
            eprintln!("kanhe check: {name}: {why}");
            Ok(Exit::Fine)
        }
        Err(error) => {
            eprintln!("kanhe check: {name}: no masked copy: {error}");
            Ok(Exit::Failed)
        }
    }
}
