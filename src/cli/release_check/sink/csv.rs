//! A masked copy as CSV.

use std::io::{self, Write};

use super::{Out, Sink};
use crate::cli::table::Block;

/// CSV with a header.
pub struct CsvSink<W: Write> {
    writer: csv::Writer<W>,
    begun: bool,
}

impl<W: Write> CsvSink<W> {
    /// Nothing written yet.
    pub fn new(to: W) -> Self {
        Self { writer: csv::WriterBuilder::new().buffer_capacity(1 << 20).from_writer(to), begun: false }
    }
}

impl<W: Write> Sink for CsvSink<W> {
    fn row(&mut self, block: &Block, row: usize, outs: &[Out<'_>]) -> io::Result<()> {
        if !self.begun {
            self.begun = true;
            for (name, out) in block.names.iter().zip(outs) {
                if !matches!(out, Out::Left) {
                    self.writer.write_field(name)?;
                }
            }
            self.writer.write_record(None::<&[u8]>)?;
        }
        for (column, out) in outs.iter().enumerate() {
            match out {
                Out::Left => {}
                Out::Same => self.writer.write_field(block.cell(row, column).text)?,
                Out::Shown(shown) => self.writer.write_field(&shown.text)?,
                Out::Covered(text) => self.writer.write_field(text.as_ref())?,
            }
        }
        self.writer.write_record(None::<&[u8]>)?;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.writer.flush()
    }
}
