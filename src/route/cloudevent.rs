//! Headers of queue messages: `CloudEvents` 1.0, binary mode of its Kafka binding, and kanhe's own.

use sha2::{Digest, Sha256};

use super::{Queue, Router};
use crate::message::{Decision, hex};

pub(super) type Header = (String, Option<Vec<u8>>);

/// What the messages of one decision have in common.
pub(super) struct Envelope<'a> {
    router: &'a Router,
    decision: &'a Decision,
    time: &'a str,
}

impl<'a> Envelope<'a> {
    pub(super) fn new(router: &'a Router, decision: &'a Decision, time: &'a str) -> Self {
        Self { router, decision, time }
    }

    /// The headers of this decision's message on `queue`.
    pub(super) fn headers(&self, queue: Queue) -> Vec<Header> {
        let action = self.decision.action().as_str();
        let kind = format!("kanhe.{}.{}", self.decision.input().as_str(), queue.family());
        let mut headers = event_headers(&self.id(queue), &kind, &self.router.source);
        headers.push(text("ce_time", self.time));
        headers.push(text("content-type", "application/json"));
        headers.push(text("kanhe-action", action));
        headers.push(text("kanhe-rule", &self.decision.rules().collect::<Vec<_>>().join(",")));
        if let (Queue::Report(desk), Some(case)) = (queue, self.decision.report()) {
            headers.push(text("kanhe-desk", desk.as_str()));
            headers.push(text("kanhe-case", &case.case));
        }
        headers.push(text("kanhe-lexicons", &self.router.lexicons));
        headers
    }

    /// The same event decided by the same versions has the same id on the same queue, whatever
    /// happened to the worker in between: consumers drop what they have seen.
    fn id(&self, queue: Queue) -> String {
        digest(&[
            self.decision.event(),
            queue.as_str(),
            self.decision.action().as_str(),
            &self.router.lexicons,
            &self.router.engine,
        ])
    }
}

/// The attributes that every `CloudEvent` has.
pub(super) fn event_headers(id: &str, kind: &str, source: &str) -> Vec<Header> {
    vec![text("ce_specversion", "1.0"), text("ce_id", id), text("ce_type", kind), text("ce_source", source)]
}

pub(super) fn text(name: &str, value: &str) -> Header {
    (name.to_owned(), Some(value.as_bytes().to_vec()))
}

/// SHA-256 over fields, each after its length, so that no two lists of fields look the same.
pub(super) fn digest(fields: &[&str]) -> String {
    let mut hash = Sha256::new();
    for field in fields {
        hash.update((field.len() as u64).to_be_bytes());
        hash.update(field.as_bytes());
    }
    hex(&hash.finalize())
}
