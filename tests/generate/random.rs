//! A small seeded generator (splitmix64): the same numbers on every machine.
#![allow(dead_code)] // Those who share it take what they need.

/// The generator.
pub struct Random(u64);

impl Random {
    /// Seeded by a word and a number.
    pub fn new(word: &str, number: usize) -> Self {
        Self(word.bytes().fold(number as u64 + 1, |s, b| s.wrapping_mul(0x100_0000_01b3) ^ u64::from(b)))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    /// One of several.
    pub fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    /// `n` digits.
    pub fn digits(&mut self, n: usize) -> String {
        (0..n).map(|_| char::from(b'0' + self.below(10) as u8)).collect()
    }
}
