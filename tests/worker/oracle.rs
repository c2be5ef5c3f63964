//! What each queue must hold: the engine in this process decides every input again, and the rules
//! of routing are written down here a second time, from `events.md`, not from `src/route`.

use std::collections::{BTreeMap, BTreeSet};

use kanhe::message::{Action, Desk, InputKind};
use kanhe::pipeline::{Engine, Outcome};

use super::support::client::{Message, Place};

/// The queues, by the last word of their topics.
pub const QUEUES: [&str; 8] = ["delete", "mask", "accounts", "fraud", "privacy", "data", "dead", "release"];

/// Queue, and what the message is about: an event's id, or the place of a dead letter.
type About = (String, String);
/// Key and value.
type Content = (Option<Vec<u8>>, Option<Vec<u8>>);

pub struct Oracle {
    engine: Engine,
    prefix: String,
}

impl Oracle {
    pub fn new(prefix: &str) -> Self {
        Self { engine: Engine::builtin().unwrap(), prefix: prefix.to_owned() }
    }

    /// What must be sent for the inputs that `done` names.
    pub fn expected(
        &self,
        inputs: &[Message],
        done: impl Fn(&Place, i64) -> bool,
    ) -> BTreeMap<About, Content> {
        let inputs = inputs.iter().filter(|m| done(&(m.topic.clone(), m.partition), m.offset));
        inputs.flat_map(|message| self.messages(message)).collect()
    }

    fn messages(&self, input: &Message) -> Vec<(About, Content)> {
        let topic = |queue: &str| format!("{}.{queue}", self.prefix);
        let raw = input.payload.as_deref().unwrap();
        let decision = match self.engine.step(raw) {
            Outcome::Decided(decided) => decided.decision,
            Outcome::Settled(..) => panic!("a row of a product is not decided alone"),
            Outcome::Heard(_) => unreachable!("no event of redress is sent here"),
            Outcome::Dead(letter) => {
                let place = format!("{}/{}/{}", input.topic, input.partition, input.offset);
                let content = if letter.keeps_input {
                    (input.key.clone(), input.payload.clone())
                } else {
                    (None, None)
                };
                return vec![((topic("dead"), place), content)];
            }
        };
        let key = match decision.input() {
            InputKind::Post => Some(decision.event().as_bytes().to_vec()),
            _ => input.key.clone(),
        };
        let json = Some(self.engine.to_json(&decision).into_bytes());
        let mut queues = Vec::new();
        match decision.action() {
            Action::Refuse | Action::Withhold => queues.push("delete"),
            Action::Mask => queues.push("mask"),
            Action::Pass => {}
        }
        queues.extend(decision.report().map(|case| match case.desk {
            Desk::Accounts => "accounts",
            Desk::Fraud => "fraud",
            Desk::Privacy => "privacy",
            Desk::Data => "data",
        }));
        let about = |queue| (topic(queue), decision.event().to_owned());
        let mut messages: Vec<_> =
            queues.into_iter().map(|queue| (about(queue), (key.clone(), json.clone()))).collect();
        if (decision.action(), decision.input()) == (Action::Pass, InputKind::Record) {
            messages.push((about("release"), (key, Some(canonical(raw)))));
        }
        messages
    }
}

/// Rows are compared as JSON values: the order of their fields says nothing.
fn canonical(row: &[u8]) -> Vec<u8> {
    let value: serde_json::Value = serde_json::from_slice(row).unwrap();
    value.to_string().into_bytes()
}

/// What was sent, each message once.
pub struct Sent {
    messages: BTreeMap<About, Content>,
    /// Messages that came again, with the same id and content.
    pub doubles: usize,
}

impl Sent {
    /// Sorts messages by what they are about; the same id must be the same message.
    pub fn of(outputs: &[Message]) -> Self {
        let mut sent = Self { messages: BTreeMap::new(), doubles: 0 };
        let mut ids: BTreeMap<String, About> = BTreeMap::new();
        for message in outputs {
            let id = message.header("ce_id").unwrap().to_owned();
            let about = (message.topic.clone(), about(message));
            let content = (message.key.clone(), content(message));
            assert_eq!(ids.entry(id).or_insert_with(|| about.clone()), &about, "one id, one message");
            if let Some(before) = sent.messages.insert(about, content.clone()) {
                assert_eq!(before, content, "a double is the same to the byte");
                sent.doubles += 1;
            }
        }
        assert_eq!(ids.len(), sent.messages.len(), "one message, one id");
        sent
    }

    pub fn len(&self) -> usize {
        self.messages.len()
    }

    /// Exactly this was sent.
    pub fn assert_is(&self, expected: &BTreeMap<About, Content>) {
        self.assert_holds(expected);
        let expected: BTreeSet<_> = expected.keys().collect();
        let more: Vec<_> = self.messages.keys().filter(|about| !expected.contains(about)).take(5).collect();
        assert!(more.is_empty(), "sent and not expected, first of them: {more:?}");
    }

    /// At least this was sent.
    pub fn assert_holds(&self, expected: &BTreeMap<About, Content>) {
        let lost: Vec<_> =
            expected.iter().filter(|(about, _)| !self.messages.contains_key(*about)).take(5).collect();
        assert!(lost.is_empty(), "expected and not sent, first of them: {lost:?}");
        for (about, content) in expected {
            assert_eq!(&self.messages[about], content, "{about:?}");
        }
    }
}

fn about(message: &Message) -> String {
    if message.header("error.code").is_some() {
        let source = |part| message.header(part).unwrap();
        return format!(
            "{}/{}/{}",
            source("source.topic"),
            source("source.partition"),
            source("source.offset")
        );
    }
    let value: serde_json::Value = serde_json::from_slice(message.payload.as_deref().unwrap()).unwrap();
    let id = value.get("event").or_else(|| value.get("id"));
    id.and_then(serde_json::Value::as_str).unwrap().to_owned()
}

fn content(message: &Message) -> Option<Vec<u8>> {
    let payload = message.payload.as_deref()?;
    Some(if message.topic.ends_with(".release") { canonical(payload) } else { payload.to_vec() })
}

/// A field of a JSON log line.
pub fn field(line: &str, name: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(line).unwrap();
    value["fields"][name].as_str().unwrap().to_owned()
}
