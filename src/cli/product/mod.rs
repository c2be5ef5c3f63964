//! `kanhe product suggest`: a proposal of a data product from the values of a table.

use clap::Subcommand;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use thiserror::Error;

use super::table::{TableError, each_block};
use super::{Ends, Exit};
use crate::cluster::{ColumnSeen as Seen, MAX_QUASI, Suggestion, suggest};

/// Rows that are looked at.
const MOST_ROWS: usize = 100_000;

/// Data products: propose one
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Clone, Subcommand)]
enum Verb {
    /// Propose roles and hierarchies from the values of a table, as [[products]] of a pipeline
    ///
    /// A proposal: what a column is to a person, somebody who knows the data decides.
    Suggest {
        /// The table: CSV with a header, JSON objects one a line, or Parquet
        file: PathBuf,
        /// Name of the product; the file's name without it
        #[arg(long)]
        name: Option<String>,
    },
}

/// Why nothing is proposed.
#[derive(Debug, Error)]
#[allow(missing_docs)]
pub enum ProductError {
    #[error(transparent)]
    Table(#[from] TableError),
    #[error("{}: no column tells persons apart, so nobody can be counted: add one with an identifier", .0.display())]
    NoIdentifier(PathBuf),
    #[error("{}: no column narrows down who a row is about: there is nothing to generalise", .0.display())]
    NoQuasi(PathBuf),
    #[error("{}: {found} columns narrow down who a row is about: at most {MAX_QUASI} can be generalised", path.display())]
    TooMany { path: PathBuf, found: usize },
    #[error("standard output: {0}")]
    Output(#[from] io::Error),
}

impl Ends for ProductError {
    fn exit(&self) -> Exit {
        match self {
            Self::Output(_) | Self::Table(TableError::Io { .. }) => Exit::Failed,
            _ => Exit::Usage,
        }
    }
}

/// Runs the verb.
pub fn run(args: &Args) -> Result<Exit, ProductError> {
    let Verb::Suggest { file, name } = &args.verb;
    let name = name.clone().unwrap_or_else(|| {
        let stem = file.file_stem().and_then(|s| s.to_str()).unwrap_or_default();
        let plain: String = stem.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        plain.to_ascii_lowercase()
    });
    let product = product(file, &name)?;
    io::stdout().lock().write_all(product.as_bytes())?;
    Ok(Exit::Fine)
}

/// What each column of a table may be, from its first rows.
pub fn proposal(file: &Path) -> Result<Vec<(String, Suggestion)>, TableError> {
    let mut columns: Vec<(String, Seen)> = Vec::new();
    let mut rows = 0;
    each_block(file, |block| {
        for name in block.names.iter().skip(columns.len()) {
            columns.push((name.clone(), Seen::default()));
        }
        for row in 0..block.rows().min(MOST_ROWS - rows) {
            for (at, (_, seen)) in columns.iter_mut().enumerate() {
                seen.see(block.cell(row, at).text);
            }
        }
        rows = (rows + block.rows()).min(MOST_ROWS);
        Ok::<_, TableError>(rows < MOST_ROWS)
    })?;
    let (names, seen): (Vec<String>, Vec<Seen>) = columns.into_iter().unzip();
    Ok(names.into_iter().zip(suggest(&seen)).collect())
}

fn product(file: &Path, name: &str) -> Result<String, ProductError> {
    let (names, suggestions): (Vec<String>, Vec<Suggestion>) = proposal(file)?.into_iter().unzip();
    if !suggestions.contains(&Suggestion::Identifier) {
        return Err(ProductError::NoIdentifier(file.to_owned()));
    }
    let quasi =
        |s: &&Suggestion| matches!(s, Suggestion::Range(..) | Suggestion::Digits(..) | Suggestion::Paths(_));
    match suggestions.iter().filter(quasi).count() {
        0 => return Err(ProductError::NoQuasi(file.to_owned())),
        found if found > MAX_QUASI => return Err(ProductError::TooMany { path: file.to_owned(), found }),
        _ => {}
    }
    let l = if suggestions.contains(&Suggestion::Sensitive) { 2 } else { 1 };
    let mut out = format!(
        "# A proposal from the values of a table: somebody who knows the data decides on every role.\n\
         [[products]]\nname = {}\nk = 5\nl = {l}\ndelay-rows = 100\ndelay-seconds = 600\n\
         window-seconds = 86400\nmax-loss = 0.9\nat-bound = \"case\"\ncolumns = [\n",
        quoted(name),
    );
    for (name, suggestion) in names.iter().zip(&suggestions) {
        out.push_str(&line(name, suggestion));
    }
    out.push_str("]\n");
    Ok(out)
}

fn line(name: &str, suggestion: &Suggestion) -> String {
    let (name, role) = (quoted(name), |role: &str| format!("role = \"{role}\""));
    let rest = match suggestion {
        Suggestion::Identifier => role("identifier"),
        Suggestion::Sensitive => role("sensitive"),
        Suggestion::Free => role("free"),
        Suggestion::Range([lo, hi], step) => {
            format!("{}, range = [{lo}, {hi}], step = {step}", role("quasi"))
        }
        Suggestion::Digits(digits, keep) => format!("{}, digits = {digits}, keep = {keep:?}", role("quasi")),
        Suggestion::Paths(paths) => {
            let path = |path: &Vec<String>| {
                format!("[{}]", path.iter().map(|n| quoted(n)).collect::<Vec<_>>().join(", "))
            };
            let paths: Vec<String> = paths.iter().map(path).collect();
            format!("{}, paths = [{}]", role("quasi"), paths.join(", "))
        }
        Suggestion::Leave(why) => return format!("  # not published: {name}: {why}\n"),
    };
    format!("  {{ name = {name}, {rest} }},\n")
}

fn quoted(text: &str) -> String {
    // JSON's escapes are TOML's; only DEL has to be one here.
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}
