//! Ids of biometric templates: a code behind 模板id, 人脸, 指纹, 虹膜, 声纹.

use super::code::{code, starts};
use super::label::{Before, before};
use super::{Candidate, Scan};
use crate::rules::private::PrivateKind;
use crate::rules::private::lexicon::LabelKind;

/// Shortest id.
const MIN_LEN: usize = 6;

/// The template ids of a text.
pub(super) fn find(scan: &Scan<'_>, out: &mut Vec<Candidate>) {
    for at in starts(scan.units) {
        if before(scan.units, at) != Before::Label(LabelKind::Biometric) {
            continue;
        }
        let found = code(scan.units, at);
        if found.bare().len() >= MIN_LEN && found.has_digit() {
            out.push(scan.candidate(PrivateKind::BiometricTemplate, found.units, found.folds, true));
        }
    }
}
