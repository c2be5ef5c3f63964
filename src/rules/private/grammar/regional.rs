//! Telephones of Hong Kong and Macao (eight digits, no area code) and of Taiwan (`09` and eight
//! digits, `0x` and seven or eight). Eight digits may be anything: without a word for a telephone
//! or the code of the country they are none.

use super::digits::{Gap, Window};
use super::label::{Before, before, something_else};
use super::{Candidate, Scan};
use crate::rules::private::PrivateKind;
use crate::rules::private::lexicon::LabelKind;

/// The codes of Hong Kong, Macao and Taiwan.
const CODES: [&[u8]; 3] = [&[8, 5, 2], &[8, 5, 3], &[8, 8, 6]];

/// The mobile numbers.
pub(super) fn mobile(scan: &Scan<'_>, out: &mut Vec<Candidate>) {
    find(scan, PrivateKind::MobilePhone, out);
}

/// The fixed numbers.
pub(super) fn fixed(scan: &Scan<'_>, out: &mut Vec<Candidate>) {
    find(scan, PrivateKind::FixedPhone, out);
}

fn find(scan: &Scan<'_>, kind: PrivateKind, out: &mut Vec<Candidate>) {
    for len in 8..=12 {
        for window in scan.digits.windows(len).filter(plainly_written) {
            let code = CODES.iter().find(|c| window.digits().take(c.len()).eq(c.iter().copied()));
            let named = labelled(scan, &window);
            let number = match code {
                Some(code) if kind_of(&window, code.len(), code.first() == code.get(1)) == Some(kind) => true,
                _ => {
                    [false, true].into_iter().any(|taiwan| kind_of(&window, 0, taiwan) == Some(kind)) && named
                }
            };
            if number && (named || called_abroad(scan, &window)) && !something_else(scan, &window) {
                out.push(scan.of_window(kind, &window, named));
            }
        }
    }
}

/// A whole run whose gaps are spaces or hyphens, of digits that are written as digits.
fn plainly_written(window: &Window<'_>) -> bool {
    window.whole()
        && window.digits().all(|d| d <= 9)
        && window.weak() * 2 < window.tokens.len()
        && window.gaps().all(|g| !matches!(g, Gap::Dot | Gap::Stop))
}

fn labelled(scan: &Scan<'_>, window: &Window<'_>) -> bool {
    let label = before(scan.units, window.units().start);
    matches!(label, Before::Label(LabelKind::Phone | LabelKind::Person))
}

/// `+852`: the sign says that a country's code follows.
fn called_abroad(scan: &Scan<'_>, window: &Window<'_>) -> bool {
    let start = window.units().start;
    start.checked_sub(1).and_then(|i| scan.units.get(i)).is_some_and(|u| u.ch == '+')
}

/// What the digits from `code` on are.
fn kind_of(window: &Window<'_>, code: usize, taiwan: bool) -> Option<PrivateKind> {
    let first = window.at(code);
    let second = window.at(code + 1);
    let len = window.tokens.len() - code;
    let abroad = usize::from(code > 0);
    match (taiwan, first, len) {
        (false, 5..=9, 8) => Some(PrivateKind::MobilePhone),
        (false, 2 | 3, 8) => Some(PrivateKind::FixedPhone),
        (true, 0, 10) if second == 9 => Some(PrivateKind::MobilePhone),
        (true, 9, 9) if abroad == 1 => Some(PrivateKind::MobilePhone),
        (true, 0, 9 | 10) if (2..=8).contains(&second) => Some(PrivateKind::FixedPhone),
        (true, 2..=8, 8 | 9) if abroad == 1 => Some(PrivateKind::FixedPhone),
        _ => None,
    }
}
