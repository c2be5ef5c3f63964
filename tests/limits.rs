//! The limits, shown: what must not compile does not, what must not be kept is not.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::format_push_string,
    clippy::format_collect,
    clippy::string_slice
)] // A test stops at the first surprise.

use kanhe::decode;
use kanhe::message::Event;
use kanhe::pipeline::{Engine, Outcome};

// Compiles the crate once more, so once: in the run with all features.
#[test]
#[cfg(feature = "desk")]
fn what_the_types_refuse() {
    trybuild::TestCases::new().compile_fail("tests/limits/*.rs");
}

#[test]
#[cfg(feature = "desk")]
fn what_the_desk_keeps_to_itself() {
    trybuild::TestCases::new().compile_fail("tests/limits/desk/*.rs");
}

/// Fields that tell who wrote a post, with a value that is found if it is kept anywhere.
const PLANTED: [&str; 12] = [
    "author",
    "account",
    "user",
    "uid",
    "thread",
    "reply_to",
    "group",
    "ip",
    "device",
    "location",
    "followers",
    "key",
];

fn planted(body: &str) -> String {
    let mut event = serde_json::json!({
        "id": "p1", "type": "post", "time": "2026-01-01T00:00:00+08:00",
        "parts": [{"kind": "body", "text": body}, {"kind": "hashtag", "text": "#x"}],
    });
    for field in PLANTED {
        event[field] = format!("marker-{field}").into();
        event["parts"][0][field] = serde_json::json!({"inner": [format!("marker-{field}")]});
    }
    event.to_string()
}

/// A post that passes, one that is masked and one that becomes a case.
const BODIES: [&str; 3] = [
    "今天的桥修得真好",
    "这是我弟李示例，手机13800001234",
    "我是99931部队司务长，您先帮我垫付运费，厂家电话13800001111",
];

#[test]
fn nothing_about_an_author_is_kept() {
    let engine = Engine::builtin().unwrap();
    for body in BODIES {
        let raw = planted(body);
        let event = decode::event(raw.as_bytes()).unwrap();
        assert!(!format!("{event:?}").contains("marker"), "the event");
        let Outcome::Decided(decided) = engine.step(raw.as_bytes()) else { panic!("a decision") };
        assert!(!format!("{decided:?}").contains("marker"), "the decision");
        assert!(!engine.to_json(&decided.decision).contains("marker"), "the decision's JSON");
    }
}

#[test]
fn a_decision_about_a_post_does_not_quote_it() {
    let engine = Engine::builtin().unwrap();
    let Outcome::Decided(decided) = engine.step(planted(BODIES[2]).as_bytes()) else { panic!("a decision") };
    assert!(decided.decision.report().is_some(), "a case");
    let json = engine.to_json(&decided.decision);
    for word in ["司务长", "垫付", "13800001111"] {
        assert!(!json.contains(word), "{word} in {json}");
    }
}

#[test]
fn a_dead_letter_of_a_post_keeps_nothing() {
    let engine = Engine::builtin().unwrap();
    let unknown_part = planted("marker-text").replace("\"hashtag\"", "\"comment\"");
    let cut = planted("marker-text");
    let cut = &cut[..cut.len() - 2];
    for raw in [unknown_part.as_str(), cut] {
        let Outcome::Dead(dead) = engine.step(raw.as_bytes()) else { panic!("a dead letter") };
        assert!(!dead.keeps_input);
        assert!(!format!("{dead:?}").contains("marker"), "{dead:?}");
    }
}

#[test]
fn an_unknown_part_kind_is_an_error() {
    let raw = planted("x").replace("\"hashtag\"", "\"comment\"");
    let dead = decode::event(raw.as_bytes()).unwrap_err();
    assert_eq!(dead.code, "wrong-type");
    assert!(dead.detail.contains("parts[1].kind"), "{}", dead.detail);
}

#[test]
fn a_draft_is_refused_by_the_worker() {
    let raw = planted("x").replace("\"post\"", "\"draft\"");
    let dead = decode::event(raw.as_bytes()).unwrap_err();
    assert_eq!((dead.code, dead.keeps_input), ("draft-not-accepted", false));
    assert!(decode::draft(raw.as_bytes()).is_ok(), "a publisher's own machine reads it");
    assert!(!matches!(decode::event(raw.as_bytes()), Ok(Event::Post(_))));
}
