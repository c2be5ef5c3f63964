//! A part of a draft as the rules read it: folded with width, script and annotation (publishers do
//! not disguise their own words), cut into sentences, every byte with its place in the original.

use std::ops::Range;

use crate::fold::{Class, Unit, fold, readings, syllable};
use crate::message::FoldSet;

/// Longest reading in brackets behind a character, in units: `(zhuang)`.
const LONGEST_READING: usize = 9;

/// One folded part.
#[derive(Debug)]
pub(crate) struct Reading {
    text: String,
    units: Vec<Unit>,
    /// For every byte of `text`, its unit.
    unit_of: Vec<u32>,
    sentences: Vec<Range<usize>>,
}

impl Reading {
    /// Folds a text.
    pub(crate) fn of(original: &str) -> Self {
        let all = fold(original);
        let mut text = String::with_capacity(original.len());
        let (mut units, mut unit_of) = (Vec::with_capacity(all.len()), Vec::with_capacity(original.len()));
        let mut i = 0;
        while let Some(unit) = all.get(i) {
            let skipped = remark(&all, i);
            if skipped > 0 {
                i += skipped;
                continue;
            }
            let number = units.len() as u32;
            text.push(unit.ch);
            unit_of.extend(std::iter::repeat_n(number, unit.ch.len_utf8()));
            units.push(*unit);
            i += 1;
        }
        let sentences = sentences(&text);
        Self { text, units, unit_of, sentences }
    }

    /// The folded text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the original under a range of the folded text.
    pub(crate) fn original(&self, range: &Range<usize>) -> Range<usize> {
        let unit = |at: usize| self.unit_of.get(at).and_then(|u| self.units.get(*u as usize));
        let (first, last) = (unit(range.start), range.end.checked_sub(1).and_then(unit));
        match (first, last) {
            (Some(a), Some(b)) => a.start as usize..b.end as usize,
            _ => 0..0,
        }
    }

    /// The folds that stand between a range and the original.
    pub(crate) fn folds(&self, range: &Range<usize>) -> FoldSet {
        let numbers = self.unit_of.get(range.clone()).unwrap_or_default();
        let units = numbers.iter().filter_map(|u| self.units.get(*u as usize));
        units.fold(FoldSet::EMPTY, |all, u| all.union(u.folds()))
    }

    /// The number of the character at a byte.
    pub(crate) fn character(&self, byte: usize) -> usize {
        self.unit_of.get(byte).map_or(self.units.len(), |u| *u as usize)
    }

    /// The number of the sentence that a byte stands in.
    pub(crate) fn sentence(&self, byte: usize) -> usize {
        self.sentences.partition_point(|s| s.end <= byte)
    }

    /// The sentences, by place. The last one may end one byte behind the text.
    pub(crate) fn sentences(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        self.sentences.iter().map(|s| s.start..s.end.min(self.text.len()))
    }

    /// Whether two ranges stand in the same clause: no comma or end of a sentence between them.
    pub(crate) fn same_clause(&self, a: &Range<usize>, b: &Range<usize>) -> bool {
        let (first, second) = if a.start <= b.start { (a, b) } else { (b, a) };
        let between = self.text.get(first.end.min(second.start)..second.start).unwrap_or_default();
        !between.contains([',', ';', '。', '!', '?', '\n', '…'])
    }

    /// Whether a line ends between two ranges.
    pub(crate) fn broken(&self, a: &Range<usize>, b: &Range<usize>) -> bool {
        let (first, second) = if a.start <= b.start { (a, b) } else { (b, a) };
        self.text.get(first.end.min(second.start)..second.start).is_some_and(|s| s.contains('\n'))
    }

    /// Whether a place stands in the last sentence of an item of a list: a line between others that
    /// says something before that sentence.
    pub(crate) fn ends_item(&self, place: &Range<usize>) -> bool {
        let start = self.text.get(..place.start).and_then(|t| t.rfind('\n')).map_or(0, |at| at + 1);
        let end = self
            .text
            .get(place.end..)
            .and_then(|t| t.find('\n'))
            .map_or(self.text.len(), |at| place.end + at);
        let says = |text: Option<&str>| text.is_some_and(|t| t.contains(char::is_alphanumeric));
        let sentence = self.sentence(place.start);
        says(self.text.get(..start))
            && says(self.text.get(end..))
            && self.sentence(start) < sentence
            && self.sentence(end.saturating_sub(1).max(start)) == sentence
    }

    /// How many characters lie between two ranges; 0 when they touch or overlap.
    pub(crate) fn distance(&self, a: &Range<usize>, b: &Range<usize>) -> usize {
        let (first, second) = if a.start <= b.start { (a, b) } else { (b, a) };
        self.character(second.start).saturating_sub(self.character(first.end.min(self.text.len())))
    }
}

/// How many units a remark about the reading of the character before takes: `(dǎo)`, `dao`.
fn remark(all: &[Unit], i: usize) -> usize {
    let Some(before) = i.checked_sub(1).and_then(|b| all.get(b)) else { return 0 };
    let Some(unit) = all.get(i) else { return 0 };
    if before.class() != Class::Han {
        return 0;
    }
    let rest = all.get(i..).unwrap_or_default();
    let says = |inside: &[Unit]| {
        readings(before.readings()).iter().any(|r| {
            let letters = syllable(*r);
            inside.len() == letters.len() && letters.chars().zip(inside).all(|(l, u)| l == u.ch)
        })
    };
    match unit.class() {
        Class::Open => {
            let close = rest.iter().take(LONGEST_READING + 2).position(|u| u.class() == Class::Close);
            close.filter(|c| says(rest.get(1..*c).unwrap_or_default())).map_or(0, |c| c + 1)
        }
        Class::Latin => {
            let run = rest.iter().take_while(|u| u.class() == Class::Latin).count();
            if run > 1 && says(rest.get(..run).unwrap_or_default()) { run } else { 0 }
        }
        _ => 0,
    }
}

fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        if matches!(c, '。' | '!' | '?' | '\n' | ';' | '…' | '\u{2028}') {
            let end = at + c.len_utf8();
            // A line break behind a full stop, the second half of an ellipsis, a closing quotation
            // mark end nothing of their own: the next line stays next.
            let says = text.get(start..at).is_some_and(|s| s.contains(char::is_alphanumeric));
            match out.last_mut().filter(|_| !says) {
                Some(last) => last.end = end,
                None => out.push(start..end),
            }
            start = end;
        }
    }
    out.push(start..text.len().max(start) + 1);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_are_looked_over_and_places_come_back() {
        let original = "導(dǎo)彈dàn１２枚。第二句";
        let r = Reading::of(original);
        assert_eq!(r.text(), "导弹12枚。第二句");
        let at = r.text().find("12").unwrap();
        assert_eq!(original.get(r.original(&(at..at + 2))), Some("１２"));
        assert_eq!(r.sentence(at), 0);
        assert_eq!(r.sentence(r.text().len() - 1), 1);
        assert_eq!(r.distance(&(0..6), &(at..at + 2)), 0);
    }

    #[test]
    fn a_remark_ends_an_item_that_stands_between_others() {
        for (text, ends) in [
            ("甲项。\n乙项有字。【印前删】\n丙项。", true),
            ("甲项。\n【印前删】\n丙项。", false),
            ("乙项有字。【印前删】\n丙项。", false),
            ("甲项。\n乙项有字。【印前删】", false),
            ("甲项。\n【印前删】。乙项有字。\n丙项。", false),
        ] {
            let r = Reading::of(text);
            let at = r.text().find('删').unwrap();
            assert_eq!(r.ends_item(&(at..at + 3)), ends, "{text}");
        }
    }

    #[test]
    fn what_says_nothing_is_no_sentence() {
        for text in ["第一句。第二句", "第一句。\n第二句", "第一句……\n\n第二句", "“第一句！”\n第二句"]
        {
            let r = Reading::of(text);
            let second = r.text().find('二').unwrap();
            assert_eq!((r.sentence(0), r.sentence(second)), (0, 1), "{text}");
        }
    }
}
