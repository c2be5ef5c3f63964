//! Ends the process when the client library cannot go on, and only a new process can.
//!
//! That is so when a call does not come back: each has a time limit of its own, and a hang beyond it
//! is a defect. And it is so when the library has lost sight of its brokers: one that was away for
//! longer than its controller waits first says, when it is back, that there is no broker at all.
//! **The library believes that, lets go of the last one it knows, and never looks for any again**
//! (confluentinc/librdkafka, issue 5301). To give it the brokers once more is not enough: it goes on
//! to ask the broker that it let go of for the group, in a call that hangs (issue 5511).

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread::Builder;
use std::time::{Duration, Instant};

use rdkafka::Statistics;
use rdkafka::client::ClientContext;
use rdkafka::consumer::ConsumerContext;
use tracing::error;

use super::client::COUNT_MS;
use super::{WorkerError, librdkafka};

/// How often it looks.
const LOOK: Duration = Duration::from_secs(1);
/// The process ends with this, as with every failure while running.
const FAILED: i32 = 3;

/// Longest time without a broker that is reached or tried. While brokers are only away, one is tried
/// at least every ten seconds, the library's longest rest between two tries.
const LOST: Duration = Duration::from_secs(30);
/// A broker that was tried since the last count but one.
const TRIED: Duration = Duration::from_millis(2 * COUNT_MS);

type Busy = Mutex<Option<(Instant, &'static str)>>;

/// Knows which call is under way.
#[derive(Debug)]
pub struct Watchdog {
    busy: Arc<Busy>,
}

impl Watchdog {
    /// Starts to watch; it ends when dropped.
    pub fn start(most: Duration) -> Result<Self, WorkerError> {
        let busy = Arc::new(Busy::default());
        let watched = Arc::downgrade(&busy);
        let thread = move || watch(&watched, most, hangs);
        Builder::new().name("watchdog".to_owned()).spawn(thread).map_err(WorkerError::Thread)?;
        Ok(Self { busy })
    }

    /// Makes a call under watch.
    pub fn call<R>(&self, name: &'static str, call: impl FnOnce() -> R) -> R {
        self.set(Some((Instant::now(), name)));
        let result = call();
        self.set(None);
        result
    }

    fn set(&self, busy: Option<(Instant, &'static str)>) {
        *self.busy.lock().unwrap_or_else(PoisonError::into_inner) = busy;
    }
}

fn hangs(call: &'static str, seconds: u64) {
    error!(call, seconds, "a call to the client library hangs; the worker ends");
    std::process::exit(FAILED);
}

fn watch(busy: &Weak<Busy>, most: Duration, mut hangs: impl FnMut(&'static str, u64)) {
    while let Some(watched) = busy.upgrade() {
        let now = *watched.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((call, elapsed)) =
            now.map(|(since, call)| (call, since.elapsed())).filter(|(_, e)| *e >= most)
        {
            return hangs(call, elapsed.as_secs());
        }
        drop(watched);
        std::thread::park_timeout(LOOK.min(most));
    }
}

/// Looks after the brokers of one client.
#[derive(Debug)]
pub struct Sight {
    last: Mutex<Instant>,
}

impl Default for Sight {
    fn default() -> Self {
        Self { last: Mutex::new(Instant::now()) }
    }
}

impl Sight {
    /// Looks at what the client counted, and ends the process when its brokers are lost.
    pub fn counted(&self, statistics: &Statistics) {
        let unseen = self.unseen(statistics, Instant::now());
        if unseen >= LOST {
            let seconds = unseen.as_secs();
            error!(seconds, "the client library has lost sight of all brokers; the worker ends");
            std::process::exit(FAILED);
        }
    }

    /// For how long no broker was reached or tried.
    fn unseen(&self, statistics: &Statistics, now: Instant) -> Duration {
        let age = |micros: i64| Duration::from_micros(u64::try_from(micros).unwrap_or_default());
        let mut brokers =
            statistics.brokers.values().filter(|b| ["configured", "learned"].contains(&&*b.source));
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        // Between two tries a broker is in its first state again, each time anew.
        if brokers.any(|broker| broker.state != "INIT" || age(broker.stateage) < TRIED) {
            *last = now;
        }
        now - *last
    }
}

/// For a client that nothing else is heard of.
impl ClientContext for Sight {
    librdkafka::into_our_log!();

    fn stats(&self, statistics: Statistics) {
        self.counted(&statistics);
    }
}

impl ConsumerContext for Sight {}

#[cfg(test)]
mod tests {
    use rdkafka::statistics::Broker;

    use super::*;

    #[test]
    fn brokers_are_lost_when_none_is_reached_or_tried_any_more() {
        let broker = |source: &str, state: &str, seconds: i64| Broker {
            source: source.to_owned(),
            state: state.to_owned(),
            stateage: seconds * 1_000_000,
            ..Broker::default()
        };
        let of = |brokers: Vec<Broker>| Statistics {
            brokers: brokers.into_iter().enumerate().map(|(n, b)| (n.to_string(), b)).collect(),
            ..Statistics::default()
        };
        let begin = Instant::now();
        let unseen = |brokers: Vec<Broker>| {
            let sight = Sight { last: Mutex::new(begin) };
            sight.unseen(&of(brokers), begin + Duration::from_secs(50)).as_secs()
        };
        // None at all, or only one that the library let go of.
        assert_eq!(unseen(vec![]), 50);
        assert_eq!(unseen(vec![broker("internal", "UP", 1), broker("logical", "UP", 1)]), 50);
        assert_eq!(unseen(vec![broker("learned", "INIT", 40), broker("logical", "UP", 1)]), 50);
        // One that is there, is tried, or waits for its next try.
        for source in ["configured", "learned"] {
            for (state, seconds) in [("UP", 40), ("DOWN", 40), ("TRY_CONNECT", 40), ("INIT", 0)] {
                let brokers = vec![broker(source, state, seconds), broker("learned", "INIT", 40)];
                assert_eq!(unseen(brokers), 0, "{source} {state}");
            }
        }
        // It counts from when one was there last.
        let sight = Sight { last: Mutex::new(begin) };
        let at = |seconds| begin + Duration::from_secs(seconds);
        assert_eq!(sight.unseen(&of(vec![broker("learned", "UP", 9)]), at(9)).as_secs(), 0);
        assert_eq!(sight.unseen(&of(vec![]), at(30)).as_secs(), 21);
    }

    #[test]
    fn a_call_that_hangs_is_named_and_one_that_returns_is_not() {
        let busy = Arc::new(Busy::default());
        let dog = Watchdog { busy: Arc::clone(&busy) };
        assert_eq!(dog.call("short", || 7), 7);
        dog.set(Some((Instant::now(), "commit")));
        let mut named = None;
        watch(&Arc::downgrade(&busy), Duration::from_millis(1), |call, _| named = Some(call));
        assert_eq!(named, Some("commit"));
        let weak = Arc::downgrade(&busy);
        drop((dog, busy));
        watch(&weak, Duration::ZERO, |_, _| panic!("nothing is watched any more"));
    }
}
