//! What a publisher's own draft gives away (article 14). The last word is the publisher's.
//!
//! A finding needs an operational value that a grammar recognised, an entity that it is about, and
//! cues that sum up to "not public". Rules are `lexicons/disclosure/*.toml`; what they may ask is
//! in [`rule`]. Allegations, accidents, casualties and grievances are reported, not covered.

mod compose;
pub(crate) mod examples;
pub(crate) mod grammar;
pub(crate) mod lint;
mod patterns;
mod press;
pub(crate) mod rule;
pub(crate) mod scan;
pub(crate) mod schema;
pub(crate) mod set;
pub(crate) mod text;
pub(crate) mod weigh;
pub(crate) mod wording;

pub(crate) use rule::{Match, Place, Rule};
pub(crate) use scan::Scanned;
pub(crate) use set::Disclosure;
pub(crate) use text::Reading;

/// What the rules find in a draft: each rule that fires, with its values.
pub(crate) fn find<'s>(set: &'s Disclosure, scan: &Scanned) -> Vec<(&'s Rule, Vec<Match>)> {
    set.rules
        .iter()
        .map(|rule| {
            let mut matches = rule.matches(set, scan);
            matches.retain(|m| press::spares(set, scan, m));
            (rule, matches)
        })
        .filter(|(_, matches)| !matches.is_empty())
        .collect()
}
