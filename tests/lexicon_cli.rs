//! `kanhe lexicon`: what reviewers do with a folder of lexicons.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::string_slice)] // Tests may.

mod verbs;

use std::fs;
use verbs::{arg, file, kanhe};

const SOUND: &str = r#"# A made-up lexicon.
[lexicon]
id = "x"
title = "示例"
title_en = "Sample"
basis = ["10(1)"]
owner = "lexicon-team"

[[term]]
id = "shili"
text = "示例特战局"
kind = "organ"
source = "公开示例"
since = "2026-01-01"
folds = ["width", "separator"]
hit = ["示例特战局官方", "示.例.特.战.局官方"]
pass = ["示例特战局粉丝"]

[[mark]]
id = "speaks"
kind = "speaks"
words = ["官方"]

[[mark]]
id = "fan"
kind = "fan"
words = ["粉丝"]
"#;

#[test]
fn a_sound_folder_passes_every_verb() {
    let folder = tempfile::tempdir().unwrap();
    file(folder.path(), "x.toml", SOUND);
    let dir = arg(folder.path());
    for verb in [vec!["check"], vec!["test"], vec!["fmt", "--check"], vec!["stats"]] {
        let mut args = vec!["lexicon", verb[0], dir];
        args.extend(&verb[1..]);
        let ran = kanhe(&args);
        assert_eq!(ran.code, 0, "{verb:?}: {}{}", ran.out, ran.err);
    }
    let stats = kanhe(&["lexicon", "stats", dir]).out;
    assert!(stats.contains("terms 1 with 0 aliases") && stats.contains("examples 2 hit, 1 pass"), "{stats}");
}

#[test]
fn pictures_are_hashed_as_emblems_are() {
    let at = |name: &str| format!("{}/tests/fixtures/pdq/{name}", env!("CARGO_MANIFEST_DIR"));
    let vectors = fs::read_to_string(at("vectors.tsv")).unwrap();
    let row = |name: &str| {
        let line = vectors.lines().find(|l| l.split('\t').next() == Some(name)).unwrap();
        line.split('\t').skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    let (png, jpeg) = (at("colour1.png"), at("base.jpg"));
    let ran = kanhe(&["lexicon", "hash", &png, &jpeg]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let lines: Vec<&str> = ran.out.lines().collect();
    for (line, (name, path)) in lines.iter().zip([("colour1.png", &png), ("base.jpg", &jpeg)]) {
        let [pdq, quality] = &row(name)[..] else { panic!("{name}") };
        assert_eq!(*line, format!("{pdq}\t{quality}\t{path}"));
    }
    assert_eq!(lines.len(), 2);
    // A line of the answer is what an entry of the lexicon wants.
    let folder = tempfile::tempdir().unwrap();
    let pdq = lines[0].split('\t').next().unwrap();
    let entry = "[[emblem]]\nid = \"x-emblem\"\ntitle = \"示例徽\"\nsource = \"示例\"";
    let emblem = format!("{SOUND}\n{entry}\npdq = \"{pdq}\"\n");
    file(folder.path(), "x.toml", emblem);
    let checked = kanhe(&["lexicon", "check", arg(folder.path())]);
    assert_eq!(checked.code, 0, "{}{}", checked.out, checked.err);

    let text = folder.path().join("x.toml");
    for (wrong, says) in [(arg(&text), "neither PNG"), (&at("nothing.png"), "nothing.png")] {
        let ran = kanhe(&["lexicon", "hash", wrong]);
        assert!(ran.code != 0 && ran.out.is_empty() && ran.err.contains(says), "{}{}", ran.out, ran.err);
    }
}

#[test]
fn check_draws_the_line_that_it_is_about() {
    let folder = tempfile::tempdir().unwrap();
    let broken = SOUND.replace("source = \"公开示例\"", "source = \"\"").replace(
        "folds = [\"width\", \"separator\"]",
        "folds = [\"width\", \"digit\"]\nuntil = \"2026-06-30\"",
    );
    file(folder.path(), "x.toml", broken);
    let dir = arg(folder.path());
    let ran = kanhe(&["lexicon", "check", dir, "--today", "2026-07-01"]);
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!(ran.out);
    let short = kanhe(&["lexicon", "check", dir, "--short"]);
    let codes: Vec<&str> = short.out.lines().filter_map(|l| l.split(' ').next()).collect();
    assert_eq!(codes, ["KL008", "KL017", "KL018"], "without a day nothing expires: {}", short.out);
}

#[test]
fn check_names_unknown_keys_and_other_families() {
    let folder = tempfile::tempdir().unwrap();
    file(folder.path(), "a.toml", SOUND.replace("hit =", "hits ="));
    file(folder.path(), "b.toml", "[lexicon]\nid = \"f\"\n[[rule]]\nid = \"14-10\"\n");
    let ran = kanhe(&["lexicon", "check", arg(folder.path()), "--short"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("KL001 a.toml:"), "{}", ran.out);
    assert!(ran.out.contains("KL003 b.toml:"), "{}", ran.out);
    assert_eq!(
        kanhe(&["lexicon", "test", arg(folder.path())]).code,
        2,
        "what does not compile is not tested"
    );
}

#[test]
fn test_says_which_example_fails_and_why() {
    let folder = tempfile::tempdir().unwrap();
    file(
        folder.path(),
        "x.toml",
        SOUND.replace("pass = [", "pass = [\"示例特战局官方网\", \"示例特战局发言官方\", "),
    );
    let ran = kanhe(&["lexicon", "test", arg(folder.path())]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("x.toml:17 shili: pass “示例特战局发言官方” is not passed"), "{}", ran.out);
    assert!(ran.out.contains("speaks as a body"), "{}", ran.out);
}

#[test]
fn fmt_changes_files_once_and_check_names_them() {
    let folder = tempfile::tempdir().unwrap();
    let messy =
        SOUND.replace("id = \"shili\"\ntext = \"示例特战局\"\n", "text = \"示例特战局\"\n\n\nid=\"shili\"\n");
    let path = file(folder.path(), "x.toml", messy);
    let dir = arg(folder.path());
    let check = kanhe(&["lexicon", "fmt", dir, "--check"]);
    assert_eq!((check.code, check.out.as_str()), (1, "x.toml\n"));
    assert_eq!(kanhe(&["lexicon", "fmt", dir]).code, 0);
    assert_eq!(fs::read_to_string(&path).unwrap(), SOUND);
    assert_eq!(kanhe(&["lexicon", "fmt", dir, "--check"]).code, 0);
}

/// A small folder of lexicons for drafts; the linter's own tests break the same one.
const DRAFTS: &str = include_str!("fixtures/disclosure/small.toml");

#[test]
fn lexicons_for_drafts_are_checked_tested_and_formatted_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "x.toml", DRAFTS);
    let dir = arg(folder.path());
    for args in [&["check"][..], &["test"], &["fmt", "--check"]] {
        let ran = kanhe(&[&["lexicon"], args, &["--disclosure", dir]].concat());
        assert_eq!(ran.code, 0, "{args:?}: {}{}", ran.out, ran.err);
    }
    let wrong =
        DRAFTS.replace("article = \"14(9)\"", "article = \"14(11)\"").replace("hit = [\"内部：", "hit = [\"");
    fs::write(&path, wrong).unwrap();
    let ran = kanhe(&["lexicon", "check", "--short", "--disclosure", dir]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("KL007 x.toml:21") && ran.out.contains("KL029 x.toml:26"), "{}", ran.out);
    let ran = kanhe(&["lexicon", "test", "--disclosure", dir]);
    assert!(ran.code == 1 && ran.out.contains("x.toml:26 14-9/x: hit"), "{}", ran.out);
    // What does not load says in which file and line.
    fs::write(&path, DRAFTS.replace("[\"@depot\"", "[\"@depots\"")).unwrap();
    let ran = kanhe(&["check", "--json", "--disclosure", dir, arg(&path)]);
    assert!(ran.code == 2 && ran.err.contains("KL001 x.toml:24"), "{}", ran.err);
    for pattern in ["(", "{none}说"] {
        fs::write(&path, DRAFTS.replace("text = [\"内部\"]", &format!("pattern = ['{pattern}']"))).unwrap();
        let ran = kanhe(&["check", "--json", "--disclosure", dir, arg(&path)]);
        assert!(ran.code == 2 && ran.err.contains("KL001 x.toml:17"), "{}", ran.err);
    }
}

#[test]
fn every_code_is_explained() {
    let all = kanhe(&["lexicon", "check", "--explain", "all"]);
    assert_eq!(all.code, 0);
    for code in kanhe::lexicon::codes::ALL {
        assert!(all.out.contains(code.code), "{}", code.code);
        let one = kanhe(&["lexicon", "check", "--explain", code.code]).out;
        assert!(one.contains("What: ") && one.contains("Why: ") && one.contains("Example:"), "{one}");
    }
    assert_eq!(kanhe(&["lexicon", "check", "--explain", "KL999"]).code, 2);
}

#[test]
fn the_shipped_lexicons_pass_the_check() {
    let ran = kanhe(&["lexicon", "check", "--short"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
}
