//! Findings to decisions: the least restrictive action that satisfies every finding in force, a
//! notice in both languages, a case where the contract asks for one.

mod mask;

pub use mask::mask;
