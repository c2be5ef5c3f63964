//! Sorts pairs of a key and a value in bounded memory: what does not fit goes to temporary files
//! and is merged.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// A key and a value.
pub type Pair = (u128, u64);

/// Bytes of a pair in a file.
const BYTES: usize = 24;
/// Bytes that each file is read with while files are merged.
const READ_BUFFER: usize = 256 << 10;

/// Pairs that are being collected.
#[derive(Debug)]
pub struct Sorter {
    pairs: Vec<Pair>,
    most: usize,
    runs: Vec<File>,
    folder: PathBuf,
}

impl Sorter {
    /// Holds at most so many bytes in memory; files are made in a folder and have no name.
    pub fn new(bytes: usize, folder: &Path) -> Self {
        let most = (bytes / size_of::<Pair>()).max(1024);
        Self { pairs: Vec::new(), most, runs: Vec::new(), folder: folder.to_owned() }
    }

    /// Takes a pair.
    pub fn push(&mut self, key: u128, value: u64) -> io::Result<()> {
        if self.pairs.len() >= self.most {
            self.spill()?;
        }
        self.pairs.push((key, value));
        Ok(())
    }

    fn spill(&mut self) -> io::Result<()> {
        self.pairs.sort_unstable();
        let mut out = BufWriter::with_capacity(1 << 20, tempfile::tempfile_in(&self.folder)?);
        for (key, value) in self.pairs.drain(..) {
            out.write_all(&key.to_le_bytes())?;
            out.write_all(&value.to_le_bytes())?;
        }
        let mut file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.seek(SeekFrom::Start(0))?;
        self.runs.push(file);
        Ok(())
    }

    /// Shows all pairs in their order.
    pub fn each(mut self, mut see: impl FnMut(u128, u64)) -> io::Result<()> {
        self.pairs.sort_unstable();
        let mut memory = std::mem::take(&mut self.pairs).into_iter();
        let mut files: Vec<BufReader<File>> =
            self.runs.into_iter().map(|file| BufReader::with_capacity(READ_BUFFER, file)).collect();
        let mut heap = BinaryHeap::with_capacity(files.len() + 1);
        let last = files.len();
        for (at, file) in files.iter_mut().enumerate() {
            if let Some(pair) = read(file)? {
                heap.push(Reverse((pair, at)));
            }
        }
        heap.extend(memory.next().map(|pair| Reverse((pair, last))));
        while let Some(mut top) = heap.peek_mut() {
            let Reverse(((key, value), at)) = *top;
            see(key, value);
            let next = match files.get_mut(at) {
                Some(file) => read(file)?,
                None => memory.next(),
            };
            match next {
                Some(pair) => *top = Reverse((pair, at)),
                None => {
                    std::collections::binary_heap::PeekMut::pop(top);
                }
            }
        }
        Ok(())
    }
}

fn read(file: &mut BufReader<File>) -> io::Result<Option<Pair>> {
    let mut bytes = [0; BYTES];
    match file.read_exact(&mut bytes) {
        Ok(()) => {}
        Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(e) => return Err(e),
    }
    let (mut key, mut value) = ([0; 16], [0; 8]);
    key.copy_from_slice(&bytes[..16]);
    value.copy_from_slice(&bytes[16..]);
    Ok(Some((u128::from_le_bytes(key), u64::from_le_bytes(value))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_merged_from_files_is_sorted(pairs in prop::collection::vec((0u128..50, any::<u64>()), 0..5000)) {
            // The least memory there is: five files at most.
            let mut sorter = Sorter::new(1, &std::env::temp_dir());
            for (key, value) in &pairs {
                sorter.push(*key, *value).unwrap();
            }
            let mut got = Vec::new();
            sorter.each(|key, value| got.push((key, value))).unwrap();
            let mut wanted = pairs;
            wanted.sort_unstable();
            prop_assert_eq!(got, wanted);
        }
    }
}
