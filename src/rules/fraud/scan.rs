//! Finds the cues in folded text: leftmost, then longest, then least disguised. Separators between
//! characters are looked over for every word; words that allow it are also found by sound, by
//! pinyin and by initials.

mod gate;

pub(super) use gate::Gate;

use super::lexicon::{Cue, Disguise, Kind, Kinds};
use crate::fold::{self, Class, Unit};
use crate::message::{Fold, FoldSet};

/// Separators that may stand between two characters of a word: a space, an emoji and its joiner.
const MAX_GAP: usize = 4;
/// Characters of this plane have an index of candidates; rarer ones begin no word.
const INDEXED: usize = 0x1_0000;

/// A cue found in a text, in units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    pub start: usize,
    pub end: usize,
    /// Everything that the word is good for.
    pub kinds: Kinds,
    pub word: u16,
    pub folds: FoldSet,
}

impl Mark {
    pub fn is(self, kind: Kind) -> bool {
        self.kinds.has(kind)
    }

    pub fn any(self, kinds: Kinds) -> bool {
        self.kinds.any(kinds)
    }
}

struct Atom {
    ch: char,
    /// Syllable of the character; 0 for none.
    sound: u16,
    /// Its class of near sound, for words long enough to bear it.
    near: u16,
}

struct Word {
    atoms: Vec<Atom>,
    kinds: Kinds,
    /// Cues that list this word, as index into the lexicon.
    cues: Vec<u16>,
    by_sound: bool,
    /// Letters only: neighbours may be no letters.
    bounded: bool,
    /// Folds that the spelling itself stands for.
    folds: FoldSet,
}

/// Words that may begin with the same characters, and a quick look at what may stand second.
#[derive(Default)]
struct List {
    words: Vec<u16>,
    /// One bit for each class of second characters, and of their sounds: most places fail here.
    second: u64,
    sounds: u64,
    /// Whether one of the words has one character only.
    single: bool,
}

impl List {
    fn new(numbers: Vec<u16>, words: &[Word]) -> Self {
        let mut list = Self::default();
        for word in numbers.iter().filter_map(|n| words.get(usize::from(*n))) {
            match word.atoms.get(1) {
                None => list.single = true,
                Some(atom) => {
                    list.second |= bit(atom.ch as usize);
                    list.sounds |= if word.by_sound { bit(usize::from(atom.near)) } else { 0 };
                }
            }
        }
        list.words = numbers;
        list
    }

    /// Whether a word of the list may go on with this unit. Separators are looked over, letters
    /// may spell a character.
    #[inline]
    fn goes_on(&self, unit: &Unit) -> bool {
        self.second & bit(unit.ch as usize) != 0
            || matches!(unit.class(), Class::Separator | Class::Latin)
            || (self.sounds != 0
                && fold::readings(unit.readings())
                    .into_iter()
                    .any(|s| s != 0 && self.sounds & bit(usize::from(fold::near(s))) != 0))
    }
}

/// One of the 64 bits, by a number.
#[inline]
fn bit(n: usize) -> u64 {
    1 << (n % 64)
}

/// A set of words and an index by first character.
pub(super) struct Scanner {
    words: Vec<Word>,
    index: Box<[u16]>,
    lists: Vec<List>,
}

impl Scanner {
    /// Compiles the words of the cues that are good for one of the kinds. A word that several cues
    /// list is found as all of them say.
    pub fn new(cues: &[Cue], wanted: Kinds) -> Self {
        let mut words: Vec<Word> = Vec::new();
        for (number, cue) in cues.iter().enumerate() {
            let by_sound = cue.disguise.contains(&Disguise::Homophone);
            for text in &cue.words {
                let atoms = atoms(text);
                if cue.disguise.contains(&Disguise::Initials) {
                    let letters = initials(&atoms);
                    add(&mut words, letters, cue.kind, number as u16, false, FoldSet::of(&[Fold::Initials]));
                }
                add(&mut words, atoms, cue.kind, number as u16, by_sound, FoldSet::EMPTY);
            }
        }
        words.retain(|w| w.kinds.any(wanted));
        let sounding = sounding();
        let (index, lists) = index(&words, &sounding);
        let lists = lists.into_iter().map(|l| List::new(l, &words)).collect();
        Self { words, index, lists }
    }

    /// All words, in order, without overlap.
    pub fn marks(&self, units: &[Unit]) -> Vec<Mark> {
        let mut out = Vec::new();
        let mut at = 0;
        while at < units.len() {
            if let Some(m) = self.at(units, at) {
                out.push(m);
                at = m.end;
            } else {
                at += 1;
            }
        }
        out
    }

    /// Cues that list a word, as index into the lexicon.
    pub fn cues(&self, word: u16) -> &[u16] {
        self.words.get(usize::from(word)).map_or(&[], |w| &w.cues)
    }

    #[inline]
    fn at(&self, units: &[Unit], at: usize) -> Option<Mark> {
        let first = units.get(at)?;
        let list = *self.index.get(first.ch as usize)?;
        if list == 0 {
            return None;
        }
        let list = self.lists.get(usize::from(list))?;
        let open = list.single || first.class() == Class::Latin;
        if !open && !units.get(at + 1).is_some_and(|next| list.goes_on(next)) {
            return None;
        }
        self.longest(units, at, &list.words)
    }

    fn longest(&self, units: &[Unit], at: usize, list: &[u16]) -> Option<Mark> {
        let second = Second::of(units, at);
        let mut best: Option<(Mark, usize)> = None;
        for &number in list {
            let Some(word) = self.words.get(usize::from(number)) else { continue };
            if second.as_ref().is_some_and(|s| !s.suits(word)) {
                continue;
            }
            let Some(found) = align(word, units, at) else { continue };
            let mark =
                Mark { start: at, end: found.end, kinds: word.kinds, word: number, folds: found.folds };
            // A literal word wins over a disguised one, a longer over a shorter.
            let rank = (found.changed == 0, found.end);
            if best.is_none_or(|(b, changed)| rank > (changed == 0, b.end)) {
                best = Some((mark, found.changed));
            }
        }
        best.map(|(m, _)| m)
    }
}

/// The unit that has to be a word's second character, read once for all words: most fail by it.
struct Second {
    ch: char,
    sounds: [u16; 3],
    nears: [u16; 3],
}

impl Second {
    /// `None` where the second character may stand elsewhere: letters may spell the first or the second
    /// one, and separators are looked over.
    fn of(units: &[Unit], at: usize) -> Option<Self> {
        let spells = |u: &Unit| matches!(u.class(), Class::Latin | Class::Separator);
        let unit = units.get(at + 1).filter(|next| !spells(next))?;
        units.get(at).filter(|first| !spells(first))?;
        let sounds = if unit.class() == Class::Han { fold::readings(unit.readings()) } else { [0; 3] };
        Some(Self { ch: unit.ch, sounds, nears: sounds.map(fold::near) })
    }

    #[inline]
    fn suits(&self, word: &Word) -> bool {
        let Some(atom) = word.atoms.get(1) else { return true };
        let (heard, sound) =
            if word.atoms.len() > 2 { (&self.nears, atom.near) } else { (&self.sounds, atom.sound) };
        self.ch == atom.ch || (word.by_sound && atom.sound != 0 && heard.contains(&sound))
    }
}

fn add(words: &mut Vec<Word>, atoms: Vec<Atom>, kind: Kind, cue: u16, by_sound: bool, folds: FoldSet) {
    if atoms.is_empty() {
        return;
    }
    let bounded = atoms.iter().all(|a| a.ch.is_ascii_alphabetic());
    let same = |w: &&mut Word| w.atoms.iter().map(|a| a.ch).eq(atoms.iter().map(|a| a.ch));
    if let Some(word) = words.iter_mut().find(same) {
        word.kinds.add(kind);
        word.cues.push(cue);
        word.by_sound |= by_sound;
        return;
    }
    words.push(Word { atoms, kinds: Kinds::of(&[kind]), cues: vec![cue], by_sound, bounded, folds });
}

fn atoms(text: &str) -> Vec<Atom> {
    let units = fold::fold(text);
    let plain = units.iter().filter(|u| u.class() != Class::Separator);
    plain
        .map(|u| {
            // The commonest reading only: a rare one is not how people disguise a word.
            let [sound, ..] = fold::readings(u.readings());
            Atom { ch: u.ch, sound, near: fold::near(sound) }
        })
        .collect()
}

/// The first letter of each character's commonest reading; empty where one has none.
fn initials(atoms: &[Atom]) -> Vec<Atom> {
    let letters: Option<Vec<Atom>> = atoms
        .iter()
        .map(|a| {
            let ch = fold::syllable(a.sound).chars().next()?;
            Some(Atom { ch, sound: 0, near: 0 })
        })
        .collect();
    letters.unwrap_or_default()
}

type Sounding = std::collections::HashMap<u16, Vec<char>>;

/// Han characters by syllable, for words in which sound-alikes stand.
fn sounding() -> Sounding {
    let mut out = Sounding::new();
    for c in '\u{4e00}'..='\u{9fff}' {
        let mut buffer = [0; 4];
        for unit in fold::fold(c.encode_utf8(&mut buffer)) {
            for sound in fold::readings(unit.readings()).into_iter().filter(|s| *s != 0) {
                out.entry(sound).or_default().push(unit.ch);
            }
        }
    }
    out
}

fn index(words: &[Word], sounding: &Sounding) -> (Box<[u16]>, Vec<Vec<u16>>) {
    let mut of_char: Vec<Vec<u16>> = vec![Vec::new(); INDEXED];
    let mut note = |c: char, number: usize| {
        if let Some(list) = of_char.get_mut(c as usize)
            && list.last() != Some(&(number as u16))
        {
            list.push(number as u16);
        }
    };
    for (number, word) in words.iter().enumerate() {
        let Some(first) = word.atoms.first() else { continue };
        note(first.ch, number);
        if word.by_sound && first.sound != 0 {
            for c in sounding.get(&first.sound).into_iter().flatten() {
                note(*c, number);
            }
            if let Some(letter) = fold::syllable(first.sound).chars().next() {
                note(letter, number);
            }
        }
    }
    let mut lists: Vec<Vec<u16>> = vec![Vec::new()];
    let mut known: std::collections::HashMap<Vec<u16>, u16> = std::collections::HashMap::new();
    let index = of_char
        .into_iter()
        .map(|list| {
            if list.is_empty() {
                return 0;
            }
            *known.entry(list.clone()).or_insert_with(|| {
                lists.push(list);
                (lists.len() - 1) as u16
            })
        })
        .collect();
    (index, lists)
}

struct Found {
    end: usize,
    folds: FoldSet,
    changed: usize,
}

/// Lays a word over the text from `at` on.
fn align(word: &Word, units: &[Unit], at: usize) -> Option<Found> {
    let many = word.atoms.len();
    let mut end = at;
    let mut folds = word.folds;
    let (mut changed, mut spelt) = (0, 0);
    for (k, atom) in word.atoms.iter().enumerate() {
        if k > 0 {
            let from = end;
            while units.get(end).is_some_and(|u| u.class() == Class::Separator) {
                end += 1;
            }
            if end > from {
                if end - from > MAX_GAP {
                    return None;
                }
                folds = folds.with(Fold::Separator);
            }
        }
        let unit = units.get(end)?;
        if unit.ch == atom.ch {
            folds = folds.union(unit.folds());
            end += 1;
        } else if word.by_sound && many > 1 {
            let letters = sounds_like(atom, unit, many).then_some(1).or_else(|| pinyin(atom, units, end))?;
            changed += 1;
            spelt += usize::from(unit.class() == Class::Latin);
            folds = folds.union(unit.folds()).with(Fold::Homophone);
            end += letters;
            // At least half of the characters stay, unless the whole word is spelt in letters.
            if changed * 2 > many && spelt < changed {
                return None;
            }
        } else {
            return None;
        }
    }
    if changed * 2 > many && (spelt < many || !bounded(units, at, end)) {
        return None;
    }
    if word.bounded && !bounded(units, at, end) {
        return None;
    }
    Some(Found { end, folds, changed })
}

fn bounded(units: &[Unit], start: usize, end: usize) -> bool {
    let latin = |u: Option<&Unit>| u.is_some_and(|u| u.class() == Class::Latin);
    !latin(start.checked_sub(1).and_then(|i| units.get(i))) && !latin(units.get(end))
}

/// Same sound in a word of two characters, nearly the same in a longer one.
fn sounds_like(atom: &Atom, unit: &Unit, many: usize) -> bool {
    if unit.class() != Class::Han {
        return false;
    }
    let same = |s: u16| if many > 2 { atom.near == fold::near(s) } else { atom.sound == s };
    atom.sound != 0 && fold::readings(unit.readings()).into_iter().filter(|s| *s != 0).any(same)
}

/// The number of letters when the text spells the character in pinyin.
fn pinyin(atom: &Atom, units: &[Unit], at: usize) -> Option<usize> {
    let letters = fold::syllable(atom.sound);
    let spelt = units.get(at..at + letters.len()).filter(|_| !letters.is_empty())?;
    spelt.iter().map(|u| u.ch).eq(letters.chars()).then_some(letters.len())
}
