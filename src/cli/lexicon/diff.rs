//! `kanhe lexicon diff`: what a change of lexicons does to a corpus, by rule.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::{Exit, Files, LexiconVerbError, corpora_of};
use crate::cli::eval::corpora::{decided, samples};
use crate::cli::text::TextAs;
use crate::message::Decision;
use crate::pipeline::Engine;

/// Show which decisions about a corpus change between two folders of lexicons
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// The lexicons before
    old: PathBuf,
    /// The lexicons after
    new: PathBuf,
    /// Corpora: a folder with manifest.json, a group or a file of one, or JSONL of names
    #[arg(long, value_name = "CORPUS", required = true, num_args = 1..)]
    on: Vec<PathBuf>,
    /// Most ids shown for each change
    #[arg(long, value_name = "N", default_value_t = 20)]
    ids: usize,
}

pub(super) fn run(args: &Args) -> Result<Exit, LexiconVerbError> {
    let engine = |folder: &Path| -> Result<Engine, LexiconVerbError> {
        Ok(Engine::new(Files::load(Some(folder))?.compile()?)?)
    };
    let (old, new) = (engine(&args.old)?, engine(&args.new)?);
    let mut changes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let (mut run, mut differing, mut posts) = (0, 0, 0);
    for corpus in corpora_of(&args.on)? {
        let samples = samples(&corpus)?;
        if corpus.part == TextAs::Body {
            posts += samples.len();
            continue;
        }
        run += samples.len();
        let by_id = |engine| -> BTreeMap<String, BTreeSet<String>> {
            decided(engine, &corpus, &samples, 2)
                .into_iter()
                .map(|(s, d)| (s.id.clone(), words(&d)))
                .collect()
        };
        let (before, after) = (by_id(&old), by_id(&new));
        let nothing = BTreeSet::new();
        for id in before.keys().chain(after.keys()).collect::<BTreeSet<_>>() {
            let (b, a) = (before.get(id).unwrap_or(&nothing), after.get(id).unwrap_or(&nothing));
            let mut note = |sign: char, words: Vec<&String>| {
                for word in words {
                    changes
                        .entry(format!("{sign} {word}"))
                        .or_default()
                        .push(format!("{} {id}", corpus.group));
                }
            };
            note('-', b.difference(a).collect());
            note('+', a.difference(b).collect());
            differing += usize::from(a != b);
        }
    }
    let mut out = io::stdout().lock();
    for (change, ids) in &changes {
        writeln!(out, "{change}: {} texts", ids.len())?;
        ids.iter().take(args.ids).try_for_each(|id| writeln!(out, "    {id}"))?;
        if ids.len() > args.ids {
            writeln!(out, "    and {} more", ids.len() - args.ids)?;
        }
    }
    writeln!(out, "{differing} of {run} decisions change")?;
    if posts > 0 {
        writeln!(out, "{posts} posts left out: lexicons of names decide about registrations only")?;
    }
    out.flush()?;
    Ok(Exit::Fine)
}

/// What a decision says, without its places: action and rules, and what exempted them.
fn words(decision: &Decision) -> BTreeSet<String> {
    decision
        .findings()
        .iter()
        .map(|f| match &f.exempted_by {
            Some(by) => format!("{} ({by})", f.rule),
            None => format!("{} {}", f.action.as_str(), f.rule),
        })
        .collect()
}
