//! `kanhe scan`: events in, exactly one decision a line out, in the order of the input.
//!
//! Appeals, complaints and verdicts among the events change later decisions as they do in the worker;
//! what follows from them goes to `--outcomes`.
//!
//! Standard output holds decisions and nothing else. A line that is no event is reported on
//! standard error with its file, line and byte, the rest is decided, and the exit code is 3.

mod lines;
mod pool;
mod rows;
mod settle;
mod summary;

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use thiserror::Error;

pub use lines::{Line, Source};
pub use pool::{Feed, ordered};
pub use rows::Rows;
use settle::{Item, Settler};
pub use summary::{Counts, Progress};

use super::load::{EngineArgs, LoadError};
use super::log::folder::FolderError;
use super::pipeline::PipelineError;
use super::text::TextAs;
use super::{Ends, Exit};
use crate::cluster::HashKey;
use crate::decode;
use crate::limits::MAX_EVENT_BYTES;
use crate::message::{DeadLetter, Event, Incoming};
use crate::pipeline::Engine;
use crate::redress::Redress;

/// Lines of one batch: large enough that handing it over costs nothing, small enough to bound memory.
const BATCH_LINES: usize = 256;
/// Bytes after which a batch is full.
const BATCH_BYTES: usize = 1 << 20;
/// Most threads.
const MAX_JOBS: u16 = 64;

/// Decide events (JSONL): one decision a line on standard output
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// Files of events; none or `-` is standard input
    pub files: Vec<PathBuf>,
    /// Every line is the plain text of one such part instead of an event
    #[arg(long, value_name = "PART")]
    pub text: Option<TextAs>,
    /// Threads that decide; the order of the output does not change
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..=i64::from(MAX_JOBS)))]
    pub jobs: u16,
    /// Pipeline whose data products decide the rows (see `[[products]]`)
    #[arg(long, value_name = "FILE")]
    pub pipeline: Option<PathBuf>,
    /// Append what acted to the log in this folder (see `kanhe log`)
    #[arg(long, value_name = "DIR")]
    pub log: Option<PathBuf>,
    /// Write what follows from appeals, complaints and verdicts, and labels of accounts, here (JSONL)
    #[arg(long, value_name = "FILE")]
    pub outcomes: Option<PathBuf>,
    /// Hits of registrations say how the text is read as the entry, for `kanhe verify`
    #[arg(long)]
    pub trace: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub engine: EngineArgs,
}

/// Why a scan did not begin or did not end.
#[derive(Debug, Error)]
#[allow(missing_docs)]
pub enum ScanError {
    #[error(transparent)]
    Load(#[from] LoadError),
    #[error(transparent)]
    Pipeline(#[from] Box<PipelineError>),
    #[error("{}: {source}", path.display())]
    Open { path: PathBuf, source: io::Error },
    #[error("{name}: reading failed: {source}")]
    Read { name: String, source: io::Error },
    #[error("standard output: {0}")]
    Write(io::Error),
    #[error("a thread ended early")]
    Thread,
    #[error(transparent)]
    Log(#[from] FolderError),
}

impl Ends for ScanError {
    fn exit(&self) -> Exit {
        match self {
            Self::Load(e) => e.exit(),
            Self::Pipeline(e) => e.exit(),
            Self::Log(e) => e.exit(),
            Self::Open { .. } => Exit::Usage,
            Self::Read { .. } | Self::Write(_) | Self::Thread => Exit::Failed,
        }
    }
}

/// Lines of one source.
struct Batch {
    name: String,
    lines: Vec<Line>,
    /// Number of the first line over all sources, from 0: ids of plain texts.
    first: usize,
}

/// What became of a batch.
#[derive(Default)]
struct Done {
    items: Vec<Item>,
    errors: Vec<String>,
    counts: Counts,
}

/// Runs the verb.
pub fn run(args: &Args) -> Result<Exit, ScanError> {
    let mut engine = args.engine.engine()?;
    if args.trace {
        engine = engine.with_trace();
    }
    let products = match &args.pipeline {
        Some(path) => super::pipeline::with_secret(path).map_err(Box::new)?,
        None => (Vec::new(), HashKey::new(b"")),
    };
    let mut paths = args.files.clone();
    if paths.is_empty() {
        paths.push(PathBuf::from("-"));
    }
    let mut sources = Vec::new();
    for path in &paths {
        let open = |source| ScanError::Open { path: path.clone(), source };
        sources.push(Source::open(path).map_err(open)?);
    }
    let progress = Progress::begin(total(&paths));
    let mut counts = Counts::default();
    let rows = Rows::new(&engine, &products.0, &products.1);
    let with_products = !products.0.is_empty();
    let mut settler = Settler::new(&engine, rows, args.log.as_deref(), args.outcomes.as_deref())?;
    let result = stream(&engine, args, with_products, sources, &mut settler, &mut counts, |done, counts| {
        progress.at(counts);
        if !done.errors.is_empty() {
            progress.aside(|| done.errors.iter().for_each(|e| eprintln!("kanhe scan: {e}")));
        }
    });
    let pace = progress.end(counts.bytes);
    let loss = settler.loss().map_or(String::new(), |loss| format!("; information loss {loss:.3}"));
    eprintln!("kanhe scan: {counts}{loss}; {pace}");
    match result {
        // Whoever read the output has seen enough.
        Err(ScanError::Write(e)) if e.kind() == io::ErrorKind::BrokenPipe => Ok(Exit::Failed),
        Err(e) => Err(e),
        Ok(()) => Ok(if counts.errors > 0 { Exit::Failed } else { Exit::Fine }),
    }
}

/// Bytes of all files together, where all are files.
fn total(paths: &[PathBuf]) -> Option<u64> {
    paths.iter().map(|p| fs::metadata(p).ok().filter(fs::Metadata::is_file).map(|m| m.len())).sum()
}

fn stream(
    engine: &Engine,
    args: &Args,
    with_products: bool,
    sources: Vec<Source>,
    settler: &mut Settler<'_>,
    counts: &mut Counts,
    mut seen: impl FnMut(&Done, &Counts),
) -> Result<(), ScanError> {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let mut written = Ok(());
    let fed = ordered(
        usize::from(args.jobs),
        |feed| read(sources, feed),
        |batch: Batch| decide(engine, args.text, with_products, &batch),
        |mut done| {
            let mut lines = Vec::new();
            let items = std::mem::take(&mut done.items);
            counts.merge(&done.counts);
            let settled = settler.settle(items, &mut lines, counts);
            seen(&done, counts);
            // Flushed a batch: whoever feeds events by hand sees each decision at once.
            let wrote = out.write_all(&lines).and_then(|()| out.flush()).map_err(ScanError::Write);
            written = settled.and(wrote);
            written.is_ok()
        },
    );
    written?;
    let rest = settler.finish(counts);
    out.write_all(&rest).and_then(|()| out.flush()).map_err(ScanError::Write)?;
    fed.unwrap_or(Err(ScanError::Thread))
}

fn read(sources: Vec<Source>, feed: &mut Feed<Batch>) -> Result<(), ScanError> {
    let mut first = 0;
    for mut source in sources {
        let mut batch = Batch { name: source.name.clone(), lines: Vec::new(), first };
        let mut bytes = 0;
        loop {
            let next = source.next_line();
            let ended = !matches!(next, Ok(Some(_)));
            if let Ok(Some(line)) = &next {
                bytes += line.bytes.as_ref().map_or(0, Vec::len);
            }
            let failed = match next {
                Ok(line) => {
                    batch.lines.extend(line);
                    None
                }
                Err(source_error) => Some(source_error),
            };
            let full = batch.lines.len() >= BATCH_LINES || bytes >= BATCH_BYTES;
            if ended || full || !source.has_line_ready() {
                first += batch.lines.len();
                let next = Batch { name: source.name.clone(), lines: Vec::new(), first };
                let whole = std::mem::replace(&mut batch, next);
                bytes = 0;
                if !whole.lines.is_empty() && !feed.send(whole) {
                    return Ok(());
                }
            }
            if let Some(e) = failed {
                return Err(ScanError::Read { name: source.name, source: e });
            }
            if ended {
                break;
            }
        }
    }
    Ok(())
}

fn decide(engine: &Engine, text: Option<TextAs>, with_products: bool, batch: &Batch) -> Done {
    let mut done = Done::default();
    for (i, line) in batch.lines.iter().enumerate() {
        done.counts.bytes += line.read as u64;
        let item = match (&line.bytes, text) {
            (None, _) => Err(too_long()),
            (Some(bytes), None) if bytes.iter().all(u8::is_ascii_whitespace) => continue,
            (Some(bytes), None) => decode::incoming(bytes).map(|incoming| match incoming {
                Incoming::Event(Event::Record(row)) if with_products => Item::Row(Box::new(row)),
                Incoming::Event(event) => decided(engine, event, &mut done.counts),
                Incoming::Redress(event) => Item::Redress(Box::new(event)),
            }),
            (Some(bytes), Some(part)) => plain(bytes).map(|t| {
                let event = part.event(format!("text-{}", batch.first + i + 1), t.to_owned());
                decided(engine, event, &mut done.counts)
            }),
        };
        match item {
            Ok(item) => done.items.push(item),
            Err(dead) => {
                done.counts.errors += 1;
                done.errors.push(describe(&batch.name, line.number, &dead));
            }
        }
    }
    done
}

/// What nobody can appeal against and no label changes is written as it is.
fn decided(engine: &Engine, event: Event, counts: &mut Counts) -> Item {
    let decision = engine.decide(&event);
    if Redress::concerns(&event, &decision) {
        return Item::Decided(Box::new((event, decision)));
    }
    counts.add(&decision);
    let mut line = engine.to_json(&decision).into_bytes();
    line.push(b'\n');
    Item::Ready(line)
}

fn plain(bytes: &[u8]) -> Result<&str, DeadLetter> {
    std::str::from_utf8(bytes).map_err(|e| DeadLetter {
        stage: "decode",
        code: "utf8",
        detail: "invalid UTF-8".to_owned(),
        offset: Some(e.valid_up_to()),
        keeps_input: false,
    })
}

pub(super) fn too_long() -> DeadLetter {
    DeadLetter {
        stage: "decode",
        code: "too-large",
        detail: format!("more than {MAX_EVENT_BYTES} bytes"),
        offset: None,
        keeps_input: false,
    }
}

/// `events.jsonl:3: byte 17: json-syntax: not one JSON object`. Nothing of the input is in it.
pub(super) fn describe(name: &str, line: usize, dead: &DeadLetter) -> String {
    match dead.offset {
        Some(offset) => format!("{name}:{line}: byte {offset}: {}: {}", dead.code, dead.detail),
        None => format!("{name}:{line}: {}: {}", dead.code, dead.detail),
    }
}
