//! kanhe (勘合): who does this account claim to be, whose private data is in this post,
//! whom would these rows single out.
//!
//! The modules stand in the order of the flow; a stage sees the shared message types and the
//! stages before it. Everything from [`avatar`] to [`pipeline`] is pure: no clock, no file, no
//! network, no randomness. Time arrives inside the event.
#![deny(clippy::disallowed_methods)]

pub mod limits;
pub mod message;
pub(crate) mod page;

pub mod avatar;
pub mod decode;
pub mod fold;
pub mod lexicon;
pub mod matching;
pub mod rules;
pub mod registry;
pub(crate) mod published;
pub(crate) mod sums;
pub mod cluster;
pub mod tables;
pub mod decide;
pub mod redress;
pub mod log;
pub mod route;
pub mod pipeline;

#[cfg(feature = "desk")]
pub(crate) mod documents;

pub mod telemetry;
#[cfg(feature = "kafka")]
pub mod worker;
pub mod cli;
