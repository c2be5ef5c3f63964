//! What an open transaction holds, and when it is enough. Pure: time is an argument.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::gate::Load;

/// A partition of one of the pipeline's inputs: number of the topic, number of the partition.
pub type Place = (usize, i32);

/// Bounds of one transaction.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Inputs.
    pub inputs: usize,
    /// Bytes that are sent.
    pub bytes: usize,
    /// Age.
    pub age: Duration,
}

/// The inputs of one transaction.
#[derive(Debug, Default)]
pub struct Batch {
    /// One past the last input of each partition.
    next: BTreeMap<Place, i64>,
    /// What leaves the gate when it ends.
    load: Load,
    sent: usize,
    since: Option<Instant>,
    /// When its first input was read, which is earlier: it has waited while the last one was committed.
    read: Option<Instant>,
    /// Times that brokers or producers gave the inputs, in milliseconds since 1970.
    times: Vec<i64>,
}

impl Batch {
    /// Adds an input of so many bytes. Offsets of a partition go up.
    pub fn add(&mut self, place: Place, offset: i64, time: Option<i64>, bytes: usize, now: Instant) {
        let before = self.next.insert(place, offset + 1);
        debug_assert!(before.is_none_or(|next| next <= offset), "nothing overtakes");
        self.load.inputs += 1;
        self.load.bytes += bytes;
        self.times.extend(time);
        self.since.get_or_insert(now);
    }

    /// So many bytes were handed to the producer.
    pub fn sent(&mut self, bytes: usize) {
        self.sent += bytes;
    }

    /// Whether it holds as many inputs or bytes as it may.
    pub fn is_full(&self, bounds: &Bounds) -> bool {
        self.load.inputs >= bounds.inputs || self.sent >= bounds.bytes
    }

    /// Its first input was read at this time; later inputs change nothing.
    pub fn read(&mut self, at: Instant) {
        self.read.get_or_insert(at);
    }

    /// How long it waits for more while nothing comes, from when its first input was read; `None`
    /// when nothing is in it.
    pub fn left(&self, bounds: &Bounds, now: Instant) -> Option<Duration> {
        let since = self.since?;
        Some((self.read.unwrap_or(since).min(since) + bounds.age).saturating_duration_since(now))
    }

    /// Whether it is old enough whatever comes. It counts from when it was opened: inputs that waited
    /// for it and are decided already should all go with it, and not one by one.
    pub fn is_old(&self, bounds: &Bounds, now: Instant) -> bool {
        self.since.is_some_and(|since| now >= since + bounds.age)
    }

    /// When its first input came.
    pub fn since(&self) -> Option<Instant> {
        self.since
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.since.is_none()
    }

    /// One past the last input of each partition.
    pub fn offsets(&self) -> impl Iterator<Item = (Place, i64)> {
        self.next.iter().map(|(place, next)| (*place, *next))
    }

    /// Inputs and their bytes.
    pub fn load(&self) -> Load {
        self.load
    }

    /// Bytes that were handed to the producer.
    pub fn bytes(&self) -> usize {
        self.sent
    }

    /// Times of the inputs.
    pub fn times(&self) -> &[i64] {
        &self.times
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Bounds = Bounds { inputs: 2, bytes: 100, age: Duration::from_millis(50) };

    #[test]
    fn a_batch_is_enough_by_count_by_bytes_and_by_time() {
        let start = Instant::now();
        let mut batch = Batch::default();
        assert_eq!((batch.is_empty(), batch.left(&BOUNDS, start)), (true, None));
        batch.add((0, 3), 7, Some(1), 10, start);
        assert!(!batch.is_full(&BOUNDS));
        assert_eq!(batch.left(&BOUNDS, start + Duration::from_millis(20)), Some(Duration::from_millis(30)));
        assert_eq!(batch.left(&BOUNDS, start + Duration::from_millis(90)), Some(Duration::ZERO));
        batch.sent(100);
        assert!(batch.is_full(&BOUNDS));
        let mut counted = Batch::default();
        counted.add((0, 3), 7, None, 10, start);
        counted.add((0, 3), 9, Some(4), 11, start);
        counted.add((1, 3), 0, Some(5), 0, start);
        assert!(counted.is_full(&BOUNDS));
        assert_eq!(counted.offsets().collect::<Vec<_>>(), [((0, 3), 10), ((1, 3), 1)]);
        assert_eq!((counted.load(), counted.times()), (Load { inputs: 3, bytes: 21 }, &[4, 5][..]));
    }

    #[test]
    fn what_waited_for_a_commit_waits_that_much_less_for_its_own() {
        let (read, start) = (Instant::now(), Instant::now() + Duration::from_millis(40));
        let mut batch = Batch::default();
        batch.read(read);
        batch.add((0, 0), 0, None, 1, start);
        batch.read(start);
        assert_eq!(batch.left(&BOUNDS, start), Some((read + BOUNDS.age).saturating_duration_since(start)));
        assert!(!batch.is_old(&BOUNDS, read + BOUNDS.age), "what is decided still goes along");
        assert!(batch.is_old(&BOUNDS, start + BOUNDS.age));
        assert!(!Batch::default().is_old(&BOUNDS, start + BOUNDS.age));
    }
}
