//! What the verbs that take a pipeline share: reading its file.

use miette::Diagnostic;
use std::path::Path;
use thiserror::Error;

use super::load::{self, read_text};
use super::{Ends, Exit};
use crate::pipeline::config::{Config, ConfigError};

/// Why a pipeline cannot be used.
#[derive(Debug, Error, Diagnostic)]
pub enum PipelineError {
    /// A file cannot be read, or names or key cannot be used.
    #[error(transparent)]
    Load(#[from] load::LoadError),
    /// The pipeline is wrong.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Config(#[from] ConfigError),
}

impl Ends for PipelineError {
    fn exit(&self) -> Exit {
        Exit::Usage
    }
}

/// Reads and checks a pipeline.
pub fn config(path: &Path) -> Result<Config, PipelineError> {
    let text = read_text(path)?;
    Ok(Config::parse(&path.display().to_string(), &text)?)
}
