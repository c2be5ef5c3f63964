//! The cuts of a table as a tree, from its whole to its classes.

use super::{Cut, InMemory, Planner, RegionRows, find};
use crate::cluster::{Cells, Domain, MAX_QUASI, Span};
use crate::tables::code::side;

/// A class of the masked table.
#[derive(Debug, Clone, PartialEq)]
pub struct Leaf {
    /// Its generalised values.
    pub cells: Cells,
    /// Its rows.
    pub rows: u64,
    /// What each of them loses, 0 to 1.
    pub loss: f32,
    /// Whether they are left out.
    pub withheld: bool,
}

/// A class without its generalised values, which lie side by side.
#[derive(Debug, Clone, Copy)]
struct Slim {
    rows: u64,
    loss: f32,
    withheld: bool,
    node: u32,
}

#[derive(Debug, Clone)]
enum Node {
    /// Not decided yet, or a class: its number.
    Leaf(u32),
    Cut {
        column: u8,
        /// First of its parts, and how many; the node of the rest after them.
        first: u32,
        parts: u32,
    },
}

/// Rows and loss of what became of a plan.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Fates {
    /// Classes that are published.
    pub classes: u64,
    /// Rows that are published.
    pub published: u64,
    /// Rows that are left out.
    pub withheld: u64,
    /// Mean loss of the published rows.
    pub loss: f64,
}

/// The tree. Node 0 is the whole table.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    nodes: Vec<Node>,
    parents: Vec<u32>,
    parts: Vec<(Span, u32)>,
    leaves: Vec<Slim>,
    spans: Vec<Span>,
    columns: usize,
}

/// Stands for a part in which nothing lies.
const NOWHERE: u32 = u32::MAX;

impl Tree {
    /// One node over so many columns.
    pub fn new(columns: usize) -> Self {
        Self { nodes: vec![Node::Leaf(NOWHERE)], parents: vec![0], columns, ..Self::default() }
    }

    /// Cuts a node; the answer is the nodes of the groups, in their order.
    pub fn cut(&mut self, node: u32, cut: &Cut) -> Vec<u32> {
        let first = self.parts.len() as u32;
        let mut groups = Vec::with_capacity(cut.groups());
        for part in &cut.parts {
            let child = self.push(node);
            self.parts.push((*part, child));
            groups.push(child);
        }
        let rest = if cut.rest { self.push(node) } else { NOWHERE };
        self.parts.push((Span::default(), rest));
        if cut.rest {
            groups.push(rest);
        }
        if let Some(slot) = self.nodes.get_mut(node as usize) {
            *slot = Node::Cut { column: cut.column as u8, first, parts: cut.parts.len() as u32 };
        }
        groups
    }

    fn push(&mut self, parent: u32) -> u32 {
        self.nodes.push(Node::Leaf(NOWHERE));
        self.parents.push(parent);
        self.nodes.len() as u32 - 1
    }

    /// Makes a node a class.
    pub fn close(&mut self, node: u32, leaf: &Leaf) -> u32 {
        let number = self.leaves.len() as u32;
        self.spans.extend_from_slice(leaf.cells.get(..self.columns).unwrap_or_default());
        self.leaves.push(Slim { rows: leaf.rows, loss: leaf.loss, withheld: leaf.withheld, node });
        if let Some(slot) = self.nodes.get_mut(node as usize) {
            *slot = Node::Leaf(number);
        }
        number
    }

    /// Cuts a group in memory down to its classes. `withhold` says which classes are left out.
    pub fn grow(&mut self, node: u32, codes: &mut [u32], planner: &Planner, withhold: &dyn Fn(f32) -> bool) {
        let width = planner.width();
        let mut scratch: Vec<u32> = Vec::new();
        let mut open = vec![(node, 0, codes.len())];
        while let Some((node, from, to)) = open.pop() {
            let Some(region) = codes.get_mut(from..to) else { continue };
            let rows = InMemory { codes: region, width };
            let Ok(cells) = planner.cover(&rows);
            let Ok(cut) = planner.cut(&rows, &cells);
            let Some(cut) = cut else {
                let loss = planner.loss(&cells);
                self.close(node, &Leaf { cells, rows: rows.rows(), loss, withheld: withhold(loss) });
                continue;
            };
            let ends = split(region, &mut scratch, planner, &cut);
            let groups = self.cut(node, &cut);
            let mut begin = from;
            for (group, end) in groups.into_iter().zip(ends) {
                open.push((group, begin, from + end));
                begin = from + end;
            }
        }
    }

    /// Number of classes, those that were merged into others included.
    pub fn len(&self) -> usize {
        self.leaves.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.leaves.is_empty()
    }

    /// Whether a class is still one of its own.
    pub fn is_class(&self, leaf: u32) -> bool {
        self.leaves.get(leaf as usize).is_some_and(
            |slim| matches!(self.nodes.get(slim.node as usize), Some(Node::Leaf(number)) if *number == leaf),
        )
    }

    /// A class.
    pub fn leaf(&self, leaf: u32) -> Option<Leaf> {
        let slim = self.leaves.get(leaf as usize)?;
        let mut cells = [Span::default(); MAX_QUASI];
        let from = leaf as usize * self.columns;
        cells.get_mut(..self.columns)?.copy_from_slice(self.spans.get(from..from + self.columns)?);
        Some(Leaf { cells, rows: slim.rows, loss: slim.loss, withheld: slim.withheld })
    }

    /// Whether the rows of a class are left out.
    pub fn is_withheld(&self, leaf: u32) -> bool {
        self.leaves.get(leaf as usize).is_none_or(|slim| slim.withheld)
    }

    /// Leaves out the rows of a class.
    pub fn withhold(&mut self, leaf: u32) {
        if let Some(slim) = self.leaves.get_mut(leaf as usize) {
            slim.withheld = true;
        }
    }

    /// Takes the last cut back by which a class came about: it and what it was cut from become one
    /// class. The answer is that class; nothing for the whole table, or where it would lose more
    /// than is accepted.
    pub fn widen(&mut self, leaf: u32, planner: &Planner, withhold: &dyn Fn(f32) -> bool) -> Option<u32> {
        let node = self.leaves.get(leaf as usize)?.node;
        let parent = *self.parents.get(node as usize)?;
        if node == 0 {
            return None;
        }
        let inside = self.inside(parent);
        let mut cells = self.leaf(leaf)?.cells;
        let mut rows = 0;
        for other in &inside {
            let other = self.leaf(*other)?;
            rows += other.rows;
            for ((cell, domain), others) in cells.iter_mut().zip(&planner.domains).zip(other.cells) {
                *cell = domain.join(*cell, others);
            }
        }
        let loss = planner.loss(&cells);
        if withhold(loss) {
            return None;
        }
        for other in inside {
            let node = self.leaves.get(other as usize).map(|slim| slim.node);
            if let Some(slot) = node.and_then(|node| self.nodes.get_mut(node as usize)) {
                *slot = Node::Leaf(NOWHERE);
            }
        }
        Some(self.close(parent, &Leaf { cells, rows, loss, withheld: false }))
    }

    /// The classes below a node.
    fn inside(&self, node: u32) -> Vec<u32> {
        let (mut open, mut out) = (vec![node], Vec::new());
        while let Some(at) = open.pop() {
            match self.nodes.get(at as usize) {
                Some(Node::Leaf(leaf)) if *leaf != NOWHERE => out.push(*leaf),
                Some(Node::Cut { first, parts, .. }) => {
                    let parts = self.parts.get(*first as usize..=(first + parts) as usize);
                    open.extend(parts.unwrap_or_default().iter().map(|(_, child)| *child));
                }
                _ => {}
            }
        }
        out
    }

    /// What becomes of the rows.
    #[allow(clippy::cast_precision_loss)] // A mean.
    pub fn fates(&self) -> Fates {
        let mut fates = Fates::default();
        let mut lost = 0.0;
        for (number, leaf) in self.leaves.iter().enumerate() {
            if !self.is_class(number as u32) {
                continue;
            }
            if leaf.withheld {
                fates.withheld += leaf.rows;
                continue;
            }
            fates.classes += 1;
            fates.published += leaf.rows;
            lost += f64::from(leaf.loss) * leaf.rows as f64;
        }
        fates.loss = if fates.published > 0 { lost / fates.published as f64 } else { 0.0 };
        fates
    }

    /// The class of a row, by its codes.
    pub fn find(&self, domains: &[Domain], codes: &[u32]) -> Option<u32> {
        let mut at = 0;
        loop {
            match self.nodes.get(at as usize)? {
                Node::Leaf(NOWHERE) => return None,
                Node::Leaf(leaf) => return Some(*leaf),
                Node::Cut { column, first, parts } => {
                    let column = usize::from(*column);
                    let value = side(domains.get(column)?, *codes.get(column)?);
                    let parts = self.parts.get(*first as usize..=(first + parts) as usize)?;
                    let (rest, parts) = parts.split_last()?;
                    let found = parts.partition_point(|(part, _)| part.hi < value.lo);
                    let part = parts.get(found).filter(|(part, _)| part.covers(value));
                    at = part.map_or(rest.1, |(_, child)| *child);
                }
            }
        }
    }
}

/// Puts the rows of each group side by side, in the order of the groups; the answer is where each
/// group ends.
fn split(region: &mut [u32], scratch: &mut Vec<u32>, planner: &Planner, cut: &Cut) -> Vec<usize> {
    let width = planner.width();
    let group = |row: &[u32]| {
        let value = planner.domains.get(cut.column).zip(row.get(cut.column));
        value.map_or(cut.parts.len(), |(domain, code)| find(&cut.parts, side(domain, *code)))
    };
    let mut sizes = vec![0; cut.groups().max(cut.parts.len() + 1)];
    for row in region.chunks_exact(width) {
        if let Some(size) = sizes.get_mut(group(row)) {
            *size += width;
        }
    }
    let mut begins = Vec::with_capacity(sizes.len());
    let mut sum = 0;
    for size in &sizes {
        begins.push(sum);
        sum += size;
    }
    scratch.clear();
    scratch.extend_from_slice(region);
    for row in scratch.chunks_exact(width) {
        if let Some(begin) = begins.get_mut(group(row))
            && let Some(place) = region.get_mut(*begin..*begin + width)
        {
            place.copy_from_slice(row);
            *begin += width;
        }
    }
    begins.truncate(cut.groups());
    begins
}
