//! Benign posts of every register: the whole decision on one core. The generated texts stand in
//! `registers/`; where real ones lie beside the project (`../shared/corpora`), they are measured too.
#![allow(missing_docs)]
#![allow(clippy::disallowed_methods)] // A bench reads what lies beside the project.

mod registers;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use divan::{Bencher, counter::BytesCount, counter::ItemsCount};
use kanhe::message::{Event, Post, TextPart, TextPartKind};
use kanhe::pipeline::Engine;

/// Generated texts of a register.
const GENERATED: usize = 4_000;
/// Where real texts lie, from the project's root.
const CORPORA: &str = "../shared/corpora";

fn main() {
    if !Path::new(CORPORA).is_dir() {
        println!("no texts beside the project: measured on generated ones only");
    }
    divan::main();
}

fn post(text: String) -> Event {
    let parts = vec![TextPart { kind: TextPartKind::Body, text }];
    Event::Post(Post { id: "b".to_owned(), time: "2026-01-01T00:00:00Z".to_owned(), parts, generated: false })
}

/// Real texts by group; empty where there are none.
fn corpora() -> BTreeMap<String, Vec<String>> {
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let Ok(manifest) = fs::read_to_string(format!("{CORPORA}/manifest.json")) else { return groups };
    let listed: Vec<serde_json::Value> = serde_json::from_str(&manifest).expect("a manifest");
    for entry in listed.iter().filter(|e| e["part"] == "body") {
        let file = entry["file"].as_str().expect("a path");
        let lines = fs::read_to_string(format!("{CORPORA}/{file}")).expect("a listed file");
        let texts = lines.lines().filter_map(|l| {
            let sample: serde_json::Value = serde_json::from_str(l).ok()?;
            sample["text"].as_str().map(str::to_owned)
        });
        let group = format!("real/{}", file.split('/').next().unwrap_or_default());
        groups.entry(group).or_default().extend(texts);
    }
    // All of them: all bytes in all the time.
    let all = groups.values().flatten().cloned().collect();
    groups.insert("real/all".to_owned(), all);
    groups
}

fn names() -> Vec<String> {
    registers::NAMES.iter().map(|n| (*n).to_owned()).chain(corpora().into_keys()).collect()
}

fn texts(register: &str) -> Vec<String> {
    match corpora().remove(register) {
        Some(texts) => texts,
        None => registers::texts(register, GENERATED),
    }
}

#[divan::bench(args = names())]
fn decide(bencher: Bencher, register: &str) {
    let texts = texts(register);
    let engine = Engine::builtin().expect("the shipped set");
    let bytes: usize = texts.iter().map(String::len).sum();
    let events: Vec<Event> = texts.into_iter().map(post).collect();
    bencher
        .counter(BytesCount::new(bytes))
        .counter(ItemsCount::new(events.len()))
        .bench_local(|| events.iter().filter(|e| !engine.decide(e).findings().is_empty()).count());
}
