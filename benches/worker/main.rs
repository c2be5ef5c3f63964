//! The worker beside plain loops that read, parse and write with the same transactions, on a real Kafka: messages a second and processor time a message, in turns within one run; memory at full
//! load; then how long decisions take at half of the measured rate.
//!
//! `cargo bench --bench worker -- [EVENTS] [ROUNDS] [SECONDS] [real] [redress] [rate=N] [deciding]`; `real`
//! takes the benign texts that lie beside the project, `redress` adds its stage to the pipeline, `rate`
//! measures times only, at so many events a second, and `deciding` only what needs no Kafka.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)] // A bench fails by panic and measures time.
#![allow(clippy::string_slice)] // ASCII digits of generated values.
#![allow(clippy::cast_precision_loss, clippy::cast_sign_loss, clippy::cast_possible_wrap)] // Counts and times.

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
use kanhe::pipeline::config::Config;
use pipeline::{QUEUES, Scenario};
use progress::{Measured, median};
use support::broker::Broker;
use support::client::{Message, Reader};

/// Without arguments.
const EVENTS: usize = 400_000;
const ROUNDS: usize = 5;
const SECONDS: u64 = 60;
/// What kanhe must reach of the plain loop, in percent.
const BAR: f64 = 70.0;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    if let [verb, address, prefix, group] = words.as_slice()
        && [plain::VERB, plain::EACH].contains(&verb.as_str())
    {
        return plain::run(verb, address, prefix, group);
    }
    let number = |at: usize| words.get(at).and_then(|w| w.parse::<u64>().ok());
    let total = number(0).map_or(EVENTS, |n| n as usize);
    let rounds = number(1).map_or(ROUNDS, |n| n as usize);
    let redress = words.iter().any(|w| w == "redress");
    let events = if words.iter().any(|w| w == "real") { Events::real() } else { Events::new() };
    if words.iter().any(|w| w == "deciding") {
        return deciding(&events, &Scenario::unconnected());
    }
    let given = words.iter().find_map(|w| w.strip_prefix("rate=")?.parse::<f64>().ok());
    let rate = given.unwrap_or_else(|| throughput(&events, total, rounds, redress) / 2.0);
    latency::measure(&events, rate, number(2).unwrap_or(SECONDS), redress);
}

/// What a decision costs without all that is around it.
fn deciding(events: &Events, scenario: &Scenario) {
    let config = std::fs::read_to_string(scenario.pipeline("deciding")).unwrap();
    let deciding = plain::deciding(events, &Config::parse("bench", &config).unwrap());
    let deciding: Vec<String> = deciding.iter().map(|(kind, micros)| format!("{kind} {micros:.1}")).collect();
    println!(
        "to decode, decide and route without Kafka, µs by the first letter of the id: {}",
        deciding.join(", ")
    );
}

/// All in turns over the same events; kanhe's messages a second.
fn throughput(events: &Events, total: usize, rounds: usize, redress: bool) -> f64 {
    let scenario = Scenario::new(Broker::measured().address.clone(), "speed", redress);
    println!("{}", events.mix(20_000));
    deciding(events, &scenario);
    events.send(&scenario, total);
    // The broker's own compiler warms up on what is not counted.
    let queues: Vec<String> = QUEUES.iter().map(|queue| scenario.topic(queue)).collect();
    let mut reader = Reader::new(&scenario.address, queues.iter().map(String::as_str));
    let sent = |reader: &mut Reader| {
        reader.messages.clear();
        reader.read_to_end();
        let bytes = |m: &Message| m.payload.as_ref().map_or(0, Vec::len);
        (reader.messages.len(), reader.messages.iter().map(bytes).sum::<usize>() / 1024)
    };
    progress::plain(plain::VERB, &scenario, "warm", total);
    let plain_sent = sent(&mut reader);
    progress::kanhe(&scenario, "warm-too", total);
    let kanhe_sent = sent(&mut reader);
    println!("messages and KiB sent: plain {plain_sent:?}, kanhe {kanhe_sent:?}");
    let (mut plain, mut each, mut kanhe) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..rounds {
        plain.push(progress::plain(plain::VERB, &scenario, &format!("plain-{round}"), total));
        kanhe.push(progress::kanhe(&scenario, &format!("kanhe-{round}"), total));
        each.push(progress::plain(plain::EACH, &scenario, &format!("each-{round}"), total));
        println!(
            "round {round}: plain {}; plain that sends each event {}; kanhe {}",
            plain[round], each[round], kanhe[round]
        );
    }
    let of = |all: &[Measured], what: fn(&Measured) -> f64| median(all.iter().map(what).collect());
    let (ours, dear) = (of(&kanhe, |m| m.rate), of(&kanhe, |m| m.micros));
    println!("medians of {rounds}: kanhe {ours:.0} messages a second, {dear:.2} µs of its CPU a message");
    for (name, all) in [("the plain loop", &plain), ("the plain loop that sends each event", &each)] {
        let (fast, cheap) = (of(all, |m| m.rate), of(all, |m| m.micros));
        println!(
            "{name} {fast:.0} messages a second, {cheap:.2} µs: kanhe reaches {:.0} % of its rate (bar {BAR:.0} %), \
             and it takes {:.0} % of kanhe's CPU",
            100.0 * ours / fast,
            100.0 * cheap / dear
        );
    }
    println!("kanhe's peak memory: {:.0} MiB (bar 300)", kanhe.iter().map(|m| m.mib).fold(0.0, f64::max));
    ours
}
