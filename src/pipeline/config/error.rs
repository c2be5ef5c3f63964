//! What can be wrong with a pipeline file, each with its place.

use miette::{Diagnostic, NamedSource, SourceSpan};
use std::ops::Range;
use thiserror::Error;

/// A pipeline file that cannot be used.
#[derive(Debug, Error, Diagnostic)]
pub enum ConfigError {
    /// It is no TOML of the expected form: syntax, unknown or missing keys, wrong types.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Form(Box<Problem>),
    /// Its form is right and some of its values are not.
    #[error("{}", lines(.0))]
    Values(#[related] Vec<Problem>),
}

/// One thing that is wrong.
#[derive(Debug, Error, Diagnostic)]
#[error("{file}:{line}: {key}{message}")]
pub struct Problem {
    /// The file as the caller named it.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The key and `: `, or nothing where the message names it.
    key: String,
    /// What is wrong and what is right.
    pub message: String,
    #[source_code]
    source_code: NamedSource<String>,
    #[label]
    span: SourceSpan,
}

impl ConfigError {
    /// What is wrong, in the order of the checks.
    pub fn problems(&self) -> &[Problem] {
        match self {
            Self::Form(problem) => std::slice::from_ref(problem),
            Self::Values(problems) => problems,
        }
    }
}

fn lines(problems: &[Problem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// From the parser's error. Its message names keys; it does not quote values of strings.
pub(super) fn syntax(file: &str, text: &str, error: &toml::de::Error) -> ConfigError {
    let span = error.span().unwrap_or(0..0);
    let key = key_at(text, span.start).map_or_else(String::new, |key| format!("{key}: "));
    ConfigError::Form(Box::new(problem(file, text, span, key, error.message().replace('\n', ", "))))
}

/// A value that is not allowed.
pub(super) fn value(
    file: &str,
    text: &str,
    span: Range<usize>,
    key: &str,
    message: impl Into<String>,
) -> Problem {
    problem(file, text, span, format!("{key}: "), message.into())
}

fn problem(file: &str, text: &str, span: Range<usize>, key: String, message: String) -> Problem {
    Problem {
        file: file.to_owned(),
        line: line(text, span.start),
        key,
        message,
        source_code: NamedSource::new(file, text.to_owned()),
        span: span.into(),
    }
}

/// The line of a byte offset, from 1.
pub(super) fn line(text: &str, offset: usize) -> usize {
    1 + text.bytes().take(offset).filter(|b| *b == b'\n').count()
}

/// The key that stands before a byte offset on its line, with the table that it belongs to.
fn key_at(text: &str, offset: usize) -> Option<String> {
    let before = text.get(..offset)?;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = text.get(start..)?.lines().next()?;
    let headers = text.get(..start + line.len())?.lines().rev();
    let table = headers
        .map(str::trim_start)
        .find_map(|l| l.trim_start_matches('[').split_once(']').filter(|_| l.starts_with('[')))?
        .0;
    let key = line.split_once('=').map(|(key, _)| key.trim()).filter(|key| !key.is_empty());
    Some(key.map_or_else(|| table.to_owned(), |key| format!("{table}.{key}")))
}
