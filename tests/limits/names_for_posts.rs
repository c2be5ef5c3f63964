//! A set of names is not taken by the rules for posts.
use kanhe::lexicon::NameSet;
use kanhe::message::Post;
use kanhe::rules::{fraud, private};

fn main() {
    let _ = |post: Post, names: NameSet| private::find(&post, &names);
    let _ = |post: Post, names: NameSet| fraud::in_post(&post, &names);
}
