//! A cheap pass over a text: could a value be in it at all? One look-up a character and a few
//! counters; most posts end here, unfolded.

mod class;
mod seen;
mod word;

use std::str::Chars;

use class::{
    ALONE, AT, BEGINS, BREAK, CLASS, Classes, DEGREE, DIGIT, ESTATE, HAO, HOME, LABEL, LATIN, MARK, PAIRS,
    POINT, SEPARATOR, THROUGH, TIMES, ended, pair,
};

use crate::fold::folded_char;
use seen::{CODE, Seen};
use word::{PHONES, WORDS, Word};

/// Fewest digits of a door with nothing but a mark behind it, or behind the number of a house.
const DOOR: u32 = 3;
/// Fewest digits of a door or bed behind a mark.
const FOLLOWING: u32 = 2;
/// How far behind a mark that door or seat may stand, in characters.
const MARKED: u32 = 12;
/// Most characters between two digits of one number.
const MAX_GAP: u32 = 9;
/// Most characters between a label and the first plain digit or letter of its value, separators left
/// out.
const LABELLED: u32 = 10;
/// Fewest decimals of a coordinate of a dwelling.
const DECIMALS: u32 = 3;

/// What goes on over breaks, as the places up to which it does: nothing has to be counted down.
#[derive(Default)]
struct Around {
    /// The number of the character; up to it a mark behind a number still counts: a door or a seat
    /// may follow.
    marked: u32,
    /// The same behind the number of a house.
    lot: u32,
    /// The same behind a word for a seat without a number: a row and a letter may follow.
    seat: u32,
    /// The number of the character, separators left out, up to which a label counts.
    label: u32,
    phone: u32,
    code: u32,
    /// Characters for which an `@` waits for its domain.
    at: u32,
    /// Numbers with enough decimals.
    degrees: u32,
    home: bool,
}

/// Whether a typed value may stand in a text. `false` for a text with one is a defect; the tests say how
/// rare it is.
pub(crate) fn may_hold_value(text: &str) -> bool {
    let classes = Classes::get();
    let mut screen = Screen::new();
    let mut chars = text.chars();
    loop {
        let next = if screen.is_at_rest() { screen.passes(&mut chars, &classes) } else { chars.next() };
        let Some(c) = next else { return screen.ends() };
        if screen.sees(c, classes.of(c)) {
            return true;
        }
    }
}

struct Screen {
    seen: Seen,
    /// Whether `seen` holds anything.
    stale: bool,
    around: Around,
    word: Word,
    /// The character before, separators left out: 微.信.
    last: char,
    /// Its class, and whether it may stand last but one in a label.
    before: u8,
    /// Whether the character before is a label if a mark follows.
    alone: bool,
    /// The number of the character, from 1.
    now: u32,
    /// The same without separators.
    solids: u32,
}

impl Screen {
    fn new() -> Self {
        Self {
            seen: Seen::default(),
            stale: false,
            around: Around::default(),
            word: Word::default(),
            last: '\0',
            before: BREAK,
            alone: false,
            now: 1,
            solids: 1,
        }
    }

    /// Whether nothing goes on that the next character could be part of.
    #[inline]
    fn is_at_rest(&self) -> bool {
        !self.stale && self.word.len == 0 && self.around.at == 0 && !self.alone
    }

    /// Takes what begins nothing and ends no label: most of a text. The first character that does, if
    /// there is one. **One jump a character**: what texts are made of cannot be foretold.
    #[inline]
    fn passes(&mut self, chars: &mut Chars<'_>, classes: &Classes) -> Option<char> {
        /// Classes that leave what sounded like digits before: all but those that end a number.
        const KEEPS: u32 = 1 << SEPARATOR | 1 << THROUGH | 1 << TIMES | 1 << POINT | 1 << DEGREE;
        let (mut now, mut solids, mut lead, mut home) = (self.now, self.solids, 0, false);
        let (mut last, mut before) = (self.last, self.before);
        let stopped = loop {
            let Some(c) = chars.next() else { break None };
            let entry = classes.of(c);
            if (entry & (BEGINS | LABEL)) | ended(before, entry) != 0 {
                break Some(c);
            }
            let class = entry & CLASS;
            let solid = class != SEPARATOR;
            now += 1;
            solids += u32::from(solid);
            last = if solid { c } else { last };
            before = if solid { entry } else { before };
            lead = lead * (KEEPS >> class & 1) + u32::from(class == THROUGH);
            home |= class == HOME;
        };
        (self.now, self.solids) = (now, solids);
        (self.last, self.before) = (last, before);
        self.around.home |= home;
        self.seen.lead = lead;
        self.stale = lead > 0;
        stopped
    }

    #[inline]
    fn forget(&mut self) {
        if self.stale {
            self.seen = Seen::default();
            self.stale = false;
        }
    }

    /// Takes the next character; `true` when a value may have been seen.
    fn sees(&mut self, c: char, entry: u8) -> bool {
        let class = entry & CLASS;
        if class == LATIN {
            if self.latin(c) {
                return true;
            }
        } else if self.word.len > 0 && self.end_word() {
            return true;
        }
        if std::mem::take(&mut self.alone) && class == SEPARATOR {
            self.around.label = self.labels();
        }
        if (entry & LABEL) | ended(self.before, entry) != 0 && self.label(c) {
            return true;
        }
        // 7楼之2: a door of one digit.
        let sub = self.last == '之' && class == DIGIT && (self.marked() || self.lotted());
        if sub {
            return true;
        }
        if class != SEPARATOR {
            self.last = c;
        }
        self.stale = true;
        if self.counts(c, class) {
            return true;
        }
        self.now += 1;
        if class != SEPARATOR {
            self.before = entry;
            self.solids += 1;
        }
        if self.seen.gap > MAX_GAP {
            self.forget();
        }
        false
    }

    fn marked(&self) -> bool {
        self.now < self.around.marked
    }

    fn seated(&self) -> bool {
        self.now < self.around.seat
    }

    fn lotted(&self) -> bool {
        self.now < self.around.lot
    }

    /// Up to where a label counts that ends here.
    fn labels(&self) -> u32 {
        self.solids + LABELLED
    }

    #[inline]
    fn counts(&mut self, c: char, class: u8) -> bool {
        if self.around.at > 0 && class != SEPARATOR {
            if matches!(class, LATIN | DIGIT) {
                return true;
            }
            self.around.at -= 1;
        }
        match class {
            SEPARATOR => {
                self.seen.gap += 1;
                // `_` and `-` are part of a code.
                self.seen.code += u32::from(self.seen.code > 0 && c != ' ');
            }
            LATIN => {}
            DIGIT => return self.digit(),
            AT => {
                // A mark may stand between, a@|b.com; 艾特 and 圈a: one more character.
                let own = matches!(self.before & CLASS, LATIN | DIGIT | POINT);
                self.around.at = 2 * u32::from(own) + u32::from(own && matches!(c, '艾' | '圈'));
                self.seen.gap += 1;
            }
            MARK => return self.mark(c),
            HAO => return self.lot(),
            THROUGH => {
                self.seen.through();
                self.seen.gap += 1;
                return self.seen.is_value();
            }
            TIMES | POINT | DEGREE => {
                self.seen.repeated |= class == TIMES && self.seen.digits > 0;
                if matches!(class, POINT | DEGREE) && self.seen.digits > 0 {
                    self.seen.decimals = if class == POINT { 1 } else { DECIMALS };
                }
                self.seen.gap += 1;
            }
            _ => {
                self.around.home |= class == HOME;
                self.forget();
            }
        }
        false
    }

    fn digit(&mut self) -> bool {
        self.begin();
        self.seen.digit();
        self.coded();
        self.around.degrees += u32::from(self.seen.decimals == DECIMALS + 1);
        let marked = self.marked() && (self.seen.digits >= FOLLOWING || self.seen.code > 1);
        let lot = self.lotted() && self.seen.digits >= DOOR;
        marked || lot || self.seen.is_value()
    }

    fn latin(&mut self, c: char) -> bool {
        self.begin();
        self.seen.latin();
        if (self.marked() || self.seated()) && self.seen.digits > 0 {
            return true;
        }
        if self.word.push(c) && self.cue(0) {
            return true;
        }
        self.coded();
        self.seen.is_value()
    }

    /// Where a number or code begins: what stands before it?
    fn begin(&mut self) {
        if !self.seen.begun() {
            self.seen.labelled = self.solids <= self.around.label;
            self.seen.called = self.solids <= self.around.phone;
            self.seen.estate = self.before & CLASS == ESTATE;
        }
    }

    fn coded(&mut self) {
        if self.seen.code >= CODE && self.seen.digits > 0 {
            self.around.code = self.labels();
        }
    }

    /// A character with which a label may end; whether it is one and names the code before it.
    fn label(&mut self, c: char) -> bool {
        self.alone = ALONE.contains(&folded_char(c));
        let place = [pair(folded_char(self.last), folded_char(c)), pair('\0', folded_char(c))];
        if place.iter().any(|p| PAIRS.1.has(*p)) {
            self.around.phone = self.labels();
            self.seen.called |= self.seen.begun();
        }
        if !place.iter().any(|p| PAIRS.0.has(*p)) {
            return false;
        }
        self.around.label = self.labels();
        self.seen.labelled |= self.seen.begun();
        self.solids <= self.around.code
    }

    /// A Latin word for a messenger or a document: the code under it begins behind it. Whether it
    /// names the code before it. `behind` letters follow its beginning.
    fn cue(&mut self, behind: u32) -> bool {
        self.around.label = self.labels();
        if !self.seen.labelled {
            (self.seen.labelled, self.seen.past) = (true, self.seen.code);
        }
        self.solids.saturating_sub(behind) <= self.around.code
    }

    fn end_word(&mut self) -> bool {
        // ` at ` and `(at)`, for `@`.
        if self.word.is("at") && self.seen.code > 2 {
            self.around.at = 1;
        }
        if PHONES.iter().any(|w| self.word.is(w)) {
            self.around.phone = self.labels();
            self.seen.called = true;
        }
        let cue = WORDS.iter().any(|w| self.word.is(w));
        let behind = u32::try_from(std::mem::take(&mut self.word.len)).unwrap_or(u32::MAX);
        cue && self.cue(behind)
    }

    /// 号: behind the number of a house; whether it ends a door.
    fn lot(&mut self) -> bool {
        let numbered = self.seen.digits > 0;
        let village = numbered && self.seen.estate;
        if numbered {
            self.around.lot = self.now + MARKED;
            self.forget();
        } else {
            self.seen.gap += 1;
        }
        village || (numbered && self.marked())
    }

    /// A mark of an address or a seat; whether a value may end with it.
    fn mark(&mut self, c: char) -> bool {
        let numbered = self.seen.digits > 0 && self.seen.gap < 3;
        // A栋: a building may have a letter.
        let lettered = self.seen.code > 0 && self.seen.gap < 3;
        let open = self.marked() || self.lotted();
        let last = matches!(folded_char(c), '室' | '户' | '房' | '座');
        let ends = last && numbered && (self.seen.digits >= DOOR || open || self.seen.code > 1);
        let around = &mut self.around;
        if matches!(c, '座' | '席') {
            around.seat = self.now + MARKED;
        }
        around.marked = if numbered || lettered { self.now + MARKED } else { around.marked.max(around.lot) };
        self.forget();
        ends
    }

    /// What only the whole text says.
    fn ends(&mut self) -> bool {
        (self.word.len > 0 && self.end_word()) || (self.around.degrees > 1 && self.around.home)
    }
}

#[cfg(test)]
mod tests;
