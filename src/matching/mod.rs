//! Matching: find by sound and form, accept by evidence. Candidates come from an index on what a
//! term may begin with; an alignment adds up what every changed character costs; words that the
//! text really contains win over words that only cross them.

mod align;
mod index;
mod pattern;
mod reading;

pub use align::{Alignment, Traced, align, both_ways};
pub use index::{Found, Index};
pub use pattern::{FoldData, Pattern};
pub use reading::Words;
