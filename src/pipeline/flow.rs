//! The whole way of one message of the worker, pure: what it is decided to be and what is sent.

use super::config::Config;
use super::{Decided, ENGINE, Engine, Outcome};
use crate::decode;
use crate::message::{DeadLetter, Event};
use crate::route::{Input, QueueMessage, Router};

/// A compiled pipeline: the engine with the pipeline's bounds and queues.
pub struct Flow {
    engine: Engine,
    router: Router,
    max_message_bytes: usize,
}

/// What becomes of one message before any state is asked.
#[allow(clippy::large_enum_variant)] // One a message, moved once; a box would cost more.
pub enum Taken {
    /// It is decided, and these messages follow.
    Done(Outcome, Vec<QueueMessage>),
    /// The stage of this number takes it.
    Stage(usize, Event),
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

    /// The rules and names that decide.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Where decisions go.
    pub fn router(&self) -> &Router {
        &self.router
    }

    /// Decides one message without any state and routes the decision.
    pub fn step(&self, input: &Input<'_>) -> (Outcome, Vec<QueueMessage>) {
        self.event(input).map_or_else(|letter| self.letter(letter, input), |event| self.decide(&event, input))
    }

    /// Decides one message, unless one of the stages takes its event.
    pub fn take(&self, input: &Input<'_>, stages: &[fn(&Event) -> bool]) -> Taken {
        let event = match self.event(input) {
            Ok(event) => event,
            Err(letter) => {
                let (outcome, messages) = self.letter(letter, input);
                return Taken::Done(outcome, messages);
            }
        };
        if let Some(stage) = stages.iter().position(|takes| takes(&event)) {
            return Taken::Stage(stage, event);
        }
        let (outcome, messages) = self.decide(&event, input);
        Taken::Done(outcome, messages)
    }

    /// Decides an event without any state and routes the decision.
    pub fn decide(&self, event: &Event, input: &Input<'_>) -> (Outcome, Vec<QueueMessage>) {
        let decision = self.engine.decide(event);
        let messages = self.router.decision(&decision, event, input);
        (Outcome::Decided(Decided { decision, time: event.time().to_owned() }), messages)
    }

    fn event(&self, input: &Input<'_>) -> Result<Event, DeadLetter> {
        let raw = input.payload.unwrap_or_default();
        if raw.len() > self.max_message_bytes {
            let detail = format!("more than {} bytes", self.max_message_bytes);
            return Err(ingest("too-large", detail));
        }
        decode::event(raw)
    }

    /// A message that the pipeline gives up on before it is decoded: it keeps no input.
    pub fn dead(
        &self,
        code: &'static str,
        detail: String,
        input: &Input<'_>,
    ) -> (Outcome, Vec<QueueMessage>) {
        self.letter(ingest(code, detail), input)
    }

    fn letter(&self, letter: DeadLetter, input: &Input<'_>) -> (Outcome, Vec<QueueMessage>) {
        let message = self.router.dead(&letter, input);
        (Outcome::Dead(letter), vec![message])
    }
}

fn ingest(code: &'static str, detail: String) -> DeadLetter {
    DeadLetter { stage: "ingest", code, detail, offset: None, keeps_input: false }
}
