//! How a name is laid out: brackets, unknown stretches between pieces, addresses at the end, what
//! stands before the first body.

use super::surnames::is_surname;
use super::tokens::Piece;
use crate::fold::{Class, Unit};
use crate::lexicon::MarkKind;
use crate::message::{Fold, FoldSet};

/// Characters of sentences: what they stand in is no name of an office.
pub(super) const SENTENCE: &str =
    "的了是在我你他她它们爱说讲聊看吃喝玩要想去来过着给被把和与跟不没也就都很太真吗吧呢啊呀又今";
/// The pieces of a name and how it is laid out.
pub(super) struct Name<'a> {
    pub pieces: &'a [Piece],
    pub units: &'a [Unit],
    /// The bracket that every unit stands in; 0 is none.
    scopes: Vec<usize>,
}

fn scopes(units: &[Unit]) -> Vec<usize> {
    let (mut depth, mut next, mut stack) = (0, 0, Vec::new());
    units
        .iter()
        .map(|u| {
            if u.class() == Class::Open {
                stack.push(depth);
                next += 1;
                depth = next;
                return depth;
            }
            let here = depth;
            if u.class() == Class::Close {
                depth = stack.pop().unwrap_or(0);
            }
            here
        })
        .collect()
}

impl<'a> Name<'a> {
    pub(super) fn new(pieces: &'a [Piece], units: &'a [Unit]) -> Self {
        Self { pieces, units, scopes: scopes(units) }
    }

    pub(super) fn scope(&self, piece: &Piece) -> usize {
        self.scopes.get(piece.start).copied().unwrap_or(0)
    }

    pub(super) fn gap(&self, from: usize, to: usize) -> Vec<char> {
        let letters =
            |u: &&Unit| matches!(u.class(), Class::Han | Class::Latin | Class::Other | Class::Digit);
        self.units.get(from..to.max(from)).unwrap_or_default().iter().filter(letters).map(|u| u.ch).collect()
    }

    /// 王陆军, 李国防: a surname and a given name at the beginning, with nothing military after it.
    pub(super) fn is_namesake(&self, piece: &Piece) -> bool {
        let plain = FoldSet::of(&[Fold::Width, Fold::Script]);
        if piece.chars != 2 || !piece.folds.is_subset(plain) {
            return false;
        }
        let letter = |i: usize| {
            self.units.get(i).is_some_and(|u| matches!(u.class(), Class::Han | Class::Latin | Class::Digit))
        };
        let Some(before) = piece.start.checked_sub(1) else { return false };
        let begins = before == 0 || !letter(before - 1);
        let surname = self.units.get(before).is_some_and(|u| is_surname(u.ch));
        let covered = self.pieces.iter().any(|p| p.start <= before && before < p.end && p.chars > 1);
        let military_next = self.pieces.iter().any(|p| {
            p.start == piece.end
                && (p.is_body() || matches!(p.mark(), Some(MarkKind::Unit | MarkKind::Unit1)))
        });
        begins && surname && !covered && !military_next
    }

    /// Whether all that stands before the first body names a place or another body.
    pub(super) fn prefix_is_known(&self, last: usize) -> bool {
        let mut at = 0;
        let scope = self.pieces.get(last).map_or(0, |p| self.scope(p));
        if scope != 0 {
            at = self.scopes.iter().position(|s| *s == scope).unwrap_or(0);
        }
        let mut loose: Vec<char> = Vec::new();
        let from = at;
        for piece in self.pieces.iter().take(last + 1).filter(|p| p.start >= from) {
            loose.extend(self.gap(at, piece.start));
            at = piece.end;
            if piece.is_body() {
                if !loose.is_empty() {
                    return false;
                }
                continue;
            }
            match piece.mark() {
                // 白马镇: a place name may begin with unknown characters that its ending explains.
                Some(MarkKind::Region | MarkKind::Place)
                    if loose.len() <= 4 && !loose.iter().any(|c| SENTENCE.contains(*c)) =>
                {
                    loose.clear();
                }
                Some(
                    MarkKind::Speaks
                    | MarkKind::Office
                    | MarkKind::Unit
                    | MarkKind::Unit1
                    | MarkKind::Office1,
                ) => {}
                _ => return false,
            }
        }
        true
    }

    /// A parody, a foreign country, a body of the past or a critic named before the body owns it.
    pub(super) fn lifted_before(&self, last: usize) -> Option<usize> {
        let first = self.pieces.iter().position(Piece::is_body)?;
        (0..first.min(last)).find(|&i| {
            self.pieces.get(i).is_some_and(|p| {
                use MarkKind::{Critic, Disclaimer, Foreign, Game, History, Parody};
                matches!(p.mark(), Some(Critic | Disclaimer | Foreign | Game | History | Parody))
                    && p.chars > 1
            })
        })
    }

    /// (粉丝号), (非官方): a remark in brackets belongs to the whole name.
    pub(super) fn lifted_in_brackets(&self, last: usize) -> Option<usize> {
        let body_scope = self.pieces.get(last).map_or(0, |p| self.scope(p));
        (0..self.pieces.len()).find(|&i| {
            self.pieces.get(i).is_some_and(|p| {
                use MarkKind::{Critic, Fan, Game, Parody};
                let remark = self.scope(p) != 0 && self.scope(p) != body_scope;
                let open = p.mark() == Some(MarkKind::Disclaimer);
                open || (remark && matches!(p.mark(), Some(Critic | Fan | Game | Parody)))
            })
        })
    }

    pub(super) fn end_of_scope(&self, scope: usize, body: &Piece) -> usize {
        (body.end..self.units.len())
            .find(|&i| scope != 0 && self.scopes.get(i) != Some(&scope))
            .unwrap_or(self.units.len())
    }

    /// 民兵应急排·白马村: a place after a separator is an address, not a head.
    pub(super) fn drop_trailing_place(&self, tail: &mut Vec<usize>) {
        while let Some(piece) = tail.last().and_then(|&i| self.pieces.get(i)) {
            let address = matches!(piece.mark(), Some(MarkKind::Region | MarkKind::Place));
            if !address || !self.separated_before(piece.start) {
                break;
            }
            tail.pop();
        }
    }

    pub(super) fn separated_before(&self, at: usize) -> bool {
        let back = self.units.get(..at).unwrap_or_default().iter().rev();
        back.take(6).any(|u| matches!(u.class(), Class::Separator | Class::Stop))
    }

    /// Where the trailing address begins, if there is one; otherwise `end`.
    pub(super) fn trailing_place_from(&self, end: usize, from: usize) -> usize {
        let address = self.pieces.iter().rev().find(|p| p.start >= from && p.end <= end);
        if let Some(p) = address
            && matches!(p.mark(), Some(MarkKind::Region | MarkKind::Place))
            && self.separated_before(p.start)
        {
            let back = (from..p.start).rev().find(|&i| {
                self.units.get(i).is_some_and(|u| matches!(u.class(), Class::Separator | Class::Stop))
            });
            return back.unwrap_or(p.start);
        }
        end
    }

    /// Unknown characters between the body and the pieces of its tail.
    pub(super) fn gaps(&self, from: usize, tail: &[usize]) -> Vec<char> {
        let mut at = from;
        let mut out = Vec::new();
        for piece in tail.iter().filter_map(|&i| self.pieces.get(i)) {
            out.extend(self.gap(at, piece.start));
            at = piece.end;
        }
        out
    }
}
