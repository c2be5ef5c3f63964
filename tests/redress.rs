//! Redress as a pure machine: appeals, complaints, verdicts, verification, each a short story told
//! in events; and the table is what its changelog restores at every step.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)] // A test fails by panic and may read files.

use kanhe::decode;
use kanhe::message::{Action, Decision, Incoming, NoticeKey};
use kanhe::pipeline::Engine;
use kanhe::redress::{Ledger, Memory, Output, Proven, Redress, Stage, Status, case_rows, verified_rows};
use serde_json::{Value, json};
use std::sync::LazyLock;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    Engine::builtin().unwrap().with_notice_key(NoticeKey::new(b"0123456789abcdef0123").unwrap())
});

/// A table that also writes the changelog which it must equal.
#[derive(Default)]
struct Logged {
    table: Memory,
    changelog: Vec<(Vec<u8>, Option<Vec<u8>>)>,
}

impl Ledger for Logged {
    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        self.table.get(key)
    }
    fn put(&mut self, key: Vec<u8>, value: Option<Vec<u8>>) {
        self.changelog.push((key.clone(), value.clone()));
        self.table.put(key, value);
    }
    fn after(&self, key: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
        self.table.after(key)
    }
    fn proven(&self) -> &Proven {
        self.table.proven()
    }
}

struct World {
    redress: Redress,
    ledger: Logged,
    last: Option<Decision>,
}

impl World {
    fn new() -> Self {
        Self { redress: ENGINE.redress(), ledger: Logged::default(), last: None }
    }

    /// One event; the process dies and comes back from its changelog after it.
    fn event(&mut self, event: &Value) -> Vec<Output> {
        let outputs = match decode::incoming(event.to_string().as_bytes()).unwrap() {
            Incoming::Event(e) => {
                let decision = ENGINE.decide(&e);
                let (decision, outputs) =
                    self.redress.settle(&mut self.ledger, &e, decision, ENGINE.context());
                self.last = Some(decision);
                outputs
            }
            Incoming::Redress(e) => self.redress.receive(&mut self.ledger, &e, ENGINE.context()),
        };
        let mut restored = Memory::default();
        for (key, value) in &self.ledger.changelog {
            restored.put(key.clone(), value.clone());
        }
        assert_eq!(restored, self.ledger.table);
        self.ledger.table = restored;
        outputs
    }

    fn decision(&mut self, event: &Value) -> Decision {
        self.event(event);
        self.last.clone().unwrap()
    }

    fn stages(&self) -> Vec<Stage> {
        case_rows(self.ledger.table.entries()).map(|row| row.stage).collect()
    }
}

fn token(decision: &Decision) -> String {
    decision.notice().unwrap().token.clone().unwrap()
}

/// The statuses of the answers, with their reasons.
fn answers(outputs: &[Output]) -> Vec<(&'static str, Status, &'static str)> {
    let answer = |o: &Output| match o {
        Output::Outcome(o) => Some((o.of, o.status, o.reason)),
        _ => None,
    };
    outputs.iter().filter_map(answer).collect()
}

fn case(outputs: &[Output]) -> String {
    let case = outputs.iter().find_map(|o| match o {
        Output::Case(c) => Some(c.case.clone()),
        _ => None,
    });
    case.unwrap()
}

const EVIDENCE: [&str; 5] =
    ["consent_letter", "real_identity", "operator", "registered_address", "ip_territory"];

fn evidence(without: &[&str]) -> Value {
    let items =
        EVIDENCE.iter().filter(|i| !without.contains(i)).map(|i| ((*i).to_owned(), json!("ref:示例")));
    Value::Object(items.collect())
}

fn registration(id: &str, account: &str, name: &str, more: &Value) -> Value {
    let mut event = json!({"id": id, "type": "registration", "time": "2026-03-01T08:00:00+08:00",
        "account": account, "parts": [{"kind": "nickname", "text": name}]});
    event.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    event
}

fn post(id: &str, text: &str) -> Value {
    json!({"id": id, "type": "post", "time": "2026-03-01T08:00:00+08:00", "parts": [{"kind": "body", "text": text}]})
}

fn appeal(id: &str, about: &str, token: &str) -> Value {
    json!({"id": id, "type": "appeal", "time": "2026-03-02T08:00:00+08:00", "about": about, "token": token})
}

fn verdict(id: &str, case: &str, outcome: &str) -> Value {
    json!({"id": id, "type": "verdict", "time": "2026-03-03T08:00:00+08:00", "case": case, "outcome": outcome, "reviewer": "reviewer-1"})
}

fn complaint(id: &str, about: &str, text: &str, value: &str, who: &str) -> Value {
    json!({"id": id, "type": "complaint", "time": "2026-03-02T09:00:00+08:00", "about": about, "ground": "my-data",
        "parts": [{"kind": "body", "text": text}], "value": value, "complainant": who})
}

const DOXX: &str = "这个人叫李示例，他的手机号是13800001234，大家去打。";
const BODY: &str = "99901部队宣传科";

#[test]
fn an_appeal_needs_its_own_token_and_the_same_appeal_twice_is_one() {
    let mut world = World::new();
    let refused = world.decision(&registration("r1", "a1", BODY, &json!({})));
    assert_eq!(refused.action(), Action::Refuse);
    let other = token(&world.decision(&registration("r2", "a2", "99902部队宣传科", &json!({}))));
    for (about, forged) in [("r1", other.as_str()), ("r1", "x"), ("r1", "0123456789abcdef0123456789abcdef")] {
        assert_eq!(
            answers(&world.event(&appeal("x", about, forged))),
            [("appeal", Status::Refused, "forged")]
        );
    }
    assert_eq!(
        answers(&world.event(&appeal("x", "nothing", &other))),
        [("appeal", Status::Refused, "unknown")]
    );
    let opened = world.event(&appeal("p1", "r1", &token(&refused)));
    let [Output::Case(report), Output::Outcome(answer)] = &opened[..] else { panic!("{opened:?}") };
    assert_eq!((report.desk.as_str(), answer.status), ("accounts", Status::Opened));
    assert_eq!(answer.due.as_deref(), Some("2026-03-09T08:00:00+08:00"));
    assert_eq!(answer.case.as_ref(), Some(&report.case));
    assert!(report.zh.contains("让人以为") && !report.zh.contains("99901"), "no text is kept: {}", report.zh);
    let again = world.event(&appeal("p2", "r1", &token(&refused)));
    assert_eq!(answers(&again), [("appeal", Status::Joined, "same-appeal")]);
    assert_eq!(again.len(), 1, "no second case");
}

#[test]
fn a_restored_post_is_not_masked_again_and_stays_restored() {
    let mut world = World::new();
    let masked = world.decision(&post("p1", DOXX));
    assert_eq!(masked.action(), Action::Mask);
    let opened = world.event(&appeal("q1", "p1", &token(&masked)));
    let case = case(&opened);
    let restored = world.event(&verdict("v1", &case, "restore"));
    let [Output::Restore(restore), Output::Outcome(_)] = &restored[..] else { panic!("{restored:?}") };
    assert_eq!((restore.about.as_str(), restore.rules.join(",")), ("p1", "15/third-person-data".to_owned()));
    let again = world.decision(&post("p1", DOXX));
    assert_eq!((again.action(), again.notice()), (Action::Pass, None));
    assert_eq!(again.findings()[0].exempted_by.as_deref(), Some("verdict"));
    assert_eq!(world.decision(&post("p2", DOXX)).action(), Action::Mask, "for this post only");
    assert_eq!(world.event(&verdict("v2", &case, "restore")), [], "the same verdict again is one");
    let back = world.event(&verdict("v3", &case, "confirm"));
    assert_eq!(answers(&back), [("verdict", Status::Refused, "restored-before")]);
    // Nobody can have it covered again by a complaint either: a person looks.
    let asked = world.event(&complaint("c1", "p1", DOXX, "13800001234", "w"));
    assert_eq!(answers(&asked), [("complaint", Status::Opened, "restored-before")]);
}

#[test]
fn a_restored_name_is_this_account_s_under_this_name() {
    let mut world = World::new();
    let refused = world.decision(&registration("r1", "a1", BODY, &json!({})));
    let case = case(&world.event(&appeal("q", "r1", &token(&refused))));
    let mut ruling = verdict("v", &case, "restore");
    ruling["example"] = json!(BODY);
    let restored = world.event(&ruling);
    let Output::Restore(restore) = &restored[0] else { panic!("{restored:?}") };
    assert_eq!((&restore.example, restore.example_wanted), (&None, true), "the name itself is no example");
    assert_eq!(world.decision(&registration("r2", "a1", BODY, &json!({}))).action(), Action::Pass);
    let other = registration("r3", "a1", "99903部队宣传科", &json!({}));
    assert_eq!(world.decision(&other).action(), Action::Refuse);
    assert_eq!(world.decision(&registration("r4", "a2", BODY, &json!({}))).action(), Action::Refuse);
}

#[test]
fn confirmed_stays_and_an_appeal_after_it_hears_so() {
    let mut world = World::new();
    let refused = world.decision(&registration("r1", "a1", BODY, &json!({})));
    let case = case(&world.event(&appeal("q", "r1", &token(&refused))));
    assert_eq!(answers(&world.event(&verdict("v", &case, "confirm"))), [("verdict", Status::Confirmed, "")]);
    let again = world.event(&appeal("q2", "r1", &token(&refused)));
    assert_eq!(answers(&again), [("appeal", Status::Confirmed, "decided")]);
    assert_eq!(world.decision(&registration("r2", "a1", BODY, &json!({}))).action(), Action::Refuse);
    let unknown = world.event(&verdict("v9", "case-0", "restore"));
    assert_eq!(answers(&unknown), [("verdict", Status::Refused, "unknown-case")]);
}

#[test]
fn terms_end_and_what_is_over_is_deleted() {
    let mut world = World::new();
    let masked = world.decision(&post("p1", DOXX));
    let mut late = appeal("q", "p1", &token(&masked));
    late["time"] = json!("2026-05-01T08:00:00+08:00");
    assert_eq!(answers(&world.event(&late)), [("appeal", Status::Refused, "too-late")]);
    for _ in 0..4 {
        world.event(&late);
    }
    assert_eq!(world.stages(), [], "swept");
}

#[test]
fn verification_is_granted_kept_and_withdrawn() {
    let mut world = World::new();
    let full = json!({"category": "military", "evidence": evidence(&[])});
    let lacking = json!({"category": "military", "evidence": evidence(&["consent_letter"])});
    let event = registration("r1", "a1", BODY, &lacking);
    let decision = world.decision(&event);
    assert_eq!(decision.action(), Action::Refuse);
    assert_eq!(decision.report().unwrap().missing[0].as_str(), "consent_letter");
    let granted = world.event(&registration("r2", "a1", BODY, &full));
    assert_eq!(answers(&granted), [("verification", Status::Granted, "")]);
    assert_eq!(world.event(&registration("r2b", "a1", BODY, &full)), [], "granted once");

    // The bio changes, the evidence is not sent again.
    let change = json!({"category": "military", "previous": {"parts": [{"kind": "nickname", "text": BODY}]},
        "parts": [{"kind": "nickname", "text": BODY}, {"kind": "bio", "text": "写给兵看"}]});
    let kept = world.decision(&registration("r3", "a1", BODY, &change));
    assert_eq!((kept.action(), kept.report()), (Action::Pass, None));
    assert!(kept.findings().iter().all(|f| f.exempted_by.as_deref() == Some("verified")), "{kept:?}");
    // The same from another account.
    assert_eq!(world.decision(&registration("r4", "a2", BODY, &change)).action(), Action::Refuse);

    // A change to another body's name is refused, and the account keeps what it has.
    let renamed = registration(
        "r5",
        "a1",
        "99902部队宣传科",
        &json!({"category": "military",
        "previous": {"parts": [{"kind": "nickname", "text": BODY}]}}),
    );
    let decision = world.decision(&renamed);
    assert_eq!((decision.action(), decision.report().is_some()), (Action::Refuse, true));
    assert_eq!(verified_rows(world.ledger.table.entries()).count(), 1);

    // To an ordinary name: nothing to refuse, the label goes with the name.
    let ordinary = registration(
        "r6",
        "a1",
        "清风茶话",
        &json!({"previous": {"parts": [{"kind": "nickname", "text": BODY}]}}),
    );
    assert_eq!(answers(&world.event(&ordinary)), [("verification", Status::Withdrawn, "name-changed")]);
    assert_eq!(world.decision(&registration("r7", "a1", BODY, &change)).action(), Action::Refuse);
}

#[test]
fn evidence_that_is_taken_back_ends_the_permission() {
    let mut world = World::new();
    world.event(&registration(
        "r1",
        "a1",
        "边关的月亮",
        &json!({"category": "military", "evidence": evidence(&[])}),
    ));
    let back = registration(
        "r2",
        "a1",
        "边关的月亮",
        &json!({"category": "military", "evidence": evidence(&["consent_letter"])}),
    );
    let outputs = world.event(&back);
    assert_eq!(answers(&outputs), [("verification", Status::Withdrawn, "evidence-withdrawn")]);
    assert!(world.last.clone().unwrap().report().is_some(), "the label waits for the letter");
}

#[test]
fn an_appeal_with_evidence_is_accepted_by_a_person_and_grants_the_label() {
    let mut world = World::new();
    let apply = registration("r1", "a1", BODY, &json!({"category": "military"}));
    let refused = world.decision(&apply);
    let mut with = appeal("q", "r1", &token(&refused));
    with["evidence"] = evidence(&[]);
    let outputs = world.event(&with);
    let Output::Case(report) = &outputs[0] else { panic!("{outputs:?}") };
    assert!(report.missing.is_empty(), "nothing is lacking any more");
    let outputs = world.event(&verdict("v", &report.case.clone(), "restore"));
    assert!(answers(&outputs).contains(&("verification", Status::Granted, "")));
    let again = world.decision(&registration("r2", "a1", BODY, &json!({"category": "military"})));
    assert_eq!((again.action(), again.report()), (Action::Pass, None));
    let verified: Vec<_> = verified_rows(world.ledger.table.entries()).collect();
    assert_eq!(verified[0].name, BODY, "the account's next event brings the name");
}

#[test]
fn a_name_near_one_that_redress_verified_is_a_case() {
    const NAME: &str = "示例云帆军迷协会";
    let mut world = World::new();
    let near = |world: &mut World, id: &str, account: &str, name: &str, more: &Value| {
        let decision = world.decision(&registration(id, account, name, more));
        assert_eq!(decision.action(), Action::Pass, "{name}");
        decision.report().map(|case| case.reason.clone())
    };
    let changed = json!({"previous": {"parts": [{"kind": "nickname", "text": "清风茶话"}]}});
    let imitation = "示例云帆军迷协会官方客服";
    assert_eq!(near(&mut world, "r0", "a9", imitation, &changed), None, "nobody has proven it");
    let organisation = json!({"category": "organisation", "evidence": evidence(&[])});
    assert_eq!(near(&mut world, "r1", "a1", NAME, &organisation), None);
    let case = Some("near-verified-name".to_owned());
    assert_eq!(near(&mut world, "r2", "a9", imitation, &changed), case);
    assert_eq!(near(&mut world, "r3", "a9", "示例雲帆军迷协會", &changed), case);
    assert_eq!(near(&mut world, "r4", "a9", "示例云帆军迷协会粉丝团", &changed), None);
    let same = json!({"previous": {"parts": [{"kind": "nickname", "text": NAME}]}});
    assert_eq!(near(&mut world, "r5", "a1", NAME, &same), None, "the account itself");
    // A person looks at it and lets it be: this account may bear the name.
    let report = case_rows(world.ledger.table.entries()).find(|row| row.about == "r2").unwrap();
    world.event(&verdict("v", &report.case, "restore"));
    assert_eq!(near(&mut world, "r6", "a9", imitation, &changed), None);
    // The label goes with the name, and what was held against it.
    assert_eq!(near(&mut world, "r7", "a1", "清风茶话", &same), None);
    assert_eq!(near(&mut world, "r8", "a8", imitation, &changed), None);
}

#[test]
fn a_complaint_covers_what_is_the_complainant_s_and_nothing_else() {
    struct Row(&'static str, &'static str, &'static str, Status, &'static str);
    let rows = [
        Row("a third person's", DOXX, "138-0000-1234", Status::Masked, ""),
        Row("with a country code", DOXX, "+86 13800001234", Status::Masked, ""),
        Row("not in the post", DOXX, "13800005678", Status::Declined, "value-not-found"),
        Row(
            "the speaker's own",
            "我的手机号是13800001234，找我拼车。",
            "13800001234",
            Status::Opened,
            "no-link",
        ),
        Row("a shop's", "示例面馆订座电话13800001234，欢迎光临。", "13800001234", Status::Opened, "no-link"),
        Row(
            "a warning",
            "大家注意，13800001234是骗子，骗了我三千块。",
            "13800001234",
            Status::Opened,
            "no-link",
        ),
        Row("no value named", DOXX, "", Status::Opened, "no-link"),
    ];
    for Row(name, text, value, status, reason) in rows {
        let mut world = World::new();
        let outputs = world.event(&complaint("c1", "p1", text, value, "w1"));
        assert_eq!(answers(&outputs), [("complaint", status, reason)], "{name}");
        let masks = outputs.iter().filter(|o| matches!(o, Output::Mask(_))).count();
        assert_eq!(masks, usize::from(status == Status::Masked), "{name}");
    }
}

#[test]
fn a_complaint_s_mask_covers_one_value_has_a_notice_and_can_be_appealed() {
    let mut world = World::new();
    let text = "李示例的电话是13800001234，他老婆王测试的电话是13800005678。";
    let outputs = world.event(&complaint("c1", "p1", text, "13800001234", "w1"));
    let Output::Mask(mask) = &outputs[0] else { panic!("{outputs:?}") };
    let covered = &mask.parts.as_ref().unwrap()[0].text;
    assert!(covered.contains("13800005678") && !covered.contains("13800001234"), "{covered}");
    let token = mask.notice.as_ref().unwrap().token.clone().unwrap();
    let again = world.event(&complaint("c2", "p1", text, "13800001234", "w2"));
    assert_eq!(answers(&again), [("complaint", Status::Masked, "already")]);
    let opened = world.event(&appeal("q", "p1", &token));
    assert_eq!(answers(&opened), [("appeal", Status::Opened, "")]);
}

#[test]
fn floods_do_not_raise_the_rank_and_other_people_do() {
    let mut world = World::new();
    let own = "我的手机号是13800001234，找我拼车。";
    let rank = |world: &World| case_rows(world.ledger.table.entries()).map(|r| r.rank).max().unwrap();
    for i in 0..50 {
        world.event(&complaint(&format!("c{i}"), "p1", own, "13800001234", "w1"));
    }
    assert_eq!((world.stages().len(), rank(&world)), (1, 1));
    for i in 0..4 {
        world.event(&complaint(&format!("d{i}"), "p1", own, "13800001234", &format!("other{i}")));
    }
    assert_eq!(rank(&world), 5);
    // Somebody who complains about everything is heard, and counts no more.
    for i in 0..30 {
        world.event(&complaint(&format!("e{i}"), &format!("q{i}"), own, "13800001234", "w9"));
    }
    let flood: Vec<u32> = case_rows(world.ledger.table.entries())
        .filter(|r| r.about.starts_with('q'))
        .map(|r| r.rank)
        .collect();
    assert_eq!((flood.len(), flood.iter().filter(|r| **r == 1).count()), (30, 20));
    // On the next day the same people are as many as before, not twice as many.
    let mut next_day = complaint("f", "p1", own, "13800001234", "w1");
    next_day["time"] = json!("2026-03-03T09:00:00+08:00");
    world.event(&next_day);
    assert_eq!(rank(&world), 5);
}

#[test]
fn impersonation_is_a_person_s_to_decide() {
    let mut world = World::new();
    let event = json!({"id": "c1", "type": "complaint", "time": "2026-03-02T09:00:00+08:00", "about": "r1",
        "ground": "impersonation", "parts": [{"kind": "nickname", "text": "示例医院客服"}], "complainant": "w"});
    let outputs = world.event(&event);
    let Output::Case(report) = &outputs[0] else { panic!("{outputs:?}") };
    assert_eq!(report.desk.as_str(), "accounts");
    let done = world.event(&verdict("v", &report.case.clone(), "confirm"));
    assert_eq!(answers(&done), [("verdict", Status::Confirmed, "")]);
}

#[test]
fn the_table_holds_no_text_no_account_and_no_complainant() {
    let mut world = World::new();
    world.event(&registration("r1", "acct-secret", BODY, &json!({"category": "military"})));
    world.event(&post("p1", DOXX));
    world.event(&complaint("c1", "p2", "我的手机号是13800001234", "13800001234", "who-secret"));
    let all: Vec<u8> = world
        .ledger
        .changelog
        .iter()
        .flat_map(|(k, v)| [k.clone(), v.clone().unwrap_or_default()].concat())
        .collect();
    let all = String::from_utf8_lossy(&all);
    for word in ["secret", "99901", "13800001234", "李示例"] {
        assert!(!all.contains(word), "{word} is kept");
    }
}
