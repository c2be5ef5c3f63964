//! Appeals about rows of an operator's products: the notice's token is enough, since nothing is
//! kept of a row; a person at the data desk looks at it, once.
#![allow(clippy::unwrap_used)] // A test fails by panic.

use kanhe::cluster::Outcome as Fate;
use kanhe::decide::settled;
use kanhe::decode;
use kanhe::message::{Decision, Event, Incoming, NoticeKey, Record};
use kanhe::pipeline::Engine;
use kanhe::redress::{Memory, Output, Redress, Status};
use serde_json::{Value, json};

struct World {
    engine: Engine,
    redress: Redress,
    table: Memory,
}

impl World {
    fn new() -> Self {
        let key = NoticeKey::new(b"0123456789abcdef0123").unwrap();
        let engine = Engine::builtin().unwrap().with_notice_key(key);
        let redress = engine.redress();
        Self { engine, redress, table: Memory::default() }
    }

    fn token(&self, id: &str, fate: &Fate) -> String {
        let event = json!({"id": id, "type": "record", "time": "2026-03-01T08:00:00+08:00",
            "product": "visits", "values": {"age": 30}});
        let Incoming::Event(Event::Record(row)) = decode::incoming(event.to_string().as_bytes()).unwrap()
        else {
            panic!("a row")
        };
        let decision: Decision = of(&row, fate, &self.engine);
        decision.notice().unwrap().token.clone().unwrap()
    }

    fn hear(&mut self, event: &Value) -> Vec<Output> {
        let Incoming::Redress(event) = decode::incoming(event.to_string().as_bytes()).unwrap() else {
            panic!("an event of redress")
        };
        self.redress.receive(&mut self.table, &event, self.engine.context())
    }
}

/// Without a product all rows are of one that is not declared.
fn of(row: &Record, fate: &Fate, engine: &Engine) -> Decision {
    settled(row, None, fate, engine.notice_key())
}

fn appeal(id: &str, about: &str, token: &str) -> Value {
    json!({"id": id, "type": "appeal", "time": "2026-03-02T08:00:00+08:00", "about": about, "token": token,
        "text": "这一行是示例"})
}

fn verdict(case: &str, outcome: &str) -> Value {
    json!({"id": format!("v-{outcome}"), "type": "verdict", "time": "2026-03-03T08:00:00+08:00",
        "case": case, "outcome": outcome, "reviewer": "officer-1"})
}

fn statuses(outputs: &[Output]) -> Vec<(Status, &'static str)> {
    let answer = |o: &Output| match o {
        Output::Outcome(o) => Some((o.status, o.reason)),
        _ => None,
    };
    outputs.iter().filter_map(answer).collect()
}

#[test]
fn a_withheld_row_is_appealed_at_the_data_desk_and_restored_by_a_person() {
    let mut world = World::new();
    let token = world.token("row-1", &Fate::NoClass);
    for (about, forged) in [("row-2", token.as_str()), ("row-1", "0123456789abcdef0123456789abcdef")] {
        assert_eq!(statuses(&world.hear(&appeal("x", about, forged))), [(Status::Refused, "unknown")]);
    }
    assert_eq!(
        world.table.entries().filter(|(k, _)| k.starts_with(b"c")).count(),
        0,
        "no case of a forged one"
    );

    let opened = world.hear(&appeal("a1", "row-1", &token));
    let [Output::Case(case), Output::Outcome(answer)] = &opened[..] else { panic!("{opened:?}") };
    assert_eq!((case.desk.as_str(), case.reason.as_str(), answer.status), ("data", "appeal", Status::Opened));
    assert_eq!(case.text.as_deref(), Some("这一行是示例"));
    assert!(case.zh.contains("未予发布") && case.en.contains("not published"), "{} {}", case.zh, case.en);
    assert_eq!(answer.due.as_deref(), Some("2026-03-09T08:00:00+08:00"));
    let again = world.hear(&appeal("a2", "row-1", &token));
    assert_eq!(statuses(&again), [(Status::Joined, "same-appeal")]);

    let restored = world.hear(&verdict(&case.case, "restore"));
    let Output::Restore(restore) = &restored[0] else { panic!("{restored:?}") };
    assert_eq!((restore.about.as_str(), restore.input.as_str()), ("row-1", "record"));
    assert_eq!(restore.rules, ["records/undeclared-product"]);
    assert!(!restore.example_wanted, "that is for names");
    let after = world.hear(&appeal("a3", "row-1", &token));
    assert_eq!(statuses(&after), [(Status::Restored, "decided")]);
}

#[test]
fn a_confirmed_row_stays_withheld_and_an_appeal_after_it_hears_so() {
    let mut world = World::new();
    let token = world.token("row-1", &Fate::TooCoarse);
    let opened = world.hear(&appeal("a1", "row-1", &token));
    let Output::Case(case) = &opened[0] else { panic!("{opened:?}") };
    assert_eq!(statuses(&world.hear(&verdict(&case.case.clone(), "confirm"))), [(Status::Confirmed, "")]);
    let after = world.hear(&appeal("a2", "row-1", &token));
    assert_eq!(statuses(&after), [(Status::Confirmed, "decided")]);
}
