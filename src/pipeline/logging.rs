//! The log of a stage: one hash chain a partition, so that it moves with the partition. The head of
//! each is an entry of the stage's changelog, in the transaction that its lines are in.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::flow::Flow;
use super::overlay::Table;
use super::stateful::{Change, StageError};
use crate::log::{Chain, Head, KeyError, KeySource, LogKey, Logged};
use crate::route::QueueMessage;

/// The entry of a changelog that holds the head of the partition's chain.
pub const HEAD: &[u8] = b"~log";

/// The chains of one stage.
pub struct StageLog {
    /// What the chains' names begin with: no two stages share one.
    name: &'static str,
    keys: Box<dyn KeySource>,
    heads: LogKey,
    chains: HashMap<i32, Chain>,
}

impl StageLog {
    /// Of chains `NAME-PARTITION`.
    pub fn new(name: &'static str, keys: Box<dyn KeySource>) -> Result<Self, KeyError> {
        Ok(Self { name, heads: keys.heads()?, keys, chains: HashMap::new() })
    }

    /// Appends to the partition's chain: the lines as messages, and the new head, which the table
    /// has taken in already.
    pub fn append(
        &mut self,
        logged: &[Logged],
        number: i32,
        table: &mut Table<Vec<u8>>,
        flow: &Flow,
    ) -> Result<(Vec<QueueMessage>, Option<Change>), StageError> {
        if logged.is_empty() {
            return Ok((Vec::new(), None));
        }
        let chain = match self.chains.entry(number) {
            Entry::Occupied(chain) => chain.into_mut(),
            Entry::Vacant(place) => {
                place.insert(begin(table.get(number, HEAD), number, self.name, &self.heads)?)
            }
        };
        let mut messages = Vec::with_capacity(logged.len());
        for one in logged {
            let key = self.keys.period(&one.period())?;
            let line = chain.append(one, &key).and_then(|line| flow.router().log(&line));
            messages.push(line.ok_or(StageError::Line { partition: number })?);
        }
        let head = serde_json::to_vec(&chain.head(&self.heads));
        let head = head.map_err(|_| StageError::Line { partition: number })?;
        table.put(number, HEAD.to_vec(), head.clone());
        Ok((messages, Some(Change { key: HEAD.to_vec(), value: Some(head) })))
    }

    /// The partition is another worker's now.
    pub fn forget(&mut self, partition: i32) {
        self.chains.remove(&partition);
    }

    /// Chains go back to the heads that are committed.
    pub fn abort(&mut self) {
        self.chains.clear();
    }
}

/// The chain of a partition: after its head, where it has one. A head that another key has signed
/// begins no second chain beside the first: nobody could tell which is whole.
fn begin(head: Option<&Vec<u8>>, number: i32, name: &str, heads: &LogKey) -> Result<Chain, StageError> {
    let Some(head) = head else {
        return Ok(Chain::new(&format!("{name}-{number}")));
    };
    let head = serde_json::from_slice::<Head>(head).ok();
    head.and_then(|head| Chain::after(&head, heads)).ok_or(StageError::Head { partition: number })
}
