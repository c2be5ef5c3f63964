//! What scenarios with a real Kafka share: the broker, plain clients, a worker process.
//!
//! Deadlines in here only end a test that hangs; nothing is asserted about time.

pub mod broker;
pub mod client;
pub mod pipeline;
pub mod process;
pub mod road;

use std::time::Duration;

/// Ends a wait for something that will not come.
pub const DEADLINE: Duration = Duration::from_mins(3);

/// Asks until it is so. For what says nothing by itself when it changes.
#[allow(dead_code)] // Few scenarios have to.
pub fn until(what: &str, mut so: impl FnMut() -> bool) {
    let deadline = std::time::Instant::now() + DEADLINE;
    while !so() {
        assert!(std::time::Instant::now() < deadline, "waited in vain until {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}
