//! `kanhe check` on documents: shown, copied, gated, released.
#![cfg(feature = "desk")]
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::string_slice)] // Tests may.

mod desk;

use desk::package::{Package, paragraph};
use desk::{GIVES_AWAY, VALUE, run};
use std::fs;
use std::io::{Cursor, Read as _};
use std::path::{Path, PathBuf};

/// A document of each format with the same words, cut by marks where the format has some.
fn documents(folder: &Path) -> Vec<PathBuf> {
    let (before, after) = GIVES_AWAY.split_once(VALUE).unwrap();
    let runs = [before, &VALUE[..3], &VALUE[3..], after];
    let files: [(&str, Vec<u8>); 4] = [
        ("a.txt", GIVES_AWAY.into()),
        ("a.md", format!("# 示例\n\n{before}**{}**{}{after}\n", &VALUE[..3], &VALUE[3..]).into()),
        (
            "a.html",
            format!(
                "<title>示例</title><p>{before}<b>{}</b>{}{after}<script>let a;</script>",
                &VALUE[..3],
                &VALUE[3..]
            )
            .into(),
        ),
        ("a.docx", Package::new(&paragraph(&runs)).title("示例").bytes()),
    ];
    files
        .into_iter()
        .map(|(name, bytes)| {
            let path = folder.join(name);
            fs::write(&path, bytes).unwrap();
            path
        })
        .collect()
}

fn arg(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn every_format_is_shown_and_copied_in_its_own_format() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    for path in documents(folder.path()) {
        let copies = folder.path().join("copies");
        let (out, err, code) = run(&state, &["check", "--out", arg(&copies), arg(&path)]);
        assert_eq!((code, err.as_str()), (1, ""), "{out}");
        assert!(out.contains('【') && out.contains(VALUE), "{out}");
        assert!(out.contains("14(10)") && out.contains("kanhe release draft-"), "{out}");
        let copy = fs::read(copies.join(path.file_name().unwrap())).unwrap();
        let words = if path.extension().is_some_and(|e| e == "docx") {
            let mut xml = String::new();
            let mut archive = zip::ZipArchive::new(Cursor::new(copy)).unwrap();
            archive.by_name("word/document.xml").unwrap().read_to_string(&mut xml).unwrap();
            xml
        } else {
            String::from_utf8(copy).unwrap()
        };
        assert!(words.contains('＊') && words.contains("食堂的面很好吃"), "{words}");
        assert!(!words.contains(&VALUE[3..]), "{words}");
        // The copy itself passes: the gate opens.
        let copy = copies.join(path.file_name().unwrap());
        let (out, _, code) = run(&state, &["check", arg(&copy)]);
        assert_eq!(code, 0, "{out}");
    }
}

/// A passage that says of itself that it is not public and gives several values: no copy, but the
/// marks, the reasons and the last word.
#[test]
fn a_held_draft_is_shown_with_its_reasons_and_has_no_copy() {
    let folder = tempfile::tempdir().unwrap();
    let (state, copy) = (folder.path().join("state"), folder.path().join("copy.txt"));
    let path = folder.path().join("held.txt");
    fs::write(&path, "内部掌握：99901部队储备干粮21万份，柴油3200吨。\n今天食堂的面很好吃。\n").unwrap();
    let (out, err, code) = run(&state, &["check", "--write", arg(&copy), arg(&path)]);
    assert_eq!(code, 1, "{out}{err}");
    for words in ["hold", "21万份", "3200吨", "14(9)", "内部", "kanhe release draft-"] {
        assert!(out.contains(words), "{words}: {out}");
    }
    assert!(!out.contains("食堂"), "lines without marks are not shown: {out}");
    assert!(err.contains("no copy was written") && !copy.exists(), "{err}");
}

#[test]
fn json_is_one_decision_a_document() {
    let folder = tempfile::tempdir().unwrap();
    let paths = documents(folder.path());
    let args: Vec<&str> = ["check", "--json"].into_iter().chain(paths.iter().map(|p| arg(p))).collect();
    let (out, _, code) = run(&folder.path().join("state"), &args);
    assert_eq!((code, out.lines().count()), (1, 4));
    for line in out.lines() {
        let decision: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!((&decision["type"], &decision["action"]), (&"draft".into(), &"mask".into()));
        assert!(decision["report"].is_null());
    }
}

#[test]
fn lines_are_a_gate_only_when_that_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let path = folder.path().join("d.jsonl");
    let line = serde_json::json!({"id": "d1", "type": "draft", "time": "2025-04-01T08:00:00+08:00", "parts": [{"kind": "body", "text": GIVES_AWAY}]});
    fs::write(&path, line.to_string()).unwrap();
    assert_eq!(run(&state, &["check", "--json", arg(&path)]).2, 0);
    assert_eq!(run(&state, &["check", "--json", "--gate", arg(&path)]).2, 1);
}

#[test]
fn nothing_is_written_over_and_bad_usage_counts_no_draft() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let paths = documents(folder.path());
    let text = arg(&paths[0]);
    let (_, err, code) = run(&state, &["check", "--write", text, text]);
    assert!(code == 3 && err.contains("exists already"), "{err}");
    assert_eq!(fs::read_to_string(text).unwrap(), GIVES_AWAY);
    for args in [
        ["check", "--write", "x", text, arg(&paths[1])].as_slice(),
        &["check", "no-such-file.txt"],
        &["check", "--time", "yesterday", text],
    ] {
        assert_eq!(run(&state, args).2, 2, "{args:?}");
    }
    assert!(!state.exists(), "no draft was counted");
}

#[test]
fn a_release_counts_once_it_is_released_and_can_be_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let paths = documents(folder.path());
    assert_eq!(run(&state, &["release", "d1"]).2, 2, "never checked");
    run(&state, &["check", "--id", "d1", "--time", "2026-11-25", arg(&paths[0])]);
    assert_eq!(run(&state, &["releases", "list"]).0, "", "checked is not released");
    let (out, _, _) = run(&state, &["releases", "list", "--all"]);
    assert!(out.contains("checked") && out.contains("d1"), "{out}");
    assert_eq!(run(&state, &["release", "d1"]).2, 0);
    let (out, _, _) = run(&state, &["releases", "list", "--json"]);
    let entry: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&entry["id"], &entry["time"]), (&"d1".into(), &"2026-11-25T00:00:00+08:00".into()));
    let elsewhere = folder.path().join("other");
    assert_eq!(run(&state, &["releases", "list", "--log", arg(&elsewhere)]).0, "");
    assert_eq!(run(&state, &["releases", "forget", "d1"]).2, 0);
    assert_eq!(run(&state, &["releases", "list", "--all"]).0, "");
    assert_eq!(run(&state, &["releases", "forget", "d1"]).2, 2);
}

#[test]
fn a_bad_file_is_named_and_the_rest_is_checked() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let paths = documents(folder.path());
    let macros = folder.path().join("m.docx");
    fs::write(&macros, Package::new(&paragraph(&["x"])).entry("word/vbaProject.bin", None, b"x").bytes())
        .unwrap();
    let broken = folder.path().join("b.pdf");
    fs::write(&broken, b"%PDF-1.7\n1 0 obj\n<<").unwrap();
    let (out, err, code) = run(&state, &["check", arg(&macros), arg(&broken), arg(&paths[0])]);
    assert_eq!(code, 3);
    assert!(err.contains("m.docx: the document carries macros"), "{err}");
    assert!(err.contains("b.pdf: the PDF is damaged"), "{err}");
    assert!(out.contains(VALUE), "{out}");
}
