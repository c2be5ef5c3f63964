//! The product whose roles a table has: of a pipeline, or proposed from its values.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::{Args, ReleaseCheckError};
use crate::cli::{pipeline, product::proposal};
use crate::cluster::{
    AtBound, ClusterError, Column, Domain, MAX_QUASI, Product, Quasi, Role, Suggestion, TableBounds, Tree,
};

/// What a proposed product promises, as `kanhe product suggest` has it.
const K: usize = 5;
const L: usize = 2;
const MAX_LOSS: f32 = 0.9;

/// The product, and whether it is only a proposal.
pub fn find(args: &Args) -> Result<(Arc<Product>, bool), ReleaseCheckError> {
    let Some(file) = &args.pipeline else {
        return Ok((Arc::new(proposed(&args.table)?), true));
    };
    let products = pipeline::config(file)?.products;
    let failed = |what: String| ReleaseCheckError::Product { path: file.clone(), what };
    let found = match (&args.product, products.as_slice()) {
        (Some(name), all) => {
            let found = all.iter().find(|p| p.name == *name);
            found.ok_or_else(|| failed(format!("no product `{name}`")))?
        }
        (None, [one]) => one,
        (None, []) => return Err(failed("no [[products]]".to_owned())),
        (None, _) => return Err(failed("several products: say which with --product".to_owned())),
    };
    Ok((Arc::clone(found), false))
}

fn proposed(table: &Path) -> Result<Product, ReleaseCheckError> {
    let failed = |what: String| ReleaseCheckError::Product { path: table.to_owned(), what };
    let mut columns = Vec::new();
    for (name, suggestion) in proposal(table)? {
        let role = role(&suggestion).map_err(|e| failed(format!("`{name}`: {e}")))?;
        columns.extend(role.map(|role| Column { name, role }));
    }
    let count = |role: fn(&Role) -> bool| columns.iter().filter(|c| role(&c.role)).count();
    let quasi = count(|role| matches!(role, Role::Quasi(_)));
    if !(1..=MAX_QUASI).contains(&quasi) {
        let what = format!(
            "{quasi} columns narrow down who a row is about, 1 to {MAX_QUASI} expected: declare a product"
        );
        return Err(failed(what));
    }
    let l = if count(|role| matches!(role, Role::Sensitive)) > 0 { L } else { 1 };
    Ok(Product {
        name: "proposal".to_owned(),
        columns,
        k: K,
        l,
        delay_rows: 1,
        delay: Duration::from_secs(1),
        window: Duration::from_secs(1),
        max_loss: MAX_LOSS,
        at_bound: AtBound::Withhold,
        table: TableBounds::default(),
    })
}

fn role(suggestion: &Suggestion) -> Result<Option<Role>, ClusterError> {
    let domain = match suggestion {
        Suggestion::Identifier => return Ok(Some(Role::Identifier)),
        Suggestion::Sensitive => return Ok(Some(Role::Sensitive)),
        Suggestion::Free => return Ok(Some(Role::Free)),
        Suggestion::Leave(_) => return Ok(None),
        Suggestion::Range([min, max], step) => Domain::interval(*min, *max, *step)?,
        Suggestion::Digits(digits, keep) => {
            let keep: Vec<u8> = keep.iter().map(|n| *n as u8).collect();
            Domain::prefix(*digits as u8, &keep)?
        }
        Suggestion::Paths(paths) => Domain::Tree(Tree::new(paths)?),
    };
    Ok(Some(Role::Quasi(Quasi { domain, closed: HashSet::new(), closed_marks: HashSet::new() })))
}
