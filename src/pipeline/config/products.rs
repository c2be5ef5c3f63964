//! The data products of a pipeline: columns with roles, what is promised, and lints over both.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use toml::Spanned;

use super::check::Check;
use super::schema::{RawAtBound, RawColumn, RawProduct, RawRole};
use crate::cluster::{AtBound, Column, Domain, Product, Quasi, Role, TableBounds, Tree};
use crate::limits;

/// Rows that a row waits for, where the product does not say: what Prink's tables use.
const DEFAULT_DELAY_ROWS: u64 = 100;
/// Longest wait in event time.
const DEFAULT_DELAY_SECONDS: u64 = 600;
/// How long a release counts: a day.
const DEFAULT_WINDOW_SECONDS: u64 = 24 * 3600;

/// How the files that a pipeline names are read: their text, or why not.
pub type ReadFile<'a> = &'a dyn Fn(&Path) -> Result<String, String>;

pub(super) fn products(
    check: &mut Check<'_>,
    raw: Vec<Spanned<RawProduct>>,
    read: ReadFile<'_>,
) -> Vec<Arc<Product>> {
    let mut names = BTreeSet::new();
    let mut out = Vec::with_capacity(raw.len());
    for product in raw {
        let span = product.span();
        let product = product.into_inner();
        if !names.insert(product.name.get_ref().clone()) {
            check.fail("products.name", product.name.span(), "another product has this name");
        }
        if names.len() > limits::MAX_PRODUCTS {
            let most = limits::MAX_PRODUCTS;
            check.fail("products", span, format!("at most {most} products expected"));
            return out;
        }
        out.push(Arc::new(one(check, &product, read)));
    }
    out
}

fn one(check: &mut Check<'_>, raw: &RawProduct, read: ReadFile<'_>) -> Product {
    let name = check.word("products.name", &raw.name);
    let k = check.number("products.k", Some(&raw.k), 0, 2..=limits::MAX_K);
    let l = check.number("products.l", raw.l.as_ref(), 1, 1..=limits::MAX_K);
    let rows = 1..=limits::MAX_DELAY_ROWS;
    let delay_rows = check.number("products.delay-rows", raw.delay_rows.as_ref(), DEFAULT_DELAY_ROWS, rows);
    let seconds = 1..=limits::MAX_PRODUCT_SECONDS;
    let delay = check.number(
        "products.delay-seconds",
        raw.delay_seconds.as_ref(),
        DEFAULT_DELAY_SECONDS,
        seconds.clone(),
    );
    let window =
        check.number("products.window-seconds", raw.window_seconds.as_ref(), DEFAULT_WINDOW_SECONDS, seconds);
    if window < delay {
        let span = raw.window_seconds.as_ref().map_or(raw.name.span(), Spanned::span);
        check.fail("products.window-seconds", span, "a window as long as the delay or longer expected");
    }
    if delay_rows < k {
        let span = raw.delay_rows.as_ref().map_or(raw.name.span(), Spanned::span);
        check.fail(
            "products.delay-rows",
            span,
            "at least k expected: a class needs k rows that wait together",
        );
    }
    let max_loss = raw.max_loss.as_ref().map_or(1.0, |n| *n.get_ref());
    if !(0.0..=1.0).contains(&max_loss) {
        let span = raw.max_loss.as_ref().map_or(0..0, Spanned::span);
        check.fail("products.max-loss", span, "0 to 1 expected");
    }
    let columns: Vec<Column> = raw.columns.get_ref().iter().filter_map(|c| column(check, c, read)).collect();
    lint(check, raw, l);
    Product {
        name,
        columns,
        k: k as usize,
        l: l as usize,
        delay_rows,
        delay: Duration::from_secs(delay),
        window: Duration::from_secs(window),
        max_loss: max_loss as f32,
        at_bound: match raw.at_bound {
            RawAtBound::Suppress => AtBound::Suppress,
            RawAtBound::Withhold => AtBound::Withhold,
            RawAtBound::Case => AtBound::Case,
        },
        table: table(check, raw),
    }
}

/// What holds for whole tables of the product.
fn table(check: &mut Check<'_>, raw: &RawProduct) -> TableBounds {
    let mut bounds = TableBounds::default();
    let Some(table) = &raw.table else { return bounds };
    let (span, table) = (table.span(), table.get_ref());
    let has_sensitive = raw.columns.get_ref().iter().any(|c| c.get_ref().role == RawRole::Sensitive);
    if table.t.is_some() && !has_sensitive {
        check.fail("products.table.t", span.clone(), "t needs a column of role `sensitive`");
    }
    let numbers = [
        ("products.table.t", table.t),
        ("products.table.max-withheld", table.max_withheld),
        (
            "products.table.sampling-fraction",
            table.sampling_fraction.map(|n| if n == 0.0 { -1.0 } else { n }),
        ),
    ];
    for (key, number) in numbers {
        if number.is_some_and(|n| !(0.0..=1.0).contains(&n)) {
            let above =
                if key.ends_with("fraction") { "above 0 and at most 1 expected" } else { "0 to 1 expected" };
            check.fail(key, span.clone(), above);
        }
    }
    bounds.t = table.t;
    bounds.max_withheld = table.max_withheld.unwrap_or(bounds.max_withheld);
    bounds.sampling_fraction = table.sampling_fraction;
    bounds
}

/// What must stand among the columns for the promise to mean anything.
fn lint(check: &mut Check<'_>, raw: &RawProduct, l: u64) {
    let span = raw.columns.span();
    let count = |role: RawRole| raw.columns.get_ref().iter().filter(|c| c.get_ref().role == role).count();
    if count(RawRole::Identifier) != 1 {
        check.fail(
            "products.columns",
            span.clone(),
            "exactly one column of role `identifier` expected: k counts persons",
        );
    }
    let most = limits::MAX_QUASI_IDENTIFIERS;
    if !(1..=most).contains(&count(RawRole::Quasi)) {
        check.fail("products.columns", span.clone(), format!("1 to {most} columns of role `quasi` expected"));
    }
    if l > 1 && count(RawRole::Sensitive) == 0 {
        check.fail("products.columns", span, "l above 1 needs a column of role `sensitive`");
    }
    let mut names = BTreeSet::new();
    for column in raw.columns.get_ref() {
        let name = &column.get_ref().name;
        if name.get_ref().is_empty() || !names.insert(name.get_ref()) {
            check.fail("products.columns.name", name.span(), "a name that no other column has expected");
        }
    }
}

fn column(check: &mut Check<'_>, raw: &Spanned<RawColumn>, read: ReadFile<'_>) -> Option<Column> {
    let (span, raw) = (raw.span(), raw.get_ref());
    let kinds = [raw.range.is_some(), raw.digits.is_some(), raw.hierarchy.is_some(), raw.paths.is_some()];
    let given = kinds.iter().filter(|k| **k).count();
    let role = match raw.role {
        RawRole::Quasi if given == 1 => {
            let domain = match domain(raw, read) {
                Ok(domain) => domain,
                Err(message) => {
                    check.fail("products.columns", span, message);
                    return None;
                }
            };
            if (!raw.closed_sites.is_empty() || !raw.closed_marks.is_empty())
                && !matches!(domain, Domain::Tree(_))
            {
                check.fail(
                    "products.columns.closed-sites",
                    span,
                    "only a column with a hierarchy has districts",
                );
                return None;
            }
            let set = |words: &[String]| words.iter().cloned().collect();
            Role::Quasi(Quasi {
                domain,
                closed: set(&raw.closed_sites),
                closed_marks: set(&raw.closed_marks),
            })
        }
        RawRole::Quasi => {
            check.fail("products.columns", span, "one of `range`, `digits`, `hierarchy`, `paths` expected");
            return None;
        }
        _ if given > 0 => {
            check.fail("products.columns", span, "only a column of role `quasi` is generalised");
            return None;
        }
        RawRole::Identifier => Role::Identifier,
        RawRole::Sensitive => Role::Sensitive,
        RawRole::Free => Role::Free,
    };
    Some(Column { name: raw.name.get_ref().clone(), role })
}

fn domain(raw: &RawColumn, read: ReadFile<'_>) -> Result<Domain, String> {
    let made = if let Some([min, max]) = raw.range {
        Domain::interval(min, max, raw.step.unwrap_or(1.0))
    } else if let Some(digits) = raw.digits {
        Domain::prefix(digits, &raw.keep)
    } else if let Some(paths) = &raw.paths {
        Tree::new(paths).map(Domain::Tree)
    } else {
        let file = raw.hierarchy.as_deref().unwrap_or(Path::new(""));
        let text = read(file).map_err(|e| format!("{}: {e}", file.display()))?;
        Tree::new(&paths(&text))
            .map(Domain::Tree)
            .map_err(|e| crate::cluster::ClusterError::Hierarchy(format!("{}: {e}", file.display())))
    };
    made.map_err(|e| e.to_string())
}

/// A hierarchy file: one value a line, then what it generalises to, with `;` or `,` between, as
/// ARX writes it. A `*` at the end is understood.
fn paths(text: &str) -> Vec<Vec<String>> {
    let line = |line: &str| -> Vec<String> {
        let mut path: Vec<String> = line.split([';', ',']).map(|name| name.trim().to_owned()).collect();
        if path.last().is_some_and(|name| name == "*") {
            path.pop();
        }
        path.reverse();
        path
    };
    text.lines().filter(|l| !l.trim().is_empty() && !l.starts_with('#')).map(line).collect()
}
