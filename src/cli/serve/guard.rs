//! Who may ask: only pages of this server itself and tools on this machine. A page of the web that
//! the publisher has open must not reach in, neither under another name (DNS rebinding) nor by a
//! form or a script of its own (CSRF).

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::net::SocketAddr;

use super::api::refusal;

/// Headers of every answer: no other origin, no frame, no cache, no script but our own.
const HEADERS: [(HeaderName, &str); 8] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
];

/// Why a request is turned away.
fn wrong(
    headers: &HeaderMap,
    method: &Method,
    bound: SocketAddr,
) -> Option<(StatusCode, &'static str, &'static str)> {
    let text = |name: &HeaderName| headers.get(name).map(|v| v.to_str().unwrap_or("?"));
    let port = bound.port();
    let hosts = [
        format!("127.0.0.1:{port}"),
        format!("localhost:{port}"),
        format!("[::1]:{port}"),
        bound.to_string(),
    ];
    let host = text(&header::HOST);
    if headers.get_all(header::HOST).iter().count() != 1
        || !host.is_some_and(|h| hosts.iter().any(|ours| ours == h))
    {
        return Some((StatusCode::FORBIDDEN, "host", "this server answers under its loopback address only"));
    }
    let ours = |origin: &str| hosts.iter().any(|h| origin.strip_prefix("http://") == Some(h));
    if text(&header::ORIGIN).is_some_and(|origin| !ours(origin)) {
        return Some((StatusCode::FORBIDDEN, "origin", "a page of another origin asked"));
    }
    let site = text(&HeaderName::from_static("sec-fetch-site"));
    if site.is_some_and(|site| !matches!(site, "same-origin" | "none")) {
        return Some((StatusCode::FORBIDDEN, "origin", "a page of another origin asked"));
    }
    // No form can send this type, and no script of another origin without asking first.
    let json = text(&header::CONTENT_TYPE)
        .is_some_and(|t| t.split(';').next().is_some_and(|t| t.trim() == "application/json"));
    if method == Method::POST && !json {
        return Some((StatusCode::UNSUPPORTED_MEDIA_TYPE, "content-type", "application/json expected"));
    }
    None
}

/// Turns away what may not ask, and puts the headers on every answer.
pub(super) async fn guard(State(bound): State<SocketAddr>, request: Request, next: Next) -> Response {
    let mut response = match wrong(request.headers(), request.method(), bound) {
        Some((status, code, detail)) => refusal(status, code, detail).into_response(),
        None => next.run(request).await,
    };
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
