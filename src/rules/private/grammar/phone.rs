//! Fixed telephone: area code `0xx` or `0xxx` and seven or eight digits. Numbers without an area
//! code, short numbers and 400 or 800 are public lines.

use super::digits::{Gap, Window};
use super::label::{Before, before, something_else};
use super::{Candidate, Scan};
use crate::rules::private::PrivateKind;
use crate::rules::private::lexicon::LabelKind;

/// The fixed telephone numbers of a text.
pub(super) fn find(scan: &Scan<'_>, out: &mut Vec<Candidate>) {
    for len in [12, 11, 10] {
        for window in scan.digits.windows(len) {
            if !is_fixed(&window) || something_else(scan, &window) {
                continue;
            }
            let labelled = match before(scan.units, window.units().start) {
                Before::Label(LabelKind::Phone | LabelKind::Person) => true,
                Before::Label(LabelKind::Other) => continue,
                _ => false,
            };
            if labelled || split_after_area(&window) {
                out.push(scan.of_window(PrivateKind::FixedPhone, &window, labelled));
            }
        }
    }
}

/// Digits of the area code: three in the large cities, four elsewhere.
fn area(window: &Window<'_>) -> usize {
    match (window.at(1), window.at(2)) {
        (1, 0) | (2, _) => 3,
        _ => 4,
    }
}

fn is_fixed(window: &Window<'_>) -> bool {
    let area = area(window);
    let local = window.tokens.len() - area;
    window.at(0) == 0
        && (local == 8 || (local == 7 && area == 4))
        && (2..=8).contains(&window.at(area))
        && window.digits().all(|d| d <= 9)
        && window.weak() * 2 < window.tokens.len()
}

/// Whether it is written like a telephone number where no label says so: a gap after the area
/// code, or the same gap after every digit.
fn split_after_area(window: &Window<'_>) -> bool {
    let area = area(window);
    let gaps = || window.gaps().enumerate().filter(|(_, g)| g.visible());
    let kinds = gaps().all(|(_, g)| !matches!(g, Gap::Stop));
    kinds && (gaps().any(|(i, _)| i + 1 == area)) && gaps().count() <= window.tokens.len()
}
