//! How much may be under way: inputs and bytes that are read and not yet committed. The reader
//! waits here; the writer lets go. Memory is bounded by this and by the clients' own buffers.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// What is under way.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// Inputs.
    pub inputs: usize,
    /// Their bytes.
    pub bytes: usize,
}

/// Bounds what is under way. One input more than fits may enter, so that the largest fits alone.
#[derive(Debug)]
pub struct Gate {
    most: Load,
    load: Mutex<Load>,
    changed: Condvar,
}

impl Gate {
    /// A gate for so much.
    pub fn new(most: Load) -> Self {
        Self { most, load: Mutex::default(), changed: Condvar::new() }
    }

    /// So much is under way now.
    pub fn enter(&self, more: Load) {
        let mut load = self.lock();
        load.inputs += more.inputs;
        load.bytes += more.bytes;
    }

    /// So much is done with.
    pub fn leave(&self, less: Load) {
        let mut load = self.lock();
        debug_assert!(load.inputs >= less.inputs && load.bytes >= less.bytes, "more left than entered");
        load.inputs = load.inputs.saturating_sub(less.inputs);
        load.bytes = load.bytes.saturating_sub(less.bytes);
        self.changed.notify_all();
    }

    /// Waits for room; false when there is none in time.
    pub fn room(&self, most: Duration) -> bool {
        let deadline = Instant::now() + most;
        let mut load = self.lock();
        while load.inputs >= self.most.inputs || load.bytes >= self.most.bytes {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            load = self.changed.wait_timeout(load, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }

    /// What is under way.
    pub fn load(&self) -> Load {
        *self.lock()
    }

    /// A panic elsewhere ends the worker by itself; counts are whole numbers and stay true.
    fn lock(&self) -> MutexGuard<'_, Load> {
        self.load.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_no_room_until_something_leaves() {
        for full in [Load { inputs: 2, bytes: 1 }, Load { inputs: 1, bytes: 90 }] {
            let gate = Gate::new(Load { inputs: 2, bytes: 80 });
            gate.enter(full);
            assert!(!gate.room(Duration::ZERO));
            std::thread::scope(|scope| {
                scope.spawn(|| gate.leave(full));
                assert!(gate.room(Duration::from_mins(1)));
            });
            assert_eq!(gate.load(), Load::default());
        }
    }
}
