//! A post's case needs a fraud finding, and with it a typed value.
use kanhe::message::PostCase;
use kanhe::rules::fraud::Place;

fn main() {
    let _ = |claim: Place, request: Place| PostCase::new(String::from("case"), (claim, request));
}
