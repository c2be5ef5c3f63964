use super::*;
use crate::message::RedressEvent;

fn code(raw: &str) -> (&'static str, bool) {
    let dead = event(raw.as_bytes()).unwrap_err();
    (dead.code, dead.keeps_input)
}

const POST: &str = r#"{"id":"p1","type":"post","time":"2026-01-01T00:00:00+08:00","author":"somebody","parts":[{"kind":"body","text":"x","author":"somebody"}]}"#;

#[test]
fn a_post_has_no_author_whatever_the_message_says() {
    let Event::Post(post) = event(POST.as_bytes()).unwrap() else { panic!("a post") };
    assert!(!format!("{post:?}").contains("somebody"));
}

#[test]
fn only_registrations_and_records_keep_their_input() {
    assert_eq!(code(r#"{"type":"registration","id":1"#), ("json-truncated", true));
    assert_eq!(code(r#"{"type":"record","id":"r","time":"x"}"#), ("missing-field", true));
    assert_eq!(code(r#"{"type":"post","id":"p"}"#), ("missing-field", false));
    assert_eq!(code(r#"{"id":"p","#), ("json-truncated", false));
    assert_eq!(code(r#"{"type":"registration","type":"post"}"#), ("duplicate-field", false));
    assert_eq!(code(r#"{"type":"draft"}"#), ("draft-not-accepted", false));
    assert_eq!(code(r#"{"type":7}"#), ("missing-field", false));
    assert_eq!(code("[1]"), ("not-an-object", false));
    assert_eq!(code(r#"{"type":"registration"} x"#).0, "json-syntax");
}

#[test]
fn errors_name_the_field_and_quote_nothing() {
    let raw = r#"{"id":"p1","type":"post","time":"2026-01-01T00:00:00Z","parts":[{"kind":"secretkind","text":"secrettext"}]}"#;
    let dead = event(raw.as_bytes()).unwrap_err();
    assert_eq!(dead.code, "wrong-type");
    assert!(dead.detail.contains("parts[0].kind"), "{}", dead.detail);
    assert!(!dead.detail.contains("secret"));
    assert!(dead.offset.is_some());
}

#[test]
fn times_need_an_offset_and_a_year() {
    let at = |t: &str| POST.replace("2026-01-01T00:00:00+08:00", t);
    for good in ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59+14:00"] {
        assert!(event(at(good).as_bytes()).is_ok(), "{good}");
    }
    for bad in ["2026-01-01", "2026-01-01T00:00:00", "0000-01-01T00:00:00Z", "yesterday"] {
        assert_eq!(code(&at(bad)).0, "bad-time", "{bad}");
    }
}

#[test]
fn invalid_utf8_names_the_byte() {
    let mut raw = POST.as_bytes().to_vec();
    raw[7] = 0xff;
    let dead = event(&raw).unwrap_err();
    assert_eq!((dead.code, dead.offset), ("utf8", Some(7)));
}

fn redress_code(raw: &str) -> (&'static str, String, bool) {
    let dead = incoming(raw.as_bytes()).unwrap_err();
    (dead.code, dead.detail, dead.keeps_input)
}

#[test]
fn events_of_redress_are_strict_and_keep_nothing() {
    let appeal =
        r#"{"id":"q","type":"appeal","time":"2026-01-01T00:00:00Z","about":"e","token":"t","author":"x"}"#;
    let Ok(Incoming::Redress(RedressEvent::Appeal(read))) = incoming(appeal.as_bytes()) else { panic!() };
    assert_eq!((read.about.as_str(), read.text), ("e", None));
    let rows = [
        (appeal.replace(r#""t""#, r#""""#), "empty-field", "token"),
        (appeal.replace(r#","token":"t""#, ""), "missing-field", "`token`"),
        (
            appeal.replace(r#""author":"x""#, r#""evidence":{"operator":7}"#),
            "wrong-type",
            "`evidence.operator`",
        ),
        (appeal.replace('x', &"x".repeat(20_000)).replace("author", "text"), "too-long", "`text`"),
        (appeal.replace("appeal", "complaint"), "missing-field", "`ground`"),
        (appeal.replace("appeal", "verdict"), "missing-field", "`case`"),
    ];
    for (raw, code, field) in rows {
        let (found, detail, keeps) = redress_code(&raw);
        assert!(found == code && detail.contains(field) && !keeps, "{code} {field}: {found} {detail}");
    }
    let ground = r#"{"id":"c","type":"complaint","time":"2026-01-01T00:00:00Z","about":"e","ground":"my-data","parts":[{"kind":"nickname","text":"secret"}]}"#;
    let (code, detail, _) = redress_code(ground);
    assert!(
        code == "wrong-type" && detail.contains("parts[0].kind") && !detail.contains("secret"),
        "{detail}"
    );
    assert!(incoming(ground.replace("my-data", "impersonation").as_bytes()).is_ok());
    assert_eq!(event(appeal.as_bytes()).unwrap_err().code, "unknown-type", "no rule decides an appeal");
}
