//! The first look at a message: is it one JSON object, and which `type` does it claim? It decides
//! what a dead letter may keep, so it notes the type before it meets an error further on.

use serde::de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;

/// What the first look saw.
#[derive(Debug, Default)]
pub(super) struct Peeked {
    /// The value of `type`, if it was a string and stood once.
    pub kind: Option<String>,
    /// Code and byte offset of the first error.
    pub error: Option<(&'static str, usize)>,
}

impl Peeked {
    /// Only what reads as a registration or a record may be kept.
    pub fn keeps_input(&self) -> bool {
        matches!(self.kind.as_deref(), Some("registration" | "record"))
    }
}

#[derive(Default)]
struct Seen {
    kind: Option<String>,
    times: usize,
}

struct Top<'s>(&'s RefCell<Seen>);

/// A key, in place where nothing is escaped in it.
#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

/// A string, or `None` for anything else.
struct Text(Option<String>);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Any).map(Text)
    }
}

struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(text.to_owned()))
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
        IgnoredAny.visit_seq(seq).map(|_| None)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        IgnoredAny.visit_map(map).map(|_| None)
    }
}

impl<'de> Visitor<'de> for Top<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(Key(key)) = map.next_key::<Key<'de>>()? {
            if key == "type" {
                let Text(text) = map.next_value()?;
                let mut seen = self.0.borrow_mut();
                seen.times += 1;
                seen.kind = match text {
                    // Two types are no type: nothing may be kept on the word of one of them.
                    Some(text) if seen.times == 1 => Some(text),
                    _ => None,
                };
                if seen.times > 1 {
                    return Err(A::Error::custom("type twice"));
                }
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

/// Reads a message as far as it goes.
pub(super) fn peek(raw: &[u8]) -> Peeked {
    look(serde_json::Deserializer::from_slice(raw), raw)
}

/// The same of what is known to be UTF-8.
pub(super) fn peek_text(text: &str) -> Peeked {
    look(serde_json::Deserializer::from_str(text), text.as_bytes())
}

fn look<'de, R: serde_json::de::Read<'de>>(mut de: serde_json::Deserializer<R>, raw: &[u8]) -> Peeked {
    let seen = RefCell::new(Seen::default());
    let result = de.deserialize_map(Top(&seen)).and_then(|()| de.end());
    let seen = seen.into_inner();
    let error = result.err().map(|e| {
        let code = match e.classify() {
            serde_json::error::Category::Eof => "json-truncated",
            serde_json::error::Category::Data if seen.times > 1 => "duplicate-field",
            serde_json::error::Category::Data => "not-an-object",
            _ => "json-syntax",
        };
        (code, offset(raw, e.line(), e.column()))
    });
    Peeked { kind: seen.kind, error }
}

/// Byte offset of a line and column as `serde_json` counts them (both from 1, columns in bytes).
pub(super) fn offset(raw: &[u8], line: usize, column: usize) -> usize {
    let mut start = 0;
    for _ in 1..line {
        let Some(rest) = raw.get(start..) else { break };
        let Some(next) = rest.iter().position(|b| *b == b'\n') else { break };
        start += next + 1;
    }
    (start + column.saturating_sub(1)).min(raw.len())
}
