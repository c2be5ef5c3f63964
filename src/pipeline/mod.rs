//! The whole way of one event, pure: bytes in, a decision or a dead letter out.

pub mod breaker;
pub mod config;
pub mod examples;
mod flow;
pub mod entries;
pub mod holding;
pub mod logging;
pub mod overlay;
pub mod protected;
pub mod records;
pub mod redressing;
pub mod reload;
pub mod stateful;
pub mod trial;

pub use flow::{Flow, Taken};

use crate::decide::{Context, decide};
use crate::decode;
use crate::lexicon::{LexiconError, NameSet};
use crate::message::{DeadLetter, Decision, Event, NoticeKey};
use crate::redress::Redress;
use crate::registry::Registry;

/// Version of the engine, as it stands in every decision.
pub const ENGINE: &str = concat!("kanhe/", env!("CARGO_PKG_VERSION"));

/// The compiled rules and names: immutable, shared by threads.
#[derive(Debug)]
pub struct Engine {
    names: NameSet,
    key: Option<NoticeKey>,
    registry: Option<Registry>,
    trace: bool,
}

/// What becomes of one message.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant)] // One a message, moved once; a box would cost more.
pub enum Outcome {
    /// It was an event and was decided.
    Decided(Decided),
    /// It was an appeal, a complaint or a verdict: each answer's kind, status and reason.
    Heard(Vec<(&'static str, &'static str, &'static str)>),
    /// It was none.
    Dead(DeadLetter),
    /// It was a row of a product: it waits or was decided with these. Of each that is published, its
    /// product and what it lost, 0 to 1.
    Settled(Vec<Decided>, Vec<(String, f32)>),
}

impl Outcome {
    /// The first decision.
    pub fn decision(&self) -> Option<&Decision> {
        match self {
            Self::Decided(decided) => Some(&decided.decision),
            Self::Settled(all, _) => all.first().map(|decided| &decided.decision),
            Self::Heard(_) | Self::Dead(_) => None,
        }
    }
}

/// A decided event.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided {
    /// What was decided.
    pub decision: Decision,
    /// Event time as it was given.
    pub time: String,
}

/// An engine that decides nothing yet: whether its names leave protected speech alone is not known.
/// Whoever has a clock can say how long the proof takes.
pub struct Unproven(Engine);

impl Unproven {
    /// With a set of names.
    pub fn new(names: NameSet) -> Self {
        Self(Engine { names, key: None, registry: None, trace: false })
    }

    /// Decides every protected post and name: the engine, if they pass, and how many there are.
    pub fn prove(self) -> Result<(Engine, usize), LexiconError> {
        let decided = protected::check(&self.0)?;
        Ok((self.0, decided))
    }
}

impl Engine {
    /// The rules and names of the release.
    pub fn builtin() -> Result<Self, LexiconError> {
        Self::new(NameSet::embedded()?)
    }

    /// With a set of names, if it leaves protected posts and protected names alone.
    pub fn new(names: NameSet) -> Result<Self, LexiconError> {
        Unproven::new(names).prove().map(|(engine, _)| engine)
    }

    /// Another set of names with the same key and verified accounts.
    pub fn again(&self, names: NameSet) -> Unproven {
        Unproven(Self { names, key: self.key.clone(), registry: self.registry.clone(), trace: self.trace })
    }

    /// With a key for the tokens of notices.
    #[must_use]
    pub fn with_notice_key(self, key: NoticeKey) -> Self {
        Self { key: Some(key), ..self }
    }

    /// With verified accounts, whose names others cannot take without a person looking at it.
    #[must_use]
    pub fn with_registry(self, registry: Registry) -> Self {
        Self { registry: Some(registry), ..self }
    }

    /// The verified accounts, to take a change in.
    pub fn registry_mut(&mut self) -> Option<&mut Registry> {
        self.registry.as_mut()
    }

    /// With traces in the hits of registrations, for `kanhe verify`.
    #[must_use]
    pub fn with_trace(self) -> Self {
        Self { trace: true, ..self }
    }

    /// The key of the tokens of notices.
    pub fn notice_key(&self) -> Option<&NoticeKey> {
        self.key.as_ref()
    }

    /// The names in force.
    pub fn names(&self) -> &NameSet {
        &self.names
    }

    /// Digest of the names in force.
    pub fn lexicon_digest(&self) -> &str {
        self.names.digest()
    }

    /// Decides an event.
    pub fn decide(&self, event: &Event) -> Decision {
        decide(event, self.context())
    }

    /// What deciding needs beside the event.
    pub fn context(&self) -> Context<'_> {
        Context {
            names: &self.names,
            key: self.key.as_ref(),
            registry: self.registry.as_ref(),
            trace: self.trace,
        }
    }

    /// The state machine of appeals, complaints and verdicts, under this engine's key.
    pub fn redress(&self) -> Redress {
        Redress::new(self.key.clone())
    }

    /// The whole way of one message.
    pub fn step(&self, raw: &[u8]) -> Outcome {
        match decode::event(raw) {
            Ok(event) => {
                let time = match &event {
                    Event::Registration(e) => e.time.clone(),
                    Event::Post(e) => e.time.clone(),
                    Event::Record(e) => e.time.clone(),
                };
                Outcome::Decided(Decided { decision: self.decide(&event), time })
            }
            Err(dead) => Outcome::Dead(dead),
        }
    }

    /// A decision as one line of JSON.
    pub fn to_json(&self, decision: &Decision) -> String {
        decision.to_json(ENGINE, self.lexicon_digest())
    }
}
