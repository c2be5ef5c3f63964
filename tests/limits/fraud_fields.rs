//! Only the rule makes a fraud finding.
use kanhe::message::Score;
use kanhe::rules::fraud::{Fraud, Place};

fn main() {
    let _ = |claim: Place, request: Place, value: Place| Fraud { claim, request, value, score: Score::FULL };
}
