//! A name read into pieces: bodies, marks and exempt phrases, none overlapping, the heaviest
//! reading of all. What lies between is unknown text.

use crate::fold::{Class, Unit};
use crate::lexicon::{BodyKind, EntryKind, MarkKind, NameSet, Status};
use crate::matching::{Alignment, Found, Pattern, Words, align};
use crate::message::{Fold, FoldSet, Score};

/// What a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The name of a body.
    Body(BodyKind),
    /// A designation: digits and a unit word.
    Designation,
    /// A mark.
    Mark(MarkKind),
    /// A longer phrase with another reading.
    Exempt,
}

/// One piece of a name.
#[derive(Debug, Clone)]
pub struct Piece {
    /// First unit.
    pub start: usize,
    /// One past the last unit.
    pub end: usize,
    /// What it is.
    pub what: What,
    /// Number of its lexicon entry.
    pub entry: u32,
    /// Characters of the term.
    pub chars: usize,
    /// Folds between text and term.
    pub folds: FoldSet,
    /// How sure.
    pub score: Score,
    /// Whether the entry decides nothing yet.
    pub shadow: bool,
}

impl Piece {
    /// A body or a designation.
    pub fn is_body(&self) -> bool {
        matches!(self.what, What::Body(_) | What::Designation)
    }

    /// A body that is more than a generic word.
    pub fn is_strong_body(&self) -> bool {
        self.is_body() && self.what != What::Body(BodyKind::Generic)
    }

    /// Which mark it is.
    pub fn mark(&self) -> Option<MarkKind> {
        match self.what {
            What::Mark(m) => Some(m),
            _ => None,
        }
    }

    /// A word by which bodies speak, or the name of a part of a body.
    pub fn speaks(&self) -> bool {
        matches!(self.mark(), Some(MarkKind::Speaks | MarkKind::Office | MarkKind::Unit))
    }

    /// The same in one character.
    pub fn speaks_weakly(&self) -> bool {
        matches!(self.mark(), Some(MarkKind::Office1 | MarkKind::Unit1))
    }

    /// A mark of something that is no body.
    pub fn lifts(&self) -> bool {
        use MarkKind::{
            Critic, Disclaimer, Fan, Foreign, Game, History, Outsider, Parody, Person, Place, Shop,
        };
        matches!(
            self.mark(),
            Some(
                Critic
                    | Disclaimer
                    | Fan
                    | Foreign
                    | Game
                    | History
                    | Outsider
                    | Parody
                    | Person
                    | Place
                    | Shop
            )
        )
    }
}

/// A candidate with its weight.
struct Candidate {
    piece: Piece,
    weight: u32,
    needs_cue: bool,
    /// A mark that is itself a military cue.
    military: bool,
}

/// Folds that change which characters are read: with them a short term needs a second cue.
const CHANGING: FoldSet = FoldSet::of(&[Fold::Homophone, Fold::Glyph, Fold::Split, Fold::Initials]);

/// What a text is read as: some words mean a person in a name and a post in a verification text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A nickname or a bio.
    Name,
    /// A verification text.
    Verification,
}

/// Reads folded text into pieces, in order.
pub fn pieces(set: &NameSet, units: &[Unit], purpose: Purpose) -> Vec<Piece> {
    let mut all: Vec<Candidate> = set
        .index()
        .find(units)
        .iter()
        .filter_map(|f| candidate(set, f, units))
        .chain(designations(set, units))
        .collect();
    if purpose == Purpose::Verification {
        let post = |p: &Piece| matches!(p.mark(), Some(MarkKind::Post | MarkKind::Outsider));
        all.iter_mut().filter(|c| post(&c.piece)).for_each(|c| c.weight += 20);
    }
    keep_cued(&mut all);
    heaviest(all, units.len())
}

/// Whether [`pieces`] may hold a strong body of at least `shortest` units; much cheaper.
pub(super) fn may_name_a_body(set: &NameSet, units: &[Unit], shortest: usize) -> bool {
    let strong = |entry: u32| {
        set.entry(entry).is_some_and(|e| matches!(e.kind, EntryKind::Body(k) if k != BodyKind::Generic))
    };
    let found = |p: &Pattern, a: &Alignment| a.end - a.start >= shortest && strong(p.entry);
    units.iter().any(|u| u.digit().is_some()) || set.index().contains(units, found)
}

/// Drops what needs a second cue and has none elsewhere in the part: a body, a unit word, a word
/// by which bodies speak. Short initials are too common for the last.
fn keep_cued(all: &mut Vec<Candidate>) {
    let cues: Vec<(usize, usize, bool)> = all
        .iter()
        .filter(|c| !c.needs_cue)
        .filter_map(|c| {
            let military = c.military
                || c.piece.is_body()
                || matches!(c.piece.mark(), Some(MarkKind::Unit | MarkKind::Unit1));
            let speaks = c.piece.speaks() || c.piece.mark() == Some(MarkKind::Post);
            (military || speaks).then_some((c.piece.start, c.piece.end, military))
        })
        .collect();
    all.retain(|c| {
        let enough = c.piece.chars >= 4 || !c.piece.folds.contains(Fold::Initials);
        let beside = |&(s, e, military): &(usize, usize, bool)| {
            (military || enough) && (e <= c.piece.start || s >= c.piece.end)
        };
        !c.needs_cue || cues.iter().any(beside)
    });
}

fn candidate(set: &NameSet, found: &Found, units: &[Unit]) -> Option<Candidate> {
    let entry = set.entry(found.entry)?;
    let a = &found.alignment;
    let chars: usize = a.trace.iter().map(|t| t.chars).sum();
    let what = match entry.kind {
        EntryKind::Body(kind) => What::Body(kind),
        // These say something beside a verified name only.
        EntryKind::Mark(MarkKind::Account) => return None,
        EntryKind::Mark(mark) => What::Mark(mark),
        EntryKind::Exempt => What::Exempt,
    };
    if matches!(what, What::Body(_)) && is_other_reading(set.words(), a, units, chars) {
        return None;
    }
    if matches!(what, What::Body(_)) && exchanged(a, units) >= chars && chars <= 3 {
        return None;
    }
    let changed = a.folds.iter().any(|f| CHANGING.contains(f));
    let initials = a.folds.contains(Fold::Initials);
    let needs_cue = matches!(what, What::Body(_)) && changed && (chars <= 2 || initials);
    let piece = Piece {
        start: a.start,
        end: a.end,
        what,
        entry: found.entry,
        chars,
        folds: a.folds,
        score: a.score,
        shadow: entry.status == Status::Shadow,
    };
    let weight = weight(&piece, a.cost);
    Some(Candidate { piece, weight, needs_cue, military: entry.military })
}

/// How many characters were exchanged for another one. When all of a short name are, nobody reads
/// it any more (止境 is not 武警).
fn exchanged(a: &Alignment, units: &[Unit]) -> usize {
    let han = |i: usize| units.get(i).is_some_and(|u| u.class() == Class::Han);
    let other = |f| matches!(f, Some(Fold::Homophone | Fold::Glyph));
    a.trace.iter().filter(|t| t.units == 1 && t.chars == 1 && other(t.fold) && han(t.unit)).count()
}

/// A reading is worth the characters that it explains. One character alone explains little; a
/// longer phrase wins over what it contains.
fn weight(piece: &Piece, cost: u32) -> u32 {
    let chars = piece.chars as u32;
    let base = if chars == 1 { 55 } else { 100 * chars + 8 * chars * chars };
    let kind = match piece.what {
        What::Exempt => 30,
        // 三军仪仗队 is one body, not the unit words 三军 and 仪仗队.
        What::Body(_) if chars > 3 => 60,
        What::Body(_) | What::Designation => 15,
        // 三|中队, not 三中|队: a whole unit word explains more than a school's short name and a rest.
        What::Mark(MarkKind::Unit) if chars > 1 => 60,
        What::Mark(_) => 0,
    };
    // Of two explanations the one that leaves less of the text unexplained.
    let covered = 5 * (piece.end - piece.start) as u32;
    (base + kind + covered).saturating_sub(cost)
}

/// Words that the text really contains win. Only for what stands there as it is: a disguised word
/// is in no dictionary.
fn is_other_reading(words: &Words, a: &Alignment, units: &[Unit], chars: usize) -> bool {
    let plain = FoldSet::of(&[Fold::Width, Fold::Script]);
    if !a.folds.is_subset(plain) || a.end - a.start != chars || chars > 3 {
        return false;
    }
    let han = |u: &&Unit| u.class() == Class::Han;
    let before = units.get(..a.start).unwrap_or_default().iter().rev().take_while(han).take(8).count();
    let after = units.get(a.end..).unwrap_or_default().iter().take_while(han).take(8).count();
    let around = units.get(a.start - before..a.end + after).unwrap_or_default();
    let text: String = around.iter().map(|u| u.ch).collect();
    words.cross(&text, before, before + chars)
}

fn designations(set: &NameSet, units: &[Unit]) -> Vec<Candidate> {
    let mut out = Vec::new();
    for d in set.designations() {
        let mut i = 0;
        while i < units.len() {
            let (digits, end, folds) = digit_run(units, i);
            if digits == 0 {
                i += 1;
                continue;
            }
            if (d.digits[0]..=d.digits[1]).contains(&digits)
                && let Some((stop, more, cost)) = d
                    .then
                    .iter()
                    .filter_map(|t| unit_word(units, end, t))
                    .max_by_key(|(s, _, c)| (*s, u32::MAX - c))
            {
                let piece = Piece {
                    start: i,
                    end: stop,
                    what: What::Designation,
                    entry: d.entry,
                    chars: digits + 1,
                    folds: folds.union(more),
                    score: Score::FULL,
                    shadow: false,
                };
                let weight = weight(&piece, cost) + 100;
                out.push(Candidate { piece, weight, needs_cue: false, military: false });
            }
            i = end.max(i + 1);
        }
    }
    out
}

/// Digits from `i` on, in any script: how many, where they end. Light separators may stand
/// between all of them or between none: 172-12 is no designation.
fn digit_run(units: &[Unit], from: usize) -> (usize, usize, FoldSet) {
    let (mut count, mut gaps, mut end, mut i) = (0, 0, from, from);
    let mut folds = FoldSet::EMPTY;
    let mut gap = None;
    while let Some(unit) = units.get(i) {
        if unit.digit().is_some() {
            count += 1;
            folds = folds.union(unit.folds());
            if let Some(fold) = gap.take() {
                gaps += usize::from(fold == Fold::Separator);
                folds = folds.with(fold);
            }
            if unit.class() != Class::Digit {
                folds = folds.with(Fold::Digit);
            }
            end = i + 1;
        } else if count > 0 && unit.class() == Class::Separator && i - end < 4 {
            let style = matches!(unit.ch, '\u{fe0f}' | '\u{20e3}');
            gap = Some(if style && gap != Some(Fold::Separator) { Fold::Digit } else { Fold::Separator });
        } else {
            break;
        }
        i += 1;
    }
    let regular = gaps == 0 || gaps + 1 == count;
    (if regular { count } else { 0 }, end, folds)
}

/// A unit word right after the digits: where it ends, its folds, its cost.
fn unit_word(units: &[Unit], from: usize, word: &Pattern) -> Option<(usize, FoldSet, u32)> {
    let skipped = units.get(from..)?.iter().take_while(|u| u.class() == Class::Separator).take(4).count();
    let a = align(word, units, from + skipped)?;
    // What draws the last digit as a keycap belongs to that digit.
    let between = units.get(from..from + skipped).unwrap_or_default();
    let framed = between.iter().all(|u| matches!(u.ch, '\u{fe0f}' | '\u{20e3}'));
    let folds = match (skipped, framed) {
        (0, _) => a.folds,
        (_, true) => a.folds.with(Fold::Digit),
        (_, false) => a.folds.with(Fold::Separator),
    };
    Some((a.end, folds, a.cost))
}

/// The set of pieces without overlap that explains most.
fn heaviest(all: Vec<Candidate>, units: usize) -> Vec<Piece> {
    let mut by_end: Vec<Vec<Candidate>> = (0..=units).map(|_| Vec::new()).collect();
    for c in all {
        if let Some(list) = by_end.get_mut(c.piece.end) {
            list.push(c);
        }
    }
    let mut best: Vec<(u32, Option<usize>)> = Vec::with_capacity(units + 1);
    for (end, list) in by_end.iter().enumerate() {
        let mut here = (if end == 0 { 0 } else { best.last().map_or(0, |b| b.0) }, None);
        for (k, c) in list.iter().enumerate() {
            let weight = c.weight + best.get(c.piece.start).map_or(0, |b| b.0);
            if weight > here.0 {
                here = (weight, Some(k));
            }
        }
        best.push(here);
    }
    let mut out = Vec::new();
    let mut end = units;
    loop {
        match best.get(end).and_then(|b| b.1).and_then(|k| by_end.get(end)?.get(k)) {
            Some(c) => {
                out.push(c.piece.clone());
                end = c.piece.start;
            }
            None if end == 0 => break,
            None => end -= 1,
        }
    }
    out.reverse();
    out
}
