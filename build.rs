//! Makes the fold table: one packed entry a code point, in two stages, so that folding is a
//! look-up. The data come from kept packages (Unicode normalisation and confusables, pinyin) and
//! from `lexicons/folds/script.tsv`, made of `OpenCC`'s dictionaries. The layout is read by `src/fold/table.rs`.
#![allow(clippy::disallowed_methods)] // A build script reads files; the core does not.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use pinyin::ToPinyinMulti;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Code points with an entry of their own; those above are private use, tags or unassigned.
const TABLE_END: u32 = 0x3_2400;
const BLOCK: usize = 128;

const WIDTH: u64 = 1 << 0;
const SCRIPT: u64 = 1 << 1;
const GLYPH: u64 = 1 << 5;

// Classes; the order is that of `fold::Class`.
const OTHER: u64 = 0;
const HAN: u64 = 1;
const DIGIT: u64 = 2;
const LATIN: u64 = 3;
const OPEN: u64 = 4;
const CLOSE: u64 = 5;
const SEPARATOR: u64 = 6;
const STOP: u64 = 7;

struct Tables {
    script: HashMap<char, char>,
    readings: Readings,
    expansions: Vec<Vec<(char, u64)>>,
}

#[derive(Default)]
struct Readings {
    syllables: BTreeMap<String, u16>,
    sets: BTreeMap<Vec<String>, u16>,
}

fn main() {
    let script_file = "lexicons/folds/script.tsv";
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={script_file}");
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let text = fs::read_to_string(script_file).expect("lexicons/folds/script.tsv is part of the package");

    let mut tables =
        Tables { script: read_script(&text), readings: Readings::default(), expansions: Vec::new() };
    for cp in 0..TABLE_END {
        if let Some(c) = char::from_u32(cp) {
            tables.readings.learn(c);
        }
    }
    tables.readings.number();
    let entries: Vec<u64> =
        (0..TABLE_END).map(|cp| char::from_u32(cp).map_or(0, |c| entry(c, &mut tables))).collect();
    write_table(Path::new(&out), &entries, &tables);
    embed_lexicons(Path::new(&out));
}

/// Lists the lexicons of a family, so that adding one is adding a file.
fn embed_lexicons(out: &Path) {
    let mut code = String::new();
    for (constant, folder) in [("NAMES", "lexicons/names"), ("DISCLOSURE", "lexicons/disclosure")] {
        list_lexicons(constant, folder, &mut code);
    }
    fs::write(out.join("lexicons.rs"), code).expect("OUT_DIR is writable");
}

fn list_lexicons(constant: &str, folder: &str, code: &mut String) {
    println!("cargo::rerun-if-changed={folder}");
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR");
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("lexicons are part of the package")
        .filter_map(|f| f.ok()?.file_name().into_string().ok())
        .filter(|n| Path::new(n).extension().is_some_and(|e| e == "toml"))
        .collect();
    names.sort();
    let _ = writeln!(code, "pub const {constant}: &[(&str, &str)] = &[");
    for name in names {
        let _ = writeln!(code, "({name:?}, include_str!({:?})),", format!("{root}/{folder}/{name}"));
    }
    code.push_str("];\n");
}

fn read_script(text: &str) -> HashMap<char, char> {
    let mut map = HashMap::new();
    for (number, line) in text.lines().enumerate() {
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        let mut columns = line.split('\t').map(|c| c.trim().chars());
        let (Some(mut from), Some(mut to)) = (columns.next(), columns.next()) else {
            panic!("lexicons/folds/script.tsv:{}: two columns expected", number + 1)
        };
        if let (Some(f), Some(t)) = (from.next(), to.next()) {
            map.entry(f).or_insert(t);
        }
    }
    map
}

fn plain(syllable: &str) -> String {
    syllable.chars().map(|c| if c == 'ü' { 'v' } else { c }).filter(char::is_ascii_lowercase).collect()
}

impl Readings {
    /// At most three readings: what is rarer is not how people disguise a word.
    fn of(c: char) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        if let Some(multi) = c.to_pinyin_multi() {
            for p in multi {
                let s = plain(p.plain());
                if !s.is_empty() && !out.contains(&s) {
                    out.push(s);
                }
            }
        }
        out.truncate(3);
        out
    }

    fn learn(&mut self, c: char) {
        let set = Self::of(c);
        for s in &set {
            self.syllables.insert(s.clone(), 0);
        }
        self.sets.insert(set, 0);
    }

    fn number(&mut self) {
        self.sets.insert(Vec::new(), 0);
        for (i, v) in self.syllables.values_mut().enumerate() {
            *v = u16::try_from(i + 1).expect("a few hundred syllables");
        }
        for (i, v) in self.sets.values_mut().enumerate() {
            *v = u16::try_from(i).expect("a few thousand sets");
        }
    }

    fn id(&self, c: char) -> u64 {
        u64::from(*self.sets.get(&Self::of(c)).unwrap_or(&0))
    }
}

fn is_han(c: char) -> bool {
    matches!(u32::from(c), 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x2_0000..=0x3_23FF | 0x3007 | 0x2E80..=0x2FDF)
}

/// Code points that are drawn as nothing or only change how their neighbour is drawn.
fn is_ignorable(c: char) -> bool {
    matches!(u32::from(c), 0xAD | 0x34F | 0x61C | 0x115F | 0x1160 | 0x17B4 | 0x17B5 | 0x180B..=0x180F
        | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0x3164 | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0)
        || is_combining_mark(c)
}

fn class(c: char) -> u64 {
    match c {
        _ if is_ignorable(c) => SEPARATOR,
        _ if is_han(c) => HAN,
        '0'..='9' => DIGIT,
        'a'..='z' => LATIN,
        '(' | '[' | '{' | '<' | '【' | '「' | '『' | '〔' | '〖' | '《' | '〈' | '“' | '‘' | '«' => {
            OPEN
        }
        ')' | ']' | '}' | '>' | '】' | '」' | '』' | '〕' | '〗' | '》' | '〉' | '”' | '’' | '»' => {
            CLOSE
        }
        '。' | '，' | '；' | '：' | '！' | '？' | ',' | ';' | ':' | '!' | '?' | '\n' | '\r' | '…' | '、' => {
            STOP
        }
        _ if c.is_alphanumeric() => OTHER,
        _ => SEPARATOR,
    }
}

/// A Latin letter without its marks; `ü` is written `v` as on a keyboard.
fn bare_latin(c: char) -> Option<char> {
    let parts: Vec<char> = c.nfd().collect();
    let base = parts.first()?.to_ascii_lowercase();
    if parts.len() > 1 && base.is_ascii_alphabetic() {
        return Some(if base == 'u' && parts.contains(&'\u{308}') { 'v' } else { base });
    }
    None
}

/// One character without change of form: the character and the folds that it took.
fn simple(c: char, script: &HashMap<char, char>) -> (char, u64) {
    if let Some(&s) = script.get(&c) {
        return (s, SCRIPT);
    }
    if c.is_ascii_uppercase() {
        return (c.to_ascii_lowercase(), 0);
    }
    if let Some(base) = bare_latin(c) {
        return (base, WIDTH);
    }
    // Radicals that have no compatibility form (⺠) look like the character all the same.
    if matches!(u32::from(c), 0x2E80..=0x2EFF) {
        let text = c.to_string();
        let mut skeleton = unicode_security::skeleton(&text);
        if let (Some(s), None) = (skeleton.next(), skeleton.next())
            && s != c
            && is_han(s)
        {
            return (s, WIDTH);
        }
    }
    if !c.is_ascii() && c.is_alphabetic() && !is_han(c) {
        let text = c.to_string();
        let mut skeleton = unicode_security::skeleton(&text);
        if let (Some(s), None) = (skeleton.next(), skeleton.next())
            && s.is_ascii_alphanumeric()
        {
            return (s.to_ascii_lowercase(), GLYPH);
        }
    }
    (c, 0)
}

/// One round of folding: compatibility forms, then script, case and look-alike letters.
fn once(c: char, script: &HashMap<char, char>) -> Vec<(char, u64)> {
    // Ideographic full stop and full-width brackets keep their class; NFKC would make some of
    // them ASCII, which the class knows as well.
    let expanded: Vec<char> = if is_ignorable(c) { vec![c] } else { c.nfkc().collect() };
    let width = if expanded.len() == 1 && expanded.first() == Some(&c) { 0 } else { WIDTH };
    let mut folded: Vec<(char, u64)> = Vec::new();
    for e in expanded {
        let (mut f, folds) = simple(e, script);
        // Cyrillic and Greek capitals have small letters that look different; go by both.
        if folds == 0 && !f.is_ascii() && f.is_uppercase() {
            let mut low = f.to_lowercase();
            if let (Some(l), None) = (low.next(), low.next()) {
                f = l;
            }
        }
        folded.push((f, width | folds));
    }
    folded
}

/// Rounds until nothing changes, so that folding what is folded changes nothing.
fn settled(c: char, script: &HashMap<char, char>, rounds: usize) -> Vec<(char, u64)> {
    let folded = once(c, script);
    if rounds == 0 || matches!(folded.as_slice(), [(f, _)] if *f == c) {
        return folded;
    }
    let again = |(f, folds): (char, u64)| {
        settled(f, script, rounds - 1).into_iter().map(move |(g, more)| (g, folds | more))
    };
    folded.into_iter().flat_map(again).collect()
}

/// More rounds than any character needs.
const ROUNDS: usize = 6;

fn entry(c: char, tables: &mut Tables) -> u64 {
    let folded = settled(c, &tables.script, ROUNDS);
    let packed: Vec<(char, u64)> = folded.into_iter().map(|(f, folds)| (f, pack(f, folds, tables))).collect();
    match packed.as_slice() {
        [] => pack(c, 0, tables),
        [(_, one)] => *one,
        _ => {
            let index = u64::try_from(tables.expansions.len()).expect("few expansions");
            tables.expansions.push(packed);
            index << 47 | 1 << 63
        }
    }
}

/// Layout: 0..21 character, 21..34 set of readings, 34..43 folds, 43..47 class.
fn pack(c: char, folds: u64, tables: &Tables) -> u64 {
    let sound = if is_han(c) { tables.readings.id(c) } else { 0 };
    assert!(sound < 1 << 13, "a set of readings has 13 bits");
    u64::from(u32::from(c)) | sound << 21 | folds << 34 | class(c) << 43
}

fn write_table(out: &Path, entries: &[u64], tables: &Tables) {
    let mut blocks: Vec<&[u64]> = Vec::new();
    let mut seen: HashMap<&[u64], u16> = HashMap::new();
    let mut index: Vec<u16> = Vec::new();
    for block in entries.chunks(BLOCK) {
        let id = *seen.entry(block).or_insert_with(|| {
            blocks.push(block);
            u16::try_from(blocks.len() - 1).expect("fewer blocks than code points")
        });
        index.push(id);
    }
    let mut code = String::new();
    let _ = writeln!(code, "pub const TABLE_END: u32 = {TABLE_END};\npub const BLOCK: usize = {BLOCK};");
    let _ = writeln!(code, "pub static INDEX: [u16; {}] = {index:?};", index.len());
    let flat: Vec<u64> = blocks.concat();
    let _ = writeln!(code, "pub static ENTRIES: [u64; {}] = {flat:?};", flat.len());
    let expansions: Vec<Vec<u64>> =
        tables.expansions.iter().map(|e| e.iter().map(|(_, p)| *p).collect()).collect();
    let _ = write!(code, "pub static EXPANSIONS: [&[u64]; {}] = [", expansions.len());
    for e in &expansions {
        let _ = write!(code, "&{e:?},");
    }
    let _ = writeln!(code, "];");
    let mut names = vec![""; tables.readings.syllables.len() + 1];
    for (s, i) in &tables.readings.syllables {
        names[usize::from(*i)] = s;
    }
    let _ = writeln!(code, "pub static SYLLABLES: [&str; {}] = {names:?};", names.len());
    let mut sets = vec![[0u16; 3]; tables.readings.sets.len()];
    for (set, i) in &tables.readings.sets {
        for (slot, s) in sets[usize::from(*i)].iter_mut().zip(set) {
            *slot = tables.readings.syllables[s];
        }
    }
    let _ = writeln!(code, "pub static READINGS: [[u16; 3]; {}] = {sets:?};", sets.len());
    fs::write(out.join("fold_table.rs"), code).expect("OUT_DIR is writable");
}
