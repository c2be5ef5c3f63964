//! Real account names that nobody wrote for this project: how many become a case?

use kanhe::lexicon::NameSet;
use kanhe::registry::Registry;
use std::fs;
use std::path::Path;

use super::kanhe_registry::compile;

const FOLDERS: [&str; 2] = ["accounts", "names"];

fn texts(folder: &Path) -> Vec<String> {
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()).collect();
    paths.sort();
    let lines = paths.iter().flat_map(|p| {
        let text = fs::read_to_string(p).unwrap();
        text.lines().map(str::to_owned).collect::<Vec<_>>()
    });
    let text = |line: String| {
        serde_json::from_str::<serde_json::Value>(&line).ok()?["text"].as_str().map(str::to_owned)
    };
    lines.filter_map(text).collect()
}

pub fn measure(verified: &[String]) {
    let root = Path::new("../shared/corpora");
    if !root.is_dir() {
        println!("\nno corpora beside the project: account names were not looked up");
        return;
    }
    let set = NameSet::embedded().unwrap();
    let generated = compile(verified);
    for folder in FOLDERS {
        let all = texts(&root.join(folder));
        report(&format!("{folder} against the generated names"), &generated, &set, all.iter());
        // Each half against the other: what is literally there too is the same name and no alarm.
        let (mut near, mut total) = (0, 0);
        for half in 0..2 {
            let keep = |i: usize| i % 2 == half;
            let known: Vec<String> =
                all.iter().enumerate().filter(|(i, _)| keep(*i)).map(|(_, n)| n.clone()).collect();
            let registry = compile(&known);
            let same: std::collections::HashSet<&String> = known.iter().collect();
            let rest = all.iter().enumerate().filter(|(i, n)| !keep(*i) && !same.contains(n)).map(|(_, n)| n);
            let rest: Vec<&String> = rest.collect();
            total += rest.len();
            near += count(&registry, &set, rest.into_iter());
        }
        println!(
            "{folder}, each half against the other: {near}/{total} {:.3} %",
            super::percent(near, total)
        );
    }
    // Names of bodies of every kind as the verified ones, real accounts as the new ones.
    let (accounts, names) = (texts(&root.join("accounts")), texts(&root.join("names")));
    report("accounts against all names", &compile(&names), &set, accounts.iter());
}

fn count<'a>(registry: &Registry, set: &NameSet, names: impl Iterator<Item = &'a String>) -> usize {
    let show = std::env::args().any(|a| a == "show");
    names
        .filter(|n| {
            let near = registry.near(set, n);
            if let Some(near) = near.as_ref().filter(|_| show) {
                println!(
                    "    {n} -> {} {:?} {:?}",
                    near.name,
                    near.score,
                    near.folds.iter().collect::<Vec<_>>()
                );
            }
            near.is_some()
        })
        .count()
}

fn report<'a>(what: &str, registry: &Registry, set: &NameSet, names: impl Iterator<Item = &'a String>) {
    let names: Vec<&String> = names.collect();
    let near = count(registry, set, names.iter().copied());
    println!("{what}: {near}/{} {:.3} %", names.len(), super::percent(near, names.len()));
}
