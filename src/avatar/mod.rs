//! Pictures of accounts: a perceptual hash, and the emblems that are near it.
//!
//! PDQ is the published perceptual hash of Meta's `ThreatExchange` ("The TMK+PDQF Video-Hashing
//! Algorithm and the PDQ Image-Hashing Algorithm", 2019): 256 bits that change little when a picture
//! is made smaller, compressed again or framed. A picture near an emblem says nothing by itself.

mod border;
mod image;
mod index;
mod pdq;
mod web;

pub use image::AvatarError;
pub use index::Emblems;

use std::fmt;

use crate::message::hex;

/// Most bits in which two hashes of one picture differ: PDQ's own recommendation. Two unrelated
/// pictures differ in about 128, with a standard deviation of 8.
pub const MAX_DISTANCE: u32 = 31;
/// Least quality of a hash that may match: PDQ's own recommendation. Below it the picture has too
/// little structure, and its bits are noise.
pub const MIN_QUALITY: u8 = 50;

/// A PDQ hash: 256 bits, the first 64 of its hexadecimal form first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pdq([u64; 4]);

impl Pdq {
    /// From 64 hex digits; anything else is `None`.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 64 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let mut words = [0u64; 4];
        for (i, word) in words.iter_mut().enumerate() {
            *word = u64::from_str_radix(text.get(16 * i..16 * (i + 1))?, 16).ok()?;
        }
        Some(Self(words))
    }

    /// In how many bits two hashes differ.
    pub fn distance(self, other: Self) -> u32 {
        self.0.iter().zip(other.0).map(|(a, b)| (a ^ b).count_ones()).sum()
    }

    /// Its sixteen pieces of 16 bits, in order.
    fn chunks(self) -> impl Iterator<Item = u16> {
        self.0.into_iter().flat_map(|w| [(w >> 48) as u16, (w >> 32) as u16, (w >> 16) as u16, w as u16])
    }
}

impl fmt::Display for Pdq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|w| f.write_str(&hex(&w.to_be_bytes())))
    }
}

/// What a picture comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hashed {
    /// Its hash.
    pub pdq: Pdq,
    /// How much structure it has, 0 to 100.
    pub quality: u8,
    /// The hash of what is inside of its border, where it has one of one shade, and structure enough.
    pub inside: Option<Pdq>,
}

impl Hashed {
    /// The hash, if the picture has structure enough for a match to mean something.
    pub fn usable(self) -> Option<Pdq> {
        (self.quality >= MIN_QUALITY).then_some(self.pdq)
    }

    /// Every hash under which the picture may match: its own, then that inside of a border.
    pub fn all(self) -> impl Iterator<Item = Pdq> {
        self.usable().into_iter().chain(self.inside)
    }
}

/// Hashes a PNG, JPEG, GIF or WebP, of which the first frame. Bounded in pixels, memory and passes
/// before anything is decoded.
pub fn hash(file: &[u8]) -> Result<Hashed, AvatarError> {
    let luma = image::luma(file)?;
    let inside = border::inside(&luma).and_then(|inner| pdq::hash(inner).usable());
    Ok(Hashed { inside, ..pdq::hash(luma) })
}
