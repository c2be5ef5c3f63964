//! `kanhe lexicon stats`: what the lexicons hold, counted.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;

use super::{Exit, Files, LexiconVerbError};
use crate::lexicon::{NamesFile, parse};
use crate::message::Fold;

/// Count terms by kind, status, fold and file, and marks by kind
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// Folder of lexicons of names (default: lexicons/names, or the built-in ones)
    dir: Option<PathBuf>,
}

type Counts = BTreeMap<String, usize>;

#[derive(Default)]
struct Stats {
    terms: usize,
    kinds: Counts,
    status: Counts,
    folds: Counts,
    files: Counts,
    marks: Counts,
    aliases: usize,
    initials: usize,
    exempt: usize,
    patterns: usize,
    symbols: usize,
    emblems: usize,
    hits: usize,
    passes: usize,
}

fn add(counts: &mut Counts, key: impl Into<String>, n: usize) {
    *counts.entry(key.into()).or_default() += n;
}

fn word(of: impl std::fmt::Debug) -> String {
    format!("{of:?}").to_lowercase()
}

impl Stats {
    fn file(&mut self, name: &str, file: &NamesFile) {
        self.terms += file.term.len();
        if !file.term.is_empty() {
            add(&mut self.files, name, file.term.len());
        }
        for t in &file.term {
            add(&mut self.kinds, word(t.kind), 1);
            add(&mut self.status, word(t.status), 1);
            for fold in t.folds.as_ref() {
                add(&mut self.folds, fold.as_str(), 1);
            }
            self.aliases += t.aliases.len();
            self.initials += usize::from(t.initials.is_some());
            self.exempt += t.exempt.len();
            self.hits += t.hit.as_ref().len();
            self.passes += t.pass.as_ref().len();
        }
        for p in &file.pattern {
            self.hits += p.hit.as_ref().len();
            self.passes += p.pass.as_ref().len();
        }
        self.patterns += file.pattern.len();
        self.symbols += file.symbol.len();
        self.emblems += file.emblem.len();
        for m in &file.mark {
            add(&mut self.marks, word(m.kind), m.words.as_ref().len());
        }
    }

    fn print(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(
            out,
            "terms {} with {} aliases, {} initials, {} exempt phrases; patterns {}; symbols {}; emblems {}; examples {} hit, {} pass",
            self.terms,
            self.aliases,
            self.initials,
            self.exempt,
            self.patterns,
            self.symbols,
            self.emblems,
            self.hits,
            self.passes
        )?;
        rows(out, "terms by kind", &self.kinds)?;
        rows(out, "terms by status", &self.status)?;
        writeln!(out, "terms by fold")?;
        for fold in Fold::ALL {
            writeln!(out, "  {:<24} {}", fold.as_str(), self.folds.get(fold.as_str()).unwrap_or(&0))?;
        }
        rows(out, "terms by file", &self.files)?;
        rows(out, "words of marks by kind", &self.marks)
    }
}

fn rows(out: &mut impl Write, title: &str, counts: &Counts) -> io::Result<()> {
    writeln!(out, "{title}")?;
    counts.iter().try_for_each(|(k, n)| writeln!(out, "  {k:<24} {n}"))
}

pub(super) fn run(args: &Args) -> Result<Exit, LexiconVerbError> {
    let files = Files::load(args.dir.as_deref())?;
    let mut stats = Stats::default();
    for (name, text) in &files.files {
        stats.file(name, &parse(name, text)?);
    }
    let set = files.compile()?;
    let mut out = io::stdout().lock();
    stats.print(&mut out)?;
    writeln!(
        out,
        "compiled: {} entries, {} patterns, digest {}",
        set.entries().len(),
        set.index().len(),
        set.digest()
    )?;
    Ok(Exit::Fine)
}
