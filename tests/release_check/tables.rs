//! Invented people in tables, and the product that declares their columns.

use serde_json::json;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::verbs::file;

/// Streets and the districts that they lie in.
pub const PARENTS: [(&str, &str); 4] =
    [("示例一街", "示例甲区"), ("示例二街", "示例甲区"), ("示例三街", "示例乙区"), ("示例基地", "示例乙区")];

/// A row.
#[derive(Debug, Clone)]
pub struct Person {
    /// Its number: the only column that says which row of the copy it is.
    pub row: usize,
    pub name: String,
    pub age: String,
    pub code: String,
    pub place: String,
    pub illness: String,
    pub note: String,
}

/// Rows as a hospital of an invented place might have them: some persons with several, some values
/// that are not there.
pub fn rows(count: usize, seed: u64) -> Vec<Person> {
    let mut state = seed | 1;
    let mut next = |n: u64| {
        // Knuth's MMIX generator: any stream of numbers will do.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % n
    };
    (0..count)
        .map(|row| {
            let person = next(count as u64 * 2);
            Person {
                row,
                name: format!("示例人{person}"),
                age: if next(20) == 0 { String::new() } else { (18 + next(60)).to_string() },
                code: format!("99{:02}{:02}", next(3), next(8)),
                place: PARENTS[next(4) as usize].0.to_owned(),
                illness: format!("病{}", next(5)),
                note: if next(10) == 0 {
                    format!("电话138{:08}", next(100_000_000))
                } else {
                    "无".to_owned()
                },
            }
        })
        .collect()
}

/// As CSV, with a column that no product declares.
pub fn csv(people: &[Person]) -> String {
    let mut out = "row,name,age,code,place,illness,note,internal\n".to_owned();
    for p in people {
        let (name, age, code, place, illness, note) =
            (&p.name, &p.age, &p.code, &p.place, &p.illness, &p.note);
        writeln!(out, "{},{name},{age},{code},{place},{illness},{note},x", p.row).unwrap();
    }
    out
}

/// As JSON lines.
pub fn jsonl(people: &[Person]) -> String {
    let mut out = String::new();
    for p in people {
        let age = p.age.parse::<u64>().ok();
        let row = json!({
            "row": p.row, "name": p.name, "age": age, "code": p.code, "place": p.place,
            "illness": p.illness, "note": p.note, "internal": "x",
        });
        writeln!(out, "{row}").unwrap();
    }
    out
}

/// What every pipeline of these tests begins with.
const ROWS: &str = include_str!("../fixtures/pipelines/rows.toml");

/// A pipeline with two products: `people` as above, `small` with three columns.
pub fn pipeline(folder: &Path, k: u64, l: u64, more: &str) -> PathBuf {
    let paths: Vec<[&str; 2]> = PARENTS.iter().map(|(street, district)| [*district, *street]).collect();
    let text = format!(
        r#"{ROWS}
[[products]]
name = "people"
k = {k}
l = {l}
{more}
columns = [
  {{ name = "name", role = "identifier" }},
  {{ name = "age", role = "quasi", range = [0, 120] }},
  {{ name = "code", role = "quasi", digits = 6, keep = [2, 4] }},
  {{ name = "place", role = "quasi", closed-sites = ["示例基地"], paths = {paths:?} }},
  {{ name = "illness", role = "sensitive" }},
  {{ name = "row", role = "free" }},
  {{ name = "note", role = "free" }},
]
[[products]]
name = "small"
k = {k}
l = {l}
columns = [
  {{ name = "person", role = "identifier" }},
  {{ name = "age", role = "quasi", range = [0, 120] }},
  {{ name = "code", role = "quasi", digits = 6 }},
  {{ name = "illness", role = "sensitive" }},
]
"#
    );
    file(folder, "pipeline.toml", text)
}

/// As a Parquet file, the number of the row as an integer.
#[cfg(feature = "tables")]
pub fn parquet(path: &Path, people: &[Person]) {
    use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use std::sync::Arc;

    let schema = "message t { required int64 row; required binary name (UTF8); optional binary age (UTF8);
        required binary code (UTF8); required binary place (UTF8); required binary illness (UTF8);
        required binary note (UTF8); required binary internal (UTF8); }";
    let schema = Arc::new(parquet::schema::parser::parse_message_type(schema).unwrap());
    let to = std::fs::File::create(path).unwrap();
    let mut writer = SerializedFileWriter::new(to, schema, Arc::new(WriterProperties::default())).unwrap();
    for people in people.chunks(100) {
        let mut group = writer.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let numbers: Vec<i64> = people.iter().map(|p| i64::try_from(p.row).unwrap()).collect();
        column.typed::<Int64Type>().write_batch(&numbers, None, None).unwrap();
        column.close().unwrap();
        let texts: [fn(&Person) -> &str; 7] =
            [|p| &p.name, |p| &p.age, |p| &p.code, |p| &p.place, |p| &p.illness, |p| &p.note, |_| "x"];
        for (at, text) in texts.iter().enumerate() {
            let mut column = group.next_column().unwrap().unwrap();
            // Only ages are missing.
            let may_miss = at == 1;
            let values = people.iter().map(text).filter(|t| !may_miss || !t.is_empty()).map(ByteArray::from);
            let values: Vec<ByteArray> = values.collect();
            let levels: Vec<i16> = people.iter().map(|p| i16::from(!text(p).is_empty())).collect();
            let levels = may_miss.then_some(levels.as_slice());
            column.typed::<ByteArrayType>().write_batch(&values, levels, None).unwrap();
            column.close().unwrap();
        }
        group.close().unwrap();
    }
    writer.close().unwrap();
}
