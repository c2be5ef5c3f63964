//! The published-source register, end to end: what is registered passes, what is altered or added
//! beside it is found, and nothing of a draft is kept in it.
#![cfg(feature = "desk")]
#![allow(clippy::disallowed_methods, clippy::unwrap_used)] // Tests may.

mod desk;

use desk::{GIVES_AWAY, Served, VALUE, run};
use serde_json::json;
use std::fs;
use std::path::Path;

struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn state(&self) -> std::path::PathBuf {
        self.folder.path().join("state")
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn run(&self, args: &[&str]) -> (String, String, i32) {
        run(&self.state(), args)
    }

    /// The decision about a text.
    fn decide(&self, text: &str) -> serde_json::Value {
        let path = self.file("draft.txt", text);
        let (out, err, _) = self.run(&["check", "--json", &path]);
        serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}: {out} {err}"))
    }
}

#[test]
fn a_quotation_passes_without_attribution_and_an_altered_figure_does_not() {
    let desk = Desk::new();
    assert_eq!(desk.decide(GIVES_AWAY)["action"], "mask");
    let official = desk.file("official.txt", &format!("示例公报。{GIVES_AWAY}"));
    let published =
        desk.run(&["lexicon", "publish", &official, "--source", "示例公报", "--date", "2025-03-01"]);
    assert_eq!(published.2, 0, "{published:?}");
    let passed = desk.decide(GIVES_AWAY);
    assert_eq!(passed["action"], "pass");
    assert_eq!(passed["findings"][0]["exempted_by"], "published: 示例公报");
    let altered = GIVES_AWAY.replace(VALUE, "0.1235");
    let found = desk.decide(&altered);
    assert_ne!(found["action"], "pass");
    let in_force: Vec<&str> = found["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| f["exempted_by"].is_null())
        .flat_map(|f| f["hits"].as_array().unwrap())
        .filter_map(|h| h["text"].as_str())
        .collect();
    assert!(in_force.iter().any(|t| t.contains("0.1235")), "{in_force:?}");
    // An addition in the next sentence does not hide behind the quotation.
    let added = format!("{GIVES_AWAY}尚未公开：测试雷达站位于北纬0.4321度，东经0.8765度。");
    let covered = desk.decide(&added);
    let parts =
        covered["parts"].as_array().map_or(String::new(), |p| p[0]["text"].as_str().unwrap().to_owned());
    assert_ne!(covered["action"], "pass");
    if covered["action"] == "mask" {
        assert!(parts.contains(VALUE) && !parts.contains("0.4321"), "{parts}");
    }
}

#[test]
fn facts_are_listed_and_forgotten_and_a_running_page_sees_it() {
    let desk = Desk::new();
    let served = Served::start(&desk.state());
    let asked =
        || served.post("/api/check", &json!({"text": {"body": GIVES_AWAY}})).1["decision"]["action"].clone();
    assert_eq!(asked(), "mask");
    let fact =
        |value| desk.run(&["lexicon", "publish", "--source", "示例地图", "--fact", "示例雷达站", value]);
    assert_eq!((fact("北纬0.1234度").2, fact("东经0.5678度").2), (0, 0));
    // Coordinates are one value: only where both are published is it.
    let whole = fact("北纬0.1234度，东经0.5678度");
    assert_eq!(asked(), "pass", "{whole:?}");
    let (list, _, code) = desk.run(&["lexicon", "published", "list"]);
    assert!(code == 0 && list.contains("示例地图") && list.contains("示例雷达站"), "{list}");
    for line in list.lines() {
        let id = line.split("  ").next().unwrap();
        assert_eq!(desk.run(&["lexicon", "published", "forget", id]).2, 0);
    }
    assert_eq!(desk.run(&["lexicon", "published", "forget", "../drafts-a-day"]).2, 2);
    assert_eq!(asked(), "mask");
}

#[test]
fn the_register_keeps_hashes_of_texts_and_nothing_of_drafts() {
    let desk = Desk::new();
    let official = desk.file("official.txt", "标记壹：示例展馆今年接待参观者七千余人，欢迎再来。");
    assert_eq!(desk.run(&["lexicon", "publish", &official, "--source", "示例公报"]).2, 0);
    desk.decide(&format!("标记贰。{GIVES_AWAY}"));
    let kept: Vec<String> = fs::read_dir(desk.state().join("kanhe/register"))
        .unwrap()
        .map(|e| fs::read_to_string(e.unwrap().path()).unwrap())
        .collect();
    assert_eq!(kept.len(), 1);
    assert!(kept[0].contains("示例公报"));
    for words in ["标记", "展馆", "七千", "雷达", VALUE] {
        assert!(!kept[0].contains(words), "{words}");
    }
    // What has no source, or is too short to be told by its shingles, is refused.
    let short = desk.file("short.txt", "示例雷达站");
    assert_eq!(desk.run(&["lexicon", "publish", &short, "--source", "示例公报"]).2, 2);
    assert_eq!(desk.run(&["lexicon", "publish", &official, "--source", " "]).2, 2);
    let count = || fs::read(desk.state().join("kanhe/drafts-a-day")).unwrap();
    let before = count();
    fs::write(Path::new(&desk.state()).join("kanhe/register/broken.json"), "{").unwrap();
    let (_, err, code) = desk.run(&["check", "--json", &official]);
    assert!(code == 3 && err.contains("broken.json"), "{err}");
    assert_eq!(count(), before, "what was not checked is not counted");
}

/// Three releases of a township: who, how many, when.
const SERIES: [&str; 3] = [
    "99901旅的书架又添了新书，战士们排队来借。",
    "镇里熬了绿豆汤，送给99901旅的1,900名子弟兵。",
    "99901旅14日清晨五点开拔，主街临时禁停。",
];

#[test]
fn what_is_registered_gives_no_piece_of_a_sum() {
    let drafts: Vec<String> = (1..)
        .zip(SERIES)
        .map(|(day, text)| {
            let part = json!({"kind": "body", "text": text});
            let time = format!("2026-07-{day:02}T09:00:00+08:00");
            json!({"id": format!("d{day}"), "type": "draft", "time": time, "parts": [part]}).to_string()
        })
        .collect();
    let last = |facts: &[&str]| {
        let desk = Desk::new();
        for fact in facts {
            let published =
                desk.run(&["lexicon", "publish", "--source", "示例公报", "--fact", "99901旅", fact]);
            assert_eq!(published.2, 0, "{published:?}");
        }
        let path = desk.file("drafts.jsonl", &drafts.join("\n"));
        let (out, err, _) = desk.run(&["check", "--json", "--release-passes", &path]);
        let lines: Vec<serde_json::Value> = out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        assert_eq!(lines.len(), SERIES.len(), "{err}");
        assert!(lines[..2].iter().all(|l| l["action"] == "pass"), "{out}");
        lines[2].clone()
    };
    let sum = last(&[]);
    assert_eq!((&sum["action"], &sum["findings"][0]["related"]), (&json!("mask"), &json!(["d1", "d2"])));
    assert_eq!(last(&["1,900名"])["action"], "pass", "the strength stands in the open");
    assert_eq!(last(&["1,901名"])["action"], "mask", "another figure does not");
}
