//! Keys of classes and of joins: hashes of 128 bits under a secret of this run.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};

/// Makes keys. Two runs make different ones; nothing that is reported depends on them.
#[derive(Debug, Default)]
pub struct Keys {
    first: RandomState,
    second: RandomState,
}

impl Keys {
    /// The key of some texts in their order.
    pub fn key<'a>(&self, texts: impl Iterator<Item = &'a str>) -> u128 {
        let (mut first, mut second) = (self.first.build_hasher(), self.second.build_hasher());
        for text in texts {
            let text = text.trim().as_bytes();
            for hasher in [&mut first, &mut second] {
                hasher.write(text);
                // No byte of UTF-8: where one text ends.
                hasher.write_u8(0xff);
            }
        }
        u128::from(first.finish()) << 64 | u128::from(second.finish())
    }

    /// What stands for a person.
    pub fn person(&self, identifier: &str) -> u64 {
        let mut hasher = self.first.build_hasher();
        hasher.write(identifier.as_bytes());
        hasher.finish()
    }

    /// What stands for one of too many values.
    pub fn value(&self, text: &str) -> u64 {
        let mut hasher = self.second.build_hasher();
        hasher.write(text.as_bytes());
        hasher.finish()
    }
}
