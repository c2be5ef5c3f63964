//! What a quasi-identifier can be and how it is generalised. Every value is a number and every
//! generalised value a span of numbers: what covers what is two comparisons, whatever the column.

use serde_json::Number;

use super::{ClusterError, Span, Tree};
use crate::limits;
use crate::message::Value;

/// What stands for any value.
const ANY: &str = "*";

/// Bits of a digit of a code.
const DIGIT_BITS: u32 = 4;

/// The values of a column.
#[derive(Debug, Clone)]
pub enum Domain {
    /// Numbers from `min` in steps; generalised to an interval.
    Interval {
        /// The least value.
        min: f64,
        /// What is told apart.
        step: f64,
        /// Number of steps.
        size: u32,
    },
    /// A code of digits; generalised by covering digits from the right.
    Prefix {
        /// Digits of a whole code.
        digits: u8,
        /// For each number of differing digits, the digits that are covered: four bits a digit, so
        /// that what two codes share is a count of leading zeros.
        covered: Vec<u8>,
    },
    /// Values of a hierarchy.
    Tree(Tree),
}

impl Domain {
    /// Numbers between two bounds.
    pub fn interval(min: f64, max: f64, step: f64) -> Result<Self, ClusterError> {
        let steps = (max - min) / step;
        let most = f64::from(limits::MAX_INTERVAL_STEPS);
        if !(min.is_finite() && max.is_finite() && step > 0.0 && steps >= 1.0 && steps < most) {
            return Err(ClusterError::Range);
        }
        #[allow(clippy::cast_sign_loss)] // Checked just above.
        Ok(Self::Interval { min, step, size: steps.floor() as u32 + 1 })
    }

    /// Codes of so many digits of which the given numbers are kept.
    pub fn prefix(digits: u8, keep: &[u8]) -> Result<Self, ClusterError> {
        let falling = keep.windows(2).all(|w| w[0] < w[1]);
        if digits == 0 || digits > limits::MAX_CODE_DIGITS || !falling || keep.iter().any(|n| *n >= digits) {
            return Err(ClusterError::Digits);
        }
        let mut levels: Vec<u8> = if keep.is_empty() {
            (0..=digits).collect()
        } else {
            keep.iter().rev().map(|n| digits - n).collect()
        };
        for end in [0, digits] {
            if !levels.contains(&end) {
                levels.push(end);
            }
        }
        levels.sort_unstable();
        let level = |differing: u8| levels.iter().copied().find(|n| *n >= differing).unwrap_or(digits);
        Ok(Self::Prefix { digits, covered: (0..=digits).map(level).collect() })
    }

    /// Number of values.
    pub fn size(&self) -> u32 {
        match self {
            Self::Interval { size, .. } => *size,
            Self::Prefix { digits, .. } => 1 << (DIGIT_BITS * u32::from(*digits)),
            Self::Tree(tree) => tree.size(),
        }
    }

    /// Any value.
    pub fn root(&self) -> Span {
        Span { lo: 0, hi: self.size() - 1 }
    }

    /// The place of a value; what the column does not know, or null, can be anything.
    pub fn place(&self, value: Option<&Value>) -> Span {
        self.code(value).map_or(self.root(), |code| Span { lo: code, hi: code })
    }

    fn code(&self, value: Option<&Value>) -> Option<u32> {
        let value = value?;
        match self {
            Self::Interval { min, step, size } => {
                let number = match value {
                    Value::Number(n) => n.as_f64()?,
                    Value::Text(t) => return self.place_text(t),
                    _ => return None,
                };
                let at = ((number - min) / step).floor();
                #[allow(clippy::cast_sign_loss)] // Between 0 and the size.
                (at >= 0.0 && at < f64::from(*size)).then_some(at as u32)
            }
            Self::Prefix { .. } | Self::Tree(_) => self.place_text(&text(value)?),
        }
    }

    /// The place of a value that is written as text, as in a table.
    pub fn place_text(&self, value: &str) -> Option<u32> {
        let value = value.trim();
        match self {
            Self::Interval { min, step, size } => {
                let at = ((value.parse::<f64>().ok()? - min) / step).floor();
                #[allow(clippy::cast_sign_loss)] // Between 0 and the size.
                (at >= 0.0 && at < f64::from(*size)).then_some(at as u32)
            }
            Self::Prefix { digits, .. } => {
                let whole = value.len() == usize::from(*digits) && value.bytes().all(|b| b.is_ascii_digit());
                whole.then(|| u32::from_str_radix(value, 16).ok()).flatten()
            }
            Self::Tree(tree) => tree.leaf(value),
        }
    }

    /// The largest generalised value strictly inside `span` that covers `inner`; nothing where there
    /// is none, and of an interval, which can be cut anywhere.
    pub fn step_down(&self, span: Span, inner: Span) -> Option<Span> {
        if inner == span || !span.covers(inner) {
            return None;
        }
        match self {
            Self::Interval { .. } => None,
            Self::Prefix { covered, .. } => {
                let level = (span.hi - span.lo).trailing_ones() / DIGIT_BITS;
                let below = covered.iter().rev().map(|n| u32::from(*n)).find(|n| *n < level)?;
                let ones = (1 << (DIGIT_BITS * below)) - 1;
                let child = Span { lo: inner.lo & !ones, hi: inner.lo | ones };
                child.covers(inner).then_some(child)
            }
            Self::Tree(tree) => tree.step_down(span, inner),
        }
    }

    /// The smallest generalised value that covers both.
    #[inline]
    pub fn join(&self, a: Span, b: Span) -> Span {
        let (lo, hi) = (a.lo.min(b.lo), a.hi.max(b.hi));
        match self {
            Self::Interval { .. } => Span { lo, hi },
            Self::Prefix { digits, covered } => {
                let differing = (u32::BITS - (lo ^ hi).leading_zeros()).div_ceil(DIGIT_BITS);
                let level = covered.get(differing as usize).unwrap_or(digits);
                let ones = (1 << (DIGIT_BITS * u32::from(*level))) - 1;
                Span { lo: lo & !ones, hi: lo | ones }
            }
            Self::Tree(tree) => {
                if lo == hi {
                    Span { lo, hi }
                } else {
                    tree.around(lo, hi)
                }
            }
        }
    }

    /// Normalised certainty penalty, 0 to 1.
    #[inline]
    #[allow(clippy::cast_precision_loss)] // Fewer than 2^24 steps matter.
    pub fn loss(&self, span: Span) -> f32 {
        let width = span.hi - span.lo;
        match self {
            Self::Prefix { digits, .. } => (width.trailing_ones() / DIGIT_BITS) as f32 / f32::from(*digits),
            Self::Interval { size, .. } => width as f32 / (*size - 1).max(1) as f32,
            Self::Tree(tree) => width as f32 / (tree.size() - 1).max(1) as f32,
        }
    }

    /// A generalised value as it is published.
    pub fn show(&self, span: Span) -> Value {
        if span == self.root() && span.lo != span.hi {
            return Value::Text(ANY.to_owned());
        }
        match self {
            Self::Interval { min, step, .. } => {
                let at = |n: u32| min + f64::from(n) * step;
                if span.lo == span.hi {
                    number(at(span.lo))
                } else {
                    Value::Text(format!("[{},{}]", at(span.lo), at(span.hi)))
                }
            }
            Self::Prefix { digits, .. } => {
                let (all, covered) =
                    (usize::from(*digits), ((span.hi - span.lo).trailing_ones() / DIGIT_BITS) as usize);
                let code = format!("{:0all$x}", span.lo);
                Value::Text(format!(
                    "{}{}",
                    code.get(..all - covered).unwrap_or_default(),
                    ANY.repeat(covered)
                ))
            }
            Self::Tree(tree) => Value::Text(tree.name(span).to_owned()),
        }
    }
}

fn number(n: f64) -> Value {
    #[allow(clippy::float_cmp)] // Whole or not is exact.
    let whole = n.fract() == 0.0 && n.abs() < 1e15;
    let number = if whole { Some(Number::from(n as i64)) } else { Number::from_f64(n) };
    number.map_or(Value::Null, Value::Number)
}

/// A value as text, where it can be a code or a name.
pub fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Bool(b) => Some(b.to_string()),
        Value::Number(n) => Some(n.to_string()),
        Value::Text(t) => Some(t.trim().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> Domain {
        let paths = [["East", "a"], ["East", "b"], ["West", "c"]];
        Domain::Tree(Tree::new(&paths.map(|p| p.map(str::to_owned).to_vec())).unwrap())
    }

    #[test]
    fn what_covers_both_is_the_smallest() {
        let at = |d: &Domain, v: &str| d.place(Some(&Value::Text(v.to_owned())));
        let zip = Domain::prefix(6, &[]).unwrap();
        let area = Domain::prefix(6, &[2, 4]).unwrap();
        let age = Domain::interval(17.0, 90.0, 1.0).unwrap();
        let place = tree();
        for (domain, a, b, shown, loss) in [
            (&zip, "221000", "221000", "221000", 0.0),
            (&zip, "221000", "221099", "2210**", 2.0 / 6.0),
            (&zip, "221000", "421099", "*", 1.0),
            (&area, "221000", "221001", "2210**", 2.0 / 6.0),
            (&area, "221000", "229001", "22****", 4.0 / 6.0),
            (&age, "20", "31", "[20,31]", 11.0 / 73.0),
            (&place, "a", "b", "East", 0.5),
            (&place, "a", "c", "*", 1.0),
            (&place, "c", "c", "c", 0.0),
            (&place, "a", "unknown", "*", 1.0),
        ] {
            let span = domain.join(at(domain, a), at(domain, b));
            assert_eq!(domain.show(span), Value::Text(shown.to_owned()));
            assert!((domain.loss(span) - loss).abs() < 1e-6, "{a} {b}");
        }
    }

    #[test]
    fn a_district_of_one_site_is_no_cover() {
        let Domain::Tree(tree) = tree() else { panic!("a tree") };
        assert_eq!(tree.name(tree.above(tree.leaf("a").unwrap())), "East");
        assert_eq!(tree.name(tree.above(tree.leaf("c").unwrap())), "*");
    }
}
