//! Generators that tests of private values share.

pub mod random;
pub mod spelling;
pub mod value;
