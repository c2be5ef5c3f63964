//! What scenarios with a real Kafka share: the broker, plain clients, a worker process.
//!
//! Deadlines in here only end a test that hangs; nothing is asserted about time.

pub mod broker;
pub mod client;
pub mod pipeline;
pub mod process;

use std::time::Duration;

/// Ends a wait for something that will not come.
pub const DEADLINE: Duration = Duration::from_mins(3);
