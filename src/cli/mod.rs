//! The verbs, one file or folder each. They read files and streams; the core does not.
//!
//! A verb is `Args` (its clap arguments) and `run(&Args) -> Result<Exit, E>` with an error of its
//! own; adding one is a module here and a line in `src/main.rs`.
#![allow(clippy::disallowed_methods)] // Verbs are the edge: files, environment and clock end here.

#[cfg(feature = "desk")]
pub mod apart;
pub mod bound;
pub mod check;
pub mod config;
pub mod daily;
#[cfg(feature = "kafka")]
pub mod desk;
#[cfg(feature = "kafka")]
pub mod dlq;
pub mod drafts;
pub mod register;
pub mod eval;
pub mod explain;
pub mod lexicon;
pub mod load;
pub mod log;
pub mod pipeline;
pub mod product;
pub mod reading;
pub mod release_check;
#[cfg(feature = "desk")]
pub mod releases;
#[cfg(feature = "kafka")]
pub mod run;
pub mod scan;
pub mod schema;
#[cfg(feature = "desk")]
pub mod serve;
#[cfg(feature = "kafka")]
pub mod state;
pub mod table;
pub mod text;
pub mod verify;

/// How a verb ended; the process ends with its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Exit {
    /// All is well.
    Fine = 0,
    /// A gate was asked for and found something.
    Findings = 1,
    /// Bad usage or bad configuration: nothing was done.
    Usage = 2,
    /// Something failed while running.
    Failed = 3,
    /// A gate found what cannot be mended: `release-check` says that nothing may be released.
    Stopped = 4,
}

impl Exit {
    /// The worse of two ends.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.max(other)
    }

    /// The number of the process.
    pub fn code(self) -> u8 {
        self as u8
    }
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// What every verb's error says: with which number the process ends.
pub trait Ends: std::error::Error + Send + Sync + 'static {
    /// The end that this error means.
    fn exit(&self) -> Exit;
}
