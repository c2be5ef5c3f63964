//! What can be said about an entry by itself: its basis, source, examples, dates, folds.

use std::ops::Range;
use toml::Spanned;

use super::super::schema::{RawPattern, RawSymbol, RawTerm};
use super::super::{codes, embedded};
use super::{Known, Parsed, Sink};
use crate::fold::{Class, digit, fold, folded_text};
use crate::matching::{FoldData, Pattern};
use crate::message::{Fold, FoldSet};

/// Articles that a name may rest on.
pub const ARTICLES: [&str; 7] = ["7", "8", "10(1)", "10(2)", "10(3)", "10(last)", "16"];

pub(super) fn check(parsed: &[Parsed], known: Known<'_>, sink: &mut Sink<'_>) {
    let mut data = FoldData::new(embedded::GLYPHS, embedded::SPLITS);
    for symbol in parsed.iter().flat_map(|p| &p.file.symbol) {
        if let Some(c) = symbol.text.as_ref().chars().next() {
            data.add_symbol(c, symbol.reads.as_ref());
        }
    }
    for p in parsed {
        let n = p.number;
        basis(n, p.file.lexicon.basis.as_ref(), &p.file.lexicon.basis.span(), sink);
        for term in &p.file.term {
            if let Some(list) = &term.basis {
                basis(n, list, &term.id.span(), sink);
            }
            source(n, &term.source, sink);
            examples(n, term.id.as_ref(), &term.hit, &term.pass, sink);
            dates(n, term, known.today, sink);
            exceptions(n, term, sink);
            folds(n, term, &data, sink);
        }
        for pattern in &p.file.pattern {
            source(n, &pattern.source, sink);
            examples(n, pattern.id.as_ref(), &pattern.hit, &pattern.pass, sink);
            digits(n, pattern, sink);
        }
        for symbol in &p.file.symbol {
            one_symbol(n, symbol, sink);
        }
    }
}

fn basis(file: usize, list: &[String], span: &Range<usize>, sink: &mut Sink<'_>) {
    if list.is_empty() {
        sink.add(&codes::KL007, file, span.clone(), "no article is named");
    }
    for article in list.iter().filter(|a| !ARTICLES.contains(&a.as_str())) {
        let message = format!("`{article}` is none of {}", ARTICLES.join(", "));
        sink.add(&codes::KL007, file, span.clone(), message);
    }
}

fn source(file: usize, source: &Spanned<String>, sink: &mut Sink<'_>) {
    if source.as_ref().trim().is_empty() {
        sink.add(&codes::KL008, file, source.span(), "no published source");
    }
}

fn examples(
    file: usize,
    id: &str,
    hit: &Spanned<Vec<Spanned<String>>>,
    pass: &Spanned<Vec<Spanned<String>>>,
    sink: &mut Sink<'_>,
) {
    if hit.as_ref().is_empty() {
        sink.add(&codes::KL009, file, hit.span(), format!("`{id}` has no example that must be refused"));
    }
    if pass.as_ref().is_empty() {
        sink.add(&codes::KL010, file, pass.span(), format!("`{id}` has no example that must pass"));
    }
    for both in pass.as_ref().iter().filter(|p| hit.as_ref().iter().any(|h| h.as_ref() == p.as_ref())) {
        let message = format!("`{id}`: “{}” must be refused and must pass", both.as_ref());
        sink.add(&codes::KL024, file, both.span(), message);
    }
}

fn dates(file: usize, term: &RawTerm, today: Option<&str>, sink: &mut Sink<'_>) {
    let since = &term.since;
    for date in std::iter::once(since).chain(&term.until).filter(|d| !is_date(d.as_ref())) {
        sink.add(&codes::KL011, file, date.span(), format!("“{}” is no day YYYY-MM-DD", date.as_ref()));
    }
    let Some(until) = term.until.as_ref().filter(|d| is_date(d.as_ref())) else { return };
    if until.as_ref() < since.as_ref() {
        sink.add(&codes::KL011, file, until.span(), format!("`until` is before `since` {}", since.as_ref()));
    }
    if today.is_some_and(|t| until.as_ref().as_str() < t) {
        let message = format!("`{}` expired on {}", term.id.as_ref(), until.as_ref());
        sink.add(&codes::KL012, file, until.span(), message);
    }
}

/// Whether a text is a day of the calendar, `YYYY-MM-DD`.
pub fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return false };
    let number = |s: &str, len: usize| {
        (s.len() == len && s.bytes().all(|b| b.is_ascii_digit())).then(|| s.parse::<u16>().ok()).flatten()
    };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2)) else {
        return false;
    };
    let month = u8::try_from(month).ok().and_then(|m| time::Month::try_from(m).ok());
    let day = u8::try_from(day).unwrap_or(0);
    month.is_some_and(|m| time::Date::from_calendar_date(i32::from(year), m, day).is_ok())
}

fn exceptions(file: usize, term: &RawTerm, sink: &mut Sink<'_>) {
    let names: Vec<String> =
        std::iter::once(&term.text).chain(&term.aliases).map(|n| folded_text(n.as_ref())).collect();
    for phrase in &term.exempt {
        let folded = folded_text(phrase.as_ref());
        if !names.iter().any(|n| folded.contains(n.as_str())) {
            let message = format!("“{}” does not contain “{}”", phrase.as_ref(), term.text.as_ref());
            sink.add(&codes::KL016, file, phrase.span(), message);
        }
    }
}

/// Folds that cannot apply, whatever is written.
fn folds(file: usize, term: &RawTerm, data: &FoldData, sink: &mut Sink<'_>) {
    let listed: FoldSet = term.folds.as_ref().iter().copied().collect();
    let units: Vec<_> =
        std::iter::once(&term.text).chain(&term.aliases).flat_map(|n| fold(n.as_ref())).collect();
    let has_han = units.iter().any(|u| u.class() == Class::Han);
    let mut idle = |fold: Fold, why: &str| {
        if listed.contains(fold) {
            let message = format!("`{}`: `{}` can never apply: {why}", term.id.as_ref(), fold.as_str());
            sink.add(&codes::KL017, file, term.folds.span(), message);
        }
    };
    if !units.iter().any(|u| digit(u.ch).is_some()) {
        idle(Fold::Digit, "no numeral");
    }
    if !has_han {
        idle(Fold::Homophone, "no Chinese character");
        idle(Fold::Script, "no Chinese character");
        idle(Fold::Split, "no Chinese character");
    }
    if term.initials.is_none() {
        idle(Fold::Initials, "no `initials` are given");
    }
    if units.len() < 2 {
        idle(Fold::Separator, "nothing stands between one character");
    }
    let patterns: Vec<Pattern> = std::iter::once(&term.text)
        .chain(&term.aliases)
        .map(|n| Pattern::new(0, n.as_ref(), listed, false, data))
        .collect();
    let mut wanted = patterns.iter().flat_map(|p| p.wanted.iter());
    let any_split = wanted.clone().any(|w| !w.splits.is_empty());
    let any_glyph =
        wanted.any(|w| !w.glyphs.is_empty() || !w.symbols.is_empty() || w.ch.is_ascii_alphabetic());
    for (fold, any) in [(Fold::Split, any_split || !has_han), (Fold::Glyph, any_glyph)] {
        if listed.contains(fold) && !any {
            let message = format!("`{}`: the tables know no {} for it", term.id.as_ref(), fold.as_str());
            sink.add(&codes::KL020, file, term.folds.span(), message);
        }
    }
}

fn digits(file: usize, pattern: &RawPattern, sink: &mut Sink<'_>) {
    let [least, most] = *pattern.digits.as_ref();
    if least == 0 || least > most {
        let message = format!("{least} to {most} digits");
        sink.add(&codes::KL022, file, pattern.digits.span(), message);
    }
    if pattern.then.is_empty() {
        sink.add(&codes::KL022, file, pattern.id.span(), "no unit word follows the digits");
    }
}

fn one_symbol(file: usize, symbol: &RawSymbol, sink: &mut Sink<'_>) {
    if fold(symbol.text.as_ref()).len() != 1 {
        sink.add(&codes::KL021, file, symbol.text.span(), "a symbol is one character");
    }
    if symbol.reads.as_ref().trim().is_empty() {
        sink.add(&codes::KL021, file, symbol.reads.span(), "the symbol reads as nothing");
    }
}
