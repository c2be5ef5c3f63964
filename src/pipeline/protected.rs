//! Protected speech and protected names: embedded, read at every start and every reload. None of
//! these posts may be touched or become a case, none of these names may be refused; one failure
//! refuses the set that is to be started.

use super::Engine;
use crate::decide::{Context, decide};
use crate::decode;
use crate::lexicon::LexiconError;
use crate::message::{Action, DeadLetter, Event, HitName, Post, Registration};

const POSTS: &str = include_str!("../../lexicons/protected/posts.jsonl");
const NAMES: &str = include_str!("../../lexicons/protected/names.jsonl");

/// Posts that pass, whatever is in them: news, testimony, allegations, worries, satire, rumour.
///
/// A line that is no post is an error and not skipped: a set that cannot be read proves nothing.
pub fn posts() -> impl Iterator<Item = Result<Post, DeadLetter>> {
    lines(POSTS).map(|line| match decode::event(line)? {
        Event::Post(post) => Ok(post),
        _ => Err(other_input()),
    })
}

/// Accounts that pass: namesakes, shops, places, fans, parody, critics, veterans, serving persons.
///
/// A line that is no registration is an error and not skipped.
pub fn names() -> impl Iterator<Item = Result<Registration, DeadLetter>> {
    lines(NAMES).map(|line| match decode::event(line)? {
        Event::Registration(registration) => Ok(registration),
        _ => Err(other_input()),
    })
}

/// Decides every protected post and name with an engine; how many there are. The first one that is
/// touched, or is a case, refuses the engine.
pub(super) fn check(engine: &Engine) -> Result<usize, LexiconError> {
    // Names near verified ones are cases whatever the set is.
    let context = Context { registry: None, ..engine.context() };
    let mut decided = 0;
    let events =
        posts().map(|p| p.map(Event::Post)).chain(names().map(|n| n.map(Event::Registration))).enumerate();
    for (number, event) in events {
        let event = event.map_err(|dead| refusal(number, &format!("cannot be read: {}", dead.detail)))?;
        let decision = decide(&event, context);
        if decision.action() != Action::Pass || decision.report().is_some() {
            let rules: Vec<&str> = decision.rules().collect();
            let terms = decision.findings().iter().flat_map(|f| &f.hits).filter_map(|h| match &h.name {
                HitName::Term(term) => Some(term.as_str()),
                HitName::Value(_) => None,
            });
            let terms: Vec<&str> = terms.collect();
            let what = format!("{} is touched by {} ({})", event.id(), rules.join(", "), terms.join(", "));
            return Err(refusal(number, &what));
        }
        decided += 1;
    }
    Ok(decided)
}

fn refusal(number: usize, what: &str) -> LexiconError {
    LexiconError {
        code: "KL900",
        file: "protected".to_owned(),
        line: number + 1,
        span: 0..0,
        message: format!("{what}; protected speech and names pass, so the set is refused"),
    }
}

fn lines(text: &'static str) -> impl Iterator<Item = &'static [u8]> {
    text.lines().map(str::trim).filter(|l| !l.is_empty()).map(str::as_bytes)
}

fn other_input() -> DeadLetter {
    DeadLetter {
        stage: "protected",
        code: "other-input",
        detail: "an entry of the protected set is of another type".to_owned(),
        offset: None,
        keeps_input: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{fraud, private};

    #[test]
    fn the_sets_are_large_enough_and_distinct() {
        let posts: Vec<Post> = posts().collect::<Result<_, _>>().unwrap();
        let names: Vec<Registration> = names().collect::<Result<_, _>>().unwrap();
        assert!(posts.len() >= 120, "{} posts", posts.len());
        assert!(names.len() >= 60, "{} names", names.len());
        let mut ids: Vec<&str> = posts.iter().map(|p| &*p.id).chain(names.iter().map(|n| &*n.id)).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), posts.len() + names.len(), "ids are unique");
    }

    #[test]
    fn a_term_that_reaches_a_protected_name_refuses_the_set() {
        let text = include_str!("../../lexicons/names/designations.toml");
        // A lexicon that takes every barber for a body.
        let bad = format!(
            "{text}\n[[term]]\nid = \"bad\"\ntext = \"理发\"\nkind = \"organ\"\nsource = \"none\"\n\
             since = \"2026-01-01\"\nfolds = [\"width\"]\nhit = [\"某理发\"]\npass = [\"剪\"]\n"
        );
        let places = "[lexicon]\nid = \"m\"\ntitle = \"m\"\ntitle_en = \"m\"\nbasis = [\"10(1)\"]\nowner = \"o\"\n\
             [[mark]]\nid = \"region\"\nkind = \"region\"\nwords = [\"八一桥洞\"]\n";
        let files = [("designations.toml", bad.as_str()), ("marks.toml", places)];
        let refused = Engine::new(crate::lexicon::NameSet::compile(&files).unwrap()).unwrap_err();
        assert_eq!(refused.code, "KL900");
        assert!(refused.message.contains("protected-name-002"), "{}", refused.message);
    }

    #[test]
    fn protected_posts_are_left_alone() {
        let touched: Vec<(String, usize, bool)> = posts()
            .map(Result::unwrap)
            .map(|post| (private::find(&post).len(), fraud::in_post(&post).is_some(), post.id))
            .filter(|(private, fraud, _)| *private > 0 || *fraud)
            .map(|(private, fraud, id)| (id, private, fraud))
            .collect();
        assert!(touched.is_empty(), "id, private values, fraud: {touched:#?}");
    }

    #[test]
    fn protected_accounts_are_no_fraud() {
        for account in names().map(Result::unwrap) {
            assert_eq!(fraud::in_registration(&account), None, "{}", account.id);
        }
    }
}
