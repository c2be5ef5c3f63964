//! Latin words that say what stands behind them.

/// Latin words for messengers and documents, by their first letters.
pub(super) const WORDS: [&str; 16] = [
    "v", "q", "vx", "wx", "qq", "tg", "id", "xin", "line", "what", "wech", "weix", "face", "pass", "tele",
    "temp",
];
/// Latin words for telephones, by their first letters.
pub(super) const PHONES: [&str; 7] = ["t", "dh", "sj", "tel", "phon", "mobi", "call"];
/// Labels that are also written in one with the id: `vxlishi99`.
const GLUED: [&str; 3] = ["vx", "wx", "qq"];

/// The first letters of the Latin word that is being read.
#[derive(Default)]
pub(super) struct Word {
    letters: [u8; 4],
    pub(super) len: usize,
}

impl Word {
    /// Takes one more letter; `true` when the word begins with a label that is written in one
    /// with an id.
    pub(super) fn push(&mut self, c: char) -> bool {
        // Letters of other forms are rare: whatever they write may be a label.
        if !c.is_ascii() {
            return true;
        }
        if let Some(slot) = self.letters.get_mut(self.len) {
            *slot = c.to_ascii_lowercase() as u8;
        }
        self.len += 1;
        self.len == 2 && GLUED.iter().any(|w| self.is(w))
    }

    pub(super) fn is(&self, word: &str) -> bool {
        self.letters.get(..self.len.min(self.letters.len())).unwrap_or_default() == word.as_bytes()
    }
}
