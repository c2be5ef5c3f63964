//! The worker beside a plain loop that reads, parses and writes with the same transactions, on a real
//! Kafka: messages a second and processor time a message, in turns within one run; memory at full
//! load; then how long decisions take at half of the measured rate.
//!
//! `cargo bench --bench worker -- [EVENTS] [ROUNDS] [SECONDS] [redress]`
#![allow(clippy::unwrap_used, clippy::disallowed_methods)] // A bench fails by panic and measures time.

mod events;
#[path = "../../tests/generate/mod.rs"]
#[allow(dead_code)] // As with all that is shared: a bench takes what it needs.
mod generate;
mod latency;
mod pipeline;
mod plain;
mod progress;
#[path = "../registers/mod.rs"]
mod registers;
#[path = "../../tests/support/mod.rs"]
#[allow(dead_code)]
mod support;

use events::Events;
use pipeline::Scenario;
use progress::{Measured, median};
use support::broker::Broker;

/// Without arguments.
const EVENTS: usize = 400_000;
const ROUNDS: usize = 5;
const SECONDS: u64 = 30;
/// What kanhe must reach of the plain loop, in percent.
const BAR: f64 = 70.0;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    if let [verb, address, prefix, group] = words.as_slice() {
        if verb == plain::VERB {
            return plain::run(address, prefix, group);
        }
    }
    let number = |at: usize| words.get(at).and_then(|w| w.parse::<u64>().ok());
    let total = number(0).map_or(EVENTS, |n| n as usize);
    let rounds = number(1).map_or(ROUNDS, |n| n as usize);
    let redress = words.iter().any(|w| w == "redress");
    let rate = throughput(total, rounds, redress);
    latency::measure(rate / 2.0, number(2).unwrap_or(SECONDS), redress);
}

/// Both in turns over the same events; kanhe's messages a second.
fn throughput(total: usize, rounds: usize, redress: bool) -> f64 {
    let scenario = Scenario::new(Broker::measured().address.clone(), "speed", redress);
    let events = Events::new();
    println!("{}", events.mix(20_000));
    events.send(&scenario, total);
    // The broker's own compiler warms up on what is not counted.
    progress::plain(&scenario, "warm", total);
    let (mut plain, mut kanhe) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        plain.push(progress::plain(&scenario, &format!("plain-{round}"), total));
        kanhe.push(progress::kanhe(&scenario, &format!("kanhe-{round}"), total));
        println!("round {round}: plain {}; kanhe {}", plain[round], kanhe[round]);
    }
    let of = |all: &[Measured], what: fn(&Measured) -> f64| median(all.iter().map(what).collect());
    let (fast, ours) = (of(&plain, |m| m.rate), of(&kanhe, |m| m.rate));
    let (cheap, dear) = (of(&plain, |m| m.micros), of(&kanhe, |m| m.micros));
    println!("medians of {rounds}: plain {fast:.0} messages a second, {cheap:.2} µs of its CPU a message");
    println!("                kanhe {ours:.0} messages a second, {dear:.2} µs of its CPU a message");
    println!("kanhe reaches {:.0} % of the plain loop (bar {BAR:.0} %)", 100.0 * ours / fast);
    println!("the plain loop takes {:.0} % of kanhe's CPU a message", 100.0 * cheap / dear);
    println!("kanhe's peak memory: {:.0} MiB (bar 300)", kanhe.iter().map(|m| m.mib).fold(0.0, f64::max));
    ours
}
