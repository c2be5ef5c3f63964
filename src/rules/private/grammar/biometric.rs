//! Ids of biometric templates: a code behind 模板id, 人脸, 指纹, 虹膜, 声纹.

use super::code::code;
use super::label::Before;
use super::{Candidate, Scan, Start};
use crate::rules::private::PrivateKind;
use crate::rules::private::lexicon::LabelKind;

/// How far before the id the part of the body may be named, in units.
const REACH: usize = 48;
/// Parts of the body that are measured: 人脸, 指纹, 虹膜, 掌纹, 声纹, 步态.
const BODY: &str = "脸指虹掌纹静步";
/// Shortest id.
const MIN_LEN: usize = 6;

/// The template ids of a text.
pub(super) fn find(scan: &Scan<'_>, out: &mut Vec<Candidate>) {
    for &Start { at, before, .. } in &scan.starts {
        if before != Before::Label(LabelKind::Biometric) {
            continue;
        }
        let left = scan.units.get(at.saturating_sub(REACH)..at).unwrap_or_default();
        if !left.iter().any(|u| BODY.contains(u.ch))
            && !left.windows(4).any(|w| w.iter().map(|u| u.ch).eq("face".chars()))
        {
            continue;
        }
        let found = code(scan.units, at);
        if found.bare().len() >= MIN_LEN && found.has_digit() {
            out.push(scan.candidate(PrivateKind::BiometricTemplate, found.units, found.folds, true));
        }
    }
}
