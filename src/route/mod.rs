//! Decisions to queue messages: which topic, which key, which headers. Pure; the worker sends.
//!
//! A refusal or a withheld row goes to **delete**, a mask to **mask**, a case to **report** of its
//! desk; a decision with an action and a case goes to both. A pass goes nowhere, but for a row
//! whose pipeline names a release topic. **No header and no key quotes the input of a post**, and a
//! dead letter keeps its input only where [`DeadLetter::keeps_input`] says so.

mod cloudevent;
mod dead;
mod queue;
mod redress;
#[cfg(test)]
mod tests;

pub use dead::KEPT;
pub use queue::{DeskTopics, Queue, Queues};

use serde::Serialize;
use std::collections::BTreeMap;

use crate::message::{Action, DeadLetter, Decision, Event, InputKind, Record, Value};
use cloudevent::Envelope;

/// One message as the worker received it.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// Topic it was read from.
    pub topic: &'a str,
    /// Partition it was read from.
    pub partition: i32,
    /// Its offset there.
    pub offset: i64,
    /// Its key.
    pub key: Option<&'a [u8]>,
    /// Its headers, in their order.
    pub headers: &'a [(&'a str, Option<&'a [u8]>)],
    /// Its value; `None` for a tombstone.
    pub payload: Option<&'a [u8]>,
}

/// One message to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueMessage {
    /// Which queue it is for; names it in metrics.
    pub queue: Queue,
    /// The topic of that queue.
    pub topic: String,
    /// Its key: the input's, or the event's id for posts.
    pub key: Option<Vec<u8>>,
    /// Its headers, in their order. `None` is a header without a value.
    pub headers: Vec<(String, Option<Vec<u8>>)>,
    /// Its value: the decision, or the input of a dead letter that may keep it.
    pub payload: Option<Vec<u8>>,
}

impl QueueMessage {
    /// Bytes that count against the broker's limit of a message.
    pub fn size(&self) -> usize {
        let headers = self.headers.iter().map(|(k, v)| k.len() + v.as_ref().map_or(0, Vec::len) + 10);
        headers.sum::<usize>()
            + self.key.as_ref().map_or(0, Vec::len)
            + self.payload.as_ref().map_or(0, Vec::len)
    }
}

/// A row on its way to publication: the event again, without what the contract does not know.
#[derive(Serialize)]
struct Row<'a> {
    #[serde(rename = "type")]
    kind: InputKind,
    #[serde(flatten)]
    row: &'a Record,
}

/// A generalised row as it is published.
#[derive(Serialize)]
struct Published<'a> {
    #[serde(rename = "type")]
    kind: InputKind,
    product: &'a str,
    values: &'a BTreeMap<String, Value>,
}

/// Turns outcomes into messages. It holds names and versions only, no state.
#[derive(Debug, Clone)]
pub struct Router {
    queues: Queues,
    /// `ce_source`: where the messages come from.
    source: String,
    engine: String,
    lexicons: String,
    max_bytes: usize,
}

impl Router {
    /// A router for one pipeline: its name, its queues, the versions that reproduce its decisions,
    /// and the largest message in bytes that a queue takes.
    pub fn new(pipeline: &str, queues: Queues, engine: &str, lexicons: &str, max_bytes: usize) -> Self {
        Self {
            queues,
            source: format!("/kanhe/{pipeline}"),
            engine: engine.to_owned(),
            lexicons: lexicons.to_owned(),
            max_bytes,
        }
    }

    /// The messages that follow from the decision about an event.
    pub fn decision(&self, decision: &Decision, event: &Event, input: &Input<'_>) -> Vec<QueueMessage> {
        let envelope = Envelope::new(self, decision, event.time());
        let key = key(decision.input(), decision.event(), input);
        let mut queues = Vec::with_capacity(2);
        match decision.action() {
            Action::Refuse | Action::Withhold => queues.push(Queue::Delete),
            Action::Mask => queues.push(Queue::Mask),
            Action::Pass => {}
        }
        queues.extend(decision.report().map(|case| Queue::Report(case.desk)));
        let mut messages = Vec::with_capacity(queues.len());
        if !queues.is_empty() {
            let payload = decision.to_json(&self.engine, &self.lexicons).into_bytes();
            messages.extend(queues.into_iter().filter_map(|queue| {
                self.message(queue, key.clone(), envelope.headers(queue), payload.clone())
            }));
        }
        if let (Action::Pass, Event::Record(row)) = (decision.action(), event) {
            messages.extend(self.release(row, key, &envelope));
        }
        if messages.iter().any(|m| m.size() > self.max_bytes) {
            let letter = DeadLetter {
                stage: "route",
                code: "decision-too-large",
                detail: "the decision is larger than a queue takes".to_owned(),
                offset: None,
                keeps_input: decision.input() != InputKind::Post,
            };
            return vec![self.dead(&letter, input)];
        }
        messages
    }

    /// A row of a product on its way to publication. **Nothing of its event is in it**, neither its
    /// id nor its time nor the key of its input, and its own id is a keyed hash.
    pub fn published(
        &self,
        product: &str,
        values: &BTreeMap<String, Value>,
        order: u64,
    ) -> Option<QueueMessage> {
        let payload = serde_json::to_vec(&Published { kind: InputKind::Record, product, values }).ok()?;
        let id = format!("{order:016x}");
        let mut headers = cloudevent::event_headers(&id, "kanhe.record.release", &self.source);
        headers.push(cloudevent::text("content-type", "application/json"));
        self.message(Queue::Release, None, headers, payload)
    }

    /// The message that a dead letter becomes. What is too large to keep is left out.
    pub fn dead(&self, letter: &DeadLetter, input: &Input<'_>) -> QueueMessage {
        let message = dead::letter(self, letter, input);
        if message.size() <= self.max_bytes {
            return message;
        }
        dead::letter(self, &DeadLetter { keeps_input: false, ..letter.clone() }, input)
    }

    /// The row goes on as it was decoded: unknown fields of the event are not kept.
    fn release(&self, row: &Record, key: Option<Vec<u8>>, envelope: &Envelope<'_>) -> Option<QueueMessage> {
        self.queues.topic(Queue::Release)?;
        let payload = serde_json::to_vec(&Row { kind: InputKind::Record, row }).ok()?;
        self.message(Queue::Release, key, envelope.headers(Queue::Release), payload)
    }

    fn message(
        &self,
        queue: Queue,
        key: Option<Vec<u8>>,
        headers: Vec<(String, Option<Vec<u8>>)>,
        payload: Vec<u8>,
    ) -> Option<QueueMessage> {
        let topic = self.queues.topic(queue)?.to_owned();
        Some(QueueMessage { queue, topic, key, headers, payload: Some(payload) })
    }
}

fn key(kind: InputKind, event: &str, input: &Input<'_>) -> Option<Vec<u8>> {
    match kind {
        // Two posts must not be linked by what the platform keys them with.
        InputKind::Post => Some(event.as_bytes().to_vec()),
        InputKind::Registration | InputKind::Record => input.key.map(<[u8]>::to_vec),
    }
}
