//! The linter of lexicons for drafts: every finding with a code of [`codes`] and a place.

use std::collections::HashSet;
use std::ops::Range;
use toml::Spanned;

use super::examples::{Failure, parse, run};
use super::schema::{RawFile, RawRule};
use super::set::{Disclosure, line_of};
use crate::lexicon::check::Diagnostic;
use crate::lexicon::codes::{self, Code};

/// The articles that a rule about drafts may rest on. What journalists report (14(3), (11), (12),
/// (16)) is left out on purpose.
const ARTICLES: [&str; 13] = [
    "14(1)", "14(2)", "14(4)", "14(5)", "14(6)", "14(7)", "14(8)", "14(9)", "14(10)", "14(13)", "14(14)",
    "14(15)", PERSONS,
];
/// The article about persons: their health has no grammar, so that a rule may cover its words.
const PERSONS: &str = "15";
/// Classes that the stages ask for by name.
const ASKED_BY_NAME: [&str; 5] = ["official-source", "designation", "military", "ahead", "certain"];

struct Sink<'a> {
    files: &'a [(&'a str, &'a str)],
    out: Vec<Diagnostic>,
}

impl Sink<'_> {
    fn add(&mut self, code: &'static Code, file: usize, span: Range<usize>, message: impl Into<String>) {
        let (name, text) = self.files.get(file).copied().unwrap_or(("", ""));
        let place = format!("{name}:{}", line_of(text, span.start));
        self.out.push(Diagnostic { code, file, place, span, message: message.into() });
    }
}

/// Checks files (name and text) together, as one set.
pub(crate) fn check(files: &[(&str, &str)]) -> Vec<Diagnostic> {
    let mut sink = Sink { files, out: Vec::new() };
    let mut parsed = Vec::new();
    for (number, (name, text)) in files.iter().enumerate() {
        match parse(name, text) {
            Ok(file) => parsed.push((number, file)),
            Err(e) => sink.add(&codes::KL001, number, e.span, e.message),
        }
    }
    for (number, file) in &parsed {
        lists(*number, file, &mut sink);
        file.rule.iter().for_each(|r| rule(*number, r, &mut sink));
    }
    classes(&parsed, &mut sink);
    if parsed.len() == files.len() {
        match Disclosure::compile(files) {
            Ok(set) => examples(&set, &mut sink),
            Err(e) => {
                let code = codes::find(e.code).unwrap_or(&codes::KL001);
                let file = files.iter().position(|(name, _)| *name == e.file).unwrap_or_default();
                sink.add(code, file, e.span, e.message);
            }
        }
    }
    sink.out.sort_by(|a, b| (a.file, a.span.start, a.code.code).cmp(&(b.file, b.span.start, b.code.code)));
    sink.out
}

/// Empty words, and words that stand twice in one list.
fn lists(number: usize, file: &RawFile, sink: &mut Sink<'_>) {
    let terms = file.term.iter().flat_map(|t| [&t.text, &t.pattern, &t.except]);
    let cues = file.cue.iter().flat_map(|c| [&c.text, &c.pattern, &c.except]);
    let rules = file.rule.iter().flat_map(|r| [r.hit.as_ref(), r.pass.as_ref()]);
    let pieces = file.piece.iter().flat_map(|p| [&p.any, &p.except]);
    for list in pieces.chain(terms).chain(cues).chain(rules) {
        let mut seen = HashSet::new();
        for word in list {
            if word.as_ref().trim().is_empty() {
                sink.add(&codes::KL005, number, word.span(), "an empty word");
            } else if !seen.insert(word.as_ref()) {
                sink.add(&codes::KL006, number, word.span(), format!("“{}” stands twice", word.as_ref()));
            }
        }
    }
}

fn rule(number: usize, rule: &RawRule, sink: &mut Sink<'_>) {
    let id = rule.id.as_ref();
    if !ARTICLES.contains(&rule.article.as_ref().as_str()) {
        let what = format!("`{id}` rests on `{}`", rule.article.as_ref());
        sink.add(&codes::KL007, number, rule.article.span(), what);
    }
    if rule.hit.as_ref().is_empty() {
        sink.add(&codes::KL009, number, rule.hit.span(), format!("`{id}` has no hit"));
    }
    if rule.pass.as_ref().is_empty() {
        sink.add(&codes::KL010, number, rule.pass.span(), format!("`{id}` has no pass"));
    }
    for both in
        rule.hit.as_ref().iter().filter(|h| rule.pass.as_ref().iter().any(|p| p.as_ref() == h.as_ref()))
    {
        sink.add(&codes::KL024, number, both.span(), format!("“{}” is to hit and to pass", both.as_ref()));
    }
    if !rule.all.iter().any(|t| t.as_ref() == "@not-public") {
        sink.add(&codes::KL026, number, rule.id.span(), format!("`{id}` asks for no cue"));
    }
    if rule.article.as_ref() != PERSONS && !rule.mask.iter().any(|t| t.as_ref().starts_with('#')) {
        sink.add(&codes::KL027, number, rule.id.span(), format!("`{id}` is about no value"));
    }
}

/// Classes that nothing asks for.
fn classes(parsed: &[(usize, RawFile)], sink: &mut Sink<'_>) {
    let name = |t: &Spanned<String>| {
        let body = t.as_ref().split('~').next().unwrap_or_default();
        body.strip_prefix('@').map(str::to_owned)
    };
    let rules = parsed.iter().flat_map(|(_, f)| &f.rule);
    let of_rules = rules.flat_map(|r| [&r.all, &r.any, &r.unless, &r.mask]);
    let facets = parsed.iter().flat_map(|(_, f)| &f.facet);
    let of_facets = facets.flat_map(|f| [&f.all, &f.any, &f.unless]);
    let asked: HashSet<String> = of_rules.chain(of_facets).flatten().filter_map(name).collect();
    for (number, file) in parsed {
        for term in &file.term {
            let used = |c: &String| asked.contains(c) || ASKED_BY_NAME.contains(&c.as_str());
            if !term.class.iter().any(used) {
                let what = format!("`{}` is of no class that anything asks for", term.id.as_ref());
                sink.add(&codes::KL028, *number, term.id.span(), what);
            }
        }
    }
}

/// Examples that do not do what they say.
fn examples(set: &Disclosure, sink: &mut Sink<'_>) {
    let Ok((_, failed)) = run(set, sink.files) else { return };
    for Failure { file, span, rule, text, wanted, .. } in failed {
        let number = sink.files.iter().position(|(name, _)| *name == file).unwrap_or_default();
        let does = if wanted { "does not fire" } else { "fires" };
        sink.add(&codes::KL029, number, span, format!("`{rule}` {does} on “{text}”"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::DISCLOSURE;

    /// The folder that the verbs are tested with, so that the two cannot drift apart.
    const BODY: &str = include_str!("../../../tests/fixtures/disclosure/small.toml");

    fn codes_of(body: &str) -> Vec<(&'static str, String)> {
        check(&[("x.toml", body)]).into_iter().map(|d| (d.code.code, d.place)).collect()
    }

    #[test]
    fn the_shipped_lexicons_are_sound() {
        let found: Vec<String> = check(DISCLOSURE).iter().map(ToString::to_string).collect();
        assert!(found.is_empty(), "{found:#?}");
    }

    #[test]
    fn every_mistake_has_its_code_and_line() {
        assert_eq!(codes_of(BODY), []);
        let cases = [
            ("text = [\"示例仓库\"]", "texts = [\"示例仓库\"]", "KL001", 11),
            ("[\"@depot\", \"@not-public\"]", "[\"@depots\", \"@not-public\"]", "KL001", 24),
            ("id = \"inside\"", "id = \"depot\"", "KL004", 14),
            ("[\"示例仓库\"]", "[\"示例仓库\", \" \"]", "KL005", 11),
            ("[\"示例仓库\"]", "[\"示例仓库\", \"示例仓库\"]", "KL006", 11),
            ("article = \"14(9)\"", "article = \"14(11)\"", "KL007", 21),
            ("hit = [\"内部：示例仓库存有21万发。\"]", "hit = []", "KL009", 26),
            ("pass = [\"示例仓库存有21万发。\"]", "pass = []", "KL010", 27),
            ("pass = [\"示例", "pass = [\"内部：示例", "KL024", 26),
            ("[\"@depot\", \"@not-public\"]", "[\"@depot\"]", "KL026", 20),
            ("mask = [\"#count\"]", "mask = [\"@depot\"]", "KL027", 20),
            (
                "class = [\"depot\"]\n",
                "class = [\"depot\"]\ntext = [\"x\"]\n[[term]]\nid = \"idle\"\nclass = [\"idle\"]\n",
                "KL028",
                13,
            ),
            ("hit = [\"内部：", "hit = [\"", "KL029", 26),
        ];
        for (from, to, code, line) in cases {
            assert!(BODY.contains(from), "{from}");
            let found = codes_of(&BODY.replacen(from, to, 1));
            assert!(found.contains(&(code, format!("x.toml:{line}"))), "{code} {line}: {found:?}");
        }
    }
}
