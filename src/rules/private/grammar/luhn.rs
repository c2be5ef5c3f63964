//! Check digits.

/// The check of payment cards: ISO/IEC 7812.
pub(super) fn luhn(digits: impl DoubleEndedIterator<Item = u8>) -> bool {
    let sum: u32 = digits
        .rev()
        .enumerate()
        .map(|(i, d)| {
            let d = u32::from(d);
            if i % 2 == 0 { d } else { d * 2 / 10 + d * 2 % 10 }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// The check of resident identity numbers: GB 11643, ISO 7064 MOD 11-2. `X` counts as 10.
pub(super) fn mod_11_2(digits: impl Iterator<Item = u8>) -> bool {
    const WEIGHTS: [u32; 18] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1];
    digits.zip(WEIGHTS).map(|(d, w)| u32::from(d) * w).sum::<u32>() % 11 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits() {
        let digits = |s: &'static str| s.bytes().map(|b| if b == b'X' { 10 } else { b - b'0' });
        assert!(luhn(digits("9999995500987654324")));
        assert!(!luhn(digits("9999995500987654325")));
        assert!(mod_11_2(digits("999999199003070012")));
        assert!(!mod_11_2(digits("999999199003070013")));
    }
}
