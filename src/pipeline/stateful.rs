//! The seam for inputs that need state: what a stage is, and what the worker does with it. Pure.
//!
//! A stage decides the events that it takes, in the order of their offsets, on one thread. What it
//! changes it keeps in an overlay (see [`super::overlay::Table`]) and names as [`Change`]s. The
//! worker sends messages and changes in one transaction with the input's offset, to the stage's
//! compacted **changelog** topic, and then calls [`Stateful::commit`], or, when the transaction
//! failed, [`Stateful::abort`] and reads the inputs again. **What a stage holds after `commit` is
//! what the changelog says, to the entry.**
//!
//! State belongs to a partition number: entry keys of partition `n` come from inputs of partition
//! `n`, of whatever topic, and stand in partition `n` of the changelog. So all topics whose events a
//! stage takes, and its changelog, have the same number of partitions and the same keys. When the
//! worker is given a partition it forgets what it held of it, reads the changelog to its last stable
//! offset and gives the entries to [`Stateful::restore`], in order; then only do events come.
//!
//! To add a stage: implement the trait, name it in [`stages`], give its changelog in the pipeline
//! (`[changelogs] NAME = "topic"`).

use thiserror::Error;

use super::Outcome;
use super::config::Config;
use super::flow::Flow;
use super::logging::StageLog;
use super::records::{self, Records};
use super::redressing::Redressing;
use crate::cluster::HashKey;
use crate::log::{KeyError, KeySource};
use crate::message::{Decision, Event, RedressEvent};
use crate::redress::Redress;
use crate::route::{Input, QueueMessage};

/// One entry of a changelog. The later entry of a key replaces the earlier one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The entry's key, unique in the stage and partition.
    pub key: Vec<u8>,
    /// The new value; `None` deletes the entry.
    pub value: Option<Vec<u8>>,
}

impl Change {
    /// Its bytes.
    pub fn size(&self) -> usize {
        self.key.len() + self.value.as_ref().map_or(0, Vec::len)
    }
}

/// What follows from one event.
#[derive(Debug, Clone, PartialEq)]
pub struct Stepped {
    /// What is counted: the decision or the dead letter.
    pub outcome: Outcome,
    /// What is sent to the queues.
    pub messages: Vec<QueueMessage>,
    /// What is written to the changelog.
    pub changes: Vec<Change>,
}

impl Stepped {
    /// What changes no state.
    pub fn stateless((outcome, messages): (Outcome, Vec<QueueMessage>)) -> Self {
        Self { outcome, messages, changes: Vec::new() }
    }
}

/// Why a stage cannot go on. A bad message never is a reason: what comes of it is an [`Outcome`].
///
/// What the step has changed is not sent, and nothing of the open transaction may commit.
#[derive(Debug, Error)]
pub enum StageError {
    /// What acts could not be logged.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The end of a chain of the log is not what this worker's key has signed.
    #[error("the head of the log of partition {partition} was not signed with the present chain key")]
    Head {
        /// The partition.
        partition: i32,
    },
    /// A line of the log could not be made or has no queue.
    #[error("a line of the log of partition {partition} cannot be written")]
    Line {
        /// The partition.
        partition: i32,
    },
}

/// What a stage is asked about a message, without its state.
#[derive(Debug, Clone, Copy)]
pub struct Asks {
    /// As [`Stateful::takes`].
    pub takes: fn(&Event) -> bool,
    /// As [`Stateful::settles`].
    pub settles: fn(&Event, &Decision) -> bool,
    /// As [`Stateful::receives`].
    pub receives: fn(&RedressEvent) -> bool,
}

/// A stage with state. All calls come from one thread.
pub trait Stateful: Send {
    /// Its name: the key of its changelog in the pipeline, and a label in metrics.
    fn name(&self) -> &'static str;

    /// Which events it decides instead of the stateless rules. Asked on other threads, so it sees
    /// no state. The first stage that takes an event gets it.
    fn takes(&self) -> fn(&Event) -> bool;

    /// Which decisions of the stateless rules it settles before they are routed. Sees no state.
    fn settles(&self) -> fn(&Event, &Decision) -> bool {
        |_, _| false
    }

    /// Which events of redress it answers. Sees no state.
    fn receives(&self) -> fn(&RedressEvent) -> bool {
        |_| false
    }

    /// Everything that it is asked on other threads.
    fn asks(&self) -> Asks {
        Asks { takes: self.takes(), settles: self.settles(), receives: self.receives() }
    }

    /// Settles a decision that rules have made, as [`Self::step`] decides.
    fn settle(
        &mut self,
        flow: &Flow,
        input: &Input<'_>,
        event: &Event,
        decision: Decision,
    ) -> Result<Stepped, StageError> {
        Ok(Stepped::stateless(flow.route(event, decision, input)))
    }

    /// Answers an event of redress, as [`Self::step`] decides.
    fn receive(&mut self, flow: &Flow, input: &Input<'_>, _: &RedressEvent) -> Result<Stepped, StageError> {
        Ok(Stepped::stateless(flow.unheard(input)))
    }

    /// Decides one event: reads overlay before state, writes to the overlay only. The same state
    /// and event give the same bytes. `flow` routes, and decides what needs no state.
    ///
    /// A step that fails or panics may leave half of itself in the overlay: [`Self::abort`] follows,
    /// or the worker ends.
    fn step(&mut self, flow: &Flow, input: &Input<'_>, event: &Event) -> Result<Stepped, StageError>;

    /// One entry of the changelog of a partition that was assigned; `None` deletes it.
    fn restore(&mut self, partition: i32, key: &[u8], value: Option<&[u8]>);

    /// The partition is another worker's now.
    fn forget(&mut self, partition: i32);

    /// The transaction is committed: the overlay becomes state.
    fn commit(&mut self);

    /// The transaction failed: the overlay is dropped, and the inputs come again.
    fn abort(&mut self);
}

/// The stages of a pipeline. `keys` opens those of the log, once for each stage that logs: `None`
/// where the pipeline has no log.
pub fn stages<E: From<KeyError>>(
    config: &Config,
    redress: Redress,
    mut keys: impl FnMut() -> Result<Option<Box<dyn KeySource>>, E>,
) -> Result<Vec<Box<dyn Stateful>>, E> {
    let mut stages: Vec<Box<dyn Stateful>> = Vec::new();
    if !config.products.is_empty() {
        // `kanhe run` asks for a secret; hashes under the pipeline's name are for trials.
        let secret = config.secret.clone().unwrap_or_else(|| HashKey::new(config.name.as_bytes()));
        let log = keys()?.map(|keys| StageLog::new(records::STAGE_NAME, keys)).transpose()?;
        stages.push(Box::new(Records::new(&config.products, secret).with_log(log)));
    }
    if let Some(redressing) = Redressing::of(config, redress, keys()?)? {
        stages.push(Box::new(redressing));
    }
    Ok(stages)
}
