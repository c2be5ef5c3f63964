//! The worker: reads events from Kafka, decides, sends to the queues. The only stage with I/O.
//!
//! ```text
//! reader (consumer) -> threads that decide -> writer (transactional producer)
//! ```
//!
//! **Messages, changelog entries, dead letters and the offsets of their inputs are one
//! transaction**: whoever reads the queues with `read_committed` sees each decision exactly once, in
//! order for each partition, whatever dies when. An aborted transaction takes everything that was
//! read after it along: the reader goes back to what is committed and a new *epoch* begins; results
//! of an earlier epoch are dropped. With `delivery = "at-least-once"` the same batches are flushed
//! before their offsets are committed; consumers then drop doubles by `ce_id`.
//!
//! The reader's thread alone polls, and hears of partitions that come and go inside its poll; the
//! writer's thread alone calls the producer. Between them is a bounded number of inputs (`gate`).
//! **Logs name places (topic, partition, offset), codes and counts, never a word of an event.**
#![allow(clippy::disallowed_methods)] // The edge of the system: clocks and the network end here.

mod assignment;
mod batch;
pub(crate) mod client;
mod error;
mod gate;
mod intake;
pub mod letters;
mod librdkafka;
mod outlet;
mod pool;
pub mod proof;
mod reader;
pub mod reload;
mod restore;
mod watchdog;
mod writer;

pub use error::WorkerError;

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rdkafka::consumer::Consumer;
use tracing::info;

use crate::limits::FIXED;
use crate::pipeline::breaker::Breaker;
use crate::pipeline::config::{Config, Delivery};
use crate::pipeline::stateful::{Asks, Stateful};
use crate::pipeline::{ENGINE, Flow};
use crate::telemetry::admin::Admin;
use crate::telemetry::{Health, Metrics};
use batch::Bounds;
use gate::{Gate, Load};
use intake::Intake;
use outlet::Outlet;
use pool::GivenUps;
use reader::Reader;
use reload::{Current, Reloader};
use restore::Restorer;
use writer::{Open, Stage, Writer};

/// Longest time for the first word from the brokers, and for their answers to single questions.
const CONTACT: Duration = Duration::from_secs(30);

/// A worker of one pipeline.
pub struct Worker {
    config: Config,
    reloader: Reloader,
    reader: Reader,
    writer: Writer,
    threads: Vec<JoinHandle<()>>,
    _admin: Option<Admin>,
}

impl Worker {
    /// Makes the clients and starts the admin server and the threads that decide.
    ///
    /// When `again` is set, the names are loaded again and the breaker is re-armed.
    pub fn new(
        config: Config,
        flow: Flow,
        stages: Vec<Box<dyn Stateful>>,
        again: Arc<AtomicBool>,
    ) -> Result<Self, WorkerError> {
        if config.kafka.delivery == Delivery::ExactlyOnce && config.kafka.instance_id.is_none() {
            return Err(WorkerError::NoInstance);
        }
        let start = Instant::now();
        let metrics = Metrics::new()?;
        metrics.names.lexicons(flow.lexicon_digest(), ENGINE);
        let cores = || thread::available_parallelism().map_or(1, usize::from);
        let deciders = config.limits.threads.unwrap_or_else(cores);
        show_bounds(&config, deciders, &metrics);
        let stages = with_changelogs(stages, &config)?;
        let asks: Vec<Asks> = stages.iter().map(|stage| stage.stage.asks()).collect();
        let health = Arc::new(Health::default());
        let admin = match config.admin {
            Some(address) => Some(Admin::start(address, metrics.clone(), Arc::clone(&health), start)?),
            None => None,
        };
        if let Some(address) = admin.as_ref().and_then(Admin::address) {
            info!(%address, "metrics and health are served");
        }
        let current = Arc::new(Current::new(Arc::new(flow)));
        let (trip, trips) = channel();
        let reloader = Reloader::new(&config, &current, again, trips, metrics.clone())?;
        let topics: Arc<[String]> = config.kafka.input.clone().into();
        let (feed, results, threads) = pool::start(deciders, &topics, &asks)?;
        let most = Load { inputs: config.limits.in_flight, bytes: config.limits.in_flight_bytes };
        let gate = Arc::new(Gate::new(most));
        let epoch = Arc::new(AtomicU64::new(0));
        let intake = Intake::new(feed, Arc::clone(&gate), Arc::clone(&topics), Arc::clone(&current));
        let intake = Arc::new(Mutex::new(intake));
        let consumer = Arc::new(assignment::consumer(
            &config,
            Arc::clone(&intake),
            Arc::clone(&epoch),
            !stages.is_empty(),
            metrics.clone(),
            Arc::clone(&health),
        )?);
        let writer = Writer {
            outlet: Outlet::new(&config, metrics.clone())?,
            consumer: Arc::clone(&consumer),
            results,
            stages,
            restorer: Restorer::new(&config),
            gate: Arc::clone(&gate),
            epoch: Arc::clone(&epoch),
            topics,
            bounds: Bounds {
                inputs: config.limits.batch_inputs,
                bytes: config.limits.batch_bytes,
                age: config.limits.commit_interval,
            },
            delivery: config.kafka.delivery,
            metrics: metrics.clone(),
            breaker: (Breaker::new(config.breaker), trip),
            open: Open::default(),
            given_up: GivenUps::default(),
            max_bytes: config.limits.max_queue_bytes,
        };
        let reader = Reader { consumer, intake, gate, epoch, metrics, health, start };
        Ok(Self { config, reloader, reader, writer, threads, _admin: admin })
    }

    /// Works until `stop` is set, then commits what is under way. An error leaves offsets where
    /// they were committed last: the next worker goes on from there.
    pub fn run(self, stop: &AtomicBool) -> Result<(), WorkerError> {
        let Self { config, reloader, reader, writer, threads, _admin } = self;
        client::knock(&config, || stop.load(Ordering::Relaxed))?;
        if !intake::topics_are_there(&reader.consumer, &config, CONTACT, stop)? {
            return Ok(());
        }
        // Before anything is read: a dead predecessor's transaction ends here.
        writer.outlet.init()?;
        reloader.start()?;
        let topics: Vec<&str> = config.kafka.input.iter().map(String::as_str).collect();
        reader.consumer.subscribe(&topics).map_err(WorkerError::Subscribe)?;
        info!(
            pipeline = config.name,
            group = config.kafka.group,
            delivery = ?config.kafka.delivery,
            "the worker runs"
        );
        let writing = thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || writer.run())
            .map_err(WorkerError::Thread)?;
        let mut read = reader.run(stop, || writing.is_finished());
        reader.health.set_ready(false);
        if read.is_ok() && !writing.is_finished() {
            read = reader.finish(config.limits.drain);
        }
        if let Err(WorkerError::Drain { .. }) = read {
            // The writer may be in a long call; nobody waits for it any more.
            return read;
        }
        reader.intake.lock().unwrap_or_else(PoisonError::into_inner).close();
        // The writer's reason comes first: it is the cause of the reader's.
        let written = writing.join().map_err(|_| WorkerError::Panicked)?;
        let threads = threads.into_iter().try_for_each(JoinHandle::join);
        written.and(read).and(threads.map_err(|_| WorkerError::Panicked))
    }
}

/// Every bound of the pipeline as a metric, under the key that sets it.
fn show_bounds(config: &Config, threads: usize, metrics: &Metrics) {
    let (limits, kafka) = (&config.limits, &config.kafka);
    let millis = |time: Duration| usize::try_from(time.as_millis()).unwrap_or(usize::MAX);
    for (limit, most) in [
        ("max-message-bytes", limits.max_message_bytes),
        ("max-queue-bytes", limits.max_queue_bytes),
        ("in-flight", limits.in_flight),
        ("in-flight-bytes", limits.in_flight_bytes),
        ("read-ahead-bytes", limits.read_ahead_bytes),
        ("unsent-bytes", limits.unsent_bytes),
        ("batch-inputs", limits.batch_inputs),
        ("batch-bytes", limits.batch_bytes),
        ("threads", threads),
        ("commit-interval-ms", millis(limits.commit_interval)),
        ("drain-ms", millis(limits.drain)),
        ("session-timeout-ms", millis(kafka.session_timeout)),
        ("transaction-timeout-ms", millis(kafka.transaction_timeout)),
        ("breaker-window", config.breaker.map_or(0, |breaker| breaker.window)),
    ] {
        metrics.stream.bound(limit, most);
    }
    for (limit, most) in FIXED {
        metrics.stream.bound(limit, most);
    }
}

fn with_changelogs(stages: Vec<Box<dyn Stateful>>, config: &Config) -> Result<Vec<Stage>, WorkerError> {
    let with = |stage: Box<dyn Stateful>| {
        let changelog = config.changelogs.get(stage.name()).cloned();
        let changelog = changelog.ok_or(WorkerError::Changelog { stage: stage.name() })?;
        Ok(Stage { stage, changelog })
    };
    stages.into_iter().map(with).collect()
}
