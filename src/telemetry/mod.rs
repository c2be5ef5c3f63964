//! What the worker tells about itself: counts and health, never a word of an event. Labels are
//! queues, inputs, actions, stages, codes and rule ids: closed lists of kanhe's own.
#![allow(clippy::disallowed_methods)] // The edge of the system: clocks and the network end here.

#[cfg(feature = "kafka")]
pub mod admin;
mod health;
mod metrics;
mod names;
mod stream;

pub use health::Health;
pub use metrics::{Metrics, MetricsError};
pub use names::Names;
pub use stream::Stream;
