//! Digits in every spelling: plain, full width, Chinese numerals, circled, keycaps, look-alike
//! letters, sound-alike characters, with whatever people put between them.

use std::ops::Range;

use super::sign::{gap_of, look, plain, sound};
use crate::fold::{Class, Unit};
use crate::message::{Fold, FoldSet};

/// Most visible separators between two digits of one number.
const MAX_GAP: usize = 4;
/// Stands for the X at the end of an identity number.
pub(super) const X: u8 = 10;

/// How a digit is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// `3` after folding.
    Plain,
    /// 三, 叁.
    Han,
    /// A character that sounds like a digit: 衣, 久.
    Sound,
    /// A letter that looks like a digit: `o`, `l`.
    Look,
}

/// What stands before a digit, after the digit before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    /// Nothing.
    None,
    /// Only what is drawn as nothing, or belongs to a keycap.
    Hidden,
    /// Spaces.
    Space,
    /// Hyphens and dashes.
    Hyphen,
    /// One dot.
    Dot,
    /// Other marks, emoji, brackets.
    Mark,
    /// A comma, colon or line break.
    Stop,
}

impl Gap {
    /// Whether a reader sees it.
    pub(super) fn visible(self) -> bool {
        !matches!(self, Self::None | Self::Hidden)
    }
}

/// One digit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) digit: u8,
    pub(super) form: Form,
    pub(super) gap: Gap,
    pub(super) from: u32,
    pub(super) to: u32,
}

/// A maximal sequence of digits.
#[derive(Debug, Clone)]
pub(super) struct Run {
    tokens: Range<usize>,
    /// The units of the Latin word that the run is glued to in front; empty for none.
    pub(super) word_before: Range<usize>,
    /// A Latin word follows without a gap.
    pub(super) glued_after: bool,
}

/// All digits of a text.
#[derive(Debug, Default)]
pub(super) struct Digits {
    tokens: Vec<Token>,
    runs: Vec<Run>,
}

/// Some digits of a run with admissible ends.
#[derive(Debug, Clone)]
pub(super) struct Window<'a> {
    pub(super) tokens: &'a [Token],
    pub(super) run: &'a Run,
    /// The digit in front, when the run starts earlier.
    pub(super) before: Option<&'a Token>,
    /// The digit that follows in the run.
    pub(super) after: Option<&'a Token>,
    starts_run: bool,
}

impl Window<'_> {
    /// The digits; at most 20 are asked for.
    pub(super) fn digits(&self) -> impl Iterator<Item = u8> + '_ {
        self.tokens.iter().map(|t| t.digit)
    }

    /// The digit at a position; 255 beyond the end.
    pub(super) fn at(&self, i: usize) -> u8 {
        self.tokens.get(i).map_or(255, |t| t.digit)
    }

    /// The number that some positions write.
    pub(super) fn number(&self, range: Range<usize>) -> u32 {
        self.tokens.get(range).unwrap_or_default().iter().fold(0, |n, t| n * 10 + u32::from(t.digit))
    }

    /// Digits written as other characters.
    pub(super) fn weak(&self) -> usize {
        self.tokens.iter().filter(|t| matches!(t.form, Form::Sound | Form::Look)).count()
    }

    /// Its place in units.
    pub(super) fn units(&self) -> Range<usize> {
        let from = self.tokens.first().map_or(0, |t| t.from as usize);
        from..self.tokens.last().map_or(from, |t| t.to as usize)
    }

    /// Gaps inside it.
    pub(super) fn gaps(&self) -> impl Iterator<Item = Gap> + '_ {
        self.tokens.iter().skip(1).map(|t| t.gap)
    }

    /// Whether no visible gap is inside.
    pub(super) fn solid(&self) -> bool {
        !self.gaps().any(Gap::visible)
    }

    /// Whether it is a whole run.
    pub(super) fn whole(&self) -> bool {
        self.starts_run && self.after.is_none()
    }

    /// Whether it is the beginning of a run.
    pub(super) fn starts_run(&self) -> bool {
        self.starts_run
    }

    /// The sizes of the groups between visible gaps.
    pub(super) fn shape(&self) -> impl Iterator<Item = usize> + '_ {
        self.tokens.chunk_by(|_, b| !b.gap.visible()).map(<[Token]>::len)
    }

    /// The folds of its digits and gaps.
    pub(super) fn folds(&self, units: &[Unit]) -> FoldSet {
        let place = self.units();
        let mut set = units
            .get(place)
            .unwrap_or_default()
            .iter()
            .filter(|u| u.class() != Class::Separator)
            .fold(FoldSet::EMPTY, |s, u| s.union(u.folds()));
        for t in self.tokens {
            set = match t.form {
                Form::Plain => set,
                Form::Han => set.with(Fold::Digit),
                Form::Sound => set.with(Fold::Homophone),
                Form::Look => set.with(Fold::Glyph),
            };
        }
        if self.gaps().any(|g| g != Gap::None) { set.with(Fold::Separator) } else { set }
    }
}

impl Digits {
    /// Reads the digits of folded units.
    pub(super) fn read(units: &[Unit]) -> Self {
        let mut reader =
            Reader { units, out: Self::default(), open: None, gap: Gap::None, gap_len: 0, word: 0..0 };
        let mut i = 0;
        while i < units.len() {
            i = reader.step(i);
        }
        reader.close(false);
        reader.out
    }

    /// Every window of `len` digits whose ends are admissible: the ends of a run, a visible gap,
    /// a sound-alike that may as well be a word, a change between 1 and 一.
    pub(super) fn windows(&self, len: usize) -> impl Iterator<Item = Window<'_>> {
        self.runs.iter().filter(move |r| r.tokens.len() >= len).flat_map(move |run| {
            let all = self.tokens.get(run.tokens.clone()).unwrap_or_default();
            (0..=all.len() - len).filter_map(move |s| {
                let tokens = all.get(s..s + len)?;
                let before = s.checked_sub(1).and_then(|p| all.get(p));
                let after = all.get(s + len);
                let (first, last) = (tokens.first()?, tokens.last()?);
                let starts = before.is_none_or(|b| edge(b, first, b));
                let ends = after.is_none_or(|a| edge(last, a, a));
                (starts && ends).then_some(Window { tokens, run, before, after, starts_run: s == 0 })
            })
        })
    }
}

/// Whether a number may begin or end between two digits, of which `outside` would be left out.
fn edge(left: &Token, right: &Token, outside: &Token) -> bool {
    let change = (left.form == Form::Han) != (right.form == Form::Han);
    right.gap.visible() || outside.form == Form::Sound || change
}

struct Reader<'a> {
    units: &'a [Unit],
    out: Digits,
    open: Option<(usize, Range<usize>)>,
    gap: Gap,
    gap_len: usize,
    word: Range<usize>,
}

impl Reader<'_> {
    fn step(&mut self, i: usize) -> usize {
        let Some(&unit) = self.units.get(i) else { return i + 1 };
        if let Some(digit) = plain(unit) {
            let form = if unit.ch.is_ascii_digit() || !is_han(unit) { Form::Plain } else { Form::Han };
            if form == Form::Han
                && let Some((times, digit)) = self.repeated(i)
            {
                (0..times).for_each(|n| self.push(digit, form, i, i + 3, n == 0));
                return i + 3;
            }
            self.push(digit, form, i, i + 1, true);
            return i + 1;
        }
        match unit.class() {
            Class::Latin => return self.latin(i),
            Class::Han => self.han(unit, i),
            Class::Separator if matches!(unit.ch, '|' | '¦') && self.touches(i) => {
                self.push(1, Form::Look, i, i + 1, true);
            }
            Class::Separator
                if matches!(unit.ch, '×' | '✕' | '❌') && self.open.is_some() && !self.gap.visible() =>
            {
                self.x(i);
            }
            Class::Separator | Class::Open | Class::Close | Class::Stop => self.widen(unit),
            _ => self.close(false),
        }
        i + 1
    }

    /// 三个八: a digit said several times.
    fn repeated(&self, i: usize) -> Option<(u8, u8)> {
        let (times, count, digit) = (self.units.get(i)?, self.units.get(i + 1)?, self.units.get(i + 2)?);
        let times = times.digit().filter(|n| (2..=8).contains(n))?;
        let digit = digit.digit().filter(|_| count.ch == '个' && is_han(*digit))?;
        Some((times, digit))
    }

    fn han(&mut self, unit: Unit, i: usize) {
        let near = self.open.is_some() || self.units.get(i + 1).is_some_and(|u| plain(*u).is_some());
        match sound(unit.ch) {
            Some(digit) if near => self.push(digit, Form::Sound, i, i + 1, true),
            _ if unit.ch == '叉' && self.open.is_some() && !self.gap.visible() => self.x(i),
            _ => self.close(false),
        }
    }

    /// A Latin word: digits when every letter looks like one and digits stand beside it.
    fn latin(&mut self, i: usize) -> usize {
        let rest = self.units.get(i..).unwrap_or_default();
        let word = i..i + rest.iter().take_while(|u| u.class() == Class::Latin).count();
        let letters = self.units.get(word.clone()).unwrap_or_default();
        let round = letters.iter().all(|u| matches!(u.ch, 'o' | 'l' | 'i'));
        let beside = self.touches(i) || self.touches_end(word.end) || (round && self.open.is_some());
        if beside && letters.iter().all(|u| look(u.ch).is_some()) {
            for (n, u) in word.clone().zip(letters) {
                self.push(look(u.ch).unwrap_or(0), Form::Look, n, n + 1, true);
            }
        } else if letters.len() == 1 && letters.iter().all(|u| u.ch == 'x') && self.touches(i) {
            self.x(i);
        } else {
            let glued = !self.gap.visible();
            self.close(glued);
            self.word = word.clone();
        }
        word.end
    }

    /// Whether a digit stands directly before.
    fn touches(&self, i: usize) -> bool {
        (self.open.is_some() && !self.gap.visible())
            || (i > 0 && self.open.is_none() && self.touches_end(i + 1))
    }

    fn touches_end(&self, end: usize) -> bool {
        self.units.get(end).is_some_and(|u| plain(*u).is_some())
    }

    fn x(&mut self, i: usize) {
        self.push(X, Form::Plain, i, i + 1, true);
        let glued = self.units.get(i + 1).is_some_and(|u| u.class() == Class::Latin);
        self.close(glued);
    }

    fn push(&mut self, digit: u8, form: Form, from: usize, to: usize, first: bool) {
        let at = self.out.tokens.len();
        if self.open.is_none() {
            let word = if self.gap.visible() || self.word.end == 0 { 0..0 } else { self.word.clone() };
            self.open = Some((at, word));
            self.gap = Gap::None;
        }
        let gap = if first { self.gap } else { Gap::None };
        self.out.tokens.push(Token { digit, form, gap, from: from as u32, to: to as u32 });
        (self.gap, self.gap_len) = (Gap::None, 0);
    }

    fn widen(&mut self, unit: Unit) {
        let kind = gap_of(unit);
        if kind != Gap::Hidden {
            self.gap_len += 1;
        }
        self.gap = wider(self.gap, kind);
        if self.gap_len > MAX_GAP {
            let gap = self.gap;
            self.close(false);
            self.gap = gap;
        }
    }

    fn close(&mut self, glued_after: bool) {
        if let Some((start, word_before)) = self.open.take() {
            self.out.runs.push(Run { tokens: start..self.out.tokens.len(), word_before, glued_after });
        }
        self.word = 0..0;
        (self.gap, self.gap_len) = (Gap::None, 0);
    }
}

fn is_han(unit: Unit) -> bool {
    unit.class() == Class::Han
}

/// Two gaps beside each other, as one.
fn wider(a: Gap, b: Gap) -> Gap {
    match (a, b) {
        (Gap::None | Gap::Hidden | Gap::Space, other) if other != Gap::Hidden || a == Gap::None => other,
        (other, Gap::None | Gap::Hidden | Gap::Space) => other,
        (Gap::Stop, _) | (_, Gap::Stop) => Gap::Stop,
        (a, b) if a == b && a != Gap::Dot => a,
        _ => Gap::Mark,
    }
}
