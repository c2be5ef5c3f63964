//! The report as one page: no script, no font, no address of anything else. Charts are drawn here.

use std::fmt::Write as _;

use super::report::{Report, RuleLine};
use crate::page::{BAR, BASE, escape, width};

/// Height of a row of the chart.
const ROW: usize = 26;
/// Where the bars begin: room for the longest rule id.
const LEFT: f64 = 260.0;

/// What the base of all pages does not say.
const STYLE: &str = "\
.refused{fill:#7a4b9a}.masked{fill:#2b6ca3}.withheld{fill:#6b6b6b}.restored{fill:#2f8a4c}\
@media(prefers-color-scheme:dark){body{color:#e8e8e8;background:#161616}svg text{fill:#e8e8e8}}";

/// One self-contained HTML page.
pub fn page(report: &Report) -> String {
    let mut out = String::with_capacity(8192);
    let span = match (&report.from, &report.to) {
        (Some(from), Some(to)) => format!("{from} – {to}"),
        _ => "没有记录 nothing recorded".to_owned(),
    };
    let _ = write!(
        out,
        "<!doctype html><html lang=\"zh\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
<title>kanhe 勘合 公开报告</title><style>{BASE}{STYLE}</style></head><body>\
<h1>勘合 公开报告 · Public report</h1><p>{}</p>\
<p>按规则统计：拒绝的名称、遮盖的内容、未发布的数据行，以及经人工复核恢复的数量。不含任何文字、账号或作者。<br>\
By rule: names not granted, posts with something covered, rows not published, and what a person restored. No text, account or author is in it.</p>",
        escape(&span)
    );
    out += &chart(&report.rules);
    out += &rates(&report.rules);
    out += &table(report);
    let destroyed: Vec<String> = report.destroyed.iter().map(|p| escape(p)).collect();
    if !destroyed.is_empty() {
        let _ =
            write!(out, "<p>已按期销毁的时段 periods destroyed on schedule：{}</p>", destroyed.join("，"));
    }
    if report.unreadable > 0 {
        let _ = write!(out, "<p>无法读取的行 lines without a key：{}</p>", report.unreadable);
    }
    out += "</body></html>\n";
    out
}

/// What each rule did, as stacked bars.
fn chart(rules: &[RuleLine]) -> String {
    let most = rules.iter().map(|r| r.counts.acted()).max().unwrap_or(0);
    bars("处理数量 what was done", rules, |out, y, r| {
        let mut x = LEFT;
        for (class, n) in
            [("refused", r.counts.refused), ("masked", r.counts.masked), ("withheld", r.counts.withheld)]
        {
            let wide = width(n, most);
            if n > 0 {
                let _ = write!(
                    out,
                    "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y}\" width=\"{wide:.1}\" height=\"16\"><title>{class} {n}</title></rect>"
                );
            }
            x += wide;
        }
        let _ = write!(
            out,
            "<text x=\"{:.1}\" y=\"{}\" font-size=\"12\">{}</text>",
            x + 6.0,
            y + 13,
            r.counts.acted()
        );
    })
}

/// How much of it was restored.
fn rates(rules: &[RuleLine]) -> String {
    bars("恢复率 restored, in percent", rules, |out, y, r| {
        let rate = r.restore_rate.unwrap_or(0.0);
        let wide = BAR * rate.min(100.0) / 100.0;
        let _ = write!(
            out,
            "<rect class=\"restored\" x=\"{LEFT}\" y=\"{y}\" width=\"{wide:.1}\" height=\"16\"/><text x=\"{:.1}\" y=\"{}\" font-size=\"12\">{rate:.1} %</text>",
            LEFT + wide + 6.0,
            y + 13
        );
    })
}

fn bars(title: &str, rules: &[RuleLine], bar: impl Fn(&mut String, usize, &RuleLine)) -> String {
    let height = ROW * rules.len() + 10;
    let wide = LEFT + BAR + 80.0;
    let mut out = format!(
        "<h2>{title}</h2><svg role=\"img\" aria-label=\"{title}\" viewBox=\"0 0 {wide} {height}\" width=\"{wide}\" height=\"{height}\">"
    );
    for (i, rule) in rules.iter().enumerate() {
        let y = i * ROW + 5;
        let _ = write!(out, "<text x=\"0\" y=\"{}\" font-size=\"13\">{}</text>", y + 13, escape(&rule.rule));
        bar(&mut out, y, rule);
    }
    out += "</svg>";
    out
}

fn table(report: &Report) -> String {
    let mut out = "<h2>数字 numbers</h2><table><tr><th>规则 rule</th><th>拒绝 refused</th><th>遮盖 masked</th><th>未发布 withheld</th><th>恢复 restored</th><th>恢复率 rate</th></tr>".to_owned();
    let mut row = |name: &str, c: &super::RuleCounts| {
        let rate = c.restore_rate().map_or_else(|| "–".to_owned(), |rate| format!("{rate:.1} %"));
        let _ = write!(
            out,
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{rate}</td></tr>",
            escape(name),
            c.refused,
            c.masked,
            c.withheld,
            c.restored
        );
    };
    for rule in &report.rules {
        row(&rule.rule, &rule.counts);
    }
    row("合计 total", &report.total);
    out += "</table>";
    out
}
