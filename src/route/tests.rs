//! Where decisions go, with which key and headers.

use super::*;
use crate::decode;
use crate::message::{
    Case, Desk, PostAction, PostDecision, RecordAction, RecordDecision, RegistrationAction,
    RegistrationDecision,
};

const KEY: &[u8] = b"account-7";

fn queues(release: Option<&str>) -> Queues {
    let desk = |name: &str| format!("report.{name}");
    Queues {
        delete: "delete".to_owned(),
        mask: "mask".to_owned(),
        report: DeskTopics {
            accounts: desk("accounts"),
            fraud: desk("fraud"),
            privacy: desk("privacy"),
            data: desk("data"),
        },
        dead_letter: "dead".to_owned(),
        release: release.map(str::to_owned),
        restore: None,
        outcome: None,
        log: None,
    }
}

fn router(release: Option<&str>) -> Router {
    Router::new("platform", queues(release), "kanhe/9", "d1", 100_000)
}

fn input(payload: &[u8]) -> Input<'_> {
    let headers: &[(&str, Option<&[u8]>)] = &[("error.code", Some(b"spoofed")), ("trace", None)];
    Input { topic: "in", partition: 3, offset: 42, key: Some(KEY), headers, payload: Some(payload) }
}

fn event(text: &str) -> Event {
    decode::event(text.as_bytes()).unwrap()
}

fn registration(action: RegistrationAction, case: bool) -> (Event, Decision) {
    let text = r#"{"id":"r1","type":"registration","time":"2026-01-02T03:04:05Z","account":"a","parts":[]}"#;
    let report = case.then(|| Case {
        case: "c1".to_owned(),
        desk: Desk::Accounts,
        reason: "x".to_owned(),
        missing: vec![],
    });
    let decision =
        RegistrationDecision { event: "r1".to_owned(), action, report, notice: None, findings: vec![] };
    (event(text), Decision::Registration(decision))
}

fn post() -> (Event, Decision) {
    let text = r#"{"id":"p1","type":"post","time":"2026-01-02T03:04:05Z","parts":[]}"#;
    let decision = PostDecision {
        event: "p1".to_owned(),
        action: PostAction::Pass,
        report: None,
        notice: None,
        parts: None,
        findings: vec![],
    };
    (event(text), Decision::Post(decision))
}

fn record(action: RecordAction) -> (Event, Decision) {
    let text = r#"{"id":"d1","type":"record","time":"2026-01-02T03:04:05Z","product":"p","values":{"n":1.50},"extra":"x"}"#;
    let decision = RecordDecision {
        event: "d1".to_owned(),
        action,
        report: None,
        notice: None,
        values: None,
        findings: vec![],
    };
    (event(text), Decision::Record(decision))
}

fn sent(router: &Router, (event, decision): &(Event, Decision)) -> Vec<QueueMessage> {
    router.decision(decision, event, &input(b"{}"))
}

fn topics(messages: &[QueueMessage]) -> Vec<&str> {
    messages.iter().map(|m| m.topic.as_str()).collect()
}

fn header<'a>(message: &'a QueueMessage, name: &str) -> Option<&'a str> {
    let value = message.headers.iter().find(|(key, _)| key == name)?.1.as_deref()?;
    Some(std::str::from_utf8(value).unwrap())
}

#[test]
fn each_decision_goes_to_its_queues() {
    let plain = router(None);
    let table = [
        (registration(RegistrationAction::Pass, false), vec![]),
        (registration(RegistrationAction::Refuse, false), vec!["delete"]),
        (registration(RegistrationAction::Pass, true), vec!["report.accounts"]),
        (registration(RegistrationAction::Refuse, true), vec!["delete", "report.accounts"]),
        (post(), vec![]),
        (record(RecordAction::Pass), vec![]),
        (record(RecordAction::Withhold), vec!["delete"]),
    ];
    for (case, expected) in table {
        assert_eq!(topics(&sent(&plain, &case)), expected, "{case:?}");
    }
    assert_eq!(topics(&sent(&router(Some("out")), &record(RecordAction::Pass))), ["out"]);
    assert_eq!(topics(&sent(&router(Some("out")), &record(RecordAction::Withhold))), ["delete"]);
    assert!(sent(&router(Some("out")), &post()).is_empty(), "only rows are released");
}

#[test]
fn a_message_says_what_it_is_about_and_which_versions_decided() {
    let messages = sent(&router(None), &registration(RegistrationAction::Refuse, true));
    let [delete, report] = messages.as_slice() else { panic!("two messages expected") };
    assert_eq!(delete.key.as_deref(), Some(KEY));
    assert_eq!(delete.payload, report.payload);
    for (name, value) in [
        ("ce_specversion", "1.0"),
        ("ce_type", "kanhe.registration.delete"),
        ("ce_source", "/kanhe/platform"),
        ("ce_time", "2026-01-02T03:04:05Z"),
        ("content-type", "application/json"),
        ("kanhe-action", "refuse"),
        ("kanhe-rule", ""),
        ("kanhe-lexicons", "d1"),
    ] {
        assert_eq!(header(delete, name), Some(value), "{name}");
    }
    assert_eq!(header(report, "ce_type"), Some("kanhe.registration.report"));
    assert_eq!(header(report, "kanhe-case"), Some("c1"));
    assert_eq!(header(report, "kanhe-desk"), Some("accounts"));
}

#[test]
fn the_id_is_the_same_for_the_same_decision_and_for_nothing_else() {
    let case = registration(RegistrationAction::Refuse, true);
    let id = |router: &Router, at: usize| header(&sent(router, &case)[at], "ce_id").unwrap().to_owned();
    let same = router(None);
    let other_lexicons = Router::new("platform", queues(None), "kanhe/9", "d2", 100_000);
    let other_engine = Router::new("platform", queues(None), "kanhe/8", "d1", 100_000);
    assert_eq!(id(&same, 0), id(&router(None), 0));
    assert_eq!(id(&same, 0).len(), 64);
    for other in [id(&same, 1), id(&other_lexicons, 0), id(&other_engine, 0)] {
        assert_ne!(id(&same, 0), other);
    }
}

#[test]
fn output_about_a_post_is_keyed_by_the_event() {
    assert_eq!(key(InputKind::Post, "p1", &input(b"{}")).as_deref(), Some(b"p1".as_slice()));
    for kind in [InputKind::Registration, InputKind::Record] {
        assert_eq!(key(kind, "p1", &input(b"{}")).as_deref(), Some(KEY));
    }
}

#[test]
fn a_released_row_is_the_event_without_what_the_contract_does_not_know() {
    let messages = sent(&router(Some("out")), &record(RecordAction::Pass));
    let payload = messages[0].payload.as_deref().unwrap();
    let text = std::str::from_utf8(payload).unwrap();
    assert_eq!(event(text), record(RecordAction::Pass).0);
    assert!(!text.contains("extra"), "{text}");
    assert_eq!(messages[0].key.as_deref(), Some(KEY));
}

fn letter(keeps_input: bool) -> DeadLetter {
    DeadLetter { stage: "decode", code: "json-syntax", detail: "no".to_owned(), offset: Some(7), keeps_input }
}

#[test]
fn a_dead_letter_that_may_not_keep_its_input_keeps_size_and_hash_only() {
    let message = router(None).dead(&letter(false), &input(b"planted"));
    assert_eq!((message.topic.as_str(), &message.key, &message.payload), ("dead", &None, &None));
    for (name, value) in [
        ("error.stage", "decode"),
        ("error.code", "json-syntax"),
        ("error.offset", "7"),
        ("source.topic", "in"),
        ("source.partition", "3"),
        ("source.offset", "42"),
        ("source.size", "7"),
        ("source.sha256", "372eb3774802a8d97badd0f3afdabbf7a17ef8a1f900b394db99a460b893406c"),
    ] {
        assert_eq!(header(&message, name), Some(value), "{name}");
    }
    let all = format!("{message:?}");
    assert!(!all.contains("spoofed") && !all.contains("trace"), "{all}");
    assert!(message.headers.iter().all(|(name, _)| !name.starts_with("input.")));
}

#[test]
fn a_dead_letter_that_keeps_its_input_keeps_its_headers_apart_from_ours() {
    let message = router(None).dead(&letter(true), &input(b"kept"));
    assert_eq!((message.key.as_deref(), message.payload.as_deref()), (Some(KEY), Some(b"kept".as_slice())));
    assert_eq!(header(&message, "error.code"), Some("json-syntax"));
    assert_eq!(header(&message, "input.error.code"), Some("spoofed"));
    assert!(message.headers.contains(&("input.trace".to_owned(), None)));
}

#[test]
fn what_is_too_large_for_a_queue_is_a_dead_letter_without_it() {
    let small = Router { max_bytes: 1_000, ..router(None) };
    let kept = small.dead(&letter(true), &input(&[b'x'; 2_000]));
    assert_eq!((kept.payload, kept.key), (None, None));
    let tiny = Router { max_bytes: 300, ..router(None) };
    let messages = sent(&tiny, &registration(RegistrationAction::Refuse, true));
    assert_eq!(messages.len(), 1);
    assert_eq!(header(&messages[0], "error.code"), Some("decision-too-large"));
}
