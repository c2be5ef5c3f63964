//! The log of decisions that acted: a chain of sealed lines. Pure: whoever keeps it reads and
//! writes files or topics, and holds the keys.
//!
//! **No text, no account, no author**: event id, rule, article, places, digests. A line is sealed
//! with the key of its *period* (an input and a month of event time), so that destroying a period is
//! discarding a key; the chain is over the sealed lines and stays whole.
//!
//! Each line holds the hash of the one before it. So an edit breaks its own hash; a line that is
//! taken out, put in or moved breaks the link; a cut at the front leaves a first line that is not
//! line 0. A cut at the end leaves a shorter chain that is whole: against that stands the *head*, the
//! number and hash of the last line under a MAC, written after each line. Whoever can put back an
//! older head together with the older log is caught by a head that was published elsewhere.

mod chain;
mod html;
mod record;
mod report;
mod seal;

pub use chain::{Broken, Chain, Head, Line, LineKind, Sum, Verifying, verify};
pub use html::page;
pub use record::{Destroyed, Logged, period_of, record};
pub use report::{Counting, Report, RuleCounts, RuleLine};
pub use seal::{KEY_BYTES, KeyError, KeySource, LogKey, PeriodKey};
