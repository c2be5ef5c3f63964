//! Fraud by false officials (article 16): a claim of office, a request, and a typed contact,
//! account or amount. All three, or nothing.

use std::ops::Range;

use crate::message::FoldSet;

/// One place in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Index of the part.
    pub part: usize,
    /// Bytes in the part's text, on grapheme boundaries.
    pub bytes: Range<usize>,
    /// The cue's id, e.g. `claim-unit`; for the value its kind.
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
}

/// Looks for fraud in the parts of one event.
pub fn find<'a>(_parts: impl Iterator<Item = &'a str>) -> Option<Fraud> {
    None
}
