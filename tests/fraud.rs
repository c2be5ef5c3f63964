//! Fraud by false officials: cases, and pairs that differ in one element only, so that a test
//! fails when any part of the rule is dropped.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::format_push_string,
    clippy::format_collect,
    clippy::string_slice
)] // A test stops at the first surprise.

use kanhe::decode;
use kanhe::message::Event;
use kanhe::rules::fraud::{self, Fraud};
use serde_json::Value;

const CASES: &str = concat!(
    include_str!("fixtures/fraud/cases.jsonl"),
    include_str!("fixtures/fraud/second.jsonl"),
    include_str!("fixtures/fraud/third.jsonl")
);
const PAIRS: &str = include_str!("fixtures/fraud/pairs.jsonl");

fn lines(text: &str) -> impl Iterator<Item = Value> {
    text.lines().map(|l| serde_json::from_str(l).expect("one JSON object a line"))
}

fn decided(event: &Value) -> Option<Fraud> {
    match decode::event(event.to_string().as_bytes()).expect("an event") {
        Event::Post(post) => fraud::in_post(&post),
        Event::Registration(registration) => fraud::in_registration(&registration),
        Event::Record(_) => panic!("no record here"),
    }
}

/// What was found and what not, for the message of a failing test.
fn why(event: &Value) -> String {
    let texts: Vec<&str> =
        event["parts"].as_array().unwrap().iter().map(|p| p["text"].as_str().unwrap()).collect();
    let explained = fraud::explain(texts.iter().copied());
    explained
        .reasons()
        .iter()
        .map(|r| {
            format!(
                "  {:>4} {} {:?}\n",
                r.points,
                r.place.cue,
                texts.get(r.place.part).and_then(|t| t.get(r.place.bytes.clone()))
            )
        })
        .collect()
}

#[test]
fn every_case_is_decided_as_labelled() {
    let mut failed = String::new();
    let mut count = 0;
    for case in lines(CASES) {
        let (event, expect) = (&case["events"][0], &case["expect"][0]);
        count += 1;
        if decided(event).is_some() != expect["report"].as_bool().unwrap() {
            failed += &format!("{} {}\n{}", case["case"], case["why"], why(event));
        }
    }
    assert!(count >= 60, "{count} cases");
    assert!(failed.is_empty(), "\n{failed}");
}

#[test]
fn one_element_less_is_no_fraud() {
    let post = |text: &Value| {
        serde_json::json!({"id": "p", "type": "post", "time": "2026-01-01T00:00:00Z",
            "parts": [{"kind": "body", "text": text}]})
    };
    let mut failed = String::new();
    for pair in lines(PAIRS) {
        let hit = post(&pair["hit"]);
        if decided(&hit).is_none() {
            failed += &format!("{}: no finding\n{}", pair["pair"], why(&hit));
        }
        for miss in pair["misses"].as_array().unwrap() {
            let event = post(&miss["text"]);
            if decided(&event).is_some() {
                failed += &format!("{} without {}\n{}", pair["pair"], miss["drops"], why(&event));
            }
        }
    }
    assert!(failed.is_empty(), "\n{failed}");
}

#[test]
fn places_lie_in_the_text_on_characters() {
    for case in lines(CASES) {
        let event = &case["events"][0];
        let Some(found) = decided(event) else { continue };
        for place in [found.claim(), found.request(), found.value()] {
            let text = event["parts"][place.part]["text"].as_str().unwrap();
            let word = text.get(place.bytes.clone());
            assert!(word.is_some_and(|w| !w.is_empty()), "{} {place:?}", case["case"]);
            assert!(!place.cue.is_empty(), "{}", case["case"]);
        }
    }
}
