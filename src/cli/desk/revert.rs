//! `kanhe revert`: everything that a wrong rule did, restored in one go. Each restore is a verdict,
//! so it can be begun again after a crash and changes nothing twice.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::path::PathBuf;
use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcOffset};

use super::{Console, DeskError, now};
use crate::cli::Exit;
use crate::message::{Ruling, Verdict};
use crate::redress::{CaseRow, Stage};

/// Restore everything that a rule did since a day; shows it first
#[derive(Debug, Clone, clap::Args)]
pub struct RevertArgs {
    /// File of the pipeline
    pub pipeline: PathBuf,
    /// The rule, as in findings, e.g. 10-2/speaks-as-a-body
    #[arg(long)]
    pub rule: String,
    /// Since this day or time, in event time
    #[arg(long, value_name = "TIME")]
    pub since: String,
    /// Do it; without this only what would be restored is shown
    #[arg(long)]
    pub yes: bool,
    /// Who decides, in the platform's opaque word
    #[arg(long, default_value = "revert")]
    pub reviewer: String,
}

/// Runs the verb.
pub fn revert(args: &RevertArgs) -> Result<Exit, DeskError> {
    let since = since(&args.since).ok_or_else(|| DeskError::Since(args.since.clone()))?;
    let console = Console::open(&args.pipeline)?;
    let mut cases = console.cases()?;
    cases.retain(|(_, row)| is_meant(row, &args.rule, since));
    let mut by: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (_, row) in &cases {
        *by.entry((row.desk.as_str(), row.action.as_str())).or_default() += 1;
    }
    let mut out = io::stdout().lock();
    for ((desk, action), number) in &by {
        writeln!(out, "{desk}\t{action}\t{number}")?;
    }
    let number = cases.len();
    if !args.yes {
        writeln!(out, "{number} findings of {} would be restored (--yes does it)", args.rule)?;
        return Ok(Exit::Fine);
    }
    let time = now();
    let verdict = |(partition, row): (i32, CaseRow)| {
        let verdict = Verdict {
            id: format!("revert-{}", row.case),
            time: time.clone(),
            case: row.case,
            outcome: Ruling::Restore,
            reviewer: args.reviewer.clone(),
            example: None,
            rule: Some(args.rule.clone()),
        };
        (partition, verdict)
    };
    let verdicts: Vec<(i32, Verdict)> = cases.into_iter().map(verdict).collect();
    console.send(&verdicts)?;
    writeln!(out, "{number} findings of {} are being restored", args.rule)?;
    Ok(Exit::Fine)
}

fn is_meant(row: &CaseRow, rule: &str, since: OffsetDateTime) -> bool {
    !row.is_complaint()
        && row.stage != Stage::Restored
        && row.rules().any(|r| r == rule)
        && OffsetDateTime::parse(&row.time, &Rfc3339).is_ok_and(|time| time >= since)
}

/// A day begins at midnight UTC.
fn since(text: &str) -> Option<OffsetDateTime> {
    let whole = if text.len() == 10 { format!("{text}T00:00:00Z") } else { text.to_owned() };
    OffsetDateTime::parse(&whole, &Rfc3339).ok().map(|time| time.to_offset(UtcOffset::UTC))
}
