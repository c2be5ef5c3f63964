//! `kanhe lexicon test`: every `hit` must be refused as the name of a personal account, every
//! `pass` must pass.

use std::io::{self, Write as _};
use std::path::PathBuf;

use super::{Exit, Files, LexiconVerbError};
use crate::cli::reading;
use crate::cli::text::{TextAs, personal};
use crate::lexicon::parse;
use crate::message::{AccountPart, AccountPartKind};
use crate::pipeline::{Engine, examples as names};
use crate::rules::disclosure::{Disclosure, examples};

/// Run every `hit` and `pass` example; ends with 1 when one fails
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// Folder of lexicons of names (default: lexicons/names, or the built-in ones)
    dir: Option<PathBuf>,
    /// Folder of lexicons for drafts (default: lexicons/disclosure, or the built-in ones, unless a
    /// folder of names is given)
    #[arg(long, value_name = "DIR")]
    disclosure: Option<PathBuf>,
    /// Only the examples of entries whose id begins so
    #[arg(long, value_name = "ID")]
    id: Option<String>,
}

/// One example.
struct Example<'a> {
    file: &'a str,
    line: usize,
    id: &'a str,
    text: &'a str,
    refuse: bool,
}

pub(super) fn run(args: &Args) -> Result<Exit, LexiconVerbError> {
    let (mut run, mut failed, mut from) = (0, 0, Vec::new());
    let mut out = io::stdout().lock();
    let (dir, drafts) = (args.dir.as_deref(), args.disclosure.as_deref());
    if let Some(files) = Files::names(dir, drafts)? {
        let (count, failures) = of_names(args, &files)?;
        run += count;
        failed += failures.len();
        failures.iter().try_for_each(|f| writeln!(out, "{f}"))?;
        from.push(files.from);
    }
    if let Some(files) = Files::drafts(drafts, dir)?.filter(|_| args.id.is_none()) {
        let set = Disclosure::compile(&files.pairs())?;
        let (count, failures) = examples::run(&set, &files.pairs())?;
        run += count;
        failed += failures.len();
        for f in &failures {
            let (list, expected) = if f.wanted { ("hit", "fires") } else { ("pass", "is quiet") };
            writeln!(
                out,
                "{}:{} {}: {list} “{}”: not so that the rule {expected}",
                f.file, f.line, f.rule, f.text
            )?;
        }
        from.push(files.from);
    }
    out.flush()?;
    eprintln!("kanhe lexicon test: {run} examples of {}: {failed} failed", from.join(" and "));
    Ok(if failed > 0 { Exit::Findings } else { Exit::Fine })
}

/// Runs the examples of names: how many there are, and what went wrong.
fn of_names(args: &Args, files: &Files) -> Result<(usize, Vec<String>), LexiconVerbError> {
    let engine = Engine::new(files.compile()?)?;
    let (mut run, mut failed) = (0, Vec::new());
    for (name, text) in &files.files {
        let file = parse(name, text)?;
        for (id, word, refuse) in names::of(&file) {
            if args.id.as_ref().is_some_and(|want| !id.starts_with(want.as_str())) {
                continue;
            }
            run += 1;
            let line = text.get(..word.span().start).map_or(1, |t| t.matches('\n').count() + 1);
            let example = Example { file: name, line, id, text: word.as_ref(), refuse };
            failed.extend(failure(&engine, &example));
        }
    }
    Ok((run, failed))
}

/// What went wrong, with what was found; nothing when the example does what it says.
fn failure(engine: &Engine, example: &Example<'_>) -> Option<String> {
    let decision = engine.decide(&TextAs::Nickname.event(example.id.to_owned(), example.text.to_owned()));
    if names::would_refuse(&decision) == example.refuse {
        return None;
    }
    let (list, expected) = if example.refuse { ("hit", "refused") } else { ("pass", "passed") };
    let part = AccountPart { kind: AccountPartKind::Nickname, text: example.text.to_owned() };
    let found = reading::lines(engine.names(), &personal(example.id.to_owned(), vec![part]));
    let found = if found.is_empty() { "nothing was found".to_owned() } else { found.join("\n    ") };
    Some(format!(
        "{}:{} {}: {list} “{}” is not {expected}\n    {found}",
        example.file, example.line, example.id, example.text
    ))
}
