//! The proof of an engine, with a clock beside it: every engine is proven on the protected posts and
//! names before it decides anything else, and has no clock to say how long that takes.

use std::time::Instant;

use tracing::info;

use crate::lexicon::LexiconError;
use crate::pipeline::{Engine, Unproven};

/// Decides every protected post and name, and states in the log how long it took.
pub fn prove(engine: Unproven) -> Result<Engine, LexiconError> {
    let begin = Instant::now();
    let (engine, decided) = engine.prove()?;
    let micros = u64::try_from(begin.elapsed().as_micros()).unwrap_or(u64::MAX);
    info!(decided, micros, digest = engine.lexicon_digest(), "protected posts and names pass");
    Ok(engine)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::io::{self, Write};
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What is logged meanwhile, as `kanhe run` writes it.
    pub fn logged(what: impl FnOnce()) -> Vec<serde_json::Value> {
        let lines = Lines::default();
        let writer = lines.clone();
        let log = tracing_subscriber::fmt().json().with_writer(move || writer.clone()).finish();
        tracing::subscriber::with_default(log, what);
        let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        text.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
    }

    /// The lines that state the time of the protected suite.
    pub fn stated(lines: &[serde_json::Value]) -> usize {
        let states = |f: &serde_json::Value| {
            f["message"] == "protected posts and names pass" && f["micros"].is_u64() && f["decided"].is_u64()
        };
        lines.iter().filter(|l| states(&l["fields"])).count()
    }

    #[test]
    fn the_time_is_stated_once_for_each_proof() {
        let names = crate::lexicon::NameSet::embedded().unwrap();
        let lines = logged(|| drop(prove(Unproven::new(names)).unwrap()));
        assert_eq!(stated(&lines), 1, "{lines:?}");
    }
}
