//! Resident identity numbers: 18 digits with date and check digit (GB 11643), or the old 15.

use super::digits::{Window, X};
use super::label::{Before, before, something_else};
use super::luhn::mod_11_2;
use super::{Candidate, Scan};
use crate::rules::private::PrivateKind;
use crate::rules::private::lexicon::LabelKind;

/// The identity numbers of a text. The region is not checked: new ones come, and invented
/// examples use one that does not exist.
pub(super) fn find(scan: &Scan<'_>, out: &mut Vec<Candidate>) {
    for window in scan.digits.windows(18) {
        let label = before(scan.units, window.units().start);
        let foreign = label == Before::Label(LabelKind::Other) || something_else(scan, &window);
        if !foreign && is_current(&window) {
            let labelled = label == Before::Label(LabelKind::Id);
            out.push(scan.of_window(PrivateKind::ResidentId, &window, labelled));
        }
    }
    for window in scan.digits.windows(15) {
        let said =
            before(scan.units, window.units().start) == Before::Label(LabelKind::Id) || sexed(scan, &window);
        if said && is_old(&window) && !something_else(scan, &window) {
            out.push(scan.of_window(PrivateKind::ResidentId, &window, true));
        }
    }
}

fn is_current(window: &Window<'_>) -> bool {
    let year = window.number(6..10);
    window.at(0) > 0
        && window.digits().take(17).all(|d| d < X)
        && window.weak() * 2 < window.tokens.len()
        && (1900..=2099).contains(&year)
        && is_date(year, window.number(10..12), window.number(12..14))
        && mod_11_2(window.digits())
}

/// Without a check digit the date alone would fit one order number in thirty: a label is needed.
fn is_old(window: &Window<'_>) -> bool {
    window.at(0) > 0
        && window.digits().all(|d| d < X)
        && window.weak() * 2 < window.tokens.len()
        && is_date(1900 + window.number(6..8), window.number(8..10), window.number(10..12))
}

/// 男 or 女 directly before, as in a list of persons.
fn sexed(scan: &Scan<'_>, window: &Window<'_>) -> bool {
    let left = scan.units.get(..window.units().start).unwrap_or_default();
    let near = left.iter().rev().take(3).find(|u| u.ch != ' ' && u.ch != ',' && u.ch != '|');
    near.is_some_and(|u| matches!(u.ch, '男' | '女'))
}

fn is_date(year: u32, month: u32, day: u32) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}
