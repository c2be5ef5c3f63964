//! `kanhe lexicon calibrate` and `diff`, and entries in shadow: what a lexicon does to benign text.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)] // Tests may.

mod verbs;

use kanhe::lexicon::check::Rates;
use std::fs;
use std::path::Path;
use verbs::{arg, file, json_lines, kanhe, kanhe_with};

/// A made-up body, and the marks that make a name of it speak or not.
fn lexicon(folder: &Path, name: &str, status: &str) {
    let text = format!(
        r#"[lexicon]
id = "x"
title = "示例"
title_en = "Sample"
basis = ["10(2)"]
owner = "lexicon-team"

[[term]]
id = "shili"
text = "{name}"
kind = "organ"
source = "公开示例"
status = "{status}"
since = "2026-01-01"
folds = ["width"]
hit = ["{name}官方"]
pass = ["{name}粉丝"]

[[mark]]
id = "speaks"
kind = "speaks"
words = ["官方"]

[[mark]]
id = "fan"
kind = "fan"
words = ["粉丝"]
"#
    );
    fs::create_dir_all(folder).unwrap();
    file(folder, "x.toml", text);
}

fn corpus(folder: &Path) -> String {
    let rows: Vec<String> = ["示例特战局官方", "示例特战局粉丝", "爱喝茶的小李", "ＰＰ特战局官方", "晴天"]
        .iter()
        .enumerate()
        .map(|(i, name)| format!(r#"{{"id":"n{i}","text":"{name}"}}"#))
        .collect();
    arg(&file(folder, "names.jsonl", rows.join("\n"))).to_owned()
}

#[test]
fn calibrate_counts_what_was_found_and_what_acted_and_check_holds_it_against_the_budget() {
    let folder = tempfile::tempdir().unwrap();
    let (names, rates) = (folder.path().join("lex"), folder.path().join("rates.toml"));
    lexicon(&names, "示例特战局", "live");
    let on = corpus(folder.path());
    let ran = kanhe(&["lexicon", "calibrate", arg(&names), "--on", &on, "--out", arg(&rates)]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let text = fs::read_to_string(&rates).unwrap();
    assert!(!text.contains("示例"), "rates hold no text of a corpus");
    let measured = Rates::parse(&text).unwrap();
    let term = measured.fired.iter().find(|f| f.what == "term" && f.id == "shili").unwrap();
    assert_eq!((term.found, term.acted, term.n), (2, 1, 5));
    assert!((term.upper95 - 65.7408).abs() < 1e-3, "{}", term.upper95);
    assert!(measured.fired.iter().any(|f| f.what == "rule" && f.id == "10-2/speaks-as-a-body"));

    let check = kanhe(&["lexicon", "check", arg(&names), "--short", "--rates", arg(&rates)]);
    assert!(
        check.code == 1 && check.out.starts_with("KL023 x.toml:9: `shili` acted on 1 of 5"),
        "{}",
        check.out
    );
    lexicon(&names, "示例特训局", "live");
    let stale = kanhe(&["lexicon", "check", arg(&names), "--rates", arg(&rates)]);
    assert!(stale.err.contains("calibrate again"), "{}", stale.err);
}

#[test]
fn diff_lists_what_changes_by_rule() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (folder.path().join("old"), folder.path().join("new"));
    lexicon(&old, "示例特战局", "live");
    lexicon(&new, "PP特战局", "live");
    let on = corpus(folder.path());
    let ran = kanhe(&["lexicon", "diff", arg(&old), arg(&new), "--on", &on]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let expected = "+ refuse 10-2/speaks-as-a-body: 1 texts\n    given n3\n\
                    - refuse 10-2/speaks-as-a-body: 1 texts\n    given n0\n2 of 5 decisions change\n";
    assert_eq!(ran.out, expected);
    let same = kanhe(&["lexicon", "diff", arg(&old), arg(&old), "--on", &on]);
    assert_eq!(same.out, "0 of 5 decisions change\n");
    assert_eq!(kanhe(&["lexicon", "diff", arg(&old), "no-such-folder", "--on", &on]).code, 2);
}

#[test]
fn an_entry_in_shadow_decides_nothing_and_is_counted() {
    let folder = tempfile::tempdir().unwrap();
    let names = folder.path().join("lex");
    lexicon(&names, "示例特战局", "shadow");
    let args = ["scan", "--text", "nickname", "--lexicons", arg(&names)];
    let ran = kanhe_with(&args, "示例特战局官方\n示例特战局粉丝\n".as_bytes());
    assert_eq!(ran.code, 0);
    let decisions = json_lines(&ran.out);
    assert_eq!(decisions[0]["action"], "pass");
    assert_eq!(decisions[0]["findings"][0]["exempted_by"], "shadow");
    assert!(decisions[0]["notice"].is_null());
    assert!(ran.err.contains("2 events: 2 pass, 0 with a case, 1 in shadow"), "{}", ran.err);
    assert_eq!(kanhe(&["lexicon", "test", arg(&names)]).code, 0, "its examples are tested all the same");
    assert!(kanhe(&["lexicon", "stats", arg(&names)]).out.contains("shadow                   1"));
    let eval = kanhe(&["eval", "--lexicons", arg(&names), &corpus_with_manifest(folder.path())]);
    assert!(eval.out.contains("names touched 0/5") && eval.out.contains("1 more in shadow"), "{}", eval.out);
}

fn corpus_with_manifest(folder: &Path) -> String {
    let root = folder.join("corpora");
    fs::create_dir_all(root.join("names")).unwrap();
    corpus(&root.join("names"));
    file(&root, "manifest.json", r#"[{"file":"names/names.jsonl","part":"nickname"}]"#);
    arg(&root).to_owned()
}
