//! Word readings: which words a text really contains. A word list cut down to the words that can
//! cross a term (冠军 and 队伍 for 军队) is loaded when the first candidate needs it.

use jieba_rs::Jieba;
use std::sync::OnceLock;

/// The words around candidates.
pub struct Words {
    list: &'static str,
    jieba: OnceLock<Jieba>,
}

impl Words {
    /// A word list, `word TAB frequency` a line, `#` comments. Read lazily.
    pub fn new(list: &'static str) -> Self {
        Self { list, jieba: OnceLock::new() }
    }

    fn jieba(&self) -> &Jieba {
        self.jieba.get_or_init(|| {
            let mut jieba = Jieba::empty();
            for line in self.list.lines().filter(|l| !l.starts_with('#')) {
                if let Some((word, freq)) = line.split_once('\t') {
                    jieba.add_word(word, freq.trim().parse().ok(), None);
                }
            }
            jieba
        })
    }

    /// Whether the words of `text` (folded) cut through characters `start..end`: a word begins
    /// outside and ends inside or the other way round. Then the characters belong to other words.
    pub fn cross(&self, text: &str, start: usize, end: usize) -> bool {
        let mut at = 0;
        for token in self.jieba().cut(text, false) {
            let stop = at + token.word.chars().count();
            let into = at < start && stop > start;
            let out_of = at < end && stop > end;
            if into || out_of {
                return true;
            }
            at = stop;
        }
        false
    }
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Words(..)")
    }
}
