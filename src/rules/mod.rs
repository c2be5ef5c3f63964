//! Rules: what hits mean. One folder an input's power: [`name`] for registrations, [`private`]
//! and [`fraud`] for posts. Rules for posts are code and compiled-in cues; nothing loads one.

pub mod fraud;
pub mod name;
pub mod private;
