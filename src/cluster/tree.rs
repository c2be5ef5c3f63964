//! A hierarchy of values: leaves in the order of the tree, so that every node is a span of leaves
//! and what two values share is found by climbing.

use std::collections::HashMap;

use super::{ClusterError, Span};
use crate::limits;

/// A node: the leaves below it and the way up.
#[derive(Debug, Clone)]
struct Node {
    name: String,
    span: Span,
    parent: usize,
}

/// A hierarchy. Node 0 is the root.
#[derive(Debug, Clone)]
pub struct Tree {
    nodes: Vec<Node>,
    /// The node of each leaf.
    leaves: Vec<usize>,
    by_name: HashMap<String, u32>,
    /// For small trees, the smallest node around each pair of leaves.
    pairs: Vec<Span>,
}

/// Leaves up to which pairs are kept: 32 KiB.
const PAIRS_UP_TO: u32 = 64;

/// What stands for any value.
const ANY: &str = "*";

impl Tree {
    /// From paths: ancestors below the root first, the leaf last.
    pub fn new(paths: &[Vec<String>]) -> Result<Self, ClusterError> {
        if paths.is_empty() {
            return Err(ClusterError::Hierarchy("no value stands in it".to_owned()));
        }
        if paths.len() > limits::MAX_HIERARCHY_LEAVES {
            let most = limits::MAX_HIERARCHY_LEAVES;
            return Err(ClusterError::Hierarchy(format!("more than {most} values")));
        }
        // In the order of the ancestors, so that whatever shares one lies side by side.
        let mut sorted: Vec<&Vec<String>> = paths.iter().collect();
        sorted.sort();
        let root = Node { name: ANY.to_owned(), span: Span { lo: 0, hi: paths.len() as u32 - 1 }, parent: 0 };
        let mut tree =
            Self { nodes: vec![root], leaves: Vec::new(), by_name: HashMap::new(), pairs: Vec::new() };
        let mut open: Vec<usize> = Vec::new();
        for path in sorted {
            tree.add(path, &mut open)?;
        }
        if tree.size() <= PAIRS_UP_TO {
            let all = 0..tree.size();
            tree.pairs = all
                .clone()
                .flat_map(|lo| all.clone().map(move |hi| (lo, hi)))
                .map(|(lo, hi)| tree.node(lo, hi).span)
                .collect();
        }
        Ok(tree)
    }

    fn add(&mut self, path: &[String], open: &mut Vec<usize>) -> Result<(), ClusterError> {
        let Some((leaf, above)) = path.split_last() else {
            return Err(ClusterError::Hierarchy("an empty path".to_owned()));
        };
        if path.len() > limits::MAX_HIERARCHY_DEPTH || path.iter().any(|n| n.is_empty() || n == ANY) {
            return Err(ClusterError::Hierarchy(
                "a path that is too deep, or a name that is empty or `*`".to_owned(),
            ));
        }
        let number = self.leaves.len() as u32;
        if self.by_name.insert(leaf.clone(), number).is_some() {
            return Err(ClusterError::Hierarchy("a value stands twice".to_owned()));
        }
        let shared =
            open.iter().zip(above).take_while(|(node, name)| self.nodes[**node].name == **name).count();
        open.truncate(shared);
        for name in above.iter().skip(shared) {
            open.push(self.push(name, number, open.last().copied()));
        }
        for node in open.iter() {
            self.nodes[*node].span.hi = number;
        }
        let node = self.push(leaf, number, open.last().copied());
        self.leaves.push(node);
        Ok(())
    }

    fn push(&mut self, name: &str, number: u32, parent: Option<usize>) -> usize {
        let span = Span { lo: number, hi: number };
        self.nodes.push(Node { name: name.to_owned(), span, parent: parent.unwrap_or(0) });
        self.nodes.len() - 1
    }

    /// Number of values.
    pub fn size(&self) -> u32 {
        self.leaves.len() as u32
    }

    /// The number of a value.
    pub fn leaf(&self, name: &str) -> Option<u32> {
        self.by_name.get(name).copied()
    }

    /// Whether a name is one of a node above the values.
    pub fn is_inner(&self, name: &str) -> bool {
        self.nodes.iter().any(|n| n.name == name) && !self.by_name.contains_key(name)
    }

    fn node(&self, lo: u32, hi: u32) -> &Node {
        let mut at = self.leaves.get(lo as usize).copied().unwrap_or(0);
        while self.nodes[at].span.hi < hi && at != 0 {
            at = self.nodes[at].parent;
        }
        &self.nodes[at]
    }

    /// The smallest node that holds these leaves.
    pub fn around(&self, lo: u32, hi: u32) -> Span {
        let pair = self.pairs.get((lo * self.size() + hi) as usize).filter(|_| !self.pairs.is_empty());
        pair.copied().unwrap_or_else(|| self.node(lo, hi).span)
    }

    /// The smallest node that holds this leaf and another one.
    pub fn above(&self, leaf: u32) -> Span {
        let mut at = self.leaves.get(leaf as usize).copied().unwrap_or(0);
        while self.nodes[at].span.lo == self.nodes[at].span.hi && at != 0 {
            at = self.nodes[at].parent;
        }
        self.nodes[at].span
    }

    /// The largest node strictly inside the node `span` that covers the leaves of `inner`.
    pub fn step_down(&self, span: Span, inner: Span) -> Option<Span> {
        let mut at = self.leaves.get(inner.lo as usize).copied()?;
        let mut best = None;
        loop {
            let node = &self.nodes[at];
            if node.span == span || !span.covers(node.span) {
                return best;
            }
            if node.span.covers(inner) {
                best = Some(node.span);
            }
            if at == 0 {
                return best;
            }
            at = node.parent;
        }
    }

    /// The name of a span that is a node.
    pub fn name(&self, span: Span) -> &str {
        if span.lo == 0 && span.hi + 1 == self.size() && span.lo != span.hi {
            return ANY;
        }
        &self.node(span.lo, span.hi).name
    }
}
