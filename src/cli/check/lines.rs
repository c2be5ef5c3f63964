//! Drafts as lines of JSON: one decision a line on standard output, in the order of the input.

use std::io::Write;
use std::path::Path;

use super::CheckError;
use super::checker::Checker;
use crate::cli::Exit;
use crate::cli::scan::{Source, describe, too_long};
use crate::decode;
use crate::message::DraftAction;

/// Checks every line of a file. Whether something was found, and whether a line was no draft.
pub(super) fn check(
    path: &Path,
    checker: &mut Checker,
    out: &mut impl Write,
) -> Result<(bool, Exit), CheckError> {
    let open = |source| CheckError::Open { path: path.to_owned(), source };
    let mut source = Source::open(&path.to_owned()).map_err(open)?;
    let (mut found, mut end) = (false, Exit::Fine);
    loop {
        let line =
            source.next_line().map_err(|e| CheckError::Read { name: source.name.clone(), source: e })?;
        let Some(line) = line else { return Ok((found, end)) };
        let draft = match &line.bytes {
            Some(bytes) if bytes.iter().all(u8::is_ascii_whitespace) => continue,
            Some(bytes) => decode::draft(bytes),
            None => Err(too_long()),
        };
        match draft {
            Ok(draft) => {
                let decision = checker.check(&draft)?;
                found |= decision.action != DraftAction::Pass;
                writeln!(out, "{}", checker.to_json(&decision))?;
            }
            Err(dead) => {
                eprintln!("kanhe check: {}", describe(&source.name, line.number, &dead));
                end = Exit::Failed;
            }
        }
    }
}
