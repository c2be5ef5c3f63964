//! Pipelines of the scenarios: what they share, and what one adds or sets otherwise.

use toml::{Table, Value};

/// A pipeline's text: all queues under `prefix`, transactions of 20 ms, and `more` on top: TOML whose
/// values add to these or replace them.
pub fn pipeline(address: &str, prefix: &str, inputs: &[&str], more: &str) -> String {
    let inputs: Vec<String> = inputs.iter().map(|name| format!("{prefix}.{name}")).collect();
    let base = format!(
        r#"
[pipeline]
name = "{prefix}"
[kafka]
brokers = "{address}"
group = "{prefix}"
instance-id = "one"
input = {inputs:?}
[queues]
delete = "{prefix}.delete"
mask = "{prefix}.mask"
dead-letter = "{prefix}.dead"
[queues.report]
accounts = "{prefix}.accounts"
fraud = "{prefix}.fraud"
privacy = "{prefix}.privacy"
data = "{prefix}.data"
[limits]
commit-interval-ms = 20
"#
    );
    let mut table: Table = base.parse().unwrap();
    merge(&mut table, more.parse().unwrap());
    table.to_string()
}

fn merge(into: &mut Table, more: Table) {
    for (key, value) in more {
        match (into.get_mut(&key), value) {
            (Some(Value::Table(inner)), Value::Table(more)) => merge(inner, more),
            (_, value) => _ = into.insert(key, value),
        }
    }
}
