//! Ids, empty words, words that stand twice.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;
use toml::Spanned;

use super::super::codes;
use super::super::schema::MarkKind;
use super::{Parsed, Sink};
use crate::limits::MAX_TERM_CHARS;

/// Every list of words of a file, with the id of its entry.
pub(super) fn lists(file: &super::NamesFile) -> Vec<(&str, Vec<&Spanned<String>>)> {
    let mut out: Vec<(&str, Vec<&Spanned<String>>)> = Vec::new();
    for t in &file.term {
        let id = t.id.as_ref().as_str();
        out.push((id, std::iter::once(&t.text).chain(&t.aliases).collect()));
        out.push((id, t.exempt.iter().collect()));
        out.push((id, t.hit.as_ref().iter().collect()));
        out.push((id, t.pass.as_ref().iter().collect()));
    }
    for p in &file.pattern {
        let id = p.id.as_ref().as_str();
        out.push((id, p.then.iter().collect()));
        out.push((id, p.hit.as_ref().iter().collect()));
        out.push((id, p.pass.as_ref().iter().collect()));
    }
    for m in &file.mark {
        out.push((m.id.as_ref(), m.words.as_ref().iter().collect()));
    }
    out
}

pub(super) fn check(parsed: &[Parsed], sink: &mut Sink<'_>) {
    ids(parsed, sink);
    for p in parsed {
        for (id, list) in lists(&p.file) {
            one_list(p.number, id, &list, sink);
        }
    }
    matched_words(parsed, sink);
    marks(parsed, sink);
}

fn ids(parsed: &[Parsed], sink: &mut Sink<'_>) {
    let mut files: HashMap<&str, String> = HashMap::new();
    let mut entries: HashMap<&str, String> = HashMap::new();
    for p in parsed {
        let head = std::iter::once(&p.file.lexicon.id);
        unique("lexicon", head, p.number, &mut files, sink);
        let terms = p.file.term.iter().map(|t| &t.id);
        let all = terms.chain(p.file.pattern.iter().map(|t| &t.id)).chain(p.file.mark.iter().map(|t| &t.id));
        unique("entry", all, p.number, &mut entries, sink);
    }
}

fn unique<'f>(
    what: &str,
    ids: impl Iterator<Item = &'f Spanned<String>>,
    file: usize,
    known: &mut HashMap<&'f str, String>,
    sink: &mut Sink<'_>,
) {
    for id in ids {
        let here = sink.line(file, id.span().start);
        if id.as_ref().trim().is_empty() {
            sink.add(&codes::KL005, file, id.span(), format!("the id of this {what} is empty"));
            continue;
        }
        match known.entry(id.as_ref()) {
            Entry::Vacant(slot) => {
                slot.insert(here);
            }
            Entry::Occupied(first) => {
                let message = format!("the {what} `{}` is already at {}", id.as_ref(), first.get());
                sink.add(&codes::KL004, file, id.span(), message);
            }
        }
    }
}

fn one_list(file: usize, id: &str, list: &[&Spanned<String>], sink: &mut Sink<'_>) {
    let mut known: HashMap<&str, Range<usize>> = HashMap::new();
    for word in list {
        if word.as_ref().trim().is_empty() {
            sink.add(&codes::KL005, file, word.span(), format!("`{id}`: an empty word"));
        } else if known.insert(word.as_ref(), word.span()).is_some() {
            let message = format!("`{id}`: “{}” stands here twice", word.as_ref());
            sink.add(&codes::KL006, file, word.span(), message);
        }
    }
}

/// Words that are compiled: bounded, or they would be left out.
fn matched_words(parsed: &[Parsed], sink: &mut Sink<'_>) {
    for p in parsed {
        let terms = p.file.term.iter().flat_map(|t| {
            std::iter::once(&t.text).chain(&t.aliases).chain(&t.exempt).chain(t.initials.as_ref())
        });
        let marks = p.file.mark.iter().flat_map(|m| m.words.as_ref());
        for word in terms.chain(marks) {
            let chars = word.as_ref().chars().count();
            if chars > MAX_TERM_CHARS {
                let message = format!("{chars} characters; at most {MAX_TERM_CHARS} are matched");
                sink.add(&codes::KL013, p.number, word.span(), message);
            }
        }
    }
}

/// The same word under one kind of mark, or under two.
fn marks(parsed: &[Parsed], sink: &mut Sink<'_>) {
    let mut known: HashMap<&str, (MarkKind, &str, String)> = HashMap::new();
    for p in parsed {
        for mark in &p.file.mark {
            for word in mark.words.as_ref() {
                let here = sink.line(p.number, word.span().start);
                let Some((kind, id, first)) = known.get(word.as_ref().as_str()) else {
                    known.insert(word.as_ref(), (mark.kind, mark.id.as_ref(), here));
                    continue;
                };
                // Inside one list it is reported already.
                if *kind != mark.kind {
                    let message = format!("“{}” is also a mark of kind {kind:?} at {first}", word.as_ref());
                    sink.add(&codes::KL025, p.number, word.span(), message);
                } else if *id != mark.id.as_ref() {
                    let message =
                        format!("“{}” is already a mark of this kind at {first} (`{id}`)", word.as_ref());
                    sink.add(&codes::KL006, p.number, word.span(), message);
                }
            }
        }
    }
}
