//! Hashes near a hash, among up to a million: two hashes that differ in at most 31 bits have at
//! least one of sixteen pieces of 16 bits that differs in at most one, so 272 look-ups find all.

use super::{MAX_DISTANCE, Pdq};

/// Pieces of a hash.
const CHUNKS: usize = 16;
/// Values of a piece.
const VALUES: usize = 1 << 16;

// The pigeonhole: with sixteen pieces that each differ in two bits or more, the distance is 32.
const _: () = assert!((MAX_DISTANCE as usize) < 2 * CHUNKS);

/// Hashes of emblems, searchable by distance. Immutable.
#[derive(Debug, Default)]
pub struct Emblems {
    hashes: Vec<Pdq>,
    pieces: Vec<Piece>,
}

/// The hashes by the value of one piece.
#[derive(Debug)]
struct Piece {
    /// Where each value's hashes begin, and the end.
    starts: Vec<u32>,
    numbers: Vec<u32>,
}

impl Emblems {
    /// Compiles hashes; their numbers are their places.
    pub fn new(hashes: Vec<Pdq>) -> Self {
        // A list that is short is looked through faster than any index is asked.
        let pieces = if hashes.len() < CHUNKS * (CHUNKS + 1) { 0 } else { CHUNKS };
        let pieces = (0..pieces).map(|chunk| Piece::new(&hashes, chunk)).collect();
        Self { hashes, pieces }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// The nearest hash within [`MAX_DISTANCE`], and how far it is; of several the first.
    pub fn nearest(&self, hash: Pdq) -> Option<(usize, u32)> {
        let near = |number: usize| {
            let distance = self.hashes.get(number)?.distance(hash);
            (distance <= MAX_DISTANCE).then_some((number, distance))
        };
        let first = |found: &(usize, u32)| (found.1, found.0);
        if self.pieces.is_empty() {
            return (0..self.hashes.len()).filter_map(near).min_by_key(first);
        }
        let candidates = self.pieces.iter().zip(hash.chunks()).flat_map(|(piece, value)| {
            let close = (0..16).map(move |bit| value ^ (1 << bit));
            std::iter::once(value).chain(close).flat_map(|v| piece.of(v))
        });
        candidates.filter_map(|n| near(*n as usize)).min_by_key(first)
    }
}

impl Piece {
    fn new(hashes: &[Pdq], chunk: usize) -> Self {
        let value = |h: &Pdq| usize::from(h.chunks().nth(chunk).unwrap_or_default());
        let mut starts = vec![0u32; VALUES + 1];
        for hash in hashes {
            if let Some(n) = starts.get_mut(value(hash) + 1) {
                *n += 1;
            }
        }
        let mut sum = 0;
        for n in &mut starts {
            sum += *n;
            *n = sum;
        }
        let mut numbers: Vec<u32> = (0..hashes.len() as u32).collect();
        numbers.sort_by_key(|n| hashes.get(*n as usize).map(value));
        Self { starts, numbers }
    }

    fn of(&self, value: u16) -> &[u32] {
        let bound = |i: usize| self.starts.get(i).map_or(0, |n| *n as usize);
        let value = usize::from(value);
        self.numbers.get(bound(value)..bound(value + 1)).unwrap_or_default()
    }
}
