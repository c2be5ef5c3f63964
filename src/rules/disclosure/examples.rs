//! The examples of rules: every `hit` fires its rule, every `pass` does not.

use toml::Spanned;

use super::schema::{RawFile, RawRule};
use super::set::{Disclosure, line_of};
use super::{Scanned, find};
use crate::lexicon::{LexiconError, codes};
use crate::message::{Draft, DraftPart, TextPartKind};

/// An example that does not do what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) file: String,
    pub(crate) line: usize,
    /// Bytes of the file.
    pub(crate) span: std::ops::Range<usize>,
    pub(crate) rule: String,
    pub(crate) text: String,
    /// Whether the rule was to fire.
    pub(crate) wanted: bool,
}

/// A draft of one paragraph.
pub(crate) fn draft(text: &str) -> Draft {
    let part = DraftPart { kind: TextPartKind::Body, text: text.to_owned(), url: None, attribution: None };
    Draft {
        id: "example".to_owned(),
        time: "2025-03-01T00:00:00+08:00".to_owned(),
        parts: vec![part],
        generated: false,
    }
}

/// Whether a rule fires on a text.
pub(crate) fn fires(set: &Disclosure, rule: &str, text: &str) -> bool {
    find(set, &Scanned::of(set, &draft(text))).iter().any(|(r, _)| r.id == rule)
}

/// Parses a file.
pub(crate) fn parse(name: &str, text: &str) -> Result<RawFile, LexiconError> {
    toml::from_str(text).map_err(|e| LexiconError {
        code: codes::KL001.code,
        file: name.to_owned(),
        line: line_of(text, e.span().map_or(0, |s| s.start)),
        span: e.span().unwrap_or(0..0),
        message: e.message().to_owned(),
    })
}

/// Runs the examples of all files: how many there are, and those that fail.
pub(crate) fn run(set: &Disclosure, files: &[(&str, &str)]) -> Result<(usize, Vec<Failure>), LexiconError> {
    let (mut count, mut failed) = (0, Vec::new());
    for (name, text) in files {
        for rule in parse(name, text)?.rule {
            for (example, wanted) in of(&rule) {
                count += 1;
                if fires(set, rule.id.as_ref(), example.as_ref()) != wanted {
                    failed.push(Failure {
                        file: (*name).to_owned(),
                        line: line_of(text, example.span().start),
                        span: example.span(),
                        rule: rule.id.as_ref().clone(),
                        text: example.as_ref().clone(),
                        wanted,
                    });
                }
            }
        }
    }
    Ok((count, failed))
}

/// The examples of a rule, and whether it is to fire.
pub(crate) fn of(rule: &RawRule) -> impl Iterator<Item = (&Spanned<String>, bool)> {
    let hits = rule.hit.as_ref().iter().map(|e| (e, true));
    hits.chain(rule.pass.as_ref().iter().map(|e| (e, false)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::DISCLOSURE;

    #[test]
    fn every_example_does_what_it_says() {
        let set = Disclosure::embedded().unwrap();
        let (count, failed) = run(&set, DISCLOSURE).unwrap();
        assert!(count > 0 && failed.is_empty(), "{failed:#?}");
    }

    /// Without any one of its conditions, a rule fires on an example that is to pass.
    #[test]
    fn every_condition_of_every_rule_is_needed_by_an_example() {
        let mut set = Disclosure::embedded().unwrap();
        let raw: Vec<RawRule> =
            DISCLOSURE.iter().flat_map(|(name, text)| parse(name, text).unwrap().rule).collect();
        let mut survivors = Vec::new();
        for (number, raw) in raw.iter().enumerate() {
            let id = raw.id.as_ref();
            let fires_wrongly =
                |set: &Disclosure| raw.pass.as_ref().iter().any(|p| fires(set, id, p.as_ref()));
            for i in 0..set.rules[number].all.len() {
                let taken = set.rules[number].all.remove(i);
                if !fires_wrongly(&set) {
                    survivors.push(format!("{id}: all[{i}]"));
                }
                set.rules[number].all.insert(i, taken);
            }
            for i in 0..set.rules[number].unless.len() {
                let taken = set.rules[number].unless.remove(i);
                if !fires_wrongly(&set) {
                    survivors.push(format!("{id}: unless[{i}]"));
                }
                set.rules[number].unless.insert(i, taken);
            }
        }
        assert!(survivors.is_empty(), "{survivors:#?}");
    }
}
