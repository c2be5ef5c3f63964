//! The verbs, one file each. They read files and streams; the core does not.
#![allow(clippy::disallowed_methods)] // Verbs are the edge: files, environment and clock end here.

pub mod scan;
