//! The examples that lexicons of names carry: every `hit` must be refused as the name of a personal
//! account, every `pass` must pass. A set that fails its own examples is not put to use.

use toml::Spanned;

use super::Engine;
use crate::decode;
use crate::lexicon::{LexiconError, NamesFile, RawTerm, Status, parse};
use crate::message::{Action, Decision};

/// Every example of a file: entry, text, whether it must be refused.
pub fn of(file: &NamesFile) -> Vec<(&str, &Spanned<String>, bool)> {
    let compiled = |t: &&RawTerm| matches!(t.status, Status::Live | Status::Shadow);
    let terms = file.term.iter().filter(compiled).map(|t| (&t.id, &t.hit, &t.pass));
    let patterns = file.pattern.iter().map(|p| (&p.id, &p.hit, &p.pass));
    terms
        .chain(patterns)
        .flat_map(|(id, hit, pass)| {
            let id = id.as_ref().as_str();
            let hits = hit.as_ref().iter().map(move |h| (id, h, true));
            hits.chain(pass.as_ref().iter().map(move |p| (id, p, false)))
        })
        .collect()
}

/// Refused, or it would be if its entry were not in shadow.
pub fn would_refuse(decision: &Decision) -> bool {
    let shadow = |e: &Option<String>| e.is_none() || e.as_deref() == Some("shadow");
    decision.findings().iter().any(|f| f.action == Action::Refuse && shadow(&f.exempted_by))
}

/// The first example that an engine does not decide as it says is an error.
pub fn check(engine: &Engine, files: &[(String, String)]) -> Result<(), LexiconError> {
    for (name, text) in files {
        let file = parse(name, text)?;
        for (id, word, refuse) in of(&file) {
            if decides(engine, id, word.as_ref()) != Some(refuse) {
                let expected = if refuse { "refused" } else { "passed" };
                return Err(LexiconError {
                    code: "KL901",
                    file: name.clone(),
                    line: text.get(..word.span().start).map_or(1, |t| t.matches('\n').count() + 1),
                    span: word.span(),
                    message: format!("{id}: an example is not {expected}, so the set is refused"),
                });
            }
        }
    }
    Ok(())
}

/// Whether the name of a personal account would be refused.
fn decides(engine: &Engine, id: &str, name: &str) -> Option<bool> {
    let event = serde_json::json!({
        "id": id, "type": "registration", "time": "2025-03-01T00:00:00+08:00", "account": id,
        "parts": [{"kind": "nickname", "text": name}],
    });
    let event = decode::event(event.to_string().as_bytes()).ok()?;
    Some(would_refuse(&engine.decide(&event)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::NAMES;

    #[test]
    fn the_release_decides_its_own_examples_and_a_wrong_one_refuses_the_set() {
        let mut files: Vec<(String, String)> =
            NAMES.iter().map(|(n, t)| ((*n).to_owned(), (*t).to_owned())).collect();
        let engine = Engine::builtin().unwrap();
        check(&engine, &files).unwrap();
        let (name, text) = files.iter_mut().find(|(n, _)| n.contains("10-1-forces")).unwrap();
        *text = text.replacen("pass = [", "pass = [\"解放军征兵办公室官方\", ", 1);
        let refused = check(&engine, &[(name.clone(), text.clone())]).unwrap_err();
        assert_eq!((refused.code, refused.file.as_str()), ("KL901", name.as_str()));
    }
}
