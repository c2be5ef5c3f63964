//! Rows of products in a scan: they wait for others, and the output keeps the order of the input.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use super::Counts;
use crate::cluster::{HashKey, Outcome, Product, Settled, Stream};
use crate::decide;
use crate::message::{Decision, Record};
use crate::pipeline::Engine;
use crate::pipeline::records::undeclared;

/// The streams of a scan: one shard a product.
pub struct Rows<'a> {
    engine: &'a Engine,
    streams: BTreeMap<String, Stream<usize>>,
    /// Decisions from the first that is not written; `None` waits.
    slots: VecDeque<Option<Vec<u8>>>,
    written: usize,
    published: u64,
    lost: f64,
}

impl<'a> Rows<'a> {
    /// For the products of a pipeline.
    pub fn new(engine: &'a Engine, products: &[Arc<Product>], key: &HashKey) -> Self {
        let stream = |p: &Arc<Product>| (p.name.clone(), Stream::new(Arc::clone(p), key.clone()));
        let streams = products.iter().map(stream).collect();
        Self { engine, streams, slots: VecDeque::new(), written: 0, published: 0, lost: 0.0 }
    }

    /// Takes a decision as it is written.
    pub fn line(&mut self, line: Vec<u8>) {
        self.slots.push_back(Some(line));
    }

    /// Takes a row, which may wait for others.
    pub fn row(&mut self, row: Record, counts: &mut Counts) {
        let tag = self.written + self.slots.len();
        self.slots.push_back(None);
        if let Some(stream) = self.streams.get_mut(&row.product) {
            let product = row.product.clone();
            let settled = stream.take(row, tag);
            self.settle(&product, settled, counts);
        } else {
            let decision = undeclared(&row, self.engine.notice_key());
            self.put(tag, &decision, counts);
        }
    }

    /// Ends the streams; the answer is the rest of the output.
    pub fn finish(&mut self, counts: &mut Counts) -> Vec<u8> {
        let names: Vec<String> = self.streams.keys().cloned().collect();
        for name in names {
            if let Some(stream) = self.streams.get_mut(&name) {
                let settled = stream.flush();
                self.settle(&name, settled, counts);
            }
        }
        self.ready()
    }

    /// Mean loss of the published rows, where there are any.
    #[allow(clippy::cast_precision_loss)] // For people: three digits.
    pub fn loss(&self) -> Option<f64> {
        (self.published > 0).then(|| self.lost / self.published as f64)
    }

    fn settle(&mut self, product: &str, settled: Vec<Settled<usize>>, counts: &mut Counts) {
        for one in settled {
            if let Outcome::Publish { loss, .. } = one.outcome {
                self.published += 1;
                self.lost += f64::from(loss);
            }
            let product = self.streams.get(product).map(Stream::product);
            let decision = decide::settled(&one.record, product, &one.outcome, self.engine.notice_key());
            self.put(one.tag, &decision, counts);
        }
    }

    fn put(&mut self, tag: usize, decision: &Decision, counts: &mut Counts) {
        counts.add(decision);
        let mut line = self.engine.to_json(decision).into_bytes();
        line.push(b'\n');
        if let Some(slot) = tag.checked_sub(self.written).and_then(|at| self.slots.get_mut(at)) {
            *slot = Some(line);
        }
    }

    /// Everything up to the first row that waits.
    pub fn ready(&mut self) -> Vec<u8> {
        let mut out = Vec::new();
        while let Some(Some(line)) = self.slots.front() {
            out.extend_from_slice(line);
            self.slots.pop_front();
            self.written += 1;
        }
        out
    }
}
