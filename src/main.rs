//! The `kanhe` command: its verbs, and the numbers with which the process ends.

use clap::{Parser, Subcommand};
use std::io;
use std::process::ExitCode;

use kanhe::cli::{
    Ends, Exit, check, config, eval, explain, lexicon, log, product, release_check, scan, schema, verify,
};
#[cfg(feature = "desk")]
use kanhe::cli::{apart, releases, serve};
#[cfg(feature = "kafka")]
use kanhe::cli::{desk, dlq, run as worker, state};

/// Who does this account claim to be, whose private data is in this post?
///
/// Ends with 0 when all is well, 1 when a gate found something, 2 on bad usage or configuration,
/// 3 when something failed while running; `release-check` with 4 when nothing may be released.
#[derive(Debug, Parser)]
#[command(name = "kanhe", version, max_term_width = 100)]
struct Kanhe {
    #[command(subcommand)]
    verb: Verb,
}

/// To add a verb: a line here and a line in [`run`].
#[derive(Debug, Subcommand)]
enum Verb {
    Scan(scan::Args),
    Check(check::Args),
    Explain(explain::Args),
    Eval(eval::Args),
    Lexicon(lexicon::Args),
    Schema(schema::Args),
    Verify(verify::Args),
    Config(config::Args),
    Log(log::Args),
    Product(product::Args),
    ReleaseCheck(release_check::Args),
    #[cfg(feature = "kafka")]
    Run(worker::Args),
    #[cfg(feature = "kafka")]
    Dlq(dlq::Args),
    #[cfg(feature = "desk")]
    Serve(serve::Args),
    #[cfg(feature = "desk")]
    Release(releases::ReleaseArgs),
    #[cfg(feature = "desk")]
    Releases(releases::ReleasesArgs),
    #[cfg(feature = "desk")]
    #[command(hide = true)]
    Readpdf(apart::Args),
    #[cfg(feature = "kafka")]
    Desk(desk::Args),
    #[cfg(feature = "kafka")]
    Revert(desk::RevertArgs),
    #[cfg(feature = "kafka")]
    State(state::Args),
}

fn run(verb: Verb) -> Result<ExitCode, Failure> {
    match verb {
        Verb::Scan(args) => ended(scan::run(&args)),
        Verb::Check(args) => ended(check::run(&args)),
        Verb::Explain(args) => ended(explain::run(&args)),
        Verb::Eval(args) => ended(eval::run(&args)),
        Verb::Lexicon(args) => ended(lexicon::run(&args)),
        Verb::Schema(args) => ended(schema::run(&args)),
        Verb::Verify(args) => ended(verify::run(&args)),
        Verb::Config(args) => ended(config::run(&args)),
        Verb::Log(args) => ended(log::run(&args)),
        Verb::Product(args) => ended(product::run(&args)),
        Verb::ReleaseCheck(args) => ended(release_check::run(&args)),
        #[cfg(feature = "kafka")]
        Verb::Run(args) => ended(worker::run(&args)),
        #[cfg(feature = "kafka")]
        Verb::Dlq(args) => ended(dlq::run(&args)),
        #[cfg(feature = "desk")]
        Verb::Serve(args) => ended(serve::run(&args)),
        #[cfg(feature = "desk")]
        Verb::Release(args) => ended(releases::release(&args)),
        #[cfg(feature = "desk")]
        Verb::Releases(args) => ended(releases::run(&args)),
        #[cfg(feature = "desk")]
        Verb::Readpdf(args) => ended(apart::run(&args)),
        #[cfg(feature = "kafka")]
        Verb::Desk(args) => ended(desk::run(&args)),
        #[cfg(feature = "kafka")]
        Verb::Revert(args) => ended(desk::revert(&args)),
        #[cfg(feature = "kafka")]
        Verb::State(args) => ended(state::run(&args)),
    }
}

/// An error of any verb, and the number that it means.
struct Failure {
    error: anyhow::Error,
    exit: Exit,
}

fn ended<E: Ends>(result: Result<impl Into<ExitCode>, E>) -> Result<ExitCode, Failure> {
    result.map(Into::into).map_err(|e| Failure { exit: e.exit(), error: e.into() })
}

/// Whoever read the output has seen enough: nothing to say about.
fn reader_left(error: &anyhow::Error) -> bool {
    let broken = |e: &io::Error| e.kind() == io::ErrorKind::BrokenPipe;
    error.chain().any(|e| e.downcast_ref().is_some_and(broken))
}

fn main() -> ExitCode {
    run(Kanhe::parse().verb).unwrap_or_else(|failure| {
        if !reader_left(&failure.error) {
            eprintln!("kanhe: {}", failure.error);
        }
        failure.exit.into()
    })
}
