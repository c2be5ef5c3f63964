//! `kanhe lexicon publish` and `published`: what official sources have published already.

use clap::Subcommand;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::{Exit, LexiconVerbError};
use crate::cli::register::{self, RegisterArgs};
use crate::lexicon::check::is_date;
use crate::published::Entry;

/// Register what an official source has published: texts, names, facts
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// Official texts, as they were published
    #[arg(required_unless_present_any = ["name", "fact"])]
    files: Vec<PathBuf>,
    /// A name that stands in the open
    #[arg(long, value_name = "NAME")]
    name: Vec<String>,
    /// A published value about a subject
    #[arg(long, num_args = 2, value_names = ["SUBJECT", "VALUE"])]
    fact: Vec<String>,
    /// Where it is published
    #[arg(long)]
    source: String,
    /// When it was published
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<String>,
    #[command(flatten)]
    place: Place,
}

/// Where the register is.
#[derive(Debug, Clone, clap::Args)]
struct Place {
    #[command(flatten)]
    register: RegisterArgs,
    /// Folder of the release log that the register is beside
    #[arg(long, value_name = "DIR")]
    log: Option<PathBuf>,
}

impl Place {
    fn folder(&self) -> Result<PathBuf, LexiconVerbError> {
        Ok(self.register.folder(self.log.as_deref()).map_err(register::RegisterError::from)?)
    }
}

/// List what is registered as published, or take something out
#[derive(Debug, Clone, clap::Args)]
pub struct ListArgs {
    #[command(subcommand)]
    verb: ListVerb,
}

#[derive(Debug, Clone, Subcommand)]
enum ListVerb {
    /// List all entries: id, date, source, what it is
    List {
        #[command(flatten)]
        place: Place,
    },
    /// Take entries out
    Forget {
        /// Ids of entries
        #[arg(required = true)]
        ids: Vec<String>,
        #[command(flatten)]
        place: Place,
    },
}

pub(super) fn run(args: &Args) -> Result<Exit, LexiconVerbError> {
    if let Some(day) = args.date.as_ref().filter(|d| !is_date(d)) {
        return Err(LexiconVerbError::Day(day.clone()));
    }
    let (source, date) = (args.source.as_str(), args.date.as_deref());
    let wrong = |what: String| {
        move |e: crate::published::EntryError| LexiconVerbError::Publish { what, why: e.to_string() }
    };
    let mut entries = Vec::new();
    for path in &args.files {
        let text = text_of(path)?;
        entries.push(Entry::text(&text, source, date).map_err(wrong(path.display().to_string()))?);
    }
    for name in &args.name {
        entries.push(Entry::name(name, source, date).map_err(wrong(name.clone()))?);
    }
    for fact in args.fact.chunks_exact(2) {
        let [subject, value] = fact else { continue };
        let entry = Entry::fact(subject, value, source, date);
        entries.push(entry.map_err(wrong(format!("{subject} {value}")))?);
    }
    let folder = args.place.folder()?;
    let mut out = io::stdout().lock();
    for entry in &entries {
        writeln!(out, "{}  {}", register::add(&folder, entry)?, entry.summary())?;
    }
    out.flush()?;
    Ok(Exit::Fine)
}

pub(super) fn published(args: &ListArgs) -> Result<Exit, LexiconVerbError> {
    match &args.verb {
        ListVerb::List { place } => {
            let mut out = io::stdout().lock();
            for (id, entry) in register::entries(&place.folder()?)? {
                let date = entry.date.as_deref().unwrap_or("-");
                writeln!(out, "{id}  {date:10}  {}  {}", entry.source, entry.summary())?;
            }
            out.flush()?;
            Ok(Exit::Fine)
        }
        ListVerb::Forget { ids, place } => {
            let folder = place.folder()?;
            let mut end = Exit::Fine;
            for id in ids {
                if !register::forget(&folder, id)? {
                    eprintln!("kanhe lexicon published: {id}: not in the register 登记中没有");
                    end = Exit::Usage;
                }
            }
            Ok(end)
        }
    }
}

/// A document's text. Without the feature `desk` plain text only.
fn text_of(path: &Path) -> Result<String, LexiconVerbError> {
    let syntax = |message: String| LexiconVerbError::Syntax { file: path.display().to_string(), message };
    let bytes = fs::read(path).map_err(|e| syntax(e.to_string()))?;
    #[cfg(feature = "desk")]
    {
        let name = path.display().to_string();
        let document = crate::cli::check::files::read(&name, bytes).map_err(|e| syntax(e.to_string()))?;
        Ok(document.parts().iter().map(crate::documents::Part::text).collect::<Vec<_>>().join("\n"))
    }
    #[cfg(not(feature = "desk"))]
    String::from_utf8(bytes).map_err(|e| syntax(e.to_string()))
}
