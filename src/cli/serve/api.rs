//! The calls: check a draft, release it, list and forget releases. JSON in, JSON out.

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::ops::Range;
use std::sync::PoisonError;

use super::{Shared, guard, pages};
use crate::cli::check::checker::{Checker, CheckerError};
use crate::cli::check::files::{self, CheckedDocument, event_time};
use crate::cli::check::view;
use crate::cli::daily::DailyError;
use crate::cli::releases::{Outcome, StoreError};
use crate::cli::text::TEXT_TIME;
use crate::decide::covered;
use crate::decode;
use crate::fold::code_points;
use crate::limits::{MAX_ID_BYTES, MAX_REQUEST_BYTES};
use crate::message::{Draft, DraftDecision, DraftPart, TextPartKind};

/// What a request to check holds: one of three.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
enum Check {
    /// An event, as on the command line.
    Draft(Value),
    /// A file.
    Document(File),
    /// Words that were pasted.
    Text(Text),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    /// Base64.
    content: String,
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    time: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    #[serde(default)]
    title: String,
    body: String,
    #[serde(default)]
    captions: String,
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    time: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Id {
    id: String,
}

/// An answer: its status and its JSON.
pub(super) type Answer = (StatusCode, [(header::HeaderName, &'static str); 1], String);

fn answer(status: StatusCode, value: &Value) -> Answer {
    (status, [(header::CONTENT_TYPE, "application/json")], value.to_string())
}

/// An error in a stable code and in words, which never quote the draft.
#[allow(clippy::needless_pass_by_value)] // Words or errors, whatever is at hand.
pub(super) fn refusal(status: StatusCode, code: &str, detail: impl std::fmt::Display) -> Answer {
    answer(status, &json!({ "error": { "code": code, "detail": detail.to_string() } }))
}

fn failed(error: &CheckerError) -> Answer {
    match error {
        CheckerError::Daily(DailyError::Spent) => {
            refusal(StatusCode::TOO_MANY_REQUESTS, "daily-bound", error)
        }
        _ => refusal(StatusCode::INTERNAL_SERVER_ERROR, "release-log", error),
    }
}

fn store(error: &StoreError) -> Answer {
    refusal(StatusCode::INTERNAL_SERVER_ERROR, "release-log", error)
}

/// All routes, behind the guard.
pub(super) fn routes(checker: Shared, bound: SocketAddr) -> Router {
    pages::routes()
        .route("/api/check", post(|s, b| call(s, b, check)))
        .route("/api/release", post(|s, b| call(s, b, release)))
        .route("/api/releases", get(|s| call(s, Ok(Bytes::from_static(b"{}")), list)))
        .route("/api/releases/forget", post(|s, b| call(s, b, forget)))
        .fallback(|| async { refusal(StatusCode::NOT_FOUND, "not-found", "no such path") })
        .method_not_allowed_fallback(|| async {
            refusal(StatusCode::METHOD_NOT_ALLOWED, "method", "another method expected")
        })
        .layer(DefaultBodyLimit::max(MAX_REQUEST_BYTES))
        .layer(axum::middleware::from_fn_with_state(bound, guard::guard))
        .with_state(checker)
}

/// Reads the request and does the work on a thread of its own: it may take a second.
async fn call<T: DeserializeOwned + Send + 'static>(
    State(checker): State<Shared>,
    body: Result<Bytes, BytesRejection>,
    work: fn(&mut Checker, T) -> Answer,
) -> Response {
    let Ok(body) = body else {
        return refusal(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too-large",
            format!("more than {MAX_REQUEST_BYTES} bytes"),
        )
        .into_response();
    };
    let done = tokio::task::spawn_blocking(move || match serde_json::from_slice(&body) {
        // Serde's own words may quote the draft: only the place is told.
        Err(e) => {
            let place = format!("not the JSON that is expected, at line {} column {}", e.line(), e.column());
            refusal(StatusCode::BAD_REQUEST, "json", place)
        }
        // A request that failed halfway leaves nothing half done: the log has transactions.
        Ok(request) => work(&mut checker.lock().unwrap_or_else(PoisonError::into_inner), request),
    });
    match done.await {
        Ok(answer) => answer.into_response(),
        Err(_) => refusal(StatusCode::INTERNAL_SERVER_ERROR, "failed", "the draft could not be checked")
            .into_response(),
    }
}

fn check(checker: &mut Checker, request: Check) -> Answer {
    match request {
        Check::Draft(event) => match decode::draft(event.to_string().as_bytes()) {
            Ok(draft) => checked_parts(checker, &draft),
            Err(dead) => refusal(StatusCode::UNPROCESSABLE_ENTITY, dead.code, dead.detail),
        },
        Check::Text(text) => match pasted(text) {
            Ok(draft) => checked_parts(checker, &draft),
            Err(answer) => answer,
        },
        Check::Document(file) => document(checker, file),
    }
}

#[allow(clippy::needless_pass_by_value)] // Both come from a request that ends here.
fn named(
    id: Option<String>,
    time: Option<String>,
    made: impl FnOnce() -> String,
) -> Result<(String, String), Answer> {
    let bad = |code, detail: &str| refusal(StatusCode::UNPROCESSABLE_ENTITY, code, detail);
    let id = id.unwrap_or_else(made);
    if id.is_empty() || id.len() > MAX_ID_BYTES {
        return Err(bad("too-long", "field `id`: empty or too long"));
    }
    match event_time(time.as_deref().unwrap_or(TEXT_TIME)) {
        Ok(time) => Ok((id, time)),
        Err(why) => Err(bad("bad-time", why)),
    }
}

fn pasted(text: Text) -> Result<Draft, Answer> {
    let whole = [text.title.as_str(), &text.body, &text.captions].join("\0");
    let (id, time) = named(text.id, text.time, || files::id_of(whole.as_bytes()))?;
    let parts: Vec<DraftPart> = [
        (TextPartKind::Title, text.title),
        (TextPartKind::Body, text.body),
        (TextPartKind::Caption, text.captions),
    ]
    .into_iter()
    .filter(|(_, text)| !text.trim().is_empty())
    .map(|(kind, text)| DraftPart { kind, text, url: None, attribution: None })
    .collect();
    if parts.is_empty() {
        return Err(refusal(StatusCode::UNPROCESSABLE_ENTITY, "no-text", "no text in it"));
    }
    if parts.iter().map(|p| p.text.len()).sum::<usize>() > crate::limits::MAX_EVENT_BYTES {
        return Err(refusal(
            StatusCode::UNPROCESSABLE_ENTITY,
            "too-large",
            "more text than one draft may have",
        ));
    }
    Ok(Draft { id, time, parts, generated: false })
}

fn checked_parts(checker: &mut Checker, draft: &Draft) -> Answer {
    match checker.check(draft) {
        Ok(decision) => {
            let parts: Vec<(TextPartKind, &str)> =
                draft.parts.iter().map(|p| (p.kind, p.text.as_str())).collect();
            let masked = decision.parts.as_deref().unwrap_or_default();
            let covers = parts
                .iter()
                .enumerate()
                .map(|(i, (_, text))| masked.get(i).map(|m| covered(text, &m.text)).unwrap_or_default());
            let covers: Vec<_> = covers.collect();
            answer(StatusCode::OK, &told(checker, &decision, &parts, &covers))
        }
        Err(error) => failed(&error),
    }
}

fn document(checker: &mut Checker, file: File) -> Answer {
    let Ok(bytes) = STANDARD.decode(&file.content) else {
        return refusal(StatusCode::UNPROCESSABLE_ENTITY, "base64", "field `content`: base64 expected");
    };
    let (id, time) = match named(file.id, file.time, || files::id_of(&bytes)) {
        Ok(named) => named,
        Err(answer) => return answer,
    };
    let document = match files::read(&file.name, bytes) {
        Ok(document) => document,
        Err(error) => return refusal(StatusCode::UNPROCESSABLE_ENTITY, "document", error),
    };
    let decision = match checker.check(&files::draft(&document, id, time)) {
        Ok(decision) => decision,
        Err(error) => return failed(&error),
    };
    let seen = files::joined(document, decision);
    let parts: Vec<(TextPartKind, &str)> =
        seen.document.parts().iter().map(|p| (p.kind(), p.text())).collect();
    let mut out = told(checker, &seen.decision, &parts, &seen.covered);
    let notes = seen.document.unread().iter().map(|u| view::unread(*u));
    out["unread"] = notes.map(|(zh, en)| json!({ "zh": zh, "en": en })).collect();
    out["format"] = seen.document.format().as_str().into();
    out["copy"] = copy(&seen, &file.name);
    answer(StatusCode::OK, &out)
}

fn copy(checked: &CheckedDocument, name: &str) -> Value {
    match checked.copy() {
        Ok(Some(bytes)) => json!({
            "name": name,
            "media_type": checked.document.format().media_type(),
            "content": STANDARD.encode(bytes),
        }),
        Ok(None) => Value::Null,
        Err(error) => json!({ "error": error.to_string() }),
    }
}

/// A decision with the text that it is about, for marking.
fn told(
    checker: &Checker,
    decision: &DraftDecision,
    parts: &[(TextPartKind, &str)],
    covers: &[Vec<Range<usize>>],
) -> Value {
    let shown: Vec<Value> = parts
        .iter()
        .zip(covers)
        .map(|((kind, text), ranges)| {
            let points = ranges.iter().map(|r| [code_points(text, r.start), code_points(text, r.end)]);
            json!({ "kind": kind, "text": text, "covered": points.collect::<Vec<_>>() })
        })
        .collect();
    let (zh, en) = view::action(decision.action);
    let titles: Vec<Value> =
        decision.findings.iter().map(|f| json!({ "zh": f.title.0, "en": f.title.1 })).collect();
    let json: Value = serde_json::from_str(&checker.to_json(decision)).unwrap_or(Value::Null);
    json!({ "decision": json, "summary": { "zh": zh, "en": en }, "titles": titles, "parts": shown, "unread": [], "copy": null })
}

#[allow(clippy::needless_pass_by_value)] // The shape of all calls.
fn release(checker: &mut Checker, request: Id) -> Answer {
    match checker.own().release(&request.id) {
        Ok(Outcome::Now | Outcome::Before) => answer(StatusCode::OK, &json!({ "released": request.id })),
        Ok(Outcome::Unknown) => refusal(StatusCode::NOT_FOUND, "unknown-draft", "no such draft was checked"),
        Err(error) => store(&error),
    }
}

fn list(checker: &mut Checker, _: Value) -> Answer {
    match checker.own().list(false) {
        Ok(entries) => answer(StatusCode::OK, &json!({ "releases": entries })),
        Err(error) => store(&error),
    }
}

#[allow(clippy::needless_pass_by_value)] // The shape of all calls.
fn forget(checker: &mut Checker, request: Id) -> Answer {
    match checker.own().forget(&request.id) {
        Ok(true) => answer(StatusCode::OK, &json!({ "forgotten": request.id })),
        Ok(false) => refusal(StatusCode::NOT_FOUND, "unknown-draft", "not in the log"),
        Err(error) => store(&error),
    }
}
