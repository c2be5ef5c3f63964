//! `kanhe release-check`: whole tables, their verdicts, their masked copies and what is wrong with them.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::format_collect,
    clippy::cast_precision_loss
)] // A test fails by panic, and this one writes tables.

#[path = "records/checker.rs"]
#[allow(dead_code)] // The stream's promise is another one.
mod checker;
#[path = "release_check/promise.rs"]
mod promise;
#[path = "release_check/tables.rs"]
mod tables;
mod verbs;

use proptest::prelude::*;
use serde_json::{Value, json};
use std::path::Path;

use promise::Promise;
use tables::{PARENTS, Person, csv, jsonl, pipeline, rows};
use verbs::{arg, file, kanhe};

/// The report of a run that ends with `code`.
fn check(code: i32, args: &[&str]) -> Value {
    let ran = kanhe(&[&["release-check"], args].concat());
    assert_eq!(ran.code, code, "{}{}", ran.err, ran.out);
    serde_json::from_str(&ran.out).unwrap()
}

fn codes(report: &Value) -> Vec<&str> {
    report["findings"].as_array().unwrap().iter().map(|f| f["code"].as_str().unwrap()).collect()
}

#[test]
fn a_table_that_keeps_its_promise_is_released_as_it_stands() {
    let folder = tempfile::tempdir().unwrap();
    // Ten of each: nothing but the class and an illness of two.
    let text: String =
        (0..40).map(|n| format!("{},9901{:02},病{}\n", 20 + n % 2, n / 20, n % 4 / 2)).collect();
    let table = file(folder.path(), "t.csv", format!("age,code,illness\n{text}"));
    let product = pipeline(folder.path(), 5, 2, "");
    let masked = folder.path().join("m.csv");
    let report =
        check(0, &[arg(&table), "--pipeline", arg(&product), "--product", "small", "--masked", arg(&masked)]);
    assert_eq!((&report["verdict"], &report["masked"]), (&json!("release"), &Value::Null));
    let measures = &report["as-it-stands"];
    assert_eq!(
        (&measures["k"], &measures["classes"], &measures["rows"]),
        (&json!(10), &json!(4), &json!(40))
    );
    assert_eq!(measures["sensitive"][0]["l"], 2);
    assert!(!masked.exists(), "nothing to mask");
}

#[test]
fn what_singles_people_out_is_masked_and_the_copy_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let people = rows(300, 7);
    let product = pipeline(folder.path(), 4, 2, "");
    for (name, text) in [("t.csv", csv(&people)), ("t.jsonl", jsonl(&people))] {
        let table = file(folder.path(), name, text);
        let masked = folder.path().join(format!("masked-{name}"));
        let page = folder.path().join(format!("{name}.html"));
        let report = check(
            1,
            &[
                arg(&table),
                "--pipeline",
                arg(&product),
                "--product",
                "people",
                "--masked",
                arg(&masked),
                "--html",
                arg(&page),
            ],
        );
        assert_eq!(report["verdict"], "mask", "{report}");
        for wanted in ["identifier", "undeclared-column", "below-k", "private-value", "closed-site"] {
            assert!(codes(&report).contains(&wanted), "{wanted}: {report}");
        }
        let copy = std::fs::read_to_string(&masked).unwrap();
        let published = if name == "t.csv" { promise::csv(&copy) } else { promise::jsonl(&copy) };
        let withheld = report["masked"]["withheld"].as_u64().unwrap();
        assert_eq!(published.len() as u64 + withheld, 300);
        promise::check(&people, &published, Promise { k: 4, l: 2 }).unwrap();
        assert_eq!(report["masked"]["measures"]["k"], promise::smallest(&people, &published));
        assert!(
            !copy.contains("电话138") && !copy.contains("示例人") && !copy.contains("示例基地"),
            "{copy}"
        );
        assert!(report["masked"]["loss"].as_f64().unwrap() < 0.5, "{report}");
        let page = std::fs::read_to_string(&page).unwrap();
        assert!(page.contains("<svg") && page.contains("只能发布遮盖后的副本") && !page.contains("<script"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn every_masked_copy_keeps_its_promise(
        count in 1usize..160, seed in any::<u64>(), k in 2u64..7, l in 1u64..4, close in any::<bool>(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let people = rows(count, seed);
        let table = file(folder.path(), "t.csv", csv(&people));
        let masked = folder.path().join("m.csv");
        let bounds = if close { "table = { t = 0.5, max-withheld = 1.0 }" } else { "table = { max-withheld = 1.0 }" };
        let product = pipeline(folder.path(), k, l, bounds);
        let ran = kanhe(&[
            "release-check", arg(&table), "--pipeline", arg(&product), "--product", "people",
            "--masked", arg(&masked),
        ]);
        let report: Value = serde_json::from_str(&ran.out).unwrap();
        if ran.code == 4 {
            // Only where all of them together do not keep it.
            let named: Vec<&Person> = people.iter().filter(|p| !p.name.is_empty()).collect();
            prop_assert!(promise::few(&named, k, l), "{}", report);
            prop_assert!(!masked.exists());
        } else {
            prop_assert_eq!(ran.code, 1, "{}", ran.err);
            let published = promise::csv(&std::fs::read_to_string(&masked).unwrap());
            promise::check(&people, &published, Promise { k: k as usize, l: l as usize })
                .map_err(TestCaseError::fail)?;
            let t = report["masked"]["measures"]["sensitive"][0]["t"].as_f64().unwrap();
            prop_assert!(!close || t <= 0.5 + 1e-9, "{}", t);
            prop_assert!((t - promise::farthest(&people, &published)).abs() < 1e-9 || people.iter().any(|p| p.name.is_empty()));
        }
    }
}

#[test]
fn too_few_persons_or_too_much_left_out_stops_a_release() {
    let folder = tempfile::tempdir().unwrap();
    let product = pipeline(folder.path(), 5, 2, "");
    let few = file(folder.path(), "few.csv", csv(&rows(3, 1)));
    let masked = folder.path().join("m.csv");
    let report =
        check(4, &[arg(&few), "--pipeline", arg(&product), "--product", "people", "--masked", arg(&masked)]);
    assert_eq!(report["verdict"], "stop");
    assert!(codes(&report).contains(&"no-class"), "{report}");
    assert!(!masked.exists());
    // Half of the rows name nobody.
    let mut people = rows(100, 3);
    people.iter_mut().step_by(2).for_each(|p| p.name = String::new());
    let table = file(folder.path(), "nobody.csv", csv(&people));
    let report = check(4, &[arg(&table), "--pipeline", arg(&product), "--product", "people"]);
    assert!(codes(&report).contains(&"too-much-withheld"), "{report}");
    assert_eq!(report["no-identifier"], 50);
}

#[test]
fn a_second_table_and_a_previous_release_are_counted_in() {
    let folder = tempfile::tempdir().unwrap();
    let people = rows(200, 11);
    let table = file(folder.path(), "t.csv", csv(&people));
    let product = pipeline(folder.path(), 3, 1, "table = { sampling-fraction = 0.1 }");
    let common = [arg(&table), "--pipeline", arg(&product), "--product", "people"];
    // A register with names, ages, codes and places of half of them.
    let register: String =
        people.iter().step_by(2).map(|p| format!("{},{},{},{}\n", p.name, p.age, p.code, p.place)).collect();
    let register = file(folder.path(), "register.csv", format!("Name,AGE,code,place\n{register}"));
    let before = folder.path().join("before.csv");
    let report = check(1, &[&common[..], &["--with", arg(&register), "--masked", arg(&before)]].concat());
    let join = &report["as-it-stands"]["join"];
    assert_eq!(join["keys"], json!([["age", "AGE"], ["code", "code"], ["place", "place"]]));
    assert_eq!(join["rows"].as_u64().unwrap(), promise::linked(&people), "{report}");
    assert!(join["rows"].as_u64().unwrap() > 10);
    assert_eq!(report["masked"]["measures"]["join"]["rows"], 0);
    let alone = report["as-it-stands"]["population"]["uniques"].as_f64().unwrap();
    assert!(alone > 0.0 && alone <= report["as-it-stands"]["rows-alone"].as_f64().unwrap());
    // A row more than last time: its class must not grow by one.
    let mut more = people.clone();
    more.push(Person { name: "示例人9999".to_owned(), ..people[0].clone() });
    let later = file(folder.path(), "later.csv", csv(&more));
    let after = folder.path().join("after.csv");
    let args = ["--pipeline", arg(&product), "--product", "people", "--previous", arg(&before)];
    let report = check(1, &[&[arg(&later)], &args[..], &["--masked", arg(&after)]].concat());
    assert_eq!(report["masked"]["measures"]["difference"]["classes"], 0, "{report}");
    let sizes = |path: &Path| promise::sizes(&promise::csv(&std::fs::read_to_string(path).unwrap()));
    let (old, new) = (sizes(&before), sizes(&after));
    for (class, n) in &new {
        let grown = n.abs_diff(*old.get(class).unwrap_or(n));
        assert!(grown == 0 || grown >= 3, "{class:?} differs by {grown}");
    }
}

#[test]
fn roles_are_proposed_where_no_product_says_them() {
    let folder = tempfile::tempdir().unwrap();
    let table = file(folder.path(), "t.csv", csv(&rows(300, 5)));
    let report = check(1, &[arg(&table)]);
    assert_eq!((&report["suggested"], &report["verdict"]), (&json!(true), &json!("mask")));
    assert!(report["masked"]["measures"]["k"].as_u64().unwrap() >= 5, "{report}");
}

#[test]
fn a_bad_table_is_an_error_with_its_place_and_nothing_is_written() {
    let wide = (0..1_000_000).map(|n| n.to_string()).collect::<Vec<_>>().join(",");
    let open = format!("age,code,illness\n\"{}", "x,".repeat(12 << 20));
    let cases: [(&str, Vec<u8>, &str); 14] = [
        ("ragged.csv", b"age,code,illness\n1,990101,a\n1,990101\n".to_vec(), "ragged.csv:3: 2 columns"),
        ("gbk.csv", b"age,code,illness\n1,990101,\xc4\xe3\n".to_vec(), "gbk.csv:2:3: not UTF-8"),
        ("utf16.csv", b"\xff\xfea\0,\0b\0\n\0".to_vec(), "utf16.csv:1:1: not UTF-8"),
        ("wide.csv", wide.into_bytes(), "wide.csv:1: 1000000 columns"),
        ("open.csv", open.into_bytes(), "is a quote not closed?"),
        ("twice.csv", b"age,age,illness\n1,2,a\n".to_vec(), "twice.csv:1:2: `age`"),
        ("types.csv", b"age,code,illness\n1,990101,a\nold,990101,a\n".to_vec(), "types.csv:3:1: no number"),
        ("code.csv", b"age,code,illness\n1,9901,a\n".to_vec(), "code.csv:2:2: no code of 6 digits"),
        (
            "formula.csv",
            b"age,code,illness\n1,990101,\"=HYPERLINK(1)\"\n".to_vec(),
            "formula.csv:2:3: a formula",
        ),
        ("lacking.csv", b"age,illness\n1,a\n".to_vec(), "no column `code`"),
        ("none.csv", b"age,code,illness\n".to_vec(), "none.csv: no rows"),
        (
            "types.jsonl",
            b"{\"age\":1,\"code\":\"990101\"}\n{\"age\":\"1\"}\n".to_vec(),
            "types.jsonl:2:1: `age`",
        ),
        ("cut.jsonl", b"{\"age\":1}\n{\"age\":\n".to_vec(), "cut.jsonl:2:"),
        ("table.xlsx", b"PK".to_vec(), "expected"),
    ];
    for (name, bytes, wanted) in cases {
        let folder = tempfile::tempdir().unwrap();
        let table = file(folder.path(), name, bytes);
        let product = pipeline(folder.path(), 2, 1, "");
        let to = |end: &str| folder.path().join(format!("new-{name}{end}"));
        let ran = kanhe(&[
            "release-check",
            arg(&table),
            "--pipeline",
            arg(&product),
            "--product",
            "small",
            "--masked",
            arg(&folder.path().join(format!("new-{name}"))),
            "--report",
            arg(&to(".json")),
            "--html",
            arg(&to(".html")),
        ]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{name}: {}", ran.err);
        assert!(ran.err.contains(wanted), "{name}: {}", ran.err);
        assert_eq!(
            std::fs::read_dir(folder.path()).unwrap().count(),
            2,
            "{name}: the table and the pipeline only"
        );
    }
}

#[test]
fn nothing_is_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let table = file(folder.path(), "t.csv", csv(&rows(50, 2)));
    let ran = kanhe(&["release-check", arg(&table), "--masked", arg(&table)]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("exists already"), "{}", ran.err);
}

#[cfg(feature = "tables")]
#[test]
fn a_parquet_table_is_masked_as_parquet() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    let folder = tempfile::tempdir().unwrap();
    let people = rows(300, 7);
    let table = folder.path().join("t.parquet");
    tables::parquet(&table, &people);
    let product = pipeline(folder.path(), 4, 2, "");
    let masked = folder.path().join("m.parquet");
    let report = check(
        1,
        &[arg(&table), "--pipeline", arg(&product), "--product", "people", "--masked", arg(&masked)],
    );
    // The same rows in another format: the same measures, and the same copy.
    let same = file(folder.path(), "t.csv", csv(&people));
    let copy = folder.path().join("m.csv");
    let other =
        check(1, &[arg(&same), "--pipeline", arg(&product), "--product", "people", "--masked", arg(&copy)]);
    for part in ["as-it-stands", "masked", "promise"] {
        assert_eq!(report[part], other[part]);
    }
    let reader = SerializedFileReader::new(std::fs::File::open(&masked).unwrap()).unwrap();
    let names: Vec<&str> =
        reader.metadata().file_metadata().schema().get_fields().iter().map(|f| f.name()).collect();
    assert_eq!(names, ["row", "age", "code", "place", "illness", "note"]);
    let mut lines = "row,age,code,place,illness,note\n".to_owned();
    for row in reader.get_row_iter(None).unwrap() {
        let row = row.unwrap();
        let fields: Vec<String> = row
            .get_column_iter()
            .map(|(_, field)| match field {
                Field::Str(text) if text.contains(',') => format!("\"{text}\""),
                Field::Str(text) => text.clone(),
                Field::Long(number) => number.to_string(),
                other => panic!("{other:?}"),
            })
            .collect();
        lines.push_str(&(fields.join(",") + "\n"));
    }
    assert_eq!(lines, std::fs::read_to_string(&copy).unwrap());
    let cut = file(folder.path(), "cut.parquet", &std::fs::read(&table).unwrap()[..500]);
    let ran = kanhe(&["release-check", arg(&cut)]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("cut.parquet: no Parquet file"), "{}", ran.err);
}

#[test]
fn bounds_of_tables_are_linted() {
    let folder = tempfile::tempdir().unwrap();
    for (bounds, wanted) in [
        ("t = 1.5", "products.table.t: 0 to 1 expected"),
        ("max-withheld = -0.1", "products.table.max-withheld: 0 to 1 expected"),
        ("sampling-fraction = 0.0", "products.table.sampling-fraction: above 0 and at most 1 expected"),
        ("tt = 1.0", "unknown field `tt`"),
    ] {
        let file = pipeline(folder.path(), 3, 1, &format!("table = {{ {bounds} }}"));
        let ran = kanhe(&["config", "check", arg(&file)]);
        assert_eq!(ran.code, 2, "{bounds}: {}", ran.out);
        assert!(ran.err.contains(wanted), "{bounds}: {}", ran.err);
    }
}
