//! What the verbs about drafts load: the lexicons for drafts.

use std::path::PathBuf;

use super::load::{LoadError, folder_files};
use crate::rules::disclosure::Disclosure;

/// Which rules for drafts decide.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct DraftArgs {
    /// Folder of lexicons for drafts that replaces the built-in ones
    #[arg(long, value_name = "DIR")]
    pub disclosure: Option<PathBuf>,
}

impl DraftArgs {
    /// Compiles the lexicons.
    pub(crate) fn set(&self) -> Result<Disclosure, LoadError> {
        let Some(folder) = &self.disclosure else { return Ok(Disclosure::embedded()?) };
        let files = folder_files(folder)?;
        let files: Vec<(&str, &str)> = files.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
        Ok(Disclosure::compile(&files)?)
    }
}
