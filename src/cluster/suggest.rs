//! What the columns of a table may be to the persons in it, from their values. A proposal: a person
//! who knows the data decides. Pure.

use std::collections::BTreeSet;

/// Distinct values of a column that are told apart: more are many.
pub const MANY: usize = 2_000;
/// Most values of a column that only sorts rows into groups.
const FEW: usize = 50;
/// Share of distinct values from which a column may say who it is.
const TELLING: f64 = 0.5;
/// Characters from which a text on average is prose and no name of something.
const PROSE: usize = 16;
/// Digits of an administrative code: province, city, district, two each.
const DISTRICT_DIGITS: usize = 6;
/// Degrees that are about as wide as a district: 11 km.
const DISTRICT_DEGREES: f64 = 0.1;
/// Steps of a range of numbers that nothing is known about.
const STEPS: f64 = 1_000.0;
/// Oldest age.
const OLDEST: f64 = 120.0;
/// How places end.
const PLACES: [char; 12] = ['省', '市', '区', '县', '旗', '乡', '镇', '村', '街', '路', '州', '盟'];

/// What was seen of a column.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    rows: usize,
    distinct: BTreeSet<String>,
    /// There are more distinct values than are kept.
    more: bool,
    numbers: usize,
    whole: usize,
    fine: usize,
    dates: usize,
    personal: usize,
    places: usize,
    zeros: usize,
    characters: usize,
    digits: Option<(usize, usize)>,
    least: f64,
    most: f64,
}

/// What a column may be, and why.
#[derive(Debug, Clone, PartialEq)]
pub enum Suggestion {
    /// It says who a row is about.
    Identifier,
    /// Numbers from the first to the second in steps.
    Range([f64; 2], f64),
    /// Codes of so many digits, of which these are kept.
    Digits(usize, Vec<usize>),
    /// Values under what they generalise to.
    Paths(Vec<Vec<String>>),
    /// What must not be learnt about a person.
    Sensitive,
    /// Text.
    Free,
    /// Best not published at all.
    Leave(&'static str),
}

impl Seen {
    /// Looks at one value that is not empty.
    pub fn see(&mut self, value: &str) {
        let value = value.trim();
        if value.is_empty() {
            return;
        }
        if self.rows == 0 {
            (self.least, self.most) = (f64::INFINITY, f64::NEG_INFINITY);
        }
        self.rows += 1;
        self.characters += value.chars().count();
        if self.distinct.len() < MANY || self.distinct.contains(value) {
            self.distinct.insert(value.to_owned());
        } else {
            self.more = true;
        }
        let digits = value.bytes().all(|b| b.is_ascii_digit()).then_some(value.len());
        let length = digits.unwrap_or(0);
        self.digits = Some(self.digits.map_or((length, length), |(lo, hi)| (lo.min(length), hi.max(length))));
        self.zeros += usize::from(length > 1 && value.starts_with('0'));
        self.personal += usize::from(is_personal(value));
        self.dates += usize::from(date(value).is_some());
        self.places += usize::from(value.ends_with(PLACES));
        if let Some(number) = value.parse::<f64>().ok().filter(|n| n.is_finite()) {
            self.numbers += 1;
            self.whole += usize::from(number.fract() == 0.0);
            self.fine += usize::from(value.split_once('.').is_some_and(|(_, part)| part.len() >= 3));
            (self.least, self.most) = (self.least.min(number), self.most.max(number));
        }
    }

    fn is_all(&self, number: usize) -> bool {
        number == self.rows
    }

    #[allow(clippy::cast_precision_loss)] // A share.
    fn telling(&self) -> f64 {
        if self.more { 1.0 } else { self.distinct.len() as f64 / self.rows.max(1) as f64 }
    }

    /// How much it looks like a person's number or name: nothing where it cannot be one.
    fn identifies(&self) -> Option<f64> {
        let measure = self.is_all(self.numbers) && !self.is_all(self.whole);
        if self.rows == 0 || measure || self.dates > 0 || self.code().is_some() || self.age().is_some() {
            return None;
        }
        if self.personal * 2 > self.rows {
            return Some(1.0 + self.telling());
        }
        let short = self.characters < PROSE * self.rows;
        (short && self.telling() >= TELLING).then(|| self.telling())
    }

    fn code(&self) -> Option<Suggestion> {
        let (length, longest) = self.digits?;
        if length != longest || !(4..=7).contains(&length) {
            return None;
        }
        // Codes share what they begin with, or begin with zeros; amounts do neither.
        let heads: BTreeSet<&str> = self.distinct.iter().filter_map(|v| v.get(..length - 2)).collect();
        let shared = heads.len() * 2 <= self.distinct.len();
        let years = length == 4 && self.least >= 1900.0 && self.most <= 2099.0;
        ((shared || self.zeros > 0) && !years).then(|| {
            let keep = if length == DISTRICT_DIGITS { vec![2, 4] } else { vec![length / 2] };
            Suggestion::Digits(length, keep)
        })
    }

    fn age(&self) -> Option<Suggestion> {
        let fits = self.is_all(self.whole) && self.least >= 0.0 && self.most <= OLDEST;
        (fits && self.zeros == 0 && self.rows > 0).then_some(Suggestion::Range([0.0, OLDEST], 1.0))
    }

    fn number(&self) -> Suggestion {
        if self.fine * 2 > self.rows && self.least >= -180.0 && self.most <= 180.0 {
            let wide = |n: f64| (n / DISTRICT_DEGREES).round() * DISTRICT_DEGREES;
            let (lo, hi) = (wide(self.least - DISTRICT_DEGREES), wide(self.most + DISTRICT_DEGREES));
            return Suggestion::Range([tidy(lo), tidy(hi)], DISTRICT_DEGREES);
        }
        let width = (self.most - self.least).max(1.0);
        let step =
            10f64.powf((width / STEPS).log10().ceil()).max(if self.is_all(self.whole) { 1.0 } else { 0.0 });
        let (lo, hi) = ((self.least / step).floor() * step, (self.most / step).ceil() * step);
        Suggestion::Range([tidy(lo), tidy(hi.max(lo + step))], tidy(step))
    }

    /// What it may be where it does not say who.
    fn other(&self) -> Suggestion {
        if self.rows == 0 {
            return Suggestion::Leave("it is empty");
        }
        if self.personal * 2 > self.rows {
            return Suggestion::Leave("it says who a row is about");
        }
        if let Some(code) = self.code() {
            return code;
        }
        if self.is_all(self.dates) {
            return self.paths(|v| date(v).map(|[year, month, _]| vec![year, month]).unwrap_or_default());
        }
        if self.is_all(self.numbers) {
            return self.age().unwrap_or_else(|| self.number());
        }
        if self.places * 2 > self.rows || self.distinct.len() <= 2 {
            return self.paths(|_| Vec::new());
        }
        if !self.more && self.distinct.len() <= FEW && self.telling() < TELLING {
            return Suggestion::Sensitive;
        }
        if self.characters >= PROSE * self.rows {
            return Suggestion::Free;
        }
        Suggestion::Leave("nearly every row has another value")
    }

    fn paths(&self, above: impl Fn(&str) -> Vec<String>) -> Suggestion {
        if self.more {
            return Suggestion::Leave("too many values for a list: write a hierarchy file");
        }
        let path = |value: &String| {
            let mut path = above(value);
            path.push(value.clone());
            path.dedup();
            path
        };
        Suggestion::Paths(self.distinct.iter().map(path).collect())
    }
}

/// What every column may be; at most one is the identifier.
pub fn suggest(columns: &[Seen]) -> Vec<Suggestion> {
    let mut best: Option<(usize, f64)> = None;
    for (at, seen) in columns.iter().enumerate() {
        if let Some(score) = seen.identifies()
            && best.is_none_or(|(_, other)| score > other)
        {
            best = Some((at, score));
        }
    }
    let best = best.map(|(at, _)| at);
    columns
        .iter()
        .enumerate()
        .map(|(at, seen)| if best == Some(at) { Suggestion::Identifier } else { seen.other() })
        .collect()
}

/// Without the noise of sums of tenths.
fn tidy(number: f64) -> f64 {
    (number * 1e6).round() / 1e6
}

/// A telephone or an identity number, by its form.
fn is_personal(value: &str) -> bool {
    let mobile = value.len() == 11 && value.starts_with('1') && value.bytes().all(|b| b.is_ascii_digit());
    let (front, last) = value.split_at_checked(17).unwrap_or(("", ""));
    let id =
        front.bytes().all(|b| b.is_ascii_digit()) && matches!(last.as_bytes(), [b'0'..=b'9' | b'X' | b'x']);
    mobile || id || (value.contains('@') && value.contains('.'))
}

/// Year, month and day of a date, each with what it is in.
fn date(value: &str) -> Option<[String; 3]> {
    let day = value.split(['T', ' ']).next()?;
    let mut fields = day.split(['-', '/']);
    let (year, month, last) = (fields.next()?, fields.next()?, fields.next()?);
    let number = |text: &str, from: u32, to: u32| {
        text.bytes().all(|b| b.is_ascii_digit()) && text.parse().is_ok_and(|n: u32| (from..=to).contains(&n))
    };
    let fits = fields.next().is_none()
        && year.len() == 4
        && number(year, 1, 9999)
        && number(month, 1, 12)
        && number(last, 1, 31);
    fits.then(|| [year.to_owned(), format!("{year}-{month:0>2}"), day.to_owned()])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(values: impl Iterator<Item = String>) -> Seen {
        let mut seen = Seen::default();
        values.for_each(|value| seen.see(&value));
        seen
    }

    #[test]
    fn columns_are_told_by_their_values() {
        let columns = [
            seen((0..100).map(|n| format!("示例身份{n}"))),
            seen((0..100).map(|n| format!("99{:02}{:02}", n % 3, n % 20))),
            seen((0..100).map(|n| (18 + n % 60).to_string())),
            seen((0..100).map(|n| format!("2026-{:02}-{:02}", 1 + n % 12, 1 + n % 28))),
            seen((0..100).map(|n| format!("3{}.{:04}", n % 2, n * 37))),
            seen((0..100).map(|n| format!("病{}", n % 7))),
            seen((0..100).map(|n| ["男", "女"][n % 2].to_owned())),
            seen((0..100).map(|n| format!("示例{}区", n % 9))),
            seen((0..100).map(|n| format!("这是一段写给大家看的示例备注,编号是第{n}号,没有别的"))),
            seen((0..100).map(|n| (n * 977).to_string())),
            seen((0..100).map(|n| format!("138{:08}", n * 7))),
            seen((0..100).map(|n| format!("{:05}", 10_000 + n * 811))),
        ];
        let got = suggest(&columns);
        // A telephone says who more surely than a name does; one identifier is enough.
        assert_eq!(got[10], Suggestion::Identifier);
        assert!(matches!(got[0], Suggestion::Leave(_)), "{:?}", got[0]);
        assert_eq!(got[1], Suggestion::Digits(6, vec![2, 4]));
        assert_eq!(got[2], Suggestion::Range([0.0, 120.0], 1.0));
        let Suggestion::Paths(days) = &got[3] else { panic!("{:?}", got[3]) };
        assert!(days.iter().all(|path| path.len() == 3 && path[2].starts_with(&path[1])));
        assert!(matches!(got[4], Suggestion::Range([lo, hi], 0.1) if lo < 30.0 && hi > 31.3), "{:?}", got[4]);
        assert_eq!(got[5], Suggestion::Sensitive);
        assert!(matches!(&got[6], Suggestion::Paths(values) if values.len() == 2));
        assert!(matches!(&got[7], Suggestion::Paths(values) if values.len() == 9));
        assert_eq!(got[8], Suggestion::Free);
        assert_eq!(got[9], Suggestion::Range([0.0, 96_800.0], 100.0));
        assert!(matches!(got[11], Suggestion::Range(..)), "amounts are no codes: {:?}", got[11]);
    }

    #[test]
    fn nobody_is_told_apart_by_ages_and_dates() {
        let columns = [
            seen((0..100).map(|n| n.to_string())),
            seen((0..12).map(|n| format!("2026/{}/1", n + 1))),
            Seen::default(),
        ];
        let got = suggest(&columns);
        assert!(!got.contains(&Suggestion::Identifier), "{got:?}");
        assert_eq!(got[2], Suggestion::Leave("it is empty"));
    }
}
