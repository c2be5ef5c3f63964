//! A post cannot be refused: the action does not exist.
use kanhe::message::PostAction;

fn main() {
    let _ = PostAction::Refuse;
}
