//! `kanhe check --json`: a publisher's own drafts in, one decision a line out.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::string_slice)] // Tests may.

mod verbs;

use serde_json::Value;
use verbs::{arg, file, kanhe};

fn draft(id: &str, text: &str) -> String {
    serde_json::json!({
        "id": id, "type": "draft", "time": "2025-04-01T08:00:00+08:00",
        "parts": [{"kind": "body", "text": text}],
    })
    .to_string()
}

fn decisions(out: &str) -> Vec<Value> {
    out.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

const GIVES_AWAY: &str = "尚未公开：示例雷达站位于北纬0.1234度，东经0.5678度。食堂的面很好吃。";

#[test]
fn one_decision_a_line_and_never_a_case() {
    let folder = tempfile::tempdir().unwrap();
    let lines = [draft("d1", "今天食堂的面很好吃。"), draft("d2", GIVES_AWAY)].join("\n");
    let ran = kanhe(&["check", "--json", arg(&file(folder.path(), "d.jsonl", lines))]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let all = decisions(&ran.out);
    assert_eq!(all.len(), 2);
    assert_eq!((&all[0]["action"], &all[0]["notice"]), (&"pass".into(), &Value::Null));
    let masked = &all[1];
    assert_eq!(masked["action"], "mask");
    assert!(masked["report"].is_null() && masked["notice"]["token"].is_null());
    let text = masked["parts"][0]["text"].as_str().unwrap();
    assert!(text.contains("食堂的面很好吃") && !text.contains("0.1234"), "{text}");
    assert_eq!(text.chars().count(), GIVES_AWAY.chars().count());
    assert_eq!(masked["findings"][0]["article"], "14(10)");
    assert_eq!(masked["findings"][0]["related"], serde_json::json!([]));
}

#[test]
fn a_line_that_is_no_draft_is_named_and_not_quoted() {
    let folder = tempfile::tempdir().unwrap();
    let post = draft("p", "marker-text").replace("\"draft\"", "\"post\"");
    let lines = [post, "{\"marker-text\"".to_owned(), draft("d1", "食堂")].join("\n");
    let ran = kanhe(&["check", "--json", arg(&file(folder.path(), "d.jsonl", lines))]);
    assert_eq!(ran.code, 3);
    assert_eq!(decisions(&ran.out).len(), 1, "the rest is decided");
    assert!(ran.err.contains("d.jsonl:1:") && ran.err.contains("d.jsonl:2:"), "{}", ran.err);
    assert!(!ran.err.contains("marker") && !ran.out.contains("marker"));
}

#[test]
fn scan_refuses_a_draft_without_its_text() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "d.jsonl", draft("d1", "marker-text"));
    let ran = kanhe(&["scan", arg(&path)]);
    assert_eq!(ran.code, 3);
    assert!(ran.err.contains("draft-not-accepted") && !ran.err.contains("marker"), "{}", ran.err);
    assert!(ran.out.is_empty());
}
