//! How many of those who are alone in a sample are alone in the population.
//!
//! Zayatz's estimator (L. Zayatz, "Estimation of the percent of unique population elements on a
//! microdata file using the sample", Bureau of the Census, 1991; also L. Willenborg and T. de Waal,
//! "Elements of Statistical Disclosure Control", 2001): the sizes of classes in the population are
//! taken to be distributed as those in the sample, and Bayes' rule turns "alone in the sample" into
//! "alone in the population".

use std::collections::BTreeMap;

/// Largest classes that can still give a sample unique with a chance that matters.
const NEGLIGIBLE: f64 = 1e-12;

/// Persons of the sample who are alone in their class in the population, too, by estimate.
///
/// `sizes` says how many classes of the sample have how many persons; `fraction` is the share of
/// the population that the sample is, above 0 and at most 1.
#[allow(clippy::cast_precision_loss)] // Counts are far below 2^52.
pub fn population_uniques(sizes: &BTreeMap<u64, u64>, fraction: f64) -> f64 {
    let alone = sizes.get(&1).copied().unwrap_or(0) as f64;
    if alone == 0.0 || fraction >= 1.0 {
        return alone;
    }
    let sample: f64 = sizes.iter().map(|(size, classes)| *size as f64 * *classes as f64).sum();
    let population = (sample / fraction).round();
    let mut all = 0.0;
    for (size, classes) in sizes {
        all += *classes as f64 * one_of(*size, sample, population);
    }
    if all <= 0.0 { alone } else { alone * (alone * fraction / all).min(1.0) }
}

/// The chance that a sample has exactly one of a class of this size (hypergeometric).
#[allow(clippy::cast_precision_loss)] // As above.
fn one_of(size: u64, sample: f64, population: f64) -> f64 {
    let mut chance = size as f64 * sample / population;
    for i in 1..size {
        let i = i as f64;
        chance *= (population - sample - i + 1.0).max(0.0) / (population - i).max(1.0);
        if chance < NEGLIGIBLE {
            return 0.0;
        }
    }
    chance
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_census_knows_and_a_sample_guesses() {
        let sizes = BTreeMap::from([(1, 10), (2, 5), (3, 2)]);
        assert!((population_uniques(&sizes, 1.0) - 10.0).abs() < 1e-12);
        // By hand: 26 persons of 52. One of a class of 1: 1/2; of 2: 2 * 26/52 * 26/51; of 3 …
        let (one, two) = (0.5, 26.0 / 51.0);
        let three = 3.0 * 0.5 * (26.0 / 51.0) * (25.0 / 50.0);
        let wanted = 10.0 * (10.0 * one) / (10.0 * one + 5.0 * two + 2.0 * three);
        assert!((population_uniques(&sizes, 0.5) - wanted).abs() < 1e-12);
        // A tenth of everybody, all alone: they are alone there as well, as far as the sample says.
        assert!((population_uniques(&BTreeMap::from([(1, 100)]), 0.1) - 100.0).abs() < 1e-9);
        assert!(population_uniques(&BTreeMap::from([(2, 5)]), 0.1).abs() < 1e-12);
    }
}
