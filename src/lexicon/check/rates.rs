//! How often entries fire on benign text: measured by `kanhe lexicon calibrate`, kept in a file,
//! held against the budgets of the lexicons.

use serde::{Deserialize, Serialize};

use super::super::codes;
use super::{Parsed, Sink};

/// Most percent of benign names that an entry may refuse, by the 95 % upper bound, where a lexicon
/// gives no budget of its own. All entries together may touch 0.03 %; one alone may take up to two
/// thirds of that.
pub const DEFAULT_BUDGET: f64 = 0.02;

/// A file of rates.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rates {
    /// Digest of the lexicons that were measured.
    pub digest: String,
    /// What they were measured on, e.g. `names/cn_streets.jsonl (5041)`.
    pub on: Vec<String>,
    /// What fired at least once.
    #[serde(default)]
    pub fired: Vec<Fired>,
    /// Texts that were run as registrations.
    pub registrations: usize,
    /// Texts that were run as posts.
    pub posts: usize,
}

/// One thing that fired.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fired {
    /// `term`, `fold`, `rule` or `value` (a grammar of private values).
    pub what: String,
    /// Its id.
    pub id: String,
    /// Texts in which it was found.
    pub found: usize,
    /// Texts in which it acted: refused, masked or opened a case.
    pub acted: usize,
    /// Texts that were run.
    pub n: usize,
    /// 95 % upper bound of the share in which it acts, in percent.
    pub upper95: f64,
}

impl Rates {
    /// Reads a file of rates; the error is the parser's.
    pub fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|e| e.message().to_owned())
    }
}

/// Entries that fire more often than they may. One that never acted is within every budget,
/// however small the sample.
pub(super) fn check(parsed: &[Parsed], rates: &Rates, sink: &mut Sink<'_>) {
    for p in parsed {
        let file = p.file.lexicon.budget;
        let terms = p.file.term.iter().map(|t| (&t.id, t.budget));
        let patterns = p.file.pattern.iter().map(|t| (&t.id, t.budget));
        for (id, own) in terms.chain(patterns) {
            let budget = own.or(file).unwrap_or(DEFAULT_BUDGET);
            let fired = rates.fired.iter().find(|f| f.what == "term" && f.id == *id.as_ref());
            let Some(f) = fired.filter(|f| f.acted > 0 && f.upper95 > budget) else { continue };
            let message = format!(
                "`{}` acted on {} of {} benign texts, at most {:.4} % by the 95 % bound; the budget is {budget} %",
                f.id, f.acted, f.n, f.upper95
            );
            sink.add(&codes::KL023, p.number, id.span(), message);
        }
    }
}
