//! A number or a code while it is read, and when it is enough for a value.

/// Fewest characters of a number that needs no label, and fewest plain digits among them: others
/// may be written by sound or shape, 个 repeats a digit.
const SOLID: (u32, u32) = (10, 6);
/// The same with 个 in it.
const REPEATED: (u32, u32) = (5, 4);
/// Fewest digits of an unmarked door, 6-2-301, behind the name of an estate.
const GAPPED: u32 = 5;
/// Fewest letters and digits of a code under a label.
pub(super) const CODE: u32 = 5;
/// Letters and digits of a passport, and fewest plain digits among them.
const PASSPORT: (u32, u32) = (9, 4);
/// Characters of a local telephone number, and fewest plain digits among them.
const LOCAL: (u32, u32) = (8, 5);

/// What has been seen since the last break.
#[derive(Default)]
#[allow(clippy::struct_excessive_bools)] // Independent facts, each read by its own name.
pub(super) struct Seen {
    pub(super) digits: u32,
    /// Letters, which may stand for digits by their shape.
    pub(super) letters: u32,
    /// Words and characters that may stand for digits by their sound.
    pub(super) through: u32,
    /// The same before the first digit.
    pub(super) lead: u32,
    pub(super) code: u32,
    /// How much of the code stood before a label among it.
    pub(super) past: u32,
    pub(super) gap: u32,
    /// Digits since a point, plus one; 0 for no point.
    pub(super) decimals: u32,
    pub(super) gapped: bool,
    /// A word for a messenger or a document stands before it, or among its letters.
    pub(super) labelled: bool,
    /// A word for a telephone.
    pub(super) called: bool,
    /// The name of an estate stands directly before it.
    pub(super) estate: bool,
    /// A digit may be said several times.
    pub(super) repeated: bool,
}

impl Seen {
    pub(super) fn begun(&self) -> bool {
        self.digits > 0 || self.code > 0
    }

    pub(super) fn digit(&mut self) {
        if !self.begun() {
            self.through += self.lead;
        }
        self.gapped |= self.gap > 0 && self.digits > 0;
        (self.digits, self.gap) = (self.digits + 1, 0);
        self.code += u32::from(self.code > 0);
        self.decimals += u32::from(self.decimals > 0);
    }

    pub(super) fn latin(&mut self) {
        self.code += 1 + if self.code == 0 { self.digits + self.through } else { 0 };
        self.letters += 1;
        self.gap = 1;
    }

    pub(super) fn through(&mut self) {
        if self.begun() {
            self.through += 1;
            self.code += u32::from(self.code > 0);
        } else {
            self.lead += 1;
        }
    }

    /// Whether it is enough for a value of some kind.
    pub(super) fn is_value(&self) -> bool {
        let spoken = self.digits + self.through;
        let all = spoken + self.letters;
        let has = |(most, plain): (u32, u32)| all >= most && self.digits >= plain;
        has(SOLID)
            || (self.repeated && has(REPEATED))
            || (self.estate && self.gapped && self.digits >= GAPPED)
            || (self.code > 0 && has(PASSPORT))
            || (self.labelled && (spoken >= CODE || self.code >= self.past + CODE))
            || (self.called && has(LOCAL))
    }
}
