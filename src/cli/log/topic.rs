//! The log of a pipeline's workers: lines in a topic, heads in the changelogs of their stages, and
//! the destructions in a chain of their own beside the keys.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::folder::{FolderError, Keys, LogFolder};
use crate::cli::desk::{DeskError, topic};
use crate::cli::pipeline;
use crate::cli::run::beside;
use crate::log::{Broken, Head, Line, Sum, Verifying};
use crate::pipeline::config::Config;
use crate::pipeline::logging::HEAD;

/// A pipeline's log.
#[derive(Debug)]
pub struct TopicLog {
    config: Config,
    topic: String,
    keys: PathBuf,
}

impl TopicLog {
    /// Of a pipeline that has one.
    pub fn open(path: &Path) -> Result<Self, FolderError> {
        let mut config = pipeline::config(path).map_err(|e| Box::new(DeskError::from(e)))?;
        beside(path.parent().unwrap_or(Path::new("")), &mut config);
        let keys = config.redress.as_ref().and_then(|r| r.log_keys.clone());
        let (Some(topic), Some(keys)) = (config.queues.log.clone(), keys) else {
            return Err(FolderError::NoLog(path.to_owned()));
        };
        Ok(Self { config, topic, keys })
    }

    /// The folder of the keys.
    pub fn keys(&self) -> &Path {
        &self.keys
    }

    /// Reads and verifies every chain: the heads first, so that what workers write meanwhile is newer
    /// than they are.
    pub fn read(
        &self,
        see: &mut dyn FnMut(Line) -> Result<(), FolderError>,
    ) -> Result<Vec<(String, Sum)>, FolderError> {
        let key = Keys::chain(&self.keys)?;
        let mut chains: BTreeMap<String, Verifying> = BTreeMap::new();
        for changelog in self.config.changelogs.values() {
            for ((partition, entry), value) in topic::table(&self.config, changelog).map_err(Box::new)? {
                if entry != HEAD {
                    continue;
                }
                let unread = || FolderError::Head(format!("{changelog}:{partition}").into());
                let head: Head = serde_json::from_slice(&value).map_err(|_| unread())?;
                let name = head.chain.clone();
                let chain = Verifying::new(head, &key)
                    .map_err(|source| FolderError::Chain { chain: name.clone(), source })?;
                chains.insert(name, chain);
            }
        }
        let (mut failed, mut number) = (None, 0);
        topic::read(&self.config, &self.topic, |entry| {
            number += 1;
            if failed.is_none() {
                failed = self.line(&mut chains, number, entry.value.as_deref(), see).err();
            }
        })
        .map_err(Box::new)?;
        if let Some(failed) = failed {
            return Err(failed);
        }
        let mut sums = Vec::with_capacity(chains.len() + 1);
        for (chain, verifying) in chains {
            match verifying.finish() {
                Ok(sum) => sums.push((chain, sum)),
                Err(source) => return Err(FolderError::Chain { chain, source }),
            }
        }
        if LogFolder::is(&self.keys) {
            sums.push(("destructions".to_owned(), LogFolder::read_with(&self.keys, &self.keys, see)?));
        }
        Ok(sums)
    }

    /// One message of the topic, the `number`th.
    fn line(
        &self,
        chains: &mut BTreeMap<String, Verifying>,
        number: u64,
        value: Option<&[u8]>,
        see: &mut dyn FnMut(Line) -> Result<(), FolderError>,
    ) -> Result<(), FolderError> {
        let line: Option<Line> = value.and_then(|value| serde_json::from_slice(value).ok());
        let Some(line) = line else {
            let source = Broken::NoLine { line: number };
            return Err(FolderError::Broken { path: self.topic.clone().into(), source });
        };
        let broken = |source| FolderError::Chain { chain: line.chain.clone(), source };
        let chain = chains.get_mut(&line.chain).ok_or_else(|| broken(Broken::NoHead))?;
        chain.push(&line).map_err(broken)?;
        see(line)
    }
}
