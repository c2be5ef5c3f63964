//! Bytes to events, and to the events of redress. A message that is no event becomes a [`DeadLetter`] that says where and what,
//! and quotes nothing: texts of serde's own errors hold pieces of the input and are not used.

mod claim;
mod diagnose;
mod peek;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::de::DeserializeOwned;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::avatar::Pdq;
use crate::limits;
use crate::message::{DeadLetter, Draft, Event, Incoming, Post, Record, Registration};
use peek::Peeked;

/// Decodes one message of the worker or one line of `scan`.
pub fn incoming(raw: &[u8]) -> Result<Incoming, DeadLetter> {
    let (text, peeked) = checked(raw)?;
    match claim::redress(text, peeked.kind.as_deref()) {
        Some(redress) => redress.map(Incoming::Redress),
        None => decided(text, &peeked).map(Incoming::Event),
    }
}

/// Decodes an event that rules decide: a registration, a post, a record.
pub fn event(raw: &[u8]) -> Result<Event, DeadLetter> {
    let (text, peeked) = checked(raw)?;
    decided(text, &peeked)
}

fn decided(text: &str, peeked: &Peeked) -> Result<Event, DeadLetter> {
    let keeps = peeked.keeps_input();
    match peeked.kind.as_deref() {
        Some("registration") => {
            let mut e: Registration = typed(text, diagnose::registration, keeps)?;
            let texts = e.parts.iter().chain(e.previous.iter().flat_map(|p| &p.parts)).count();
            common(&e.id, &e.time, texts, keeps)?;
            id_bound("account", &e.account, keeps)?;
            avatar(&mut e, keeps)?;
            Ok(Event::Registration(e))
        }
        Some("post") => {
            let e: Post = typed(text, diagnose::post, keeps)?;
            common(&e.id, &e.time, e.parts.len(), keeps)?;
            Ok(Event::Post(e))
        }
        Some("record") => {
            let e: Record = typed(text, diagnose::record, keeps)?;
            common(&e.id, &e.time, 0, keeps)?;
            id_bound("product", &e.product, keeps)?;
            if e.values.len() > limits::MAX_COLUMNS {
                return Err(dead(
                    "too-many-columns",
                    format!("field `values`: more than {} columns", limits::MAX_COLUMNS),
                    None,
                    keeps,
                ));
            }
            Ok(Event::Record(e))
        }
        Some("draft") => Err(dead(
            "draft-not-accepted",
            "drafts stay on the publisher's machine: use `kanhe check`, not `scan` or the worker".to_owned(),
            None,
            false,
        )),
        Some(_) => Err(dead(
            "unknown-type",
            "field `type`: none of registration, post, record, appeal, complaint, verdict".to_owned(),
            None,
            false,
        )),
        None => Err(dead("missing-field", "field `type` is missing or no string".to_owned(), None, false)),
    }
}

/// Decodes a publisher's own draft. Only `kanhe check` and `kanhe serve` call this.
pub fn draft(raw: &[u8]) -> Result<Draft, DeadLetter> {
    let (text, peeked) = checked(raw)?;
    if peeked.kind.as_deref() != Some("draft") {
        return Err(dead("unknown-type", "field `type`: `draft` expected".to_owned(), None, false));
    }
    let e: Draft = typed(text, diagnose::draft, false)?;
    common(&e.id, &e.time, e.parts.len(), false)?;
    Ok(e)
}

fn dead(code: &'static str, detail: String, offset: Option<usize>, keeps_input: bool) -> DeadLetter {
    DeadLetter { stage: "decode", code, detail, offset, keeps_input }
}

fn checked(raw: &[u8]) -> Result<(&str, Peeked), DeadLetter> {
    if raw.len() > limits::MAX_EVENT_BYTES {
        // Not even read: what is too large is not worth a parse.
        return Err(dead("too-large", format!("more than {} bytes", limits::MAX_EVENT_BYTES), None, false));
    }
    // Checked once and as a whole: both readings below then need not look at every string again.
    let text = match simdutf8::compat::from_utf8(raw) {
        Ok(text) => text,
        Err(e) => {
            let keeps = peek::peek(raw).keeps_input();
            return Err(dead("utf8", "invalid UTF-8".to_owned(), Some(e.valid_up_to()), keeps));
        }
    };
    let peeked = peek::peek_text(text);
    match peeked.error {
        Some((code, offset)) => {
            Err(dead(code, "not one JSON object".to_owned(), Some(offset), peeked.keeps_input()))
        }
        None => Ok((text, peeked)),
    }
}

fn typed<T: DeserializeOwned>(
    text: &str,
    diagnose: fn(&serde_json::Value) -> Option<diagnose::Problem>,
    keeps: bool,
) -> Result<T, DeadLetter> {
    serde_json::from_str(text).map_err(|e| {
        let offset = peek::offset(text.as_bytes(), e.line(), e.column());
        // The slow way, on errors only: find the field, so that the error can name it.
        let problem = serde_json::from_str(text).ok().and_then(|v| diagnose(&v));
        match problem {
            Some(p) => dead(p.code, p.detail, Some(offset), keeps),
            None => dead("duplicate-field", "a field stands twice".to_owned(), Some(offset), keeps),
        }
    })
}

fn common(id: &str, time: &str, parts: usize, keeps: bool) -> Result<(), DeadLetter> {
    id_bound("id", id, keeps)?;
    if OffsetDateTime::parse(time, &Rfc3339).map_or(true, |t| t.year() < 1) {
        let detail = "field `time`: RFC 3339 with offset expected, years 0001 to 9999".to_owned();
        return Err(dead("bad-time", detail, None, keeps));
    }
    if parts > limits::MAX_PARTS {
        return Err(dead(
            "too-many-parts",
            format!("field `parts`: more than {}", limits::MAX_PARTS),
            None,
            keeps,
        ));
    }
    Ok(())
}

fn id_bound(field: &str, value: &str, keeps: bool) -> Result<(), DeadLetter> {
    if value.is_empty() {
        return Err(dead("empty-field", format!("field `{field}` is empty"), None, keeps));
    }
    bound(field, value, limits::MAX_ID_BYTES, keeps)
}

fn bound(field: &str, value: &str, most: usize, keeps: bool) -> Result<(), DeadLetter> {
    if value.len() > most {
        return Err(dead("too-long", format!("field `{field}`: more than {most} bytes"), None, keeps));
    }
    Ok(())
}

/// Bounds an avatar and hashes its picture, whose own hash takes the place of a given one.
fn avatar(e: &mut Registration, keeps: bool) -> Result<(), DeadLetter> {
    let Some(avatar) = &mut e.avatar else { return Ok(()) };
    let bad = |detail: String| dead("bad-avatar", detail, None, keeps);
    if avatar.pdq.as_ref().is_some_and(|p| Pdq::parse(p).is_none()) {
        return Err(bad("field `avatar.pdq`: 64 hex digits expected".to_owned()));
    }
    let Some(image) = &avatar.image else { return Ok(()) };
    bound("avatar.image", image, limits::MAX_AVATAR_BYTES, keeps)?;
    let file = BASE64.decode(image).map_err(|_| bad("field `avatar.image`: no base64".to_owned()))?;
    let hashed = crate::avatar::hash(&file).map_err(|e| bad(format!("field `avatar.image`: {e}")))?;
    avatar.pdq = hashed.usable().map(|pdq| pdq.to_string());
    avatar.inside = hashed.inside.map(|pdq| pdq.to_string());
    Ok(())
}

#[cfg(test)]
mod tests;
