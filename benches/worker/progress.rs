//! Measures a client from outside: what its group has committed, and what the kernel counts for its
//! process. Broker and bench are other processes.

use std::fmt;
use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::topic_partition_list::TopicPartitionList;

use crate::pipeline::{Scenario, TOPICS};
use crate::plain;
use crate::support::DEADLINE;
use crate::support::process::Worker;

/// Between two looks.
const LOOK: Duration = Duration::from_millis(20);
/// Share of the events, in percent, after which counting begins: the start is not the stream.
const BEGIN: usize = 10;
/// The kernel's ticks in a second, the same on every Linux.
const TICKS: f64 = 100.0;

/// What was measured of one run.
pub struct Measured {
    /// Messages a second.
    pub rate: f64,
    /// Microseconds of the client's own processor time a message.
    pub micros: f64,
    /// The most memory that it had.
    pub mib: f64,
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.0}/s {:.2} µs {:.0} MiB", self.rate, self.micros, self.mib)
    }
}

/// The middle one.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// The plain loop over all events.
pub fn plain(verb: &str, scenario: &Scenario, group: &str, total: usize) -> Measured {
    let mut child = Command::new("setpriv")
        .args(["--pdeathsig", "KILL"])
        .arg(std::env::current_exe().unwrap())
        .args(plain::arguments(verb, scenario, group))
        .stdin(Stdio::null())
        .spawn()
        .unwrap();
    let measured = follow(scenario, group, total, child.id());
    child.kill().unwrap();
    child.wait().unwrap();
    measured
}

/// kanhe over all events.
pub fn kanhe(scenario: &Scenario, group: &str, total: usize) -> Measured {
    let worker = Worker::start(&scenario.pipeline(group));
    let measured = follow(scenario, group, total, worker.id());
    let (status, log) = worker.terminate();
    assert!(status.success(), "{log}");
    measured
}

/// Looks until everything is committed.
fn follow(scenario: &Scenario, group: &str, total: usize, process: u32) -> Measured {
    let asker: BaseConsumer = ClientConfig::new()
        .set("bootstrap.servers", &scenario.address)
        .set("group.id", group)
        // What is committed now, and not once the open transaction has ended.
        .set("isolation.level", "read_uncommitted")
        .create()
        .unwrap();
    let deadline = Instant::now() + DEADLINE;
    let mut begin = None;
    loop {
        // A broker that has just started does not know its groups yet.
        let done = committed(&asker, scenario).unwrap_or_default();
        let look = (Instant::now(), done, cpu(process));
        if done >= total * BEGIN / 100 {
            let (since, first, spent) = *begin.get_or_insert(look);
            if done >= total {
                let messages = (done - first) as f64;
                let seconds = (look.0 - since).as_secs_f64();
                let micros = (look.2 - spent) * 1e6 / messages;
                return Measured { rate: messages / seconds, micros, mib: peak(process) };
            }
        }
        assert!(Instant::now() < deadline, "{done} of {total} are committed");
        thread::sleep(LOOK);
    }
}

fn committed(asker: &BaseConsumer, scenario: &Scenario) -> Result<usize, KafkaError> {
    let mut list = TopicPartitionList::new();
    for topic in TOPICS {
        list.add_partition_range(&scenario.topic(topic), 0, 3);
    }
    let offsets = asker.committed_offsets(list, DEADLINE)?;
    let known =
        offsets.elements().iter().filter_map(|e| e.offset().to_raw()).filter(|raw| *raw > 0).sum::<i64>();
    Ok(usize::try_from(known).unwrap())
}

/// Seconds of processor time of a process.
fn cpu(process: u32) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
    // `utime` and `stime` are fields 14 and 15; the first two stand before the bracket.
    [11, 12].iter().map(|at| fields[*at].parse::<f64>().unwrap()).sum::<f64>() / TICKS
}

fn peak(process: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
}
