//! What the verbs that take a pipeline share: reading its file.

use miette::Diagnostic;
use std::path::Path;
use std::sync::Arc;
use thiserror::Error;

use super::load::{self, read_text};
use super::{Ends, Exit};
use crate::cluster::{HashKey, Product};
use crate::message::NoticeKey;
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
    /// Rows would be kept under hashes that anyone can repeat.
    #[error("[[products]] need a secret for the hashes that state keeps: `[state] key-file`")]
    NoStateKey,
}

impl Ends for PipelineError {
    fn exit(&self) -> Exit {
        Exit::Usage
    }
}

/// The data products of a pipeline and the secret of its hashes; without one in the file, hashes
/// are made under the pipeline's name, which a scan keeps nowhere.
pub fn with_secret(path: &Path) -> Result<(Vec<Arc<Product>>, HashKey), PipelineError> {
    let config = config(path)?;
    let key = match state_key(path, &config)? {
        Some(key) => key,
        None => HashKey::new(config.name.as_bytes()),
    };
    Ok((config.products, key))
}

/// The secret of the hashes that state keeps, if the pipeline names a file with it.
pub fn state_key(path: &Path, config: &Config) -> Result<Option<HashKey>, PipelineError> {
    let Some(file) = &config.state_key else { return Ok(None) };
    let file = path.parent().unwrap_or(Path::new("")).join(file);
    let bytes =
        std::fs::read(&file).map_err(|source| load::LoadError::Read { path: file.clone(), source })?;
    if bytes.len() < NoticeKey::MIN_BYTES {
        return Err(load::LoadError::ShortKey(file).into());
    }
    Ok(Some(HashKey::new(&bytes)))
}

/// Reads and checks a pipeline.
pub fn config(path: &Path) -> Result<Config, PipelineError> {
    let text = read_text(path)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let read = |file: &Path| read_text(&folder.join(file)).map_err(|e| e.to_string());
    Ok(Config::parse_with(&path.display().to_string(), &text, &read)?)
}
