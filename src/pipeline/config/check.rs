//! What the types of the schema cannot say: names, ranges, topics that must differ.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::ops::Range;
use std::time::Duration;
use toml::Spanned;

use super::error::{self, Problem};
use super::products::{ReadFile, products};
use super::schema::{self, Delivery, Expected, Test};
use super::{Config, ConfigError, Kafka, Limits, RedressTopics, Security};
use crate::limits;
use crate::message::Desk;
use crate::redress::STAGE_NAME;
use crate::route::{DeskTopics, Queue, Queues};

/// Room for one fetched message of the default size on a queue with its decision around it.
const DEFAULT_MESSAGE_BYTES: u64 = 256 * 1024;
/// Kafka's default `max.message.bytes` (1,048,588) less the frame of a record batch.
const DEFAULT_QUEUE_BYTES: u64 = 1_000_000;
const DEFAULT_IN_FLIGHT: u64 = 10_000;
/// What a consumer's read-ahead of a few hundred milliseconds takes.
const DEFAULT_IN_FLIGHT_BYTES: u64 = 32 << 20;
/// What a fast worker decides while the next answer is on its way.
const DEFAULT_READ_AHEAD_BYTES: u64 = 16 << 20;
/// A transaction of the largest default size and some room.
const DEFAULT_UNSENT_BYTES: u64 = 64 << 20;
/// Long enough that the cost of a transaction does not count, short enough that nobody waits.
const DEFAULT_COMMIT_INTERVAL_MS: u64 = 100;
const DEFAULT_BATCH_INPUTS: u64 = 5_000;
const DEFAULT_BATCH_BYTES: u64 = 8 << 20;
/// Shorter than the 30 s that supervisors of services wait before they kill.
const DEFAULT_DRAIN_MS: u64 = 25_000;
/// The client library's own default.
const DEFAULT_SESSION_TIMEOUT_MS: u64 = 45_000;
/// Readers of the queues wait this long at most for a worker that died and does not come back.
const DEFAULT_TRANSACTION_TIMEOUT_MS: u64 = 30_000;

pub(super) fn check(
    file: &str,
    text: &str,
    raw: schema::Pipeline,
    read: ReadFile<'_>,
) -> Result<Config, ConfigError> {
    let mut check = Check { file, text, problems: Vec::new() };
    let name = check.word("pipeline.name", &raw.about.name);
    let kafka = check.kafka(raw.kafka);
    let queues = check.queues(raw.queues, &kafka.input);
    let changelogs = check.changelogs(raw.changelogs);
    let redress = check.redress(raw.redress, &kafka, &queues, &changelogs, raw.notice.key_file.is_some());
    let limits = check.limits(&raw.limits);
    let lexicons = raw.lexicons.and_then(|lexicons| check.lexicons(lexicons));
    let breaker = check.breaker(&raw.breaker);
    let admin = raw.admin.listen.and_then(|listen| check.address(&listen, raw.admin.beyond_loopback));
    let products = products(&mut check, raw.products, read);
    let tests = check.tests(raw.tests);
    if !check.problems.is_empty() {
        return Err(ConfigError::Values(check.problems));
    }
    let input = kafka.input.into_iter().map(Spanned::into_inner).collect();
    let kafka = Kafka {
        brokers: kafka.brokers,
        group: kafka.group,
        input,
        client_id: kafka.client_id,
        instance_id: kafka.instance_id,
        security: kafka.security,
        delivery: kafka.delivery,
        session_timeout: kafka.session_timeout,
        transaction_timeout: kafka.transaction_timeout,
    };
    Ok(Config {
        name,
        kafka,
        queues,
        limits,
        changelogs,
        lexicons,
        breaker,
        redress,
        admin,
        notice_key: raw.notice.key_file,
        state_key: raw.state.key_file,
        secret: None,
        products,
        registry: raw.about.registry,
        tests,
    })
}

pub(super) struct Check<'a> {
    file: &'a str,
    text: &'a str,
    problems: Vec<Problem>,
}

/// Kafka's settings with the places of the topics, which other checks need.
struct Placed {
    brokers: String,
    group: String,
    input: Vec<Spanned<String>>,
    client_id: String,
    instance_id: Option<String>,
    security: Option<Security>,
    delivery: Delivery,
    session_timeout: Duration,
    transaction_timeout: Duration,
}

impl Check<'_> {
    pub(super) fn fail(&mut self, key: &str, span: Range<usize>, message: impl Into<String>) {
        self.problems.push(error::value(self.file, self.text, span, key, message));
    }

    /// A name that also stands in file names, metrics and URIs.
    pub(super) fn word(&mut self, key: &str, value: &Spanned<String>) -> String {
        let legal = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        let word = value.get_ref();
        if word.is_empty() || word.len() > limits::MAX_NAME_BYTES || !word.chars().all(legal) {
            let most = limits::MAX_NAME_BYTES;
            self.fail(key, value.span(), format!("1 to {most} letters, digits, `.`, `_` or `-` expected"));
        }
        word.clone()
    }

    /// Kafka's rule for topics.
    pub(super) fn topic(&mut self, key: &str, value: &Spanned<String>) -> String {
        let name = self.word(key, value);
        if name == "." || name == ".." {
            self.fail(key, value.span(), "`.` and `..` are no topics");
        }
        name
    }

    fn kafka(&mut self, raw: schema::Kafka) -> Placed {
        let brokers = raw.brokers.get_ref().clone();
        let address = |b: &str| {
            b.trim()
                .rsplit_once(':')
                .is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok_and(|p| p > 0))
        };
        if !brokers.split(',').all(address) {
            self.fail("kafka.brokers", raw.brokers.span(), "`host:port`, several with commas, expected");
        }
        let group = self.word("kafka.group", &raw.group);
        if raw.input.get_ref().is_empty() {
            self.fail("kafka.input", raw.input.span(), "at least one topic expected");
        }
        let mut seen = BTreeSet::new();
        for topic in raw.input.get_ref() {
            let name = self.topic("kafka.input", topic);
            if !seen.insert(name) {
                self.fail("kafka.input", topic.span(), "this topic stands twice");
            }
        }
        let client_id =
            raw.client_id.map_or_else(|| "kanhe".to_owned(), |id| self.word("kafka.client-id", &id));
        let instance_id = raw.instance_id.map(|id| self.word("kafka.instance-id", &id));
        let session = self.number(
            "kafka.session-timeout-ms",
            raw.session_timeout_ms.as_ref(),
            DEFAULT_SESSION_TIMEOUT_MS,
            limits::MIN_SESSION_TIMEOUT_MS..=limits::MAX_SESSION_TIMEOUT_MS,
        );
        let transaction = self.number(
            "kafka.transaction-timeout-ms",
            raw.transaction_timeout_ms.as_ref(),
            DEFAULT_TRANSACTION_TIMEOUT_MS,
            limits::MIN_TRANSACTION_TIMEOUT_MS..=limits::MAX_TRANSACTION_TIMEOUT_MS,
        );
        Placed {
            brokers,
            group,
            input: raw.input.into_inner(),
            client_id,
            instance_id,
            security: raw.security.map(|security| self.security(security)),
            delivery: raw.delivery,
            session_timeout: Duration::from_millis(session),
            transaction_timeout: Duration::from_millis(transaction),
        }
    }

    /// Changelogs by the stage's name. Which stages there are, the worker checks.
    fn changelogs(&mut self, raw: BTreeMap<String, Spanned<String>>) -> BTreeMap<String, String> {
        raw.into_iter().map(|(stage, topic)| (stage, self.topic("changelogs", &topic))).collect()
    }

    /// Redress without one of its parts would lose what people say: all of them, or none.
    fn redress(
        &mut self,
        raw: Option<Spanned<schema::Redress>>,
        kafka: &Placed,
        queues: &Queues,
        changelogs: &BTreeMap<String, String>,
        has_key: bool,
    ) -> Option<RedressTopics> {
        let raw = raw?;
        let span = raw.span();
        let schema::Redress { verdicts, log_keys } = raw.into_inner();
        let needs = [
            (
                kafka.input.iter().any(|t| *t.get_ref() == verdicts),
                "its topic of verdicts among `kafka.input`",
            ),
            (queues.restore.is_some(), "`queues.restore`"),
            (queues.outcome.is_some(), "`queues.outcome`"),
            (changelogs.contains_key(STAGE_NAME), "`changelogs.redress`"),
            (has_key, "`notice.key-file`: without it no appeal can be checked"),
            (
                queues.log.is_some() == log_keys.is_some(),
                "`queues.log` and `redress.log-keys`, both or neither",
            ),
        ];
        for (_, what) in needs.iter().filter(|(there, _)| !there) {
            self.fail("redress", span.clone(), format!("needs {what}"));
        }
        Some(RedressTopics { verdicts, log_keys })
    }

    /// A queue that is also an input would feed the worker its own decisions; two queues on one
    /// topic would show one desk the cases of another.
    fn queues(&mut self, raw: schema::Queues, input: &[Spanned<String>]) -> Queues {
        let schema::Report { accounts, fraud, privacy, data } = raw.report;
        let all = [
            ("queues.delete", Some(&raw.delete)),
            ("queues.mask", Some(&raw.mask)),
            ("queues.report.accounts", Some(&accounts)),
            ("queues.report.fraud", Some(&fraud)),
            ("queues.report.privacy", Some(&privacy)),
            ("queues.report.data", Some(&data)),
            ("queues.dead-letter", Some(&raw.dead_letter)),
            ("queues.release", raw.release.as_ref()),
            ("queues.restore", raw.restore.as_ref()),
            ("queues.outcome", raw.outcome.as_ref()),
            ("queues.log", raw.log.as_ref()),
        ];
        let mut taken: BTreeMap<String, &str> =
            input.iter().map(|topic| (topic.get_ref().clone(), "kafka.input")).collect();
        for (key, topic) in all {
            let Some(topic) = topic else { continue };
            let name = self.topic(key, topic);
            if let Some(other) = taken.get(&name) {
                self.fail(key, topic.span(), format!("this topic is {other} already"));
            }
            taken.insert(name, key);
        }
        Queues {
            delete: raw.delete.into_inner(),
            mask: raw.mask.into_inner(),
            report: DeskTopics {
                accounts: accounts.into_inner(),
                fraud: fraud.into_inner(),
                privacy: privacy.into_inner(),
                data: data.into_inner(),
            },
            dead_letter: raw.dead_letter.into_inner(),
            release: raw.release.map(Spanned::into_inner),
            restore: raw.restore.map(Spanned::into_inner),
            outcome: raw.outcome.map(Spanned::into_inner),
            log: raw.log.map(Spanned::into_inner),
        }
    }

    fn limits(&mut self, raw: &schema::Limits) -> Limits {
        let mut number = |key: &str, value: &Option<Spanned<u64>>, default, allowed| {
            self.number(&format!("limits.{key}"), value.as_ref(), default, allowed)
        };
        let largest = limits::MAX_EVENT_BYTES as u64;
        let queue = limits::MIN_QUEUE_BYTES..=limits::MAX_QUEUE_BYTES;
        let interval = 1..=limits::MAX_COMMIT_INTERVAL_MS;
        let bytes = limits::MIN_BATCH_BYTES..=limits::MAX_IN_FLIGHT_BYTES;
        let inputs = 1..=limits::MAX_IN_FLIGHT;
        let messages =
            number("max-message-bytes", &raw.max_message_bytes, DEFAULT_MESSAGE_BYTES, 1..=largest);
        let sent = number("max-queue-bytes", &raw.max_queue_bytes, DEFAULT_QUEUE_BYTES, queue);
        let flight = number("in-flight", &raw.in_flight, DEFAULT_IN_FLIGHT, inputs.clone());
        let flight_bytes =
            number("in-flight-bytes", &raw.in_flight_bytes, DEFAULT_IN_FLIGHT_BYTES, bytes.clone());
        let ahead = limits::MIN_READ_AHEAD_BYTES..=limits::MAX_READ_AHEAD_BYTES;
        let ahead = number("read-ahead-bytes", &raw.read_ahead_bytes, DEFAULT_READ_AHEAD_BYTES, ahead);
        let unsent = limits::MIN_UNSENT_BYTES..=limits::MAX_UNSENT_BYTES;
        let unsent = number("unsent-bytes", &raw.unsent_bytes, DEFAULT_UNSENT_BYTES, unsent);
        let every =
            number("commit-interval-ms", &raw.commit_interval_ms, DEFAULT_COMMIT_INTERVAL_MS, interval);
        let batch = number("batch-inputs", &raw.batch_inputs, DEFAULT_BATCH_INPUTS, inputs);
        let batch_bytes = number("batch-bytes", &raw.batch_bytes, DEFAULT_BATCH_BYTES, bytes);
        // 0 only where the key is left out.
        let threads = number("threads", &raw.threads, 0, 1..=limits::MAX_THREADS);
        let drain = number("drain-ms", &raw.drain_ms, DEFAULT_DRAIN_MS, 1..=limits::MAX_DRAIN_MS);
        Limits {
            max_message_bytes: messages as usize,
            max_queue_bytes: sent as usize,
            in_flight: flight as usize,
            in_flight_bytes: flight_bytes as usize,
            read_ahead_bytes: ahead as usize,
            unsent_bytes: unsent as usize,
            commit_interval: Duration::from_millis(every),
            batch_inputs: batch as usize,
            batch_bytes: batch_bytes as usize,
            threads: (threads > 0).then_some(threads as usize),
            drain: Duration::from_millis(drain),
        }
    }

    pub(super) fn number(
        &mut self,
        key: &str,
        value: Option<&Spanned<u64>>,
        default: u64,
        allowed: std::ops::RangeInclusive<u64>,
    ) -> u64 {
        let Some(value) = value else { return default };
        if !allowed.contains(value.get_ref()) {
            let message = format!("{} to {} expected", allowed.start(), allowed.end());
            self.fail(key, value.span(), message);
        }
        *value.get_ref()
    }

    /// Metrics and health tell about the stream: they are for this machine only, unless the pipeline
    /// says that something else keeps others away.
    fn address(&mut self, value: &Spanned<String>, beyond: bool) -> Option<SocketAddr> {
        let address = value.get_ref().parse::<SocketAddr>().ok().filter(|a| beyond || a.ip().is_loopback());
        if address.is_none() {
            self.fail(
                "admin.listen",
                value.span(),
                "a loopback address with port expected, such as 127.0.0.1:9464, or `beyond-loopback = true`",
            );
        }
        address
    }

    fn tests(&mut self, raw: Vec<Spanned<schema::RawTest>>) -> Vec<Test> {
        let mut names = BTreeSet::new();
        let mut tests = Vec::with_capacity(raw.len());
        for test in raw {
            let span = test.span();
            let line = error::line(self.text, span.start);
            let test = test.into_inner();
            if !names.insert(test.name.clone()) {
                self.fail("tests.name", span, "another test has this name");
            }
            self.expected(&test.expect);
            tests.push(Test { name: test.name, line, event: test.event, expect: test.expect.into_inner() });
        }
        tests
    }

    fn expected(&mut self, expect: &Spanned<Expected>) {
        let Expected { action, report, queues, rule, dead_letter } = expect.get_ref();
        let words: [(&str, &[&str], Vec<&String>); 3] = [
            ("tests.expect.action", &["pass", "mask", "refuse", "withhold", "wait"], action.iter().collect()),
            ("tests.expect.report", &DESKS_OR_NONE, report.iter().collect()),
            ("tests.expect.queues", &QUEUES, queues.iter().flatten().collect()),
        ];
        for (key, known, given) in words {
            if !given.iter().all(|word| known.contains(&word.as_str())) {
                self.fail(key, expect.span(), format!("one of {} expected", known.join(", ")));
            }
        }
        let decided = action.is_some() || report.is_some() || rule.is_some();
        if dead_letter.is_some() && decided {
            self.fail("tests.expect", expect.span(), "a dead letter has no action, report or rule");
        }
        if dead_letter.is_none() && !decided && queues.is_none() {
            self.fail("tests.expect", expect.span(), "nothing is expected, so nothing would be tested");
        }
    }
}

const DESKS_OR_NONE: [&str; Desk::ALL.len() + 1] = ["accounts", "fraud", "privacy", "data", "none"];
/// As in [`Queue::family`].
const QUEUES: [&str; 8] = ["delete", "mask", "report", "dead-letter", "release", "restore", "outcome", "log"];
const _: () = assert!(QUEUES.len() + Desk::ALL.len() - 1 == Queue::ALL.len());
