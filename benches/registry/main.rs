//! Names near verified names: recall by kind of confusion, false alarms by kind of other name,
//! time of a look-up and memory, kanhe's registry side by side with kept fuzzy-search libraries on
//! the same names in one run. A look-up's time is the processor's: what else runs meanwhile does not
//! count.
//!
//! `cargo bench --no-default-features --bench registry -- [NAMES] [QUERIES]`, a million names and
//! 1,000 queries a kind by default; `only=kanhe` measures one of them. Account names of `../shared/corpora` are looked up too, where
//! that folder exists: against the generated names, and against half of themselves.
#![allow(missing_docs, clippy::unwrap_used, clippy::disallowed_methods)] // A bench reads files and clocks.
#![allow(clippy::cast_precision_loss, clippy::cast_sign_loss)] // Rates and quantiles of a few thousand.

mod corpora;
mod kanhe_registry;
mod peers;
#[path = "../../tests/generate/random.rs"]
mod random;
#[path = "../../tests/generate/verified.rs"]
mod verified;

use std::collections::{BTreeMap, HashSet};
use std::process::Command;
use std::time::{Duration, Instant};

use cpu_time::ThreadTime;
use random::Random;
use verified::{CONFUSIONS, Name, OTHERS, imitate, name, other};

/// What is measured: something that finds verified names near a new one.
pub trait Finder {
    /// What it is.
    fn title(&self) -> &'static str;
    /// Whether it takes the name for a verified one.
    fn finds(&self, name: &str) -> bool;
}

/// A finder of each kind is built from the verified names.
pub type Build = fn(&[String]) -> Box<dyn Finder>;

/// Names to be looked up, by what they are.
struct Queries {
    imitations: BTreeMap<String, Vec<String>>,
    others: BTreeMap<String, Vec<String>>,
}

fn main() {
    let numbers: Vec<usize> = std::env::args().filter_map(|a| a.parse().ok()).collect();
    let only = std::env::args().find_map(|a| a.strip_prefix("only=").map(str::to_owned));
    let names = numbers.first().copied().unwrap_or(1_000_000);
    let queries = numbers.get(1).copied().unwrap_or(1_000);
    let (verified, parts) = generate(names, queries);
    let known: HashSet<&str> = verified.iter().map(String::as_str).collect();
    let asked = ask(&parts, queries, &known);
    drop(known);
    drop(parts);
    if only.is_none() {
        println!("{} verified names, {queries} queries a kind", verified.len());
    }
    let all: [(&str, Build); 5] = [
        ("kanhe", kanhe_registry::build),
        ("exact", peers::exact),
        ("bigrams", peers::bigrams),
        ("symspell", peers::symspell),
        ("fst", peers::fst),
    ];
    for (word, build) in all {
        match &only {
            Some(only) if only == word => measure(build, &verified, &asked),
            Some(_) => {}
            None => apart(word),
        }
    }
    if std::env::args().all(|a| a != "peer") {
        corpora::measure(&verified);
    }
}

/// Measures one in a process of its own: what another one has freed would be taken for its memory.
fn apart(word: &str) {
    let mut child = Command::new(std::env::current_exe().unwrap());
    let status = child.args(std::env::args().skip(1)).args([&format!("only={word}"), "peer"]).status();
    assert!(status.unwrap().success(), "{word} was not measured");
}

/// Distinct names, and those of them that are imitated.
fn generate(names: usize, queries: usize) -> (Vec<String>, Vec<Name>) {
    let mut random = Random::new("verified", 1);
    let (mut seen, mut parts) = (HashSet::new(), Vec::new());
    let mut verified = Vec::with_capacity(names);
    while verified.len() < names {
        let name = name(&mut random);
        let text = name.text();
        if seen.insert(text.clone()) {
            verified.push(text);
            if parts.len() < 4 * queries {
                parts.push(name);
            }
        }
    }
    (verified, parts)
}

fn ask(parts: &[Name], queries: usize, known: &HashSet<&str>) -> Queries {
    let mut asked = Queries { imitations: BTreeMap::new(), others: BTreeMap::new() };
    for how in CONFUSIONS {
        let mut random = Random::new("imitate", how as usize);
        // An imitation that is another verified name is no imitation of the first.
        let all =
            parts.iter().filter_map(|n| imitate(n, how, &mut random)).filter(|t| !known.contains(t.as_str()));
        asked.imitations.insert(format!("{how:?}"), all.take(queries).collect());
    }
    for who in OTHERS {
        let mut random = Random::new("other", who as usize);
        let all = parts.iter().map(|n| other(n, who, &mut random)).filter(|t| !known.contains(t.as_str()));
        asked.others.insert(format!("{who:?}"), all.take(queries).collect());
    }
    asked
}

fn measure(build: Build, verified: &[String], asked: &Queries) {
    let before = resident();
    let begin = Instant::now();
    let finder = build(verified);
    let (took, after) = (begin.elapsed(), resident());
    println!("\n{}: built in {took:.1?}, {} MB", finder.title(), after.saturating_sub(before) / 1024);
    let mut times = Vec::new();
    let recall = rates(&*finder, &asked.imitations, &mut times, "recall");
    let alarms = rates(&*finder, &asked.others, &mut times, "false alarms");
    times.sort_unstable();
    let at = |q: f64| times.get((times.len() as f64 * q) as usize).copied().unwrap_or_default();
    println!(
        "  all: recall {recall:.2} %, false alarms {alarms:.2} %, a look-up p50 {:.1?}, p99 {:.2?}, most {:.1?}",
        at(0.5),
        at(0.99),
        times.last().copied().unwrap_or_default()
    );
}

fn rates(
    finder: &dyn Finder,
    queries: &BTreeMap<String, Vec<String>>,
    times: &mut Vec<Duration>,
    what: &str,
) -> f64 {
    let show = std::env::args().any(|a| a == "show");
    let (mut hits, mut all) = (0, 0);
    for (kind, names) in queries {
        let mut found = 0;
        for name in names {
            let begin = ThreadTime::now();
            let yes = finder.finds(name);
            times.push(begin.elapsed());
            found += usize::from(yes);
            if show && yes == (what != "recall") {
                println!("    {kind} {name}");
            }
        }
        println!("  {what} {kind}: {found}/{} {:.2} %", names.len(), percent(found, names.len()));
        hits += found;
        all += names.len();
    }
    percent(hits, all)
}

fn percent(k: usize, n: usize) -> f64 {
    100.0 * k as f64 / n.max(1) as f64
}

/// Resident memory, in kB.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:"));
    line.and_then(|l| l.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
