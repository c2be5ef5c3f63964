//! What stands around the values of a post: cues, names, the ends of sentences.

use std::ops::Range;

use super::super::lexicon::{Cue, Means, cues};
use super::name::{self, Name};
use crate::fold::{Class, Unit};
use crate::message::{TextPart, TextPartKind};

/// A cue in a part.
pub(crate) struct Mark {
    pub(super) cue: &'static Cue,
    pub(super) units: Range<usize>,
    /// Says 骗: among lovers that is no fraud in trade.
    pub(super) cheats: bool,
}

/// One part with its evidence.
pub(crate) struct Part<'a> {
    pub(super) kind: TextPartKind,
    pub(super) marks: Vec<Mark>,
    pub(super) names: Vec<Name>,
    pub(super) units: &'a [Unit],
}

/// All parts of a post.
pub(crate) struct Context<'a> {
    parts: Vec<Part<'a>>,
}

impl<'a> Context<'a> {
    /// Reads the evidence of every part.
    pub(crate) fn new(parts: &[TextPart], units: &'a [Vec<Unit>]) -> Self {
        let parts = parts
            .iter()
            .zip(units)
            .map(|(part, units)| {
                let marks = marks(units);
                let persons = marks.iter().filter(|m| matches!(m.cue.means, Means::Kinship | Means::Title));
                let words: Vec<Range<usize>> = persons.map(|m| m.units.clone()).collect();
                Part { kind: part.kind, names: name::find(units, &words), marks, units }
            })
            .collect();
        Self { parts }
    }

    pub(super) fn part(&self, index: usize) -> Option<&Part<'a>> {
        self.parts.get(index)
    }

    pub(super) fn parts(&self) -> impl Iterator<Item = &Part<'a>> {
        self.parts.iter()
    }

    /// 我是他妈妈: a relative who is the speaker.
    pub(super) fn speaks_of_self(&self, part: usize, mark: &Mark) -> bool {
        const SELF: [&str; 5] = ["我是", "我系", "我就是", "俺是", "我係"];
        let Some(part) = self.parts.get(part) else { return false };
        let left = part.units.get(..mark.units.start).unwrap_or_default();
        mark.cue.means == Means::Kinship
            && SELF.iter().any(|s| {
                (0..3)
                    .any(|skip| ends_with(left.get(..left.len().saturating_sub(skip)).unwrap_or_default(), s))
            })
    }
}

/// Whether units end with a word.
pub(super) fn ends_with(units: &[Unit], word: &str) -> bool {
    let n = word.chars().count();
    units.len() >= n && word.chars().rev().eq(units.iter().rev().take(n).map(|u| u.ch))
}

impl Part<'_> {
    /// Whether a sentence ends in between.
    pub(super) fn ends_sentence(&self, between: &Range<usize>) -> bool {
        self.has(between, |c| matches!(c, '。' | '!' | '?' | '\n'))
    }

    /// Whether a clause ends in between.
    pub(super) fn pauses(&self, between: &Range<usize>) -> bool {
        self.has(between, |c| matches!(c, '。' | '!' | '?' | '\n' | ',' | ';'))
    }

    /// Whether nothing but a comma or separators stand in between: 何测试，138…
    pub(super) fn joined(&self, between: &Range<usize>) -> bool {
        let mark = |u: &Unit| (u.class() == Class::Separator && u.ch != '\n') || matches!(u.ch, ',' | ':');
        self.units.get(between.clone()).unwrap_or_default().iter().all(mark)
    }

    /// Whether the words before a cue turn its sense: 别找我 is no call for one's own number, 他本人
    /// is not the speaker.
    pub(super) fn turned(&self, mark: &Mark) -> bool {
        const DENIALS: [&str; 9] = ["别", "不要", "勿", "莫", "甭", "不用", "再别", "别再", "唔好"];
        const OTHERS: [&str; 7] = ["他", "她", "其", "佢", "你", "您", "当事人"];
        let left = self.units.get(..mark.units.start).unwrap_or_default();
        let before = |words: &[&str]| words.iter().any(|w| ends_with(left, w));
        // 别总问我: a word or two may stand in between.
        let denied = || {
            let near = |skip: usize| {
                mark.units.start.checked_sub(skip).and_then(|end| self.units.get(..end)).unwrap_or_default()
            };
            (0..=2).any(|skip| DENIALS.iter().any(|w| ends_with(near(skip), w)))
        };
        match mark.cue.id.as_str() {
            "self-call" => denied(),
            "self" => before(&OTHERS) || self.names.iter().any(|n| n.firm && n.units.end == mark.units.start),
            _ => false,
        }
    }

    /// Whether 这是 or 是 stands directly behind a value.
    pub(super) fn points_at(&self, end: usize) -> bool {
        let right = self.units.get(end..).unwrap_or_default();
        let words = right.iter().skip_while(|u| matches!(u.class(), Class::Separator | Class::Stop)).take(3);
        words.take_while(|u| u.class() == Class::Han).any(|u| matches!(u.ch, '是' | '系' | '係'))
    }

    /// Whether somebody else is spoken of in between.
    pub(super) fn third_person_in(&self, between: &Range<usize>) -> bool {
        let inside = |r: &Range<usize>| between.start <= r.start && r.end <= between.end;
        self.has(between, |c| matches!(c, '他' | '她' | '佢'))
            || self.marks.iter().any(|m| m.cue.means == Means::Kinship && inside(&m.units))
    }

    fn has(&self, between: &Range<usize>, stop: fn(char) -> bool) -> bool {
        self.units.get(between.clone()).unwrap_or_default().iter().any(|u| stop(u.ch))
    }
}

/// Every cue of a part. The folded text has one character a unit.
fn marks(units: &[Unit]) -> Vec<Mark> {
    let folded: String = units.iter().map(|u| u.ch).collect();
    let starts: Vec<usize> = folded.char_indices().map(|(i, _)| i).collect();
    let unit = |byte: usize| starts.partition_point(|s| *s < byte);
    cues()
        .find(&folded)
        .filter_map(|(cue, place)| {
            let cheats = folded.get(place.clone()).is_some_and(|w| w.contains('骗'));
            Some(Mark { cue: cues().get(cue)?, units: unit(place.start)..unit(place.end), cheats })
        })
        .collect()
}
