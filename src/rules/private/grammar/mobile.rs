//! Mobile telephone: `1[3-9]` and nine digits, with or without the country's code.

use super::digits::{Form, Gap, Window};
use super::label::{Before, before, something_else};
use super::{Candidate, Scan};
use crate::rules::private::PrivateKind;
use crate::rules::private::lexicon::LabelKind;

const LEN: usize = 11;

/// Groups in which people write a mobile number.
const SHAPES: [&[usize]; 8] =
    [&[3, 4, 4], &[3, 8], &[7, 4], &[4, 4, 3], &[4, 3, 4], &[3, 3, 5], &[5, 6], &[1; LEN]];

/// The mobile numbers of a text.
pub(super) fn find(scan: &Scan<'_>, out: &mut Vec<Candidate>) {
    for code in [&[0u8, 0, 8, 6][..], &[8, 6], &[]] {
        for window in scan.digits.windows(code.len() + LEN) {
            if window.digits().take(code.len()).eq(code.iter().copied())
                && is_mobile(scan, &window, code.len())
            {
                let labelled =
                    matches!(label(scan, &window), Before::Label(LabelKind::Phone | LabelKind::Messenger));
                out.push(scan.of_window(PrivateKind::MobilePhone, &window, labelled));
            }
        }
    }
}

fn is_mobile(scan: &Scan<'_>, window: &Window<'_>, code: usize) -> bool {
    if window.at(code) != 1 || !(3..=9).contains(&window.at(code + 1)) || window.digits().any(|d| d > 9) {
        return false;
    }
    if window.weak() * 2 >= window.tokens.len() || something_else(scan, window) {
        return false;
    }
    match label(scan, window) {
        Before::Label(LabelKind::Phone | LabelKind::Messenger | LabelKind::Person) => {
            written(window, code, true)
        }
        Before::Label(LabelKind::Other) => false,
        Before::Label(_) => written(window, code, false) && window.solid(),
        Before::Nothing => written(window, code, false),
    }
}

fn label(scan: &Scan<'_>, window: &Window<'_>) -> Before {
    before(scan.units, window.units().start)
}

/// Whether the gaps are those of a telephone number. Under a label that says so any will do.
fn written(window: &Window<'_>, code: usize, labelled: bool) -> bool {
    if window.solid() {
        return true;
    }
    let Some(number) = window.tokens.get(code..) else { return false };
    let shape = || number.chunk_by(|_, b| !b.gap.visible()).map(<[_]>::len);
    let regular = SHAPES.iter().any(|s| shape().eq(s.iter().copied()));
    let inner = || number.iter().skip(1).map(|t| t.gap);
    let closed = window.whole() || beside(window);
    if inner().any(|g| g == Gap::Stop) {
        // 一三八，零零零零，六零六零: numerals in these groups are nothing else.
        let spelled = number.iter().all(|t| t.form == Form::Han);
        return regular && closed && (labelled || spelled);
    }
    if inner().any(|g| g == Gap::Dot) {
        return closed && (labelled || regular);
    }
    let first = inner().find(|g| g.visible());
    let alike = inner().filter(|g| g.visible()).all(|g| Some(g) == first);
    let even = alike && (shape().all(|n| n <= 2) || shape().skip(1).all(|n| n == 4));
    if regular { closed } else { closed && window.whole() && (labelled || even) }
}

/// Whether the gaps around the window are of another kind than those inside.
fn beside(window: &Window<'_>) -> bool {
    let inside = window.gaps().find(|g| g.visible());
    let before = window.before.and(window.tokens.first()).map(|t| t.gap);
    let after = window.after.map(|t| t.gap);
    [before, after].into_iter().flatten().all(|g| Some(g) != inside)
}
