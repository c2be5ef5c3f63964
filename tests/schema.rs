//! `kanhe schema`: the schemas in `deploy/schemas` are those of the types.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::string_slice)] // Tests may.

mod verbs;

use std::fs;
use verbs::{arg, kanhe};

#[test]
fn the_kept_schemas_are_current() {
    let ran = kanhe(&["schema", "--check"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
}

#[test]
fn a_schema_that_is_not_current_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let dir = arg(folder.path());
    assert_eq!(kanhe(&["schema", "--out", dir]).code, 0);
    assert_eq!(kanhe(&["schema", "--out", dir, "--check"]).code, 0);
    fs::write(folder.path().join("post.json"), "{}").unwrap();
    let ran = kanhe(&["schema", "--out", dir, "--check"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("post.json") && !ran.out.contains("record.json"), "{}", ran.out);
}

#[test]
fn a_post_has_no_author_and_a_decision_about_it_no_refusal_field() {
    let post: serde_json::Value =
        serde_json::from_str(&fs::read_to_string("deploy/schemas/post.json").unwrap()).unwrap();
    let mut fields: Vec<&str> = post["properties"].as_object().unwrap().keys().map(String::as_str).collect();
    fields.sort_unstable();
    assert_eq!(fields, ["generated", "id", "parts", "time", "type"]);
    assert_eq!(post["properties"]["type"]["const"], "post");
}
