//! Side by side, in one run, on the same texts: kanhe, a plain set of regular expressions, and
//! presidio-analyzer where `PEERS_PYTHON` names a Python that has it (`benches/peers/run` installs
//! it and sets the variable). Recall a kind and spelling, texts touched in which the digits are
//! something else, benign texts touched, and MB/s on one core.
#![allow(missing_docs)]
#![allow(clippy::disallowed_methods)] // A bench reads its environment and the clock.
#![allow(clippy::cast_precision_loss)] // Shares and rates.
#![allow(clippy::string_slice)] // The generators cut ASCII digits.
#![allow(dead_code)] // The generators are shared with tests.

#[path = "../tests/generate/mod.rs"]
mod generate;
mod registers;

use std::env;
use std::io::Write as _;
use std::ops::Range;
use std::process::{Command, Stdio};
use std::time::Instant;

use generate::random::Random;
use generate::spelling::{SPELLINGS, Value, spell};
use generate::value::{KINDS, linked, something_else};
use kanhe::message::{Event, Post, TextPart, TextPartKind};
use kanhe::pipeline::Engine;
use kanhe::rules::private::find;
use regex::{Regex, RegexSet};

/// Values of each kind and spelling, and texts with the same digits as something else.
const EACH: usize = 10_000;
/// Benign texts of each register.
const BENIGN: usize = 2_000;
/// One in so many goes to presidio, which takes milliseconds a text.
const SAMPLED: usize = 100;
/// The same of the benign texts.
const SAMPLED_BENIGN: usize = 20;

/// What projects write for Chinese private data, without their `\\b`: it fails beside characters.
const PATTERNS: [&str; 9] = [
    r"(?:\+?86[- ]?)?1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4}",
    r"0[0-9]{2,3}[- ]?[0-9]{7,8}",
    r"[1-9][0-9]{5}(?:19|20)[0-9]{2}[01][0-9][0-3][0-9][0-9]{3}[0-9Xx]",
    r"[1-9][0-9]{7}[01][0-9][0-3][0-9]{4}",
    r"[1-9][0-9]{15,18}",
    r"[EeGg][0-9]{8}",
    r"[CHMchm][0-9]{8,10}",
    r"(?i)(?:qq|微信|vx)号?[:： ]?[a-z0-9][-_a-z0-9]{5,19}",
    r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}",
];

/// A text, and the value in it that ought to be covered, if any.
struct Sample {
    text: String,
    value: Option<Value>,
}

/// Texts of one sort.
struct Group {
    name: String,
    samples: Vec<Sample>,
}

/// What one tool found in one text, in bytes.
type Found = Vec<Range<usize>>;

/// A tool's findings, and how fast it was.
struct Run {
    found: Vec<Found>,
    seconds: f64,
}

fn main() {
    let engine = Engine::builtin().expect("the shipped set");
    let groups = groups();
    let sampled: Vec<&str> = groups.iter().flat_map(Group::sampled).map(|s| s.text.as_str()).collect();
    let mut presidio = presidio(&sampled);
    let mut from_presidio = presidio.iter_mut().flat_map(|run| run.found.drain(..));
    let (mut ours, mut regexes, mut bytes) = (0.0, 0.0, 0);
    println!("| texts | kanhe | regex | presidio, one in {SAMPLED}, {SAMPLED_BENIGN} of the benign |");
    println!("|---|---|---|---|");
    for group in &groups {
        let texts: Vec<&str> = group.samples.iter().map(|s| s.text.as_str()).collect();
        bytes += texts.iter().map(|t| t.len()).sum::<usize>();
        let all: Vec<&Sample> = group.samples.iter().collect();
        let some: Vec<&Sample> = group.sampled().collect();
        let (kanhe, plain) = (kanhe(&engine, &texts), patterns(&texts));
        (ours, regexes) = (ours + kanhe.seconds, regexes + plain.seconds);
        let theirs: Vec<Found> = from_presidio.by_ref().take(some.len()).collect();
        let theirs = if theirs.is_empty() { NOT_RUN.to_owned() } else { share(&some, &theirs) };
        println!(
            "| {} | {} | {} | {theirs} |",
            group.name,
            share(&all, &kanhe.found),
            share(&all, &plain.found)
        );
    }
    drop(from_presidio);
    let rate = |bytes: usize, seconds: f64| format!("{:.2}", bytes as f64 / seconds / 1e6);
    let read: usize = sampled.iter().map(|t| t.len()).sum();
    let theirs = presidio.map_or(NOT_RUN.to_owned(), |run| rate(read, run.seconds));
    println!("| MB/s on all of these | {} | {} | {theirs} |", rate(bytes, ours), rate(bytes, regexes));
}

/// What stands in the table where presidio is not installed.
const NOT_RUN: &str = "not run";

impl Group {
    /// What presidio gets.
    fn sampled(&self) -> impl Iterator<Item = &Sample> {
        let benign = self.samples.iter().all(|s| s.value.is_none());
        self.samples.iter().step_by(if benign { SAMPLED_BENIGN } else { SAMPLED })
    }
}

/// Percent of the values that are covered, or of the texts without one that are touched.
fn share(samples: &[&Sample], found: &[Found]) -> String {
    let hit = |(sample, found): &(&&Sample, &Found)| match &sample.value {
        Some(value) => value.covered(&sample.text, |i| found.iter().any(|r| r.contains(&i))),
        None => !found.is_empty(),
    };
    let hits = samples.iter().zip(found).filter(hit).count();
    format!("{:.2} %", 100.0 * hits as f64 / samples.len() as f64)
}

fn groups() -> Vec<Group> {
    let mut out = Vec::new();
    for (s, spelling) in SPELLINGS.iter().enumerate() {
        for kind in KINDS {
            let mut random = Random::new(kind.name, s);
            let make = |_| {
                let value = spell(*spelling, &(kind.make)(&mut random), &mut random);
                let text = linked(&mut random, kind.label, &value.text);
                Sample { text, value: Some(value) }
            };
            let samples = (0..EACH).map(make).collect();
            out.push(Group { name: format!("recall, {spelling:?}, {}", kind.name), samples });
        }
    }
    let mut random = Random::new("something else", 99);
    let other = |n: usize| {
        let kind = KINDS.iter().filter(|k| k.numeric).cycle().nth(n).expect("some are numeric");
        let digits: String = (kind.make)(&mut random).chars().filter(char::is_ascii_digit).collect();
        Sample { text: something_else(&mut random, &digits), value: None }
    };
    let name = "touched, the same digits as something else".to_owned();
    out.push(Group { name, samples: (0..EACH).map(other).collect() });
    for register in registers::NAMES {
        let plain = |text| Sample { text, value: None };
        let samples = registers::texts(register, BENIGN).into_iter().map(plain).collect();
        out.push(Group { name: format!("touched, benign, {register}"), samples });
    }
    out
}

/// The time is that of the whole decision; the places are those of its masks.
fn kanhe(engine: &Engine, texts: &[&str]) -> Run {
    let post = |text: &&str| Post {
        id: "b".to_owned(),
        time: "2026-01-01T00:00:00Z".to_owned(),
        parts: vec![TextPart { kind: TextPartKind::Body, text: (*text).to_owned() }],
        generated: false,
    };
    let posts: Vec<Post> = texts.iter().map(post).collect();
    let events: Vec<Event> = posts.iter().cloned().map(Event::Post).collect();
    let begin = Instant::now();
    let acted = events.iter().filter(|e| !engine.decide(e).findings().is_empty()).count();
    let seconds = begin.elapsed().as_secs_f64();
    let found: Vec<Found> =
        posts.iter().map(|p| find(p).iter().map(|h| h.value().bytes()).collect()).collect();
    assert!(acted >= found.iter().filter(|f| !f.is_empty()).count(), "masks are findings");
    Run { found, seconds }
}

fn patterns(texts: &[&str]) -> Run {
    let set = RegexSet::new(PATTERNS).expect("fixed patterns");
    let each: Vec<Regex> = PATTERNS.iter().map(|p| Regex::new(p).expect("fixed patterns")).collect();
    let begin = Instant::now();
    let spans = |text: &&str| {
        let which = set.matches(text);
        let of = |i: usize| each.get(i).into_iter().flat_map(|r| r.find_iter(text)).map(|m| m.range());
        which.into_iter().flat_map(of).collect()
    };
    let found = texts.iter().map(spans).collect();
    Run { found, seconds: begin.elapsed().as_secs_f64() }
}

/// `None` when no Python with it was named.
fn presidio(texts: &[&str]) -> Option<Run> {
    let python = env::var_os("PEERS_PYTHON")?;
    let mut child = Command::new(python)
        .arg("benches/peers/presidio.py")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the Python of PEERS_PYTHON");
    let mut stdin = child.stdin.take().expect("a pipe");
    for text in texts {
        writeln!(stdin, "{}", serde_json::json!({ "text": text })).expect("presidio reads");
    }
    drop(stdin);
    let output = child.wait_with_output().expect("presidio ends");
    assert!(output.status.success(), "presidio failed");
    let mut lines: Vec<serde_json::Value> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|l| serde_json::from_str(l).expect("one JSON value a line"))
        .collect();
    let seconds = lines.pop().and_then(|l| l["seconds"].as_f64()).expect("the last line is the time");
    let found = lines.iter().zip(texts).map(|(l, t)| bytes(l, t)).collect();
    Some(Run { found, seconds })
}

/// Spans in code points as bytes.
fn bytes(spans: &serde_json::Value, text: &str) -> Found {
    let starts: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
    let place = |v: &serde_json::Value| starts[v.as_u64().expect("an offset") as usize];
    spans.as_array().expect("spans").iter().map(|s| place(&s[0])..place(&s[1])).collect()
}
