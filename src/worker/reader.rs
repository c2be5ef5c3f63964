//! The reading loop: polls, keeps to the bounds, and goes back when a transaction was aborted.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};
use tracing::{info, warn};

use super::assignment::Assignment;
use super::gate::Gate;
use super::intake::{self, Intake};
use super::pool::Order;
use super::{CONTACT, WorkerError};
use crate::telemetry::{Health, Metrics};

/// Longest wait in one poll: how late a stop or a rewind may be on a quiet stream.
const POLL: Duration = Duration::from_millis(50);
/// Wait for room before partitions are paused: pausing throws away what was read ahead, and a
/// writer that only waits for its commit makes room sooner.
const STALL: Duration = Duration::from_millis(500);

/// Reads messages into the pool.
pub struct Reader {
    /// The consumer, which the writer asks for the group's metadata.
    pub consumer: Arc<BaseConsumer<Assignment>>,
    /// Where messages go; the consumer's callbacks share it on this thread.
    pub intake: Arc<Mutex<Intake>>,
    /// Bounds what is under way.
    pub gate: Arc<Gate>,
    /// Goes up when everything under way must be read again.
    pub epoch: Arc<AtomicU64>,
    /// What is counted.
    pub metrics: Metrics,
    /// Where the loop says that it goes round.
    pub health: Arc<Health>,
    /// What `health` counts from.
    pub start: Instant,
}

impl Reader {
    /// Reads until `stop`, or until the writer is `gone`.
    pub fn run(&self, stop: &AtomicBool, gone: impl Fn() -> bool) -> Result<(), WorkerError> {
        let mut paused = false;
        while !stop.load(Ordering::Relaxed) && !gone() {
            self.health.beat(self.start.elapsed());
            self.metrics.stream.in_flight(self.gate.load().inputs, self.gate.load().bytes);
            let epoch = self.epoch.load(Ordering::SeqCst);
            if epoch != self.intake().epoch() {
                self.rewind(epoch)?;
            }
            paused = self.keep_to_bounds(paused)?;
            let wait = if self.intake().is_empty() { POLL } else { Duration::ZERO };
            // Not while the intake is locked: callbacks of the poll lock it.
            match self.consumer.poll(wait) {
                Some(Ok(message)) => _ = self.intake().take(&message),
                Some(Err(e)) => intake::judge(&self.consumer, e)?,
                None => _ = self.intake().hand_over(),
            }
        }
        Ok(())
    }

    /// Waits a moment for room, then pauses: polling goes on, so that the group keeps its member.
    fn keep_to_bounds(&self, paused: bool) -> Result<bool, WorkerError> {
        if self.gate.room(Duration::ZERO) {
            if paused {
                self.assigned(Consumer::resume)?;
                self.metrics.stream.paused(false);
            }
            return Ok(false);
        }
        self.intake().hand_over();
        if self.gate.room(if paused { Duration::ZERO } else { STALL }) {
            return Ok(false);
        }
        // Again in every round: partitions that came meanwhile are not paused yet.
        self.assigned(Consumer::pause)?;
        if !paused {
            self.metrics.stream.paused(true);
            info!("reading pauses: as much is under way as may be");
        }
        Ok(true)
    }

    fn assigned(
        &self,
        call: impl Fn(&BaseConsumer<Assignment>, &TopicPartitionList) -> Result<(), rdkafka::error::KafkaError>,
    ) -> Result<(), WorkerError> {
        let list = self.consumer.assignment().map_err(WorkerError::Read)?;
        call(&self.consumer, &list).map_err(WorkerError::Read)
    }

    /// Goes back to what is committed: what was read since is decided again, in a new reading.
    fn rewind(&self, epoch: u64) -> Result<(), WorkerError> {
        let begin = Instant::now();
        loop {
            match self.seek_back() {
                Ok(()) => break,
                Err(error) if begin.elapsed() < CONTACT => warn!(%error, "going back is tried again"),
                Err(error) => return Err(WorkerError::Read(error)),
            }
        }
        self.intake().begin(epoch);
        info!("reading goes on from what is committed");
        Ok(())
    }

    fn seek_back(&self) -> Result<(), rdkafka::error::KafkaError> {
        let assigned = self.consumer.assignment()?;
        if assigned.count() == 0 {
            return Ok(());
        }
        let committed = self.consumer.committed_offsets(assigned, CONTACT)?;
        let mut places = TopicPartitionList::with_capacity(committed.count());
        for element in committed.elements() {
            element.error()?;
            let offset = match element.offset() {
                Offset::Offset(next) => Offset::Offset(next),
                // Nothing was ever committed: as `auto.offset.reset` has it.
                _ => Offset::Beginning,
            };
            places.add_partition_offset(element.topic(), element.partition(), offset)?;
        }
        let sought = self.consumer.seek_partitions(places, CONTACT)?;
        sought.elements().iter().try_for_each(rdkafka::topic_partition_list::TopicPartitionListElem::error)
    }

    /// Waits until everything that was read is committed.
    pub fn finish(&self, most: Duration) -> Result<(), WorkerError> {
        info!("the worker stops");
        let (done, settled) = sync_channel(1);
        if self.intake().order(Order::Settle { leaving: Vec::new(), done }) {
            match settled.recv_timeout(most) {
                Ok(true) => info!("everything is delivered and committed"),
                // The writer's own error says more.
                Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => {}
                Ok(false) | Err(_) => return Err(WorkerError::Drain { millis: most.as_millis() }),
            }
        }
        Ok(())
    }

    fn intake(&self) -> MutexGuard<'_, Intake> {
        self.intake.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
