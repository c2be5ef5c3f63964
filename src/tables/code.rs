//! A row as codes: what each column of a table is to the product, and the place of its values.

use std::sync::Arc;

use crate::cluster::{Cells, Domain, MAX_QUASI, Product, Quasi, Role, Span};

/// The code of a value that its column does not know: it can be anything.
pub const ANY: u32 = u32::MAX;
/// Marks a code whose value stands at its district: the site is closed.
const CLOSED: u32 = 1 << 31;

/// What a column of a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// Says who it is.
    Identifier,
    /// The quasi-identifier with this number.
    Quasi(usize),
    /// The sensitive column with this number.
    Sensitive(usize),
    /// Text.
    Free,
    /// The product does not name it: it is not published.
    Undeclared,
}

/// The columns of a table as its product sees them.
#[derive(Debug, Clone)]
pub struct Layout {
    /// The product.
    pub product: Arc<Product>,
    /// For each column of the table, what it is.
    pub uses: Vec<Use>,
}

impl Layout {
    /// The columns with these names.
    pub fn new(product: &Arc<Product>, names: &[String]) -> Self {
        let known: Vec<(&str, Use)> = declared(product).collect();
        let find = |name: &String| known.iter().find(|(known, _)| known == name);
        let uses = names.iter().map(|name| find(name).map_or(Use::Undeclared, |(_, role)| *role)).collect();
        Self { product: Arc::clone(product), uses }
    }

    /// Names of quasi-identifiers and sensitive columns that the table does not have.
    pub fn missing(&self) -> Vec<String> {
        declared(&self.product)
            .filter(|(_, role)| {
                matches!(role, Use::Quasi(_) | Use::Sensitive(_)) && !self.uses.contains(role)
            })
            .map(|(name, _)| name.to_owned())
            .collect()
    }

    /// The quasi-identifiers.
    pub fn quasi(&self) -> Vec<&Quasi> {
        self.product.quasi().map(|(_, quasi)| quasi).collect()
    }

    /// The place in the table of what is used so; where it is not there, nothing.
    pub fn column(&self, wanted: Use) -> Option<usize> {
        self.uses.iter().position(|role| *role == wanted)
    }

    /// Number of sensitive columns.
    pub fn sensitive(&self) -> usize {
        self.product.columns.iter().filter(|c| matches!(c.role, Role::Sensitive)).count()
    }
}

/// The columns of a product, each with its number among those of its role.
fn declared(product: &Product) -> impl Iterator<Item = (&str, Use)> {
    let (mut quasi, mut sensitive) = (0.., 0..);
    product.columns.iter().map(move |column| {
        let role = match column.role {
            Role::Identifier => Use::Identifier,
            Role::Free => Use::Free,
            Role::Quasi(_) => Use::Quasi(quasi.next().unwrap_or_default()),
            Role::Sensitive => Use::Sensitive(sensitive.next().unwrap_or_default()),
        };
        (column.name.as_str(), role)
    })
}

/// The code of a value. `marked` says that a sensitive value of the row makes its place a closed one;
/// the second answer is whether the site is closed.
pub fn code(quasi: &Quasi, value: &str, marked: bool) -> (u32, bool) {
    let closed = marked || (!quasi.closed.is_empty() && quasi.closed.contains(value.trim()));
    match quasi.domain.place_text(value) {
        None => (ANY, closed),
        Some(at) if closed && matches!(quasi.domain, Domain::Tree(_)) => (at | CLOSED, true),
        Some(at) => (at, closed),
    }
}

/// The generalised value that a code stands for.
#[inline]
pub fn span(domain: &Domain, code: u32) -> Span {
    if code == ANY {
        return domain.root();
    }
    match domain {
        Domain::Tree(tree) if code & CLOSED != 0 => tree.above(code & !CLOSED),
        _ => Span { lo: code, hi: code },
    }
}

/// Where a code goes when a column is cut: a value that can be anything lies in no part.
#[inline]
pub fn side(domain: &Domain, code: u32) -> Span {
    if code == ANY { Span { lo: 0, hi: u32::MAX } } else { span(domain, code) }
}

/// The places of a row's codes.
pub fn cells(domains: &[Domain], codes: &[u32]) -> Cells {
    let mut cells = [Span::default(); MAX_QUASI];
    for ((cell, domain), code) in cells.iter_mut().zip(domains).zip(codes) {
        *cell = span(domain, *code);
    }
    cells
}
