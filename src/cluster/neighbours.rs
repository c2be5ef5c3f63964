//! The choice of rows that open a class together.
//!
//! Greedy from the row that can wait no longer: each time the row that makes the class dearest by
//! the least, set against what that row would lose without this class. Costs only rise while the
//! class grows, so a row whose last known cost is above the best need not be looked at again.

use super::shard::Waiting;
use super::{Cells, Domain, MAX_QUASI, Span};

/// Rows that may share a class.
#[derive(Debug)]
pub(super) struct Group {
    /// Their places in the queue.
    pub(super) members: Vec<usize>,
    /// The generalised values that they share.
    pub(super) cells: Cells,
    /// What the class loses.
    pub(super) loss: f32,
}

/// The columns, for generalising and its cost.
#[derive(Debug)]
pub(super) struct Columns {
    domains: Vec<Domain>,
    /// The columns in which a difference costs most come first: a comparison ends early.
    dearest: Vec<usize>,
    share: f32,
}

impl Columns {
    #[allow(clippy::cast_precision_loss)] // A handful of columns.
    pub(super) fn new(domains: Vec<Domain>) -> Self {
        let share = 1.0 / domains.len().max(1) as f32;
        let mut dearest: Vec<usize> = (0..domains.len()).collect();
        // One step of a small column costs more than one of a large one; codes share little.
        dearest.sort_by_key(|i| match &domains[*i] {
            Domain::Prefix { .. } => 3,
            other => other.size(),
        });
        Self { domains, dearest, share }
    }

    pub(super) fn join(&self, a: &Cells, b: &Cells) -> Cells {
        let mut out = [Span::default(); MAX_QUASI];
        for (i, domain) in self.domains.iter().enumerate() {
            out[i] = domain.join(a[i], b[i]);
        }
        out
    }

    /// Mean loss over the columns.
    pub(super) fn loss(&self, cells: &Cells) -> f32 {
        self.domains.iter().zip(cells).map(|(d, c)| d.loss(*c)).sum::<f32>() * self.share
    }

    /// Loss of what a class and a row share, or infinity as soon as it is certainly above `most`.
    /// `parts` is what the class loses in each column: a row can only add to it.
    #[inline]
    fn joined_loss(&self, class: &Cells, parts: &[f32; MAX_QUASI], row: &Cells, most: f32) -> f32 {
        let mut sum = 0.0;
        for i in &self.dearest {
            let (i, domain) = (*i, &self.domains[*i]);
            sum +=
                if class[i].covers(row[i]) { parts[i] } else { domain.loss(domain.join(class[i], row[i])) };
            if sum > most {
                return f32::INFINITY;
            }
        }
        sum * self.share
    }

    fn parts(&self, cells: &Cells) -> [f32; MAX_QUASI] {
        let mut parts = [0.0; MAX_QUASI];
        for (i, domain) in self.domains.iter().enumerate() {
            parts[i] = domain.loss(cells[i]);
        }
        parts
    }

    pub(super) fn covers(&self, class: &Cells, row: &Cells) -> bool {
        class.iter().zip(row).take(self.domains.len()).all(|(c, r)| c.covers(*r))
    }
}

/// What a group has to reach.
#[derive(Debug, Clone, Copy)]
pub(super) struct Aim {
    /// Distinct identifiers.
    pub(super) k: usize,
    /// Distinct sensitive values.
    pub(super) l: usize,
    /// A class that loses as much or more is of no use.
    pub(super) below: f32,
    /// What a row that no class covers is expected to lose.
    pub(super) usual: f32,
}

/// Chooses a group around the row at `first`.
pub(super) fn group(
    rows: &[Waiting],
    first: usize,
    columns: &Columns,
    aim: Aim,
    costs: &mut Vec<f32>,
) -> Option<Group> {
    let start = rows.get(first)?;
    let mut group = Group { members: vec![first], cells: start.row.cells, loss: 0.0 };
    // The last known cost of each row; what cannot be taken costs more than anything.
    let open = |r: &Waiting| {
        if r.alive && r.row.person != start.row.person { f32::NEG_INFINITY } else { f32::INFINITY }
    };
    costs.clear();
    costs.extend(rows.iter().map(open));
    let mut sensitive = vec![start.row.sensitive];
    #[allow(clippy::cast_precision_loss)] // k is small.
    let weight = (aim.k as f32).recip();
    while group.members.len() < aim.k || sensitive.len() < aim.l {
        let full = group.members.len() >= aim.k;
        let parts = columns.parts(&group.cells);
        let mut best = (f32::INFINITY, usize::MAX);
        for (at, row) in rows.iter().enumerate() {
            if costs[at] >= best.0 || full && sensitive.contains(&row.row.sensitive) {
                continue;
            }
            let spared = weight * row.covered_loss().min(aim.usual);
            let most = best.0 + spared;
            let loss = columns.joined_loss(
                &group.cells,
                &parts,
                &row.row.cells,
                most.min(aim.below) / columns.share,
            );
            if loss < aim.below {
                costs[at] = loss - spared;
                if costs[at] < best.0 {
                    best = (costs[at], at);
                }
            } else if most >= aim.below {
                // It only grows: this row is of no use to this group any more.
                costs[at] = f32::INFINITY;
            }
        }
        let chosen = rows.get(best.1)?;
        group.members.push(best.1);
        group.cells = columns.join(&group.cells, &chosen.row.cells);
        for (cost, row) in costs.iter_mut().zip(rows) {
            if row.row.person == chosen.row.person {
                *cost = f32::INFINITY;
            }
        }
        if !sensitive.contains(&chosen.row.sensitive) {
            sensitive.push(chosen.row.sensitive);
        }
    }
    group.loss = columns.loss(&group.cells);
    (group.loss < aim.below).then_some(group)
}

/// Rounds of exchange: later ones found next to nothing on 200,000 rows.
const ROUNDS: usize = 4;

/// Exchanges one member for one other row as long as the class loses less by it. The row that the
/// group began with stays.
pub(super) fn improve(rows: &[Waiting], group: &mut Group, columns: &Columns, l: usize) {
    for _ in 0..ROUNDS {
        let mut best = (group.loss - f32::EPSILON, 0, 0);
        for out in 1..group.members.len() {
            let others =
                || group.members.iter().enumerate().filter(|(i, _)| *i != out).map(|(_, at)| &rows[*at]);
            let Some(cells) = others().map(|w| w.row.cells).reduce(|a, b| columns.join(&a, &b)) else {
                continue;
            };
            if columns.loss(&cells) >= best.0 {
                continue;
            }
            let parts = columns.parts(&cells);
            for (at, row) in rows.iter().enumerate().filter(|(_, r)| r.alive) {
                let loss = columns.joined_loss(&cells, &parts, &row.row.cells, best.0 / columns.share);
                if loss < best.0 && others().all(|w| w.row.person != row.row.person) {
                    let mut sensitive: Vec<u64> = others().map(|w| w.row.sensitive).collect();
                    sensitive.push(row.row.sensitive);
                    sensitive.sort_unstable();
                    sensitive.dedup();
                    if sensitive.len() >= l {
                        best = (loss, out, at);
                    }
                }
            }
        }
        let (loss, out, at) = best;
        if out == 0 {
            return;
        }
        group.members[out] = at;
        group.loss = loss;
        let cells = group.members.iter().map(|at| rows[*at].row.cells).reduce(|a, b| columns.join(&a, &b));
        group.cells = cells.unwrap_or(group.cells);
        group.loss = columns.loss(&group.cells);
    }
}
