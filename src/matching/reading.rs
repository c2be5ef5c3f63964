//! Word readings: which words a text really contains. A word list cut down to the words that can
//! cross a term (冠军 and 队伍 for 军队) is loaded when the first candidate needs it.

use jieba_rs::Jieba;
use std::sync::OnceLock;

/// Frequency of a word that no list counts: about the median of the list's two-character words.
const MIDDLING: usize = 200;

/// The words around candidates.
pub struct Words {
    list: &'static str,
    vocabulary: Vec<String>,
    jieba: OnceLock<Jieba>,
}

impl Words {
    /// A word list, `word TAB frequency` a line, `#` comments, and words that the lexicons add.
    /// Read lazily.
    pub fn new(list: &'static str, vocabulary: Vec<String>) -> Self {
        Self { list, vocabulary, jieba: OnceLock::new() }
    }

    fn jieba(&self) -> &Jieba {
        self.jieba.get_or_init(|| {
            let mut jieba = Jieba::empty();
            // The words that lexicons know are words too; how frequent they are nobody counted,
            // so as a middling word of the list. The list itself comes after and wins.
            for word in &self.vocabulary {
                jieba.add_word(word, Some(MIDDLING), None);
            }
            for line in self.list.lines().filter(|l| !l.starts_with('#')) {
                if let Some((word, freq)) = line.split_once('\t') {
                    jieba.add_word(word, freq.trim().parse().ok(), None);
                }
            }
            jieba
        })
    }

    /// Whether the words of `text` (folded) cut through characters `start..end`: a word begins
    /// outside and ends inside or the other way round. Then the characters belong to other words,
    /// unless keeping them together makes a reading in fewer words (村|民兵连, not 村民|兵|连).
    pub fn cross(&self, text: &str, start: usize, end: usize) -> bool {
        let mut at = 0;
        let (mut words, mut crossed) = (0, false);
        for token in self.jieba().cut(text, false) {
            let stop = at + token.word.chars().count();
            crossed |= (at < start && stop > start) || (at < end && stop > end);
            words += 1;
            at = stop;
        }
        crossed && words <= self.words_around(text, start, end)
    }

    /// How many words there are when characters `start..end` are one of them.
    fn words_around(&self, text: &str, start: usize, end: usize) -> usize {
        let byte = |n: usize| text.char_indices().nth(n).map_or(text.len(), |(b, _)| b);
        let count =
            |s: Option<&str>| s.filter(|s| !s.is_empty()).map_or(0, |s| self.jieba().cut(s, false).len());
        count(text.get(..byte(start))) + 1 + count(text.get(byte(end)..))
    }
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Words(..)")
    }
}
