//! Redress on a real Kafka, with the worker killed between the steps and in the middle of the long
//! ones: evidence by appeal, names near verified ones, a restored post, a flood of complaints, the revert of a rule. And with
//! keys of the log that go away.
#![cfg(feature = "kafka")]
#![allow(clippy::unwrap_used, clippy::string_slice, clippy::disallowed_methods)] // A test fails by panic, and this one is all edge.

#[allow(dead_code)] // It needs less than the worker's own scenarios.
mod support;
mod town;
mod verbs;

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};
use support::client::{Committed, Reader};
use support::process::Worker;
use town::{INPUTS, NOW, QUEUES, Town, count, json_of, wait};

/// Decisions of the rule that is reverted.
const REVERTED: usize = 10_000;

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

fn row(id: &str, product: &str, values: &Value) -> Value {
    json!({"id": id, "type": "record", "time": *NOW, "product": product, "values": values})
}

#[test]
fn what_becomes_of_rows_is_logged_and_a_row_is_appealed_over_crashes() {
    let town = Town::new("rows");
    let mut out = town.reader(&QUEUES);
    let mut worker = town.worker();
    // One key: all rows are of one partition, and of one class.
    for n in 0..5 {
        let values = json!({"person": format!("示例身份{n}"), "age": 30});
        town.send("rows", "k", &row(&format!("d{n}"), "visits", &values));
    }
    wait(&mut out, "release", |_| true);
    worker = town.crash(worker);
    town.send("rows", "k", &row("nobody", "visits", &json!({"age": 30})));
    town.send("rows", "k", &row("unknown", "footfall", &json!({"count": 12})));
    let withheld = wait(&mut out, "delete", |d| d["event"] == "nobody");
    wait(&mut out, "delete", |d| d["event"] == "unknown");
    worker = town.crash(worker);

    town.send("appeals", "nobody", &appeal("nobody", &withheld));
    let opened = wait(&mut out, "outcome", |o| o["about"] == "nobody" && o["status"] == "opened");
    worker = town.crash(worker);
    let case = opened["case"].as_str().unwrap();
    let decided = town.desk(&["desk", "decide", case, "restore", "--reviewer", "officer-1"]);
    assert_eq!(decided.code, 0, "{}", decided.err);
    let restored = wait(&mut out, "restore", |r| r["about"] == "nobody");
    assert_eq!(restored["rules"], json!(["records/no-identifier"]), "{restored}");
    assert!(worker.terminate().0.success());

    out.read_to_end();
    let [published, kept, undone] =
        ["release", "delete", "restore"].map(|queue| count(&out, queue, |_| true));
    assert_eq!((kept, undone), (2, 1));
    assert!(published >= 3, "{published}");
    let lines = published + kept + undone;
    assert_eq!(town.verify_log(), lines);

    // The operator reads the same from the pipeline.
    let whole = town.desk(&["log", "verify"]);
    assert_eq!(whole.code, 0, "{}{}", whole.out, whole.err);
    let counted = |line: &str| {
        let (_, rest) = line.split_once("whole: ").unwrap();
        rest.split(' ').next().unwrap().parse::<usize>().unwrap()
    };
    assert_eq!(whole.out.lines().map(counted).sum::<usize>(), lines, "{}", whole.out);
    let report = || -> Value { serde_json::from_str(&town.desk(&["log", "report"]).out).unwrap() };
    let total = report()["total"].clone();
    assert_eq!(total, json!({"refused": 0, "masked": published, "withheld": kept, "restored": undone}));
    let period = format!("record-{}", &NOW[..7]);
    let destroyed = town.desk(&["log", "destroy", "--period", &period, "--yes"]);
    assert!(
        destroyed.out.contains(&format!("{lines} lines destroyed")),
        "{}{}",
        destroyed.out,
        destroyed.err
    );
    let after = report();
    assert_eq!((&after["total"], &after["unreadable"]), (&total, &json!(0)), "the numbers stay");
    assert_eq!(after["destroyed"], json!([period]));
    let whole = town.desk(&["log", "verify"]);
    assert!(whole.out.contains("destructions whole: 1 lines"), "{}", whole.out);
    // A line that no worker wrote.
    let line = json!({"chain": "records-9", "seq": 0, "kind": "sealed", "period": period, "body": "", "prev": "", "hash": ""});
    town.send("log", "records-9", &line);
    let broken = town.desk(&["log", "verify"]);
    assert!(
        broken.code == 1 && broken.out.contains("chain records-9: no head"),
        "{}{}",
        broken.out,
        broken.err
    );
    assert_eq!(town.desk(&["log", "report"]).code, 2);
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
