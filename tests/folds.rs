//! Every fold has names that are refused through it and names that it must not reach.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::format_push_string,
    clippy::format_collect,
    clippy::string_slice
)] // A test stops at the first surprise.

use kanhe::fold::folds::REGISTRY;
use kanhe::message::{Action, Fold};
use kanhe::pipeline::{Engine, Outcome};
use serde::Deserialize;
use std::fs;

#[derive(Deserialize)]
struct Fixture {
    hit: Vec<String>,
    pass: Vec<String>,
}

fn fixture(fold: Fold) -> Fixture {
    let path = format!("{}/tests/fixtures/folds/{}.toml", env!("CARGO_MANIFEST_DIR"), fold.as_str());
    toml::from_str(&fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"))).unwrap()
}

fn decide(engine: &Engine, name: &str) -> kanhe::message::Decision {
    let event = serde_json::json!({
        "id": "f", "type": "registration", "time": "2026-01-01T00:00:00Z", "account": "a",
        "parts": [{"kind": "nickname", "text": name}],
    });
    match engine.step(event.to_string().as_bytes()) {
        Outcome::Decided(d) => d.decision,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_fold_hits_and_spares() {
    let engine = Engine::builtin().unwrap();
    let mut wrong = Vec::new();
    for fold in Fold::ALL {
        let fixture = fixture(fold);
        assert!(fixture.hit.len() >= 3 && fixture.pass.len() >= 3, "{}", fold.as_str());
        for name in &fixture.hit {
            let decision = decide(&engine, name);
            let found = decision.findings().iter().flat_map(|f| &f.hits).any(|h| h.folds.contains(fold));
            if decision.action() != Action::Refuse || !found {
                wrong.push(format!(
                    "{}: {name} is not refused through it: {:?}",
                    fold.as_str(),
                    decision.findings()
                ));
            }
        }
        for name in &fixture.pass {
            let decision = decide(&engine, name);
            if decision.action() != Action::Pass {
                wrong.push(format!("{}: {name} is refused: {:?}", fold.as_str(), decision.findings()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_fold_is_registered_once() {
    for fold in Fold::ALL {
        assert_eq!(REGISTRY.iter().filter(|r| r.fold == Some(fold)).count(), 1, "{}", fold.as_str());
    }
}
