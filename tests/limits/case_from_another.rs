//! A case of another desk is no case about a post.
use kanhe::message::{Case, PostDecision};

fn main() {
    let _ = |mut decision: PostDecision, case: Case| decision.report = Some(case);
}
