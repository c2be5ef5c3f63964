//! Lines of files and of standard input, bounded: what is longer than an event may be is passed
//! over without being kept.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::PathBuf;

use crate::limits::MAX_EVENT_BYTES;

/// Bytes that are read at once.
const BUFFER: usize = 256 * 1024;

/// Where a stream of lines comes from.
pub struct Source {
    /// Its name, for errors.
    pub name: String,
    reader: BufReader<Box<dyn Read + Send>>,
    line: usize,
}

/// One line of a source.
#[derive(Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number in the source, from 1.
    pub number: usize,
    /// Its bytes without the line break; `None` when it is longer than an event may be.
    pub bytes: Option<Vec<u8>>,
    /// Bytes read for it.
    pub read: usize,
}

impl Source {
    /// A file; `-` is standard input.
    pub fn open(path: &PathBuf) -> io::Result<Self> {
        if path.as_os_str() == "-" {
            return Ok(Self::new("<stdin>".to_owned(), Box::new(io::stdin())));
        }
        let file = File::open(path)?;
        if file.metadata()?.is_dir() {
            return Err(io::Error::new(io::ErrorKind::IsADirectory, "is a folder"));
        }
        Ok(Self::new(path.display().to_string(), Box::new(file)))
    }

    /// Any stream.
    pub fn new(name: String, stream: Box<dyn Read + Send>) -> Self {
        Self { name, reader: BufReader::with_capacity(BUFFER, stream), line: 0 }
    }

    /// Whether another whole line is there without waiting for more input.
    pub fn has_line_ready(&self) -> bool {
        self.reader.buffer().contains(&b'\n')
    }

    /// The next line; `None` at the end.
    pub fn next_line(&mut self) -> io::Result<Option<Line>> {
        let mut bytes = Vec::new();
        // One byte more than the limit, one for the line break.
        let mut read = self.reader.by_ref().take(MAX_EVENT_BYTES as u64 + 2).read_until(b'\n', &mut bytes)?;
        if read == 0 {
            return Ok(None);
        }
        self.line += 1;
        let ended = bytes.last() == Some(&b'\n');
        if ended {
            bytes.pop();
            if bytes.last() == Some(&b'\r') {
                bytes.pop();
            }
        }
        if self.line == 1 && bytes.starts_with(b"\xef\xbb\xbf") {
            bytes.drain(..3);
        }
        let fits = bytes.len() <= MAX_EVENT_BYTES;
        if !fits && !ended {
            read += self.skip_rest()?;
        }
        Ok(Some(Line { number: self.line, bytes: fits.then_some(bytes), read }))
    }

    fn skip_rest(&mut self) -> io::Result<usize> {
        let mut skipped = 0;
        loop {
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() {
                return Ok(skipped);
            }
            let end = buffer.iter().position(|b| *b == b'\n');
            let used = end.map_or(buffer.len(), |i| i + 1);
            self.reader.consume(used);
            skipped += used;
            if end.is_some() {
                return Ok(skipped);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(bytes: Vec<u8>) -> Source {
        Source::new("test".to_owned(), Box::new(io::Cursor::new(bytes)))
    }

    #[test]
    fn a_line_that_is_too_long_is_passed_over_alone() {
        let mut bytes = vec![b'x'; MAX_EVENT_BYTES * 2];
        bytes.extend_from_slice(b"\nabc\r\nlast");
        let mut s = source(bytes);
        let first = s.next_line().unwrap().unwrap();
        assert_eq!((first.number, first.bytes), (1, None));
        assert_eq!(first.read, MAX_EVENT_BYTES * 2 + 1);
        assert_eq!(s.next_line().unwrap().unwrap().bytes.unwrap(), b"abc");
        assert_eq!(s.next_line().unwrap().unwrap().bytes.unwrap(), b"last");
        assert_eq!(s.next_line().unwrap(), None);
    }

    #[test]
    fn the_longest_event_fits() {
        let mut bytes = vec![b' '; MAX_EVENT_BYTES];
        bytes.push(b'\n');
        let line = source(bytes).next_line().unwrap().unwrap();
        assert_eq!(line.bytes.map(|b| b.len()), Some(MAX_EVENT_BYTES));
    }
}
