//! What all of the worker's Kafka clients have in common: where the brokers are, and how the
//! connection is kept secret. **A password goes from its file or variable into the client and
//! nowhere else**: no error, log line or `Debug` shows it.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rdkafka::client::ClientContext;
use rdkafka::config::{ClientConfig, RDKafkaLogLevel};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::DeliveryResult;
use rdkafka::producer::{Producer, ProducerContext, ThreadedProducer};

use super::{CONTACT, WorkerError, librdkafka};
use crate::pipeline::config::{Config, Mechanism, Protocol, Security};

/// The settings that every client begins with.
pub fn settings(config: &Config) -> Result<ClientConfig, WorkerError> {
    let mut client = ClientConfig::new();
    client.set("bootstrap.servers", &config.kafka.brokers).set("client.id", &config.kafka.client_id);
    if let Some(security) = &config.kafka.security {
        secure(&mut client, security)?;
    }
    Ok(client)
}

/// How often the client library counts: how old the lag may be that is shown, and what it holds.
pub const COUNT_MS: u64 = 2_000;
/// Longest wait for one answer of the brokers before it is looked what was heard.
const LOOK: Duration = Duration::from_millis(500);

/// Tries a secure connection before anything else is done, and says why it is refused: other calls
/// only say that nobody answers. Ends without a word when there is nothing secure, when no broker
/// is there at all, or when it should `stop`.
pub fn knock(config: &Config, stop: impl Fn() -> bool) -> Result<(), WorkerError> {
    if config.kafka.security.is_none() {
        return Ok(());
    }
    let heard = Heard::default();
    let client: ThreadedProducer<Heard> =
        settings(config)?.create_with_context(heard.clone()).map_err(WorkerError::Client)?;
    let begin = Instant::now();
    while client.client().fetch_metadata(None, LOOK).is_err() {
        let refused = heard.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(reason) = refused {
            return Err(WorkerError::Refused { brokers: config.kafka.brokers.clone(), reason });
        }
        if stop() || begin.elapsed() >= CONTACT {
            break;
        }
    }
    Ok(())
}

/// Hears why a connection is refused: the library tells nobody else.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Option<String>>>);

impl ClientContext for Heard {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, line: &str) {
        librdkafka::log(level, facility, line);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        librdkafka::error(&error, reason);
        let refused = [RDKafkaErrorCode::Authentication, RDKafkaErrorCode::SSL];
        if error.rdkafka_error_code().is_some_and(|code| refused.contains(&code)) {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(reason.to_owned());
        }
    }
}

impl ProducerContext for Heard {
    type DeliveryOpaque = ();

    fn delivery(&self, _: &DeliveryResult<'_>, (): ()) {}
}

fn secure(client: &mut ClientConfig, security: &Security) -> Result<(), WorkerError> {
    if cfg!(not(feature = "tls")) {
        return Err(WorkerError::NoTls);
    }
    let protocol = match security.protocol {
        Protocol::Ssl => "ssl",
        Protocol::SaslPlaintext => "sasl_plaintext",
        Protocol::SaslSsl => "sasl_ssl",
    };
    client.set("security.protocol", protocol);
    let files = [
        ("ssl.ca.location", &security.ca_file),
        ("ssl.certificate.location", &security.certificate_file),
        ("ssl.key.location", &security.key_file),
    ];
    for (setting, file) in files {
        if let Some(file) = file {
            client.set(setting, file.display().to_string());
        }
    }
    if let Some(mechanism) = security.mechanism {
        let name = match mechanism {
            Mechanism::Plain => "PLAIN",
            Mechanism::ScramSha256 => "SCRAM-SHA-256",
            Mechanism::ScramSha512 => "SCRAM-SHA-512",
        };
        client.set("sasl.mechanisms", name);
        client.set("sasl.username", security.username.as_deref().unwrap_or_default());
        client.set("sasl.password", password(security)?);
    }
    Ok(())
}

fn password(security: &Security) -> Result<String, WorkerError> {
    if let Some(file) = &security.password_file {
        return secret(file);
    }
    let name = security.password_env.as_deref().unwrap_or_default();
    std::env::var(name).map_err(|_| WorkerError::Variable { name: name.to_owned() })
}

/// The first line of a file, as editors end it.
fn secret(file: &Path) -> Result<String, WorkerError> {
    let text = std::fs::read_to_string(file)
        .map_err(|source| WorkerError::Secret { file: file.display().to_string(), source })?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}
