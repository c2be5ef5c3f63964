//! Fraud by false officials (article 16): a claim of office, a request, and a typed contact,
//! account or amount, all made by one speaker. All three, or nothing.
//!
//! *What.* Somebody says that they hold an office of the forces, of recruitment or of veterans'
//! affairs, asks the reader for money, goods, a code or papers, and gives a way to hand it over.
//! *Why.* People lose money to false officers; the platform's fraud team gets a case and the post
//! stays as it is. *Not.* Warnings, reports, victims' stories, satire, real recruitment, sales by
//! people who claim no office.
//!
//! Nothing here is loaded: the cues are part of the program (`lexicons/fraud`).

mod amount;
mod claim;
mod lexicon;
mod lift;
mod part;
mod request;
mod scan;
mod score;
mod verdict;

use std::ops::Range;

use crate::fold::{self, Unit};
use crate::message::{AccountPart, AccountPartKind, FoldSet, Post, Registration, TextPart, TextPartKind};
use crate::rules::private::may_hold_value;

pub use verdict::{Explanation, Reason};

/// One place in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Index of the part.
    pub part: usize,
    /// Bytes in the part's text, on grapheme boundaries.
    pub bytes: Range<usize>,
    /// The cue's id, e.g. `body-forces`; for the value its kind.
    pub cue: &'static str,
    /// Folds between text and cue.
    pub folds: FoldSet,
}

/// A fraud finding. Its fields are private and [`find`] makes it only with all three.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fraud {
    claim: Place,
    request: Place,
    value: Place,
    score: crate::message::Score,
}

impl Fraud {
    /// The claim of office.
    pub fn claim(&self) -> &Place {
        &self.claim
    }

    /// What is asked for.
    pub fn request(&self) -> &Place {
        &self.request
    }

    /// The typed contact, account or amount.
    pub fn value(&self) -> &Place {
        &self.value
    }

    /// How sure.
    pub fn score(&self) -> crate::message::Score {
        self.score
    }
}

/// Whose words a part holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Voice {
    /// The author's: title, body, caption, what is said in a film.
    Author,
    /// What an account says about itself.
    Account,
    /// Read from a picture: the author's only when the author joins in.
    Picture,
    /// The name of an account: it may claim, it asks nothing.
    Name,
    /// A tag: it may lift, it claims and asks nothing.
    Tag,
}

/// A part as this rule sees it.
#[derive(Debug, Clone, Copy)]
pub struct Spoken<'a> {
    /// Whose words.
    pub voice: Voice,
    /// The words.
    pub text: &'a str,
}

impl<'a> From<&'a str> for Spoken<'a> {
    fn from(text: &'a str) -> Self {
        Self { voice: Voice::Author, text }
    }
}

impl<'a> From<&'a TextPart> for Spoken<'a> {
    fn from(part: &'a TextPart) -> Self {
        let voice = match part.kind {
            TextPartKind::Ocr => Voice::Picture,
            TextPartKind::Hashtag => Voice::Tag,
            TextPartKind::Title | TextPartKind::Body | TextPartKind::Asr | TextPartKind::Caption => {
                Voice::Author
            }
        };
        Self { voice, text: &part.text }
    }
}

impl<'a> From<&'a AccountPart> for Spoken<'a> {
    fn from(part: &'a AccountPart) -> Self {
        match part.kind {
            AccountPartKind::Bio => Self { voice: Voice::Account, text: &part.text },
            AccountPartKind::Nickname => Self { voice: Voice::Name, text: &part.text },
            // The platform's own word is no word of the applicant's.
            AccountPartKind::Verification => Self { voice: Voice::Tag, text: "" },
        }
    }
}

/// Looks for fraud in the parts of one event. Places count the parts as they are given.
pub fn find<'a, P: Into<Spoken<'a>>>(parts: impl IntoIterator<Item = P, IntoIter: Clone>) -> Option<Fraud> {
    let parts = parts.into_iter();
    let lexicon = lexicon::lexicon();
    for gate in [&lexicon.office, &lexicon.request] {
        if !parts.clone().any(|p| gate.opens(p.into().text)) {
            return None;
        }
    }
    let parts = folded(parts);
    if valued(&parts) { verdict::find(parts) } else { None }
}

/// Looks for fraud in a post: all parts together.
pub fn in_post(post: &Post) -> Option<Fraud> {
    find(&post.parts)
}

/// Looks for fraud in a registration: the bio, with the name above it. Places count all parts.
pub fn in_registration(registration: &Registration) -> Option<Fraud> {
    find(&registration.parts)
}

/// What was found, how, and why not: for `kanhe explain`.
pub fn explain<'a, P: Into<Spoken<'a>>>(parts: impl IntoIterator<Item = P>) -> Explanation {
    verdict::explain(folded(parts))
}

type Folded<'a> = (Spoken<'a>, Vec<Unit>);

fn folded<'a, P: Into<Spoken<'a>>>(parts: impl IntoIterator<Item = P>) -> Vec<Folded<'a>> {
    parts
        .into_iter()
        .map(|p| {
            let spoken: Spoken<'a> = p.into();
            (spoken, fold::fold(spoken.text))
        })
        .collect()
}

/// Whether there is anything to hand over to or to hand over: without it there is no case.
fn valued(parts: &[Folded<'_>]) -> bool {
    parts.iter().any(|(p, units)| may_hold_value(p.text) || !amount::amounts(units).is_empty())
}
