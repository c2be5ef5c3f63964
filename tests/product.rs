//! `kanhe product suggest`: what it proposes is a pipeline's product, and a bad table is an error
//! with its place.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)] // A test fails by panic, and this one writes tables.

mod verbs;

use std::fmt::Write as _;
use std::path::Path;

use serde_json::json;
use verbs::{arg, file, kanhe};

const PIPELINE: &str = include_str!("fixtures/pipelines/rows.toml");

/// Rows as a hospital of an invented place might have them.
fn values(n: usize) -> [(&'static str, serde_json::Value); 9] {
    [
        ("身份\"号", json!(format!("示例身份{n}"))),
        ("age", json!(18 + n * 7 % 70)),
        ("code", json!(format!("99{:02}{:02}", n % 3, n % 20))),
        ("day", json!(format!("2026-{:02}-{:02}", 1 + n % 12, 1 + n % 28))),
        ("lat", json!(30.1234 + f64::from(u32::try_from(n).unwrap()) / 97.0)),
        ("place", json!(format!("示例{}区", n % 9))),
        ("sex", json!(["男", "女"][n % 2])),
        ("illness", json!(format!("示例病{}", n % 7))),
        ("note", json!(format!("这是一段写给大家看的示例备注，编号是第{n}号，\"没有\"别的"))),
    ]
}

fn accepted(folder: &Path, table: &Path) -> String {
    let ran = kanhe(&["product", "suggest", arg(table)]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let pipeline = file(folder, "pipeline.toml", format!("{PIPELINE}{}", ran.out));
    let checked = kanhe(&["config", "check", arg(&pipeline)]);
    assert_eq!(checked.code, 0, "{}{}", checked.err, ran.out);
    ran.out
}

#[test]
fn a_proposal_is_a_product_of_a_pipeline() {
    let folder = tempfile::tempdir().unwrap();
    let (mut csv, mut lines, mut events) = (String::new(), String::new(), String::new());
    for n in 0..200 {
        let row = values(n);
        let quoted = |v: &serde_json::Value| {
            let plain = v.as_str().map_or_else(|| v.to_string(), str::to_owned);
            format!("\"{}\"", plain.replace('"', "\"\""))
        };
        if n == 0 {
            let names = row.iter().map(|(name, _)| quoted(&json!(name))).collect::<Vec<_>>();
            writeln!(csv, "\u{feff}{}", names.join(",")).unwrap();
        }
        let fields = row.iter().map(|(_, v)| quoted(v)).collect::<Vec<_>>();
        writeln!(csv, "{}", fields.join(",")).unwrap();
        let object: serde_json::Map<_, _> = row.into_iter().map(|(k, v)| (k.to_owned(), v)).collect();
        writeln!(events, "{}", json!({"id": n.to_string(), "type": "record", "values": object})).unwrap();
        writeln!(lines, "{}", serde_json::Value::Object(object)).unwrap();
    }
    for (name, text) in [("a.csv", &csv), ("b.jsonl", &lines), ("c.ndjson", &events)] {
        let said = accepted(folder.path(), &file(folder.path(), name, text));
        for wanted in [
            "{ name = \"身份\\\"号\", role = \"identifier\" }",
            "{ name = \"age\", role = \"quasi\", range = [0, 120], step = 1 }",
            "{ name = \"code\", role = \"quasi\", digits = 6, keep = [2, 4] }",
            "[\"2026\", \"2026-03\", \"2026-03-03\"]",
            "{ name = \"lat\", role = \"quasi\", range = [30, 32.3], step = 0.1 }",
            "{ name = \"illness\", role = \"sensitive\" }",
            "{ name = \"note\", role = \"free\" }",
            "paths = [[\"女\"], [\"男\"]]",
            "[\"示例0区\"]",
            "l = 2",
        ] {
            assert!(said.contains(wanted), "{name}: no {wanted} in {said}");
        }
    }
}

#[test]
fn a_bad_table_is_an_error_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let wide = (0..1_000_000).map(|n| n.to_string()).collect::<Vec<_>>().join(",");
    let cases: [(&str, Vec<u8>, &str); 9] = [
        ("ragged.csv", b"a,b\n1,2\n1,2,3\n".to_vec(), "ragged.csv:3: 3 columns where the first line has 2"),
        ("twice.csv", b"a,a\n1,2\n".to_vec(), "twice.csv:1:2: `a`"),
        ("gbk.csv", b"a,b\n1,\xc4\xe3\n".to_vec(), "gbk.csv:2:2: not UTF-8"),
        ("wide.csv", wide.into_bytes(), "wide.csv:1: 1000000 columns"),
        ("none.csv", b"a,b\n".to_vec(), "none.csv: no rows"),
        ("cut.jsonl", b"{\"a\":1}\n{\"a\":\n".to_vec(), "cut.jsonl:2:"),
        ("nested.jsonl", b"{\"a\":{\"b\":1}}\n".to_vec(), "nested.jsonl:1:1: `a`"),
        ("nobody.csv", b"a,b\n1,2\n1,3\n1,2\n".to_vec(), "no column tells persons apart"),
        ("table.xlsx", b"PK".to_vec(), "expected"),
    ];
    for (name, bytes, wanted) in cases {
        let ran = kanhe(&["product", "suggest", arg(&file(folder.path(), name, bytes))]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{name}: {}", ran.err);
        assert!(ran.err.contains(wanted), "{name}: {}", ran.err);
    }
}
