//! `kanhe desk` and `kanhe revert`: persons decide. Cases are read from the changelog of redress,
//! verdicts go to the topic that only the desks may write.

mod revert;
pub(in crate::cli) mod topic;

pub use revert::{RevertArgs, revert};

use clap::{Subcommand, ValueEnum};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use thiserror::Error;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::pipeline::{self, PipelineError};
use super::run::beside;
use super::{Ends, Exit};
use crate::message::{Desk, InputKind, Ruling, Verdict};
use crate::pipeline::config::{Config, RedressTopics};
use crate::redress::{CaseRow, STAGE_NAME, Stage, case_rows};
use crate::worker::WorkerError;

/// Cases that wait for a person: list them, look at one, decide it
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Clone, Subcommand)]
enum Verb {
    /// Open cases, the most urgent first
    List {
        /// File of the pipeline
        pipeline: PathBuf,
        /// Of one desk only
        #[arg(long)]
        desk: Option<DeskName>,
        /// Decided ones and those that nobody appealed too
        #[arg(long)]
        all: bool,
    },
    /// One case with everything that the desk was sent about it
    Show {
        /// File of the pipeline
        pipeline: PathBuf,
        /// The case
        case: String,
    },
    /// Decide a case
    Decide(DecideArgs),
}

/// A decision at the desk.
#[derive(Debug, Clone, clap::Args)]
pub struct DecideArgs {
    /// File of the pipeline
    pub pipeline: PathBuf,
    /// The case
    pub case: String,
    /// `confirm`: the finding is right and stands; `restore`: it is wrong and is undone
    pub outcome: RulingName,
    /// Who decides, in the platform's opaque word
    #[arg(long)]
    pub reviewer: String,
    /// With a restored name: an invented name of the same kind that should pass, for the lexicon
    #[arg(long, value_name = "NAME", conflicts_with = "no_example")]
    pub example: Option<String>,
    /// With a restored name: there is no such example
    #[arg(long)]
    pub no_example: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs)]
pub enum DeskName {
    Accounts,
    Fraud,
    Privacy,
    Data,
}

impl DeskName {
    fn desk(self) -> Desk {
        match self {
            Self::Accounts => Desk::Accounts,
            Self::Fraud => Desk::Fraud,
            Self::Privacy => Desk::Privacy,
            Self::Data => Desk::Data,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs)]
pub enum RulingName {
    Confirm,
    Restore,
}

/// What can go wrong at the desk.
#[derive(Debug, Error)]
#[allow(missing_docs)]
pub enum DeskError {
    #[error(transparent)]
    Pipeline(#[from] PipelineError),
    #[error("{}: no table [redress], so there are no cases", .0.display())]
    NoRedress(PathBuf),
    #[error(transparent)]
    Client(#[from] WorkerError),
    #[error("topic {topic}: {source}")]
    Kafka { topic: String, source: rdkafka::error::KafkaError },
    #[error("topic {0} does not exist")]
    NoTopic(String),
    #[error("topic {0}: no end was seen")]
    Silent(String),
    #[error("no case `{0}`: it never was, or its term is over")]
    NoCase(String),
    #[error(
        "a restored name asks for an example: `--example NAME`, an invented name of the same kind that should pass, or `--no-example`"
    )]
    Example,
    #[error("`{0}`: a day or a time (RFC 3339) expected")]
    Since(String),
    #[error("standard output: {0}")]
    Output(#[from] io::Error),
}

impl Ends for DeskError {
    fn exit(&self) -> Exit {
        match self {
            Self::Kafka { .. }
            | Self::Silent(_)
            | Self::Output(_)
            | Self::Client(WorkerError::Refused { .. }) => Exit::Failed,
            _ => Exit::Usage,
        }
    }
}

/// A pipeline with redress.
struct Console {
    config: Config,
    topics: RedressTopics,
    changelog: String,
}

impl Console {
    fn open(path: &Path) -> Result<Self, DeskError> {
        let mut config = pipeline::config(path)?;
        beside(path.parent().unwrap_or(Path::new("")), &mut config);
        let none = || DeskError::NoRedress(path.to_owned());
        let topics = config.redress.clone().ok_or_else(none)?;
        let changelog = config.changelogs.get(STAGE_NAME).cloned().ok_or_else(none)?;
        Ok(Self { config, topics, changelog })
    }

    /// Every case with its partition.
    fn cases(&self) -> Result<Vec<(i32, CaseRow)>, DeskError> {
        let table = topic::table(&self.config, &self.changelog)?;
        let rows = table.iter().flat_map(|((partition, key), value)| {
            case_rows([(key.as_slice(), value.as_slice())]).map(|row| (*partition, row))
        });
        Ok(rows.collect())
    }

    fn case(&self, case: &str) -> Result<(i32, CaseRow), DeskError> {
        let found = self.cases()?.into_iter().find(|(_, row)| row.case == case);
        found.ok_or_else(|| DeskError::NoCase(case.to_owned()))
    }

    fn send(&self, verdicts: &[(i32, Verdict)]) -> Result<(), DeskError> {
        let lines: Vec<(i32, String, String)> =
            verdicts.iter().map(|(partition, v)| (*partition, v.case.clone(), line(v))).collect();
        topic::send(&self.config, &self.topics.verdicts, &lines)
    }
}

/// A verdict as an event.
fn line(verdict: &Verdict) -> String {
    let mut json = serde_json::to_value(verdict).unwrap_or_default();
    if let Some(fields) = json.as_object_mut() {
        fields.insert("type".to_owned(), "verdict".into());
    }
    json.to_string()
}

/// The time of a verdict: a person's work has a clock.
fn now() -> String {
    OffsetDateTime::now_utc().format(&Rfc3339).unwrap_or_default()
}

/// Runs the verb.
pub fn run(args: &Args) -> Result<Exit, DeskError> {
    match &args.verb {
        Verb::List { pipeline, desk, all } => list(&Console::open(pipeline)?, desk.map(DeskName::desk), *all),
        Verb::Show { pipeline, case } => show(&Console::open(pipeline)?, case),
        Verb::Decide(args) => decide(args),
    }
}

fn list(console: &Console, desk: Option<Desk>, all: bool) -> Result<Exit, DeskError> {
    let mut cases = console.cases()?;
    cases.retain(|(_, row)| desk.is_none_or(|d| d == row.desk) && (all || row.stage == Stage::Open));
    // The most people first, then what is due first.
    cases.sort_by(|(_, a), (_, b)| {
        let due = |row: &CaseRow| row.due.clone().unwrap_or_else(|| row.time.clone());
        b.rank.cmp(&a.rank).then_with(|| due(a).cmp(&due(b))).then_with(|| a.case.cmp(&b.case))
    });
    let mut out = io::stdout().lock();
    for (_, row) in &cases {
        let due = row.due.as_deref().unwrap_or("-");
        let rules = row.rules().collect::<Vec<_>>().join(",");
        let (desk, stage) = (row.desk.as_str(), word(row.stage));
        writeln!(
            out,
            "{}\t{desk}\t{stage}\tdue {due}\trank {}\t{}\t{rules}",
            row.case, row.rank, row.reason
        )?;
    }
    Ok(Exit::Fine)
}

fn word(stage: Stage) -> &'static str {
    match stage {
        Stage::Acted => "acted",
        Stage::Open => "open",
        Stage::Confirmed => "confirmed",
        Stage::Restored => "restored",
    }
}

fn show(console: &Console, case: &str) -> Result<Exit, DeskError> {
    let (_, row) = console.case(case)?;
    let mut sent = Vec::new();
    let topics = &console.config.queues.report;
    let topic = match row.desk {
        Desk::Accounts => &topics.accounts,
        Desk::Fraud => &topics.fraud,
        Desk::Privacy => &topics.privacy,
        Desk::Data => &topics.data,
    };
    topic::read(&console.config, topic, |entry| {
        let json: Option<serde_json::Value> = entry.value.and_then(|v| serde_json::from_slice(&v).ok());
        let about = |json: &serde_json::Value| {
            json.get("case").or_else(|| json.get("report")?.get("case")).is_some_and(|c| c == case)
        };
        sent.extend(json.filter(about));
    })?;
    let out = serde_json::json!({ "case": row, "sent": sent });
    writeln!(io::stdout().lock(), "{out:#}")?;
    Ok(Exit::Fine)
}

fn decide(args: &DecideArgs) -> Result<Exit, DeskError> {
    let console = Console::open(&args.pipeline)?;
    let (partition, row) = console.case(&args.case)?;
    let restores = args.outcome == RulingName::Restore;
    let named = row.input == InputKind::Registration && row.desk == Desk::Accounts && !row.is_complaint();
    if restores && named && args.example.is_none() && !args.no_example {
        return Err(DeskError::Example);
    }
    let verdict = Verdict {
        id: format!("verdict-{}-{}", args.case, if restores { "restore" } else { "confirm" }),
        time: now(),
        case: args.case.clone(),
        outcome: if restores { Ruling::Restore } else { Ruling::Confirm },
        reviewer: args.reviewer.clone(),
        example: args.example.clone(),
        rule: None,
    };
    console.send(&[(partition, verdict)])?;
    writeln!(io::stdout().lock(), "{}: {}", args.case, if restores { "restore" } else { "confirm" })?;
    Ok(Exit::Fine)
}
