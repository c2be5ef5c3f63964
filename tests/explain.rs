//! `kanhe explain`: snapshots of what reviewers see.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::string_slice)] // Tests may.

mod verbs;

use verbs::{kanhe, kanhe_with};

fn explained(args: &[&str]) -> String {
    let mut all = vec!["explain"];
    all.extend(args);
    let ran = kanhe(&all);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(!ran.out.contains('\u{1b}'), "no colour in a pipe");
    // Notices have their own tests.
    let kept = ran.out.lines().take_while(|l| !l.starts_with("notice"));
    kept.map(str::trim_end).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_name_that_speaks_as_a_body() {
    insta::assert_snapshot!(explained(&["解.放.軍采购通道"]));
}

#[test]
fn another_reading_of_the_same_characters() {
    insta::assert_snapshot!(explained(&["解放军路小吃"]));
}

#[test]
fn a_mark_that_owns_the_name() {
    insta::assert_snapshot!(explained(&["解放军军迷小站"]));
}

#[test]
fn a_bio_that_lifts_the_name() {
    insta::assert_snapshot!(explained(&["99901部队", "--bio", "非官方粉丝号"]));
}

#[test]
fn evidence_that_is_missing() {
    insta::assert_snapshot!(explained(&["99901部队发布", "--category", "military"]));
}

#[test]
fn a_post_in_which_nothing_was_found() {
    insta::assert_snapshot!(explained(&["--as", "body", "听说99901部队今天演习\n有人去看吗"]));
}

#[test]
fn what_cannot_be_seen_is_shown() {
    let text = "解\u{200b}放\u{200b}军官方";
    assert!(explained(&[text]).contains("解⟨200b⟩放⟨200b⟩军官方"));
}

#[test]
fn files_standard_input_and_bad_usage() {
    let ran = kanhe_with(&["explain", "--file", "-"], "99901部队宣传科\n".as_bytes());
    assert!(ran.code == 0 && ran.out.contains("verdict   refuse"), "{}", ran.out);
    assert_eq!(kanhe(&["explain"]).code, 2);
    assert_eq!(kanhe(&["explain", "--as", "body", "x", "--bio", "y"]).code, 2);
    assert_eq!(kanhe(&["explain", "--file", "no-such-file"]).code, 2);
}
