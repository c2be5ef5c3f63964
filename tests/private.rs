//! Private values in posts: the labelled fixtures, and invariants on any text.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)] // A test reads its fixtures.

use std::fs;

use kanhe::decide::mask;
use kanhe::message::{Post, TextPart, TextPartKind};
use kanhe::rules::private::{explain, find};
use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

fn post(parts: Vec<TextPart>) -> Post {
    Post { id: "e".to_owned(), time: "2026-01-02T03:04:05Z".to_owned(), parts, generated: false }
}

fn body(text: &str) -> Post {
    post(vec![TextPart { kind: TextPartKind::Body, text: text.to_owned() }])
}

fn masked(post: &Post) -> Vec<String> {
    let hits = find(post);
    let ranges =
        |i| hits.iter().filter(|h| h.value().part() == i).map(|h| h.value().bytes()).collect::<Vec<_>>();
    post.parts.iter().enumerate().map(|(i, p)| mask(&p.text, &ranges(i))).collect()
}

/// What is wrong with one case of a fixture file.
fn verdict(case: &serde_json::Value) -> Result<(), String> {
    let (event, expect) = (&case["events"][0], &case["expect"][0]);
    let post = post(serde_json::from_value(event["parts"].clone()).unwrap());
    let out = masked(&post).join("\n");
    let original = post.parts.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join("\n");
    let action = if out == original { "pass" } else { "mask" };
    let strings = |key: &str| -> Vec<String> {
        expect.get(key).map(|v| serde_json::from_value(v.clone()).unwrap()).unwrap_or_default()
    };
    if expect["action"][0] != action {
        return Err(format!("{action}: {original}\n{:?}", explain(&post)));
    }
    let shown = strings("covers").into_iter().find(|c| out.contains(c.as_str()));
    let lost = strings("keeps").into_iter().find(|k| !out.contains(k.as_str()));
    match (shown, lost) {
        (None, None) => Ok(()),
        (shown, lost) => Err(format!("still shown {shown:?}, lost {lost:?}: {out}")),
    }
}

#[test]
fn labelled_cases() {
    let mut failed = Vec::new();
    let mut files: Vec<_> =
        fs::read_dir("tests/fixtures/private").unwrap().map(|f| f.unwrap().path()).collect();
    files.sort();
    for file in files {
        for line in fs::read_to_string(&file).unwrap().lines() {
            let case: serde_json::Value = serde_json::from_str(line).unwrap();
            if let Err(why) = verdict(&case) {
                failed.push(format!("{}: {why}", case["case"]));
            }
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

proptest! {
    #[test]
    fn any_text_is_read_and_spans_lie_on_graphemes(
        text in prop::collection::vec(prop_oneof![
            "\\PC{0,6}", "[0-9０-９一二三①-⑨oOl|. -]{1,12}", "(李示例|电话|微信|身份证|栋|单元|号楼|@|\\.com|家住|次|车|度|点|\n|\u{20e3}|\u{200d}){1,4}",
        ], 0..12)
    ) {
        let post = body(&text.concat());
        let text = &post.parts[0].text;
        let edges: Vec<usize> = text.grapheme_indices(true).map(|(i, _)| i).chain([text.len()]).collect();
        let mut last = 0;
        for e in explain(&post) {
            prop_assert!(edges.contains(&e.bytes.start) && edges.contains(&e.bytes.end));
            prop_assert!(e.bytes.start >= last && e.bytes.start < e.bytes.end);
            last = e.bytes.end;
        }
        let out = &masked(&post)[0];
        prop_assert!(out.graphemes(true).count() <= text.graphemes(true).count());
        prop_assert_eq!(out.matches('\n').count(), text.matches('\n').count());
    }
}
