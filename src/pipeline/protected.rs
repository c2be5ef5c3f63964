//! Protected speech and protected names: embedded, read at every start and every reload. None of
//! these posts may be touched or become a case, none of these names may be refused; one failure
//! refuses the set that is to be started.

use crate::decode;
use crate::message::{DeadLetter, Event, Post, Registration};

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
