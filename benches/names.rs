//! Names and long bios: folding, matching, the whole decision, side by side with plain automata
//! that know the literal terms only. The automata do less; the figures say what the rest costs.
#![allow(missing_docs)]

use aho_corasick::AhoCorasick;
use daachorse::CharwiseDoubleArrayAhoCorasick;
use divan::{Bencher, black_box, counter::BytesCount, counter::ItemsCount};
use kanhe::fold::fold_into;
use kanhe::lexicon::{EntryKind, NameSet};
use kanhe::message::{AccountPart, AccountPartKind, Category, Event, Registration};
use kanhe::pipeline::Engine;
use kanhe::rules::name::{Purpose, pieces};

fn main() {
    divan::main();
}

const WORDS: [&str; 24] = [
    "小鱼",
    "白马镇",
    "八一路",
    "冠军",
    "队长",
    "日常",
    "理发店",
    "摄影",
    "老周",
    "修车",
    "海军蓝",
    "毛衣",
    "读书",
    "咖啡",
    "发布",
    "解放军",
    "官方",
    "爱画画",
    "的",
    "公园",
    "跑步",
    "中学",
    "2015级",
    "同学会",
];

/// Deterministic names of two to five words, and bios of forty.
fn texts(words: usize, count: usize) -> Vec<String> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as usize
    };
    (0..count).map(|_| (0..words + next() % 4).map(|_| WORDS[next() % WORDS.len()]).collect()).collect()
}

fn counted<'a, 'b>(bencher: Bencher<'a, 'b>, texts: &[String]) -> Bencher<'a, 'b> {
    let bytes: usize = texts.iter().map(String::len).sum();
    bencher.counter(BytesCount::new(bytes)).counter(ItemsCount::new(texts.len()))
}

fn literal_terms() -> Vec<String> {
    let set = NameSet::embedded().expect("the shipped set");
    let bodies = set.entries().iter().filter(|e| matches!(e.kind, EntryKind::Body(_)) && !e.text.is_empty());
    let mut terms: Vec<String> = bodies.map(|e| e.text.clone()).collect();
    terms.sort();
    terms.dedup();
    terms
}

fn event(kind: AccountPartKind, text: &str) -> Event {
    Event::Registration(Registration {
        id: "b".to_owned(),
        time: "2026-01-01T00:00:00Z".to_owned(),
        account: "a".to_owned(),
        parts: vec![AccountPart { kind, text: text.to_owned() }],
        category: Category::Personal,
        evidence: None,
        avatar: None,
        previous: None,
    })
}

/// The inputs of every bench: short names, long bios.
const INPUTS: [&str; 2] = ["names", "bios"];

fn input(which: &str) -> Vec<String> {
    if which == "names" { texts(2, 2000) } else { texts(40, 200) }
}

#[divan::bench(args = INPUTS)]
fn a_fold(bencher: Bencher, which: &str) {
    let texts = input(which);
    counted(bencher, &texts).bench_local(|| {
        let mut units = Vec::new();
        let folded = texts.iter().map(|t| {
            fold_into(t, &mut units);
            units.len()
        });
        folded.sum::<usize>()
    });
}

#[divan::bench(args = INPUTS)]
fn b_match(bencher: Bencher, which: &str) {
    let texts = input(which);
    let set = NameSet::embedded().expect("the shipped set");
    counted(bencher, &texts).bench_local(|| {
        let mut units = Vec::new();
        let found = texts.iter().map(|t| {
            fold_into(t, &mut units);
            pieces(&set, &units, Purpose::Name).len()
        });
        found.sum::<usize>()
    });
}

#[divan::bench(args = INPUTS)]
fn c_decide(bencher: Bencher, which: &str) {
    let texts = input(which);
    let engine = Engine::builtin().expect("the shipped set");
    let kind = if which == "names" { AccountPartKind::Nickname } else { AccountPartKind::Bio };
    let events: Vec<Event> = texts.iter().map(|t| event(kind, t)).collect();
    counted(bencher, &texts)
        .bench_local(|| events.iter().filter(|e| !engine.decide(e).findings().is_empty()).count());
}

#[divan::bench(args = INPUTS)]
fn peer_aho_corasick_literal(bencher: Bencher, which: &str) {
    let texts = input(which);
    let automaton = AhoCorasick::new(literal_terms()).expect("few terms");
    counted(bencher, &texts)
        .bench_local(|| texts.iter().map(|t| automaton.find_iter(black_box(t)).count()).sum::<usize>());
}

#[divan::bench(args = INPUTS)]
fn peer_daachorse_literal(bencher: Bencher, which: &str) {
    let texts = input(which);
    let automaton: CharwiseDoubleArrayAhoCorasick<u32> =
        CharwiseDoubleArrayAhoCorasick::new(literal_terms()).expect("few terms");
    counted(bencher, &texts)
        .bench_local(|| texts.iter().map(|t| automaton.find_iter(black_box(t)).count()).sum::<usize>());
}
