//! `kanhe eval`: cases by axis, corpora by group, bars that fail.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::string_slice)] // Tests may.

mod verbs;

use verbs::{arg, file, kanhe};

fn case(id: &str, axis: &str, name: &str, expect: &str) -> String {
    format!(
        r#"{{"case":"{id}","axis":"{axis}","events":[{{"id":"{id}-1","type":"registration","time":"2025-04-01T08:00:00+08:00","account":"a","parts":[{{"kind":"nickname","text":"{name}"}}]}}],"expect":[{{"event":"{id}-1",{expect}}}],"why":"sample"}}"#
    )
}

#[test]
fn cases_are_counted_by_axis_and_failures_say_why() {
    let folder = tempfile::tempdir().unwrap();
    let refuse = r#""action":["refuse"],"report":null,"articles":["10(2)"],"folds":["width"]"#;
    let pass = r#""action":["pass"],"report":false"#;
    let draft = r#"{"case":"E1","axis":"E","events":[{"id":"e1","type":"draft"}],"expect":[],"why":"x"}"#;
    let text = [
        case("A1", "A", "９９９０１部队宣传科", refuse),
        case("A2", "A", "99901部队宣传科", refuse),
        case("A3", "A", "爱喝茶的小李", refuse),
        case("C1", "C", "爱喝茶的小李", pass),
        draft.to_owned(),
    ]
    .join("\n");
    let path = file(folder.path(), "cases.jsonl", text);
    let ran = kanhe(&["eval", arg(&path)]);
    assert_eq!(ran.code, 0, "no bar was asked for");
    assert!(ran.out.contains("axis A: 1/3 passed, 33.3 %"), "{}", ran.out);
    assert!(ran.out.contains("axis C: 1/1 passed, 100.0 %"), "{}", ran.out);
    assert!(ran.out.contains("FAIL A2 (sample)\n    A2-1: fold width is not reported"), "{}", ran.out);
    assert!(
        ran.out.contains("A3-1: expected refuse, decided pass; expected an article of 10(2), found none")
    );
    assert!(ran.out.contains("FAIL E1 (x)\n    not decoded: missing-field"), "{}", ran.out);

    let bars = kanhe(&["eval", arg(&path), "--min", "A=33,C=100"]);
    assert_eq!(bars.code, 0);
    let bars = kanhe(&["eval", arg(&path), "--min", "A=95"]);
    assert_eq!(bars.code, 1);
    assert!(bars.out.contains("BELOW THE BAR axis A: 33.3 % passed, at least 95 % wanted"), "{}", bars.out);
    assert_eq!(kanhe(&["eval", arg(&path), "--min", "Z=1"]).code, 2);
    assert_eq!(kanhe(&["eval", arg(&path), "--min", "A"]).code, 2);
}

#[test]
fn corpora_give_ids_rates_and_bounds_and_never_the_text() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("names")).unwrap();
    let manifest =
        r#"[{"file":"names/a.jsonl","part":"nickname"},{"file":"names/b.jsonl","part":"nickname"}]"#;
    file(folder.path(), "manifest.json", manifest);
    let rows = |from: usize, name: &str| {
        let row = |i| format!("{{\"id\":\"n{i}\",\"text\":\"小李{i}\"}}\n");
        (from..from + 49).map(row).collect::<String>()
            + &format!("{{\"id\":\"x{from}\",\"text\":\"{name}\"}}\n")
    };
    let names = folder.path().join("names");
    file(&names, "a.jsonl", rows(0, "99901部队宣传科"));
    file(&names, "b.jsonl", rows(100, "爱喝茶的小李"));
    let ran = kanhe(&["eval", arg(folder.path()), "--max", "names=2"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("names touched 1/100 rate 1.0000 % upper95 4.6560 %"), "{}", ran.out);
    assert!(ran.out.contains("  names x0: refuse; ") && !ran.out.contains("99901"), "{}", ran.out);
    assert!(kanhe(&["eval", arg(folder.path()), "--show-text"]).out.contains("99901部队宣传科"));
    assert_eq!(kanhe(&["eval", arg(folder.path()), "--max", "names=0.5"]).code, 1);
    let one = kanhe(&["eval", arg(&names.join("b.jsonl"))]);
    assert!(one.out.contains("names touched 0/50"), "{}", one.out);
}

#[test]
fn the_gate_of_the_repository_holds() {
    let ran = kanhe(&["eval", "--gate"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    for axis in ["A", "B", "C", "D", "J", "K"] {
        assert!(ran.out.contains(&format!("axis {axis}: ")), "{axis}");
    }
}

#[test]
fn a_gate_with_an_axis_that_was_not_run_fails() {
    let folder = tempfile::tempdir().unwrap();
    let cases = file(folder.path(), "c.jsonl", case("C1", "C", "小李", r#""action":["pass"]"#));
    let gate =
        file(folder.path(), "gate.toml", "paths = [\"c.jsonl\"]\n[min]\nA = 95\n[max]\nnames = 0.03\n");
    let ran = kanhe(&["eval", &format!("--gate={}", arg(&gate))]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("axis A: no case was run"), "{}", ran.out);
    assert!(ran.out.contains("group names has a bar and was not run"), "{}", ran.out);
    assert_eq!(kanhe(&["eval"]).code, 2);
    assert_eq!(kanhe(&["eval", "no-such-folder"]).code, 2);
    assert_eq!(kanhe(&["eval", arg(&cases)]).code, 0);
}
