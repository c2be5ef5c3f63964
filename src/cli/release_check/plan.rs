//! The plan of a masked copy, and its classes against the previous release.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::ReleaseCheckError;
use super::meter::isolates;
use super::others;
use super::region::Region;
use super::scan::Coder;
use crate::cluster::{AtBound, Product, value_text};
use crate::tables::{Planner, Shares, Tree};

/// Times that classes which differ too little from the previous release are widened before their
/// rows are left out.
const ROUNDS: usize = 8;

/// Plans the coded rows; nothing where even all of them together break the promise.
pub fn make(
    region: Region,
    coder: &Coder,
    product: &Product,
    shares: Vec<Option<Shares>>,
    rows: u64,
    previous: Option<&Path>,
) -> Result<Option<Tree>, ReleaseCheckError> {
    let planner = Planner {
        domains: coder.domains(),
        sensitive: coder.values.len(),
        k: product.k as u64,
        l: product.l as u64,
        t: product.table.t,
        shares,
        least: Planner::least_rows(rows),
    };
    let (max_loss, keep_coarse) = (product.max_loss, product.at_bound == AtBound::Suppress);
    let withhold = |loss: f32| !keep_coarse && loss > max_loss;
    let Some(mut tree) = region.plan(&planner, &withhold)? else { return Ok(None) };
    if let Some(previous) = previous {
        separate(&mut tree, coder, &planner, &withhold, previous)?;
    }
    Ok(Some(tree))
}

/// Widens classes whose size differs from the previous release's by fewer than `k` rows, and leaves
/// out what still does: of a class that is not released again nothing can be subtracted.
fn separate(
    tree: &mut Tree,
    coder: &Coder,
    planner: &Planner,
    withhold: &dyn Fn(f32) -> bool,
    previous: &Path,
) -> Result<(), ReleaseCheckError> {
    for round in 0..=ROUNDS {
        let mut classes: HashMap<u128, (u64, u64, Vec<u32>)> = HashMap::new();
        for leaf in (0..tree.len() as u32).filter(|leaf| tree.is_class(*leaf) && !tree.is_withheld(*leaf)) {
            let Some(class) = tree.leaf(leaf) else { continue };
            let shown = planner.domains.iter().zip(class.cells).map(|(domain, cell)| domain.show(cell));
            let texts: Vec<String> = shown.map(|value| value_text(&value).unwrap_or_default()).collect();
            let key = coder.keys.key(texts.iter().map(String::as_str));
            let (here, _, leaves) = classes.entry(key).or_default();
            *here += class.rows;
            leaves.push(leaf);
        }
        others::previous(previous, &coder.layout, &coder.keys, |key| {
            if let Some((_, there, _)) = classes.get_mut(&key) {
                *there += 1;
            }
            Ok(())
        })?;
        let mut near: Vec<u32> = classes
            .into_values()
            .filter(|(here, there, _)| isolates(*here, *there, planner.k))
            .flat_map(|(.., leaves)| leaves)
            .collect();
        // Not in the order of the hashes, which differ from run to run.
        near.sort_unstable();
        if near.is_empty() {
            return Ok(());
        }
        let mut done = HashSet::new();
        for leaf in near {
            if !tree.is_class(leaf) || done.contains(&leaf) {
                continue;
            }
            let wider = if round < ROUNDS { tree.widen(leaf, planner, withhold) } else { None };
            match wider {
                Some(wider) => {
                    done.insert(wider);
                }
                None => tree.withhold(leaf),
            }
        }
    }
    Ok(())
}
