//! Another set of names in the place of the running one: compiled beside it, tried on everything
//! that it carries, and only then put to use. Pure: whoever calls reads the files.

use std::collections::BTreeSet;

use super::{Engine, Unproven, examples};
use crate::lexicon::{LexiconError, NameSet, parse};

/// Compiles a set for the place of `running`, with the names of `tripped` in shadow. It must leave
/// protected posts and names alone, which `prove` finds out, and decide its own examples.
pub fn compile(
    running: &Engine,
    files: &[(String, String)],
    tripped: &BTreeSet<String>,
    prove: impl FnOnce(Unproven) -> Result<Engine, LexiconError>,
) -> Result<Engine, LexiconError> {
    let shaded: Vec<(String, String)> =
        files.iter().map(|(name, text)| shade(name, text, tripped)).collect::<Result<_, _>>()?;
    let views: Vec<(&str, &str)> = shaded.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
    let engine = prove(running.again(NameSet::compile(&views)?))?;
    examples::check(&engine, &shaded)?;
    Ok(engine)
}

/// Whether a set has a term of this id: only terms have a shadow to fall back to. A word that marks
/// a speaker stands beside many terms and says nothing about one.
pub fn has_term(files: &[(String, String)], id: &str) -> bool {
    let terms = |(name, text): &(String, String)| {
        parse(name, text).is_ok_and(|file| file.term.iter().any(|term| term.id.as_ref() == id))
    };
    files.iter().any(terms)
}

/// The file with the status of tripped terms set to shadow. The text changes and the digest with
/// it: a decision's digest names the set that made it.
fn shade(name: &str, text: &str, tripped: &BTreeSet<String>) -> Result<(String, String), LexiconError> {
    let same = || (name.to_owned(), text.to_owned());
    if tripped.is_empty() || !parse(name, text)?.term.iter().any(|t| tripped.contains(t.id.as_ref())) {
        return Ok(same());
    }
    let Ok(mut document) = text.parse::<toml_edit::DocumentMut>() else { return Ok(same()) };
    let terms = document.get_mut("term").and_then(toml_edit::Item::as_array_of_tables_mut);
    for term in terms.into_iter().flat_map(toml_edit::ArrayOfTables::iter_mut) {
        let id = term.get("id").and_then(toml_edit::Item::as_str);
        if id.is_some_and(|id| tripped.contains(id)) {
            term.insert("status", toml_edit::value("shadow"));
        }
    }
    Ok((name.to_owned(), document.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::NAMES;

    fn proven(engine: Unproven) -> Result<Engine, LexiconError> {
        engine.prove().map(|(engine, _)| engine)
    }

    fn files() -> Vec<(String, String)> {
        NAMES.iter().map(|(n, t)| ((*n).to_owned(), (*t).to_owned())).collect()
    }

    #[test]
    fn a_tripped_name_is_in_shadow_and_the_digest_says_so() {
        let running = Engine::builtin().unwrap();
        let same = compile(&running, &files(), &BTreeSet::new(), proven).unwrap();
        assert_eq!(same.lexicon_digest(), running.lexicon_digest());
        assert!(has_term(&files(), "jiefangjun") && !has_term(&files(), "speaks-official"));
        let shaded = compile(&running, &files(), &BTreeSet::from(["jiefangjun".to_owned()]), proven).unwrap();
        assert_ne!(shaded.lexicon_digest(), running.lexicon_digest());
        let entry = shaded.names().entries().iter().find(|e| e.id == "jiefangjun").unwrap();
        assert_eq!(entry.status, crate::lexicon::Status::Shadow);
    }

    #[test]
    fn a_set_that_does_not_compile_is_refused() {
        let running = Engine::builtin().unwrap();
        let files = vec![("a.toml".to_owned(), "[lexicon".to_owned())];
        assert_eq!(compile(&running, &files, &BTreeSet::new(), proven).unwrap_err().file, "a.toml");
    }
}
