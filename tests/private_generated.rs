//! Generated values: every kind in six spellings with a link to a person, and the same digits as
//! something else. The generator is seeded; a failure prints the texts.
#![allow(clippy::string_slice)] // ASCII digits.

mod generate;

use generate::random::Random;
use generate::spelling::{SPELLINGS, Value, spell};
use generate::value::KINDS;
use kanhe::message::{Post, TextPart, TextPartKind};
use kanhe::rules::private::find;

/// Values of each kind and spelling.
const EACH: usize = 10_000;
/// The bar of recall, in hundredths of a percent.
const RECALL: usize = 9_800;
/// Most touched of the same digits as something else, in hundredths of a percent.
const TOUCHED: usize = 10;

fn post(text: String) -> Post {
    let parts = vec![TextPart { kind: TextPartKind::Body, text }];
    Post { id: "e".to_owned(), time: "2026-01-02T03:04:05Z".to_owned(), parts, generated: false }
}

/// Whether every letter and digit of a value is covered.
fn covered(post: &Post, value: &Value) -> bool {
    let hits = find(post);
    value.covered(&post.parts[0].text, |i| hits.iter().any(|h| h.value().bytes().contains(&i)))
}

#[test]
fn values_of_a_person_are_found_in_every_spelling() {
    let mut report = Vec::new();
    for kind in KINDS {
        let mut found = [0; SPELLINGS.len()];
        let mut missed = Vec::new();
        for (s, spelling) in SPELLINGS.iter().enumerate() {
            let mut random = Random::new(kind.name, s);
            for _ in 0..EACH {
                let value = spell(*spelling, &(kind.make)(&mut random), &mut random);
                let post = post(generate::value::linked(&mut random, kind.label, &value.text));
                if covered(&post, &value) {
                    found[s] += 1;
                } else if missed.len() < 8 {
                    missed.push(format!("{spelling:?}: {}", post.parts[0].text));
                }
            }
        }
        let total: usize = found.iter().sum();
        let recall = total * 10_000 / (EACH * SPELLINGS.len());
        println!("{}: {recall} of 10000, by spelling {found:?}", kind.name);
        if recall < RECALL {
            report.push(format!("{}: {recall}\n  {}", kind.name, missed.join("\n  ")));
        }
    }
    assert!(report.is_empty(), "{}", report.join("\n"));
}

#[test]
fn the_same_digits_as_something_else_are_left() {
    let mut report = Vec::new();
    for kind in KINDS.iter().filter(|k| k.numeric) {
        let mut touched = 0;
        let mut shown = Vec::new();
        let mut random = Random::new(kind.name, 99);
        for _ in 0..EACH {
            let digits: String = (kind.make)(&mut random).chars().filter(char::is_ascii_digit).collect();
            let text = generate::value::something_else(&mut random, &digits);
            let post = post(text);
            if !find(&post).is_empty() {
                touched += 1;
                if shown.len() < 5 {
                    shown.push(post.parts[0].text.clone());
                }
            }
        }
        println!("{}: {touched} of {EACH} touched", kind.name);
        if touched * 10_000 / EACH > TOUCHED {
            report.push(format!("{}: {touched}\n  {}", kind.name, shown.join("\n  ")));
        }
    }
    assert!(report.is_empty(), "{}", report.join("\n"));
}
