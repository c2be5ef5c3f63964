//! The threads that decide. Chunks go round the threads and the writer asks them in the same round,
//! so results come in the order of reading. Orders to the writer go the same way: **an order is
//! carried out after everything that was read before it.**

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel};
use std::thread::{Builder, JoinHandle};
use std::time::Instant;

use tracing::warn;

use super::WorkerError;
use super::gate::Load;
use crate::pipeline::stateful::Asks;
use crate::pipeline::{Flow, Outcome, Taken};
use crate::route::{Input, QueueMessage};

/// A message of its own memory, as it was read.
#[derive(Debug)]
pub struct Owned {
    /// Number of its topic in the pipeline's inputs.
    pub topic: usize,
    /// Partition.
    pub partition: i32,
    /// Offset.
    pub offset: i64,
    /// When the broker or the producer says that it came, in milliseconds since 1970.
    pub time: Option<i64>,
    /// Key.
    pub key: Option<Vec<u8>>,
    /// Headers.
    pub headers: Vec<(String, Option<Vec<u8>>)>,
    /// Value.
    pub payload: Option<Vec<u8>>,
}

/// Messages that are decided together.
pub struct Chunk {
    /// Which reading they belong to; a reading ends with a rewind.
    pub epoch: u64,
    /// What decides them.
    pub flow: Arc<Flow>,
    /// The messages, in the order of reading.
    pub inputs: Vec<Owned>,
    /// What they count at the gate.
    pub load: Load,
    /// When the first of them was read.
    pub read: Instant,
}

/// What the reader wants of the writer. The answer comes on the channel inside.
pub enum Order {
    /// Commit what is under way, or abort it; then let go of the partitions' state.
    Settle {
        /// Partition numbers that go.
        leaving: Vec<i32>,
        /// Whether everything is committed.
        done: SyncSender<bool>,
    },
    /// Restore the state of partitions.
    Restore {
        /// Partition numbers that came.
        partitions: Vec<i32>,
        /// When it is there; nothing comes when it failed.
        done: SyncSender<()>,
    },
}

/// What goes into the pool.
pub enum Task {
    /// To decide.
    Chunk(Chunk),
    /// To hand on.
    Order(Order),
}

/// What became of one message.
pub struct Worked {
    /// The message.
    pub input: Owned,
    /// What is decided, or which stage decides.
    pub taken: Taken,
}

/// What comes out of the pool.
pub enum Done {
    /// Decided.
    Chunk {
        /// As in [`Chunk`].
        epoch: u64,
        /// As in [`Chunk`].
        flow: Arc<Flow>,
        /// In the order of reading.
        worked: Vec<Worked>,
        /// As in [`Chunk`].
        load: Load,
        /// As in [`Chunk`].
        read: Instant,
    },
    /// Handed on.
    Order(Order),
}

/// The way into the pool. Channels have no bound of their own: the gate bounds what is in them.
pub struct Feed {
    threads: Vec<Sender<Task>>,
    turn: usize,
}

impl Feed {
    /// Hands a task to the next thread; false when nobody is there any more.
    pub fn send(&mut self, task: Task) -> bool {
        let at = self.turn % self.threads.len().max(1);
        self.turn = at + 1;
        self.threads.get(at).is_some_and(|thread| thread.send(task).is_ok())
    }

    /// Nothing more comes: the threads end, and the writer after them.
    pub fn close(&mut self) {
        self.threads.clear();
    }
}

/// The way out of the pool.
pub struct Results {
    threads: Vec<Receiver<Done>>,
    turn: usize,
}

impl Results {
    /// What is next, in the order of the tasks.
    pub fn next(&mut self, most: std::time::Duration) -> Result<Done, std::sync::mpsc::RecvTimeoutError> {
        let at = self.turn % self.threads.len().max(1);
        let thread = self.threads.get(at).ok_or(std::sync::mpsc::RecvTimeoutError::Disconnected)?;
        let done = thread.recv_timeout(most)?;
        self.turn = at + 1;
        Ok(done)
    }
}

/// Starts the threads.
pub fn start(
    threads: usize,
    topics: &Arc<[String]>,
    stages: &[Asks],
) -> Result<(Feed, Results, Vec<JoinHandle<()>>), WorkerError> {
    let (mut feed, mut results) = (Vec::new(), Vec::new());
    let mut handles = Vec::new();
    for number in 0..threads.max(1) {
        let (to_thread, tasks) = channel::<Task>();
        let (to_writer, done) = channel::<Done>();
        let (topics, stages) = (Arc::clone(topics), stages.to_vec());
        let handle = Builder::new()
            .name(format!("decide-{number}"))
            .spawn(move || {
                for task in tasks {
                    let done = match task {
                        Task::Order(order) => Done::Order(order),
                        Task::Chunk(chunk) => decide(chunk, &topics, &stages),
                    };
                    if to_writer.send(done).is_err() {
                        break;
                    }
                }
            })
            .map_err(WorkerError::Thread)?;
        feed.push(to_thread);
        results.push(done);
        handles.push(handle);
    }
    Ok((Feed { threads: feed, turn: 0 }, Results { threads: results, turn: 0 }, handles))
}

fn decide(chunk: Chunk, topics: &[String], stages: &[Asks]) -> Done {
    let Chunk { epoch, flow, inputs, load, read } = chunk;
    let worked = inputs.into_iter().map(|input| {
        let taken = with_input(&input, topics, |view| take(&flow, view, stages));
        Worked { input, taken }
    });
    let worked = worked.collect();
    Done::Chunk { epoch, flow, worked, load, read }
}

/// Calls with the message in the form that the pure stages take.
pub fn with_input<R>(owned: &Owned, topics: &[String], call: impl FnOnce(&Input<'_>) -> R) -> R {
    let headers: Vec<(&str, Option<&[u8]>)> =
        owned.headers.iter().map(|(name, value)| (name.as_str(), value.as_deref())).collect();
    call(&Input {
        topic: topics.get(owned.topic).map_or("", String::as_str),
        partition: owned.partition,
        offset: owned.offset,
        key: owned.key.as_deref(),
        headers: &headers,
        payload: owned.payload.as_deref(),
    })
}

fn take(flow: &Flow, input: &Input<'_>, stages: &[Asks]) -> Taken {
    catch_unwind(AssertUnwindSafe(|| flow.take(input, stages))).unwrap_or_else(|_| {
        let (outcome, messages) = give_up(flow, input, PANIC);
        Taken::Done(outcome, messages)
    })
}

/// Why a message that could be read is given up.
#[derive(Debug, Clone, Copy)]
pub struct GivenUp {
    /// Code of its dead letter.
    pub code: &'static str,
    /// In words.
    pub detail: &'static str,
}

/// A defect of ours that panics on a message must not stop the stream: it becomes a dead letter
/// too. The panic's own words may quote the text and are shown nowhere.
pub const PANIC: GivenUp = GivenUp { code: "panic", detail: "a message made the pipeline panic" };
/// What a stage answers and keeps must fit into a message, or no transaction with it ever commits.
pub const TOO_LARGE: GivenUp =
    GivenUp { code: "answer-too-large", detail: "what follows from a message is larger than a queue takes" };

/// Inputs that their stage could not take, and why, until they come again. Those of partitions that
/// went come to another worker first: it tries them itself.
#[derive(Debug, Default)]
pub struct GivenUps(BTreeMap<Position, GivenUp>);

/// An input: number of its topic, partition, offset.
pub type Position = (usize, i32, i64);

impl GivenUps {
    /// It is a dead letter when it comes again.
    pub fn add(&mut self, position: Position, why: GivenUp) {
        self.0.insert(position, why);
    }

    /// Why the input that came is a dead letter, if it is one.
    pub fn take(&mut self, position: Position) -> Option<GivenUp> {
        self.0.remove(&position)
    }

    /// These partitions are gone.
    pub fn forget(&mut self, leaving: &[i32]) {
        self.0.retain(|(_, partition, _), _| !leaving.contains(partition));
    }
}

/// The dead letter of a message that is given up.
pub fn give_up(flow: &Flow, input: &Input<'_>, why: GivenUp) -> (Outcome, Vec<QueueMessage>) {
    let Input { topic, partition, offset, .. } = input;
    let GivenUp { code, detail } = why;
    warn!(topic, partition, offset, code, detail, "a message is given up");
    flow.dead(code, detail.to_owned(), input)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_given_up_is_forgotten_with_its_partition() {
        let mut given_up = GivenUps::default();
        for position in [(0, 3, 7), (1, 3, 8), (0, 4, 7)] {
            given_up.add(position, PANIC);
        }
        given_up.forget(&[3, 5]);
        assert!(given_up.take((0, 3, 7)).is_none() && given_up.take((1, 3, 8)).is_none());
        assert_eq!(given_up.take((0, 4, 7)).map(|why| why.code), Some("panic"));
        assert!(given_up.take((0, 4, 7)).is_none(), "it comes again once");
    }
}
