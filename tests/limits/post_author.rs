//! A post has no author.
use kanhe::message::Post;

fn main() {
    let _ = |post: Post| post.author;
}
