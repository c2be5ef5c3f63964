//! `kanhe lexicon hash`: the perceptual hash of a picture, for an entry of `[[emblem]]`.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::PathBuf;

use super::{Exit, LexiconVerbError};
use crate::avatar;
use crate::limits::MAX_AVATAR_BYTES;

/// Hash pictures (PNG, JPEG, GIF, WebP) as emblems are: hash, quality, file
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// Pictures
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

pub(super) fn run(args: &Args) -> Result<Exit, LexiconVerbError> {
    let mut out = io::stdout().lock();
    for path in &args.files {
        let failed = |source| LexiconVerbError::Read { path: path.clone(), source };
        let mut file = Vec::new();
        // An avatar in base64 is a third longer than its file.
        let most = MAX_AVATAR_BYTES / 4 * 3;
        File::open(path).and_then(|f| f.take(most as u64 + 1).read_to_end(&mut file)).map_err(failed)?;
        if file.len() > most {
            return Err(failed(io::Error::other(format!("more than {most} bytes"))));
        }
        let hashed =
            avatar::hash(&file).map_err(|source| LexiconVerbError::Picture { path: path.clone(), source })?;
        let never = if hashed.usable().is_none() { "\ttoo little structure: never matches" } else { "" };
        writeln!(out, "{}\t{}\t{}{never}", hashed.pdq, hashed.quality, path.display())?;
    }
    Ok(Exit::Fine)
}
