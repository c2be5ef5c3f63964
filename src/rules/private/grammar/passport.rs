//! Passports, and permits to travel to or from Hong Kong, Macao and Taiwan.

use super::code::{Code, code, lettered};
use super::label::{Before, label_within};
use super::{Candidate, Scan, Start};
use crate::message::Fold;
use crate::rules::private::PrivateKind;
use crate::rules::private::lexicon::LabelKind;

/// How far before the number its label may stand, in units.
const REACH: usize = 8;

/// The passport numbers of a text.
pub(super) fn passports(scan: &Scan<'_>, out: &mut Vec<Candidate>) {
    for start in &scan.starts {
        let Some((number, found)) = numbered(scan, start, 7..=8) else { continue };
        let labelled = said(scan, start, LabelKind::Passport);
        let ordinary = is_ordinary(&number);
        let other = start.before == Before::Label(LabelKind::Other);
        if labelled || (ordinary && !other) {
            out.push(scan.candidate(PrivateKind::Passport, found.units, found.folds, labelled));
        }
    }
}

/// The travel permits of a text: they look like many other codes, so a label is needed.
pub(super) fn permits(scan: &Scan<'_>, out: &mut Vec<Candidate>) {
    for start in &scan.starts {
        if !said(scan, start, LabelKind::Permit) {
            continue;
        }
        if let Some((_, found)) = numbered(scan, start, 7..=10) {
            out.push(scan.candidate(PrivateKind::TravelPermit, found.units, found.folds, true));
            continue;
        }
        let found = code(scan.units, start.at);
        if found.bare().len() == 8 && found.bare().bytes().all(|b| b.is_ascii_digit()) {
            out.push(scan.candidate(PrivateKind::TravelPermit, found.units, found.folds, true));
        }
    }
}

/// E or G and eight digits, or E, a letter and seven.
fn is_ordinary(number: &str) -> bool {
    let letters = number.bytes().take_while(u8::is_ascii_alphabetic).count();
    number.len() == 9
        && ((letters == 1 && number.starts_with(['e', 'g'])) || (letters == 2 && number.starts_with('e')))
}

fn said(scan: &Scan<'_>, start: &Start, kind: LabelKind) -> bool {
    start.before == Before::Label(kind) || label_within(scan.units, start.at, REACH, kind)
}

/// One or two letters and digits, in any spelling.
fn numbered(
    scan: &Scan<'_>,
    start: &Start,
    digits: std::ops::RangeInclusive<usize>,
) -> Option<(String, Code)> {
    if !start.letter {
        return None;
    }
    let mut found = code(scan.units, start.at);
    let bare = found.bare();
    if !bare.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let (number, looked) = [1, 2].into_iter().find_map(|letters| {
        let (number, looked) = lettered(&bare, letters)?;
        let tail = number.len().checked_sub(letters)?;
        (digits.contains(&tail) && (letters == 1 || number.len() == 9)).then_some((number, looked))
    })?;
    if looked {
        found.folds = found.folds.with(Fold::Glyph);
    }
    Some((number, found))
}
