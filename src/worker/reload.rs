//! Watches for another set of names and puts it to use without a stop.
//!
//! A thread of its own looks at the folder, hears the compacted topic, a SIGHUP and the breaker. It
//! compiles and tries a set while the running one decides; the reader takes the new one up with its
//! next chunk, and the writer begins a transaction with it. **A set that fails is refused, and the
//! old one goes on.** The folder is read once a second and compared: a mounted volume swaps links,
//! which file events show only in part.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread::Builder;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::message::Message;
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};
use tracing::{error, info, warn};

use super::watchdog::Sight;
use super::{CONTACT, WorkerError, client, proof};
use crate::cli::load::folder_files;
use crate::lexicon::{LexiconError, NAMES};
use crate::limits;
use crate::pipeline::config::{Config, Lexicons};
use crate::pipeline::{ENGINE, Engine, Flow, reload};
use crate::telemetry::Metrics;

/// How often it looks.
const LOOK: Duration = Duration::from_secs(1);

/// The flow that decides what is read from now on.
pub type Current = Mutex<Arc<Flow>>;

type Files = Vec<(String, String)>;

enum Source {
    Builtin,
    Folder(PathBuf),
    Topic { consumer: BaseConsumer<Sight>, files: BTreeMap<String, String>, changed: bool },
}

/// Puts sets of names to use.
pub struct Reloader {
    config: Config,
    source: Source,
    current: Weak<Current>,
    again: Arc<AtomicBool>,
    trips: Receiver<String>,
    tripped: BTreeSet<String>,
    /// What was tried last, whether it is in use or was refused.
    last: Files,
    metrics: Metrics,
}

impl Reloader {
    /// Reads what is there: the folder is the set that already runs, the topic may hold a newer one.
    pub fn new(
        config: &Config,
        current: &Arc<Current>,
        again: Arc<AtomicBool>,
        trips: Receiver<String>,
        metrics: Metrics,
    ) -> Result<Self, WorkerError> {
        let (source, last) = match &config.lexicons {
            None => (Source::Builtin, builtin()),
            Some(Lexicons::Folder(folder)) => {
                let files = folder_files(folder).unwrap_or_default();
                (Source::Folder(folder.clone()), files)
            }
            Some(Lexicons::Topic(topic)) => (topic_source(config, topic)?, builtin()),
        };
        let current = Arc::downgrade(current);
        let tripped = BTreeSet::new();
        let mut reloader =
            Self { config: config.clone(), source, current, again, trips, tripped, last, metrics };
        if let Source::Topic { .. } = reloader.source {
            reloader.read_topic(CONTACT);
            reloader.look();
        }
        Ok(reloader)
    }

    /// Watches until the worker is gone.
    pub fn start(mut self) -> Result<(), WorkerError> {
        let watch = move || {
            while self.current.strong_count() > 0 {
                if let Source::Topic { .. } = self.source {
                    self.read_topic(Duration::ZERO);
                }
                self.look();
                match self.trips.recv_timeout(LOOK) {
                    Ok(name) => self.trip(name),
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => return,
                }
            }
        };
        Builder::new().name("reload".to_owned()).spawn(watch).map(drop).map_err(WorkerError::Thread)
    }

    /// A name is refused too often: it decides nothing until a reviewer has looked.
    fn trip(&mut self, name: String) {
        if self.tripped.contains(&name) || !reload::has_term(&self.last, &name) {
            return;
        }
        warn!(name, "a name is refused far too often; it falls back to shadow until SIGHUP");
        self.metrics.names.tripped(&name);
        self.tripped.insert(name);
        let files = self.last.clone();
        self.put(&files);
    }

    /// Tries what has changed, or everything after a SIGHUP, which also re-arms the breaker.
    fn look(&mut self) {
        let again = self.again.swap(false, Ordering::Relaxed);
        let files = match &mut self.source {
            Source::Builtin => self.last.clone(),
            Source::Folder(folder) => match folder_files(folder) {
                Ok(files) => files,
                Err(error) => {
                    // Once for each SIGHUP: the folder may be on its way.
                    if again {
                        error!(%error, "the lexicons cannot be read; the running set goes on");
                        self.metrics.names.reloaded("refused");
                    }
                    return;
                }
            },
            Source::Topic { files, changed, .. } => {
                if std::mem::take(changed) && !files.is_empty() {
                    files.iter().map(|(name, text)| (name.clone(), text.clone())).collect()
                } else {
                    self.last.clone()
                }
            }
        };
        if again {
            self.tripped.clear();
            self.metrics.names.rearmed();
        } else if files == self.last {
            return;
        }
        self.put(&files);
        self.last = files;
    }

    fn put(&self, files: &Files) {
        let Some(current) = self.current.upgrade() else { return };
        let begin = Instant::now();
        let running = Arc::clone(&current.lock().unwrap_or_else(PoisonError::into_inner));
        match compile(running.engine(), files, &self.tripped) {
            Ok(engine) => {
                let flow = Arc::new(Flow::new(&self.config, engine));
                let digest = flow.lexicon_digest().to_owned();
                *current.lock().unwrap_or_else(PoisonError::into_inner) = flow;
                self.metrics.names.reloaded("loaded");
                self.metrics.names.took(begin.elapsed(), now());
                self.metrics.names.lexicons(&digest, ENGINE);
                info!(digest, "another set of names decides from the next transaction on");
            }
            Err(LexiconError { code, file, line, message, .. }) => {
                self.metrics.names.reloaded("refused");
                error!(code, file, line, message, "a set of names is refused; the running set goes on");
            }
        }
    }

    /// Reads the topic to its end, or for as long as `most`, or only what is there.
    fn read_topic(&mut self, most: Duration) {
        let Source::Topic { consumer, files, changed } = &mut self.source else { return };
        let deadline = Instant::now() + most;
        loop {
            match consumer.poll(LOOK.min(most)) {
                Some(Ok(entry)) => {
                    let text = |bytes: Option<&[u8]>| bytes.and_then(|b| String::from_utf8(b.to_vec()).ok());
                    let Some(name) = text(entry.key()) else { continue };
                    match text(entry.payload()) {
                        Some(content) => _ = files.insert(name, content),
                        None => _ = files.remove(&name),
                    }
                    *changed = true;
                }
                Some(Err(KafkaError::PartitionEOF(_))) => return,
                Some(Err(_)) | None if Instant::now() >= deadline => return,
                Some(Err(_)) | None => {}
            }
        }
    }
}

fn compile(running: &Engine, files: &Files, tripped: &BTreeSet<String>) -> Result<Engine, LexiconError> {
    if files.iter().map(|(_, text)| text.len()).sum::<usize>() > limits::MAX_LEXICON_BYTES {
        return Err(LexiconError {
            code: "KL902",
            file: "lexicons".to_owned(),
            line: 1,
            span: 0..0,
            message: format!("more than {} bytes", limits::MAX_LEXICON_BYTES),
        });
    }
    reload::compile(running, files, tripped, proof::prove)
}

fn builtin() -> Files {
    NAMES.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

fn topic_source(config: &Config, topic: &str) -> Result<Source, WorkerError> {
    let consumer: BaseConsumer<Sight> = client::settings(config)?
        // Needed by the library; nothing is committed under it.
        .set("group.id", &config.kafka.group)
        .set("enable.auto.commit", "false")
        .set("enable.partition.eof", "true")
        .set("statistics.interval.ms", client::COUNT_MS.to_string())
        .create_with_context(Sight::default())
        .map_err(WorkerError::Client)?;
    let mut place = TopicPartitionList::new();
    place.add_partition_offset(topic, 0, Offset::Beginning).map_err(WorkerError::Read)?;
    consumer.assign(&place).map_err(WorkerError::Read)?;
    Ok(Source::Topic { consumer, files: BTreeMap::new(), changed: false })
}

fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::worker::proof::tests::{logged, stated};

    #[test]
    fn a_reload_states_the_time_of_the_protected_suite() {
        let running = Engine::builtin().unwrap();
        let lines = logged(|| drop(compile(&running, &builtin(), &BTreeSet::new()).unwrap()));
        assert_eq!(stated(&lines), 1, "{lines:?}");
        let broken = vec![("a.toml".to_owned(), "[lexicon".to_owned())];
        let lines = logged(|| assert!(compile(&running, &broken, &BTreeSet::new()).is_err()));
        assert_eq!(stated(&lines), 0, "{lines:?}");
    }
}
