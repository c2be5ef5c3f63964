//! `kanhe config check`: shipped pipelines pass their tests, and what is wrong is said with its place.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::format_push_string,
    clippy::format_collect,
    clippy::string_slice
)] // A test stops at the first surprise.

mod verbs;

use std::fs;
use std::path::{Path, PathBuf};

use verbs::{Ran, arg, file, kanhe};

fn shipped() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines");
    let mut files: Vec<PathBuf> =
        folder.read_dir().expect("a folder").map(|f| f.expect("a file").path()).collect();
    files.sort();
    files
}

/// The shipped pipeline with one thing changed.
fn changed(from: &str, to: &str) -> (tempfile::TempDir, PathBuf) {
    #[allow(clippy::disallowed_methods)] // A test may read files.
    let text = fs::read_to_string(shipped().first().expect("a pipeline")).expect("UTF-8");
    assert!(text.contains(from), "{from}");
    let folder = tempfile::tempdir().expect("a folder");
    let path = file(folder.path(), "changed.toml", text.replacen(from, to, 1));
    (folder, path)
}

fn check(path: &Path) -> Ran {
    kanhe(&["config", "check", arg(path)])
}

#[test]
fn every_shipped_pipeline_has_tests_and_passes_them() {
    for path in shipped() {
        let ran = check(&path);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.out.contains(": ok, ") && !ran.out.contains("ok, 0 tests"), "{}", ran.out);
    }
}

#[test]
fn a_failed_test_is_named_with_its_line_and_ends_with_1() {
    let (_folder, path) =
        changed(r#"action = "refuse", report = "none""#, r#"action = "pass", report = "none""#);
    let ran = check(&path);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("a name that speaks as a body is refused"), "{}", ran.err);
    assert!(ran.err.contains("action: expected pass, got refuse"), "{}", ran.err);
    assert!(ran.err.contains("changed.toml:") && ran.err.contains("1 of "), "{}", ran.err);
}

#[test]
fn a_wrong_pipeline_is_shown_at_its_place_and_ends_with_2() {
    let (_folder, path) = changed("group = ", "grp = ");
    let ran = check(&path);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("kafka.grp: unknown field `grp`"), "{}", ran.err);
    assert!(ran.err.contains("───"), "a picture of the place: {}", ran.err);
}

#[test]
fn the_worst_answer_counts_and_every_file_is_checked() {
    let (_folder, wrong) = changed("group = ", "grp = ");
    let good = shipped();
    let ran = kanhe(&["config", "check", arg(&wrong), arg(&good[0])]);
    assert_eq!(ran.code, 2);
    assert!(ran.out.contains(": ok, "), "{}", ran.out);
}

#[test]
fn a_file_that_is_not_there_ends_with_2() {
    assert_eq!(check(Path::new("no/such.toml")).code, 2);
}
