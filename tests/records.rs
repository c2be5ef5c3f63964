//! Rows of products: random streams, orders, shards and restarts against an independent checker.
#![allow(clippy::unwrap_used)] // A test fails by panic.

#[path = "records/checker.rs"]
mod checker;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use checker::{Promise, Published};
use kanhe::cluster::{HashKey, Outcome, Product, Settled, Stream};
use kanhe::message::{Event, Record};
use kanhe::pipeline::config::Config;
use kanhe::pipeline::entries;
use kanhe::pipeline::holding::{self, Erasure, Holding};
use kanhe::pipeline::stateful::Change;
use proptest::prelude::*;
use serde_json::{Value, json};

const PARENTS: [(&str, &str); 4] =
    [("示例一街", "示例甲区"), ("示例二街", "示例甲区"), ("示例三街", "示例乙区"), ("示例四街", "示例乙区")];
const ROWS: &str = include_str!("fixtures/pipelines/rows.toml");
const QUASI: [&str; 3] = ["age", "zip", "place"];

fn product(k: usize, l: usize, delay_rows: u64, window: u64) -> Arc<Product> {
    let text = format!(
        r#"{ROWS}
[[products]]
name = "visits"
k = {k}
l = {l}
delay-rows = {delay_rows}
delay-seconds = 40
window-seconds = {window}
columns = [
  {{ name = "person", role = "identifier" }},
  {{ name = "age", role = "quasi", range = [0, 99] }},
  {{ name = "zip", role = "quasi", digits = 4 }},
  {{ name = "place", role = "quasi", closed-sites = ["示例四街"], paths = [["示例甲区", "示例一街"], ["示例甲区", "示例二街"], ["示例乙区", "示例三街"], ["示例乙区", "示例四街"]] }},
  {{ name = "illness", role = "sensitive" }},
  {{ name = "note", role = "free" }},
]
"#
    );
    Config::parse("t.toml", &text).unwrap().products.remove(0)
}

#[derive(Debug, Clone)]
struct Given {
    person: u8,
    age: u8,
    zip: u16,
    place: u8,
    illness: u8,
    /// Seconds since the row before.
    step: u8,
    /// Whether the worker dies after it.
    restart: bool,
    /// Whether its person is erased after it.
    erase: bool,
}

fn given() -> impl Strategy<Value = Given> {
    let place = (0u8..4, 0u8..4, prop::num::u8::ANY);
    (0u8..14, 20u8..60, 0u16..40, place, 0u8..9).prop_map(
        |(person, age, zip, (place, illness, dice), step)| Given {
            person,
            age,
            zip: zip * 37,
            place,
            illness,
            step,
            restart: dice < 16,
            erase: (16..24).contains(&dice),
        },
    )
}

fn record(number: usize, row: &Given, time: i64) -> Record {
    let time = format!("2026-11-22T{:02}:{:02}:{:02}Z", time / 3600, time / 60 % 60, time % 60);
    let event = json!({
        "id": format!("e{number}"), "type": "record", "time": time, "product": "visits",
        "values": {
            "person": format!("张三丰{}", row.person), "age": row.age, "zip": format!("{:04}", row.zip),
            "place": PARENTS[usize::from(row.place)].0, "illness": illness(row.illness),
            "note": if number.is_multiple_of(2) { json!("回访电话13800001234") } else { json!(13_800_001_234_u64) },
            "undeclared": "dropped",
        },
    });
    let Ok(Event::Record(record)) = kanhe::decode::event(event.to_string().as_bytes()) else {
        panic!("a record")
    };
    record
}

/// A third of them are private values, as texts and as numbers: published they are all alike.
fn illness(n: u8) -> Value {
    match n {
        0..6 => json!(format!("i{n}")),
        6 | 7 => json!(format!("1380000123{n}")),
        _ => json!(13_800_001_238_u64),
    }
}

/// A stream whose worker may die after any row: all that is left then is its changelog.
struct Life {
    product: Arc<Product>,
    stream: Stream<()>,
    changelog: BTreeMap<Vec<u8>, Vec<u8>>,
}

impl Life {
    fn new(product: &Arc<Product>) -> Self {
        let stream = Stream::new(Arc::clone(product), HashKey::new(b"a secret of the test"));
        Self { product: Arc::clone(product), stream, changelog: BTreeMap::new() }
    }

    fn keep(&mut self) {
        let changes = entries::changes(&mut self.stream);
        self.apply(changes);
    }

    fn apply(&mut self, changes: Vec<Change>) {
        for change in changes {
            match change.value {
                Some(value) => self.changelog.insert(change.key, value),
                None => self.changelog.remove(&change.key),
            };
        }
    }

    fn restart(&mut self) {
        self.stream = Stream::new(Arc::clone(&self.product), HashKey::new(b"a secret of the test"));
        let kept: BTreeMap<&[u8], &Vec<u8>> = self.changelog.iter().map(|(k, v)| (k.as_slice(), v)).collect();
        entries::restore(&mut self.stream, &kept);
    }
}

/// What came out, as the checker sees it, and the events that were settled.
#[derive(Default)]
struct Output {
    published: Vec<Published>,
    settled: Vec<(String, bool)>,
    batches: usize,
}

impl Output {
    fn take(&mut self, settled: Vec<Settled<()>>, at: i64, rows: &HashMap<String, (Given, Record)>) {
        self.batches += 1;
        for one in settled {
            let (given, original) = &rows[&one.record.id];
            let published = matches!(one.outcome, Outcome::Publish { .. });
            self.settled.push((one.record.id.clone(), published));
            let Outcome::Publish { values, .. } = one.outcome else { continue };
            let values = serde_json::to_value(values).unwrap();
            let original = serde_json::to_value(&original.values).unwrap();
            assert!(values.get("person").is_none() && values.get("undeclared").is_none(), "{values}");
            let note = if original["note"].is_string() { "回访电话" } else { "" };
            assert_eq!(values["note"], format!("{note}＊＊＊＊＊＊＊＊＊＊＊"));
            let private = given.illness >= 6;
            assert_eq!(
                values["illness"],
                if private { json!("＊＊＊＊＊＊＊＊＊＊＊") } else { illness(given.illness) }
            );
            for column in QUASI {
                assert!(
                    checker::covers(&values[column], &original[column], &PARENTS),
                    "{column}: {values} of {original}"
                );
            }
            assert_ne!(values["place"], "示例四街", "a closed site is published as its district at the most");
            self.published.push(Published {
                person: given.person.to_string(),
                sensitive: values["illness"].to_string(),
                class: QUASI.iter().map(|c| values[*c].to_string()).collect(),
                at,
                batch: self.batches,
            });
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn every_output_keeps_its_promise_through_restarts_and_erasures(
        rows in prop::collection::vec(given(), 0..160),
        k in 2usize..5, l in 1usize..3, delay in 5u64..30, window in 40u64..200,
        shards in 1usize..3,
    ) {
        let product = product(k, l, delay, window);
        for shard in 0..shards {
            let mut life = Life::new(&product);
            let (mut output, mut known, mut now) = (Output::default(), HashMap::new(), 0i64);
            let (mut erased, mut withdrawn) = (Vec::new(), HashSet::new());
            let mine = rows.iter().enumerate().filter(|(n, _)| n % shards == shard);
            for (number, row) in mine {
                now += i64::from(row.step);
                let record = record(number, row, now);
                known.insert(record.id.clone(), (row.clone(), record.clone()));
                let settled = life.stream.take(record, ());
                output.take(settled, now, &known);
                prop_assert!(life.stream.held().len() as u64 <= delay, "the delay in rows");
                if row.erase {
                    let theirs = life.stream.held().values().map(|held| held.record.id.clone());
                    withdrawn.extend(theirs.filter(|id| known[id].0.person == row.person));
                    life.stream.forget(&format!("张三丰{}", row.person));
                    erased.push((row.person.to_string(), output.batches));
                }
                life.keep();
                if row.restart {
                    life.restart();
                }
            }
            let settled = life.stream.flush();
            output.take(settled, now, &known);
            let promise = Promise { k, l, window: i64::try_from(window).unwrap() };
            let kept = checker::check(&output.published, &erased, promise);
            prop_assert!(kept.is_ok(), "{:?}", kept);
            let mut ids: Vec<&String> = output.settled.iter().map(|(id, _)| id).collect();
            ids.sort();
            ids.dedup();
            prop_assert_eq!(ids.len(), output.settled.len(), "nothing is settled twice");
            prop_assert!(ids.iter().all(|id| !withdrawn.contains(*id)), "what is erased is not published");
            prop_assert_eq!(ids.len() + withdrawn.len(), known.len(), "nothing is lost");
            let text = String::from_utf8(life.changelog.values().flatten().copied().collect()).unwrap();
            prop_assert!(!text.contains("张三丰"), "no identifier in the changelog");
        }
    }
}

fn all_at_once(rows: impl Iterator<Item = Given>, k: usize) -> (Vec<Published>, Vec<(String, bool)>) {
    let mut life = Life::new(&product(k, 1, 100, 1000));
    let (mut output, mut known) = (Output::default(), HashMap::new());
    for (number, row) in rows.enumerate() {
        let record = record(number, &row, 0);
        known.insert(record.id.clone(), (row, record.clone()));
        let settled = life.stream.take(record, ());
        output.take(settled, 0, &known);
    }
    let settled = life.stream.flush();
    output.take(settled, 0, &known);
    (output.published, output.settled)
}

fn same(person: u8, age: u8) -> Given {
    Given { person, age, zip: 0, place: 0, illness: 0, step: 0, restart: false, erase: false }
}

#[test]
fn the_tail_of_a_stream_is_published() {
    for rows in 5..24 {
        let (published, _) = all_at_once((0..rows).map(|n| same(n, 20 + n)), 5);
        assert_eq!(published.len(), usize::from(rows));
    }
}

#[test]
fn equal_rows_lose_nothing() {
    let (published, _) = all_at_once((0..50).map(|n| same(n, 33)), 5);
    assert_eq!(published.len(), 50);
    assert!(
        published.iter().all(|row| row.class == ["33", "\"0000\"", "\"示例一街\""]),
        "{:?}",
        published[0]
    );
}

#[test]
fn several_rows_of_one_person_help_nobody() {
    let (published, settled) = all_at_once((0..50).map(|n| same(n % 4, 33)), 5);
    assert!(published.is_empty());
    assert_eq!(settled.len(), 50);
}

#[test]
fn an_erased_person_is_in_no_state() {
    let product = product(3, 1, 5, 1000);
    let mut life = Life::new(&product);
    for n in 0..40u8 {
        life.stream.take(record(usize::from(n), &same(n % 8, 33), 0), ());
    }
    life.keep();
    let secret = HashKey::new(b"a secret of the test");
    let hash = secret.person("visits", "张三丰3").to_string();
    let held = |life: &Life| life.changelog.values().any(|v| String::from_utf8_lossy(v).contains(&hash));
    assert!(held(&life));
    let before = held_of(&product, &life);
    assert_eq!(before.waiting, life.stream.held().len());

    let kept: BTreeMap<&[u8], &Vec<u8>> = life.changelog.iter().map(|(k, v)| (k.as_slice(), v)).collect();
    let erasure = holding::erase(&product, &secret, &kept, "张三丰3");
    assert!(erasure.rows + erasure.classes > 0);
    assert_eq!(holding::erase(&product, &secret, &kept, "张三丰99"), Erasure::default(), "nobody");
    life.apply(erasure.changes);
    assert!(!held(&life));
    let after = held_of(&product, &life);
    assert_eq!(after.identifiers, before.identifiers - 1);
    assert_eq!(after.waiting, before.waiting - erasure.rows);
    assert!(after.classes_below_k >= erasure.classes.min(1) && before.classes_below_k == 0);
    assert_eq!(after.oldest.as_deref(), Some("2026-11-22T00:00:00Z").filter(|_| after.classes > 0));
}

/// What `kanhe state inspect` says of the test's product.
fn held_of(product: &Arc<Product>, life: &Life) -> Holding {
    let kept = life.changelog.iter().map(|(k, v)| (k.as_slice(), v)).collect();
    let partitions = BTreeMap::from([(0, kept)]);
    assert!(holding::undeclared(std::slice::from_ref(product), &partitions).is_empty());
    assert_eq!(holding::undeclared(&[], &partitions)["visits"], life.changelog.len());
    holding::inspect(product, &partitions)
}
