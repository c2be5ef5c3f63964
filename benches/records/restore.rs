//! What a million identifiers of classes take in the changelog and in memory, and how long they
//! take to come back. Reading the topic is not in it: that is the brokers' speed.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use kanhe::cluster::{
    AtBound, ClassState, Column, Domain, HashKey, MAX_QUASI, Product, Quasi, Recent, Role, Span, Stream,
    TableBounds,
};
use kanhe::pipeline::entries;

const CLASSES: u32 = 20_000;
const K: usize = 50;

fn product() -> Arc<Product> {
    let domain = Domain::interval(0.0, f64::from(CLASSES), 1.0).expect("a range");
    let quasi = Quasi {
        domain,
        closed: std::collections::HashSet::new(),
        closed_marks: std::collections::HashSet::new(),
    };
    let column = |name: &str, role| Column { name: name.to_owned(), role };
    Arc::new(Product {
        name: "bench".to_owned(),
        columns: vec![column("person", Role::Identifier), column("place", Role::Quasi(quasi))],
        k: K,
        l: 1,
        delay_rows: 1000,
        delay: Duration::from_mins(10),
        window: Duration::from_hours(24),
        max_loss: 1.0,
        at_bound: AtBound::Suppress,
        table: TableBounds::default(),
    })
}

/// Resident memory of this process in bytes, where the system says.
fn resident() -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|l| l.strip_prefix("VmRSS:"));
    line.and_then(|l| l.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) * 1024
}

/// Prints one line.
pub fn measure() {
    let (product, key) = (product(), HashKey::new(b"a secret of the bench"));
    let mut first = Stream::<()>::new(Arc::clone(&product), key.clone());
    let mut person = 0u64;
    for class in 0..CLASSES {
        let mut cells = [Span::default(); MAX_QUASI];
        cells[0] = Span { lo: class, hi: class };
        let persons = (0..K).map(|_| {
            person += 1;
            (person.wrapping_mul(0x9e37_79b9_7f4a_7c15), 1_790_000_000)
        });
        let persons = Recent::from_values(persons.collect());
        let sensitive = Recent::from_values(vec![(1, 1_790_000_000)]);
        first.shard().classes().put(ClassState { cells, persons, sensitive }, 0.0, 1_790_000_000);
    }
    let changes = entries::changes(&mut first);
    drop(first);
    let changelog: BTreeMap<Vec<u8>, Vec<u8>> =
        changes.into_iter().filter_map(|c| Some((c.key, c.value?))).collect();
    let kept: BTreeMap<&[u8], &Vec<u8>> = changelog.iter().map(|(k, v)| (k.as_slice(), v)).collect();
    let bytes: usize = changelog.iter().map(|(k, v)| k.len() + v.len()).sum();
    let (before, begin) = (resident(), Instant::now());
    let mut stream = Stream::<()>::new(product, key);
    entries::restore(&mut stream, &kept);
    let took = begin.elapsed().as_secs_f64();
    let held: usize = stream.shard().classes().iter().map(|c| c.persons.values().len()).sum();
    let memory = resident().saturating_sub(before);
    println!(
        "restore: {held} identifiers in {} classes, {:.0} bytes an identifier in the changelog, {:.0} in memory, {took:.2} s",
        stream.shard().classes().len(),
        bytes as f64 / held as f64,
        memory as f64 / held as f64,
    );
}
