//! The worker: reads events from Kafka, decides, sends to the queues. The only stage with I/O.
//!
//! **An offset is committed only when every message that follows from the inputs before it has
//! been delivered**, in order for each partition: after a crash some inputs are decided twice and
//! none is lost. Consumers of the queues drop doubles by `ce_id`.
//!
//! One thread reads, decides and sends; librdkafka's threads do the network. The producer's thread
//! reports deliveries to the `ledger`, which knows what may be committed. **Logs name places
//! (topic, partition, offset), codes and counts, never a word of an event.**
#![allow(clippy::disallowed_methods)] // The edge of the system: clocks and the network end here.

mod assignment;
mod error;
mod flights;
mod intake;
mod ledger;
mod librdkafka;
mod outlet;

pub use error::WorkerError;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer};
use rdkafka::message::BorrowedMessage;
use tracing::{info, warn};

use crate::pipeline::config::Config;
use crate::pipeline::{ENGINE, Flow};
use crate::telemetry::admin::Admin;
use crate::telemetry::{Health, Metrics};
use assignment::Assignment;
use ledger::Ledger;
use outlet::Outlet;

/// Longest wait in one poll: how late a stop or a commit may be on a quiet stream.
const POLL: Duration = Duration::from_millis(100);
/// Longest time that a stop waits for deliveries; what is not delivered then is decided again.
const DRAIN: Duration = Duration::from_secs(30);
/// Longest time for the first word from the brokers.
const CONTACT: Duration = Duration::from_secs(30);

/// A worker of one pipeline.
pub struct Worker {
    flow: Flow,
    config: Config,
    consumer: BaseConsumer<Assignment>,
    outlet: Outlet,
    ledger: Arc<Ledger>,
    metrics: Metrics,
    health: Arc<Health>,
    start: Instant,
    last_commit: Instant,
    _admin: Option<Admin>,
}

impl Worker {
    /// Makes the clients and starts the admin server.
    pub fn new(config: Config, flow: Flow) -> Result<Self, WorkerError> {
        let start = Instant::now();
        let metrics = Metrics::new()?;
        metrics.lexicons(flow.lexicon_digest(), ENGINE);
        let health = Arc::new(Health::default());
        let admin = match config.admin {
            Some(address) => Some(Admin::start(address, metrics.clone(), Arc::clone(&health), start)?),
            None => None,
        };
        if let Some(address) = admin.as_ref().and_then(Admin::address) {
            info!(%address, "metrics and health are served");
        }
        let ledger = Arc::new(Ledger::new(config.limits.in_flight));
        let consumer =
            assignment::consumer(&config, Arc::clone(&ledger), metrics.clone(), Arc::clone(&health))?;
        let outlet = Outlet::new(&config, Arc::clone(&ledger), metrics.clone())?;
        let last_commit = start;
        Ok(Self {
            flow,
            config,
            consumer,
            outlet,
            ledger,
            metrics,
            health,
            start,
            last_commit,
            _admin: admin,
        })
    }

    /// Works until `stop` is set, then delivers and commits what is under way. An error leaves
    /// offsets where they were committed last: the next worker goes on from there.
    pub fn run(mut self, stop: &AtomicBool) -> Result<(), WorkerError> {
        if !intake::topics_are_there(&self.consumer, &self.config, CONTACT, stop)? {
            return Ok(());
        }
        let topics: Vec<&str> = self.config.kafka.input.iter().map(String::as_str).collect();
        self.consumer.subscribe(&topics).map_err(WorkerError::Subscribe)?;
        info!(
            pipeline = self.config.name,
            group = self.config.kafka.group,
            lexicons = self.flow.lexicon_digest(),
            "the worker runs"
        );
        let worked = self.work(stop);
        self.health.set_ready(false);
        worked?;
        self.finish()
    }

    fn work(&mut self, stop: &AtomicBool) -> Result<(), WorkerError> {
        while !stop.load(Ordering::Relaxed) {
            self.health.beat(self.start.elapsed());
            let Some(room) = self.ledger.room(POLL)? else { continue };
            self.metrics.in_flight(room);
            if let Some(polled) = self.consumer.poll(POLL) {
                match polled {
                    Ok(message) => self.handle(&message)?,
                    Err(e) => intake::judge(&self.consumer, e)?,
                }
            }
            if self.last_commit.elapsed() >= self.config.limits.commit_interval {
                self.commit(CommitMode::Async);
            }
        }
        Ok(())
    }

    /// Decides one message and sends what follows. A bad message is a dead letter, never an error.
    fn handle(&self, message: &BorrowedMessage<'_>) -> Result<(), WorkerError> {
        let headers = intake::headers(message);
        let input = intake::input(message, &headers);
        let (outcome, messages) = intake::step(&self.flow, &input);
        self.metrics.outcome(&outcome);
        let ticket = self.ledger.begin(input.topic, input.partition, input.offset, messages.len());
        messages.iter().try_for_each(|m| self.outlet.send(m, ticket))
    }

    fn commit(&mut self, mode: CommitMode) {
        self.last_commit = Instant::now();
        let ready = self.ledger.take_ready();
        let Some(offsets) = assignment::offsets(&ready) else { return };
        // A failed commit repeats work and loses none: the next one covers it.
        if let Err(e) = self.consumer.commit(&offsets, mode) {
            warn!(error = %e, "offsets were not committed");
            self.metrics.commit(false);
        }
    }

    fn finish(&mut self) -> Result<(), WorkerError> {
        info!("the worker stops");
        if !self.ledger.drain(DRAIN)? {
            return Err(WorkerError::Drain { seconds: DRAIN.as_secs() });
        }
        let ready = self.ledger.take_ready();
        if let Some(offsets) = assignment::offsets(&ready) {
            self.consumer.commit(&offsets, CommitMode::Sync).map_err(WorkerError::Commit)?;
        }
        info!("everything is delivered and committed");
        Ok(())
    }
}
