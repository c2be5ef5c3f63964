//! Records: what is lost and how fast, beside a plain CASTLE, and what live identifiers cost.
//! `cargo bench --bench records [-- K/DELAY | live | restore]`
#![allow(clippy::expect_used, clippy::disallowed_methods)] // A bench reads files and the clock.
#![allow(clippy::cast_precision_loss, clippy::cast_possible_wrap, clippy::cast_sign_loss, missing_docs)] // Counts of rows.

mod castle;
mod restore;
mod rows;

use std::time::Instant;

use castle::Castle;
use kanhe::cluster::{Batch, Fate, Row, Shard};

/// k, l and the delay in rows.
const CASES: [(usize, usize, u64); 5] = [(5, 2, 50), (5, 2, 100), (5, 2, 200), (5, 2, 400), (50, 2, 1000)];
/// Rows of a part of the stream: the start of a stream has few classes to join.
const START: usize = 20_000;
/// Live identifiers at which the cost of a row is measured.
const LIVE: [u64; 4] = [10_000, 100_000, 1_000_000, 5_000_000];

fn main() {
    let only: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    let wanted = |name: &str| only.is_empty() || only.iter().any(|o| o == name);
    let (table, from) = rows::table();
    println!("{from}");
    println!("k    delay   engine        rows/s   loss    loss of the first {START}   classes   withheld");
    for (k, l, delay) in CASES {
        if wanted(&format!("{k}/{delay}")) {
            let product = rows::product(k, l, delay);
            let all = rows::rows(&product, &table);
            kanhe(k, delay, &product, &all);
            plain_castle(k, delay, &product, &all);
        }
    }
    if wanted("restore") {
        restore::measure();
    }
    if wanted("live") {
        live(&table);
    }
}

fn kanhe(k: usize, delay: u64, product: &kanhe::cluster::Product, all: &[Row]) {
    let mut shard = Shard::new(product);
    let begin = Instant::now();
    let (mut published, mut withheld, mut lost, mut start) = (0usize, 0usize, 0.0f64, 0.0f64);
    let mut take = |batch: Batch| {
        for release in batch {
            let Fate::Published { loss, .. } = release.fate else {
                withheld += 1;
                continue;
            };
            published += 1;
            lost += f64::from(loss);
            if published <= START {
                start = lost / published as f64;
            }
        }
    };
    for row in all {
        shard.advance(rows::time(row));
        shard.push(*row);
        shard.due(&mut take);
    }
    shard.flush(&mut take);
    let rate = all.len() as f64 / begin.elapsed().as_secs_f64();
    let (mean, classes) = (lost / published as f64, shard.classes().len());
    println!("{k:<4} {delay:<7} kanhe         {rate:<8.0} {mean:<7.4} {start:<25.4} {classes:<9} {withheld}");
}

fn plain_castle(k: usize, delay: u64, product: &kanhe::cluster::Product, all: &[Row]) {
    let begin = Instant::now();
    let mut castle = Castle::new(product);
    let part = &all[..START.min(all.len())];
    for row in part {
        castle.push(*row);
    }
    castle.finish();
    let rate = part.len() as f64 / begin.elapsed().as_secs_f64();
    let loss = castle.out.lost / castle.out.rows as f64;
    println!(
        "{k:<4} {delay:<7} plain CASTLE  {rate:<8.0} {:<7} {loss:<25.4} {:<9} {}",
        "", "", castle.out.suppressed
    );
}

/// The same rows over and over, each time with other persons.
fn live(table: &str) {
    let product = rows::product(5, 2, 100);
    let all = rows::rows(&product, table);
    let mut shard = Shard::new(&product);
    let (mut number, mut since, mut begin) = (0u64, 0u64, Instant::now());
    println!("live identifiers   rows/s since the line before   classes");
    let most = LIVE[LIVE.len() - 1];
    for round in 0.. {
        for row in &all {
            number += 1;
            shard.advance(number as i64);
            shard.push(Row {
                number,
                order: number.wrapping_mul(0x9e37_79b9_7f4a_7c15),
                person: number,
                ..*row
            });
            shard.due(|_| {});
            if LIVE.contains(&number) {
                let rate = (number - since) as f64 / begin.elapsed().as_secs_f64();
                println!("{number:<18} {rate:<30.0} {}", shard.classes().len());
                (since, begin) = (number, Instant::now());
            }
        }
        if number >= most || round > most {
            return;
        }
    }
}
