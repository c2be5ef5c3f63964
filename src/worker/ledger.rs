//! The flights, shared by the loop and the producer's thread.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rdkafka::error::KafkaError;

use super::WorkerError;
use super::flights::{Flights, Position, Ticket};

/// What the loop waits on. A failed delivery is told once, to whoever asks next.
#[derive(Debug)]
pub struct Ledger {
    state: Mutex<State>,
    changed: Condvar,
    most: usize,
}

#[derive(Debug, Default)]
struct State {
    flights: Flights,
    failed: Option<(&'static str, KafkaError)>,
}

impl State {
    fn check(&self) -> Result<(), WorkerError> {
        match &self.failed {
            Some((queue, source)) => Err(WorkerError::Delivery { queue, source: source.clone() }),
            None => Ok(()),
        }
    }
}

impl Ledger {
    /// A ledger for at most `most` inputs under way.
    pub fn new(most: usize) -> Self {
        Self { state: Mutex::default(), changed: Condvar::new(), most }
    }

    /// As [`Flights::begin`].
    pub fn begin(&self, topic: &str, partition: i32, offset: i64, messages: usize) -> Ticket {
        self.lock().flights.begin(topic, partition, offset, messages)
    }

    /// A message was delivered.
    pub fn delivered(&self, ticket: Ticket) {
        self.lock().flights.delivered(ticket);
        self.changed.notify_all();
    }

    /// A message was given up. The first failure is kept: it is the cause of the others.
    pub fn failed(&self, queue: &'static str, error: KafkaError) {
        self.lock().failed.get_or_insert((queue, error));
        self.changed.notify_all();
    }

    /// Waits until there is room for one more input and says how many are under way; `None` when
    /// there is none in time.
    pub fn room(&self, most: Duration) -> Result<Option<usize>, WorkerError> {
        let state = self.wait(most, |state| state.flights.inputs() < self.most);
        state.check()?;
        let inputs = state.flights.inputs();
        Ok((inputs < self.most).then_some(inputs))
    }

    /// Waits until any message is delivered or given up, at most for a time.
    pub fn progress(&self, most: Duration) -> Result<(), WorkerError> {
        let state = self.lock();
        state.check()?;
        let (state, _) = self.changed.wait_timeout(state, most).unwrap_or_else(PoisonError::into_inner);
        state.check()
    }

    /// Waits until nothing is under way; false when that takes too long.
    pub fn drain(&self, most: Duration) -> Result<bool, WorkerError> {
        let state = self.wait(most, |state| state.flights.inputs() == 0);
        state.check()?;
        Ok(state.flights.inputs() == 0)
    }

    /// As [`Flights::take_ready`].
    pub fn take_ready(&self) -> Vec<Position> {
        self.lock().flights.take_ready()
    }

    /// As [`Flights::forget`].
    pub fn forget(&self, topic: &str, partition: i32) {
        self.lock().flights.forget(topic, partition);
        self.changed.notify_all();
    }

    fn wait(&self, most: Duration, done: impl Fn(&State) -> bool) -> MutexGuard<'_, State> {
        let deadline = Instant::now() + most;
        let mut state = self.lock();
        while state.failed.is_none() && !done(&state) {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        state
    }

    /// A panic elsewhere ends the worker by itself; counts are whole numbers and stay true.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rdkafka::types::RDKafkaErrorCode;

    #[test]
    fn there_is_no_room_until_an_input_is_done() {
        let ledger = Ledger::new(1);
        let ticket = ledger.begin("t", 0, 0, 1);
        assert_eq!(ledger.room(Duration::ZERO).unwrap(), None);
        std::thread::scope(|scope| {
            scope.spawn(|| ledger.delivered(ticket));
            assert!(ledger.drain(Duration::from_mins(1)).unwrap());
        });
        assert_eq!(ledger.room(Duration::ZERO).unwrap(), Some(0));
    }

    #[test]
    fn a_failed_delivery_ends_every_wait() {
        let ledger = Ledger::new(1);
        ledger.begin("t", 0, 0, 1);
        ledger.failed("mask", KafkaError::MessageProduction(RDKafkaErrorCode::MessageTimedOut));
        let wait = Duration::from_hours(1);
        for error in [
            ledger.room(wait).unwrap_err(),
            ledger.drain(wait).unwrap_err(),
            ledger.progress(wait).unwrap_err(),
        ] {
            assert!(matches!(error, WorkerError::Delivery { queue: "mask", .. }), "{error}");
        }
        assert_eq!(ledger.take_ready(), [], "an undelivered input is not committed");
    }
}
