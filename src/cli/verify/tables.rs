//! The checker's own tables, read straight from the files that reviewers keep and from Unicode and
//! pinyin packages. Nothing here is used by the matcher, and nothing of the matcher is used here.

use pinyin::ToPinyinMulti as _;
use std::collections::{BTreeSet, HashMap};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

const SCRIPT: &str = include_str!("../../../lexicons/folds/script.tsv");
const GLYPH: &str = include_str!("../../../lexicons/folds/glyph.tsv");
const SPLIT: &str = include_str!("../../../lexicons/folds/split.tsv");

/// Folds that a character shows by itself.
pub type Folds = BTreeSet<&'static str>;

/// Tables of one run.
pub struct Tables {
    script: HashMap<char, char>,
    glyph: HashMap<char, Vec<char>>,
    split: HashMap<char, Vec<String>>,
}

fn rows(text: &'static str) -> impl Iterator<Item = (char, &'static str)> {
    text.lines().filter(|l| !l.starts_with('#')).filter_map(|l| {
        let (key, value) = l.split_once('\t')?;
        Some((key.chars().next()?, value.trim()))
    })
}

impl Tables {
    /// Reads them.
    pub fn new() -> Self {
        let mut tables = Self { script: HashMap::new(), glyph: HashMap::new(), split: HashMap::new() };
        for (c, to) in rows(SCRIPT) {
            if let Some(to) = to.chars().next() {
                tables.script.entry(c).or_insert(to);
            }
        }
        for (c, all) in rows(GLYPH) {
            tables.glyph.entry(c).or_default().extend(all.chars());
        }
        for (c, parts) in rows(SPLIT) {
            let parts = tables.normal(parts).0;
            tables.split.entry(c).or_default().push(parts);
        }
        tables
    }

    /// A text without disguises of form, and the folds that it took.
    pub fn normal(&self, text: &str) -> (String, Folds) {
        let (mut now, mut folds) = (text.to_owned(), Folds::new());
        for _ in 0..6 {
            let next: String = now.chars().map(|c| self.once(c, &mut folds)).collect();
            if next == now {
                break;
            }
            now = next;
        }
        (now, folds)
    }

    fn once(&self, c: char, folds: &mut Folds) -> String {
        if is_drawn_as_nothing(c) {
            return c.to_string();
        }
        let wide: String = c.nfkc().collect();
        if wide != c.to_string() {
            folds.insert("width");
        }
        wide.chars().map(|w| self.letter(w, folds)).collect()
    }

    fn letter(&self, c: char, folds: &mut Folds) -> String {
        if let Some(simple) = self.script.get(&c) {
            folds.insert("script");
            return simple.to_string();
        }
        if c.is_ascii() {
            return c.to_ascii_lowercase().to_string();
        }
        let parts: Vec<char> = c.nfd().collect();
        if let [base, _, ..] = parts.as_slice()
            && base.is_ascii_alphabetic()
        {
            folds.insert("width");
            let umlaut = base.eq_ignore_ascii_case(&'u') && parts.contains(&'\u{308}');
            return if umlaut { 'v' } else { base.to_ascii_lowercase() }.to_string();
        }
        if c.is_alphabetic() && !is_han(c) {
            let look: String = unicode_security::skeleton(&c.to_string()).collect();
            if look.len() == 1 && look.chars().all(|l| l.is_ascii_alphanumeric()) {
                folds.insert("glyph");
                return look.to_ascii_lowercase();
            }
            let low: String = c.to_lowercase().collect();
            if low.chars().count() == 1 {
                return low;
            }
        }
        c.to_string()
    }

    /// Whether `text` is listed as a look-alike of `term`.
    pub fn looks_like(&self, term: char, text: char) -> bool {
        self.glyph.get(&term).is_some_and(|g| g.contains(&text))
    }

    /// Whether `text` is a listed way to take `term` apart.
    pub fn is_split(&self, term: char, text: &str) -> bool {
        self.split.get(&term).is_some_and(|s| s.iter().any(|p| p == text))
    }
}

/// The readings of a character, without tones.
pub fn readings(c: char) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for p in c.to_pinyin_multi().into_iter().flatten() {
        let plain: String = p
            .plain()
            .chars()
            .map(|l| if l == 'ü' { 'v' } else { l })
            .filter(char::is_ascii_lowercase)
            .collect();
        if !plain.is_empty() && !out.contains(&plain) {
            out.push(plain);
        }
    }
    out
}

/// Whether two characters may be read alike, or so nearly that many speakers do not tell them apart.
pub fn sounds_like(a: char, b: char) -> bool {
    let keys = |c: char| readings(c).iter().map(|r| near(r)).collect::<BTreeSet<_>>();
    keys(a).intersection(&keys(b)).next().is_some()
}

fn near(syllable: &str) -> String {
    let initial = match syllable.as_bytes() {
        [b'z' | b'c' | b's', b'h', ..] => syllable.replacen('h', "", 1),
        [b'n', _, ..] => syllable.replacen('n', "l", 1),
        _ => syllable.to_owned(),
    };
    match initial.strip_suffix('g') {
        Some(front) if ["an", "en", "in"].iter().any(|e| front.ends_with(e)) => front.to_owned(),
        _ => initial,
    }
}

/// Whether letters spell one of the readings; `u` may stand for `ü`.
pub fn spells(letters: &str, c: char) -> bool {
    readings(c).iter().any(|r| r == letters || r.replace('v', "u") == letters)
}

/// The digit that a character writes.
pub fn digit(c: char) -> Option<usize> {
    const WAYS: [&str; 10] =
        ["0零〇○", "1一壹弌幺", "2二贰弍两", "3三叁弎", "4四肆", "5五伍", "6六陆", "7七柒", "8八捌", "9九玖"];
    WAYS.iter().position(|w| w.contains(c))
}

/// Chinese characters.
pub fn is_han(c: char) -> bool {
    matches!(u32::from(c), 0x2E80..=0x2FDF | 0x3007 | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x2_0000..=0x3_23FF)
}

/// What carries no letter of its own: marks, fillers, joiners.
pub fn is_drawn_as_nothing(c: char) -> bool {
    is_combining_mark(c)
        || matches!(u32::from(c), 0xAD | 0x34F | 0x61C | 0x115F | 0x1160 | 0x17B4 | 0x17B5 | 0x180B..=0x180F
            | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0x3164 | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0
            | 0xE_0000..=0xE_0FFF)
}

/// Whether nobody reads a text: no letter, no digit, no character.
pub fn is_unread(text: &str) -> bool {
    text.chars().all(|c| is_drawn_as_nothing(c) || !c.is_alphanumeric())
}
