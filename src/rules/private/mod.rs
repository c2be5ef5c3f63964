//! Private values of third persons in posts (article 15, for everyone).
//!
//! A mask needs a [`PrivateHit`]: a [`PrivateValue`] that a grammar of this module recognised and
//! a [`PersonLink`] that ties it to a person who is not the speaker. Neither can be made outside.

pub(crate) mod grammar;
mod lexicon;
mod value;

pub use value::{LinkReason, PersonLink, PrivateHit, PrivateKind, PrivateValue};

use crate::message::Post;

/// The private values of third persons in a post, in the order of the text.
pub fn find(_post: &Post) -> Vec<PrivateHit> {
    Vec::new()
}
