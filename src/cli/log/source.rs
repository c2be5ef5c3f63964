//! Where a log is: in a folder, or in the topic of a pipeline's workers.

use std::path::{Path, PathBuf};

use super::folder::{FolderError, KEYS, Keys, LogFolder};
#[cfg(feature = "kafka")]
use super::topic::TopicLog;
use crate::log::{Destroyed, Line, Sum};

/// A log that is read, and that the destruction of a period is written to.
#[derive(Debug)]
pub enum Source {
    /// One chain in a folder.
    Folder(PathBuf),
    /// One chain a stage and partition.
    #[cfg(feature = "kafka")]
    Topic(Box<TopicLog>),
}

impl Source {
    /// Of a folder, or of the file of a pipeline.
    pub fn open(path: &Path) -> Result<Self, FolderError> {
        if !path.is_file() {
            return Ok(Self::Folder(path.to_owned()));
        }
        #[cfg(feature = "kafka")]
        return Ok(Self::Topic(Box::new(TopicLog::open(path)?)));
        #[cfg(not(feature = "kafka"))]
        Err(FolderError::NoKafka(path.to_owned()))
    }

    /// Reads and verifies every chain. A line is shown before what follows it is verified: on an
    /// error, what was seen counts for nothing.
    pub fn read(
        &self,
        see: &mut dyn FnMut(Line) -> Result<(), FolderError>,
    ) -> Result<Vec<(String, Sum)>, FolderError> {
        match self {
            Self::Folder(path) => Ok(vec![(String::new(), LogFolder::read(path, see)?)]),
            #[cfg(feature = "kafka")]
            Self::Topic(log) => log.read(see),
        }
    }

    /// The keys.
    pub fn keys(&self) -> Keys {
        match self {
            Self::Folder(path) => Keys::of(&path.join(KEYS)),
            #[cfg(feature = "kafka")]
            Self::Topic(log) => Keys::of(log.keys()),
        }
    }

    /// Discards the key of a period and records that.
    pub fn destroy(&self, destroyed: &Destroyed) -> Result<(), FolderError> {
        let mut folder = match self {
            Self::Folder(path) => LogFolder::open(path)?,
            // Only workers write to their chains: destructions have one of their own, beside the keys.
            #[cfg(feature = "kafka")]
            Self::Topic(log) => LogFolder::open_with(log.keys(), log.keys())?,
        };
        folder.destroy(destroyed)
    }
}
