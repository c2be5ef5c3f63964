//! How sure is a rate: the Clopper-Pearson bound.

/// The one-sided 95 % upper bound (Clopper-Pearson) of a rate of which `hits` of `n` were seen:
/// the rate at which so few hits would still be seen one time in twenty. It assumes nothing about
/// the rate, so it is never too low; with no hit it is the "rule of three", about `3 / n`.
#[allow(clippy::cast_precision_loss)] // Counts are far below 2^52.
pub fn upper95(hits: usize, n: usize) -> f64 {
    if n == 0 || hits >= n {
        return 1.0;
    }
    let (mut low, mut high) = (hits as f64 / n as f64, 1.0);
    // 60 halvings reach the precision of the type.
    for _ in 0..60 {
        let p = f64::midpoint(low, high);
        if at_most(hits, n, p) > 0.05 { low = p } else { high = p }
    }
    high
}

/// Share of `n` in percent.
#[allow(clippy::cast_precision_loss)]
pub fn percent(hits: usize, n: usize) -> f64 {
    if n == 0 { 0.0 } else { 100.0 * hits as f64 / n as f64 }
}

/// P(X <= hits) of a binomial distribution, summed in logarithms.
#[allow(clippy::cast_precision_loss)]
fn at_most(hits: usize, n: usize, p: f64) -> f64 {
    let (n, odds) = (n as f64, p.ln() - (-p).ln_1p());
    let mut term = n * (-p).ln_1p();
    let mut terms = vec![term];
    for k in 0..hits {
        let k = k as f64;
        term += (n - k).ln() - (k + 1.0).ln() + odds;
        terms.push(term);
    }
    let top = terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    top.exp() * terms.iter().map(|t| (t - top).exp()).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_bounds() {
        // 1 - 0.05^(1/n), and values of the published tables.
        assert!((upper95(0, 100) - 0.029_513).abs() < 1e-5);
        assert!((upper95(3, 100) - 0.075_711).abs() < 1e-4);
        assert!((upper95(5, 10) - 0.777_559).abs() < 1e-5);
        assert!((upper95(0, 45_000) - 6.657e-5).abs() < 1e-7);
        assert!((upper95(10, 10) - 1.0).abs() < 1e-12);
    }
}
