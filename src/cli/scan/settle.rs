//! What comes after the rules, in the order of the input: redress, the log, the outcomes. One
//! thread, since an appeal must find what was decided before it.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use super::summary::Counts;
use super::{Rows, ScanError};
use crate::cli::log::folder::LogFolder;
use crate::log::{Logged, record};
use crate::message::{Decision, Event, Record, RedressEvent};
use crate::pipeline::{ENGINE, Engine};
use crate::redress::{Memory, Output, Redress};

/// What became of a line before state is asked.
pub enum Item {
    /// Decided, and nobody's appeal can be about it: JSON with its line break.
    Ready(Vec<u8>),
    /// A row of a product, which may wait for others.
    Row(Box<Record>),
    /// Decided; persons and verification may say otherwise.
    Decided(Box<(Event, Decision)>),
    /// An appeal, a complaint or a verdict.
    Redress(Box<RedressEvent>),
}

/// State of one run, and where it is written.
pub struct Settler<'a> {
    engine: &'a Engine,
    /// Keeps the order of the output, whatever waits.
    rows: Rows<'a>,
    redress: Redress,
    ledger: Memory,
    log: Option<LogFolder>,
    outcomes: Option<(PathBuf, BufWriter<File>)>,
}

impl<'a> Settler<'a> {
    /// With a log and a file of outcomes, where they are asked for.
    pub fn new(
        engine: &'a Engine,
        rows: Rows<'a>,
        log: Option<&Path>,
        outcomes: Option<&Path>,
    ) -> Result<Self, ScanError> {
        let log = log.map(LogFolder::open).transpose()?;
        let outcomes = match outcomes {
            Some(path) => {
                let file = File::create(path).map_err(|source| open(path, source))?;
                Some((path.to_owned(), BufWriter::new(file)))
            }
            None => None,
        };
        Ok(Self { engine, rows, redress: engine.redress(), ledger: Memory::default(), log, outcomes })
    }

    /// Settles the items of a batch: their decisions go to `out`, their counts to `counts`.
    pub fn settle(
        &mut self,
        items: Vec<Item>,
        out: &mut Vec<u8>,
        counts: &mut Counts,
    ) -> Result<(), ScanError> {
        for item in items {
            match item {
                Item::Ready(line) => self.rows.line(line),
                Item::Row(row) => self.rows.row(*row, counts),
                Item::Decided(decided) => self.decided(*decided, counts)?,
                Item::Redress(event) => {
                    counts.redress += 1;
                    let outputs = self.redress.receive(&mut self.ledger, &event, self.engine.context());
                    self.send(&outputs, event.time())?;
                }
            }
        }
        out.append(&mut self.rows.ready());
        // Safe with the batch: what was written is what the log says.
        self.log.as_mut().map_or(Ok(()), LogFolder::save)?;
        if let Some((path, file)) = &mut self.outcomes {
            file.flush().map_err(|source| open(path, source))?;
        }
        Ok(())
    }

    /// Ends the streams of rows: the rest of the output.
    pub fn finish(&mut self, counts: &mut Counts) -> Vec<u8> {
        self.rows.finish(counts)
    }

    /// Mean information loss of the published rows, where there are any.
    pub fn loss(&self) -> Option<f64> {
        self.rows.loss()
    }

    fn decided(
        &mut self,
        (event, decision): (Event, Decision),
        counts: &mut Counts,
    ) -> Result<(), ScanError> {
        let (decision, outputs) =
            self.redress.settle(&mut self.ledger, &event, decision, self.engine.context());
        counts.add(&decision);
        let mut line = self.engine.to_json(&decision).into_bytes();
        line.push(b'\n');
        self.rows.line(line);
        self.log(record(&decision, event.time(), ENGINE, self.engine.lexicon_digest()))?;
        self.send(&outputs, event.time())
    }

    fn send(&mut self, outputs: &[Output], time: &str) -> Result<(), ScanError> {
        for output in outputs {
            let digest = self.engine.lexicon_digest();
            let logged = match output {
                Output::Mask(mask) => record(&Decision::Post(mask.clone()), time, ENGINE, digest),
                Output::Restore(restore) => Some(Logged::from_restore(restore, time)),
                Output::Case(_) | Output::Outcome(_) => None,
            };
            self.log(logged)?;
            if let Some((path, file)) = &mut self.outcomes {
                let json = output.to_json(|mask| self.engine.to_json(&Decision::Post(mask.clone())));
                writeln!(file, "{json}").map_err(|source| open(path, source))?;
            }
        }
        Ok(())
    }

    fn log(&mut self, logged: Option<Logged>) -> Result<(), ScanError> {
        match (&mut self.log, logged) {
            (Some(log), Some(logged)) => Ok(log.append(&logged)?),
            _ => Ok(()),
        }
    }
}

fn open(path: &Path, source: io::Error) -> ScanError {
    ScanError::Open { path: path.to_owned(), source }
}
