//! The files of a check: each appears whole or not at all, and none is written over.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::{Args, ReleaseCheckError, output};
use crate::tables::{TableReport, Verdict, page};

/// Where to write to.
#[derive(Debug)]
pub struct Outputs {
    masked: Option<PathBuf>,
    report: Option<PathBuf>,
    html: Option<PathBuf>,
}

impl Outputs {
    /// None of the files may exist.
    pub fn new(args: &Args) -> Result<Self, ReleaseCheckError> {
        let outputs =
            Self { masked: args.masked.clone(), report: args.report.clone(), html: args.html.clone() };
        for path in [&outputs.masked, &outputs.report, &outputs.html].into_iter().flatten() {
            if path.symlink_metadata().is_ok() {
                return Err(output(path, "exists already, nothing was written"));
            }
        }
        if let Some(masked) = &outputs.masked
            && masked.extension() != args.table.extension()
        {
            return Err(output(masked, "the copy has the format of the table: the same ending expected"));
        }
        Ok(outputs)
    }

    /// The file that becomes the masked copy, where one is wanted.
    pub fn begin_copy(&self) -> Result<Option<NamedTempFile>, ReleaseCheckError> {
        self.masked.as_deref().map(begin).transpose()
    }

    /// Writes the report and lets all files appear.
    pub fn publish(
        &self,
        report: &TableReport,
        copy: Option<NamedTempFile>,
    ) -> Result<(), ReleaseCheckError> {
        let mut json = serde_json::to_string_pretty(report).map_err(std::io::Error::from)?;
        json.push('\n');
        let mut ready = Vec::new();
        for (path, text) in [(&self.report, json.clone()), (&self.html, page(report))] {
            let Some(path) = path else { continue };
            let mut file = begin(path)?;
            file.write_all(text.as_bytes()).map_err(|e| output(path, e))?;
            ready.push((path, file));
        }
        if report.verdict == Verdict::Mask
            && let Some((path, file)) = self.masked.as_ref().zip(copy)
        {
            ready.push((path, file));
        }
        for (path, file) in ready {
            file.as_file().sync_all().map_err(|e| output(path, e))?;
            file.persist_noclobber(path).map_err(|e| output(path, e.error))?;
        }
        if self.report.is_none() {
            std::io::stdout().lock().write_all(json.as_bytes())?;
        }
        Ok(())
    }
}

/// A file beside its place, which is gone unless it is put there.
fn begin(path: &Path) -> Result<NamedTempFile, ReleaseCheckError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    // As any other file that is made: who may read it, the user's mask says.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder).map_err(|e| output(path, e))
}
