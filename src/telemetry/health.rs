//! Whether the worker is alive and ready, as the loop last said.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

/// Longest silence of a loop that is taken for alive: it beats several times a second, and longer
/// silences are a hang in a client call. Kafka itself gives a consumer 5 minutes.
const MAX_SILENCE: Duration = Duration::from_mins(1);

/// What `/healthz` and `/readyz` answer from. Times are since the start of the worker.
#[derive(Debug, Default)]
pub struct Health {
    beat: AtomicU64,
    ready: AtomicBool,
}

impl Health {
    /// The loop went round.
    pub fn beat(&self, since_start: Duration) {
        self.beat.store(millis(since_start), Ordering::Relaxed);
    }

    /// Partitions were assigned, or taken away, or the worker stops.
    pub fn set_ready(&self, ready: bool) {
        self.ready.store(ready, Ordering::Relaxed);
    }

    /// Whether the worker reads and decides.
    pub fn is_ready(&self) -> bool {
        self.ready.load(Ordering::Relaxed)
    }

    /// Whether the loop still goes round.
    pub fn is_alive(&self, since_start: Duration) -> bool {
        millis(since_start).saturating_sub(self.beat.load(Ordering::Relaxed)) <= millis(MAX_SILENCE)
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_silent_loop_is_not_alive() {
        let health = Health::default();
        health.beat(Duration::from_secs(10));
        assert!(health.is_alive(Duration::from_secs(70)));
        assert!(!health.is_alive(Duration::from_secs(71)));
    }
}
