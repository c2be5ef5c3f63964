//! The whole way of one message of the worker, pure: what it is decided to be and what is sent.

use super::config::Config;
use super::stateful::Asks;
use super::{Decided, ENGINE, Engine, Outcome};
use crate::decode;
use crate::message::{DeadLetter, Decision, Event, Incoming, RedressEvent};
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
    /// It is decided by rules, and the stage of this number settles that.
    Settle(usize, Event, Decision),
    /// The stage of this number answers it.
    Receive(usize, RedressEvent),
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

    /// Decides one message without any state and routes the decision. Redress needs state: its
    /// events are dead letters here.
    pub fn step(&self, input: &Input<'_>) -> (Outcome, Vec<QueueMessage>) {
        match self.incoming(input) {
            Ok(Incoming::Event(event)) => self.decide(&event, input),
            Ok(Incoming::Redress(_)) => self.unheard(input),
            Err(letter) => self.letter(letter, input),
        }
    }

    /// Decides one message, unless one of the stages takes, settles or answers it.
    pub fn take(&self, input: &Input<'_>, stages: &[Asks]) -> Taken {
        let done = |(outcome, messages)| Taken::Done(outcome, messages);
        let event = match self.incoming(input) {
            Ok(Incoming::Event(event)) => event,
            Ok(Incoming::Redress(event)) => {
                return match stages.iter().position(|stage| (stage.receives)(&event)) {
                    Some(stage) => Taken::Receive(stage, event),
                    None => done(self.unheard(input)),
                };
            }
            Err(letter) => return done(self.letter(letter, input)),
        };
        if let Some(stage) = stages.iter().position(|stage| (stage.takes)(&event)) {
            return Taken::Stage(stage, event);
        }
        let decision = self.engine.decide(&event);
        match stages.iter().position(|stage| (stage.settles)(&event, &decision)) {
            Some(stage) => Taken::Settle(stage, event, decision),
            None => done(self.route(&event, decision, input)),
        }
    }

    /// Decides an event without any state and routes the decision.
    pub fn decide(&self, event: &Event, input: &Input<'_>) -> (Outcome, Vec<QueueMessage>) {
        self.route(event, self.engine.decide(event), input)
    }

    /// Routes a decision.
    pub fn route(
        &self,
        event: &Event,
        decision: Decision,
        input: &Input<'_>,
    ) -> (Outcome, Vec<QueueMessage>) {
        let messages = self.router.decision(&decision, event, input);
        (Outcome::Decided(Decided { decision, time: event.time().to_owned() }), messages)
    }

    /// An appeal, a complaint or a verdict where no stage answers it.
    pub fn unheard(&self, input: &Input<'_>) -> (Outcome, Vec<QueueMessage>) {
        self.dead("no-redress", "this pipeline has no table [redress]".to_owned(), input)
    }

    fn incoming(&self, input: &Input<'_>) -> Result<Incoming, DeadLetter> {
        let raw = input.payload.unwrap_or_default();
        if raw.len() > self.max_message_bytes {
            let detail = format!("more than {} bytes", self.max_message_bytes);
            return Err(ingest("too-large", detail));
        }
        decode::incoming(raw)
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
