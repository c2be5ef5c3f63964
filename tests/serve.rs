//! `kanhe serve`: on this machine, for this machine.
#![cfg(feature = "desk")]
#![allow(clippy::disallowed_methods, clippy::unwrap_used)] // Tests may.

mod desk;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use desk::package::{Package, paragraph};
use desk::{GIVES_AWAY, Served, VALUE, run};
use serde_json::json;

#[test]
fn only_loopback_is_bound() {
    let folder = tempfile::tempdir().unwrap();
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:8742", "[::ffff:127.0.0.1]:0"] {
        let (out, err, code) = run(folder.path(), &["serve", "--listen", address]);
        assert_eq!((code, out.as_str()), (2, ""), "{address}");
        assert!(err.contains("no loopback address"), "{err}");
    }
}

#[test]
fn words_files_and_events_are_checked_released_and_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let served = Served::start(folder.path());
    let (status, answer) = served.post("/api/check", &json!({"text": {"title": "示例", "body": GIVES_AWAY}}));
    assert_eq!((status, &answer["decision"]["action"]), (200, &"mask".into()));
    let body = &answer["parts"][1];
    let (start, end) = (body["covered"][0][0].as_u64().unwrap(), body["covered"][0][1].as_u64().unwrap());
    let covered: String = GIVES_AWAY
        .chars()
        .skip(usize::try_from(start).unwrap())
        .take(usize::try_from(end - start).unwrap())
        .collect();
    assert!(covered.contains(VALUE), "{covered}");
    assert!(!answer["titles"][0]["zh"].as_str().unwrap().is_empty());

    let docx = Package::new(&paragraph(&[GIVES_AWAY])).bytes();
    let file = json!({"document": {"name": "a.docx", "content": STANDARD.encode(docx), "time": "2026-11-25", "id": "d1"}});
    let (status, answer) = served.post("/api/check", &file);
    assert_eq!((status, &answer["format"]), (200, &"docx".into()));
    let copy = STANDARD.decode(answer["copy"]["content"].as_str().unwrap()).unwrap();
    assert!(zip::ZipArchive::new(std::io::Cursor::new(copy)).is_ok());
    assert!(answer["unread"][0]["en"].as_str().unwrap().contains("1 pictures"));

    let event = json!({"draft": {"id": "d2", "type": "draft", "time": "2026-01-01T00:00:00Z", "parts": [{"kind": "body", "text": "食堂"}]}});
    assert_eq!(served.post("/api/check", &event).1["decision"]["action"], "pass");

    assert_eq!(served.post("/api/release", &json!({"id": "d1"})).0, 200);
    assert_eq!(served.post("/api/release", &json!({"id": "nobody"})).0, 404);
    // The command line sees what the page released.
    let (out, _, _) = run(folder.path(), &["releases", "list"]);
    assert!(out.contains("d1") && !out.contains("d2"), "{out}");
    assert_eq!(served.post("/api/releases/forget", &json!({"id": "d1"})).0, 200);
    assert_eq!(served.get("/api/releases").2, r#"{"releases":[]}"#);
    assert_eq!(served.terminate(), Some(0));
}

#[test]
fn other_names_origins_and_types_are_turned_away() {
    let folder = tempfile::tempdir().unwrap();
    let served = Served::start(folder.path());
    let body = json!({"text": {"body": "食堂"}}).to_string();
    let host = served.address.clone();
    let own = format!("http://{host}");
    let json = ("content-type", "application/json");
    for (head, expected) in [
        (vec![("host", host.as_str()), json], 200),
        (vec![("host", &host), json, ("origin", &own), ("sec-fetch-site", "same-origin")], 200),
        (vec![("host", "rebound.example"), json], 403),
        (vec![("host", "rebound.example:8742"), ("host", &host), json], 403),
        (vec![json], 400),
        (vec![("host", &host), json, ("origin", "http://evil.example")], 403),
        (vec![("host", &host), json, ("origin", "null")], 403),
        (vec![("host", &host), json, ("sec-fetch-site", "cross-site")], 403),
        (vec![("host", &host), ("content-type", "text/plain")], 415),
        (vec![("host", &host), ("content-type", "application/x-www-form-urlencoded")], 415),
        (vec![("host", &host)], 415),
    ] {
        let (status, _, answer) = served.raw("POST /api/check", &head, body.as_bytes());
        let allowed = status == expected || (expected == 400 && status == 403);
        assert!(allowed, "{head:?}: {status} {answer}");
    }
    // Reading is guarded as well: what was released is nobody else's business.
    assert_eq!(served.raw("GET /api/releases", &[("host", "rebound.example")], b"").0, 403);
}

#[test]
fn every_answer_has_its_headers_and_no_cors() {
    let folder = tempfile::tempdir().unwrap();
    let served = Served::start(folder.path());
    for path in ["/", "/page.js", "/page.css", "/openapi.json", "/api/releases", "/nothing"] {
        let (_, head, _) = served.get(path);
        for line in [
            "content-security-policy: default-src 'none'",
            "frame-ancestors 'none'",
            "x-content-type-options: nosniff",
            "referrer-policy: no-referrer",
            "cache-control: no-store",
            "cross-origin-resource-policy: same-origin",
        ] {
            assert!(head.contains(line), "{path}: {line} is not in {head}");
        }
        assert!(!head.contains("access-control"), "{head}");
    }
}

#[test]
fn errors_are_json_and_do_not_quote_the_draft() {
    let folder = tempfile::tempdir().unwrap();
    let served = Served::start(folder.path());
    for (body, expected, code) in [
        (json!({"text": {"body": " "}}), 422, "no-text"),
        (json!({"text": {"body": "x", "time": "marker"}}), 422, "bad-time"),
        (json!({"text": {"marker": "x"}}), 400, "json"),
        (json!({"marker": 1}), 400, "json"),
        (json!({"draft": {"type": "post", "id": "marker"}}), 422, "unknown-type"),
        (json!({"document": {"name": "a.pdf", "content": "marker!"}}), 422, "base64"),
        (json!({"document": {"name": "a.pdf", "content": "bWFya2Vy"}}), 422, "document"),
    ] {
        let (status, answer) = served.post("/api/check", &body);
        assert_eq!((status, &answer["error"]["code"]), (expected, &code.into()), "{body}: {answer}");
        assert!(!answer.to_string().contains("marker"), "{answer}");
    }
    let long = vec![b' '; kanhe::limits::MAX_REQUEST_BYTES + 1];
    let head = [("host", served.address.as_str()), ("content-type", "application/json")];
    let (status, _, _) = served.raw("POST /api/check", &head, &long);
    assert!(status == 413 || status == 0, "{status}: refused, or cut while it was still being sent");
    assert_eq!(served.get("/api/check").0, 405);
    assert_eq!(served.get("/nothing").0, 404);
}

#[test]
fn the_description_names_every_call() {
    let folder = tempfile::tempdir().unwrap();
    let served = Served::start(folder.path());
    let (_, _, text) = served.get("/openapi.json");
    let description: serde_json::Value = serde_json::from_str(&text).unwrap();
    let paths = description["paths"].as_object().unwrap();
    assert_eq!(paths.len(), 4);
    for (path, operations) in paths {
        for method in operations.as_object().unwrap().keys() {
            let first = format!("{} {path}", method.to_uppercase());
            let head = [("host", served.address.as_str()), ("content-type", "application/json")];
            let (status, _, _) = served.raw(&first, &head, b"{");
            let documented = operations[method]["responses"].get(status.to_string()).is_some();
            assert!(status != 404 && status != 405 && documented, "{first}: {status}");
        }
    }
}
