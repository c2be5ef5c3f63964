//! The report as one page: no script, no font, no address of anything else. Charts are drawn here.

use std::fmt::Write as _;

use super::report::{Band, Measures, TableReport};
use super::verdict::Verdict;
use crate::page::{BAR, BASE, escape, width};

/// Height of a bar and of what lies between two groups of bars.
const ROW: usize = 18;
/// Where the bars begin: room for the longest label.
const LEFT: f64 = 170.0;

/// What the base of all pages does not say.
const STYLE: &str = "\
.verdict{padding:.6rem 1rem;border-radius:.4rem;color:#fff;font-size:1.1rem}\
.release{background:#2f7a45}.mask{background:#2b6ca3}.stop{background:#a33a2b}\
.before{fill:#a0703a}.after{fill:#2b6ca3}li{margin:.3rem 0}li small{display:block;color:#666}.stops::marker{content:\"■ \";color:#a33a2b}\
.wide{overflow-x:auto}\
@media(prefers-color-scheme:dark){body{color:#e8e8e8;background:#161616}svg text{fill:#e8e8e8}li small{color:#aaa}}";

/// One self-contained HTML page.
pub fn page(report: &TableReport) -> String {
    let mut out = String::with_capacity(16 * 1024);
    let (class, verdict) = match report.verdict {
        Verdict::Release => ("release", "可以原样发布 · release: it may be published as it stands"),
        Verdict::Mask => ("mask", "只能发布遮盖后的副本 · mask: only the masked copy may be published"),
        Verdict::Stop => ("stop", "不得发布 · stop: nothing of it may be published"),
    };
    let name = escape(&report.table);
    let _ = write!(
        out,
        "<!doctype html><html lang=\"zh\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
<title>kanhe 勘合 发布检查 {name}</title><style>{BASE}{STYLE}</style></head><body>\
<h1>勘合 发布检查 · Release check</h1><p class=\"verdict {class}\">{verdict}</p>\
<p>{name}：{} 行 rows，数据产品 product {}{}。承诺 promise：k = {}，l = {}{}。</p>",
        report.rows,
        escape(&report.product),
        if report.suggested {
            "（角色由内容推测，须由了解数据的人确认 · roles proposed from the values: somebody who knows the data decides）"
        } else {
            ""
        },
        report.promise.k,
        report.promise.l,
        report.promise.t.map_or_else(String::new, |t| format!("，t = {t}")),
    );
    findings(&mut out, report);
    let after = report.masked.as_ref().map(|masked| &masked.measures);
    out += &bands(&report.as_it_stands.bands, after.map(|m| m.bands.as_slice()));
    measures(&mut out, report, after);
    columns(&mut out, report);
    out += "</body></html>\n";
    out
}

fn findings(out: &mut String, report: &TableReport) {
    if report.findings.is_empty() {
        return;
    }
    *out += "<h2>原因 reasons</h2><ul>";
    for finding in &report.findings {
        let class = if finding.stops { " class=\"stops\"" } else { "" };
        let lead = if finding.stops { "遮盖后仍存在：" } else { "" };
        let lead_en = if finding.stops { "Still so in a masked copy: " } else { "" };
        let _ = write!(
            out,
            "<li{class}>{lead}{}<small>{lead_en}{}</small></li>",
            escape(&finding.zh),
            escape(&finding.en)
        );
    }
    *out += "</ul>";
}

fn bar(out: &mut String, class: &str, y: usize, n: u64, most: u64) {
    let wide = width(n, most);
    let _ = write!(
        out,
        "<rect class=\"{class}\" x=\"{LEFT}\" y=\"{y}\" width=\"{wide:.1}\" height=\"14\"/><text x=\"{:.1}\" y=\"{}\" font-size=\"12\">{n}</text>",
        LEFT + wide + 6.0,
        y + 12
    );
}

/// Rows by the number of persons who share their class.
fn bands(before: &[Band], after: Option<&[Band]>) -> String {
    let rows = |bands: &[Band], at: usize| bands.get(at).map_or(0, |b| b.rows);
    let shown: Vec<usize> = (0..before.len())
        .filter(|at| rows(before, *at) > 0 || after.is_some_and(|a| rows(a, *at) > 0))
        .collect();
    let all = before.iter().chain(after.unwrap_or_default());
    let most = all.map(|band| band.rows).max().unwrap_or(0);
    let bars = if after.is_some() { 2 } else { 1 };
    let step = ROW * bars + 10;
    let (wide, height) = (LEFT + BAR + 100.0, step * shown.len() + 10);
    let title = "每组人数 rows by the persons who share their class";
    let mut out = format!(
        "<h2>{title}</h2><svg role=\"img\" aria-label=\"{title}\" viewBox=\"0 0 {wide} {height}\" width=\"{wide}\" height=\"{height}\">"
    );
    for (line, at) in shown.into_iter().enumerate() {
        let y = line * step + 5;
        let label = before.get(at).map_or_else(String::new, |band| match band.to {
            Some(to) if to == band.from => to.to_string(),
            Some(to) => format!("{} – {to}", band.from),
            None => format!("≥ {}", band.from),
        });
        let _ = write!(out, "<text x=\"0\" y=\"{}\" font-size=\"13\">{label} 人 persons</text>", y + 12);
        bar(&mut out, "before", y, rows(before, at), most);
        if let Some(after) = after {
            bar(&mut out, "after", y + ROW, rows(after, at), most);
        }
    }
    out += "</svg><p><svg width=\"14\" height=\"14\"><rect class=\"before\" width=\"14\" height=\"14\"/></svg> 原表 as it stands";
    if after.is_some() {
        out += " &nbsp; <svg width=\"14\" height=\"14\"><rect class=\"after\" width=\"14\" height=\"14\"/></svg> 遮盖后 masked";
    }
    out += "</p>";
    out
}

fn measures(out: &mut String, report: &TableReport, after: Option<&Measures>) {
    *out += "<h2>数字 numbers</h2><div class=\"wide\"><table><tr><th></th><th>原表 as it stands</th><th>遮盖后 masked</th></tr>";
    let before = &report.as_it_stands;
    let mut row = |name: &str, value: &dyn Fn(&Measures) -> Option<String>| {
        let none = || "–".to_owned();
        let (first, second) = (value(before), after.and_then(value));
        if first.is_some() || second.is_some() {
            let (first, second) = (first.unwrap_or_else(none), second.unwrap_or_else(none));
            let _ = write!(out, "<tr><td>{}</td><td>{first}</td><td>{second}</td></tr>", escape(name));
        }
    };
    row("行 rows", &|m| Some(m.rows.to_string()));
    row("组 classes", &|m| Some(m.classes.to_string()));
    row("最小组人数 k", &|m| Some(m.k.to_string()));
    row("不足 k 的行 rows below k", &|m| Some(m.rows_below_k.to_string()));
    row("独一无二的行 rows alone", &|m| Some(m.rows_alone.to_string()));
    row("在总体中也独一无二（估计） alone in the population, estimated", &|m| {
        m.population.as_ref().map(|p| format!("{:.0}", p.uniques))
    });
    row("与另一张表唯一对应的行 rows that meet one row of the second table", &|m| {
        m.join.as_ref().map(|j| j.rows.to_string())
    });
    row(
        "与上次发布相差不足 k 行的组 classes that differ too little from the previous release",
        &|m| m.difference.as_ref().map(|d| d.classes.to_string()),
    );
    for (at, column) in before.sensitive.iter().enumerate() {
        row(&format!("{}：l", column.column), &|m| m.sensitive.get(at).map(|s| s.l.to_string()));
        row(&format!("{}：t", column.column), &|m| m.sensitive.get(at)?.t.map(|t| format!("{t:.3}")));
    }
    *out += "</table></div>";
    if let Some(masked) = &report.masked {
        let _ = write!(
            out,
            "<p>遮盖后的副本舍去 {} 行，平均信息损失 {:.3}。 The masked copy leaves out {} rows and loses {:.3} on average.</p>",
            masked.withheld, masked.loss, masked.withheld, masked.loss
        );
    }
}

fn columns(out: &mut String, report: &TableReport) {
    *out += "<h2>各列 columns</h2><div class=\"wide\"><table><tr><th>列 column</th><th>角色 role</th><th>未知值 unknown</th><th>个人信息 private values</th><th>不公开场所 closed sites</th></tr>";
    for column in &report.columns {
        let role = match column.role.as_str() {
            "identifier" => "标识 identifier",
            "quasi" => "准标识 quasi-identifier",
            "sensitive" => "敏感 sensitive",
            "free" => "其他 free",
            _ => "未声明 undeclared",
        };
        let _ = write!(
            out,
            "<tr><td>{}</td><td>{role}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            escape(&column.name),
            column.unknown,
            column.private,
            column.closed
        );
    }
    *out += "</table></div>";
}
