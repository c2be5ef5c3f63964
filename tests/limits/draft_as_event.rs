//! A draft has no way into the worker.
use kanhe::message::{Draft, Event};

fn main() {
    let _ = |draft: Draft| Event::Draft(draft);
}
