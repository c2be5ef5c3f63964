//! What can be said about entries only together: shadowed names, names inside names, examples that
//! do not test their entry.

use std::collections::HashMap;
use toml::Spanned;

use super::super::codes::{self, Code};
use super::super::compile::{EntryKind, NameSet};
use super::super::schema::{BodyKind, RawTerm, Status};
use super::{Parsed, Sink};
use crate::fold::{Unit, fold, folded_text};

/// One name of a term: its text or an alias.
struct Name<'a> {
    file: usize,
    id: &'a str,
    kind: BodyKind,
    word: &'a Spanned<String>,
    folded: String,
}

pub(super) fn check(parsed: &[Parsed], sink: &mut Sink<'_>) {
    let names: Vec<Name<'_>> = parsed
        .iter()
        .flat_map(|p| p.file.term.iter().map(move |t| (p.number, t)))
        .filter(|(_, t)| compiled(t))
        .flat_map(|(file, t)| {
            std::iter::once(&t.text).chain(&t.aliases).map(move |word| Name {
                file,
                id: t.id.as_ref(),
                kind: t.kind,
                word,
                folded: folded_text(word.as_ref()),
            })
        })
        .collect();
    shadowed(&names, sink);
    inside(&names, sink);
    if parsed.len() == sink.files.len()
        && let Ok(set) = NameSet::compile(sink.files)
    {
        foreign_examples(parsed, &set, sink);
    }
}

fn compiled(term: &RawTerm) -> bool {
    matches!(term.status, Status::Live | Status::Shadow)
}

fn shadowed(names: &[Name<'_>], sink: &mut Sink<'_>) {
    let mut known: HashMap<&str, &Name<'_>> = HashMap::new();
    for name in names {
        match known.get(name.folded.as_str()) {
            Some(first) if first.id != name.id => {
                let at = sink.line(first.file, first.word.span().start);
                let message = format!("“{}” is `{}` at {at} once folded", name.word.as_ref(), first.id);
                sink.add(&codes::KL014, name.file, name.word.span(), message);
            }
            Some(_) => {}
            None => {
                known.insert(&name.folded, name);
            }
        }
    }
}

fn inside(names: &[Name<'_>], sink: &mut Sink<'_>) {
    for short in names.iter().filter(|n| !n.folded.is_empty()) {
        let longer = names.iter().find(|l| {
            l.kind == short.kind
                && l.id != short.id
                && l.folded.len() > short.folded.len()
                && l.folded.contains(&short.folded)
        });
        if let Some(longer) = longer {
            let message = format!(
                "“{}” stands inside “{}” (`{}`)",
                short.word.as_ref(),
                longer.word.as_ref(),
                longer.id
            );
            sink.add(&codes::KL015, short.file, short.word.span(), message);
        }
    }
}

fn foreign_examples(parsed: &[Parsed], set: &NameSet, sink: &mut Sink<'_>) {
    for p in parsed {
        for term in p.file.term.iter().filter(|t| compiled(t)) {
            let mut look = |code: &'static Code, list: &[Spanned<String>]| {
                for text in list.iter().filter(|t| !contains(set, t.as_ref(), term.id.as_ref())) {
                    let message = format!("“{}” does not contain `{}`", text.as_ref(), term.id.as_ref());
                    sink.add(code, p.number, text.span(), message);
                }
            };
            look(&codes::KL018, term.hit.as_ref());
            look(&codes::KL019, term.pass.as_ref());
        }
    }
}

/// Whether the entry is found in a text, in any spelling, forwards or backwards.
fn contains(set: &NameSet, text: &str, id: &str) -> bool {
    let units = fold(text);
    let found = |units: &[Unit]| {
        set.index()
            .find(units)
            .iter()
            .any(|f| set.entry(f.entry).is_some_and(|e| e.id == id && matches!(e.kind, EntryKind::Body(_))))
    };
    found(&units) || found(&units.iter().rev().copied().collect::<Vec<_>>())
}
