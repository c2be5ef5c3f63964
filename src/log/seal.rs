//! Sealing: `XChaCha20-Poly1305` under the key of the period. The nonce is a MAC over what is sealed
//! and where it stands, so nothing here needs randomness, and two different lines never share one
//! even when a transaction was aborted and its numbers came again.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::error::Error;
use std::fmt;
use thiserror::Error as ThisError;

/// Bytes of every key of the log.
pub const KEY_BYTES: usize = 32;
/// Bytes of a nonce of `XChaCha20`.
const NONCE_BYTES: usize = 24;

/// The key of one period. Without it the period's lines are noise.
#[derive(Clone, PartialEq, Eq)]
pub struct PeriodKey([u8; KEY_BYTES]);

/// The key of the heads. It outlives the periods.
#[derive(Clone, PartialEq, Eq)]
pub struct LogKey([u8; KEY_BYTES]);

#[allow(clippy::expect_used)] // HMAC takes a key of any length.
fn mac(key: &[u8], fields: &[&[u8]]) -> Hmac<Sha256> {
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(key).expect("any key length");
    for field in fields {
        mac.update(&(field.len() as u64).to_be_bytes());
        mac.update(field);
    }
    mac
}

/// A key cannot be had, in the words of where it comes from.
#[derive(Debug, ThisError)]
#[error("a key of the log cannot be had: {0}")]
pub struct KeyError(#[source] pub Box<dyn Error + Send + Sync>);

/// Where keys come from: files, at the edge. **What acts and cannot be logged does not act**, so a
/// key that is missing is an error and never a line less.
pub trait KeySource: Send {
    /// The key of the heads.
    fn heads(&self) -> Result<LogKey, KeyError>;

    /// The key of a period, made when it is the first time.
    fn period(&mut self, period: &str) -> Result<PeriodKey, KeyError>;
}

impl PeriodKey {
    /// From random bytes.
    pub fn new(bytes: [u8; KEY_BYTES]) -> Self {
        Self(bytes)
    }

    /// Seals `plain` at a place of the log. `None` when it is longer than a cipher takes.
    pub(super) fn seal(&self, plain: &[u8], place: &[u8]) -> Option<String> {
        let tag = mac(&self.0, &[b"nonce", place, plain]).finalize().into_bytes();
        let nonce = tag.get(..NONCE_BYTES)?;
        let cipher = XChaCha20Poly1305::new(&self.0.into());
        let sealed = cipher.encrypt(XNonce::from_slice(nonce), Payload { msg: plain, aad: place }).ok()?;
        Some(BASE64.encode([nonce, &sealed].concat()))
    }

    /// Opens what was sealed at this place; `None` when key, place or text are others.
    pub(super) fn open(&self, sealed: &str, place: &[u8]) -> Option<Vec<u8>> {
        let bytes = BASE64.decode(sealed).ok()?;
        let (nonce, rest) = bytes.split_at_checked(NONCE_BYTES)?;
        let cipher = XChaCha20Poly1305::new(&self.0.into());
        cipher.decrypt(XNonce::from_slice(nonce), Payload { msg: rest, aad: place }).ok()
    }
}

impl LogKey {
    /// From random bytes.
    pub fn new(bytes: [u8; KEY_BYTES]) -> Self {
        Self(bytes)
    }

    /// The MAC of a head.
    pub(super) fn sign(&self, fields: &[&[u8]]) -> String {
        crate::message::hex(&mac(&self.0, fields).finalize().into_bytes())
    }

    /// Whether a head's MAC is right; in constant time.
    pub(super) fn verifies(&self, fields: &[&[u8]], given: &str) -> bool {
        let right = self.sign(fields);
        let (a, b) = (mac(&self.0, &[given.as_bytes()]), mac(&self.0, &[right.as_bytes()]));
        a.verify(&b.finalize().into_bytes()).is_ok()
    }
}

impl fmt::Debug for PeriodKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PeriodKey(..)")
    }
}

impl fmt::Debug for LogKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LogKey(..)")
    }
}
