//! Only a grammar makes a private value.
use kanhe::message::FoldSet;
use kanhe::rules::private::{PrivateKind, PrivateValue};

fn main() {
    let _ = PrivateValue { kind: PrivateKind::MobilePhone, part: 0, bytes: 0..4, folds: FoldSet::EMPTY };
}
