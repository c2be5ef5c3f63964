//! Every bound of a pipeline is a metric, with the value that the pipeline sets, and so is what the
//! client library holds under two of them.

use super::scenario::{Scenario, write};
use super::support::broker::Broker;
use super::support::process::{Worker, get};
use super::support::until;
use super::{admin, metric};
use kanhe::limits::FIXED;

/// Keys of a pipeline's file with a value that is no default: what is not among them is no bound.
const BOUNDS: [(&str, usize); 14] = [
    ("max-message-bytes", 200_000),
    ("max-queue-bytes", 900_000),
    ("in-flight", 7_000),
    ("in-flight-bytes", 9 << 20),
    ("read-ahead-bytes", 3 << 20),
    ("unsent-bytes", 17 << 20),
    ("batch-inputs", 4_000),
    ("batch-bytes", 5 << 20),
    ("threads", 3),
    ("commit-interval-ms", 70),
    ("drain-ms", 20_000),
    ("session-timeout-ms", 44_000),
    ("transaction-timeout-ms", 29_000),
    ("breaker-window", 777),
];

#[test]
fn every_bound_of_a_pipeline_is_a_metric() {
    let scenario = Scenario::new(&Broker::shared().address, "bounds");
    let table = |name: &str, at: std::ops::Range<usize>| {
        let lines = BOUNDS[at].iter().map(|(key, most)| format!("{key} = {most}\n"));
        format!("[{name}]\n{}", lines.collect::<String>())
    };
    let path = scenario.pipeline(&format!("{}{}", table("limits", 0..11), table("kafka", 11..13)));
    let text = std::fs::read_to_string(&path).unwrap();
    let text = text.replace("enabled = false", "enabled = true\nwindow = 777");
    let mut worker = Worker::start(&write(scenario.folder.path(), "bounds.toml", &text));
    let admin = admin(&mut worker);
    worker.await_log("partitions assigned");
    let shown = get(&admin, "/metrics");
    assert_eq!(
        shown.lines().filter(|line| line.starts_with("kanhe_bound{")).count(),
        BOUNDS.len() + FIXED.len(),
        "{shown}"
    );
    for (key, most) in BOUNDS.into_iter().chain(FIXED) {
        let line = format!("kanhe_bound{{limit=\"{key}\"}} {most}");
        assert!(shown.lines().any(|shown| shown == line), "no {line} in {shown}");
    }
    // The library counts every few seconds.
    for (limit, most) in [("read-ahead-bytes", 3 << 20), ("unsent-bytes", 17 << 20)] {
        let name = format!("kanhe_client_bytes{{limit=\"{limit}\"}}");
        until(&name, || get(&admin, "/metrics").contains(&name));
        assert!(metric(&admin, &name) <= most);
    }
    let (status, log) = worker.terminate();
    assert!(status.success(), "{log}");
}

/// The keys of `[limits]` are what the schema of a pipeline's file takes, so that a new one without
/// its metric is seen here.
#[test]
fn no_limit_of_the_schema_is_missing_above() {
    let schema = include_str!("../../src/pipeline/config/schema.rs");
    let (_, limits) = schema.split_once("struct Limits {").unwrap();
    let (limits, _) = limits.split_once('}').unwrap();
    let keys = limits.lines().filter_map(|line| line.trim().strip_prefix("pub(super) ")?.split(':').next());
    let keys: Vec<String> = keys.map(|key| key.replace('_', "-")).collect();
    let known: Vec<&str> = BOUNDS[..11].iter().map(|(key, _)| *key).collect();
    assert_eq!(
        keys.iter().map(String::as_str).collect::<std::collections::BTreeSet<_>>(),
        known.into_iter().collect()
    );
}
