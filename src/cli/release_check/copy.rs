//! The second reading of a table: the masked copy, and what it gives away.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;

use super::ReleaseCheckError;
use super::meter::{Meter, Seen};
use super::others::{Join, key};
use super::scan::{Coded, Coder};
use super::sink::{Out, Sink};
use crate::cli::table::{Block, TableError, each_block};
use crate::cluster::{Domain, Span, value_text};
use crate::message::Value;
use crate::rules::private;
use crate::tables::{Tree, Use};

/// Generalised values that are kept as text, for each column.
const KEPT: usize = 1 << 16;

/// A generalised value as it is written.
#[derive(Debug, Clone)]
pub struct Shown {
    /// As text.
    pub text: String,
    /// Whether it is one number.
    pub number: bool,
}

/// The texts of generalised values.
struct Words {
    domain: Domain,
    kept: HashMap<Span, Shown>,
}

impl Words {
    fn show(&mut self, span: Span) -> Shown {
        if self.kept.len() >= KEPT {
            self.kept.clear();
        }
        let domain = &self.domain;
        let shown = self.kept.entry(span).or_insert_with(|| {
            let value = domain.show(span);
            Shown { text: value_text(&value).unwrap_or_default(), number: matches!(value, Value::Number(_)) }
        });
        shown.clone()
    }
}

/// What came out.
#[derive(Debug, Clone, Copy, Default)]
pub struct Copied {
    /// Rows that were read.
    pub rows: u64,
    /// Sum of the keys of their classes.
    pub sum: u128,
    /// Rows that were left out.
    pub withheld: u64,
    /// Sum of the losses of all others.
    pub lost: f64,
}

/// Reads a table once more and writes every row that may be published, generalised, to a meter and
/// to a file, where one is wanted.
pub fn copy(
    path: &Path,
    coder: &mut Coder,
    tree: &Tree,
    meter: &mut Meter,
    join: Option<&Join>,
    mut sink: Option<&mut Box<dyn Sink + '_>>,
) -> Result<Copied, ReleaseCheckError> {
    let mut copied = Copied::default();
    let domains = coder.domains();
    let mut words: Vec<Words> =
        domains.iter().map(|d| Words { domain: d.clone(), kept: HashMap::new() }).collect();
    let mut entry = Coded::default();
    each_block(path, |block| {
        coder.columns(block);
        for row in 0..block.rows() {
            coder.code(block, row, copied.rows, false, &mut entry)?;
            copied.rows += 1;
            copied.sum = copied.sum.wrapping_add(coder.class(block, row));
            let leaf = tree.find(&domains, &entry.codes).filter(|leaf| !tree.is_withheld(*leaf));
            let Some(leaf) = leaf.filter(|_| !entry.nobody).and_then(|leaf| tree.leaf(leaf)) else {
                copied.withheld += 1;
                continue;
            };
            copied.lost += f64::from(leaf.loss);
            let shown: Vec<Shown> =
                words.iter_mut().zip(leaf.cells).map(|(words, cell)| words.show(cell)).collect();
            let class = coder.keys.key(shown.iter().map(|shown| shown.text.as_str()));
            let outs = outs(coder, block, row, &shown);
            let sensitive = coder.shown(&entry);
            let join = join.and_then(|join| {
                let text = |column: &usize| match outs.get(*column) {
                    Some(Out::Shown(shown)) => shown.text.as_str(),
                    Some(Out::Covered(text)) => text.as_ref(),
                    _ => block.cell(row, *column).text,
                };
                key(&coder.keys, join.here.iter().map(text))
            });
            meter.row(Seen { class, person: entry.person, sensitive, join })?;
            if let Some(sink) = &mut sink {
                sink.row(block, row, &outs)?;
            }
        }
        Ok::<_, ReleaseCheckError>(true)
    })?;
    Ok(copied)
}

fn outs<'a>(coder: &Coder, block: &Block, row: usize, shown: &'a [Shown]) -> Vec<Out<'a>> {
    let out = |(column, role): (usize, &Use)| match role {
        Use::Identifier | Use::Undeclared => Out::Left,
        Use::Quasi(at) => shown.get(*at).map_or(Out::Left, Out::Shown),
        Use::Sensitive(_) | Use::Free => {
            let covered = private::covered_text(block.cell(row, column).text);
            covered.map_or(Out::Same, |text| Out::Covered(Cow::Owned(text)))
        }
    };
    coder.layout.uses.iter().enumerate().map(out).collect()
}

/// The error of a table that is another one when it is read again.
pub fn changed(path: &Path) -> TableError {
    TableError::Whole { path: path.to_owned(), what: "the table changed while it was read".to_owned() }
}
