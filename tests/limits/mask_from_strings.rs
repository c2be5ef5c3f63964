//! A mask is not made of words.
use kanhe::message::PostMask;

fn main() {
    let _ = PostMask::new(vec!["some words"]);
}
