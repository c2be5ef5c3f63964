//! What all of the worker's Kafka clients have in common: where the brokers are, and how the
//! connection is kept secret. **A password goes from its file or variable into the client and
//! nowhere else**: no error, log line or `Debug` shows it.

use std::path::Path;

use rdkafka::config::ClientConfig;

use super::WorkerError;
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
