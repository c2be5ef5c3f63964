//! Patterns of lexicons: shared pieces written as `{name}`, and one automaton for all of them.

use regex::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};
use std::collections::HashMap;
use std::sync::LazyLock;

use super::schema::RawFile;
use crate::limits::MAX_PATTERN_BYTES;

/// All patterns together may take so many times what one may.
const JOINT: usize = 16;

/// Pieces by name: what stands for what in patterns, so that a word is added in one place.
#[derive(Debug, Default)]
pub(super) struct Pieces(HashMap<String, String>);

#[allow(clippy::expect_used)] // A pattern of this file, run by its tests.
static NAME: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\{([a-z][a-z-]*)\}").expect("a pattern of the release"));

impl Pieces {
    /// Adds the pieces of a file. A piece may use those above it.
    pub(super) fn add(&mut self, file: &RawFile) {
        for piece in &file.piece {
            let any: Vec<&str> = piece.any.iter().map(|a| a.as_ref().as_str()).collect();
            let any = any.join("|");
            // A name that is none is reported where the piece is used.
            let whole = self.expand(&any).unwrap_or(any);
            self.0.insert(piece.id.as_ref().clone(), format!("(?:{whole})"));
        }
    }

    /// A pattern with its pieces written out; the name of the first that is none.
    pub(super) fn expand(&self, pattern: &str) -> Result<String, String> {
        let mut out = String::with_capacity(pattern.len());
        let mut end = 0;
        for found in NAME.captures_iter(pattern) {
            let (Some(all), Some(name)) = (found.get(0), found.get(1)) else { continue };
            let piece = self.0.get(name.as_str()).ok_or_else(|| name.as_str().to_owned())?;
            out.push_str(pattern.get(end..all.start()).unwrap_or_default());
            out.push_str(piece);
            end = all.end();
        }
        out.push_str(pattern.get(end..).unwrap_or_default());
        Ok(out)
    }
}

/// One pattern, bounded.
pub(super) fn one(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern).size_limit(MAX_PATTERN_BYTES).build()
}

/// The patterns that match a text, found in one pass; else the number of the first one that is too
/// much together with those before it, and why.
pub(super) fn joint(patterns: &[&str]) -> Result<RegexSet, (usize, regex::Error)> {
    within(patterns, MAX_PATTERN_BYTES * JOINT)
}

fn within(patterns: &[&str], bytes: usize) -> Result<RegexSet, (usize, regex::Error)> {
    let build = |count: usize| {
        RegexSetBuilder::new(patterns.iter().take(count)).size_limit(bytes).dfa_size_limit(bytes).build()
    };
    build(patterns.len()).map_err(|error| {
        let (mut fits, mut fails) = (0, patterns.len());
        while fails - fits > 1 {
            let middle = usize::midpoint(fits, fails);
            if build(middle).is_ok() { fits = middle } else { fails = middle }
        }
        (fits, error)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_written_out_and_counts_stay() {
        let mut pieces = Pieces::default();
        pieces.0.insert("no".to_owned(), "(?:不|勿)".to_owned());
        assert_eq!(pieces.expand("{no}[一-龥]{0,4}{no}说").unwrap(), "(?:不|勿)[一-龥]{0,4}(?:不|勿)说");
        assert_eq!(pieces.expand("a{2}b{none}"), Err("none".to_owned()));
        let above = "[[piece]]\nid = \"a\"\nany = ['x']\n[[piece]]\nid = \"b\"\nany = ['{a}y', 'z']\n";
        let small = include_str!("../../../tests/fixtures/disclosure/small.toml");
        pieces.add(&toml::from_str(&format!("{small}{above}")).unwrap());
        assert_eq!(pieces.expand("{b}+").unwrap(), "(?:(?:x)y|z)+");
    }

    #[test]
    fn the_first_pattern_that_is_too_much_is_named() {
        let many: Vec<String> = (0..40).map(|i| format!("[一-龥]{{20}}{i}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let bytes = 100_000;
        assert!(within(&many[..1], bytes).is_ok());
        let (at, _) = within(&many, bytes).unwrap_err();
        assert!(at > 0 && within(&many[..at], bytes).is_ok() && within(&many[..=at], bytes).is_err());
    }

    /// The largest pattern of this form that may stand alone, within a factor of two.
    fn large() -> String {
        let pattern = |n: usize| format!("[一-龥]{{{n}}}");
        let mut n = 64;
        while one(&pattern(n * 2)).is_ok() {
            n *= 2;
        }
        pattern(n)
    }

    #[test]
    fn a_set_that_is_too_much_together_names_the_file_and_the_line() {
        let small = include_str!("../../../tests/fixtures/disclosure/small.toml");
        let large = large();
        let lines: Vec<String> = (0..=JOINT * 2).map(|i| format!("'{large}{i}',\n")).collect();
        let text = small.replace("text = [\"内部\"]", &format!("pattern = [\n{}]", lines.concat()));
        let first = text.lines().position(|l| l.starts_with("'[")).unwrap() + 1;
        let error = crate::rules::disclosure::Disclosure::compile(&[("x.toml", &text)]).unwrap_err();
        assert_eq!((error.code, error.file.as_str()), ("KL002", "x.toml"));
        assert!(error.line > first && error.line <= first + lines.len(), "{}", error.line);
    }
}
