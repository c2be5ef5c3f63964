//! The checker's own reading of lexicons: plain TOML tables, words and their articles.

use std::collections::HashMap;
use toml::{Table, Value};

use super::tables::Tables;

/// What a lexicon says about one id.
#[derive(Debug, Default)]
pub struct Entry {
    /// Its words, without disguises of form.
    pub words: Vec<String>,
    /// Its initials.
    pub initials: Vec<String>,
    /// Fewest and most digits of a designation, and the unit words after them.
    pub digits: Option<(usize, usize)>,
    /// Unit words after the digits.
    pub then: Vec<String>,
    /// Folds that a name takes; empty for marks, whose folds are not listed.
    pub folds: Vec<String>,
    /// Articles.
    pub basis: Vec<String>,
}

/// All entries by id, and the symbols that stand for words.
#[derive(Debug, Default)]
pub struct Names {
    /// By id.
    pub entries: HashMap<String, Entry>,
    /// Symbol to word.
    pub symbols: HashMap<String, String>,
}

fn strings(table: &Table, key: &str) -> Vec<String> {
    match table.get(key) {
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Some(Value::String(one)) => vec![one.clone()],
        _ => Vec::new(),
    }
}

fn tables_of<'t>(file: &'t Table, key: &str) -> impl Iterator<Item = &'t Table> {
    file.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_table)
}

impl Names {
    /// Adds a file; the error is the parser's.
    pub fn add(&mut self, text: &str, tables: &Tables) -> Result<(), String> {
        let file: Table = text.parse().map_err(|e: toml::de::Error| e.message().to_owned())?;
        let head =
            file.get("lexicon").and_then(Value::as_table).map(|h| strings(h, "basis")).unwrap_or_default();
        for (kind, keys) in
            [("term", ["text", "aliases", "except"].as_slice()), ("mark", &["words"]), ("pattern", &[])]
        {
            for table in tables_of(&file, kind) {
                let Some(id) = table.get("id").and_then(Value::as_str) else { continue };
                let entry = self.entries.entry(id.to_owned()).or_default();
                let normal = |w: String| tables.normal(&w).0;
                entry.words.extend(keys.iter().flat_map(|k| strings(table, k)).map(normal));
                entry.initials.extend(strings(table, "initials").into_iter().map(normal));
                entry.then.extend(strings(table, "then").into_iter().map(normal));
                entry.folds.extend(strings(table, "folds"));
                let own = strings(table, "basis");
                entry.basis.extend(if own.is_empty() { head.clone() } else { own });
                entry.digits = digits(table).or(entry.digits);
            }
        }
        for table in tables_of(&file, "symbol") {
            if let (Some(text), Some(reads)) =
                (table.get("text").and_then(Value::as_str), table.get("reads").and_then(Value::as_str))
            {
                self.symbols.insert(tables.normal(text).0, reads.to_owned());
            }
        }
        Ok(())
    }
}

fn digits(table: &Table) -> Option<(usize, usize)> {
    let list = table.get("digits")?.as_array()?;
    let number = |i: usize| list.get(i).and_then(Value::as_integer).and_then(|n| usize::try_from(n).ok());
    Some((number(0)?, number(1)?))
}
