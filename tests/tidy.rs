//! What no linter checks: the top level, the size of files, module docs, leftovers, the tables.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)] // A test fails by panic and may read files.

use std::fs;
use std::path::{Path, PathBuf};

/// Longest source file, in lines. What grows past it has a seam.
const LONGEST: usize = 450;
/// What may stand beside the folders of the design.
const TOP: [&str; 17] = [
    "Cargo.toml",
    "Cargo.lock",
    "README.md",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "build.rs",
    "clippy.toml",
    "deny.toml",
    "rustfmt.toml",
    "rust-toolchain.toml",
    "src",
    "lexicons",
    "pipelines",
    "deploy",
    "benches",
    "tests",
    "target",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut out = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == extension) {
                out.push(path);
            }
        }
    }
    assert!(!out.is_empty(), "{folder} has no .{extension}");
    out.sort();
    out
}

#[test]
fn the_top_level_is_the_design_s() {
    for entry in fs::read_dir(root()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(name.starts_with('.') || TOP.contains(&name.as_str()), "{name} at the top level");
    }
}

#[test]
fn sources_are_short_documented_and_finished() {
    // Written so that this file does not hold them.
    let leftovers = [["TO", "DO"], ["FIX", "ME"], ["unimplemented", "!"], ["todo", "!("], ["#[ig", "nore"]]
        .map(|w| w.concat());
    for path in files("src", "rs").into_iter().chain(files("tests", "rs")).chain(files("benches", "rs")) {
        let text = fs::read_to_string(&path).unwrap();
        let shown = path.strip_prefix(root()).unwrap().display();
        assert!(text.lines().count() <= LONGEST, "{shown} has {} lines", text.lines().count());
        for word in &leftovers {
            assert!(!text.contains(word.as_str()), "{shown} holds {word}");
        }
        // What must not compile, and modules of tests beside their subject, say what they are by name.
        let named = path.ends_with("tests.rs") || path.starts_with(root().join("tests/limits"));
        assert!(named || text.starts_with("//!"), "{shown} does not say what it is for");
    }
}

#[test]
fn fold_tables_have_a_source_and_two_columns() {
    for path in files("lexicons/folds", "tsv") {
        let text = fs::read_to_string(&path).unwrap();
        let shown = path.display();
        for needed in ["source", "licence", "script"] {
            assert!(
                text.lines().any(|l| l.starts_with('#') && l.contains(needed)),
                "{shown} names no {needed}"
            );
        }
        for (number, line) in text.lines().enumerate().filter(|(_, l)| !l.starts_with('#')) {
            let columns = line.split('\t').filter(|c| !c.is_empty()).count();
            assert_eq!(columns, 2, "{shown}:{}", number + 1);
        }
    }
}

/// A verb as it is typed.
fn kebab(variant: &str) -> String {
    let mut out = String::new();
    for c in variant.chars() {
        if c.is_uppercase() && !out.is_empty() {
            out.push('-');
        }
        out.extend(c.to_lowercase());
    }
    out
}

#[test]
fn the_readme_names_every_verb() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let main = fs::read_to_string(root().join("src/main.rs")).unwrap();
    let verbs = main
        .lines()
        .filter_map(|l| l.trim().strip_suffix("::Args),")?.split_once('(').map(|(v, _)| kebab(v)));
    let verbs: Vec<String> = verbs.collect();
    assert!(verbs.len() >= 7, "{verbs:?}");
    for verb in verbs {
        assert!(readme.contains(&verb), "the README does not name `{verb}`");
    }
}
