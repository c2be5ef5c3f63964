//! `kanhe verify`: true traces are confirmed, and every way to bend one is noticed.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)] // Tests may.

mod verbs;

use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use verbs::{Ran, arg, file, json_lines, kanhe};

/// Names in every disguise that leaves a trace of its own.
const NAMES: [&str; 18] = [
    "99901部队宣传科",
    "９９９０１部队宣传科",
    "⑨⑨⑨0①部队发布",
    "9️⃣9️⃣9️⃣0️⃣1️⃣部队官方",
    "9.9.9.0.1部队官方",
    "玖玖玖零贰部队后勤处",
    "99903步队宣传科",
    "解.放.军征兵办公室官方",
    "解放軍示例营官方号",
    "姐放军示例旅宣传科",
    "角刀牛放军99961部队发布",
    "解(jie)放军官方发布",
    "jie放军官方",
    "jiefangjun官方",
    "РLА官方发布",
    "ⓟⓛⓐ官方发布",
    "布发方官队部10999",
    "\u{200b}解\u{200b}放\u{fe0f}军\u{301}官方",
];

struct Traced {
    folder: tempfile::TempDir,
    decisions: Vec<Value>,
}

fn event(id: &str, name: &str) -> Value {
    json!({
        "id": id, "type": "registration", "time": "2025-04-01T08:00:00+08:00", "account": id,
        "parts": [{"kind": "nickname", "text": name}],
    })
}

fn lines(values: impl IntoIterator<Item = Value>) -> String {
    values.into_iter().map(|v| v.to_string() + "\n").collect()
}

/// Decides the names and every registration of the repository's cases, with traces.
fn traced() -> Traced {
    let folder = tempfile::tempdir().unwrap();
    let mut events: Vec<Value> =
        NAMES.iter().enumerate().map(|(i, name)| event(&format!("n{i}"), name)).collect();
    for axis in ["A-names-literal", "B-names-evasive", "D-accounts"] {
        let text = fs::read_to_string(format!("tests/fixtures/cases/{axis}.jsonl")).unwrap();
        events.extend(json_lines(&text).iter().flat_map(|c| c["events"].as_array().unwrap().clone()));
    }
    let path = file(folder.path(), "events.jsonl", lines(events));
    let ran = kanhe(&["scan", "--trace", arg(&path)]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    Traced { folder, decisions: json_lines(&ran.out) }
}

fn verify(folder: &Path, decisions: impl IntoIterator<Item = Value>) -> Ran {
    let path = file(folder, "decisions.jsonl", lines(decisions));
    kanhe(&["verify", "--events", arg(&folder.join("events.jsonl")), arg(&path)])
}

#[test]
fn every_true_trace_is_confirmed() {
    let t = traced();
    let refused = t.decisions.iter().filter(|d| d["action"] == "refuse").count();
    assert!(refused >= NAMES.len() + 50, "{refused}");
    let folds: Vec<&str> =
        ["width", "script", "separator", "homophone", "initials", "glyph", "digit", "split", "annotation"]
            .into_iter()
            .filter(|f| !t.decisions.iter().any(|d| d["findings"].to_string().contains(&format!("\"{f}\""))))
            .collect();
    assert!(folds.is_empty(), "no trace with {folds:?}");
    let ran = verify(t.folder.path(), t.decisions);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
}

/// One way to bend a hit.
type Bend = (&'static str, fn(&mut Value));

const BENDS: [Bend; 11] = [
    ("other words", |h| h["text"] = json!("别的字")),
    ("another place", |h| h["start"] = json!(h["start"].as_u64().unwrap() + 1)),
    ("another entry", |h| h["term"] = json!("fan-people")),
    ("an unknown entry", |h| h["term"] = json!("no-such-entry")),
    ("no trace", |h| h["trace"] = json!([])),
    ("a step less", |h| drop(h["trace"].as_array_mut().unwrap().remove(0))),
    ("another character of the entry", |h| h["trace"][0]["term"] = json!("龙")),
    ("another character of the text", |h| h["trace"][0]["text"] = json!("龙")),
    ("steps elsewhere", |h| {
        for s in h["trace"].as_array_mut().unwrap() {
            s["start"] = json!(s["start"].as_u64().unwrap() + 1);
            s["end"] = json!(s["end"].as_u64().unwrap() + 1);
        }
    }),
    ("a fold too many", |h| {
        for list in [&mut h["folds"], &mut json!([])] {
            if !list.to_string().contains("annotation") {
                list.as_array_mut().unwrap().push(json!("annotation"));
            }
        }
        h["trace"][0]["folds"].as_array_mut().unwrap().push(json!("annotation"));
    }),
    ("a fold less", |h| {
        h["folds"] = json!([]);
        for s in h["trace"].as_array_mut().unwrap() {
            s["folds"] = json!([]);
        }
    }),
];

#[test]
fn every_bent_hit_is_noticed() {
    let t = traced();
    let posing = |d: &&Value| d["findings"][0]["article"].as_str().is_some_and(|a| a.starts_with("10"));
    for (name, bend) in BENDS {
        for decision in t.decisions.iter().filter(posing) {
            for i in 0..decision["findings"][0]["hits"].as_array().unwrap().len() {
                let mut bent = decision.clone();
                bend(&mut bent["findings"][0]["hits"][i]);
                if bent == *decision {
                    continue;
                }
                let ran = verify(t.folder.path(), [bent.clone()]);
                assert_eq!(ran.code, 1, "{name} is not noticed: {bent}");
            }
        }
    }
}

#[test]
fn actions_articles_and_events_must_fit() {
    let t = traced();
    let refused = t.decisions.iter().find(|d| d["action"] == "refuse").unwrap();
    let bent = |field: &str, value: Value| {
        let mut d = refused.clone();
        *d.pointer_mut(field).unwrap() = value;
        verify(t.folder.path(), [d])
    };
    for (field, value) in [
        ("/action", json!("pass")),
        ("/event", json!("no-such-event")),
        ("/findings/0/article", json!("10(9)")),
        ("/findings/0/hits", json!([])),
        ("/findings/0/exempted_by", json!("evidence")),
    ] {
        let ran = bent(field, value);
        assert!(ran.code == 1 && ran.out.lines().count() == 1, "{field}: {}", ran.out);
    }
    let untraced = kanhe(&["scan", arg(&t.folder.path().join("events.jsonl"))]);
    let ran = verify(t.folder.path(), json_lines(&untraced.out));
    assert!(ran.code == 1 && ran.out.contains("no trace"), "without --trace there is nothing to confirm");
    assert!(!untraced.out.contains("\"trace\""));
}

#[test]
fn bad_usage_ends_with_2() {
    let t = traced();
    let events = t.folder.path().join("events.jsonl");
    let broken = file(t.folder.path(), "broken.jsonl", "{}\n");
    assert_eq!(kanhe(&["verify", "--events", arg(&events), arg(&broken)]).code, 2);
    assert_eq!(kanhe(&["verify", "--events", "no-such-file", arg(&broken)]).code, 2);
    assert_eq!(kanhe(&["verify", arg(&broken)]).code, 2);
}
