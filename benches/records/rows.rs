//! Rows to measure with: the shared ones where they are, otherwise generated ones of that shape.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use kanhe::cluster::{
    AtBound, Cells, Column, Domain, MAX_QUASI, Product, Quasi, Role, Row, Span, TableBounds, Tree,
};
use kanhe::message::Value;

/// The shared rows, beside the project.
const SHARED: &str = "../shared/records";
/// Seconds between two rows: the shared rows have no time.
const STEP: i64 = 1;

/// The quasi-identifiers of the rows.
const COLUMNS: [&str; 7] = ["age", "sex", "education", "marital", "occupation", "zip", "hours"];

/// A product over rows of that shape.
pub fn product(k: usize, l: usize, delay_rows: u64) -> Product {
    let text = std::fs::read_to_string(Path::new(SHARED).join("hierarchies.json"))
        .unwrap_or_else(|_| include_str!("hierarchies.json").to_owned());
    let spec: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let mut columns = vec![Column { name: "person".to_owned(), role: Role::Identifier }];
    for name in COLUMNS {
        let column = &spec[name];
        let domain = match column["type"].as_str().expect("a type") {
            "interval" => {
                let bound = |key: &str| column[key].as_f64().expect("a number");
                Domain::interval(bound("min"), bound("max"), 1.0)
            }
            "prefix" => Domain::prefix(column["digits"].as_u64().expect("a number") as u8, &[]),
            _ => {
                let paths: Vec<Vec<String>> = serde_json::from_value(column["paths"].clone()).expect("paths");
                Tree::new(&paths).map(Domain::Tree)
            }
        };
        let domain = domain.expect("a sound column");
        let quasi = Quasi { domain, closed: HashSet::new(), closed_marks: HashSet::new() };
        columns.push(Column { name: name.to_owned(), role: Role::Quasi(quasi) });
    }
    columns.push(Column { name: "disease".to_owned(), role: Role::Sensitive });
    Product {
        name: "rows".to_owned(),
        columns,
        k,
        l,
        delay_rows,
        delay: Duration::from_secs(1 << 40),
        window: Duration::from_secs(1 << 40),
        max_loss: 1.0,
        at_bound: AtBound::Suppress,
        table: TableBounds::default(),
    }
}

/// The table: lines of `row,person,age,sex,education,marital,occupation,zip,hours,disease`.
pub fn table() -> (String, &'static str) {
    let path = Path::new(SHARED).join("adultish.csv.xz");
    let unpacked = Command::new("xz").arg("-dc").arg(path).output();
    match unpacked {
        Ok(out) if out.status.success() => (String::from_utf8(out.stdout).expect("UTF-8"), "shared rows"),
        _ => (generated(200_000), "generated rows (no shared ones beside the project)"),
    }
}

/// Rows with persons of one to three rows and skewed values.
fn generated(count: usize) -> String {
    let product = product(2, 1, 1);
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |n: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        // The lesser of two draws: small numbers are frequent.
        (state % n).min((state >> 32) % n) as u32
    };
    let mut out = String::from("row,person,age,sex,education,marital,occupation,zip,hours,disease\n");
    for row in 0..count {
        let mut fields = vec![row.to_string(), next(count as u64 * 2 / 3).to_string()];
        for (_, quasi) in product.quasi() {
            let code = next(u64::from(quasi.domain.size()));
            fields.push(plain(&quasi.domain.show(Span { lo: code, hi: code })));
        }
        fields.push(format!("d{}", next(20)));
        out += &fields.join(",");
        out.push('\n');
    }
    out
}

fn plain(value: &Value) -> String {
    match value {
        Value::Text(t) => t.clone(),
        Value::Number(n) => n.to_string(),
        _ => String::new(),
    }
}

/// The rows of a table as a shard takes them.
pub fn rows(product: &Product, table: &str) -> Vec<Row> {
    let mut sensitive: HashMap<&str, u64> = HashMap::new();
    let mut lines = table.lines();
    let header: Vec<&str> = lines.next().expect("a header").split(',').collect();
    let at = |name: &str| header.iter().position(|h| *h == name).expect("a column");
    let (person, disease) = (at("person"), at("disease"));
    let places: Vec<usize> = COLUMNS.iter().map(|c| at(c)).collect();
    let domains: Vec<&Domain> = product.quasi().map(|(_, q)| &q.domain).collect();
    let mut out = Vec::new();
    for (number, line) in lines.enumerate() {
        let fields: Vec<&str> = line.split(',').collect();
        let mut cells: Cells = [Span::default(); MAX_QUASI];
        for ((cell, domain), place) in cells.iter_mut().zip(&domains).zip(&places) {
            *cell = domain.place(Some(&Value::Text(fields[*place].to_owned())));
        }
        let known = sensitive.len() as u64;
        out.push(Row {
            number: number as u64,
            order: (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15),
            person: fields[person].parse().expect("a number"),
            sensitive: *sensitive.entry(fields[disease]).or_insert(known),
            cells,
            deadline: i64::MAX,
        });
    }
    out
}

/// Event time of a row.
pub fn time(row: &Row) -> i64 {
    row.number as i64 * STEP
}
