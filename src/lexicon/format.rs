//! The canonical form of a lexicon: keys in one order, one blank line between entries, lists
//! wrapped at one width. Comments stay where they are.

use toml_edit::{Array, DocumentMut, Item, Table, TomlError, Value};
use unicode_width::UnicodeWidthStr as _;

/// Columns of a line; a Chinese character takes two.
const WIDTH: usize = 100;

/// Of names and, where the two have tables of the same name, of both families.
const ORDER: [(&str, &[&str]); 10] = [
    ("lexicon", &["id", "title", "title_en", "basis", "owner", "budget"]),
    ("piece", &["id", "any", "except"]),
    (
        "term",
        &[
            "id", "class", "text", "pattern", "kind", "source", "status", "since", "until", "basis",
            "budget", "folds", "aliases", "initials", "except", "hit", "pass",
        ],
    ),
    ("pattern", &["id", "kind", "source", "digits", "then", "budget", "hit", "pass"]),
    ("mark", &["id", "kind", "note", "words"]),
    ("symbol", &["text", "reads", "source", "note"]),
    (
        "cue",
        &[
            "id",
            "side",
            "topic",
            "score",
            "near",
            "across",
            "text",
            "pattern",
            "together",
            "within",
            "in-order",
            "over-commas",
            "except",
        ],
    ),
    (
        "rule",
        &[
            "id", "article", "title", "title_en", "parts", "all", "any", "within", "unless", "mask", "hold",
            "hit", "pass",
        ],
    ),
    ("facet", &["id", "title", "title_en", "weight", "quiet", "whom", "any", "all", "unless"]),
    ("emblem", &["id", "title", "pdq", "source"]),
];

/// The canonical form of a file. Formatting it again changes nothing.
pub fn format(text: &str) -> Result<String, Box<TomlError>> {
    let mut doc: DocumentMut = text.parse().map_err(Box::new)?;
    let mut first = true;
    for (key, keys) in ORDER {
        match doc.get_mut(key) {
            Some(Item::Table(table)) => one_table(table, keys, std::mem::take(&mut first)),
            Some(Item::ArrayOfTables(tables)) => {
                for table in tables.iter_mut() {
                    one_table(table, keys, std::mem::take(&mut first));
                }
            }
            _ => {}
        }
    }
    let mut out = doc.to_string();
    out.truncate(out.trim_end().len());
    out.push('\n');
    Ok(out)
}

fn one_table(table: &mut Table, order: &[&str], first: bool) {
    let before = table.decor().prefix().and_then(|p| p.as_str()).unwrap_or_default().to_owned();
    let blank = if first { "" } else { "\n" };
    table.decor_mut().set_prefix(format!("{blank}{}", comments(&before)));
    let place = |k: &str| order.iter().position(|o| *o == k).unwrap_or(order.len());
    table.sort_values_by(|a, _, b, _| place(a.get()).cmp(&place(b.get())));
    for (mut key, item) in table.iter_mut() {
        let prefix = key.leaf_decor().prefix().and_then(|p| p.as_str()).unwrap_or_default().to_owned();
        key.leaf_decor_mut().set_prefix(comments(&prefix));
        key.leaf_decor_mut().set_suffix(" ");
        let name = key.get().width();
        let Some(value) = item.as_value_mut() else { continue };
        let after = value.decor().suffix().and_then(|p| p.as_str()).unwrap_or_default().trim_end().to_owned();
        value.decor_mut().set_prefix(" ");
        value.decor_mut().set_suffix(after);
        if let Value::Array(array) = value {
            wrap(array, name + 3);
        }
    }
}

/// Comment lines, each on a line of its own, without the blank lines around them.
fn comments(prefix: &str) -> String {
    prefix.lines().map(str::trim).filter(|l| !l.is_empty()).fold(String::new(), |s, l| s + l + "\n")
}

/// A list on one line where it fits, wrapped otherwise. Lists with comments inside stay.
fn wrap(array: &mut Array, before: usize) {
    let decor = |v: &Value| {
        let text =
            |r: Option<&toml_edit::RawString>| r.and_then(|p| p.as_str()).unwrap_or_default().to_owned();
        text(v.decor().prefix()) + &text(v.decor().suffix())
    };
    let commented = array.trailing().as_str().unwrap_or_default().contains('#')
        || array.iter().any(|v| decor(v).contains('#') || v.is_array() || v.is_inline_table());
    if commented {
        return;
    }
    let words: Vec<String> = array.iter().map(|v| v.clone().decorated("", "").to_string()).collect();
    let one_line = before + 2 + words.iter().map(|w| w.width() + 2).sum::<usize>();
    let fits = one_line <= WIDTH + 2;
    let mut column = WIDTH;
    for (value, word) in array.iter_mut().zip(&words) {
        let first = column == WIDTH && !fits;
        let prefix = if fits {
            if column == WIDTH { "" } else { " " }
        } else if first || column + word.width() + 2 > WIDTH {
            column = 3;
            "\n    "
        } else {
            " "
        };
        column = if fits { 0 } else { column + word.width() + 2 };
        *value = value.clone().decorated(prefix, "");
    }
    array.set_trailing_comma(!fits);
    array.set_trailing(if fits { "" } else { "\n" });
}

#[cfg(test)]
mod tests {
    use super::format;

    #[test]
    fn keys_blank_lines_and_comments() {
        let text = "# head\n[lexicon]\ntitle='t'\nid = \"x\"\n\n\n# about a\n[[term]]\ntext = \"示例\" # why\nid=\"a\"\npass = [ \"x\",\n  \"y\" ]\n[[mark]]\nid = \"m\"\n\n# list\nwords = [\n  \"a\", # first\n  \"b\",\n]\n\n";
        let expected = "# head\n[lexicon]\nid = \"x\"\ntitle = 't'\n\n# about a\n[[term]]\nid = \"a\"\ntext = \"示例\" # why\npass = [\"x\", \"y\"]\n\n[[mark]]\nid = \"m\"\n# list\nwords = [\n  \"a\", # first\n  \"b\",\n]\n";
        let once = format(text).unwrap();
        assert_eq!(once, expected);
        assert_eq!(format(&once).unwrap(), once);
    }

    #[test]
    fn long_lists_wrap_at_one_width() {
        let words: Vec<String> = (0..40).map(|i| format!("\"示例{i}\"")).collect();
        let text = format!("[[mark]]\nid = \"m\"\nwords = [{}]\n", words.join(","));
        let once = format(&text).unwrap();
        assert!(
            once.lines().count() > 5 && once.lines().all(|l| unicode_width::UnicodeWidthStr::width(l) <= 100)
        );
        assert_eq!(format(&once).unwrap(), once);
    }
}
