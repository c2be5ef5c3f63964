//! Pictures of accounts: recall by what happened to a picture, false matches, time and memory.
//!
//! `cargo bench --no-default-features --bench avatars -- [PICTURES] [HASHES]`: 2,000 drawn pictures
//! are listed, each is looked for in fifteen changed forms, and as many others are looked for that are
//! not listed; then a list of 1,000,000 hashes is asked beside plain comparison.
#![allow(missing_docs, clippy::unwrap_used, clippy::disallowed_methods)] // A bench reads clocks.
#![allow(clippy::cast_precision_loss)] // Rates of a few thousand.

#[path = "../tests/generate/picture.rs"]
mod picture;
#[path = "../tests/generate/random.rs"]
mod random;

use std::hint::black_box;
use std::time::Instant;

use kanhe::avatar::{Emblems, Hashed, MAX_DISTANCE, Pdq, hash};
use picture::{CHANGES, Picture, emblems, shapes};
use random::Random;

/// Side of a drawn picture: what platforms show is about as large.
const SIDE: usize = 160;
/// Hashes that are asked of the large list.
const ASKED: usize = 2_000;

fn main() {
    let numbers: Vec<usize> = std::env::args().filter_map(|a| a.parse().ok()).collect();
    let pictures = numbers.first().copied().unwrap_or(2_000);
    let hashes = numbers.get(1).copied().unwrap_or(1_000_000);
    recall(pictures.max(emblems().len()));
    blank();
    speed(hashes);
}

fn hashed(picture: &Picture) -> Hashed {
    hash(&picture.file()).unwrap()
}

/// The nearest hash under which a picture may match.
fn nearest(index: &Emblems, picture: &Picture) -> Option<usize> {
    let found = hashed(picture).all().filter_map(|pdq| index.nearest(pdq));
    found.min_by_key(|(number, distance)| (*distance, *number)).map(|(number, _)| number)
}

fn recall(number: usize) {
    let mut random = Random::new("avatars", 1);
    let mut listed: Vec<Picture> = emblems().into_iter().map(|(_, p)| p).collect();
    while listed.len() < number {
        listed.push(shapes(&mut random, SIDE));
    }
    let index = Emblems::new(listed.iter().map(|p| hashed(p).pdq).collect());
    println!("{number} pictures: found, taken for another");
    let (mut right, mut wrong) = (0, 0);
    for (title, change) in CHANGES {
        let (mut found, mut other) = (0, 0);
        for (i, picture) in listed.iter().enumerate() {
            match nearest(&index, &change(picture, &mut random)) {
                Some(n) if n == i => found += 1,
                Some(_) => other += 1,
                None => {}
            }
        }
        println!("  {title:<28} {:6.2} % {other:6}", 100.0 * f64::from(found) / number as f64);
        right += found;
        wrong += other;
    }
    let all = (number * CHANGES.len()) as f64;
    println!("  {:<28} {:6.2} % {wrong:6}", "all", 100.0 * f64::from(right) / all);
    let false_matches = (0..number).filter(|_| nearest(&index, &shapes(&mut random, SIDE)).is_some()).count();
    println!("  others that match: {false_matches} of {number}");
}

fn blank() {
    let mut random = Random::new("blank", 1);
    let usable = (0..500)
        .filter(|_| {
            let (shade, step) = (random.below(256) as f64, random.below(60) as f64);
            let noise: Vec<f64> = (0..SIDE * SIDE).map(|_| random.below(3) as f64).collect();
            let near = Picture::drawn(SIDE, SIDE, |x, y| {
                shade + step * x as f64 / SIDE as f64 + noise[y * SIDE + x]
            });
            hashed(&near).all().next().is_some()
        })
        .count();
    println!("near-blank pictures that could match: {usable} of 500");
}

fn random_hash(random: &mut Random) -> Pdq {
    let digit = |n: usize| char::from(b"0123456789abcdef"[n]);
    Pdq::parse(&(0..64).map(|_| digit(random.below(16))).collect::<String>()).unwrap()
}

fn speed(number: usize) {
    let mut random = Random::new("hashes", 1);
    let all: Vec<Pdq> = (0..number).map(|_| random_hash(&mut random)).collect();
    let began = Instant::now();
    let index = Emblems::new(all.clone());
    println!("{number} hashes: built in {:.1} s", began.elapsed().as_secs_f64());
    let asked: Vec<Pdq> = (0..ASKED)
        .map(|i| if i % 2 == 0 { all[random.below(number)] } else { random_hash(&mut random) })
        .collect();
    let began = Instant::now();
    let found: Vec<_> = asked.iter().map(|p| index.nearest(*p)).collect();
    let by_index = began.elapsed().as_secs_f64() / ASKED as f64;
    let began = Instant::now();
    let plain = asked.iter().take(50).map(|p| {
        let near =
            all.iter().enumerate().map(|(i, h)| (i, h.distance(*p))).filter(|(_, d)| *d <= MAX_DISTANCE);
        near.min_by_key(|(i, d)| (*d, *i))
    });
    let plain: Vec<_> = plain.collect();
    let by_comparing = began.elapsed().as_secs_f64() / 50.0;
    assert_eq!(plain, found[..50], "the index finds what comparing finds");
    assert!(black_box(found).iter().flatten().count() >= ASKED / 2);
    println!("  a look-up: {:.0} µs, comparing all: {:.0} µs", by_index * 1e6, by_comparing * 1e6);
    let picture = emblems()[0].1.png();
    let began = Instant::now();
    for _ in 0..50 {
        black_box(hash(&picture)).unwrap();
    }
    println!("  hashing a PNG of 256 by 256: {:.0} µs", began.elapsed().as_secs_f64() / 50.0 * 1e6);
}
