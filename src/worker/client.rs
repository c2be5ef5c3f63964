//! What all of the worker's Kafka clients have in common.

use rdkafka::config::ClientConfig;

use crate::pipeline::config::Config;

/// Where the brokers are and who asks.
pub fn settings(config: &Config) -> ClientConfig {
    let mut client = ClientConfig::new();
    client.set("bootstrap.servers", &config.kafka.brokers).set("client.id", &config.kafka.client_id);
    client
}
