//! Which classes cover a row, the least loss first: one bit a class, one row of bits for each value
//! (or range of values) of each column, in buckets of loss. A search is an intersection of bits.

use super::{Cells, Product, Span};

/// Buckets of loss. A search goes through them from the least.
const BUCKETS: usize = 24;
/// Most bits of a column: larger columns share a bit, and what is found is compared in full.
const MAX_BINS: u64 = 256;

/// One column's share of the bits.
#[derive(Debug, Clone, Copy)]
struct Bins {
    first: usize,
    count: u64,
    size: u64,
}

impl Bins {
    fn of(self, code: u32) -> usize {
        self.first + (u64::from(code) * self.count / self.size) as usize
    }
}

#[derive(Debug, Default)]
struct Bucket {
    /// For each bin, the classes that reach into it.
    bits: Vec<Vec<u64>>,
    /// The class of each bit.
    slots: Vec<u32>,
    free: Vec<u32>,
    live: usize,
}

/// The index of one shard's classes.
#[derive(Debug)]
pub(super) struct Index {
    bins: Vec<Bins>,
    total: usize,
    buckets: Vec<Bucket>,
}

#[allow(clippy::cast_precision_loss, clippy::cast_sign_loss)] // Losses lie between 0 and 1.
fn bucket(loss: f32) -> usize {
    ((loss * BUCKETS as f32) as usize).min(BUCKETS - 1)
}

impl Index {
    pub(super) fn new(product: &Product) -> Self {
        let (mut bins, mut total) = (Vec::new(), 0);
        for (_, quasi) in product.quasi() {
            let size = u64::from(quasi.domain.size());
            let count = size.min(MAX_BINS);
            bins.push(Bins { first: total, count, size });
            total += count as usize;
        }
        Self { bins, total, buckets: (0..BUCKETS).map(|_| Bucket::default()).collect() }
    }

    /// Adds a class; the answer is its bit, which [`Self::remove`] wants back.
    pub(super) fn add(&mut self, slot: u32, cells: &Cells, loss: f32) -> u32 {
        let total = self.total;
        let bucket = &mut self.buckets[bucket(loss)];
        if bucket.bits.is_empty() {
            bucket.bits.resize(total, Vec::new());
        }
        let bit = bucket.free.pop().unwrap_or_else(|| {
            bucket.slots.push(slot);
            if bucket.slots.len() % 64 == 1 {
                bucket.bits.iter_mut().for_each(|words| words.push(0));
            }
            bucket.slots.len() as u32 - 1
        });
        bucket.slots[bit as usize] = slot;
        bucket.live += 1;
        Self::each_bin(&self.bins, cells, |bin| bucket.bits[bin][bit as usize / 64] |= 1 << (bit % 64));
        bit
    }

    pub(super) fn remove(&mut self, bit: u32, cells: &Cells, loss: f32) {
        let bucket = &mut self.buckets[bucket(loss)];
        Self::each_bin(&self.bins, cells, |bin| bucket.bits[bin][bit as usize / 64] &= !(1 << (bit % 64)));
        bucket.free.push(bit);
        bucket.live -= 1;
    }

    fn each_bin(bins: &[Bins], cells: &[Span], mut see: impl FnMut(usize)) {
        for (bins, span) in bins.iter().zip(cells) {
            (bins.of(span.lo)..=bins.of(span.hi)).for_each(&mut see);
        }
    }

    /// The class of the least loss among those that may cover a place and that `loss` accepts; it
    /// answers with the loss of a class that does cover it and may be used.
    pub(super) fn find(&self, cells: &Cells, loss: impl Fn(u32) -> Option<f32>) -> Option<(u32, f32)> {
        let mut places = [0usize; 2 * super::MAX_QUASI];
        let mut count = 0;
        for (bins, span) in self.bins.iter().zip(cells) {
            places[count] = bins.of(span.lo);
            count += 1;
            if span.lo != span.hi {
                places[count] = bins.of(span.hi);
                count += 1;
            }
        }
        let places = &places[..count];
        for bucket in self.buckets.iter().filter(|b| b.live > 0) {
            let mut best: Option<(u32, f32)> = None;
            let rows = rows(bucket, places);
            for word in 0..bucket.slots.len().div_ceil(64) {
                let mut bits = u64::MAX;
                for row in rows.iter().take(count) {
                    bits &= row[word];
                    if bits == 0 {
                        break;
                    }
                }
                while bits != 0 {
                    let slot = bucket.slots[word * 64 + bits.trailing_zeros() as usize];
                    bits &= bits - 1;
                    if let Some(loss) = loss(slot).filter(|l| best.is_none_or(|(_, b)| *l < b)) {
                        best = Some((slot, loss));
                    }
                }
            }
            if best.is_some() {
                return best;
            }
        }
        None
    }
}

fn rows<'a>(bucket: &'a Bucket, places: &[usize]) -> [&'a [u64]; 2 * super::MAX_QUASI] {
    let mut rows: [&[u64]; 2 * super::MAX_QUASI] = [&[]; 2 * super::MAX_QUASI];
    for (row, place) in rows.iter_mut().zip(places) {
        *row = &bucket.bits[*place];
    }
    rows
}
