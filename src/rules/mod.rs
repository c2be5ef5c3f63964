//! Rules: what hits mean. One folder an input's power: [`name`] for registrations, [`private`]
//! and [`fraud`] for posts, `disclosure` for drafts. Rules for posts are code and compiled-in cues;
//! nothing loads one.

pub(crate) mod disclosure;
pub mod fraud;
pub mod name;
pub mod private;
