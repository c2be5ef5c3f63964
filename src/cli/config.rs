//! `kanhe config check`: is a pipeline right, and does it do what its own tests say?

use clap::{Args as ClapArgs, Subcommand};
use miette::{GraphicalReportHandler, GraphicalTheme};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use thiserror::Error;

use super::load::EngineArgs;
use super::pipeline::{self, PipelineError};
use super::{Ends, Exit};
use crate::pipeline::trial;

/// Check pipelines
#[derive(Debug, Clone, ClapArgs)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Clone, Subcommand)]
enum Verb {
    /// Check pipelines and run the tests that they carry
    Check {
        /// Pipelines
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
}

/// The answer could not be written.
#[derive(Debug, Error)]
pub enum CheckError {
    /// Standard output or error is closed.
    #[error("cannot write: {0}")]
    Write(#[from] io::Error),
}

impl Ends for CheckError {
    fn exit(&self) -> Exit {
        Exit::Failed
    }
}

/// Checks every file, whatever the others are like; the worst of the answers counts.
pub fn run(args: &Args) -> Result<Exit, CheckError> {
    let Verb::Check { files } = &args.verb;
    let (mut out, mut err) = (io::stdout().lock(), io::stderr().lock());
    let mut worst = Exit::Fine;
    for file in files {
        worst = worst.and(match check(file) {
            Ok(report) => report.write(file, &mut out, &mut err)?,
            Err(e) => {
                show(&e, &mut err)?;
                Exit::Usage
            }
        });
    }
    Ok(worst)
}

struct Report {
    tests: usize,
    failures: Vec<trial::Failure>,
}

fn check(file: &Path) -> Result<Report, PipelineError> {
    let config = pipeline::config(file)?;
    // Whether a notice has a token is no business of these tests: no key is read.
    let folder = file.parent().unwrap_or(Path::new(""));
    let registry = config.registry.as_deref().map(|registry| folder.join(registry));
    let failures = trial::run(&config, EngineArgs { registry, ..EngineArgs::default() }.engine()?);
    Ok(Report { tests: config.tests.len(), failures })
}

impl Report {
    fn write(&self, file: &Path, out: &mut impl Write, err: &mut impl Write) -> io::Result<Exit> {
        for failure in &self.failures {
            writeln!(
                err,
                "{}:{}: test \"{}\": {}",
                file.display(),
                failure.line,
                failure.test,
                failure.reason
            )?;
        }
        if self.failures.is_empty() {
            writeln!(out, "{}: ok, {} tests", file.display(), self.tests)?;
            return Ok(Exit::Fine);
        }
        let mut failed: Vec<&str> = self.failures.iter().map(|f| f.test.as_str()).collect();
        failed.dedup();
        writeln!(err, "{}: {} of {} tests failed", file.display(), failed.len(), self.tests)?;
        Ok(Exit::Findings)
    }
}

/// A line for each problem, as `file:line: key: message`, and on a terminal a picture of the place.
fn show(error: &PipelineError, err: &mut impl Write) -> io::Result<()> {
    writeln!(err, "{error}")?;
    let PipelineError::Config(config) = error else { return Ok(()) };
    let theme = if io::stderr().is_terminal() {
        GraphicalTheme::unicode()
    } else {
        GraphicalTheme::unicode_nocolor()
    };
    let handler = GraphicalReportHandler::new_themed(theme);
    for problem in config.problems() {
        let mut picture = String::new();
        if handler.render_report(&mut picture, problem).is_ok() {
            writeln!(err, "{picture}")?;
        }
    }
    Ok(())
}
