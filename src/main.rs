//! The `kanhe` command.

use anyhow::Result;
use std::io;

fn main() -> Result<()> {
    let engine = kanhe::pipeline::Engine::builtin()?;
    let dead = kanhe::cli::scan::lines(&engine, io::stdin().lock(), io::stdout().lock())?;
    std::process::exit(if dead > 0 { 3 } else { 0 })
}
