//! The classes that rows were published in, and whether another row may be.

use std::collections::HashMap;

use super::index::Index;
use super::recent::Seen;
use super::{Cells, Product, Recent};
use crate::limits;

/// A class as it is kept: its generalised values and who was published in it.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassState {
    /// The generalised quasi-identifiers.
    pub cells: Cells,
    /// The latest `k` distinct identifiers, hashed.
    pub persons: Recent,
    /// The latest `l` distinct sensitive values, hashed.
    pub sensitive: Recent,
}

/// A class of a shard, as long as it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClassId {
    slot: u32,
    /// Which of the classes that had this slot.
    turn: u32,
}

#[derive(Debug)]
struct Class {
    state: ClassState,
    loss: f32,
    bit: u32,
    turn: u32,
    /// Since the sweep came by.
    used: bool,
    /// Since changes were asked for.
    touched: bool,
}

/// What a batch did, to take it back.
#[derive(Debug)]
enum Done {
    Opened(ClassId),
    Published(ClassId, Seen, Seen),
}

/// All classes of a shard.
#[derive(Debug)]
pub struct Classes {
    k: usize,
    l: usize,
    window: i64,
    quasi: usize,
    slots: Vec<Option<Class>>,
    free: Vec<u32>,
    turns: u32,
    by_cells: HashMap<Cells, u32>,
    index: Index,
    hand: usize,
    touched: Vec<ClassId>,
    gone: Vec<Cells>,
    journal: Vec<Done>,
}

impl Classes {
    /// None yet.
    pub fn new(product: &Product) -> Self {
        Self {
            k: product.k,
            l: product.l,
            window: i64::try_from(product.window.as_secs()).unwrap_or(i64::MAX).min(i64::MAX / 4),
            quasi: product.quasi().count(),
            slots: Vec::new(),
            free: Vec::new(),
            turns: 0,
            by_cells: HashMap::new(),
            index: Index::new(product),
            hand: 0,
            touched: Vec::new(),
            gone: Vec::new(),
            journal: Vec::new(),
        }
    }

    /// Number of classes.
    pub fn len(&self) -> usize {
        self.by_cells.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.by_cells.is_empty()
    }

    /// Every class.
    pub fn iter(&self) -> impl Iterator<Item = &ClassState> {
        self.slots.iter().flatten().map(|c| &c.state)
    }

    fn class(&self, id: ClassId) -> Option<&Class> {
        self.slots.get(id.slot as usize)?.as_ref().filter(|c| c.turn == id.turn)
    }

    fn class_mut(&mut self, id: ClassId) -> Option<&mut Class> {
        self.slots.get_mut(id.slot as usize)?.as_mut().filter(|c| c.turn == id.turn)
    }

    /// The generalised values of a class.
    pub fn cells(&self, id: ClassId) -> Option<Cells> {
        self.class(id).map(|c| c.state.cells)
    }

    /// The classes that changed since the last call, and the generalised values of those that went.
    pub fn take_changes(&mut self) -> (Vec<ClassState>, Vec<Cells>) {
        let mut changed = Vec::new();
        for id in std::mem::take(&mut self.touched) {
            if let Some(class) = self.class_mut(id) {
                class.touched = false;
                changed.push(class.state.clone());
            }
        }
        let mut gone = std::mem::take(&mut self.gone);
        gone.retain(|cells| !self.by_cells.contains_key(cells));
        (changed, gone)
    }

    /// The class of the least loss that covers a place and that another row of this person would
    /// leave with `k` identifiers and `l` sensitive values within the window.
    pub fn covering(&self, cells: &Cells, person: u64, sensitive: u64, now: i64) -> Option<(ClassId, f32)> {
        let horizon = now.saturating_sub(self.window);
        let found = self.index.find(cells, |slot| {
            let class = self.slots[slot as usize].as_ref()?;
            let covers = class.state.cells.iter().zip(cells).take(self.quasi).all(|(c, r)| c.covers(*r));
            (covers && self.fits(class, person, sensitive, horizon)).then_some(class.loss)
        });
        let (slot, loss) = found?;
        let turn = self.slots[slot as usize].as_ref()?.turn;
        Some((ClassId { slot, turn }, loss))
    }

    fn fits(&self, class: &Class, person: u64, sensitive: u64, horizon: i64) -> bool {
        class.state.persons.reaches(self.k, horizon, person)
            && class.state.sensitive.reaches(self.l, horizon, sensitive)
    }

    /// Whether another row of this person may be published in a class.
    pub fn allows(&self, id: ClassId, person: u64, sensitive: u64, now: i64) -> bool {
        let horizon = now.saturating_sub(self.window);
        self.class(id).is_some_and(|c| self.fits(c, person, sensitive, horizon))
    }

    /// Publishes a row in a class.
    pub fn publish(&mut self, id: ClassId, person: u64, sensitive: u64, now: i64) {
        let (k, l) = (self.k, self.l);
        let Some(class) = self.class_mut(id) else { return };
        let persons = class.state.persons.see(person, now, k);
        let sensitive = class.state.sensitive.see(sensitive, now, l);
        class.used = true;
        if !std::mem::replace(&mut class.touched, true) {
            self.touched.push(id);
        }
        self.journal.push(Done::Published(id, persons, sensitive));
    }

    /// The class with these generalised values; opened if there is none.
    pub fn open(&mut self, cells: &Cells, loss: f32, now: i64) -> ClassId {
        if let Some(slot) = self.by_cells.get(cells)
            && let Some(class) = &self.slots[*slot as usize]
        {
            return ClassId { slot: *slot, turn: class.turn };
        }
        let state = ClassState { cells: *cells, persons: Recent::default(), sensitive: Recent::default() };
        let id = self.put(state, loss, now);
        self.journal.push(Done::Opened(id));
        id
    }

    /// Puts a class as it was kept.
    pub fn put(&mut self, state: ClassState, loss: f32, now: i64) -> ClassId {
        let cells = state.cells;
        self.drop_class(&cells);
        if self.by_cells.len() >= limits::MAX_CLASSES {
            self.sweep(self.slots.len(), now, true);
        }
        let slot = self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            self.slots.len() as u32 - 1
        });
        self.turns = self.turns.wrapping_add(1);
        let id = ClassId { slot, turn: self.turns };
        let bit = self.index.add(slot, &cells, loss);
        self.slots[slot as usize] =
            Some(Class { state, loss, bit, turn: id.turn, used: true, touched: true });
        self.touched.push(id);
        self.by_cells.insert(cells, slot);
        id
    }

    /// Lets go of a class.
    pub fn drop_class(&mut self, cells: &Cells) {
        let Some(slot) = self.by_cells.remove(cells) else { return };
        if let Some(class) = self.slots[slot as usize].take() {
            self.index.remove(class.bit, cells, class.loss);
        }
        self.free.push(slot);
        self.gone.push(*cells);
    }

    /// Looks at the next classes in turn and lets go of those whose window is over. With
    /// `make_room`, the first one that was not used since the last turn goes, too.
    pub fn sweep(&mut self, steps: usize, now: i64, make_room: bool) {
        let horizon = now.saturating_sub(self.window);
        // Twice around finds one: the first turn takes the marks away.
        for _ in 0..if make_room { 2 * steps } else { steps.min(self.slots.len()) } {
            self.hand = (self.hand + 1) % self.slots.len().max(1);
            let Some(Some(class)) = self.slots.get_mut(self.hand) else { continue };
            let over = class.state.persons.is_over(horizon);
            let idle = make_room && !std::mem::take(&mut class.used);
            if over || idle {
                let cells = class.state.cells;
                self.drop_class(&cells);
                if make_room {
                    return;
                }
            }
        }
    }

    /// Ends a batch: what it published stands.
    pub fn commit(&mut self) {
        self.journal.clear();
    }

    /// Ends a batch that is not published after all.
    pub fn roll_back(&mut self) {
        for done in std::mem::take(&mut self.journal).into_iter().rev() {
            match done {
                Done::Opened(id) => {
                    if let Some(cells) = self.cells(id) {
                        self.drop_class(&cells);
                    }
                }
                Done::Published(id, persons, sensitive) => {
                    if let Some(class) = self.class_mut(id) {
                        class.state.persons.take_back(persons);
                        class.state.sensitive.take_back(sensitive);
                    }
                }
            }
        }
    }

    /// Forgets a person. A class that falls below `k` takes no more rows until it has others. Whose
    /// its sensitive values are is not kept, so with `l` above 1 it counts those anew, too: what
    /// comes later must keep its promise even where the person's published rows are erased.
    pub fn forget(&mut self, person: u64) -> usize {
        let mut changed = 0;
        for (slot, class) in self.slots.iter_mut().enumerate() {
            let Some(class) = class else { continue };
            if class.state.persons.forget(person) {
                changed += 1;
                if self.l > 1 {
                    class.state.sensitive = Recent::default();
                }
                if !std::mem::replace(&mut class.touched, true) {
                    self.touched.push(ClassId { slot: slot as u32, turn: class.turn });
                }
            }
        }
        changed
    }
}
