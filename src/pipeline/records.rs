//! The rows of all products of a pipeline, as a stage with state.
//!
//! A row waits in its product's stream of its partition and is decided with a later input. Classes
//! and waiting rows are changelog entries; of an identifier only a keyed hash stands in them. After
//! an abort the streams are made anew from what is committed. What was published or withheld is
//! logged, where the pipeline has a log.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::logging::StageLog;
use super::overlay::Table;
use super::stateful::{Change, StageError, Stateful, Stepped};
use super::{Decided, ENGINE, Flow, Outcome, entries};
use crate::cluster::{HashKey, Product, Settled, Stream};
use crate::decide;
use crate::log::record;
use crate::message::{Decision, Event, NoticeKey, Record};
use crate::route::{Input, QueueMessage};

/// The name of the stage: the key of its changelog in a pipeline.
pub const STAGE_NAME: &str = "records";

/// What is known of one shard: its product and its partition.
type Shard = (i32, String);

/// The products' streams.
pub struct Records {
    products: BTreeMap<String, Arc<Product>>,
    key: HashKey,
    streams: BTreeMap<Shard, Stream<()>>,
    table: Table<Vec<u8>>,
    /// Partitions that changed in the open transaction.
    open: BTreeSet<i32>,
    log: Option<StageLog>,
}

impl Records {
    /// The stage of some products.
    pub fn new(products: &[Arc<Product>], key: HashKey) -> Self {
        let products = products.iter().map(|p| (p.name.clone(), Arc::clone(p))).collect();
        let (streams, open) = (BTreeMap::new(), BTreeSet::new());
        Self { products, key, streams, table: Table::default(), open, log: None }
    }

    /// With a log, if the pipeline has one.
    #[must_use]
    pub fn with_log(self, log: Option<StageLog>) -> Self {
        Self { log, ..self }
    }

    /// What a step gives, with the lines of the log about its decisions.
    fn stepped(&mut self, flow: &Flow, partition: i32, stepped: Stepped) -> Result<Stepped, StageError> {
        let Some(log) = &mut self.log else { return Ok(stepped) };
        let Stepped { outcome, mut messages, mut changes } = stepped;
        let digest = flow.lexicon_digest();
        let decided = match &outcome {
            Outcome::Decided(one) => std::slice::from_ref(one),
            Outcome::Settled(all, _) => all,
            Outcome::Heard(_) | Outcome::Dead(_) => &[],
        };
        let logged: Vec<_> =
            decided.iter().filter_map(|one| record(&one.decision, &one.time, ENGINE, digest)).collect();
        let (lines, head) = log.append(&logged, partition, &mut self.table, flow)?;
        messages.extend(lines);
        changes.extend(head);
        Ok(Stepped { outcome, messages, changes })
    }

    fn stream(&mut self, partition: i32, product: &Arc<Product>) -> &mut Stream<()> {
        let Self { streams, key, table, .. } = self;
        streams.entry((partition, product.name.clone())).or_insert_with(|| {
            let mut stream = Stream::new(Arc::clone(product), key.clone());
            let kept = table.entries(partition);
            entries::restore(&mut stream, &kept);
            stream
        })
    }

    fn settle(
        &mut self,
        partition: i32,
        product: &Arc<Product>,
        row: Record,
    ) -> (Vec<Settled<()>>, Vec<Change>) {
        let stream = self.stream(partition, product);
        let settled = stream.take(row, ());
        let changes = entries::changes(stream);
        for change in &changes {
            match &change.value {
                Some(value) => self.table.put(partition, change.key.clone(), value.clone()),
                None => self.table.remove(partition, change.key.clone()),
            }
        }
        self.open.insert(partition);
        (settled, changes)
    }
}

/// The messages about a row that was settled with the input of another one.
fn route(flow: &Flow, input: &Input<'_>, one: Settled<()>, decision: &Decision) -> Vec<QueueMessage> {
    let Settled { record, order, outcome, .. } = one;
    let id = record.id.clone();
    // The key of the input belongs to the row that came with it.
    let own = Input { key: Some(id.as_bytes()), ..*input };
    let product = record.product.clone();
    let mut messages = flow.router().decision(decision, &Event::Record(record), &own);
    if let crate::cluster::Outcome::Publish { values, .. } = outcome {
        messages.extend(flow.router().published(&product, &values, order));
    }
    messages
}

impl Stateful for Records {
    fn name(&self) -> &'static str {
        STAGE_NAME
    }

    fn takes(&self) -> fn(&Event) -> bool {
        |event| matches!(event, Event::Record(_))
    }

    fn step(&mut self, flow: &Flow, input: &Input<'_>, event: &Event) -> Result<Stepped, StageError> {
        let Event::Record(row) = event else {
            return Ok(Stepped::stateless(flow.decide(event, input)));
        };
        let key = flow.engine().notice_key();
        let Some(product) = self.products.get(&row.product).cloned() else {
            let decision = undeclared(row, key);
            let messages = flow.router().decision(&decision, event, input);
            let outcome = Outcome::Decided(Decided { decision, time: row.time.clone() });
            return self.stepped(flow, input.partition, Stepped::stateless((outcome, messages)));
        };
        let (settled, changes) = self.settle(input.partition, &product, row.clone());
        let mut messages = Vec::new();
        let mut outcomes = Vec::with_capacity(settled.len());
        let mut losses = Vec::new();
        for one in settled {
            if let crate::cluster::Outcome::Publish { loss, .. } = one.outcome {
                losses.push((product.name.clone(), loss));
            }
            let time = one.record.time.clone();
            let decision = decide::settled(&one.record, Some(&product), &one.outcome, key);
            messages.extend(route(flow, input, one, &decision));
            outcomes.push(Decided { decision, time });
        }
        let outcome = Outcome::Settled(outcomes, losses);
        self.stepped(flow, input.partition, Stepped { outcome, messages, changes })
    }

    fn restore(&mut self, partition: i32, key: &[u8], value: Option<&[u8]>) {
        self.table.restore(partition, key, value.map(<[u8]>::to_vec));
    }

    fn forget(&mut self, partition: i32) {
        self.table.forget(partition);
        self.open.remove(&partition);
        self.streams.retain(|(p, _), _| *p != partition);
        if let Some(log) = &mut self.log {
            log.forget(partition);
        }
    }

    fn commit(&mut self) {
        self.table.commit();
        self.open.clear();
    }

    fn abort(&mut self) {
        self.table.abort();
        for partition in std::mem::take(&mut self.open) {
            self.streams.retain(|(p, _), _| *p != partition);
        }
        if let Some(log) = &mut self.log {
            log.abort();
        }
    }
}

/// The decision about a row of a product that the pipeline does not declare.
pub fn undeclared(row: &Record, key: Option<&NoticeKey>) -> Decision {
    decide::settled(row, None, &crate::cluster::Outcome::NoClass, key)
}
