//! `kanhe explain`: one text, what was found in it, how, and why it passed or did not.

mod name;
mod picture;
mod post;

use clap::ValueEnum;
use std::io::{self, Read as _, Write};
use std::path::PathBuf;
use thiserror::Error;

use super::load::{EngineArgs, LoadError, read_text};
use super::text::TextAs;
use super::{Ends, Exit};
use crate::message::{AccountPart, AccountPartKind, Action, Category, Decision, Event};
use crate::pipeline::Engine;
use crate::rules::fraud;
use picture::LABEL;

/// Show what was found in one text, how, and why it passed or not
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// The text
    #[arg(required_unless_present = "file")]
    pub text: Option<String>,
    /// Read the text from a file; `-` is standard input
    #[arg(long, value_name = "FILE", conflicts_with = "text")]
    pub file: Option<PathBuf>,
    /// What the text is
    #[arg(long = "as", value_name = "PART", default_value = "nickname")]
    pub part: TextAs,
    /// The bio that stands beside the name
    #[arg(long)]
    pub bio: Option<String>,
    /// What kind of account it is
    #[arg(long, default_value = "personal")]
    pub category: CategoryArg,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub engine: EngineArgs,
}

/// The kind of account, as a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs)]
pub enum CategoryArg {
    Personal,
    Organisation,
    Media,
    Military,
}

impl From<CategoryArg> for Category {
    fn from(arg: CategoryArg) -> Self {
        match arg {
            CategoryArg::Personal => Self::Personal,
            CategoryArg::Organisation => Self::Organisation,
            CategoryArg::Media => Self::Media,
            CategoryArg::Military => Self::Military,
        }
    }
}

/// Why nothing could be explained.
#[derive(Debug, Error)]
#[allow(missing_docs)]
pub enum ExplainError {
    #[error(transparent)]
    Load(#[from] LoadError),
    #[error("`--bio` and `--category` belong to an account, not to a post")]
    NotAnAccount,
    #[error("standard input: {0}")]
    Read(io::Error),
    #[error("standard output: {0}")]
    Write(#[from] io::Error),
}

impl Ends for ExplainError {
    fn exit(&self) -> Exit {
        match self {
            Self::Load(_) | Self::NotAnAccount => Exit::Usage,
            Self::Read(_) | Self::Write(_) => Exit::Failed,
        }
    }
}

/// Runs the verb.
pub fn run(args: &Args) -> Result<Exit, ExplainError> {
    let engine = args.engine.engine()?;
    let event = event(args)?;
    let decision = engine.decide(&event);
    // Colours for a terminal; `anstream` drops them for pipes and where NO_COLOR is set.
    let mut out = anstream::stdout().lock();
    explain(&mut out, &engine, &event, &decision)?;
    out.flush()?;
    Ok(Exit::Fine)
}

fn text(args: &Args) -> Result<String, ExplainError> {
    let mut text = match &args.file {
        None => return Ok(args.text.clone().unwrap_or_default()),
        Some(path) if path.as_os_str() == "-" => {
            let mut text = String::new();
            io::stdin().read_to_string(&mut text).map_err(ExplainError::Read)?;
            text
        }
        Some(path) => read_text(path)?,
    };
    text.truncate(text.trim_end_matches(['\n', '\r']).len());
    Ok(text)
}

fn event(args: &Args) -> Result<Event, ExplainError> {
    let mut event = args.part.event("explain".to_owned(), text(args)?);
    match &mut event {
        Event::Registration(e) => {
            e.category = args.category.into();
            let bio = args.bio.iter().map(|b| AccountPart { kind: AccountPartKind::Bio, text: b.clone() });
            e.parts.extend(bio);
        }
        _ if args.bio.is_some() || args.category != CategoryArg::Personal => {
            return Err(ExplainError::NotAnAccount);
        }
        _ => {}
    }
    Ok(event)
}

fn explain(out: &mut impl Write, engine: &Engine, event: &Event, decision: &Decision) -> io::Result<()> {
    match event {
        Event::Registration(e) => {
            name::parts(out, engine.names(), e)?;
            let explanation = fraud::explain(&e.parts);
            let texts: Vec<&str> = e.parts.iter().map(|p| p.text.as_str()).collect();
            if !explanation.reasons().is_empty() {
                post::fraud(out, &explanation, &texts)?;
            }
        }
        Event::Post(e) => post::parts(out, e)?,
        Event::Record(_) => {}
    }
    verdict(out, decision)
}

fn verdict(out: &mut impl Write, decision: &Decision) -> io::Result<()> {
    use anstyle::AnsiColor::{Green, Red};
    let style = if decision.action() == Action::Pass { Green } else { Red }.on_default().bold();
    writeln!(out, "{:<LABEL$}{style}{}{style:#}", "verdict", decision.action().as_str())?;
    for f in decision.findings() {
        let lifted = f.exempted_by.as_ref().map(|e| format!(", exempted by {e}")).unwrap_or_default();
        writeln!(out, "{:<LABEL$}{} (article {}){lifted}", "finding", f.rule, f.article)?;
    }
    if let Some(case) = decision.report() {
        let missing: Vec<&str> = case.missing.iter().map(|m| m.as_str()).collect();
        let lacking =
            if missing.is_empty() { String::new() } else { format!(", lacking {}", missing.join(" ")) };
        writeln!(out, "{:<LABEL$}for the desk {}: {}{lacking}", "case", case.desk.as_str(), case.reason)?;
    }
    if let Some(notice) = decision.notice() {
        writeln!(out, "{:<LABEL$}{}\n{:<LABEL$}{}", "notice", notice.zh, "", notice.en.trim_end())?;
    }
    Ok(())
}
