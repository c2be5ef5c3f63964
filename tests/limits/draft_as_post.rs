//! A draft is no post.
use kanhe::message::{Draft, Event};

fn main() {
    let _ = |draft: Draft| Event::Post(draft);
}
