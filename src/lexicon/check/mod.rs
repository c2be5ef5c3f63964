//! The linter of lexicons of names: pure, every finding with a code of [`codes`] and
//! a place in its file. The day, where it matters, is an argument.

mod cross;
mod rates;
mod terms;
mod words;

pub use rates::{DEFAULT_BUDGET, Fired, Rates};
pub use terms::{ARTICLES, is_date};

use std::fmt;
use std::ops::Range;

use super::codes::{self, Code, Severity};
use super::schema::{NamesFile, parse};

/// One finding about a lexicon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of finding.
    pub code: &'static Code,
    /// Number of the file, in the order given.
    pub file: usize,
    /// Name of the file and line, for one-line output.
    pub place: String,
    /// Bytes of the file.
    pub span: Range<usize>,
    /// What is wrong here.
    pub message: String,
}

impl Diagnostic {
    /// How bad it is.
    pub fn severity(&self) -> Severity {
        self.code.severity
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.code.code, self.place, self.message)
    }
}

/// What a check may know beside the files.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known<'a> {
    /// The day, `YYYY-MM-DD`, against which `until` is held.
    pub today: Option<&'a str>,
    /// How often entries fire on benign text.
    pub rates: Option<&'a Rates>,
}

/// A file that could be parsed.
struct Parsed {
    number: usize,
    file: NamesFile,
}

/// Collects findings.
struct Sink<'a> {
    files: &'a [(&'a str, &'a str)],
    out: Vec<Diagnostic>,
}

impl Sink<'_> {
    fn line(&self, file: usize, at: usize) -> String {
        let (name, text) = self.files.get(file).copied().unwrap_or(("", ""));
        let line = text.get(..at).map_or(1, |s| s.matches('\n').count() + 1);
        format!("{name}:{line}")
    }

    fn add(&mut self, code: &'static Code, file: usize, span: Range<usize>, message: impl Into<String>) {
        let place = self.line(file, span.start);
        self.out.push(Diagnostic { code, file, place, span, message: message.into() });
    }
}

/// Checks files (name and text) together, as one set.
pub fn check(files: &[(&str, &str)], known: Known<'_>) -> Vec<Diagnostic> {
    let mut sink = Sink { files, out: Vec::new() };
    let mut parsed = Vec::new();
    for (number, (name, text)) in files.iter().enumerate() {
        match parse(name, text) {
            Ok(file) => parsed.push(Parsed { number, file }),
            Err(e) => {
                let code = codes::find(e.code).unwrap_or(&codes::KL001);
                sink.add(code, number, e.span, e.message);
            }
        }
    }
    words::check(&parsed, &mut sink);
    terms::check(&parsed, known, &mut sink);
    cross::check(&parsed, &mut sink);
    if let Some(rates) = known.rates {
        rates::check(&parsed, rates, &mut sink);
    }
    sink.out.sort_by(|a, b| (a.file, a.span.start, a.code.code).cmp(&(b.file, b.span.start, b.code.code)));
    sink.out
}

#[cfg(test)]
mod tests;
