//! The whole way of one message of the worker, pure: what it is decided to be and what is sent.

use super::config::Config;
use super::{Decided, ENGINE, Engine, Outcome};
use crate::decode;
use crate::message::DeadLetter;
use crate::route::{Input, QueueMessage, Router};

/// A compiled pipeline: the engine with the pipeline's bounds and queues.
pub struct Flow {
    engine: Engine,
    router: Router,
    max_message_bytes: usize,
}

impl Flow {
    /// Joins an engine with a pipeline.
    pub fn new(config: &Config, engine: Engine) -> Self {
        let router = Router::new(
            &config.name,
            config.queues.clone(),
            ENGINE,
            engine.lexicon_digest(),
            config.limits.max_queue_bytes,
        );
        Self { engine, router, max_message_bytes: config.limits.max_message_bytes }
    }

    /// The digest of the lexicons that decide.
    pub fn lexicon_digest(&self) -> &str {
        self.engine.lexicon_digest()
    }

    /// Decides one message and routes the decision.
    pub fn step(&self, input: &Input<'_>) -> (Outcome, Vec<QueueMessage>) {
        let raw = input.payload.unwrap_or_default();
        if raw.len() > self.max_message_bytes {
            let detail = format!("more than {} bytes", self.max_message_bytes);
            return self.dead("too-large", detail, input);
        }
        match decode::event(raw) {
            Ok(event) => {
                let decision = self.engine.decide(&event);
                let messages = self.router.decision(&decision, &event, input);
                (Outcome::Decided(Decided { decision, time: event.time().to_owned() }), messages)
            }
            Err(letter) => {
                let message = self.router.dead(&letter, input);
                (Outcome::Dead(letter), vec![message])
            }
        }
    }

    /// A message that the pipeline gives up on before it is decoded: it keeps no input.
    pub fn dead(
        &self,
        code: &'static str,
        detail: String,
        input: &Input<'_>,
    ) -> (Outcome, Vec<QueueMessage>) {
        let letter = DeadLetter { stage: "ingest", code, detail, offset: None, keeps_input: false };
        let message = self.router.dead(&letter, input);
        (Outcome::Dead(letter), vec![message])
    }
}
