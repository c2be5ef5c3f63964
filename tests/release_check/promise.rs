//! Checks a masked copy against the promise. It shares no code with the verb: it reads the copy,
//! finds each row's person by its number, and counts.

use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

use super::PARENTS;
use crate::checker::covers;
use crate::tables::Person;

/// A row of the copy.
#[derive(Debug, Clone)]
pub struct Published {
    row: usize,
    class: [String; 3],
    illness: String,
}

/// What was promised.
#[derive(Debug, Clone, Copy)]
pub struct Promise {
    pub k: usize,
    pub l: usize,
}

const HEADER: [&str; 6] = ["row", "age", "code", "place", "illness", "note"];

/// The rows of a copy in CSV. Generalised ranges are the only values with a comma.
pub fn csv(text: &str) -> Vec<Published> {
    let mut lines = text.lines();
    assert_eq!(lines.next().unwrap().split(',').collect::<Vec<_>>(), HEADER);
    let row = |line: &str| {
        let mut fields = Vec::new();
        let mut rest = line;
        while !rest.is_empty() {
            let (field, after) = match rest.strip_prefix('"') {
                Some(quoted) => quoted.split_once('"').map(|(f, a)| (f, a.trim_start_matches(','))).unwrap(),
                None => rest.split_once(',').unwrap_or((rest, "")),
            };
            fields.push(field.to_owned());
            rest = after;
        }
        published(&fields)
    };
    lines.map(row).collect()
}

/// The rows of a copy in JSON lines.
pub fn jsonl(text: &str) -> Vec<Published> {
    let row = |line: &str| {
        let row: Value = serde_json::from_str(line).unwrap();
        assert_eq!(row.as_object().unwrap().len(), HEADER.len());
        let plain = |v: &Value| v.as_str().map_or_else(|| v.to_string(), str::to_owned);
        published(&HEADER.map(|name| plain(&row[name])))
    };
    text.lines().map(row).collect()
}

fn published(fields: &[String]) -> Published {
    let [row, age, code, place, illness, _] = fields else { panic!("{fields:?}") };
    let class = [age.clone(), code.clone(), place.clone()];
    Published { row: row.parse().unwrap(), class, illness: illness.clone() }
}

/// Every row is one of the table that names somebody, says nothing false, and shares its class with
/// `k` persons and `l` sensitive values.
pub fn check(people: &[Person], published: &[Published], promise: Promise) -> Result<(), String> {
    let mut classes: BTreeMap<&[String; 3], Vec<&Person>> = BTreeMap::new();
    for row in published {
        let person = &people[row.row];
        classes.entry(&row.class).or_default().push(person);
        let original = [&person.age, &person.code, &person.place];
        for (shown, original) in row.class.iter().zip(original) {
            if !covers(&json!(shown), &json!(original), &PARENTS) {
                return Err(format!("{shown} for {original}"));
            }
        }
        if person.name.is_empty() || row.illness != person.illness {
            return Err(format!("row {}", row.row));
        }
    }
    for (class, people) in classes {
        let (persons, values) = distinct(&people);
        if persons < promise.k || values < promise.l {
            return Err(format!("{class:?}: {persons} persons, {values} values"));
        }
    }
    Ok(())
}

/// Distinct persons and sensitive values.
pub fn distinct(people: &[&Person]) -> (usize, usize) {
    let persons: BTreeSet<&str> = people.iter().map(|p| p.name.as_str()).collect();
    let values: BTreeSet<&str> = people.iter().map(|p| p.illness.as_str()).collect();
    (persons.len(), values.len())
}

/// Whether all people together break the promise.
pub fn few(people: &[&Person], k: u64, l: u64) -> bool {
    let (persons, values) = distinct(people);
    (persons as u64) < k || (values as u64) < l
}

/// Persons of the smallest class.
pub fn smallest(people: &[Person], published: &[Published]) -> usize {
    let mut classes: BTreeMap<&[String; 3], BTreeSet<&str>> = BTreeMap::new();
    for row in published {
        classes.entry(&row.class).or_default().insert(&people[row.row].name);
    }
    classes.values().map(BTreeSet::len).min().unwrap_or(0)
}

/// Rows of each class.
pub fn sizes(published: &[Published]) -> BTreeMap<[String; 3], usize> {
    let mut sizes = BTreeMap::new();
    for row in published {
        *sizes.entry(row.class.clone()).or_default() += 1;
    }
    sizes
}

/// The largest distance of a class from the whole table: half the sum of all differences.
pub fn farthest(people: &[Person], published: &[Published]) -> f64 {
    let share = |values: &[&str]| {
        let mut counts: BTreeMap<String, f64> = BTreeMap::new();
        for value in values {
            *counts.entry((*value).to_owned()).or_default() += 1.0 / values.len() as f64;
        }
        counts
    };
    let all = share(&people.iter().map(|p| p.illness.as_str()).collect::<Vec<_>>());
    let mut classes: BTreeMap<&[String; 3], Vec<&str>> = BTreeMap::new();
    for row in published {
        classes.entry(&row.class).or_default().push(&row.illness);
    }
    let distance = |values: &Vec<&str>| {
        let own = share(values);
        all.iter().map(|(v, p)| (p - own.get(v).unwrap_or(&0.0)).abs()).sum::<f64>() / 2.0
    };
    classes.values().map(distance).fold(0.0, f64::max)
}

/// Rows that are the only ones with their age, code and place and are in a register of every second row
/// exactly once.
pub fn linked(people: &[Person]) -> u64 {
    let key = |p: &Person| (p.age.clone(), p.code.clone(), p.place.clone());
    let (mut here, mut there) = (BTreeMap::new(), BTreeMap::new());
    for (at, person) in people.iter().enumerate() {
        *here.entry(key(person)).or_insert(0) += 1;
        if at % 2 == 0 {
            *there.entry(key(person)).or_insert(0) += 1;
        }
    }
    here.iter().filter(|(key, n)| **n == 1 && there.get(*key) == Some(&1)).count() as u64
}
