//! Bank cards and accounts: 16 to 19 digits, with Luhn's check digit or under a label.

use super::digits::Window;
use super::label::{Before, before, label_within, something_else};
use super::luhn::luhn;
use super::{Candidate, Scan};
use crate::rules::private::PrivateKind;
use crate::rules::private::lexicon::LabelKind;

/// Lengths of card and account numbers.
const LENGTHS: [usize; 4] = [19, 18, 17, 16];
/// How far before the number its label may stand, in units.
const REACH: usize = 20;

/// The cards and accounts of a text. Issuers are not checked: the list is long and changes.
pub(super) fn find(scan: &Scan<'_>, out: &mut Vec<Candidate>) {
    for len in LENGTHS {
        for window in scan.digits.windows(len) {
            let at = window.units().start;
            let label = before(scan.units, at);
            if label == Before::Label(LabelKind::Other) || something_else(scan, &window) || !digits(&window) {
                continue;
            }
            let labelled = label == Before::Label(LabelKind::Card)
                || label_within(scan.units, at, REACH, LabelKind::Card);
            let checked = luhn(window.tokens.iter().map(|t| t.digit)) && written(&window);
            if (labelled && window.whole()) || checked {
                out.push(scan.of_window(PrivateKind::BankCard, &window, labelled));
            }
        }
    }
}

fn digits(window: &Window<'_>) -> bool {
    let first = window.at(0);
    first > 0
        && window.digits().all(|d| d <= 9)
        && window.weak() * 2 < window.tokens.len()
        && window.digits().any(|d| d != first)
}

/// Whether the gaps are those of a card: none, groups of four, or the whole run.
fn written(window: &Window<'_>) -> bool {
    window.solid() || window.whole() || window.shape().take(4).all(|n| n == 4)
}
