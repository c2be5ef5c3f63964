//! What redress sends, as queue messages.

use super::cloudevent::{digest, event_headers, text};
use super::{Input, Queue, QueueMessage, Router};
use crate::log::Line;
use crate::message::{Decision, InputKind};
use crate::redress::Output;

impl Router {
    /// The message that an output becomes. `by` is the event that it answers, `time` its time.
    pub fn redress(&self, output: &Output, by: &str, time: &str, input: &Input<'_>) -> Option<QueueMessage> {
        let (queue, about, kind, post) = match output {
            Output::Restore(r) => (Queue::Restore, &r.about, "restore", r.input == InputKind::Post),
            Output::Case(c) => {
                (Queue::Report(c.desk), &c.about, c.reason.as_str(), c.input == InputKind::Post)
            }
            Output::Mask(m) => (Queue::Mask, &m.event, "complaint", true),
            Output::Outcome(o) => (Queue::Outcome, &o.about, o.of, false),
        };
        let topic = self.queues.topic(queue)?.to_owned();
        let payload = output
            .to_json(|mask| Decision::Post(mask.clone()).to_json(&self.engine, &self.lexicons))
            .into_bytes();
        // The same answer to the same event has the same id, whatever happened in between.
        let status = match output {
            Output::Outcome(o) => o.status.as_str(),
            _ => "",
        };
        let id = digest(&[by, queue.as_str(), about, kind, status, &self.engine]);
        let mut headers = event_headers(&id, &format!("kanhe.{kind}.{}", queue.family()), &self.source);
        headers.push(text("ce_time", time));
        headers.push(text("content-type", "application/json"));
        if let Output::Case(case) = output {
            headers.push(text("kanhe-desk", case.desk.as_str()));
            headers.push(text("kanhe-case", &case.case));
        }
        let key = if post { Some(about.as_bytes().to_vec()) } else { input.key.map(<[u8]>::to_vec) };
        Some(QueueMessage { queue, topic, key, headers, payload: Some(payload) })
    }

    /// A line of the log; none where the pipeline has no topic for it.
    pub fn log(&self, line: &Line) -> Option<QueueMessage> {
        let topic = self.queues.topic(Queue::Log)?.to_owned();
        let payload = serde_json::to_vec(line).ok()?;
        // All lines of a chain under one key: they stay in order.
        let key = Some(line.chain.as_bytes().to_vec());
        Some(QueueMessage { queue: Queue::Log, topic, key, headers: Vec::new(), payload: Some(payload) })
    }
}
