//! The closed set of private values, and what ties one to a person.

use schemars::JsonSchema;
use serde::Serialize;
use std::ops::Range;

use crate::message::{FoldSet, Score};

/// The kinds of private value that kanhe knows. Closed: there is no kind for anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PrivateKind {
    /// Mobile telephone number.
    MobilePhone,
    /// Fixed telephone number with area code.
    FixedPhone,
    /// Messenger id next to its cue.
    MessengerId,
    /// Resident identity number, 18 or 15 digits.
    ResidentId,
    /// Passport number.
    Passport,
    /// Travel permit to or from Hong Kong, Macao, Taiwan.
    TravelPermit,
    /// Bank card or account number.
    BankCard,
    /// Postal address down to the door.
    Address,
    /// Train or flight with seat and date.
    TravelBooking,
    /// E-mail address.
    Email,
    /// Coordinates of a dwelling.
    DwellingCoordinates,
    /// Id of a biometric template.
    BiometricTemplate,
}

/// A private value that a grammar recognised and checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivateValue {
    pub(super) kind: PrivateKind,
    pub(super) part: usize,
    pub(super) bytes: Range<usize>,
    pub(super) folds: FoldSet,
}

impl PrivateValue {
    /// What it is.
    pub fn kind(&self) -> PrivateKind {
        self.kind
    }

    /// Index of the part that it stands in.
    pub fn part(&self) -> usize {
        self.part
    }

    /// Its place in the part's text, in bytes, on grapheme boundaries.
    pub fn bytes(&self) -> Range<usize> {
        self.bytes.clone()
    }

    /// The folds between the text and plain digits.
    pub fn folds(&self) -> FoldSet {
        self.folds
    }
}

/// Why a value is taken to belong to a person who is not the speaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkReason {
    /// A person's name stands next to it.
    Name,
    /// A word of kinship or acquaintance stands next to it.
    Kinship,
    /// A title with a name stands next to it.
    Title,
    /// "This is his number", before or after.
    Statement,
    /// A label of a list, form or parcel in a picture.
    Label,
}

/// What ties a value to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonLink {
    pub(super) reason: LinkReason,
    pub(super) score: Score,
}

impl PersonLink {
    /// Why.
    pub fn reason(self) -> LinkReason {
        self.reason
    }

    /// How sure.
    pub fn score(self) -> Score {
        self.score
    }
}

/// A private value of a third person: what a mask is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivateHit {
    pub(super) value: PrivateValue,
    pub(super) link: PersonLink,
}

impl PrivateHit {
    /// The value.
    pub fn value(&self) -> &PrivateValue {
        &self.value
    }

    /// What ties it to a person.
    pub fn link(&self) -> PersonLink {
        self.link
    }
}
