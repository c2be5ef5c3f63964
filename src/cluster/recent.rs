//! The latest distinct values of a class, with the time of each.

/// At most `most` distinct values, the latest last. Whether `most` of them lie within a window is
/// exact, however many there were: a value that is seen again moves to the end, and the one that
/// falls out is older than `most` others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recent {
    values: Vec<(u64, i64)>,
}

impl Recent {
    /// From what was kept, the latest last.
    pub fn from_values(values: Vec<(u64, i64)>) -> Self {
        Self { values }
    }

    /// What is kept, the latest last.
    pub fn values(&self) -> &[(u64, i64)] {
        &self.values
    }

    /// Sees a value; the answer takes it back. Times do not go back.
    pub fn see(&mut self, value: u64, time: i64, most: usize) -> Seen {
        let known = self.values.iter().position(|(v, _)| *v == value);
        let gone = known.or_else(|| (self.values.len() >= most && most > 0).then_some(0));
        let gone = gone.map(|at| (at, self.values.remove(at)));
        self.values.push((value, time));
        Seen { gone }
    }

    /// As if the last value had not been seen.
    pub fn take_back(&mut self, seen: Seen) {
        self.values.pop();
        if let Some((at, value)) = seen.gone {
            self.values.insert(at.min(self.values.len()), value);
        }
    }

    /// Forgets a value.
    pub fn forget(&mut self, value: u64) -> bool {
        let before = self.values.len();
        self.values.retain(|(v, _)| *v != value);
        self.values.len() < before
    }

    /// Whether there are at least `least` distinct values after `horizon`, `with` one more.
    pub fn reaches(&self, least: usize, horizon: i64, with: u64) -> bool {
        let live = self.values.iter().rev().take_while(|(_, t)| *t > horizon);
        let others = live.filter(|(v, _)| *v != with).count();
        others + 1 >= least
    }

    /// Whether nothing is after `horizon`.
    pub fn is_over(&self, horizon: i64) -> bool {
        self.values.last().is_none_or(|(_, t)| *t <= horizon)
    }
}

/// What stood before a value was seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seen {
    gone: Option<(usize, (u64, i64))>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn it_answers_as_if_it_kept_everything(
            seen in prop::collection::vec((0u64..12, 0i64..4), 0..80),
            least in 1usize..6, window in 1i64..30, with in 0u64..12,
        ) {
            let (mut recent, mut all, mut now) = (Recent::default(), BTreeMap::new(), 0);
            for (value, step) in seen {
                now += step;
                let before = recent.clone();
                let seen = recent.see(value, now, least);
                let after = recent.clone();
                recent.take_back(seen);
                prop_assert_eq!(&recent, &before);
                recent = after;
                all.insert(value, now);
            }
            let horizon = now - window;
            let mut live: Vec<u64> = all.iter().filter(|(_, t)| **t > horizon).map(|(v, _)| *v).collect();
            live.push(with);
            live.sort_unstable();
            live.dedup();
            prop_assert_eq!(recent.reaches(least, horizon, with), live.len() >= least);
        }
    }
}
