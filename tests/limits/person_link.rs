//! Only the rule ties a value to a person.
use kanhe::message::Score;
use kanhe::rules::private::{LinkReason, PersonLink};

fn main() {
    let _ = PersonLink { reason: LinkReason::Name, score: Score::FULL };
}
