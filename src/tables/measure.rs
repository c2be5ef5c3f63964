//! What a table gives away, measured class by class: sizes, distinct sensitive values, closeness.
//!
//! k-anonymity: Samarati and Sweeney 1998. Distinct l-diversity: Machanavajjhala et al. 2006.
//! t-closeness by the earth mover's distance: Li et al. 2007, of numbers in their order and of
//! everything else with equal distances, which is what pycanon computes.

use std::collections::BTreeMap;

use super::report::Band;

/// Sizes of classes, in persons.
#[derive(Debug, Clone, Default)]
pub struct Sizes {
    /// Rows seen.
    pub rows: u64,
    /// Persons of all classes; who is in two classes counts in both.
    pub persons: u64,
    /// Classes.
    pub classes: u64,
    /// Rows in classes of fewer than `k` persons.
    pub below: u64,
    /// Rows in classes of one person.
    pub alone: u64,
    /// How many classes have how many persons.
    pub by_size: BTreeMap<u64, u64>,
    /// How many rows stand in classes of so many persons.
    rows_by_size: BTreeMap<u64, u64>,
}

/// Upper ends of the bands in which sizes are shown.
const BANDS: [u64; 9] = [1, 2, 4, 9, 19, 49, 99, 999, u64::MAX];

impl Sizes {
    /// A class.
    pub fn add(&mut self, rows: u64, persons: u64, k: u64) {
        self.rows += rows;
        self.persons += persons;
        self.classes += 1;
        self.below += if persons < k { rows } else { 0 };
        self.alone += if persons <= 1 { rows } else { 0 };
        *self.by_size.entry(persons).or_default() += 1;
        *self.rows_by_size.entry(persons).or_default() += rows;
    }

    /// The smallest class; 0 without one.
    pub fn k(&self) -> u64 {
        self.by_size.first_key_value().map_or(0, |(size, _)| *size)
    }

    /// Classes and rows by bands of sizes.
    pub fn bands(&self) -> Vec<Band> {
        let mut from = 1;
        let mut out = Vec::new();
        for to in BANDS {
            let sum = |sizes: &BTreeMap<u64, u64>| sizes.range(from..=to).map(|(_, n)| n).sum();
            let classes = sum(&self.by_size);
            let up_to = (to < u64::MAX).then_some(to);
            out.push(Band { from, to: up_to, classes, rows: sum(&self.rows_by_size) });
            from = to.saturating_add(1);
        }
        out
    }
}

/// The values of a sensitive column over the whole table, in the order in which they are compared.
#[derive(Debug, Clone, Default)]
pub struct Shares {
    /// Whether the values are numbers.
    pub numeric: bool,
    /// The rank of each code.
    rank: Vec<u32>,
    share: Vec<f64>,
    /// Shares summed up to each rank, and those sums summed once more.
    sum: Vec<f64>,
    sums: Vec<f64>,
}

impl Shares {
    /// From the values, by code, and how often each was seen, if at all. Numbers are ordered as numbers where
    /// all of the column are.
    #[allow(clippy::cast_precision_loss)] // Shares.
    pub fn new(values: &[String], counts: &[u64]) -> Self {
        let seen = |code: &u32| counts.get(*code as usize).is_some_and(|n| *n > 0);
        let mut order: Vec<u32> = (0..values.len() as u32).filter(seen).collect();
        let number = |code: u32| {
            let text = values.get(code as usize)?.trim();
            text.parse::<f64>().ok().filter(|n| n.is_finite())
        };
        let numeric = !order.is_empty() && order.iter().all(|code| number(*code).is_some());
        if numeric {
            let number = |code: u32| number(code).unwrap_or(0.0);
            order.sort_by(|a, b| number(*a).total_cmp(&number(*b)));
        }
        let mut rank = vec![0; values.len()];
        let (mut share, mut sum, mut sums) = (Vec::new(), Vec::new(), Vec::new());
        let all: u64 = counts.iter().sum();
        let (mut up, mut upper) = (0.0, 0.0);
        for (at, code) in order.iter().enumerate() {
            if let Some(rank) = rank.get_mut(*code as usize) {
                *rank = at as u32;
            }
            let part = counts.get(*code as usize).copied().unwrap_or(0) as f64 / all.max(1) as f64;
            up += part;
            upper += up;
            share.push(part);
            sum.push(up);
            sums.push(upper);
        }
        Self { numeric, rank, share, sum, sums }
    }

    /// Number of distinct values.
    pub fn values(&self) -> u64 {
        self.share.len() as u64
    }

    /// The distance of a class, given as codes with counts, from the whole table: 0 to 1.
    pub fn distance(&self, class: &[(u32, u64)]) -> f64 {
        let mut ranked: Vec<(usize, u64)> = class
            .iter()
            .map(|(code, n)| (self.rank.get(*code as usize).copied().unwrap_or(0) as usize, *n))
            .collect();
        ranked.sort_unstable();
        if self.numeric { self.ordered(&ranked) } else { self.equal(&ranked) }
    }

    /// Half the sum of all differences: what is not in the class differs by its whole share.
    #[allow(clippy::cast_precision_loss)] // Shares.
    fn equal(&self, class: &[(usize, u64)]) -> f64 {
        let all: u64 = class.iter().map(|(_, n)| n).sum();
        let (mut apart, mut present) = (0.0, 0.0);
        for (rank, n) in class {
            let share = self.share.get(*rank).copied().unwrap_or(0.0);
            apart += (*n as f64 / all.max(1) as f64 - share).abs();
            present += share;
        }
        f64::midpoint(apart, (1.0 - present).max(0.0))
    }

    /// The sum of the differences of the two cumulative distributions, over the number of steps.
    /// Between two values of the class its own sum does not change and the table's rises, so each
    /// stretch is two look-ups in sums of sums.
    #[allow(clippy::cast_precision_loss)] // Shares.
    fn ordered(&self, class: &[(usize, u64)]) -> f64 {
        let steps = self.share.len().saturating_sub(1);
        if steps == 0 {
            return 0.0;
        }
        let all: u64 = class.iter().map(|(_, n)| n).sum();
        let (mut seen, mut from, mut apart) = (0, 0, 0.0);
        let ends = class.iter().map(|(rank, n)| (*rank, *n)).chain([(self.share.len(), 0)]);
        for (rank, n) in ends {
            apart += self.stretch(from, rank, seen as f64 / all.max(1) as f64);
            (seen, from) = (seen + n, rank);
        }
        apart / steps as f64
    }

    /// Sum over the ranks from `from` up to `to` of how far the table's sum is from `level`.
    #[allow(clippy::cast_precision_loss)] // Ranks.
    fn stretch(&self, from: usize, to: usize, level: f64) -> f64 {
        if from >= to {
            return 0.0;
        }
        let middle = from + self.sum.get(from..to).map_or(0, |sums| sums.partition_point(|s| *s < level));
        let up_to = |end: usize| end.checked_sub(1).and_then(|at| self.sums.get(at)).copied().unwrap_or(0.0);
        let below = level * (middle - from) as f64 - (up_to(middle) - up_to(from));
        let above = up_to(to) - up_to(middle) - level * (to - middle) as f64;
        below + above
    }
}

/// Distinct values and closeness of a sensitive column, class by class.
#[derive(Debug, Clone, Default)]
pub struct Spread {
    /// Fewest distinct values of a class.
    pub l: Option<u64>,
    /// Rows in classes of fewer than `l`.
    pub below: u64,
    /// Largest distance of a class from the table.
    pub t: f64,
    /// Rows in classes that are further away than `t`.
    pub apart: u64,
}

impl Spread {
    /// A class: its rows, its distinct values and, where they are compared with the table's, those
    /// values as codes with counts. `l` and `t` are what was promised.
    pub fn add(&mut self, class: Class<'_>, shares: Option<&Shares>, l: u64, t: Option<f64>) {
        self.l = Some(self.l.map_or(class.distinct, |other| other.min(class.distinct)));
        self.below += if class.distinct < l { class.rows } else { 0 };
        if let Some(shares) = shares {
            let distance = shares.distance(class.counts);
            self.t = self.t.max(distance);
            self.apart += if t.is_some_and(|t| exceeds(distance, t)) { class.rows } else { 0 };
        }
    }
}

/// The sensitive values of a class.
#[derive(Debug, Clone, Copy)]
pub struct Class<'a> {
    /// Its rows.
    pub rows: u64,
    /// Its distinct values.
    pub distinct: u64,
    /// How often each code occurs.
    pub counts: &'a [(u32, u64)],
}

/// Whether a distance is above a bound by more than sums of fractions can be wrong.
pub fn exceeds(distance: f64, t: f64) -> bool {
    distance > t + 1e-9
}

#[cfg(test)]
#[allow(clippy::cast_precision_loss)] // Small numbers.
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_distances() {
        // Li et al. 2007, example 3: salaries 3k to 11k; {3,4,5} is 0.375 away, {6,8,11} is 0.167.
        let values: Vec<String> = (3..=11).map(|n: u32| n.to_string()).collect();
        let shares = Shares::new(&values, &[1; 9]);
        assert!((shares.distance(&[(0, 1), (1, 1), (2, 1)]) - 0.375).abs() < 1e-9);
        assert!((shares.distance(&[(3, 1), (5, 1), (8, 1)]) - 1.0 / 6.0).abs() < 1e-9);
        let words = Shares::new(&["感冒", "胃炎", "骨折"].map(str::to_owned), &[2, 1, 1]);
        assert!((words.distance(&[(0, 1)]) - 0.5).abs() < 1e-9);
        assert!((words.distance(&[(1, 1), (2, 1)]) - 0.5).abs() < 1e-9);
    }

    /// Written as the definition stands.
    fn naive(values: &[f64], counts: &[u64], class: &[u64], ordered: bool) -> f64 {
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
        let (all, own) = (counts.iter().sum::<u64>() as f64, class.iter().sum::<u64>() as f64);
        let apart = order.iter().map(|i| class[*i] as f64 / own - counts[*i] as f64 / all);
        if ordered {
            let mut sum = 0.0;
            let sums = apart.map(|d| {
                sum += d;
                f64::abs(sum)
            });
            sums.sum::<f64>() / (values.len() - 1) as f64
        } else {
            apart.map(f64::abs).sum::<f64>() / 2.0
        }
    }

    proptest! {
        #[test]
        fn the_distances_are_those_of_the_definition(
            rows in prop::collection::vec((0u64..6, 0u64..5), 2..40), words in any::<bool>(),
        ) {
            let values: Vec<f64> = (0..rows.len()).map(|i| ((i * 7) % rows.len()) as f64 + i as f64 / 1e3).collect();
            let class: Vec<u64> = rows.iter().map(|(n, _)| *n).collect();
            prop_assume!(class.iter().sum::<u64>() > 0);
            let counts: Vec<u64> = rows.iter().map(|(own, others)| own + others + 1).collect();
            let texts: Vec<String> = values.iter().map(|v| if words { format!("w{v}") } else { v.to_string() }).collect();
            let shares = Shares::new(&texts, &counts);
            let codes: Vec<(u32, u64)> =
                class.iter().enumerate().filter(|(_, n)| **n > 0).map(|(i, n)| (i as u32, *n)).collect();
            prop_assert!((shares.distance(&codes) - naive(&values, &counts, &class, !words)).abs() < 1e-9);
        }
    }
}
