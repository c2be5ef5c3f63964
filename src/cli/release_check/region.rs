//! The coded rows of a table, in memory or in a file, and their plan.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::limits::{MAX_TABLE_FILES, TABLE_REGION_BYTES};
use crate::tables::{Cut, Leaf, Planner, RegionRows, Tree, side};

/// Coded rows of one width.
#[derive(Debug)]
pub struct Region {
    width: usize,
    rows: u64,
    memory: Vec<u32>,
    /// Once there are too many for memory: all of them.
    file: Option<RefCell<BufWriter<File>>>,
    most: usize,
    folder: PathBuf,
}

impl Region {
    /// None yet; files are made in a folder and have no name.
    pub fn new(width: usize, folder: &Path) -> Self {
        let most = TABLE_REGION_BYTES / size_of::<u32>();
        Self { width, rows: 0, memory: Vec::new(), file: None, most, folder: folder.to_owned() }
    }

    /// As [`Region::new`] with room for so many codes in memory.
    #[cfg(test)]
    fn small(width: usize, folder: &Path, most: usize) -> Self {
        Self { most, ..Self::new(width, folder) }
    }

    fn like(&self, in_file: bool) -> io::Result<Self> {
        let folder = self.folder.clone();
        let file = if in_file { Some(RefCell::new(writer(&folder)?)) } else { None };
        Ok(Self { width: self.width, rows: 0, memory: Vec::new(), file, most: self.most, folder })
    }

    /// Takes a row.
    pub fn push(&mut self, row: &[u32]) -> io::Result<()> {
        self.rows += 1;
        if let Some(file) = &self.file {
            return write(&mut file.borrow_mut(), row);
        }
        self.memory.extend_from_slice(row);
        if self.memory.len() > self.most {
            let mut file = writer(&self.folder)?;
            write(&mut file, &std::mem::take(&mut self.memory))?;
            self.file = Some(RefCell::new(file));
        }
        Ok(())
    }

    /// Plans the rows: cuts the whole until no group can be cut without breaking the promise.
    /// Nothing where the whole breaks it.
    pub fn plan(self, planner: &Planner, withhold: &dyn Fn(f32) -> bool) -> io::Result<Option<Tree>> {
        if !planner.holds(&self)? {
            return Ok(None);
        }
        let mut tree = Tree::new(planner.domains.len());
        let mut open = vec![(0, self)];
        while let Some((node, region)) = open.pop() {
            let mut region = region;
            if region.file.is_none() {
                tree.grow(node, &mut region.memory, planner, withhold);
                continue;
            }
            if region.rows as usize * region.width <= region.most {
                let mut codes = Vec::with_capacity(region.rows as usize * region.width);
                region.each(&mut |row| {
                    codes.extend_from_slice(row);
                    true
                })?;
                drop(region);
                tree.grow(node, &mut codes, planner, withhold);
                continue;
            }
            let cells = planner.cover(&region)?;
            let Some(cut) = planner.cut(&region, &cells)? else {
                let loss = planner.loss(&cells);
                tree.close(node, &Leaf { cells, rows: region.rows, loss, withheld: withhold(loss) });
                continue;
            };
            let groups = region.split(planner, &cut)?;
            open.extend(tree.cut(node, &cut).into_iter().zip(groups));
        }
        Ok(Some(tree))
    }

    /// The groups of a cut, in files; in several readings where there are many.
    fn split(self, planner: &Planner, cut: &Cut) -> io::Result<Vec<Self>> {
        let mut out = Vec::with_capacity(cut.groups());
        for from in (0..cut.groups()).step_by(MAX_TABLE_FILES) {
            let to = (from + MAX_TABLE_FILES).min(cut.groups());
            let mut groups = Vec::with_capacity(to - from);
            for _ in from..to {
                groups.push(self.like(true)?);
            }
            let mut failed = Ok(());
            self.each(&mut |row| {
                let value = planner.domains.get(cut.column).zip(row.get(cut.column));
                let group = value.map_or(cut.parts.len(), |(domain, code)| cut.part(side(domain, *code)));
                if let Some(group) = group.checked_sub(from).and_then(|at| groups.get_mut(at)) {
                    failed = group.push(row);
                }
                failed.is_ok()
            })?;
            failed?;
            out.append(&mut groups);
        }
        Ok(out)
    }
}

fn writer(folder: &Path) -> io::Result<BufWriter<File>> {
    Ok(BufWriter::with_capacity(256 << 10, tempfile::tempfile_in(folder)?))
}

fn write(file: &mut BufWriter<File>, codes: &[u32]) -> io::Result<()> {
    codes.iter().try_for_each(|code| file.write_all(&code.to_le_bytes()))
}

impl RegionRows for Region {
    type Error = io::Error;

    fn rows(&self) -> u64 {
        self.rows
    }

    fn each(&self, see: &mut dyn FnMut(&[u32]) -> bool) -> io::Result<()> {
        let Some(file) = &self.file else {
            for row in self.memory.chunks_exact(self.width) {
                if !see(row) {
                    break;
                }
            }
            return Ok(());
        };
        let mut file = file.borrow_mut();
        file.flush()?;
        let mut from = file.get_ref().try_clone()?;
        from.seek(SeekFrom::Start(0))?;
        let mut from = BufReader::with_capacity(1 << 20, from);
        let mut bytes = vec![0; self.width * size_of::<u32>()];
        let mut row = vec![0; self.width];
        for _ in 0..self.rows {
            from.read_exact(&mut bytes)?;
            for (code, bytes) in row.iter_mut().zip(bytes.as_chunks::<4>().0) {
                *code = u32::from_le_bytes(*bytes);
            }
            if !see(&row) {
                break;
            }
        }
        // The next row that is written comes after the last.
        file.get_mut().seek(SeekFrom::End(0))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::Domain;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_plan_in_files_is_the_plan_in_memory(
            rows in prop::collection::vec((0u32..100, 0u32..0x1000, 0u32..40), 1..300), most in 8usize..200,
        ) {
            let domains = vec![Domain::interval(0.0, 99.0, 1.0).unwrap(), Domain::prefix(3, &[]).unwrap()];
            let planner =
                Planner { domains, sensitive: 0, k: 3, l: 1, t: None, shares: Vec::new(), least: 1 };
            let folder = std::env::temp_dir();
            let (mut large, mut small) = (Region::new(4, &folder), Region::small(4, &folder, most));
            let rows: Vec<[u32; 4]> = rows.into_iter().map(|(a, b, p)| [a, b & 0x999, p, 0]).collect();
            for row in &rows {
                large.push(row).unwrap();
                small.push(row).unwrap();
            }
            let plans = [large, small].map(|region| region.plan(&planner, &|_| false).unwrap());
            let [Some(one), Some(other)] = plans else {
                let persons: std::collections::BTreeSet<u32> = rows.iter().map(|row| row[2]).collect();
                prop_assert!(persons.len() < 3);
                return Ok(());
            };
            prop_assert_eq!(one.fates(), other.fates());
            for row in &rows {
                let class = |tree: &Tree| tree.find(&planner.domains, row).and_then(|leaf| tree.leaf(leaf));
                prop_assert_eq!(class(&one), class(&other));
            }
        }
    }
}
