//! Checks of what a worker uses while it runs: secrets' places, names that change, the breaker.

use toml::Spanned;

use super::check::Check;
use super::schema::{self, Mechanism, Protocol};
use super::{Bounds, Lexicons, Security};
use crate::limits;

/// Share of all registrations that one name refuses: on benign names each refuses far below one in
/// a thousand, so this is a name gone wrong or an attack, and a person should look.
const DEFAULT_PERCENT: u64 = 5;
/// Two hundred refusals are no chance.
const DEFAULT_LEAST: u64 = 200;
const DEFAULT_WINDOW: u64 = 10_000;

impl Check<'_> {
    pub(super) fn lexicons(&mut self, raw: Spanned<schema::Lexicons>) -> Option<Lexicons> {
        let span = raw.span();
        match raw.into_inner() {
            schema::Lexicons { folder: Some(folder), topic: None } => Some(Lexicons::Folder(folder)),
            schema::Lexicons { folder: None, topic: Some(topic) } => {
                Some(Lexicons::Topic(self.topic("lexicons.topic", &topic)))
            }
            _ => {
                self.fail("lexicons", span, "either `folder` or `topic` expected");
                None
            }
        }
    }

    pub(super) fn breaker(&mut self, raw: &schema::Breaker) -> Option<Bounds> {
        let most = limits::MAX_BREAKER_WINDOW;
        let percent = self.number("breaker.percent", raw.percent.as_ref(), DEFAULT_PERCENT, 1..=100);
        let least = self.number("breaker.least", raw.least.as_ref(), DEFAULT_LEAST, 1..=most);
        let window = self.number("breaker.window", raw.window.as_ref(), DEFAULT_WINDOW, 1..=most);
        let bounds = Bounds { percent: percent as usize, least: least as usize, window: window as usize };
        raw.enabled.unwrap_or(true).then_some(bounds)
    }

    pub(super) fn security(&mut self, raw: Spanned<schema::Security>) -> Security {
        let span = raw.span();
        let raw = raw.into_inner();
        let sasl = raw.protocol != Protocol::Ssl;
        let named = raw.mechanism.is_some() && raw.username.is_some();
        let passwords = usize::from(raw.password_file.is_some()) + usize::from(raw.password_env.is_some());
        if sasl && !(named && passwords == 1) {
            let wanted = "SASL needs `mechanism`, `username`, and `password-file` or `password-env`";
            self.fail("kafka.security", span.clone(), wanted);
        }
        if raw.protocol == Protocol::SaslPlaintext && raw.mechanism == Some(Mechanism::Plain) {
            self.fail(
                "kafka.security",
                span.clone(),
                "a plain password needs TLS: `protocol = \"sasl-ssl\"`",
            );
        }
        if raw.certificate_file.is_some() != raw.key_file.is_some() {
            self.fail("kafka.security", span, "`certificate-file` and `key-file` belong together");
        }
        Security {
            protocol: raw.protocol,
            ca_file: raw.ca_file,
            certificate_file: raw.certificate_file,
            key_file: raw.key_file,
            mechanism: raw.mechanism,
            username: raw.username,
            password_file: raw.password_file,
            password_env: raw.password_env,
        }
    }
}
