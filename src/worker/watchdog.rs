//! Ends the process when a call to the client library does not come back. Every such call has a
//! time limit of its own; a hang beyond it is a defect that only a new process gets out of.

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread::Builder;
use std::time::{Duration, Instant};

use tracing::error;

use super::WorkerError;

/// How often it looks.
const LOOK: Duration = Duration::from_secs(1);
/// The process ends with this, as with every failure while running.
const FAILED: i32 = 3;

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

#[cfg(test)]
mod tests {
    use super::*;

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
