//! Learns from labelled drafts how those are worded that give something away. Only with the feature
//! `measure`; its tests hold the shipped weights to what the fixtures teach.

use crate::rules::disclosure::wording::fit::{Labelled, fit, labelled};
#[cfg(feature = "measure")]
use {
    super::{EvalError, find},
    crate::cli::Exit,
    crate::cli::load::read_text,
    std::fs,
    std::path::{Path, PathBuf},
};

/// Writes the weights that the drafts of some cases teach.
#[cfg(feature = "measure")]
pub(super) fn run(file: &Path, paths: &[PathBuf]) -> Result<Exit, EvalError> {
    let mut drafts: Vec<Labelled> = Vec::new();
    for path in paths {
        for cases in find(path)?.cases {
            let of = labelled(&read_text(&cases)?);
            drafts.extend(of.map_err(|(line, e)| EvalError::Line {
                path: cases.clone(),
                line,
                what: e.to_string(),
            })?);
        }
    }
    fs::write(file, fit(&drafts)).map_err(|e| EvalError::Manifest {
        path: file.to_owned(),
        what: format!("cannot be written: {e}"),
    })?;
    Ok(Exit::Fine)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::disclosure::wording::Wording;
    use std::collections::BTreeSet;
    use std::fs;

    /// The cases of the release by file, in order.
    fn files() -> Vec<(String, Vec<Labelled>)> {
        let mut paths: Vec<std::path::PathBuf> = Vec::new();
        for name in ["drafts", "wording"] {
            let folder = format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
            let mut of: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
            of.sort();
            paths.extend(of);
        }
        let read = |p: &std::path::PathBuf| {
            let name = p.file_stem().unwrap().to_string_lossy().into_owned();
            (name, labelled(&fs::read_to_string(p).unwrap()).unwrap())
        };
        paths.iter().map(read).collect()
    }

    #[test]
    fn the_shipped_weights_are_those_that_the_fixtures_teach() {
        let drafts: Vec<Labelled> = files().into_iter().flat_map(|(_, drafts)| drafts).collect();
        let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/lexicons/disclosure/wording.toml");
        let same = fit(&drafts) == fs::read_to_string(shipped).unwrap();
        assert!(
            same,
            "run `cargo run --features measure -- eval --learn {shipped} tests/fixtures/drafts tests/fixtures/wording`"
        );
    }

    /// What was learned from the other files tells the drafts of a file that it has not seen.
    #[test]
    fn drafts_that_were_not_learned_from_are_told_apart() {
        let files = files();
        let generation = |name: &str| name.split_once('-').map_or("", |(_, g)| g).to_owned();
        let generations: BTreeSet<String> = files.iter().map(|(name, _)| generation(name)).collect();
        let (mut right, mut all) = (0, 0);
        for left_out in generations.iter().step_by(4) {
            let others = files.iter().filter(|(name, _)| generation(name) != *left_out);
            let weights = fit(&others.flat_map(|(_, d)| d).cloned().collect::<Vec<_>>());
            let raw: crate::rules::disclosure::schema::RawFile = toml::from_str(&weights).unwrap();
            let wording = Wording::read(&raw.wording.unwrap()).unwrap();
            for draft in files.iter().filter(|(name, _)| generation(name) == *left_out).flat_map(|(_, d)| d) {
                all += 1;
                right += usize::from((wording.score_of(&draft.pieces) > 0) == draft.gives_away);
            }
        }
        assert!(all > 100 && right * 100 >= all * 80, "{right} of {all}");
    }
}
