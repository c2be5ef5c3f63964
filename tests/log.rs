//! The log: whatever is done to its lines is seen, a destroyed period is noise, the report counts.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)] // A test fails by panic and may read files.

mod verbs;

use kanhe::log::{Broken, Chain, Line, LogKey, Logged, PeriodKey, verify};
use kanhe::message::{Action, InputKind};
use kanhe::redress::Ground;
use proptest::prelude::*;
use serde_json::Value;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use verbs::{Ran, arg, file, kanhe};

fn entry(n: usize) -> Logged {
    let ground = Ground {
        rule: "15/third-person-data".to_owned(),
        article: "15".to_owned(),
        action: Action::Mask,
        places: Vec::new(),
    };
    Logged::Decision {
        event: format!("p{n}"),
        input: InputKind::Post,
        action: Action::Mask,
        grounds: vec![ground],
        time: "2026-03-01T08:00:00+08:00".to_owned(),
        engine: "kanhe/0".to_owned(),
        lexicons: "x".to_owned(),
    }
}

fn keys() -> (LogKey, PeriodKey) {
    (LogKey::new([7; 32]), PeriodKey::new([8; 32]))
}

fn chain(n: usize) -> (Vec<Line>, Chain) {
    let mut chain = Chain::new("test");
    let lines = (0..n).map(|i| chain.append(&entry(i), &keys().1).unwrap()).collect();
    (lines, chain)
}

#[test]
fn each_kind_of_damage_is_named() {
    let (lines, chain) = chain(6);
    let (key, period) = keys();
    let head = chain.head(&key);
    assert_eq!(verify(&lines, &head, &key).map(|s| (s.lines, s.after_head)), Ok((6, 0)));
    assert_eq!(lines[3].open(&period), Some(entry(3)));
    assert_eq!(lines[3].open(&PeriodKey::new([9; 32])), None);
    let changed = |change: &dyn Fn(&mut Vec<Line>)| {
        let mut lines = lines.clone();
        change(&mut lines);
        verify(&lines, &head, &key).unwrap_err()
    };
    assert_eq!(changed(&|l| l[2].body.push('A')), Broken::Edited { line: 3 });
    assert_eq!(changed(&|l| l.swap(1, 2)), Broken::Order { line: 2, expected: 1, found: 2 });
    assert_eq!(changed(&|l| _ = l.remove(0)), Broken::Order { line: 1, expected: 0, found: 1 });
    assert_eq!(changed(&|l| _ = l.remove(4)), Broken::Order { line: 5, expected: 4, found: 5 });
    assert_eq!(changed(&|l| l.truncate(4)), Broken::Truncated { missing: 2, head: 6, found: 4 });
    assert_eq!(changed(&Vec::clear), Broken::Truncated { missing: 6, head: 6, found: 0 });
    // Written anew by someone without the key: a chain that is whole, and not the one of the head.
    let mut other = Chain::new("test");
    let forged: Vec<Line> = (0..6).map(|i| other.append(&entry(i + 100), &period).unwrap()).collect();
    assert_eq!(verify(&forged, &head, &key), Err(Broken::Rewritten { line: 6 }));
    let own_head = other.head(&LogKey::new([1; 32]));
    assert_eq!(verify(&forged, &own_head, &key), Err(Broken::Head));
    // Replaced at the end of a shorter part: the link does not hold.
    let mut mixed = lines[..3].to_vec();
    mixed.push(forged[3].clone());
    assert_eq!(verify(&mixed, &head, &key), Err(Broken::Link { line: 4 }));
}

#[test]
fn a_line_moved_to_another_place_cannot_be_opened() {
    let (lines, _) = chain(2);
    let mut moved = lines[1].clone();
    moved.seq = 0;
    assert_eq!(moved.open(&keys().1), None);
}

proptest! {
    /// Whatever one does to the lines, either it is seen or nothing was done.
    #[test]
    fn no_change_goes_unseen(n in 1_usize..12, at in any::<prop::sample::Index>(), to in any::<prop::sample::Index>(), what in 0_u8..5) {
        let (lines, chain) = chain(n);
        let key = keys().0;
        let head = chain.head(&key);
        let (mut changed, at, to) = (lines.clone(), at.index(n), to.index(n));
        match what {
            0 => _ = changed.remove(at),
            1 => changed.swap(at, to),
            2 => changed[at].body = lines[to].body.clone(),
            3 => changed.truncate(at),
            _ => changed.insert(at, lines[to].clone()),
        }
        prop_assert_eq!(verify(&changed, &head, &key).is_ok(), changed == lines);
    }
}

fn scan(log: &Path, events: &str) -> Ran {
    let input = file(log.parent().unwrap(), "events.jsonl", events);
    kanhe(&["scan", "--log", arg(log), arg(&input)])
}

fn events(from: usize, to: usize) -> String {
    let mut out = String::new();
    for n in from..to {
        let post = serde_json::json!({"id": format!("p{n}"), "type": "post", "time": "2026-03-01T08:00:00+08:00",
            "parts": [{"kind": "body", "text": "这个人叫李示例，他的手机号是13800001234，大家去打。"}]});
        let name = serde_json::json!({"id": format!("r{n}"), "type": "registration", "time": "2026-04-01T08:00:00+08:00",
            "account": "a", "parts": [{"kind": "nickname", "text": "99901部队宣传科"}]});
        let _ = writeln!(out, "{post}\n{name}");
    }
    out
}

#[test]
fn a_folder_is_verified_reported_and_destroyed_by_period() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    assert_eq!(scan(&log, &events(0, 3)).code, 0);
    assert_eq!(scan(&log, &events(3, 5)).code, 0, "a second run goes on");
    let verified = kanhe(&["log", "verify", arg(&log)]);
    assert!(
        verified.code == 0 && verified.out.contains("whole: 10 lines"),
        "{}{}",
        verified.out,
        verified.err
    );
    let text = fs::read_to_string(log.join("log.jsonl")).unwrap();
    // No short number among them: five digits stand in a hash by chance once in a thousand runs.
    for word in ["李示例", "13800001234", "部队宣传科", "\"p1\"", "third-person"] {
        assert!(!text.contains(word), "{word} is readable");
    }

    let page = folder.path().join("report.html");
    let report = kanhe(&["log", "report", arg(&log), "--html", arg(&page)]);
    let before: Value = serde_json::from_str(&report.out).unwrap();
    assert_eq!((&before["total"]["masked"], &before["total"]["refused"]), (&5.into(), &5.into()), "{before}");
    let html = fs::read_to_string(&page).unwrap();
    assert!(
        html.contains("<svg") && html.contains("15/third-person-data") && !html.contains("http"),
        "{html}"
    );

    let dry = kanhe(&["log", "destroy", arg(&log), "--period", "post-2026-03"]);
    assert!(dry.code == 0 && dry.out.contains("5 lines would be"), "{}{}", dry.out, dry.err);
    let done = kanhe(&["log", "destroy", arg(&log), "--period", "post-2026-03", "--yes"]);
    assert!(done.code == 0, "{}", done.err);
    assert!(
        !log.join("keys/post-2026-03.key").exists() && log.join("keys/registration-2026-04.key").exists()
    );
    let verified = kanhe(&["log", "verify", arg(&log)]);
    assert!(verified.out.contains("whole: 11 lines"), "the destruction is a line: {}", verified.out);
    let after: Value = serde_json::from_str(&kanhe(&["log", "report", arg(&log)]).out).unwrap();
    assert_eq!(after["total"], before["total"], "the numbers stay");
    assert_eq!(after["destroyed"], serde_json::json!(["post-2026-03"]));
    assert_eq!(after["unreadable"], 0);
    assert_eq!(kanhe(&["log", "destroy", arg(&log), "--period", "../x", "--yes"]).code, 2);
    assert_eq!(kanhe(&["log", "destroy", arg(&log), "--period", "post-2026-03", "--yes"]).code, 2, "once");

    // Cut at the end: nothing more is written to it.
    let text = fs::read_to_string(log.join("log.jsonl")).unwrap();
    let cut: Vec<&str> = text.lines().take(8).collect();
    fs::write(log.join("log.jsonl"), cut.join("\n") + "\n").unwrap();
    let verified = kanhe(&["log", "verify", arg(&log)]);
    assert!(
        verified.code == 1 && verified.out.contains("3 lines are missing at the end"),
        "{}",
        verified.out
    );
    assert_eq!(scan(&log, &events(5, 6)).code, 2);
    assert_eq!(kanhe(&["log", "report", arg(&log)]).code, 2);
}

#[test]
fn appeals_in_a_scan_change_later_decisions_and_answers_go_aside() {
    let folder = tempfile::tempdir().unwrap();
    let key = file(folder.path(), "key", "0123456789abcdef\n");
    let event = events(0, 1).lines().next().unwrap().to_owned();
    let first = file(folder.path(), "first.jsonl", &event);
    let masked = kanhe(&["scan", "--notice-key", arg(&key), arg(&first)]);
    let masked: Value = serde_json::from_str(&masked.out).unwrap();
    let token = masked["notice"]["token"].as_str().unwrap();
    let appeal = format!(
        r#"{{"id":"q","type":"appeal","time":"2026-03-02T08:00:00Z","about":"p0","token":"{token}"}}"#
    );
    let outcomes = folder.path().join("outcomes.jsonl");
    let opened = file(folder.path(), "opened.jsonl", format!("{event}\n{appeal}\n"));
    let args = ["scan", "--notice-key", arg(&key), "--outcomes", arg(&outcomes)];
    assert_eq!(kanhe(&[&args[..], &[arg(&opened)]].concat()).code, 0);
    let answers = fs::read_to_string(&outcomes).unwrap();
    let case: Value = serde_json::from_str(answers.lines().next().unwrap()).unwrap();
    assert_eq!(case["type"], "case");
    let verdict = format!(
        r#"{{"id":"v","type":"verdict","time":"2026-03-03T08:00:00Z","case":{},"outcome":"restore","reviewer":"x"}}"#,
        case["case"]
    );
    let whole = file(folder.path(), "whole.jsonl", format!("{event}\n{appeal}\n{verdict}\n{event}\n"));
    let log = folder.path().join("log");
    let ran = kanhe(&[&args[..], &["--log", arg(&log), arg(&whole)]].concat());
    let actions: Vec<Value> = verbs::json_lines(&ran.out).iter().map(|d| d["action"].clone()).collect();
    assert_eq!(actions, ["mask", "pass"], "one line a decision, none for an answer: {}", ran.out);
    assert!(ran.err.contains("2 appeals, complaints and verdicts"), "{}", ran.err);
    let report: Value = serde_json::from_str(&kanhe(&["log", "report", arg(&log)]).out).unwrap();
    assert_eq!((&report["total"]["masked"], &report["total"]["restored"]), (&1.into(), &1.into()));
    assert_eq!(report["rules"][0]["restore_rate"], 100.0);
}
