//! What a pipeline file may say, and what is said about one that is wrong.

use super::*;

const GOOD: &str = r#"[pipeline]
name = "platform"
[kafka]
brokers = "127.0.0.1:9092"
group = "g"
input = ["in"]
[queues]
delete = "delete"
mask = "mask"
report = { accounts = "ra", fraud = "rf", privacy = "rp", data = "rd" }
dead-letter = "dead"
"#;

fn message(text: &str) -> String {
    Config::parse("p.toml", text).unwrap_err().to_string()
}

#[test]
fn what_is_left_out_has_a_default() {
    let config = Config::parse("p.toml", GOOD).unwrap();
    assert_eq!(config.kafka.client_id, "kanhe");
    assert_eq!((config.queues.release, config.admin, config.notice_key), (None, None, None));
    assert_eq!((config.limits.max_message_bytes, config.limits.in_flight), (256 * 1024, 10_000));
}

#[test]
fn an_error_names_file_line_and_key() {
    let table = [
        (
            GOOD.replace("group = \"g\"", "group = 3"),
            "p.toml:5: kafka.group: invalid type: integer `3`, expected a string",
        ),
        (
            GOOD.replace("mask = ", "masks = "),
            "p.toml:9: queues.masks: unknown field `masks`, expected one of",
        ),
        (GOOD.replace("group = \"g\"\n", ""), "p.toml:3: kafka: missing field `group`"),
        (
            GOOD.replace("\"127.0.0.1:9092\"", "\"127.0.0.1\""),
            "p.toml:4: kafka.brokers: `host:port`, several with commas, expected",
        ),
        (GOOD.replace("[\"in\"]", "[]"), "p.toml:6: kafka.input: at least one topic expected"),
        (GOOD.replace("[\"in\"]", "[\"in\", \"in\"]"), "p.toml:6: kafka.input: this topic stands twice"),
        (GOOD.replace("\"mask\"", "\"in\""), "p.toml:9: queues.mask: this topic is kafka.input already"),
        (
            GOOD.replace("\"rf\"", "\"ra\""),
            "p.toml:10: queues.report.fraud: this topic is queues.report.accounts already",
        ),
        (GOOD.replace("\"dead\"", "\"a b\""), "p.toml:11: queues.dead-letter: 1 to 249 letters"),
        (GOOD.replace("\"dead\"", "\"..\""), "p.toml:11: queues.dead-letter: `.` and `..` are no topics"),
        (format!("{GOOD}[limits]\nin-flight = 0\n"), "p.toml:13: limits.in-flight: 1 to 100000 expected"),
        (
            format!("{GOOD}[limits]\nmax-message-bytes = 9999999\n"),
            "p.toml:13: limits.max-message-bytes: 1 to 1048576 expected",
        ),
        (
            format!("{GOOD}[admin]\nlisten = \"0.0.0.0:9464\"\n"),
            "p.toml:13: admin.listen: a loopback address",
        ),
        (format!("{GOOD}[admin\n"), "p.toml:12: "),
    ];
    for (text, expected) in table {
        let message = message(&text);
        assert!(message.starts_with(expected), "expected {expected}\ngot {message}");
    }
}

#[test]
fn all_wrong_values_are_named_at_once() {
    let text = GOOD.replace("\"mask\"", "\"\"").replace("[\"in\"]", "[]");
    let error = Config::parse("p.toml", &text).unwrap_err();
    assert_eq!(error.problems().iter().map(|p| p.line).collect::<Vec<_>>(), [6, 9]);
}

#[test]
fn a_test_that_expects_what_cannot_be_is_an_error() {
    let test =
        |expect: &str| format!("{GOOD}[[tests]]\nname = \"t\"\nevent = '{{}}'\nexpect = {{ {expect} }}\n");
    let table = [
        (
            "action = \"erase\"",
            "p.toml:15: tests.expect.action: one of pass, mask, refuse, withhold, wait expected",
        ),
        (
            "report = \"police\"",
            "p.toml:15: tests.expect.report: one of accounts, fraud, privacy, data, none expected",
        ),
        (
            "queues = [\"x\"]",
            "p.toml:15: tests.expect.queues: one of delete, mask, report, dead-letter, release, restore, outcome, log expected",
        ),
        ("", "p.toml:15: tests.expect: nothing is expected"),
        ("action = \"pass\", dead-letter = \"x\"", "p.toml:15: tests.expect: a dead letter has no action"),
        ("actions = \"pass\"", "p.toml:15: tests.expect: unknown field `actions`"),
    ];
    for (expect, expected) in table {
        let message = message(&test(expect));
        assert!(message.starts_with(expected), "expected {expected}\ngot {message}");
    }
    let twice =
        format!("{}{}", test("action = \"pass\""), test("action = \"pass\"").strip_prefix(GOOD).unwrap());
    assert_eq!(message(&twice), "p.toml:16: tests.name: another test has this name");
}
