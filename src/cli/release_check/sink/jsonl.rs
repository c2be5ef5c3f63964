//! A masked copy as JSON objects, one a line.

use std::io::{self, Write};

use super::{Out, Sink};
use crate::cli::table::{Block, Kind};

/// JSON lines.
pub struct JsonlSink<W: Write> {
    to: io::BufWriter<W>,
}

impl<W: Write> JsonlSink<W> {
    /// Nothing written yet.
    pub fn new(to: W) -> Self {
        Self { to: io::BufWriter::with_capacity(1 << 20, to) }
    }

    fn value(&mut self, text: &str, kind: Kind) -> io::Result<()> {
        match kind {
            Kind::Missing => self.to.write_all(b"null"),
            Kind::Bool | Kind::Number => self.to.write_all(text.as_bytes()),
            Kind::Text => Ok(serde_json::to_writer(&mut self.to, text)?),
        }
    }
}

impl<W: Write> Sink for JsonlSink<W> {
    fn row(&mut self, block: &Block, row: usize, outs: &[Out<'_>]) -> io::Result<()> {
        let mut between = b"{".as_slice();
        for ((column, name), out) in block.names.iter().enumerate().zip(outs) {
            if matches!(out, Out::Left) {
                continue;
            }
            self.to.write_all(between)?;
            between = b",";
            serde_json::to_writer(&mut self.to, name)?;
            self.to.write_all(b":")?;
            let cell = block.cell(row, column);
            match out {
                Out::Left | Out::Same => self.value(cell.text, cell.kind)?,
                Out::Shown(shown) => {
                    self.value(&shown.text, if shown.number { Kind::Number } else { Kind::Text })?;
                }
                Out::Covered(text) => self.value(text, Kind::Text)?,
            }
        }
        self.to.write_all(if between == b"{" { b"{}\n" } else { b"}\n" })
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.to.flush()
    }
}
