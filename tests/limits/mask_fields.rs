//! A mask has no public field.
use kanhe::message::PostMask;

fn main() {
    let _ = PostMask { hits: Vec::new() };
}
