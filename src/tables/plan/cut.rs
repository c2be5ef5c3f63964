//! Where a group of rows can be cut along one column.

use std::collections::BTreeMap;

use super::{Cut, Enough, Planner, RegionRows, find};
use crate::cluster::Span;
use crate::tables::code::{ANY, side};

/// Bins in which the values of a large range are counted.
const BINS: u32 = 4096;

/// Cuts a range at its median. Rows that could be anywhere in it stay together, with the smallest
/// values if they are too few on their own.
pub(super) fn halves<R: RegionRows>(
    planner: &Planner,
    rows: &R,
    column: usize,
    cell: Span,
) -> Result<Option<Cut>, R::Error> {
    let width = (cell.hi - cell.lo) / BINS + 1;
    let mut bins = vec![0u64; ((cell.hi - cell.lo) / width + 1) as usize];
    let (mut known, mut any) = (0u64, 0u64);
    rows.each(&mut |row| {
        match row.get(column).copied() {
            None | Some(ANY) => any += 1,
            Some(code) => {
                known += 1;
                if let Some(bin) = bins.get_mut((code.saturating_sub(cell.lo) / width) as usize) {
                    *bin += 1;
                }
            }
        }
        true
    })?;
    let first = bins.iter().position(|n| *n > 0).unwrap_or(0);
    let last = bins.iter().rposition(|n| *n > 0).unwrap_or(0);
    // The first value of the upper side, where the lower one gets about `wanted` rows.
    let at = |wanted: u64| {
        let mut seen = 0;
        for (bin, n) in bins.iter().enumerate().take(last).skip(first) {
            seen += n;
            if seen >= wanted {
                return Some(cell.lo + (bin as u32 + 1) * width);
            }
        }
        (last > first).then(|| cell.lo + last as u32 * width)
    };
    let above = |at: u32| Span { lo: at, hi: cell.hi };
    let Some(median) = at(known.div_ceil(2)) else {
        // One value only: the rows that could be anything may stand apart from it.
        let parts = vec![Span { lo: cell.lo + first as u32 * width, hi: cell.hi }];
        return if any > 0 && known > 0 { settle(planner, rows, column, parts, false) } else { Ok(None) };
    };
    if any == 0 {
        let parts = vec![Span { lo: cell.lo, hi: median - 1 }, above(median)];
        return settle(planner, rows, column, parts, false);
    }
    let everyone_else = vec![Span { lo: cell.lo, hi: cell.hi }];
    if let Some(cut) = settle(planner, rows, column, everyone_else, false)? {
        return Ok(Some(cut));
    }
    let mut wanted = planner.k.max(planner.least);
    while wanted <= known / 2 {
        if let Some(at) = at(wanted)
            && let Some(cut) = settle(planner, rows, column, vec![above(at)], false)?
        {
            return Ok(Some(cut));
        }
        wanted *= 2;
    }
    Ok(None)
}

/// Cuts a node into its children.
pub(super) fn children<R: RegionRows>(
    planner: &Planner,
    rows: &R,
    column: usize,
    cell: Span,
) -> Result<Option<Cut>, R::Error> {
    let Some(domain) = planner.domains.get(column) else { return Ok(None) };
    let mut found: BTreeMap<u32, Span> = BTreeMap::new();
    rows.each(&mut |row| {
        let value = row.get(column).map_or(cell, |code| side(domain, *code));
        let known = found.range(..=value.lo).next_back().is_some_and(|(_, part)| part.covers(value));
        if !known && let Some(child) = domain.step_down(cell, value) {
            found.insert(child.lo, child);
        }
        true
    })?;
    if found.is_empty() {
        return Ok(None);
    }
    settle(planner, rows, column, found.into_values().collect(), true)
}

/// Leaves those parts that keep the promise, and the rest together. With `merge`, the smallest part
/// joins a rest that does not keep it alone.
fn settle<R: RegionRows>(
    planner: &Planner,
    rows: &R,
    column: usize,
    parts: Vec<Span>,
    merge: bool,
) -> Result<Option<Cut>, R::Error> {
    let Some(domain) = planner.domains.get(column) else { return Ok(None) };
    let mut groups: Vec<Enough<'_>> = vec![Enough::new(planner); parts.len() + 1];
    let mut counts = vec![0u64; parts.len() + 1];
    let mut open = groups.len();
    rows.each(&mut |row| {
        let value = row.get(column).map_or(domain.root(), |code| side(domain, *code));
        let group = find(&parts, value);
        if let Some((seen, n)) = groups.get_mut(group).zip(counts.get_mut(group)) {
            *n += 1;
            if !seen.is_settled() {
                seen.add(row);
                open -= usize::from(seen.is_settled());
            }
        }
        // Whether there is a rest must be known, too.
        open > 0
    })?;
    let mut rest = groups.pop().unwrap_or_else(|| Enough::new(planner));
    let mut kept: Vec<(Span, u64, Enough<'_>)> = Vec::new();
    for ((part, group), n) in parts.into_iter().zip(groups).zip(&counts) {
        if group.holds() {
            kept.push((part, *n, group));
        } else {
            rest.join(&group);
        }
    }
    if rest.rows() > 0 && !rest.holds() {
        if !merge {
            return Ok(None);
        }
        kept.sort_by_key(|(part, n, _)| (std::cmp::Reverse(*n), *part));
        while !rest.holds() {
            let Some((_, _, smallest)) = kept.pop() else { return Ok(None) };
            rest.join(&smallest);
        }
        kept.sort_by_key(|(part, ..)| *part);
    }
    let cut = Cut { column, parts: kept.into_iter().map(|(part, ..)| part).collect(), rest: rest.rows() > 0 };
    Ok((cut.groups() > 1).then_some(cut))
}
