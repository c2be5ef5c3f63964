//! Weights and thresholds of the rule, all of them. Points, added up; [`CASE`] makes a case.
//!
//! The numbers were set on the project's own fixtures so that no lift is outweighed by the
//! strongest claim, request and value together, and so that the weakest claim needs the strongest
//! of the other two.

/// Points from which a finding is a case.
pub(super) const CASE: i32 = 70;

/// What an element of the rule is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    /// The speaker says which post or unit is theirs.
    Introduced,
    /// A title and "in person".
    Named,
    /// The speaker belongs to the body.
    Belongs,
    /// A post held now.
    Held,
    /// The clause is an office, its bearer deals with the reader.
    Signed,
    /// Speaks as the unit.
    AsUnit,
    /// A way inside is for sale.
    Inside,
    /// A relative's office, for the sale of places.
    Proxy,
    /// Asked of the reader, in full.
    Asked,
    /// A price for what an office gives.
    Priced,
    /// A telephone, messenger id, mailbox or account.
    Contact,
    /// A sum beside the request.
    Sum,
    /// A contact and a sum.
    ContactAndSum,
    /// Pressure or secrecy.
    Pressed,
    /// A warning, an exposure, a report.
    Warned,
    /// Weak signs of one; counted at most twice.
    Hinted,
    /// Nothing is charged.
    Free,
    /// Fiction, joke, game.
    Fiction,
    /// A household's office.
    Household,
    /// Asks whether it is true.
    Query,
    /// Says that no office is held.
    Disclaimed,
}

impl Weight {
    /// Its points.
    pub const fn points(self) -> i32 {
        match self {
            Self::Introduced => 50,
            Self::Named | Self::Belongs => 45,
            Self::Held => 40,
            Self::Signed | Self::AsUnit | Self::Asked => 35,
            Self::Inside => 30,
            Self::Proxy | Self::Priced | Self::ContactAndSum => 25,
            Self::Contact => 20,
            Self::Sum => 15,
            Self::Pressed => 5,
            Self::Hinted => -20,
            Self::Free => -30,
            Self::Warned | Self::Fiction | Self::Household | Self::Query | Self::Disclaimed => -50,
        }
    }
}

const MOST: i32 = Weight::Introduced.points()
    + Weight::Asked.points()
    + Weight::ContactAndSum.points()
    + Weight::Pressed.points();
const _: () = assert!(MOST + Weight::Warned.points() < CASE, "a warning is never outweighed");
const _: () = assert!(
    Weight::Proxy.points() + Weight::Priced.points() + Weight::Sum.points() < CASE,
    "the weakest of all three is no case"
);
