//! A post is tied to no account.
use kanhe::message::Post;

fn main() {
    let _ = |post: Post| post.account;
}
