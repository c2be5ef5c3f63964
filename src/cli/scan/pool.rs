//! Batches of lines to several threads and back, in order: batches go round the threads, and the
//! writer asks the threads in the same round.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

/// Batches that may wait for one thread: enough to keep it busy, few enough to bound memory.
const WAITING: usize = 4;

/// Feeds batches into the pool; `false` when nobody takes them any more.
pub struct Feed<T> {
    threads: Vec<SyncSender<T>>,
    next: usize,
}

impl<T> Feed<T> {
    /// Hands a batch to the next thread.
    pub fn send(&mut self, batch: T) -> bool {
        let at = self.next % self.threads.len().max(1);
        self.next = self.next.wrapping_add(1);
        self.threads.get(at).is_some_and(|t| t.send(batch).is_ok())
    }
}

/// Runs `work` on `jobs` threads over what `feed` sends and gives the results to `take` in the
/// order in which they were sent. `take` answers whether to go on. The result is that of `feed`.
pub fn ordered<T: Send, U: Send, R: Send>(
    jobs: usize,
    feed: impl FnOnce(&mut Feed<T>) -> R + Send,
    work: impl Fn(T) -> U + Sync,
    mut take: impl FnMut(U) -> bool,
) -> Option<R> {
    let jobs = jobs.max(1);
    thread::scope(|scope| {
        let (mut inputs, mut outputs) = (Vec::new(), Vec::new());
        for _ in 0..jobs {
            let (to_thread, from_feed) = sync_channel::<T>(WAITING);
            let (to_writer, from_thread) = sync_channel::<U>(WAITING);
            let work = &work;
            scope.spawn(move || {
                for batch in from_feed {
                    if to_writer.send(work(batch)).is_err() {
                        break;
                    }
                }
            });
            inputs.push(to_thread);
            outputs.push(from_thread);
        }
        let feeder = scope.spawn(move || feed(&mut Feed { threads: inputs, next: 0 }));
        write_in_order(&outputs, &mut take);
        // A writer that stopped early lets go of the threads, and they of the feed.
        drop(outputs);
        feeder.join().ok()
    })
}

fn write_in_order<U>(outputs: &[Receiver<U>], take: &mut impl FnMut(U) -> bool) {
    // The first thread that has nothing more was the next in the round: nothing came after it.
    let mut round = 0;
    while let Some(result) = outputs.get(round % outputs.len()).and_then(|o| o.recv().ok()) {
        if !take(result) {
            return;
        }
        round += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_input() {
        for jobs in 1..5 {
            let mut out = Vec::new();
            let fed = ordered(
                jobs,
                |feed| (0..1000u32).take_while(|i| feed.send(*i)).count(),
                |i| i * 2,
                |i| {
                    out.push(i);
                    true
                },
            );
            assert_eq!(fed, Some(1000));
            assert_eq!(out, (0..1000).map(|i| i * 2).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_writer_that_stops_ends_the_feed() {
        let mut taken = 0;
        let fed = ordered(
            2,
            |feed| (0..u32::MAX).take_while(|i| feed.send(*i)).count(),
            |i| i,
            |_| {
                taken += 1;
                taken < 10
            },
        );
        assert!(fed.is_some_and(|n| n < 100));
    }
}
