//! Benign posts of every register: the whole decision on one core. The generated texts stand in
//! `registers/`; where real ones lie beside the project (`../shared/corpora`), they are measured too.
#![allow(missing_docs)]
#![allow(clippy::disallowed_methods)] // A bench reads what lies beside the project.

mod registers;

use divan::{Bencher, counter::BytesCount, counter::ItemsCount};
use kanhe::message::{Event, Post, TextPart, TextPartKind};
use kanhe::pipeline::Engine;

/// Generated texts of a register.
const GENERATED: usize = 4_000;

fn main() {
    if registers::corpora().is_empty() {
        println!("no texts beside the project: measured on generated ones only");
    }
    divan::main();
}

fn post(text: String) -> Event {
    let parts = vec![TextPart { kind: TextPartKind::Body, text }];
    Event::Post(Post { id: "b".to_owned(), time: "2026-01-01T00:00:00Z".to_owned(), parts, generated: false })
}

fn names() -> Vec<String> {
    registers::NAMES.iter().map(|n| (*n).to_owned()).chain(registers::corpora().into_keys()).collect()
}

fn texts(register: &str) -> Vec<String> {
    match registers::corpora().remove(register) {
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
