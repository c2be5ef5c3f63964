//! One shard of a product's stream: rows wait, are put into classes and leave in batches.
//!
//! A row that can wait no longer either joins the published class that covers it with the least
//! loss, or opens a class with its nearest neighbours among the waiting rows. It never leaves
//! alone: a batch holds at least `k` distinct identifiers and `l` sensitive values and is ordered
//! by a hash, so that neither the time nor the order of the output says which row is whose.

use std::collections::{BTreeSet, VecDeque};

use super::neighbours::{Aim, Columns, Group, group, improve};
use super::{Cells, ClassId, Classes, Product};

/// A row as it waits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    /// Its number: rises in a shard.
    pub number: u64,
    /// Keyed hash of its event id: its place in a batch.
    pub order: u64,
    /// Keyed hash of its identifier.
    pub person: u64,
    /// Keyed hash of its sensitive values.
    pub sensitive: u64,
    /// Its place.
    pub cells: Cells,
    /// Event time up to which it may wait, in seconds.
    pub deadline: i64,
}

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fate {
    /// It is published with these generalised values.
    Published {
        /// The class.
        cells: Cells,
        /// What the class loses, 0 to 1.
        loss: f32,
    },
    /// Nothing that may be published covers it in time.
    NoClass,
    /// Its best class loses more than the product accepts.
    TooCoarse,
}

/// One row that waits no longer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Release {
    /// Number of the row.
    pub number: u64,
    /// Its place in the batch.
    pub order: u64,
    /// What becomes of it.
    pub fate: Fate,
}

/// Rows that leave together, in the order in which they may be published.
pub type Batch = Vec<Release>;

/// A row in the queue.
#[derive(Debug, Clone, Copy)]
pub(super) struct Waiting {
    pub(super) alive: bool,
    pub(super) row: Row,
    arrival: u64,
    cover: Option<(ClassId, f32)>,
}

impl Waiting {
    /// What it loses in the best class there is; more than anything without one.
    pub(super) fn covered_loss(&self) -> f32 {
        self.cover.map_or(f32::INFINITY, |(_, loss)| loss)
    }
}

/// One shard of a product.
#[derive(Debug)]
pub struct Shard {
    k: usize,
    l: usize,
    delay_rows: u64,
    max_loss: f32,
    keep_coarse: bool,
    columns: Columns,
    classes: Classes,
    queue: Vec<Waiting>,
    head: usize,
    orders: BTreeSet<u64>,
    arrivals: u64,
    now: i64,
    /// What rows that were published lately lost: whom a new class would have served.
    lately: VecDeque<(Cells, f32)>,
    usual: f32,
    costs: Vec<f32>,
    published: u64,
    lost: f64,
}

/// What a row is taken to lose without a class of its own, before anything is known.
const USUAL_LOSS: f32 = 0.5;
/// Weight of one more row in the usual loss: some five hundred rows back.
const USUAL_WEIGHT: f32 = 0.002;
/// Published rows that are remembered to judge a new class by: 512 gave the same loss as 1,000.
const LATELY: usize = 512;
/// A new class is expected to serve this many later rows at the least and at the most, and in
/// between a tenth of those so far. Measured on 200,000 rows: see the bench `records`.
const SERVED: (f32, f32, f32) = (300.0, 5000.0, 0.1);
/// A row that loses less than this share of the usual loss looks for no other class.
const GOOD_ENOUGH: f32 = 0.5;
/// Classes that are looked at for expiry with every row.
const SWEEP: usize = 2;

impl Shard {
    /// An empty shard.
    pub fn new(product: &Product) -> Self {
        Self {
            k: product.k,
            l: product.l,
            delay_rows: product.delay_rows,
            max_loss: product.max_loss,
            keep_coarse: product.at_bound == super::AtBound::Suppress,
            columns: Columns::new(product.quasi().map(|(_, q)| q.domain.clone()).collect()),
            classes: Classes::new(product),
            queue: Vec::new(),
            head: 0,
            orders: BTreeSet::new(),
            arrivals: 0,
            now: i64::MIN / 2,
            lately: VecDeque::new(),
            usual: USUAL_LOSS,
            costs: Vec::new(),
            published: 0,
            lost: 0.0,
        }
    }

    /// The classes.
    pub fn classes(&mut self) -> &mut Classes {
        &mut self.classes
    }

    /// Event time so far, in seconds.
    pub fn now(&self) -> i64 {
        self.now
    }

    /// Rows that wait.
    pub fn waiting(&self) -> impl Iterator<Item = &Row> {
        self.queue.iter().skip(self.head).filter(|w| w.alive).map(|w| &w.row)
    }

    /// Rows published so far, and the sum of what they lost.
    pub fn published(&self) -> (u64, f64) {
        (self.published, self.lost)
    }

    /// Puts back a class that was kept.
    pub fn restore_class(&mut self, state: super::ClassState) {
        let latest = state.persons.values().last().map_or(self.now, |(_, t)| *t);
        self.now = self.now.max(latest);
        let loss = self.columns.loss(&state.cells);
        self.classes.put(state, loss, self.now);
        self.classes.take_changes();
    }

    /// Sets event time forward.
    pub fn advance(&mut self, now: i64) {
        self.now = self.now.max(now);
    }

    /// Takes a row; `false` when the same event waits already.
    pub fn push(&mut self, row: Row) -> bool {
        if !self.orders.insert(row.order) {
            return false;
        }
        let cover = self.classes.covering(&row.cells, row.person, row.sensitive, self.now);
        self.queue.push(Waiting { alive: true, row, arrival: self.arrivals, cover });
        self.arrivals += 1;
        self.classes.sweep(SWEEP, self.now, false);
        true
    }

    /// Releases the rows that may wait no longer.
    pub fn due(&mut self, mut out: impl FnMut(Batch)) {
        while self.first().is_some_and(|at| self.is_due(&self.queue[at])) {
            out(self.batch(false));
        }
    }

    /// Releases all rows: the stream has ended.
    pub fn flush(&mut self, mut out: impl FnMut(Batch)) {
        if self.first().is_some() {
            out(self.batch(true));
        }
    }

    fn is_due(&self, waiting: &Waiting) -> bool {
        self.arrivals - 1 - waiting.arrival >= self.delay_rows || self.now >= waiting.row.deadline
    }

    /// The oldest row that waits.
    fn first(&mut self) -> Option<usize> {
        while self.queue.get(self.head).is_some_and(|w| !w.alive) {
            self.head += 1;
        }
        if self.head > self.queue.len() / 2 {
            self.queue.drain(..self.head);
            self.head = 0;
        }
        (self.head < self.queue.len()).then_some(self.head)
    }

    fn batch(&mut self, all: bool) -> Batch {
        let mut batch = Batch::new();
        let (mut persons, mut sensitive) = (BTreeSet::new(), BTreeSet::new());
        let mut taken: Vec<Row> = Vec::new();
        while all || persons.len() < self.k || sensitive.len() < self.l {
            let Some(at) = self.first() else { break };
            let rest = if all { self.rest() } else { None };
            let decided = match rest {
                Some(group) if self.accepts(group.loss) => self.open(&group),
                _ => self.decide(at),
            };
            for (waiting, fate) in decided {
                batch.push(Release { number: waiting.row.number, order: waiting.row.order, fate });
                if let Fate::Published { .. } = fate {
                    persons.insert(waiting.row.person);
                    sensitive.insert(waiting.row.sensitive);
                }
                taken.push(waiting.row);
            }
        }
        if persons.len() < self.k || sensitive.len() < self.l {
            // Too few to hide among: nothing of it happened.
            self.classes.roll_back();
            batch
                .iter_mut()
                .filter(|r| matches!(r.fate, Fate::Published { .. }))
                .for_each(|r| r.fate = Fate::NoClass);
        }
        self.classes.commit();
        for row in &taken {
            self.orders.remove(&row.order);
        }
        self.account(&batch, &taken);
        batch.sort_unstable_by_key(|r| (r.order, r.number));
        batch
    }

    fn account(&mut self, batch: &Batch, taken: &[Row]) {
        for (release, row) in batch.iter().zip(taken) {
            let Fate::Published { loss, .. } = release.fate else { continue };
            self.published += 1;
            self.lost += f64::from(loss);
            self.usual += (loss - self.usual) * USUAL_WEIGHT;
            if self.lately.len() >= LATELY {
                self.lately.pop_front();
            }
            self.lately.push_back((row.cells, loss));
        }
    }

    /// Decides the row at a place of the queue, and with it those that open a class together.
    fn decide(&mut self, at: usize) -> Vec<(Waiting, Fate)> {
        let Waiting { row, mut cover, .. } = self.queue[at];
        if !cover.is_some_and(|(id, _)| self.classes.allows(id, row.person, row.sensitive, self.now)) {
            cover = self.classes.covering(&row.cells, row.person, row.sensitive, self.now);
            self.queue[at].cover = cover;
        }
        let below = cover.map_or(f32::INFINITY, |(_, loss)| loss);
        let aim = Aim { k: self.k, l: self.l, below, usual: self.usual };
        let mut chosen = None;
        if below > self.usual * GOOD_ENOUGH {
            let rows = &self.queue[self.head..];
            chosen = group(rows, at - self.head, &self.columns, aim, &mut self.costs)
                .filter(|g| cover.is_none() || self.is_worth(g));
            if let Some(group) = &mut chosen {
                improve(rows, group, &self.columns, self.l);
            }
        }
        if let Some(group) = chosen.filter(|g| self.accepts(g.loss)) {
            return self.open(&group);
        }
        self.queue[at].alive = false;
        let fate = match cover {
            Some((id, loss)) if self.accepts(loss) => {
                self.classes.publish(id, row.person, row.sensitive, self.now);
                let cells = self.classes.cells(id).unwrap_or(row.cells);
                Fate::Published { cells, loss }
            }
            Some(_) => Fate::TooCoarse,
            None => Fate::NoClass,
        };
        vec![(self.queue[at], fate)]
    }

    /// At the end of a stream: all that is left in one class, where it is too little for two and a
    /// row of it is in no other.
    fn rest(&self) -> Option<Group> {
        let mut persons = BTreeSet::new();
        let mut left = Vec::new();
        for (at, waiting) in self.queue[self.head..].iter().enumerate().filter(|(_, w)| w.alive) {
            persons.insert(waiting.row.person);
            left.push(at);
            if persons.len() >= 2 * self.k {
                return None;
            }
        }
        let rows = || left.iter().map(|at| &self.queue[self.head + at]);
        let sensitive: BTreeSet<u64> = rows().map(|w| w.row.sensitive).collect();
        let covered = rows().all(|w| w.cover.is_some());
        if covered || persons.len() < self.k || sensitive.len() < self.l {
            return None;
        }
        let cells = rows().map(|w| w.row.cells).reduce(|a, b| self.columns.join(&a, &b))?;
        Some(Group { members: left, cells, loss: self.columns.loss(&cells) })
    }

    fn accepts(&self, loss: f32) -> bool {
        self.keep_coarse || loss <= self.max_loss
    }

    /// Whether a class spares its rows, and those that may come, more than it costs them.
    #[allow(clippy::cast_precision_loss)] // An estimate.
    fn is_worth(&self, group: &Group) -> bool {
        let rows = group.members.iter().map(|m| &self.queue[self.head + m]);
        let now: f32 = rows.map(|w| w.covered_loss().min(self.usual) - group.loss).sum();
        let served = (self.published as f32 * SERVED.2).clamp(SERVED.0, SERVED.1);
        let mut later = 0.0;
        if now <= 0.0 {
            let cheaper = self.lately.iter().filter(|(_, loss)| *loss > group.loss);
            later = cheaper
                .filter(|(c, _)| self.columns.covers(&group.cells, c))
                .map(|(_, l)| l - group.loss)
                .sum();
        }
        now + later * served / self.lately.len().max(1) as f32 > 0.0
    }

    fn open(&mut self, group: &Group) -> Vec<(Waiting, Fate)> {
        let mut out = Vec::with_capacity(group.members.len());
        let id = self.classes.open(&group.cells, group.loss, self.now);
        for member in &group.members {
            let waiting = &mut self.queue[self.head + member];
            waiting.alive = false;
            out.push((*waiting, Fate::Published { cells: group.cells, loss: group.loss }));
            self.classes.publish(id, waiting.row.person, waiting.row.sensitive, self.now);
        }
        for waiting in self.queue[self.head..].iter_mut().filter(|w| w.alive) {
            if group.loss < waiting.covered_loss() && self.columns.covers(&group.cells, &waiting.row.cells) {
                waiting.cover = Some((id, group.loss));
            }
        }
        out
    }

    /// Forgets a person: out of every class, and their waiting rows are not published. The numbers
    /// of those rows, and the number of classes that forgot.
    pub fn forget(&mut self, person: u64) -> (Vec<u64>, usize) {
        let mut rows = Vec::new();
        for waiting in self.queue.iter_mut().filter(|w| w.alive && w.row.person == person) {
            waiting.alive = false;
            self.orders.remove(&waiting.row.order);
            rows.push(waiting.row.number);
        }
        (rows, self.classes.forget(person))
    }
}
