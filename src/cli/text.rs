//! Plain text as an event: one part, with an id and a time that do not depend on the day.

use clap::ValueEnum;

use crate::message::{
    AccountPart, AccountPartKind, Category, Event, Post, Registration, TextPart, TextPartKind,
};

/// Time of events made from plain text: the day on which the measures came into force.
pub const TEXT_TIME: &str = "2025-03-01T00:00:00+08:00";

/// What a plain text is taken for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum TextAs {
    /// The name of a personal account.
    #[default]
    Nickname,
    /// What a personal account says about itself.
    Bio,
    /// The platform's word about a personal account.
    Verification,
    /// The body of a post.
    Body,
}

impl TextAs {
    /// The event whose only part is `text`.
    pub fn event(self, id: String, text: String) -> Event {
        let time = TEXT_TIME.to_owned();
        let kind = match self {
            Self::Nickname => AccountPartKind::Nickname,
            Self::Bio => AccountPartKind::Bio,
            Self::Verification => AccountPartKind::Verification,
            Self::Body => {
                let parts = vec![TextPart { kind: TextPartKind::Body, text }];
                return Event::Post(Post { id, time, parts, generated: false });
            }
        };
        Event::Registration(personal(id, vec![AccountPart { kind, text }]))
    }
}

/// A personal account with these parts and nothing else.
pub fn personal(id: String, parts: Vec<AccountPart>) -> Registration {
    Registration {
        account: id.clone(),
        id,
        time: TEXT_TIME.to_owned(),
        parts,
        category: Category::Personal,
        evidence: None,
        avatar: None,
        previous: None,
    }
}
