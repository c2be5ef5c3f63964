//! What the person concerned is told, and the token that opens an appeal.

use hmac::{Hmac, Mac};
use schemars::JsonSchema;
use serde::Serialize;
use sha2::Sha256;
use std::fmt;

use super::hex::hex;

/// What was done, why, which words, what would make it acceptable, how to appeal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Notice {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// Opens an appeal; `null` where no notice key is configured.
    pub token: Option<String>,
}

/// The secret behind the tokens. It is read from a file and shown nowhere.
#[derive(Clone)]
pub struct NoticeKey(Vec<u8>);

impl NoticeKey {
    /// Fewest bytes of a key: the strength of the MAC's security level.
    pub const MIN_BYTES: usize = 16;

    /// From the bytes of a key file, trailing line breaks dropped. `None` when it is too short.
    pub fn new(bytes: &[u8]) -> Option<Self> {
        let end = bytes.iter().rposition(|b| !b"\r\n".contains(b)).map_or(0, |i| i + 1);
        let key = bytes.get(..end)?;
        (key.len() >= Self::MIN_BYTES).then(|| Self(key.to_vec()))
    }

    /// The token of a notice: a MAC over the event's id and the rules of its findings, 32 hex digits.
    pub fn token<'a>(&self, event: &str, rules: impl IntoIterator<Item = &'a str>) -> String {
        let mut mac = self.mac();
        mac.update(event.as_bytes());
        for rule in rules {
            mac.update(&[0]);
            mac.update(rule.as_bytes());
        }
        let bytes = mac.finalize().into_bytes();
        hex(bytes.get(..16).unwrap_or(&bytes))
    }

    /// Whether a token is that of an event and the rules of its findings; in constant time.
    pub fn verifies<'a>(&self, token: &str, event: &str, rules: impl IntoIterator<Item = &'a str>) -> bool {
        let right = self.token(event, rules);
        // A MAC of both under the same key: comparing takes the same time wherever they differ.
        let (mut given, mut own) = (self.mac(), self.mac());
        given.update(token.as_bytes());
        own.update(right.as_bytes());
        given.verify(&own.finalize().into_bytes()).is_ok()
    }

    /// A key for keyed hashes of one purpose, from which nothing leads back to this one.
    pub fn derive(&self, purpose: &str) -> HashKey {
        let mut mac = self.mac();
        mac.update(b"derive\0");
        mac.update(purpose.as_bytes());
        HashKey(Self(mac.finalize().into_bytes().to_vec()))
    }

    #[allow(clippy::expect_used)] // HMAC takes a key of any length.
    fn mac(&self) -> Hmac<Sha256> {
        Hmac::<Sha256>::new_from_slice(&self.0).expect("any key length")
    }
}

/// A key for what is kept as a keyed hash only: accounts, names, complainants, values.
#[derive(Debug, Clone)]
pub struct HashKey(NoticeKey);

impl HashKey {
    /// For a run that keeps nothing behind it and has no secret.
    pub fn of_one_run() -> Self {
        Self(NoticeKey(b"kanhe of one run".to_vec()))
    }

    /// The keyed hash of some fields, each after its length: 32 hex digits.
    pub fn hash(&self, fields: &[&str]) -> String {
        let mut mac = self.0.mac();
        for field in fields {
            mac.update(&(field.len() as u64).to_be_bytes());
            mac.update(field.as_bytes());
        }
        let bytes = mac.finalize().into_bytes();
        hex(bytes.get(..16).unwrap_or(&bytes))
    }
}

impl fmt::Debug for NoticeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NoticeKey(..)")
    }
}
