//! A mask is not made of places.
use kanhe::message::PostMask;

fn main() {
    let _ = PostMask::new(vec![0..4usize]);
}
