//! Metrics of the stream itself: offsets, transactions, what is under way, what it may be at most.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use prometheus::core::Collector;
use prometheus::{
    Histogram, HistogramOpts, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry,
};

/// Seconds between the broker's append and the commit. The budget is 0.25 at the 99th percentile.
const LATENCY: [f64; 13] = [0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0];
/// Seconds from the first input of a transaction to its commit.
const DURATION: [f64; 9] = [0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 5.0, 30.0];
/// Inputs of a transaction.
const INPUTS: [f64; 9] = [1.0, 10.0, 100.0, 500.0, 1_000.0, 2_500.0, 5_000.0, 10_000.0, 50_000.0];
/// Bytes that a transaction sends.
const BYTES: [f64; 7] = [1e3, 1e4, 1e5, 1e6, 4e6, 1.6e7, 6.4e7];

/// End of a partition, and the next input to decide, as far as known.
type Lags = HashMap<(String, i32), (i64, i64)>;

/// Counters and gauges of the stream.
#[derive(Debug, Clone)]
pub struct Stream {
    transactions: IntCounterVec,
    duration: Histogram,
    inputs: Histogram,
    bytes: Histogram,
    latency: Histogram,
    delivery_errors: IntCounter,
    in_flight: IntGauge,
    in_flight_bytes: IntGauge,
    paused: IntGauge,
    assigned: IntGauge,
    rebalances: IntCounter,
    lag: IntGaugeVec,
    lags: Arc<Mutex<Lags>>,
    restored: IntCounterVec,
    bounds: IntGaugeVec,
    held: IntGaugeVec,
}

impl Stream {
    /// All at zero, in a registry.
    pub(super) fn new(registry: &Registry) -> Result<Self, prometheus::Error> {
        let stream = Self {
            transactions: IntCounterVec::new(
                Opts::new("kanhe_transactions_total", "Transactions, by how they ended."),
                &["result"],
            )?,
            duration: histogram(
                "kanhe_transaction_duration_seconds",
                "From a transaction's first input to its commit.",
                &DURATION,
            )?,
            inputs: histogram("kanhe_transaction_inputs", "Inputs of a transaction.", &INPUTS)?,
            bytes: histogram("kanhe_transaction_bytes", "Bytes that a transaction sends.", &BYTES)?,
            latency: histogram(
                "kanhe_decision_latency_seconds",
                "From a message's timestamp to the commit of its decision.",
                &LATENCY,
            )?,
            delivery_errors: IntCounter::new("kanhe_delivery_errors_total", "Messages that no broker took.")?,
            in_flight: IntGauge::new(
                "kanhe_in_flight_events",
                "Events that are read and not yet committed.",
            )?,
            in_flight_bytes: IntGauge::new("kanhe_in_flight_bytes", "Their bytes.")?,
            paused: IntGauge::new("kanhe_paused", "1 while reading pauses because too much is under way.")?,
            assigned: IntGauge::new("kanhe_assigned_partitions", "Partitions that this worker reads.")?,
            rebalances: IntCounter::new("kanhe_rebalances_total", "Times that partitions were taken away.")?,
            lag: IntGaugeVec::new(
                Opts::new("kanhe_consumer_lag", "Messages that wait for a committed decision."),
                &["topic", "partition"],
            )?,
            lags: Arc::default(),
            restored: IntCounterVec::new(
                Opts::new("kanhe_restored_entries_total", "Entries read from a changelog, by stage."),
                &["stage"],
            )?,
            bounds: IntGaugeVec::new(
                Opts::new("kanhe_bound", "What is allowed at most: by the pipeline, or always."),
                &["limit"],
            )?,
            held: IntGaugeVec::new(
                Opts::new(
                    "kanhe_client_bytes",
                    "Bytes that the Kafka clients hold, by the limit that bounds them.",
                ),
                &["limit"],
            )?,
        };
        for result in ["committed", "aborted", "fatal"] {
            stream.transactions.with_label_values(&[result]);
        }
        let all: [Box<dyn Collector>; 16] = [
            Box::new(stream.transactions.clone()),
            Box::new(stream.duration.clone()),
            Box::new(stream.inputs.clone()),
            Box::new(stream.bytes.clone()),
            Box::new(stream.latency.clone()),
            Box::new(stream.delivery_errors.clone()),
            Box::new(stream.in_flight.clone()),
            Box::new(stream.in_flight_bytes.clone()),
            Box::new(stream.paused.clone()),
            Box::new(stream.assigned.clone()),
            Box::new(stream.rebalances.clone()),
            Box::new(stream.lag.clone()),
            Box::new(stream.restored.clone()),
            Box::new(stream.bounds.clone()),
            Box::new(stream.held.clone()),
            Box::new(IntGauge::new("kanhe_up", "1 while the worker runs.").inspect(|up| up.set(1))?),
        ];
        all.into_iter().try_for_each(|collector| registry.register(collector))?;
        Ok(stream)
    }

    /// Shows a bound of the pipeline.
    pub fn bound(&self, limit: &str, most: usize) {
        self.bounds.with_label_values(&[limit]).set(whole(most));
    }

    /// Shows what a client's buffer holds, as the client library counts.
    pub fn held(&self, limit: &str, bytes: u64) {
        self.held.with_label_values(&[limit]).set(i64::try_from(bytes).unwrap_or(i64::MAX));
    }

    /// Counts a transaction that did not commit.
    pub fn failed(&self, fatal: bool) {
        self.transactions.with_label_values(&[if fatal { "fatal" } else { "aborted" }]).inc();
    }

    /// Counts a committed transaction: its inputs' times and `now` in milliseconds since 1970.
    pub fn committed(&self, inputs: usize, bytes: usize, took: Duration, times: &[i64], now: i64) {
        self.transactions.with_label_values(&["committed"]).inc();
        self.duration.observe(took.as_secs_f64());
        self.inputs.observe(float(inputs));
        self.bytes.observe(float(bytes));
        for time in times {
            // Clocks of different machines differ: what seems to come from the future came now.
            let millis = u32::try_from(now.saturating_sub(*time).max(0)).unwrap_or(u32::MAX);
            self.latency.observe(f64::from(millis) / 1e3);
        }
    }

    /// Counts a message that no broker took.
    pub fn delivery_error(&self) {
        self.delivery_errors.inc();
    }

    /// Shows what is under way.
    pub fn in_flight(&self, inputs: usize, bytes: usize) {
        self.in_flight.set(whole(inputs));
        self.in_flight_bytes.set(whole(bytes));
    }

    /// Shows whether reading pauses.
    pub fn paused(&self, paused: bool) {
        self.paused.set(i64::from(paused));
    }

    /// Shows how many partitions this worker reads.
    pub fn assigned(&self, partitions: usize) {
        self.assigned.set(whole(partitions));
    }

    /// All partitions were taken away: their lag is another worker's.
    pub fn revoked(&self) {
        self.rebalances.inc();
        self.assigned.set(0);
        self.lags().clear();
        self.lag.reset();
    }

    /// The end of a partition, and where reading it began, as the client library counts.
    pub fn end(&self, topic: &str, partition: i32, end: i64, begin: i64) {
        let mut lags = self.lags();
        let lag = lags.entry((topic.to_owned(), partition)).or_insert((end, begin.max(0)));
        lag.0 = end;
        self.show(topic, partition, *lag);
    }

    /// The next input to decide, after a commit.
    pub fn position(&self, topic: &str, partition: i32, next: i64) {
        let mut lags = self.lags();
        let lag = lags.entry((topic.to_owned(), partition)).or_insert((next, next));
        // The end is counted only now and then; it is never behind what is committed.
        *lag = (lag.0.max(next), next);
        self.show(topic, partition, *lag);
    }

    /// Counts entries of a changelog.
    pub fn restored(&self, stage: &str, entries: usize) {
        self.restored.with_label_values(&[stage]).inc_by(entries as u64);
    }

    fn show(&self, topic: &str, partition: i32, (end, next): (i64, i64)) {
        self.lag.with_label_values(&[topic, &partition.to_string()]).set((end - next).max(0));
    }

    fn lags(&self) -> MutexGuard<'_, Lags> {
        self.lags.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn histogram(name: &str, help: &str, buckets: &[f64]) -> Result<Histogram, prometheus::Error> {
    Histogram::with_opts(HistogramOpts::new(name, help).buckets(buckets.to_vec()))
}

fn whole(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Counts of one transaction are far below 2^32.
fn float(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use prometheus::TextEncoder;

    #[test]
    fn lag_is_what_waits_and_goes_with_the_partition() {
        let registry = Registry::new();
        let stream = Stream::new(&registry).unwrap();
        let lag = |stream: &Stream| stream.lag.with_label_values(&["in", "3"]).get();
        stream.end("in", 3, 100, 40);
        assert_eq!(lag(&stream), 60);
        stream.position("in", 3, 90);
        assert_eq!(lag(&stream), 10);
        stream.position("in", 3, 120);
        assert_eq!(lag(&stream), 0);
        stream.end("in", 3, 125, 40);
        assert_eq!(lag(&stream), 5);
        stream.revoked();
        assert!(
            !TextEncoder::new().encode_to_string(&registry.gather()).unwrap().contains("kanhe_consumer_lag{")
        );
    }

    #[test]
    fn latency_is_from_the_message_to_the_commit() {
        let stream = Stream::new(&Registry::new()).unwrap();
        stream.committed(3, 10, Duration::from_millis(50), &[1_000, 900, 2_000], 1_100);
        assert_eq!(stream.latency.get_sample_count(), 3);
        assert!((stream.latency.get_sample_sum() - 0.3).abs() < 1e-9);
    }
}
