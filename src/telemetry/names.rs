//! Metrics of the names in force: which set, how it came, what fell back to shadow.

use std::time::Duration;

use prometheus::core::Collector;
use prometheus::{Gauge, IntCounterVec, IntGaugeVec, Opts, Registry};

/// Counters and gauges of the names in force.
#[derive(Debug, Clone)]
pub struct Names {
    lexicons: IntGaugeVec,
    reloads: IntCounterVec,
    reload_time: Gauge,
    reload_duration: Gauge,
    breaker: IntGaugeVec,
    trips: IntCounterVec,
}

impl Names {
    /// All at zero, in a registry.
    pub(super) fn new(registry: &Registry) -> Result<Self, prometheus::Error> {
        let names = Self {
            lexicons: IntGaugeVec::new(
                Opts::new("kanhe_lexicons_info", "The versions that decide; always 1."),
                &["digest", "engine"],
            )?,
            reloads: IntCounterVec::new(
                Opts::new("kanhe_lexicon_reloads_total", "Sets of names that came, by what became of them."),
                &["result"],
            )?,
            reload_time: Gauge::new(
                "kanhe_lexicon_reload_timestamp_seconds",
                "When the running set was put to use; 0 for the set of the start.",
            )?,
            reload_duration: Gauge::new(
                "kanhe_lexicon_reload_duration_seconds",
                "How long the running set took to compile and to be tried.",
            )?,
            breaker: IntGaugeVec::new(
                Opts::new("kanhe_breaker_open", "1 for a name that fell back to shadow."),
                &["name"],
            )?,
            trips: IntCounterVec::new(
                Opts::new("kanhe_breaker_trips_total", "Times that a name fell back to shadow."),
                &["name"],
            )?,
        };
        for result in ["loaded", "refused"] {
            names.reloads.with_label_values(&[result]);
        }
        let all: [Box<dyn Collector>; 6] = [
            Box::new(names.lexicons.clone()),
            Box::new(names.reloads.clone()),
            Box::new(names.reload_time.clone()),
            Box::new(names.reload_duration.clone()),
            Box::new(names.breaker.clone()),
            Box::new(names.trips.clone()),
        ];
        all.into_iter().try_for_each(|collector| registry.register(collector))?;
        Ok(names)
    }

    /// Shows which versions decide.
    pub fn lexicons(&self, digest: &str, engine: &str) {
        self.lexicons.reset();
        self.lexicons.with_label_values(&[digest, engine]).set(1);
    }

    /// Counts a set that was put to use or refused.
    pub fn reloaded(&self, result: &str) {
        self.reloads.with_label_values(&[result]).inc();
    }

    /// Shows how long a set took, and when it was put to use, since 1970.
    pub fn took(&self, duration: Duration, now: Duration) {
        self.reload_duration.set(duration.as_secs_f64());
        self.reload_time.set(now.as_secs_f64());
    }

    /// A name fell back to shadow.
    pub fn tripped(&self, name: &str) {
        self.breaker.with_label_values(&[name]).set(1);
        self.trips.with_label_values(&[name]).inc();
    }

    /// All names decide again.
    pub fn rearmed(&self) {
        self.breaker.reset();
    }
}
