//! Which offsets may be committed. Pure: no Kafka, no clock, no lock.
//!
//! Each partition is a lane of inputs in the order of their offsets, each with the number of its
//! messages that are not delivered yet. What stands at the front of a lane with nothing left to
//! deliver leaves it, and the offset after it may be committed. **Nothing overtakes.**

use std::collections::{HashMap, VecDeque};

/// Names one input of one stay of a partition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket {
    lane: usize,
    stay: u64,
    number: u64,
}

/// A partition's next offset to read after a restart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The topic.
    pub topic: String,
    /// The partition.
    pub partition: i32,
    /// One past the last input that is done.
    pub next: i64,
}

#[derive(Debug)]
struct Lane {
    topic: String,
    partition: i32,
    /// Goes up when the partition is taken away: reports about an earlier stay count no more.
    stay: u64,
    /// Number of the input at the front.
    first: u64,
    waiting: VecDeque<Waiting>,
    next: Option<i64>,
    taken: Option<i64>,
}

#[derive(Debug)]
struct Waiting {
    offset: i64,
    undelivered: usize,
}

/// All inputs under way.
#[derive(Debug, Default)]
pub struct Flights {
    lanes: Vec<Lane>,
    index: HashMap<String, HashMap<i32, usize>>,
    inputs: usize,
}

impl Flights {
    /// An input was read and `messages` follow from it. Offsets of a stay must go up.
    pub fn begin(&mut self, topic: &str, partition: i32, offset: i64, messages: usize) -> Ticket {
        let at = self.find(topic, partition);
        // Just found or made.
        #[allow(clippy::indexing_slicing)]
        let lane = &mut self.lanes[at];
        debug_assert!(lane.waiting.back().is_none_or(|w| w.offset < offset), "offsets go up");
        debug_assert!(lane.next.is_none_or(|next| next <= offset), "done is done");
        let ticket = Ticket { lane: at, stay: lane.stay, number: lane.first + lane.waiting.len() as u64 };
        lane.waiting.push_back(Waiting { offset, undelivered: messages });
        self.inputs += 1;
        self.inputs -= lane.leave();
        ticket
    }

    /// One message of an input was delivered.
    pub fn delivered(&mut self, ticket: Ticket) {
        let Some(lane) = self.lanes.get_mut(ticket.lane).filter(|lane| lane.stay == ticket.stay) else {
            return;
        };
        let Some(waiting) =
            ticket.number.checked_sub(lane.first).and_then(|at| lane.waiting.get_mut(at as usize))
        else {
            debug_assert!(false, "a delivery of an input that is done");
            return;
        };
        debug_assert!(waiting.undelivered > 0, "more deliveries than messages");
        waiting.undelivered = waiting.undelivered.saturating_sub(1);
        self.inputs -= lane.leave();
    }

    /// Inputs that are not done.
    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// What may be committed and was not given out yet.
    pub fn take_ready(&mut self) -> Vec<Position> {
        let fresh = self.lanes.iter_mut().filter(|lane| lane.next != lane.taken);
        let positions = fresh.filter_map(|lane| {
            lane.taken = lane.next;
            Some(Position { topic: lane.topic.clone(), partition: lane.partition, next: lane.next? })
        });
        positions.collect()
    }

    /// A partition was taken away: what is under way there belongs to its next owner.
    pub fn forget(&mut self, topic: &str, partition: i32) {
        let at = self.find(topic, partition);
        let Some(lane) = self.lanes.get_mut(at) else { return };
        self.inputs -= lane.waiting.len();
        lane.stay += 1;
        lane.first = 0;
        lane.waiting.clear();
        lane.next = None;
        lane.taken = None;
    }

    fn find(&mut self, topic: &str, partition: i32) -> usize {
        if let Some(lane) = self.index.get(topic).and_then(|partitions| partitions.get(&partition)) {
            return *lane;
        }
        let lane = self.lanes.len();
        self.lanes.push(Lane {
            topic: topic.to_owned(),
            partition,
            stay: 0,
            first: 0,
            waiting: VecDeque::new(),
            next: None,
            taken: None,
        });
        self.index.entry(topic.to_owned()).or_default().insert(partition, lane);
        lane
    }
}

impl Lane {
    /// Lets go of what is done at the front and says how many that were.
    fn leave(&mut self) -> usize {
        let mut done = 0;
        while let Some(front) = self.waiting.pop_front_if(|front| front.undelivered == 0) {
            self.next = Some(front.offset + 1);
            done += 1;
        }
        self.first += done as u64;
        done
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn next(flights: &mut Flights) -> Vec<i64> {
        flights.take_ready().into_iter().map(|position| position.next).collect()
    }

    #[test]
    fn nothing_overtakes_an_undelivered_input() {
        let mut flights = Flights::default();
        let first = flights.begin("t", 0, 10, 2);
        let second = flights.begin("t", 0, 11, 1);
        flights.begin("t", 0, 12, 0);
        flights.delivered(second);
        flights.delivered(first);
        assert_eq!((next(&mut flights), flights.inputs()), (vec![], 3));
        flights.delivered(first);
        assert_eq!((next(&mut flights), flights.inputs()), (vec![13], 0));
        assert_eq!(next(&mut flights), Vec::<i64>::new(), "given out once");
    }

    #[test]
    fn partitions_do_not_wait_for_each_other() {
        let mut flights = Flights::default();
        flights.begin("t", 0, 5, 1);
        flights.begin("t", 1, 7, 0);
        flights.begin("u", 0, 9, 0);
        let ready: Vec<_> =
            flights.take_ready().into_iter().map(|p| (p.topic, p.partition, p.next)).collect();
        assert_eq!(ready, [("t".to_owned(), 1, 8), ("u".to_owned(), 0, 10)]);
    }

    #[test]
    fn a_late_report_about_an_earlier_stay_counts_nothing() {
        let mut flights = Flights::default();
        let before = flights.begin("t", 0, 5, 1);
        flights.forget("t", 0);
        assert_eq!(flights.inputs(), 0);
        let after = flights.begin("t", 0, 5, 1);
        flights.delivered(before);
        assert_eq!(next(&mut flights), Vec::<i64>::new());
        flights.delivered(after);
        assert_eq!(next(&mut flights), [6]);
    }

    proptest! {
        /// Whatever the order of deliveries, the position is the first input that is not done.
        #[test]
        fn the_position_is_that_of_the_naive_oracle(
            messages in prop::collection::vec(0_usize..4, 1..40),
            order in prop::collection::vec(any::<prop::sample::Index>(), 0..200),
        ) {
            let mut flights = Flights::default();
            let tickets: Vec<Ticket> =
                (0..).zip(&messages).map(|(offset, n)| flights.begin("t", 3, offset, *n)).collect();
            let mut left = messages.clone();
            let mut committed = 0;
            for index in order {
                let open: Vec<usize> = (0..left.len()).filter(|at| left[*at] > 0).collect();
                if let Some(at) = (!open.is_empty()).then(|| open[index.index(open.len())]) {
                    left[at] -= 1;
                    flights.delivered(tickets[at]);
                }
                let naive = left.iter().position(|n| *n > 0).unwrap_or(left.len());
                committed = next(&mut flights).last().map_or(committed, |next| usize::try_from(*next).unwrap());
                prop_assert_eq!(committed, naive);
                prop_assert_eq!(flights.inputs(), left.len() - naive);
            }
        }
    }
}
