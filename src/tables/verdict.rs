//! May a table be released, as it stands, masked, or not at all?

use schemars::JsonSchema;
use serde::Serialize;

use super::report::{Measures, TableReport};

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// As it stands.
    Release,
    /// As the masked copy.
    Mask,
    /// Not at all.
    Stop,
}

/// One reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct FindingReport {
    /// What it is: `below-k`, `private-value` …
    pub code: String,
    /// The column, where it is about one.
    pub column: Option<String>,
    /// Rows, cells or classes that it is about.
    pub count: u64,
    /// Whether masking does not help.
    pub stops: bool,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// The verdict on a report whose measures are known, with its reasons.
pub fn judge(report: &TableReport) -> (Verdict, Vec<FindingReport>) {
    let mut findings = as_it_stands(report);
    if findings.is_empty() {
        return (Verdict::Release, findings);
    }
    findings.extend(left_over(report));
    let verdict = if findings.iter().any(|f| f.stops) { Verdict::Stop } else { Verdict::Mask };
    (verdict, findings)
}

fn as_it_stands(report: &TableReport) -> Vec<FindingReport> {
    let mut out = Vec::new();
    let about = |column: &str, code: &str, n: u64| found(report, code, Some(column), n, false);
    for column in &report.columns {
        match column.role.as_str() {
            "identifier" => out.push(about(&column.name, "identifier", report.rows)),
            "undeclared" => out.push(about(&column.name, "undeclared-column", report.rows)),
            _ => {}
        }
        for (code, n) in [("private-value", column.private), ("closed-site", column.closed)] {
            if n > 0 {
                out.push(about(&column.name, code, n));
            }
        }
    }
    if report.no_identifier > 0 {
        out.push(found(report, "no-identifier", None, report.no_identifier, false));
    }
    out.extend(broken(report, &report.as_it_stands, false));
    out
}

/// What a masked copy does not mend.
fn left_over(report: &TableReport) -> Vec<FindingReport> {
    let Some(masked) = &report.masked else {
        return vec![found(report, "no-class", None, report.rows, true)];
    };
    let mut out = broken(report, &masked.measures, true);
    #[allow(clippy::cast_precision_loss)] // A share.
    let share = masked.withheld as f64 / report.rows.max(1) as f64;
    if share > report.promise.max_withheld {
        out.push(found(report, "too-much-withheld", None, masked.withheld, true));
    }
    out
}

/// The promises that these measures break.
fn broken(report: &TableReport, measures: &Measures, stops: bool) -> Vec<FindingReport> {
    let mut out = Vec::new();
    let mut add = |code: &str, column: Option<&str>, n: u64| {
        if n > 0 {
            out.push(found(report, code, column, n, stops));
        }
    };
    add("below-k", None, measures.rows_below_k);
    for column in &measures.sensitive {
        add("below-l", Some(&column.column), column.rows_below_l);
        add("above-t", Some(&column.column), column.rows_above_t);
    }
    add("links", None, measures.join.as_ref().map_or(0, |j| j.rows));
    add("difference", None, measures.difference.as_ref().map_or(0, |d| d.classes));
    out
}

fn found(report: &TableReport, code: &str, column: Option<&str>, count: u64, stops: bool) -> FindingReport {
    let promise = &report.promise;
    let (k, l, t) = (promise.k, promise.l, promise.t.unwrap_or(1.0));
    let name = column.unwrap_or_default();
    let (zh, en) = match code {
        "identifier" => (
            format!("“{name}”列直接指明个人，不应发布。"),
            format!("Column `{name}` says who a row is about: it is not published."),
        ),
        "undeclared-column" => (
            format!("“{name}”列未声明角色，不发布。"),
            format!("Column `{name}` has no role: it is not published."),
        ),
        "private-value" => (
            format!("“{name}”列有 {count} 个单元格含个人信息（电话、证件号、地址等）。"),
            format!(
                "{count} cells of column `{name}` hold a person's typed value (telephone, identity number, address …)."
            ),
        ),
        "closed-site" => (
            format!("“{name}”列有 {count} 个值是不公开的场所，最多发布到其所在区。"),
            format!(
                "{count} values of column `{name}` are closed sites: published as their district at the most."
            ),
        ),
        "no-identifier" => (
            format!("{count} 行没有标识，无法计入任何一人，不发布。"),
            format!("{count} rows name nobody and can be counted for no person: they are not published."),
        ),
        "below-k" => (
            format!("{count} 行所在的组不足 {k} 人。"),
            format!("{count} rows share their quasi-identifiers with fewer than {k} persons."),
        ),
        "below-l" => (
            format!("{count} 行所在的组在“{name}”列不足 {l} 个不同的值。"),
            format!("{count} rows are in classes with fewer than {l} distinct values of `{name}`."),
        ),
        "above-t" => (
            format!("{count} 行所在的组在“{name}”列的分布与全表相差超过 {t}。"),
            format!(
                "{count} rows are in classes whose values of `{name}` are further than {t} from the table's."
            ),
        ),
        "links" => (
            format!("{count} 行与另一张表唯一对应。"),
            format!("{count} rows meet exactly one row of the second table."),
        ),
        "difference" => (
            format!("与上一次发布相比，{count} 个组的增减不足 {k} 行，相减即可指向少数人。"),
            format!(
                "{count} classes differ from the previous release by fewer than {k} rows: the difference singles people out."
            ),
        ),
        "too-much-withheld" => (
            format!("遮盖后的副本要舍去 {count} 行，超过允许的比例 {}。", promise.max_withheld),
            format!(
                "A masked copy would leave out {count} rows, a larger share than {}.",
                promise.max_withheld
            ),
        ),
        _ => (
            format!("整张表不足 {k} 人，或敏感值不足 {l} 种：无法概化后发布。"),
            format!(
                "The whole table has fewer than {k} persons or {l} sensitive values: no generalisation keeps the promise."
            ),
        ),
    };
    FindingReport { code: code.to_owned(), column: column.map(str::to_owned), count, stops, zh, en }
}
