//! A plain CASTLE (Cao, Carminati, Ferrari, Tan, 2011), written straight from the paper for
//! comparison only: clusters, the bound τ, merging, splitting by identifier, reuse of released
//! clusters. Not used by kanhe.

use std::collections::{BTreeSet, VecDeque};

use kanhe::cluster::{Cells, Domain, Product, Row};

/// The paper's β (clusters at most) and μ (clusters whose loss sets τ), as in its experiments.
const BETA: usize = 50;
const MU: usize = 10;

struct Cluster {
    cells: Cells,
    rows: Vec<Row>,
}

/// What it lost over how many rows.
#[derive(Default)]
pub struct Outcome {
    pub rows: usize,
    pub lost: f64,
    pub suppressed: usize,
}

pub struct Castle {
    k: usize,
    delay: usize,
    domains: Vec<Domain>,
    clusters: Vec<Cluster>,
    released: Vec<(Cells, f32)>,
    queue: VecDeque<Row>,
    recent: VecDeque<f32>,
    pub out: Outcome,
}

impl Castle {
    pub fn new(product: &Product) -> Self {
        Self {
            k: product.k,
            delay: product.delay_rows as usize,
            domains: product.quasi().map(|(_, q)| q.domain.clone()).collect(),
            clusters: Vec::new(),
            released: Vec::new(),
            queue: VecDeque::new(),
            recent: VecDeque::new(),
            out: Outcome::default(),
        }
    }

    fn join(&self, a: &Cells, b: &Cells) -> Cells {
        let mut out = *a;
        for (i, domain) in self.domains.iter().enumerate() {
            out[i] = domain.join(a[i], b[i]);
        }
        out
    }

    fn loss(&self, cells: &Cells) -> f32 {
        let sum: f32 = self.domains.iter().zip(cells).map(|(d, c)| d.loss(*c)).sum();
        sum / self.domains.len() as f32
    }

    fn covers(&self, class: &Cells, row: &Cells) -> bool {
        class.iter().zip(row).take(self.domains.len()).all(|(c, r)| c.covers(*r))
    }

    pub fn push(&mut self, row: Row) {
        let tau = self.recent.iter().sum::<f32>() / self.recent.len().max(1) as f32;
        let grown = self.clusters.iter().enumerate().map(|(i, c)| {
            let joined = self.loss(&self.join(&c.cells, &row.cells));
            (joined - self.loss(&c.cells), joined, i)
        });
        let best = grown.min_by(|a, b| a.0.total_cmp(&b.0));
        match best {
            Some((_, joined, i)) if joined <= tau || self.clusters.len() >= BETA => {
                self.clusters[i].cells = self.join(&self.clusters[i].cells, &row.cells);
                self.clusters[i].rows.push(row);
            }
            _ => self.clusters.push(Cluster { cells: row.cells, rows: vec![row] }),
        }
        self.queue.push_back(row);
        if self.queue.len() > self.delay {
            self.expire();
        }
    }

    pub fn finish(&mut self) {
        while !self.queue.is_empty() {
            self.expire();
        }
    }

    fn persons(rows: &[Row]) -> usize {
        rows.iter().map(|r| r.person).collect::<BTreeSet<_>>().len()
    }

    fn expire(&mut self) {
        let Some(row) = self.queue.front().copied() else { return };
        let Some(at) = self.clusters.iter().position(|c| c.rows.iter().any(|r| r.number == row.number))
        else {
            return;
        };
        if Self::persons(&self.clusters[at].rows) >= self.k {
            let cluster = self.clusters.swap_remove(at);
            for part in self.split(cluster) {
                self.release(&part);
            }
            return;
        }
        let covering = self
            .released
            .iter()
            .filter(|(c, _)| self.covers(c, &row.cells))
            .map(|(_, l)| *l)
            .min_by(f32::total_cmp);
        if let Some(loss) = covering {
            self.clusters[at].rows.retain(|r| r.number != row.number);
            if self.clusters[at].rows.is_empty() {
                self.clusters.swap_remove(at);
            }
            self.out.rows += 1;
            self.out.lost += f64::from(loss);
            self.queue.pop_front();
            return;
        }
        // Merge with the clusters that grow least until there are k persons.
        let mut cluster = self.clusters.swap_remove(at);
        while Self::persons(&cluster.rows) < self.k && !self.clusters.is_empty() {
            let grown = self
                .clusters
                .iter()
                .enumerate()
                .map(|(i, c)| (self.loss(&self.join(&cluster.cells, &c.cells)), i));
            let Some((_, i)) = grown.min_by(|a, b| a.0.total_cmp(&b.0)) else { break };
            let other = self.clusters.swap_remove(i);
            cluster.cells = self.join(&cluster.cells, &other.cells);
            cluster.rows.extend(other.rows);
        }
        if Self::persons(&cluster.rows) < self.k {
            self.out.suppressed += cluster.rows.len();
            self.queue.clear();
            return;
        }
        for part in self.split(cluster) {
            self.release(&part);
        }
    }

    /// Groups of k persons, each around its first row; what is left joins the nearest group.
    fn split(&self, cluster: Cluster) -> Vec<Cluster> {
        let mut left = cluster.rows;
        let mut parts: Vec<Cluster> = Vec::new();
        while Self::persons(&left) >= 2 * self.k {
            let seed = left.remove(0);
            let mut part = Cluster { cells: seed.cells, rows: vec![seed] };
            left.sort_by(|a, b| {
                self.loss(&self.join(&seed.cells, &a.cells))
                    .total_cmp(&self.loss(&self.join(&seed.cells, &b.cells)))
            });
            let mut rest = Vec::new();
            for row in left {
                if Self::persons(&part.rows) < self.k && part.rows.iter().all(|r| r.person != row.person) {
                    part.cells = self.join(&part.cells, &row.cells);
                    part.rows.push(row);
                } else {
                    rest.push(row);
                }
            }
            left = rest;
            parts.push(part);
        }
        if let Some(cells) = left.iter().map(|r| r.cells).reduce(|a, b| self.join(&a, &b)) {
            parts.push(Cluster { cells, rows: left });
        }
        parts
    }

    fn release(&mut self, cluster: &Cluster) {
        let loss = self.loss(&cluster.cells);
        let gone: BTreeSet<u64> = cluster.rows.iter().map(|r| r.number).collect();
        self.queue.retain(|r| !gone.contains(&r.number));
        self.out.rows += cluster.rows.len();
        self.out.lost += f64::from(loss) * cluster.rows.len() as f64;
        self.recent.push_back(loss);
        if self.recent.len() > MU {
            self.recent.pop_front();
        }
        self.released.push((cluster.cells, loss));
    }
}
