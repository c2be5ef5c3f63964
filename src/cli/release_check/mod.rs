//! `kanhe release-check`: may a whole table be released, as it stands, masked, or not at all?
//!
//! The table is read twice: once to check its cells, to code its rows and to measure it as it
//! stands, and once more, where that is not good enough, for the masked copy, which is measured
//! from what is written. Between the two the rows are planned. Everything beyond the bounds of
//! `limits` is sorted and cut in temporary files without a name.

mod copy;
mod keys;
mod meter;
mod others;
mod outputs;
mod plan;
mod product;
mod region;
mod scan;
mod sink;
mod sort;
mod values;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use thiserror::Error;

use super::pipeline::PipelineError;
use super::table::{Block, TableError};
use super::{Ends, Exit};
use crate::cluster::Product;
use crate::tables::{Layout, MaskedReport, Measures, Promise, Shares, TableReport, Tree, Verdict, judge};
use copy::{Copied, changed, copy};
use keys::Keys;
use meter::{Basis, Meter};
use others::Join;
use outputs::Outputs;
use scan::{Coder, Scan};
use values::Values;

/// Check a whole table before its release: as it stands, masked, or not at all
///
/// Ends with 0 when the table may be released as it stands, 1 when only a masked copy may be, 4 when
/// nothing of it may be; with 2 on a bad table or configuration and 3 when something failed.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// The table: CSV with a header, JSON objects one a line, or Parquet
    pub table: PathBuf,
    /// Pipeline with the product; without one, roles are proposed from the values
    #[arg(long, value_name = "FILE")]
    pub pipeline: Option<PathBuf>,
    /// Which of its products, where there are several
    #[arg(long, value_name = "NAME")]
    pub product: Option<String>,
    /// A second table that somebody may join this one with
    #[arg(long, value_name = "FILE")]
    pub with: Option<PathBuf>,
    /// The previous release of the same table
    #[arg(long, value_name = "FILE")]
    pub previous: Option<PathBuf>,
    /// Share of the population that the table is; else the product's
    #[arg(long, value_name = "SHARE")]
    pub sampling_fraction: Option<f64>,
    /// Write the masked copy here, in the same format, if the verdict is `mask`
    #[arg(long, value_name = "FILE")]
    pub masked: Option<PathBuf>,
    /// Write the report here; on standard output without it
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// Write the report as a page here
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Folder of temporary files
    #[arg(long, value_name = "DIR")]
    pub temp: Option<PathBuf>,
}

/// Why there is no verdict.
#[derive(Debug, Error)]
#[allow(missing_docs)]
pub enum ReleaseCheckError {
    #[error(transparent)]
    Table(#[from] TableError),
    #[error(transparent)]
    Pipeline(#[from] PipelineError),
    #[error("{}: {what}", path.display())]
    Product { path: PathBuf, what: String },
    #[error("--sampling-fraction: above 0 and at most 1 expected")]
    Fraction,
    #[error("{}: {why}", path.display())]
    Output { path: PathBuf, why: String },
    #[error("{0}")]
    Io(#[from] io::Error),
}

impl Ends for ReleaseCheckError {
    fn exit(&self) -> Exit {
        match self {
            Self::Io(_) | Self::Table(TableError::Io { .. }) => Exit::Failed,
            _ => Exit::Usage,
        }
    }
}

/// Runs the verb.
pub fn run(args: &Args) -> Result<Exit, ReleaseCheckError> {
    let outputs = Outputs::new(args)?;
    let (product, suggested) = product::find(args)?;
    let check = Check::new(args, product, suggested)?;
    let (report, copy) = check.run(&outputs)?;
    outputs.publish(&report, copy)?;
    Ok(match report.verdict {
        Verdict::Release => Exit::Fine,
        Verdict::Mask => Exit::Findings,
        Verdict::Stop => Exit::Stopped,
    })
}

/// A check under way.
struct Check<'a> {
    args: &'a Args,
    folder: PathBuf,
    product: Arc<Product>,
    suggested: bool,
    promise: Promise,
    fraction: Option<f64>,
    previous: Option<String>,
}

impl<'a> Check<'a> {
    fn new(args: &'a Args, product: Arc<Product>, suggested: bool) -> Result<Self, ReleaseCheckError> {
        let fraction = args.sampling_fraction.or(product.table.sampling_fraction);
        if fraction.is_some_and(|f| !(f > 0.0 && f <= 1.0)) {
            return Err(ReleaseCheckError::Fraction);
        }
        let promise = Promise {
            k: product.k as u64,
            l: product.l as u64,
            t: product.table.t,
            max_withheld: product.table.max_withheld,
        };
        let folder = args.temp.clone().unwrap_or_else(std::env::temp_dir);
        let previous = args.previous.as_deref().map(others::name);
        Ok(Self { args, folder, product, suggested, promise, fraction, previous })
    }

    fn run(
        &self,
        outputs: &Outputs,
    ) -> Result<(TableReport, Option<tempfile::NamedTempFile>), ReleaseCheckError> {
        let table = &self.args.table;
        let join = self.join()?;
        let coder = Coder::new(table, &self.product)?;
        let mut meter = self.meter(coder.values.len());
        let join_key = |keys: &Keys, block: &Block, row: usize| {
            let columns = join.as_ref()?.here.iter();
            others::key(keys, columns.map(|column| block.cell(row, *column).text))
        };
        let scan = Scan::read(table, coder, &mut meter, &join_key, &self.folder)?;
        let Scan { mut coder, rows, nobody, sum, region } = scan;
        if let Some(name) = coder.layout.missing().first() {
            let what = format!("no column `{name}`, which product `{}` declares", self.product.name);
            return Err(TableError::Whole { path: table.clone(), what }.into());
        }
        self.beside(join.as_ref(), &coder, &mut meter)?;
        let sensitive = self.sensitive(&coder, Values::shares);
        let as_it_stands = self.measures(meter, &sensitive, join.as_ref())?;
        let mut report = TableReport {
            table: others::name(table),
            verdict: Verdict::Release,
            findings: Vec::new(),
            product: self.product.name.clone(),
            suggested: self.suggested,
            promise: self.promise.clone(),
            rows,
            has_identifier: coder.has_identifier(),
            no_identifier: nobody,
            columns: coder.reports.clone(),
            as_it_stands,
            masked: None,
        };
        let mut written = None;
        if judge(&report).0 != Verdict::Release {
            let sensitive = self.sensitive(&coder, Values::shown_shares);
            let shares: Vec<Option<Shares>> = sensitive.iter().map(|(_, shares)| shares.clone()).collect();
            let plan =
                plan::make(region, &coder, &self.product, shares, rows, self.args.previous.as_deref())?;
            if let Some(tree) = plan {
                let (masked, copy) =
                    self.mask(outputs, &tree, &mut coder, (rows, nobody, sum), &sensitive, join.as_ref())?;
                report.masked = Some(masked);
                written = copy;
            }
        }
        (report.verdict, report.findings) = judge(&report);
        Ok((report, written))
    }

    /// The second reading.
    fn mask(
        &self,
        outputs: &Outputs,
        tree: &Tree,
        coder: &mut Coder,
        (rows, nobody, sum): (u64, u64, u128),
        sensitive: &[(String, Option<Shares>)],
        join: Option<&Join>,
    ) -> Result<(MaskedReport, Option<tempfile::NamedTempFile>), ReleaseCheckError> {
        let table = &self.args.table;
        let mut meter = self.meter(coder.values.len());
        let mut file = outputs.begin_copy()?;
        let copied = {
            let layout = coder.layout.clone();
            let sink = file.as_mut().map(|file| sink::open(table, &layout, file.as_file_mut()));
            let mut sink = sink.transpose()?;
            let copied = copy(table, coder, tree, &mut meter, join, sink.as_mut())?;
            if let Some(sink) = sink {
                sink.finish()?;
            }
            copied
        };
        if (copied.rows, copied.sum) != (rows, sum) {
            return Err(changed(table).into());
        }
        self.beside(join, coder, &mut meter)?;
        let measures = self.measures(meter, sensitive, join)?;
        let Copied { withheld, lost, .. } = copied;
        #[allow(clippy::cast_precision_loss)] // A mean.
        let loss = lost / (rows - withheld).max(1) as f64;
        Ok((MaskedReport { withheld, no_identifier: nobody, loss, measures }, file))
    }

    fn join(&self) -> Result<Option<Join>, ReleaseCheckError> {
        let Some(with) = &self.args.with else { return Ok(None) };
        let names = others::names(&self.args.table)?;
        let layout = Layout::new(&self.product, &names);
        Ok(Some(Join::new(with, &self.args.table, &layout)?))
    }

    fn meter(&self, sensitive: usize) -> Meter {
        Meter::new(sensitive, self.args.with.is_some(), self.args.previous.is_some(), &self.folder)
    }

    /// Reads the tables beside this one into a meter.
    fn beside(&self, join: Option<&Join>, coder: &Coder, meter: &mut Meter) -> Result<(), ReleaseCheckError> {
        if let Some(join) = join {
            join.read(&coder.keys, meter)?;
        }
        if let Some(previous) = &self.args.previous {
            others::previous(previous, &coder.layout, &coder.keys, |class| meter.previous(class))?;
        }
        Ok(())
    }

    /// The sensitive columns with their shares, as they stand or as they are published.
    fn sensitive(
        &self,
        coder: &Coder,
        shares: fn(&Values) -> Option<Shares>,
    ) -> Vec<(String, Option<Shares>)> {
        let names = self.product.columns.iter().filter(|c| matches!(c.role, crate::cluster::Role::Sensitive));
        names.zip(&coder.values).map(|(column, values)| (column.name.clone(), shares(values))).collect()
    }

    fn measures(
        &self,
        meter: Meter,
        sensitive: &[(String, Option<Shares>)],
        join: Option<&Join>,
    ) -> io::Result<Measures> {
        meter.measures(&Basis {
            promise: &self.promise,
            sensitive,
            fraction: self.fraction,
            join: join.map(|join| (join.name.as_str(), join.keys.as_slice())),
            previous: self.previous.as_deref(),
        })
    }
}

/// An error about a file that is written.
fn output(path: &Path, why: impl std::fmt::Display) -> ReleaseCheckError {
    ReleaseCheckError::Output { path: path.to_owned(), why: why.to_string() }
}
