//! `kanhe scan`: events in, decisions out, one line each.

use std::io::{self, BufRead, Write};

use crate::limits::MAX_EVENT_BYTES;
use crate::pipeline::{Engine, Outcome};

/// Reads events line by line and writes decisions.
pub fn lines(engine: &Engine, mut input: impl BufRead, mut out: impl Write) -> io::Result<usize> {
    let (mut dead, mut line, mut buffer) = (0, 0, Vec::new());
    loop {
        buffer.clear();
        if io::Read::take(&mut input, MAX_EVENT_BYTES as u64 + 2).read_until(b'\n', &mut buffer)? == 0 {
            return Ok(dead);
        }
        line += 1;
        let text = buffer.strip_suffix(b"\n").unwrap_or(&buffer);
        if text.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match engine.step(text) {
            Outcome::Decided(d) => writeln!(out, "{}", engine.to_json(&d.decision))?,
            Outcome::Dead(d) => {
                dead += 1;
                eprintln!("line {line}: {} {}", d.code, d.detail);
            }
        }
    }
}
