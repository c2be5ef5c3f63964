//! The action of another input does not fit into a post's decision.
use kanhe::message::{PostDecision, RegistrationAction};

fn main() {
    let _ = |mut decision: PostDecision| decision.action = RegistrationAction::Refuse;
}
