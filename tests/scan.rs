//! `kanhe scan`: a decision a line, in order; errors aside; the numbers of the process.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::string_slice)] // Tests may.

mod verbs;

use kanhe::limits::MAX_EVENT_BYTES;
use std::fmt::Write as _;
use verbs::{arg, file, json_lines, kanhe, kanhe_with};

fn registration(id: &str, name: &str) -> String {
    format!(
        r#"{{"id":"{id}","type":"registration","time":"2025-04-01T08:00:00+08:00","account":"acct-{id}","parts":[{{"kind":"nickname","text":"{name}"}}]}}"#
    )
}

fn post(id: &str, text: &str) -> String {
    format!(
        r#"{{"id":"{id}","type":"post","time":"2025-04-01T08:00:00+08:00","parts":[{{"kind":"body","text":"{text}"}}]}}"#
    )
}

#[test]
fn every_event_gets_one_decision_in_order_whatever_the_number_of_threads() {
    let mut input = String::new();
    for i in 0..3000 {
        let name = if i % 7 == 0 { "99901部队宣传科" } else { "爱喝茶的小李" };
        let _ = writeln!(input, "{}", registration(&format!("e{i}"), name));
    }
    let one = kanhe_with(&["scan", "--jobs", "1"], input.as_bytes());
    let four = kanhe_with(&["scan", "--jobs", "4"], input.as_bytes());
    assert_eq!((one.code, four.code), (0, 0));
    assert_eq!(one.out, four.out);
    let decisions = json_lines(&one.out);
    assert_eq!(decisions.len(), 3000);
    for (i, d) in decisions.iter().enumerate() {
        assert_eq!(d["event"], format!("e{i}"));
        assert_eq!(d["action"], if i % 7 == 0 { "refuse" } else { "pass" });
    }
}

#[test]
fn what_is_no_event_is_reported_and_the_rest_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let text = format!(
        "{}\n{{\"id\":\"b\",\"type\":\"post\"\n\n{}\n{}\n{}\n",
        post("a", "天气真好"),
        r#"{"id":"c","type":"registration","time":"2025-04-01T08:00:00+08:00","account":"x","parts":[{"kind":"motto","text":"x"}]}"#,
        r#"{"id":"d","type":"draft","time":"2025-04-01T08:00:00+08:00","parts":[]}"#,
        post("e", "明天也好"),
    );
    let path = file(folder.path(), "events.jsonl", text);
    let ran = kanhe(&["scan", arg(&path)]);
    assert_eq!(ran.code, 3);
    let ids: Vec<_> = json_lines(&ran.out).iter().map(|d| d["event"].clone()).collect();
    assert_eq!(ids, ["a", "e"]);
    assert!(ran.err.contains("events.jsonl:2: byte 22: json-truncated"), "{}", ran.err);
    assert!(ran.err.contains("events.jsonl:4: byte ") && ran.err.contains("`parts[0].kind`"), "{}", ran.err);
    assert!(ran.err.contains("events.jsonl:5: draft-not-accepted") && ran.err.contains("kanhe check"));
    assert!(ran.err.contains("2 events: 2 pass, 0 with a case; 3 errors"), "{}", ran.err);
    assert!(!ran.err.contains("motto"), "no error quotes the input");
}

#[test]
fn a_line_that_is_too_long_or_no_utf8_costs_only_itself() {
    let mut input = vec![b'x'; MAX_EVENT_BYTES + 1];
    input.extend_from_slice(b"\n\"\xff\"\n");
    input.extend_from_slice(post("a", "天气真好").as_bytes());
    let ran = kanhe_with(&["scan"], &input);
    assert_eq!(ran.code, 3);
    assert_eq!(json_lines(&ran.out).len(), 1);
    assert!(ran.err.contains("<stdin>:1: too-large"), "{}", ran.err);
    assert!(ran.err.contains("<stdin>:2: byte 1: utf8"), "{}", ran.err);
}

#[test]
fn plain_lines_are_parts_with_ids_that_do_not_depend_on_the_day() {
    let folder = tempfile::tempdir().unwrap();
    let first = file(folder.path(), "1.txt", "99901部队宣传科\r\n\n");
    let second = file(folder.path(), "2.txt", "爱喝茶的小李\n");
    let args = ["scan", "--text", "nickname", arg(&first), arg(&second)];
    let ran = kanhe(&args);
    assert_eq!(ran.code, 0);
    let decisions = json_lines(&ran.out);
    let seen: Vec<_> =
        decisions.iter().map(|d| (d["event"].as_str().unwrap(), d["action"].as_str().unwrap())).collect();
    assert_eq!(seen, [("text-1", "refuse"), ("text-2", "pass"), ("text-3", "pass")]);
    assert_eq!(ran.out, kanhe(&args).out);
    let body = kanhe_with(&["scan", "--text", "body"], "天气真好\n".as_bytes());
    assert_eq!(json_lines(&body.out)[0]["type"], "post");
}

#[test]
fn a_notice_key_makes_tokens() {
    let folder = tempfile::tempdir().unwrap();
    let input = registration("a", "99901部队宣传科");
    let key = file(folder.path(), "key", "0123456789abcdef\n");
    let with = kanhe_with(&["scan", "--notice-key", arg(&key)], input.as_bytes());
    let token = json_lines(&with.out)[0]["notice"]["token"].clone();
    assert_eq!(token.as_str().map(str::len), Some(32));
    let without = kanhe_with(&["scan"], input.as_bytes());
    assert!(json_lines(&without.out)[0]["notice"]["token"].is_null());
    let short = file(folder.path(), "short", "0123");
    assert_eq!(kanhe(&["scan", "--notice-key", arg(&short)]).code, 2);
}

#[test]
fn a_folder_replaces_the_names_and_other_families_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let head = "[lexicon]\nid = \"x\"\ntitle = \"x\"\ntitle_en = \"x\"\nbasis = [\"10(1)\"]\nowner = \"x\"\n";
    file(folder.path(), "x.toml", head);
    let input = registration("a", "99901部队宣传科");
    let ran = kanhe_with(&["scan", "--lexicons", arg(folder.path())], input.as_bytes());
    assert_eq!(json_lines(&ran.out)[0]["action"], "pass", "nothing is listed, nothing is refused");

    file(folder.path(), "y.toml", format!("{head}[[cue]]\nid = \"x\"\nwords = [\"转账\"]\n"));
    let ran = kanhe_with(&["scan", "--lexicons", arg(folder.path())], input.as_bytes());
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("KL003") && ran.err.contains("another family"), "{}", ran.err);

    let ran = kanhe(&["scan", "--lexicons", "lexicons"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("`names` may be meant"), "{}", ran.err);
}

#[test]
fn bad_usage_ends_with_2_before_anything_is_decided() {
    let folder = tempfile::tempdir().unwrap();
    let good = file(folder.path(), "good.jsonl", post("a", "天气真好"));
    let ran = kanhe(&["scan", arg(&good), "no-such-file.jsonl"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("no-such-file.jsonl"));
    assert_eq!(kanhe(&["scan", "--jobs", "0"]).code, 2);
    assert_eq!(kanhe(&["scan", arg(folder.path())]).code, 2);
}
