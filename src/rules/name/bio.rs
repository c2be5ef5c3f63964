//! What a bio says about the name: it can lift (非官方) and support (官方账号), never refuse.

use super::tokens::{Purpose, pieces};
use crate::fold::fold;
use crate::lexicon::{MarkKind, NameSet};

/// The cues of all bios of an account.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct BioCues {
    pub disclaims: bool,
    pub claims: bool,
}

/// Words by which a bio calls the account a body's own.
const CLAIMS: [&str; 14] = [
    "官方号",
    "官方账号",
    "官方帐号",
    "唯一账号",
    "唯一官方",
    "官号",
    "主办",
    "代管",
    "以本号为准",
    "唯一窗口",
    "本部账号",
    "统一发布",
    "为准",
    "本号发布",
];
/// What turns such words round.
const NEGATIONS: [&str; 5] = ["非", "不是", "并非", "无关", "勿信"];

impl BioCues {
    pub(super) fn of<'a>(set: &NameSet, bios: impl Iterator<Item = &'a str>) -> Self {
        let mut cues = Self::default();
        for bio in bios {
            let units = fold(bio);
            let text: String = units.iter().map(|u| u.ch).collect();
            for clause in text.split([',', '，', '。', ';', '!', '\n', '；', '！', ' ']) {
                let negated = NEGATIONS.iter().any(|n| clause.contains(n));
                cues.claims |= !negated && CLAIMS.iter().any(|c| clause.contains(c));
            }
            cues.disclaims |=
                pieces(set, &units, Purpose::Name).iter().any(|p| p.mark() == Some(MarkKind::Disclaimer));
        }
        cues
    }
}
