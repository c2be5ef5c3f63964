//! Persons' names: a surname and a given name, told from other words by what stands around them.

use std::ops::Range;

use super::super::lexicon::names;
use crate::fold::{Class, Unit};

/// The names in folded units, in their order.
pub(super) fn find(units: &[Unit]) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < units.len() {
        match name_at(units, at) {
            Some(end) => {
                out.push(at..end);
                at = end;
            }
            None => at += 1,
        }
    }
    out
}

fn ch(units: &[Unit], i: usize) -> char {
    units.get(i).map_or('\0', |u| u.ch)
}

fn is_han(units: &[Unit], i: usize) -> bool {
    units.get(i).is_some_and(|u| u.class() == Class::Han)
}

fn name_at(units: &[Unit], at: usize) -> Option<usize> {
    let lists = names();
    let given = surname(units, at)?;
    let left = at.checked_sub(1);
    let opens = left.is_none_or(|i| !is_han(units, i) || lists.before.contains(&ch(units, i)));
    if !opens || lists.words.contains(&[ch(units, at), ch(units, at + 1)]) {
        return None;
    }
    [given + 2, given + 1].into_iter().find(|end| {
        let ends = !is_han(units, *end) || lists.after.contains(&ch(units, *end));
        ends && is_given(units, given..*end)
    })
}

/// Where the given name begins behind a surname.
fn surname(units: &[Unit], at: usize) -> Option<usize> {
    let lists = names();
    if !is_han(units, at) {
        return None;
    }
    if lists.compound.contains(&[ch(units, at), ch(units, at + 1)]) {
        return Some(at + 2);
    }
    lists.surnames.contains(&ch(units, at)).then_some(at + 1)
}

fn is_given(units: &[Unit], range: Range<usize>) -> bool {
    let lists = names();
    let given = units.get(range).unwrap_or_default();
    let numerals = given.iter().filter(|u| u.digit().is_some()).count();
    given.iter().all(|u| u.class() == Class::Han && !lists.never.contains(&u.ch)) && numerals < given.len()
}
