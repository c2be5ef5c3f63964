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
    /// The title of a post.
    Title,
    /// The words in a picture of a post.
    Ocr,
    /// What is said in a post.
    Asr,
    /// A caption of a post.
    Caption,
    /// The hashtags of a post.
    Hashtag,
}

impl TextAs {
    /// The event whose only part is `text`.
    pub fn event(self, id: String, text: String) -> Event {
        let time = TEXT_TIME.to_owned();
        let account =
            |kind, text| Event::Registration(personal(id.clone(), vec![AccountPart { kind, text }]));
        let kind = match self {
            Self::Nickname => return account(AccountPartKind::Nickname, text),
            Self::Bio => return account(AccountPartKind::Bio, text),
            Self::Verification => return account(AccountPartKind::Verification, text),
            Self::Body => TextPartKind::Body,
            Self::Title => TextPartKind::Title,
            Self::Ocr => TextPartKind::Ocr,
            Self::Asr => TextPartKind::Asr,
            Self::Caption => TextPartKind::Caption,
            Self::Hashtag => TextPartKind::Hashtag,
        };
        Event::Post(Post { id, time, parts: vec![TextPart { kind, text }], generated: false })
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
