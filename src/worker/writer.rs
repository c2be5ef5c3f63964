//! The writing loop: results in the order of reading, into transactions, with their offsets.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};
use tracing::warn;

use super::WorkerError;
use super::assignment::Assignment;
use super::batch::{Batch, Bounds};
use super::gate::{Gate, Load};
use super::intake::size;
use super::outlet::{Failed, Outlet};
use super::pool::{Done, GivenUps, Order, PANIC, Results, TOO_LARGE, Worked, give_up, with_input};
use super::restore::Restorer;
use crate::pipeline::breaker::Breaker;
use crate::pipeline::config::Delivery;
use crate::pipeline::stateful::{Change, Stateful, Stepped};
use crate::pipeline::{Flow, Outcome, Taken};
use crate::route::{Queue, QueueMessage};
use crate::telemetry::Metrics;

/// Longest wait while nothing is under way.
const IDLE: Duration = Duration::from_millis(200);
/// Rest after an abort: brokers that were away need a moment, and a loop of aborts must not spin.
const REST: Duration = Duration::from_millis(100);

/// A stage with its changelog.
pub struct Stage {
    /// The stage.
    pub stage: Box<dyn Stateful>,
    /// Its changelog's topic.
    pub changelog: String,
}

/// Writes results to the queues.
pub struct Writer {
    /// The producer.
    pub outlet: Outlet,
    /// For the group's metadata, and for offsets outside of transactions.
    pub consumer: Arc<BaseConsumer<Assignment>>,
    /// What the pool decided.
    pub results: Results,
    /// Stages with state.
    pub stages: Vec<Stage>,
    /// Reads changelogs.
    pub restorer: Restorer,
    /// Lets the reader go on.
    pub gate: Arc<Gate>,
    /// See [`super::reader::Reader`].
    pub epoch: Arc<AtomicU64>,
    /// The pipeline's inputs.
    pub topics: Arc<[String]>,
    /// Bounds of one transaction.
    pub bounds: Bounds,
    /// What a crash may repeat.
    pub delivery: Delivery,
    /// What is counted.
    pub metrics: Metrics,
    /// Counts refusals, and whom it tells.
    pub breaker: (Breaker, Sender<String>),
    /// The open transaction.
    pub open: Open,
    /// Inputs that their stage could not take.
    pub given_up: GivenUps,
    /// Largest message that a queue or changelog takes, in bytes.
    pub max_bytes: usize,
}

/// What follows from an input: what changes belongs to the changelog of the stage of this number.
struct Step {
    stage: usize,
    partition: i32,
    stepped: Stepped,
}

/// The open transaction.
#[derive(Default)]
pub struct Open {
    batch: Batch,
    /// The reading that it belongs to.
    epoch: u64,
    flow: Option<Arc<Flow>>,
    queued: BTreeMap<Queue, u64>,
}

impl Writer {
    /// Works until nothing comes any more.
    pub fn run(mut self) -> Result<(), WorkerError> {
        loop {
            let left = self.open.batch.left(&self.bounds, Instant::now());
            match self.results.next(left.unwrap_or(IDLE)) {
                Ok(Done::Chunk { epoch, flow, worked, load, read }) => {
                    self.chunk(epoch, &flow, worked, load, read)?;
                }
                Ok(Done::Order(order)) => self.order(order)?,
                // What is decided went along, and its time has come.
                Err(RecvTimeoutError::Timeout) => _ = self.commit()?,
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
            if self.open.batch.is_old(&self.bounds, Instant::now()) {
                self.commit()?;
            }
        }
    }

    fn order(&mut self, order: Order) -> Result<(), WorkerError> {
        match order {
            Order::Settle { leaving, done } => {
                let settled = self.commit()?;
                self.given_up.forget(&leaving);
                for stage in &mut self.stages {
                    for partition in &leaving {
                        stage.stage.forget(*partition);
                    }
                }
                // Whoever asked may have waited long enough.
                let _ = done.try_send(settled);
            }
            Order::Restore { partitions, done } => {
                for Stage { stage, changelog } in &mut self.stages {
                    let entries = self.restorer.restore(stage.as_mut(), changelog, &partitions)?;
                    self.metrics.stream.restored(stage.name(), entries);
                }
                let _ = done.try_send(());
            }
        }
        Ok(())
    }

    /// Sends what follows from a chunk. What belongs to an earlier reading comes again.
    fn chunk(
        &mut self,
        epoch: u64,
        flow: &Arc<Flow>,
        worked: Vec<Worked>,
        load: Load,
        read: Instant,
    ) -> Result<(), WorkerError> {
        // Other names decide: they begin with a transaction of their own.
        let swapped = self.open.flow.as_ref().is_some_and(|before| !Arc::ptr_eq(before, flow));
        if swapped && !self.open.batch.is_empty() {
            self.commit()?;
        }
        self.open.flow = Some(Arc::clone(flow));
        let mut waiting = load;
        for one in worked {
            if epoch != self.epoch.load(Ordering::SeqCst) {
                break;
            }
            if self.open.batch.is_empty() {
                self.outlet.begin()?;
                self.open.epoch = epoch;
            }
            // From here on the batch lets it go.
            let bytes = size(&one.input);
            waiting.inputs -= 1;
            waiting.bytes -= bytes;
            let place = (one.input.topic, one.input.partition);
            self.open.batch.read(read);
            self.open.batch.add(place, one.input.offset, one.input.time, bytes, Instant::now());
            let Some(step) = self.step(flow, one)? else { continue };
            match self.send(&step) {
                Ok(()) if self.open.batch.is_full(&self.bounds) => _ = self.commit()?,
                Ok(()) => {}
                Err(Failed::Abort(error)) => self.abort(&error)?,
                Err(Failed::Fatal(error)) => return Err(error),
            }
        }
        self.gate.leave(waiting);
        Ok(())
    }

    /// What follows from an input. `None` when its stage could not take it: half of it may stand in
    /// the overlay, so **the transaction is aborted, and the input comes again as a dead letter**. A
    /// stage that cannot go on ends the worker before anything of the input is sent.
    fn step(&mut self, flow: &Flow, worked: Worked) -> Result<Option<Step>, WorkerError> {
        let decided = |partition, done| Some(Step { stage: 0, partition, stepped: Stepped::stateless(done) });
        let Worked { input, taken } = worked;
        let number = match taken {
            Taken::Done(outcome, messages) => return Ok(decided(input.partition, (outcome, messages))),
            Taken::Stage(number, _) | Taken::Settle(number, ..) | Taken::Receive(number, _) => number,
        };
        let position = (input.topic, input.partition, input.offset);
        if let Some(why) = self.given_up.take(position) {
            let dead = with_input(&input, &self.topics, |view| give_up(flow, view, why));
            return Ok(decided(input.partition, dead));
        }
        let Some(Stage { stage, .. }) = self.stages.get_mut(number) else { return Ok(None) };
        let stepped = with_input(&input, &self.topics, |view| {
            catch_unwind(AssertUnwindSafe(|| match taken {
                Taken::Stage(_, event) => stage.step(flow, view, &event),
                Taken::Settle(_, event, decision) => stage.settle(flow, view, &event, decision),
                Taken::Receive(_, event) => stage.receive(flow, view, &event),
                Taken::Done(outcome, messages) => Ok(Stepped::stateless((outcome, messages))),
            }))
        });
        let why = match stepped {
            Ok(Ok(stepped)) if largest(&stepped) <= self.max_bytes => {
                return Ok(Some(Step { stage: number, partition: input.partition, stepped }));
            }
            Ok(Ok(_)) => TOO_LARGE,
            Ok(Err(source)) => {
                let error = WorkerError::Stage { stage: stage.name(), source };
                // Before this process ends, so that no reader of the queues waits for its end.
                if let Err(error) = self.outlet.abort() {
                    warn!(%error, "the transaction is left to the brokers");
                }
                self.metrics.stream.failed(true);
                return Err(error);
            }
            Err(_) => PANIC,
        };
        self.given_up.add(position, why);
        self.abort(&why.detail)?;
        Ok(None)
    }

    /// Hands everything that follows from an input to the producer.
    fn send(&mut self, step: &Step) -> Result<(), Failed> {
        let Step { stage, partition, stepped: Stepped { outcome, messages, changes } } = step;
        if let Some(Stage { changelog, .. }) = self.stages.get(*stage) {
            for change in changes {
                self.outlet.change(changelog, *partition, change)?;
                self.open.batch.sent(change.size());
            }
        }
        self.metrics.outcome(outcome);
        if let ((breaker, tell), Outcome::Decided(decided)) = (&mut self.breaker, outcome) {
            for name in breaker.observe(&decided.decision) {
                // Nobody listens only while the worker ends.
                let _ = tell.send(name);
            }
        }
        for message in messages {
            self.outlet.send(message)?;
            self.open.batch.sent(message.size());
            *self.open.queued.entry(message.queue).or_default() += 1;
        }
        Ok(())
    }

    /// Commits the open transaction; false when it had to be aborted instead.
    fn commit(&mut self) -> Result<bool, WorkerError> {
        if self.open.batch.is_empty() {
            return Ok(true);
        }
        match self.deliver() {
            Ok(()) => {
                self.committed();
                Ok(true)
            }
            Err(Failed::Abort(error)) => {
                self.abort(&error)?;
                Ok(false)
            }
            Err(Failed::Fatal(error)) => {
                self.metrics.stream.failed(true);
                Err(error)
            }
        }
    }

    fn deliver(&self) -> Result<(), Failed> {
        self.outlet.flush()?;
        let mut offsets = TopicPartitionList::new();
        for ((topic, partition), next) in self.open.batch.offsets() {
            let name = self.topics.get(topic).map_or("", String::as_str);
            offsets.add_partition_offset(name, partition, Offset::Offset(next)).map_err(Failed::Abort)?;
        }
        // Taken now: it names the generation of the group that these partitions belong to. With a
        // lost assignment it would name none, and the brokers would take the offsets.
        let group = self.consumer.group_metadata();
        if self.open.epoch != self.epoch.load(Ordering::SeqCst) || self.consumer.assignment_lost() {
            return Err(Failed::Abort(lost()));
        }
        match self.delivery {
            Delivery::ExactlyOnce => {
                let group = group.ok_or_else(|| Failed::Abort(lost()))?;
                self.outlet.commit(&offsets, &group)
            }
            Delivery::AtLeastOnce => self.consumer.commit(&offsets, CommitMode::Sync).map_err(Failed::Abort),
        }
    }

    fn committed(&mut self) {
        self.stages.iter_mut().for_each(|stage| stage.stage.commit());
        let Open { batch, queued, .. } = self.close();
        self.gate.leave(batch.load());
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let now = i64::try_from(now.as_millis()).unwrap_or(i64::MAX);
        let took = batch.since().map(|since| since.elapsed()).unwrap_or_default();
        self.metrics.stream.committed(batch.load().inputs, batch.bytes(), took, batch.times(), now);
        for ((topic, partition), next) in batch.offsets() {
            self.metrics.stream.position(self.topics.get(topic).map_or("", String::as_str), partition, next);
        }
        for (queue, number) in queued {
            self.metrics.queued(queue, number);
        }
    }

    /// Drops the open transaction. Its inputs, and all that was read after them, are read again.
    fn abort(&mut self, why: &dyn Display) -> Result<(), WorkerError> {
        warn!(error = %why, "the transaction is aborted");
        let aborted = self.outlet.abort();
        self.metrics.stream.failed(aborted.is_err());
        aborted?;
        self.stages.iter_mut().for_each(|stage| stage.stage.abort());
        let Open { batch, .. } = self.close();
        self.epoch.fetch_add(1, Ordering::SeqCst);
        self.gate.leave(batch.load());
        std::thread::sleep(REST);
        Ok(())
    }

    fn close(&mut self) -> Open {
        let flow = self.open.flow.clone();
        std::mem::replace(&mut self.open, Open { flow, ..Open::default() })
    }
}

/// The largest single message or changelog entry, in bytes.
fn largest(stepped: &Stepped) -> usize {
    let messages = stepped.messages.iter().map(QueueMessage::size);
    messages.chain(stepped.changes.iter().map(Change::size)).max().unwrap_or(0)
}

fn lost() -> KafkaError {
    KafkaError::ConsumerCommit(RDKafkaErrorCode::IllegalGeneration)
}
