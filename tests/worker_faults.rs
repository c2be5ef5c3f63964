//! The worker's bounds while its broker is frozen, slow or deaf, and while more comes than it can
//! hold: polling goes on, memory stays within the bounds that are set, and every event is decided
//! once when it is over.
#![cfg(feature = "kafka")]
#![allow(clippy::unwrap_used, clippy::disallowed_methods)] // A test fails by panic, and this one is all edge.

#[path = "worker/bounds.rs"]
mod bounds;
#[path = "worker/events.rs"]
#[allow(dead_code)] // What scenarios share; each takes what it needs.
mod events;
#[path = "worker/oracle.rs"]
#[allow(dead_code)]
mod oracle;
#[path = "worker/scenario.rs"]
#[allow(dead_code)]
mod scenario;
#[allow(dead_code)] // As above.
mod support;

use std::time::Duration;

use oracle::{Oracle, Sent};
use scenario::{INPUTS, Scenario};
use support::broker::{Broker, Own};
use support::client::{Committed, Message, Reader, send};
use support::process::{Worker, get};
use support::road::{OFFSETS, PRODUCE, Road};

const EVENTS: usize = 2_000;
/// Small enough that the events of a scenario fill it many times.
const TIGHT: &str = "[limits]\nin-flight = 300\nbatch-inputs = 100\n";

/// A scenario with what it reads and asks.
struct Town {
    scenario: Scenario,
    inputs: Reader,
    outputs: Reader,
    committed: Committed,
}

impl Town {
    fn new(address: &str, name: &str) -> Self {
        Self::of(Scenario::new(address, name))
    }

    fn of(scenario: Scenario) -> Self {
        let (inputs, outputs) = (scenario.reader(&INPUTS), scenario.reader(&oracle::QUEUES));
        let committed = Committed::new(&scenario.address, &scenario.prefix, inputs.ends().into_keys());
        Self { scenario, inputs, outputs, committed }
    }

    fn send_mixed(&self) {
        let messages: Vec<Message> =
            (0..EVENTS).map(|n| events::event(n, |name| self.scenario.topic(name))).collect();
        send(&self.scenario.address, &messages);
    }

    /// Waits until everything is committed, and stops the worker; its log, after it was checked that
    /// every event was decided once.
    fn all_is_decided_once(&mut self, worker: Worker) -> String {
        self.committed.await_all(&self.inputs.ends());
        let (status, log) = worker.terminate();
        assert!(status.success(), "{status}\n{log}");
        self.inputs.read_to_end();
        self.outputs.read_to_end();
        let sent = Sent::of(&self.outputs.messages);
        assert_eq!(sent.doubles, 0, "{log}");
        sent.assert_is(&Oracle::new(&self.scenario.prefix).expected(&self.inputs.messages, |_, _| true));
        log
    }
}

/// Where the worker's metrics are.
fn admin(worker: &mut Worker) -> String {
    oracle::field(worker.await_log("metrics and health"), "address")
}

/// The value of a metric, by everything that stands before it on its line.
fn metric(admin: &str, name: &str) -> usize {
    let text = get(admin, "/metrics");
    let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    value.unwrap_or_else(|| panic!("no {name} in {text}")).parse().unwrap()
}

#[test]
fn a_worker_waits_for_a_broker_that_is_away_and_goes_on_when_it_is_back() {
    let broker = Own::start(None);
    let mut town = Town::new(&broker.address, "away");
    town.send_mixed();
    // The broker keeps the transaction and the group's member while it is away itself.
    let pipeline = town
        .scenario
        .pipeline(&format!("{TIGHT}[kafka]\ntransaction-timeout-ms = 300000\nsession-timeout-ms = 300000\n"));

    // Away when the worker starts …
    broker.freeze();
    let mut worker = Worker::start(&pipeline);
    worker.await_log("protected posts and names pass");
    let admin = admin(&mut worker);
    assert!(get(&admin, "/readyz").starts_with("HTTP/1.1 503"));
    broker.thaw();
    worker.await_log("partitions assigned");
    town.outputs.take(100);

    // … and in the middle of a transaction.
    broker.freeze();
    worker.await_log("the transaction is aborted");
    assert!(get(&admin, "/healthz").starts_with("HTTP/1.1 200"), "polling goes on");
    assert!(metric(&admin, "kanhe_in_flight_events") <= 300);
    broker.thaw();
    town.all_is_decided_once(worker);
}

#[test]
fn everything_is_decided_once_over_a_slow_road() {
    let road = Road::new();
    let broker = Own::start(Some(road.port()));
    road.leads_to(&broker.address);
    let mut town = Town::new(&format!("127.0.0.1:{}", road.port()), "slow");
    town.send_mixed();
    road.slow_down(Duration::from_millis(20));
    let mut worker = Worker::start(&town.scenario.pipeline(TIGHT));
    let admin = admin(&mut worker);
    worker.await_log("partitions assigned");
    town.outputs.take(100);
    assert!(get(&admin, "/healthz").starts_with("HTTP/1.1 200"), "polling goes on");
    assert!(metric(&admin, "kanhe_in_flight_events") <= 300);
    let log = town.all_is_decided_once(worker);
    assert!(!log.contains("aborted"), "slow is no fault: {log}");
}

/// Bytes of the posts of a burst, all together: many times what the worker may hold.
const BURST: usize = 160 << 20;
/// Of each post.
const LONG: usize = 100_000;

#[test]
fn a_burst_at_a_deaf_broker_stays_within_the_bounds() {
    let road = Road::new();
    let broker = Own::start(Some(road.port()));
    road.leads_to(&broker.address);
    let mut town = Town::new(&format!("127.0.0.1:{}", road.port()), "burst");
    let posts: Vec<Message> = (0..BURST / LONG).map(|n| long_post(&town.scenario, n, LONG)).collect();
    send(&town.scenario.address, &posts);
    let (flight, ahead, unsent) = (2 << 20, 1 << 20, 16 << 20);
    let pipeline = town.scenario.pipeline(&format!(
        "[limits]\nin-flight-bytes = {flight}\nread-ahead-bytes = {ahead}\nunsent-bytes = {unsent}\nbatch-bytes = {flight}\n"
    ));

    // Nothing of what is decided gets to the broker, and reading goes on as far as it may.
    road.close_to(PRODUCE);
    let mut worker = Worker::start(&pipeline);
    let admin = admin(&mut worker);
    let idle = worker.peak();
    worker.await_log("partitions assigned");
    worker.await_log("reading pauses");
    road.await_met();
    assert_eq!(metric(&admin, "kanhe_paused"), 1);
    assert!(metric(&admin, "kanhe_in_flight_bytes") <= flight + 2 * LONG);
    assert!(get(&admin, "/healthz").starts_with("HTTP/1.1 200"), "polling goes on while reading pauses");
    road.open();
    town.committed.await_all(&town.inputs.ends());

    // Each of what is under way stands there as read, as folded and as decided.
    let grown = worker.peak() - idle;
    println!("{idle} bytes before, {grown} more over {BURST} bytes of posts");
    assert!(grown < 8 * flight + 2 * ahead + 2 * unsent, "{grown} bytes more");
    town.all_is_decided_once(worker);
}

/// A post with a third person's telephone at the end of a long text.
fn long_post(scenario: &Scenario, n: usize, bytes: usize) -> Message {
    let filler = "今天食堂的面很好吃。".repeat(bytes / "今天食堂的面很好吃。".len());
    let text = format!("{filler}这是我弟李示例,手机13800001234,谁认识帮我劝劝他");
    let payload = format!(
        r#"{{"id":"p-{n}","type":"post","time":"2026-11-22T08:00:00+08:00","parts":[{{"kind":"body","text":"{text}"}}]}}"#
    );
    Message {
        topic: scenario.topic("posts"),
        key: Some(n.to_string().into_bytes()),
        payload: Some(payload.into_bytes()),
        ..Message::default()
    }
}

#[test]
fn messages_beyond_the_limit_are_dead_letters_and_the_stream_goes_on() {
    let mut town = Town::new(&Broker::shared().address, "huge");
    let limit = 64 * 1024;
    let huge = 40;
    for n in 0..huge {
        // One too large, one that just is not, and small ones between them.
        let posts =
            [long_post(&town.scenario, 2 * n, 900_000), long_post(&town.scenario, 2 * n + 1, limit / 2)];
        send(&town.scenario.address, &posts);
    }
    town.send_mixed();
    let pipeline = town.scenario.pipeline(&format!("[limits]\nmax-message-bytes = {limit}\n"));
    let worker = Worker::start(&pipeline);
    town.committed.await_all(&town.inputs.ends());
    let (status, log) = worker.terminate();
    assert!(status.success(), "{status}\n{log}");

    town.inputs.read_to_end();
    town.outputs.read_to_end();
    let (letters, others): (Vec<Message>, Vec<Message>) = std::mem::take(&mut town.outputs.messages)
        .into_iter()
        .partition(|message| message.header("error.code") == Some("too-large"));
    assert_eq!(letters.len(), huge);
    for letter in &letters {
        assert!(letter.key.is_none() && letter.payload.is_none());
        assert!(letter.header("source.size").unwrap().parse::<usize>().unwrap() > limit);
    }
    let small = |message: &Message| message.payload.as_ref().is_some_and(|payload| payload.len() <= limit);
    town.inputs.messages.retain(small);
    let sent = Sent::of(&others);
    assert_eq!(sent.doubles, 0);
    sent.assert_is(&Oracle::new(&town.scenario.prefix).expected(&town.inputs.messages, |_, _| true));
}

#[test]
fn a_batch_as_long_as_may_be_is_one_transaction_and_a_stop_commits_it() {
    let mut town = Town::new(&Broker::shared().address, "long");
    town.send_mixed();
    let pipeline = town.scenario.pipeline(
        "[limits]\ncommit-interval-ms = 60000\nin-flight = 100000\nbatch-inputs = 100000\nbatch-bytes = 67108864\n",
    );
    let mut worker = Worker::start(&pipeline);
    let admin = admin(&mut worker);
    worker.await_log("partitions assigned");
    // All of it is under way, and nothing of it committed.
    support::until("everything is read", || metric(&admin, "kanhe_in_flight_events") >= EVENTS);
    assert_eq!(metric(&admin, "kanhe_transactions_total{result=\"committed\"}"), 0);
    let (status, log) = worker.terminate();
    assert!(status.success(), "{status}\n{log}");
    assert_eq!(town.committed.now(), town.inputs.ends(), "what was under way is committed");
    let mut worker = Worker::start(&pipeline);
    worker.await_log("partitions assigned");
    town.all_is_decided_once(worker);
}

#[test]
fn a_call_that_hangs_ends_the_worker_and_the_next_one_goes_on() {
    let road = Road::new();
    let broker = Own::start(Some(road.port()));
    road.leads_to(&broker.address);
    let mut town = Town::new(&format!("127.0.0.1:{}", road.port()), "hang");
    town.send_mixed();
    let pipeline = town.scenario.pipeline(&format!("{TIGHT}[kafka]\ntransaction-timeout-ms = 5000\n"));
    let mut worker = Worker::start(&pipeline);
    worker.await_log("partitions assigned");
    town.outputs.take(50);
    // The transaction's coordinator knows of the offsets; the group's is gone when it should hear of
    // them, and the library waits for it without a limit.
    road.break_at(OFFSETS);
    road.await_met();
    worker.await_log("a call to the client library hangs");
    let (status, log) = worker.wait();
    assert_eq!(status.code(), Some(3), "{log}");
    assert!(log.contains("\"call\":\"send-offsets\""), "{log}");
    road.open();
    // Its own clients have lost their connections as well.
    let mut town = Town::of(town.scenario);
    let worker = Worker::start(&pipeline);
    town.all_is_decided_once(worker);
}
