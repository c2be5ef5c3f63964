//! Redress on a real Kafka, with the worker killed between the steps and in the middle of the long
//! ones: evidence by appeal, names near verified ones, a restored post, a flood of complaints, the revert of a rule. And with
//! keys of the log that go away.
#![cfg(feature = "kafka")]
#![allow(clippy::unwrap_used, clippy::string_slice, clippy::disallowed_methods)] // A test fails by panic, and this one is all edge.

#[allow(dead_code)] // It needs less than the worker's own scenarios.
mod support;
mod verbs;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use kanhe::log::{Head, Line, LogKey, verify};
use serde_json::{Value, json};
use support::broker::Broker;
use support::client::{Committed, Message, Reader, create_topics, send};
use support::pipeline::pipeline;
use support::process::Worker;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use verbs::kanhe;

/// Inputs and changelog have the same partitions: a case belongs to the partition of its event.
const INPUTS: [&str; 5] = ["registrations", "posts", "appeals", "verdicts", "state"];
const QUEUES: [&str; 10] =
    ["delete", "mask", "accounts", "fraud", "privacy", "data", "dead", "restore", "outcome", "log"];
/// The desk has a clock, and a term begins with the event: these are of today.
static NOW: LazyLock<String> = LazyLock::new(|| OffsetDateTime::now_utc().format(&Rfc3339).unwrap());
/// Decisions of the rule that is reverted.
const REVERTED: usize = 10_000;

struct Town {
    address: String,
    prefix: String,
    folder: tempfile::TempDir,
    pipeline: PathBuf,
}

impl Town {
    fn new(name: &str) -> Self {
        let (address, prefix) = (Broker::shared().address.clone(), format!("{name}-{}", std::process::id()));
        let folder = tempfile::tempdir().unwrap();
        let all = INPUTS.map(|t| (t, 2)).into_iter().chain(QUEUES.map(|t| (t, 1)));
        let topics: Vec<(String, i32)> = all.map(|(t, n)| (format!("{prefix}.{t}"), n)).collect();
        let topics: Vec<(&str, i32)> = topics.iter().map(|(t, n)| (t.as_str(), *n)).collect();
        create_topics(&address, &topics);
        fs::write(folder.path().join("notice.key"), "an invented key of a test").unwrap();
        let listed = json!({"account": "listed", "name": "示例银行", "kind": "bank"});
        fs::write(folder.path().join("verified.jsonl"), listed.to_string()).unwrap();
        let pipeline = folder.path().join("pipeline.toml");
        let town = Self { address, prefix, folder, pipeline };
        town.configure("");
        town
    }

    /// Writes the pipeline, with other bounds where they are given.
    fn configure(&self, limits: &str) {
        let prefix = &self.prefix;
        let more = format!(
            r#"
[pipeline]
registry = "verified.jsonl"
[queues]
restore = "{prefix}.restore"
outcome = "{prefix}.outcome"
log = "{prefix}.log"
[changelogs]
redress = "{prefix}.state"
[redress]
verdicts = "{prefix}.verdicts"
log-keys = "keys"
[notice]
key-file = "notice.key"
[limits]
{limits}
"#
        );
        let text = pipeline(&self.address, prefix, &INPUTS[..4], &more);
        fs::write(&self.pipeline, text).unwrap();
    }

    fn worker(&self) -> Worker {
        let mut worker = Worker::start(&self.pipeline);
        worker.await_log("partitions assigned");
        worker
    }

    /// A crash, and a worker that goes on.
    fn crash(&self, worker: Worker) -> Worker {
        worker.kill();
        self.worker()
    }

    fn send(&self, topic: &str, key: &str, event: &Value) {
        self.send_all(topic, vec![(key.to_owned(), event.to_string())]);
    }

    fn send_all(&self, topic: &str, events: Vec<(String, String)>) {
        let message = |(key, payload): (String, String)| Message {
            topic: format!("{}.{topic}", self.prefix),
            key: Some(key.into_bytes()),
            payload: Some(payload.into_bytes()),
            ..Message::default()
        };
        send(&self.address, &events.into_iter().map(message).collect::<Vec<_>>());
    }

    fn reader(&self, topics: &[&str]) -> Reader {
        let topics: Vec<String> = topics.iter().map(|t| format!("{}.{t}", self.prefix)).collect();
        Reader::new(&self.address, topics.iter().map(String::as_str))
    }

    fn desk(&self, args: &[&str]) -> verbs::Ran {
        let pipeline = self.pipeline.to_str().unwrap();
        let at = usize::from(args[0] == "desk") + 1;
        let mut all = args.to_vec();
        all.insert(at, pipeline);
        kanhe(&all)
    }

    /// The log's topic is whole up to the heads of the changelog; the number of its lines.
    fn verify_log(&self) -> usize {
        let key = fs::read(self.folder.path().join("keys/chain.key")).unwrap();
        let key = LogKey::new(key.try_into().unwrap());
        let mut reader = self.reader(&["log", "state"]);
        reader.read_to_end();
        let (mut chains, mut heads) = (BTreeMap::<String, Vec<Line>>::new(), BTreeMap::<i32, Head>::new());
        for message in &reader.messages {
            let payload = message.payload.as_deref().unwrap_or_default();
            if message.topic.rsplit_once('.').is_some_and(|(_, last)| last == "log") {
                let line: Line = serde_json::from_slice(payload).unwrap();
                chains.entry(line.chain.clone()).or_default().push(line);
            } else if message.key.as_deref() == Some(b"~log") {
                heads.insert(message.partition, serde_json::from_slice(payload).unwrap());
            }
        }
        assert_eq!(chains.len(), heads.len());
        for head in heads.values() {
            let sum = verify(&chains[&head.chain], head, &key).unwrap();
            assert_eq!(sum.after_head, 0, "a line and its head are one transaction");
        }
        chains.values().map(Vec::len).sum()
    }
}

fn json_of(message: &Message) -> Value {
    serde_json::from_slice(message.payload.as_deref().unwrap()).unwrap()
}

/// Waits for the message of a topic that the test wants.
fn wait(reader: &mut Reader, topic: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    let is = |m: &Message| m.topic.ends_with(&format!(".{topic}")) && wanted(&json_of(m));
    if let Some(found) = reader.messages.iter().find(|m| is(m)) {
        return json_of(found);
    }
    loop {
        let message = reader.next();
        if is(message) {
            return json_of(message);
        }
    }
}

fn count(reader: &Reader, topic: &str, wanted: impl Fn(&Value) -> bool) -> usize {
    let topic = format!(".{topic}");
    reader.messages.iter().filter(|m| m.topic.ends_with(&topic) && wanted(&json_of(m))).count()
}

fn registration(id: &str, account: &str, name: &str, category: &str) -> Value {
    json!({"id": id, "type": "registration", "time": *NOW, "account": account,
        "category": category, "parts": [{"kind": "nickname", "text": name}]})
}

fn post(id: &str, text: &str) -> Value {
    json!({"id": id, "type": "post", "time": *NOW, "parts": [{"kind": "body", "text": text}]})
}

fn appeal(about: &str, decision: &Value) -> Value {
    let token = decision["notice"]["token"].as_str().unwrap();
    json!({"id": format!("appeal-{about}"), "type": "appeal", "time": *NOW, "about": about, "token": token})
}

fn evidence() -> Value {
    json!({"consent_letter": "doc:示例", "real_identity": "ref:示例", "operator": "示例",
        "registered_address": "示例省", "ip_territory": "示例省"})
}

const DOXX: &str = "这个人叫李示例，他的手机号是13800001234，大家去打。";

#[test]
fn evidence_by_appeal_is_accepted_over_crashes() {
    let town = Town::new("evidence");
    let mut out = town.reader(&QUEUES);
    let mut worker = town.worker();
    town.send("registrations", "a1", &registration("r1", "a1", "99901部队宣传科", "military"));
    let refused = wait(&mut out, "delete", |d| d["event"] == "r1");
    assert!(refused["report"]["missing"].as_array().unwrap().len() == 5, "{refused}");
    worker = town.crash(worker);

    let mut forged = appeal("r1", &refused);
    forged["token"] = json!("0123456789abcdef0123456789abcdef");
    town.send("appeals", "a1", &forged);
    wait(&mut out, "outcome", |o| o["status"] == "refused" && o["reason"] == "forged");
    let mut with = appeal("r1", &refused);
    with["evidence"] = evidence();
    town.send("appeals", "a1", &with);
    let opened = wait(&mut out, "outcome", |o| o["status"] == "opened");
    let case = opened["case"].as_str().unwrap().to_owned();
    worker = town.crash(worker);

    let listed = town.desk(&["desk", "list", "--desk", "accounts"]);
    assert!(listed.out.contains(&case), "{}{}", listed.out, listed.err);
    let shown = town.desk(&["desk", "show", &case]);
    assert!(shown.out.contains("doc:示例"), "the desk sees the evidence: {}{}", shown.out, shown.err);
    let decide = ["desk", "decide", &case, "restore", "--reviewer", "reviewer-1"];
    assert_eq!(town.desk(&decide).code, 2, "an example is asked for");
    let decided = town.desk(&[&decide[..], &["--no-example"]].concat());
    assert_eq!(decided.code, 0, "{}", decided.err);
    wait(&mut out, "restore", |r| r["about"] == "r1");
    wait(&mut out, "outcome", |o| o["status"] == "granted" && o["label"] == "military");
    worker = town.crash(worker);

    // The same account under the same name passes; another account under it does not.
    town.send("registrations", "a1", &registration("r2", "a1", "99901部队宣传科", "military"));
    town.send("registrations", "a1", &registration("r3", "a2", "99901部队宣传科", "military"));
    wait(&mut out, "delete", |d| d["event"] == "r3");
    assert_eq!(count(&out, "delete", |d| d["event"] == "r2"), 0);

    // A verdict from elsewhere is nobody's word.
    let stray = json!({"id": "v", "type": "verdict", "time": *NOW, "case": case, "outcome": "confirm", "reviewer": "x"});
    town.send("appeals", "a1", &stray);
    let dead = format!("{}.dead", town.prefix);
    while out.messages.iter().all(|m| m.topic != dead) {
        out.next();
    }
    worker.kill();
    out.read_to_end();
    assert_eq!(count(&out, "delete", |d| d["event"] == "r1"), 1, "once");
    assert_eq!(town.verify_log(), 3, "two refusals and a restore");
}

/// Accounts of both partitions change their names to one; each is one case, whatever dies.
fn rename_all(town: &Town, out: &mut Reader, worker: Worker, round: &str, name: &str) -> Worker {
    const ACCOUNTS: usize = 300;
    let change = |n: usize| {
        let id = format!("{round}-{n}");
        let mut event = registration(&id, &id, name, "personal");
        event["previous"] = json!({"parts": [{"kind": "nickname", "text": "清风茶话"}]});
        (id, event.to_string())
    };
    let near = |r: &Reader| {
        let of_round = |d: &Value| d["event"].as_str().is_some_and(|e| e.starts_with(round));
        count(r, "accounts", |d| of_round(d) && d["report"]["reason"] == "near-verified-name")
    };
    town.send_all("registrations", (0..ACCOUNTS).map(change).collect());
    while near(out) < ACCOUNTS / 10 {
        out.next();
    }
    let worker = town.crash(worker);
    while near(out) < ACCOUNTS {
        out.next();
    }
    out.read_to_end();
    assert_eq!(near(out), ACCOUNTS, "each once");
    worker
}

#[test]
fn a_change_to_a_name_near_a_verified_one_is_a_case_over_crashes() {
    const PROVEN: &str = "示例云帆军迷协会";
    let town = Town::new("near");
    let mut out = town.reader(&QUEUES[..9]);
    let mut worker = rename_all(&town, &mut out, town.worker(), "listed", "示例银航客服");
    // Verified by redress: evidence by appeal, a person's word, and the account's next event.
    town.send("registrations", "b1", &registration("m1", "b1", PROVEN, "military"));
    let mut with = appeal("m1", &wait(&mut out, "accounts", |d| d["event"] == "m1"));
    with["evidence"] = evidence();
    town.send("appeals", "b1", &with);
    let opened = wait(&mut out, "outcome", |o| o["status"] == "opened" && o["about"] == "m1");
    worker = town.crash(worker);
    let case = opened["case"].as_str().unwrap();
    let decide = ["desk", "decide", case, "restore", "--reviewer", "reviewer-1", "--no-example"];
    assert_eq!(town.desk(&decide).code, 0);
    wait(&mut out, "outcome", |o| o["status"] == "granted" && o["label"] == "military");
    worker = town.crash(worker);
    town.send("registrations", "b1", &registration("m2", "b1", PROVEN, "military"));
    // In the same partition, so that m2 is settled when this one is refused.
    town.send("registrations", "b1", &registration("m3", "b2", "99901部队宣传科", "personal"));
    wait(&mut out, "delete", |d| d["event"] == "m3");
    assert_eq!(count(&out, "accounts", |d| d["event"] == "m2"), 0, "the account itself");
    worker = town.crash(worker);
    rename_all(&town, &mut out, worker, "proven", "示例雲帆军迷协會官方客服").kill();
}

#[test]
fn a_restored_post_is_not_masked_again_over_crashes() {
    let town = Town::new("restored");
    let mut out = town.reader(&QUEUES[..9]);
    let mut worker = town.worker();
    town.send("posts", "p1", &post("p1", DOXX));
    let masked = wait(&mut out, "mask", |d| d["event"] == "p1");
    worker = town.crash(worker);
    town.send("appeals", "p1", &appeal("p1", &masked));
    let case = wait(&mut out, "outcome", |o| o["status"] == "opened")["case"].as_str().unwrap().to_owned();
    wait(&mut out, "privacy", |c| c["case"] == case.as_str());
    worker = town.crash(worker);
    assert_eq!(town.desk(&["desk", "decide", &case, "restore", "--reviewer", "reviewer-1"]).code, 0);
    let restored = wait(&mut out, "restore", |r| r["about"] == "p1");
    assert_eq!(restored["rules"], json!(["15/third-person-data"]));
    worker = town.crash(worker);
    town.send("posts", "p1", &post("p1", DOXX));
    town.send("posts", "p1", &post("p2", DOXX));
    wait(&mut out, "mask", |d| d["event"] == "p2");
    assert_eq!(count(&out, "mask", |d| d["event"] == "p1"), 1, "not again");
    worker.kill();
}

#[test]
fn a_flood_of_complaints_is_one_case_whose_rank_counts_people() {
    let town = Town::new("flood");
    let mut out = town.reader(&QUEUES[..9]);
    let mut worker = town.worker();
    let own = "我的手机号是13800001234，找我拼车。";
    let complaint = |n: usize, who: &str| {
        let event = json!({"id": format!("c{n}"), "type": "complaint", "time": *NOW, "about": "p1",
            "ground": "my-data", "parts": [{"kind": "body", "text": own}], "value": "13800001234", "complainant": who});
        ("p1".to_owned(), event.to_string())
    };
    let flood: Vec<(String, String)> = (0..500).map(|n| complaint(n, "w1")).collect();
    town.send_all("appeals", flood);
    out.take(100);
    worker = town.crash(worker);
    town.send_all("appeals", (500..503).map(|n| complaint(n, &format!("other-{n}"))).collect());
    wait(&mut out, "outcome", |o| o["event"] == "c502");
    worker.kill();
    out.read_to_end();
    assert_eq!(count(&out, "privacy", |c| c["about"] == "p1"), 1, "one case");
    assert_eq!(count(&out, "outcome", |_| true), 503, "everyone is answered once");
    assert_eq!(count(&out, "mask", |_| true), 0, "the speaker's own number stays");
    let listed = town.desk(&["desk", "list"]);
    assert!(listed.out.contains("rank 4"), "{}", listed.out);
}

#[test]
fn a_rule_is_reverted_over_a_crash_and_nothing_is_restored_twice() {
    let town = Town::new("revert");
    let mut out = town.reader(&["delete", "restore"]);
    let mut worker = town.worker();
    let events = (0..REVERTED).map(|n| {
        let account = format!("a{n}");
        (account.clone(), registration(&format!("r{n}"), &account, "99901部队宣传科", "personal").to_string())
    });
    town.send_all("registrations", events.collect());
    out.take(REVERTED);
    let rule = json_of(&out.messages[0])["findings"][0]["rule"].as_str().unwrap().to_owned();
    let revert = ["revert", "--rule", &rule, "--since", &NOW[..10]];
    let dry = town.desk(&revert);
    assert!(dry.out.contains(&format!("{REVERTED} findings")), "{}{}", dry.out, dry.err);
    let later = town.desk(&["revert", "--rule", &rule, "--since", "9999-01-01"]);
    assert!(later.out.contains("0 findings"), "{}", later.out);
    assert_eq!(town.desk(&[&revert[..], &["--yes"]].concat()).code, 0);
    out.take(REVERTED / 4);
    worker = town.crash(worker);
    // Whoever is not sure begins it again.
    assert_eq!(town.desk(&[&revert[..], &["--yes"]].concat()).code, 0);
    let restored = format!("{}.restore", town.prefix);
    while out.messages.iter().filter(|m| m.topic == restored).count() < REVERTED {
        out.next();
    }
    assert!(town.desk(&revert).out.contains("0 findings"));
    let (status, log) = worker.terminate();
    assert!(status.success(), "{log}");
    out.read_to_end();
    let events: Vec<Value> = out.messages.iter().filter(|m| m.topic == restored).map(json_of).collect();
    let about: BTreeSet<&str> = events.iter().map(|r| r["about"].as_str().unwrap()).collect();
    assert_eq!((events.len(), about.len()), (REVERTED, REVERTED), "each once");
    assert_eq!(town.verify_log(), 2 * REVERTED);
}

#[test]
fn what_cannot_be_logged_does_not_act_and_is_decided_once_the_key_is_there() {
    let town = Town::new("unlogged");
    let mut out = town.reader(&QUEUES);
    let inputs = town.reader(&INPUTS[..2]);
    let committed = Committed::new(&town.address, &town.prefix, inputs.ends().into_keys());
    // Transactions of two inputs, however long they wait.
    town.configure("commit-interval-ms = 60000\nbatch-inputs = 2");
    let worker = town.worker();
    for n in [1, 2] {
        town.send("registrations", "a", &registration(&format!("r{n}"), "a", "99901部队宣传科", "personal"));
    }
    for n in [1, 2] {
        wait(&mut out, "delete", |d| d["event"] == format!("r{n}"));
    }
    let before = committed.now();

    // A file where the folder was: the key of the first month of posts cannot be made.
    let (keys, away) = (town.folder.path().join("keys"), town.folder.path().join("away"));
    fs::rename(&keys, &away).unwrap();
    fs::write(&keys, "no folder").unwrap();
    // The key of registrations is known: this one alone could be logged.
    town.send("registrations", "a", &registration("r3", "a", "99901部队宣传科", "personal"));
    town.send("posts", "p", &post("p1", DOXX));
    let (status, log) = worker.wait();
    assert_eq!(status.code(), Some(3), "{log}");
    let file = format!("keys/post-{}.key", &NOW[..7]);
    assert!(log.contains("the stage redress cannot go on") && log.contains(&file), "{log}");
    assert!(!log.contains("13800001234"), "{log}");
    assert_eq!(committed.now(), before);
    out.read_to_end();
    assert_eq!((count(&out, "delete", |_| true), count(&out, "mask", |_| true)), (2, 0));
    fs::remove_file(&keys).unwrap();
    fs::rename(&away, &keys).unwrap();
    assert_eq!(town.verify_log(), 2, "neither a line nor a head of what did not act");

    town.configure("");
    let worker = town.worker();
    committed.await_all(&inputs.ends());
    let (status, log) = worker.terminate();
    assert!(status.success(), "{log}");
    out.read_to_end();
    assert_eq!(
        (count(&out, "delete", |_| true), count(&out, "mask", |d| d["event"] == "p1")),
        (3, 1),
        "each once"
    );
    assert_eq!(town.verify_log(), 4);

    // Another key of the heads cannot say where the log ends, and begins no second one.
    let (chain, last) = (keys.join("chain.key"), committed.now());
    let own = fs::read(&chain).unwrap();
    fs::write(&chain, [7; 32]).unwrap();
    let worker = Worker::start(&town.pipeline);
    town.send("posts", "p", &post("p2", DOXX));
    let (status, log) = worker.wait();
    assert!(status.code() == Some(3) && log.contains("was not signed with the present chain key"), "{log}");
    assert_eq!(committed.now(), last);
    fs::write(&chain, own).unwrap();
    let worker = town.worker();
    wait(&mut out, "mask", |d| d["event"] == "p2");
    worker.kill();
    assert_eq!(town.verify_log(), 5);
}
