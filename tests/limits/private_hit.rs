//! A hit cannot be put together outside, not even from a real value and a real link.
use kanhe::rules::private::{PersonLink, PrivateHit, PrivateValue};

fn main() {
    let _ = |value: PrivateValue, link: PersonLink| PrivateHit { value, link };
}
