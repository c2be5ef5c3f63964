//! Who is this name? Chinese names of bodies put their head last: 解放军军迷采购通道 is a purchasing
//! channel, 解放军老兵老王 is a person. The last piece after the last body decides; a mark lifts
//! only what it belongs to.

use super::surnames::is_surname;
use super::tokens::{Piece, Purpose, pieces as read_pieces};
use crate::fold::{Class, Unit, fold};
use crate::lexicon::{MarkKind, NameSet};
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

/// What a bio says about the name: it can lift (非官方) and support (官方账号), never refuse.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct BioCues {
    disclaims: bool,
    claims: bool,
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
            cues.disclaims |= read_pieces(set, &units, Purpose::Name).iter().any(|p| p.mark() == Some(MarkKind::Disclaimer));
        }
        cues
    }
}

/// Characters of sentences: what they stand in is no name of an office.
const SENTENCE: &str =
    "的了是在我你他她它们爱说讲聊看吃喝玩要想去来过着给被把和与跟不没也就都很太真吗吧呢啊呀又今";
/// Longest unknown stretch inside a body's name (示例, 机务, 演出), in units.
const LONGEST_GAP: usize = 10;

struct Name<'a> {
    pieces: &'a [Piece],
    units: &'a [Unit],
    /// Bracket depth scope of every unit: 0 outside, otherwise the number of the bracket.
    scopes: Vec<usize>,
}

/// Reads the pieces of a name.
pub(super) fn read(pieces: &[Piece], units: &[Unit], bio: &BioCues) -> Reading {
    let mut reading = Reading::nothing();
    let name = Name { pieces, units, scopes: scopes(units) };
    let bodies: Vec<usize> = (0..pieces.len())
        .filter(|&i| pieces.get(i).is_some_and(|p| p.is_body() && !name.is_namesake(p)))
        .collect();
    reading.bodies = bodies.len();
    let Some(&last) = bodies.last() else { return reading };
    let strong = bodies.iter().any(|&i| pieces.get(i).is_some_and(Piece::is_strong_body));
    let (verdict, decided_by) = name.verdict(last, strong, bodies.len(), bio);
    reading.because = bodies;
    match verdict {
        Some(why) if bio.disclaims => {
            reading.lifted_by_bio = true;
            reading.head = decided_by;
            let _ = why;
        }
        Some(why) => {
            reading.verdict = Some(why);
            reading.head = decided_by;
        }
        None => reading.lifted_by = decided_by,
    }
    reading
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

impl Name<'_> {
    fn scope(&self, piece: &Piece) -> usize {
        self.scopes.get(piece.start).copied().unwrap_or(0)
    }

    fn gap(&self, from: usize, to: usize) -> Vec<char> {
        let letters =
            |u: &&Unit| matches!(u.class(), Class::Han | Class::Latin | Class::Other | Class::Digit);
        self.units.get(from..to.max(from)).unwrap_or_default().iter().filter(letters).map(|u| u.ch).collect()
    }

    /// 王陆军, 李国防: a surname and a given name at the beginning, with nothing military after it.
    fn is_namesake(&self, piece: &Piece) -> bool {
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

    /// Why the name is refused, if it is, and the piece that decided either way.
    fn verdict(
        &self,
        last: usize,
        strong: bool,
        bodies: usize,
        bio: &BioCues,
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
        bio: &BioCues,
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
        match piece.mark() {
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
        bio: &BioCues,
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
        bio: &BioCues,
    ) -> (Option<Why>, Option<usize>) {
        let Some(body) = self.pieces.get(last) else { return (None, None) };
        let rest = self.gap(body.end, self.trailing_place_from(end, body.end));
        if !rest.is_empty() && !is_numbering(&rest) {
            return self.unknown_head(last, &[], &rest, strong, bio);
        }
        if !strong {
            return (None, None);
        }
        let speaks_before = self.pieces.iter().take(last).any(|p| p.mark() == Some(MarkKind::Speaks));
        let known = self.prefix_is_known(last) || bodies > 1;
        if known || speaks_before || bio.claims {
            return (Some(Why::IsBody), Some(last));
        }
        (None, None)
    }

    /// Whether all that stands before the first body names a place or another body.
    fn prefix_is_known(&self, last: usize) -> bool {
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
                return loose.is_empty();
            }
            match piece.mark() {
                // 白马镇: a place name may begin with unknown characters that its ending explains.
                Some(MarkKind::Region)
                    if loose.len() <= 4 && !loose.iter().any(|c| SENTENCE.contains(*c)) =>
                {
                    loose.clear()
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
        false
    }

    /// A parody, a foreign country, a body of the past or a critic named before the body owns it.
    fn lifted_before(&self, last: usize) -> Option<usize> {
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
    fn lifted_in_brackets(&self, last: usize) -> Option<usize> {
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

    fn end_of_scope(&self, scope: usize, body: &Piece) -> usize {
        (body.end..self.units.len())
            .find(|&i| scope != 0 && self.scopes.get(i) != Some(&scope))
            .unwrap_or(self.units.len())
    }

    /// 民兵应急排·白马村: a place after a separator is an address, not a head.
    fn drop_trailing_place(&self, tail: &mut Vec<usize>) {
        while let Some(piece) = tail.last().and_then(|&i| self.pieces.get(i)) {
            let address = matches!(piece.mark(), Some(MarkKind::Region | MarkKind::Place));
            if !address || !self.separated_before(piece.start) {
                break;
            }
            tail.pop();
        }
    }

    fn separated_before(&self, at: usize) -> bool {
        let back = self.units.get(..at).unwrap_or_default().iter().rev();
        back.take(6).any(|u| matches!(u.class(), Class::Separator | Class::Stop))
    }

    /// Where the trailing address begins, if there is one; otherwise `end`.
    fn trailing_place_from(&self, end: usize, from: usize) -> usize {
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
    fn gaps(&self, from: usize, tail: &[usize]) -> Vec<char> {
        let mut at = from;
        let mut out = Vec::new();
        for piece in tail.iter().filter_map(|&i| self.pieces.get(i)) {
            out.extend(self.gap(at, piece.start));
            at = piece.end;
        }
        out
    }
}

/// 2号, 01, 一: numbers after a name change nothing about it.
fn is_numbering(rest: &[char]) -> bool {
    rest.len() <= 4 && rest.iter().all(|c| crate::fold::digit(*c).is_some() || matches!(c, '号' | '第'))
}
