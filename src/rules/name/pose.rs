//! Who is this name? Chinese names of bodies put their head last: 解放军军迷采购通道 is a purchasing
//! channel, 解放军老兵老王 is a person. The last piece after the last body decides; a mark lifts
//! only what it belongs to.

use super::bio::BioCues;
use super::layout::{Name, SENTENCE};
use super::tokens::{Piece, What};
use crate::fold::Unit;
use crate::lexicon::MarkKind;
use crate::message::{Fold, FoldSet};

/// Why a part is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The name is a body's name.
    IsBody,
    /// The name speaks as a body.
    SpeaksAsBody,
    /// The name joins a body, and the bio calls it the body's own account.
    BioClaims,
    /// A verification text claims a post in a body.
    ClaimsPost {
        /// Whether the post is a former one.
        former: bool,
    },
}

/// What a part was read as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Refused, and why; `None` passes.
    pub verdict: Option<Why>,
    /// Pieces (by number) that name the body.
    pub because: Vec<usize>,
    /// The piece that decided.
    pub head: Option<usize>,
    /// The piece that lifted it, when a body is named and the part passes.
    pub lifted_by: Option<usize>,
    /// Whether words of the bio lifted it.
    pub lifted_by_bio: bool,
    /// How many bodies are named.
    pub bodies: usize,
}

impl Reading {
    /// Nothing to say.
    pub(super) fn nothing() -> Self {
        Self {
            verdict: None,
            because: Vec::new(),
            head: None,
            lifted_by: None,
            lifted_by_bio: false,
            bodies: 0,
        }
    }

    /// Whether the part is refused without evidence.
    pub fn poses(&self) -> bool {
        self.verdict.is_some()
    }
}

/// Longest unknown stretch inside a body's name (示例, 机务, 演出), in units.
const LONGEST_GAP: usize = 10;

/// Reads the pieces of a name.
pub(super) fn read(pieces: &[Piece], units: &[Unit], bio: &dyn Fn() -> BioCues) -> Reading {
    let mut reading = Reading::nothing();
    let name = Name::new(pieces, units);
    let bodies: Vec<usize> = (0..pieces.len())
        .filter(|&i| pieces.get(i).is_some_and(|p| p.is_body() && !name.is_namesake(p)))
        .collect();
    reading.bodies = bodies.len();
    let Some(&last) = bodies.last() else { return reading };
    let bio = bio();
    let strong = bodies.iter().any(|&i| pieces.get(i).is_some_and(Piece::is_strong_body));
    let (verdict, decided_by) = name.verdict(last, strong, bodies.len(), bio);
    reading.because = bodies;
    match verdict {
        Some(_) if bio.disclaims => {
            reading.lifted_by_bio = true;
            reading.head = decided_by;
        }
        Some(why) => {
            reading.verdict = Some(why);
            reading.head = decided_by;
        }
        None => reading.lifted_by = decided_by,
    }
    reading
}

impl Name<'_> {
    /// Why the name is refused, if it is, and the piece that decided either way.
    fn verdict(
        &self,
        last: usize,
        strong: bool,
        bodies: usize,
        bio: BioCues,
    ) -> (Option<Why>, Option<usize>) {
        let Some(body) = self.pieces.get(last) else { return (None, None) };
        if let Some(lift) = self.lifted_before(last).or_else(|| self.lifted_in_brackets(last)) {
            return (None, Some(lift));
        }
        let scope = self.scope(body);
        let mut tail: Vec<usize> = (last + 1..self.pieces.len())
            .filter(|&i| {
                self.pieces.get(i).is_some_and(|p| self.scope(p) == scope || (scope == 0 && p.speaks()))
            })
            .collect();
        let end = self.end_of_scope(scope, body);
        self.drop_trailing_place(&mut tail);
        let Some(&head) = tail.last() else { return self.without_tail(last, strong, bodies, end, bio) };
        let Some(piece) = self.pieces.get(head) else { return (None, None) };
        let rest = self.gap(piece.end, self.trailing_place_from(end, piece.end));
        if !rest.is_empty() && !is_numbering(&rest) {
            return self.unknown_head(last, &tail, &rest, strong, bio);
        }
        if piece.lifts() {
            return (None, Some(head));
        }
        self.headed(last, &tail, head, strong, bio)
    }

    /// The name ends with a body or speaks through its last piece.
    fn headed(
        &self,
        last: usize,
        tail: &[usize],
        head: usize,
        strong: bool,
        bio: BioCues,
    ) -> (Option<Why>, Option<usize>) {
        let (Some(body), Some(piece)) = (self.pieces.get(last), self.pieces.get(head)) else {
            return (None, None);
        };
        let lift = tail.iter().copied().find(|&i| self.pieces.get(i).is_some_and(Piece::lifts));
        let gap = self.gaps(body.end, tail);
        let sentence = gap.iter().any(|c| SENTENCE.contains(*c));
        let only_of = gap == ['的'] && piece.mark() == Some(MarkKind::Speaks);
        if gap.len() > LONGEST_GAP || (sentence && !only_of) {
            return (None, None);
        }
        // 预约|处: an office named by what it does.
        let before = tail.iter().rev().nth(1).and_then(|&i| self.pieces.get(i));
        let office = piece.speaks_weakly() && before.is_some_and(|b| b.speaks() && b.end == piece.start);
        match piece.mark() {
            _ if office => (Some(Why::SpeaksAsBody), Some(head)),
            Some(MarkKind::Speaks | MarkKind::Office) => {
                let shop = tail.iter().copied().find(|&i| {
                    self.pieces.get(i).is_some_and(|p| {
                        matches!(
                            p.mark(),
                            Some(
                                MarkKind::Place
                                    | MarkKind::Shop
                                    | MarkKind::Game
                                    | MarkKind::Parody
                                    | MarkKind::Disclaimer
                            )
                        )
                    })
                });
                match shop {
                    Some(lift) => (None, Some(lift)),
                    None => (Some(Why::SpeaksAsBody), Some(head)),
                }
            }
            Some(MarkKind::Unit | MarkKind::Unit1 | MarkKind::Office1) => match lift {
                Some(lift) => (None, Some(lift)),
                None if strong || piece.mark() == Some(MarkKind::Unit) => (Some(Why::IsBody), Some(head)),
                None => (None, None),
            },
            Some(MarkKind::Region) if strong && lift.is_none() && gap.is_empty() => {
                (Some(Why::IsBody), Some(last))
            }
            _ if bio.claims && strong && lift.is_none() => (Some(Why::BioClaims), Some(last)),
            _ => (None, lift),
        }
    }

    /// The name ends with unknown text: the benefit of the doubt, unless the bio takes it away.
    fn unknown_head(
        &self,
        last: usize,
        tail: &[usize],
        rest: &[char],
        strong: bool,
        bio: BioCues,
    ) -> (Option<Why>, Option<usize>) {
        let lift = tail.iter().copied().find(|&i| self.pieces.get(i).is_some_and(Piece::lifts));
        if bio.claims && strong && lift.is_none() && rest.len() <= LONGEST_GAP {
            return (Some(Why::BioClaims), Some(last));
        }
        (None, lift)
    }

    /// Nothing known follows the body.
    fn without_tail(
        &self,
        last: usize,
        strong: bool,
        bodies: usize,
        end: usize,
        bio: BioCues,
    ) -> (Option<Why>, Option<usize>) {
        let Some(body) = self.pieces.get(last) else { return (None, None) };
        let rest = self.gap(body.end, self.trailing_place_from(end, body.end));
        if !rest.is_empty() && !is_numbering(&rest) {
            return self.unknown_head(last, &[], &rest, strong, bio);
        }
        let placed = self.prefix_is_known(last);
        let bare = self.pieces.first().is_some_and(Piece::is_body);
        if !strong || (bodies == 1 && is_loose(body) && (bare || !placed)) {
            return (None, None);
        }
        let speaks_before = self.pieces.iter().take(last).any(|p| p.mark() == Some(MarkKind::Speaks));
        let known = placed;
        if known || speaks_before || bio.claims {
            return (Some(Why::IsBody), Some(last));
        }
        (None, None)
    }
}

/// A short name that only sounds or looks like a body's, with nothing else: 解放君, 火将军.
fn is_loose(body: &Piece) -> bool {
    let changing = FoldSet::of(&[Fold::Homophone, Fold::Glyph, Fold::Initials]);
    body.what != What::Designation && body.chars <= 3 && body.folds.iter().any(|f| changing.contains(f))
}

/// 01, 2: numbers after a name change nothing about it. 一号 is a name of its own (空军一号).
fn is_numbering(rest: &[char]) -> bool {
    rest.len() <= 4 && rest.iter().all(char::is_ascii_digit)
}
