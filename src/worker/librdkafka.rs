//! What the client library says, into our log. It speaks of brokers, topics and offsets, not of
//! what messages hold.

use rdkafka::config::RDKafkaLogLevel;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use tracing::{debug, error, info, warn};

/// One line of the library's log.
pub fn log(level: RDKafkaLogLevel, facility: &str, line: &str) {
    match level {
        RDKafkaLogLevel::Emerg
        | RDKafkaLogLevel::Alert
        | RDKafkaLogLevel::Critical
        | RDKafkaLogLevel::Error => {
            error!(facility, line, "librdkafka");
        }
        RDKafkaLogLevel::Warning => warn!(facility, line, "librdkafka"),
        RDKafkaLogLevel::Notice | RDKafkaLogLevel::Info => info!(facility, line, "librdkafka"),
        RDKafkaLogLevel::Debug => debug!(facility, line, "librdkafka"),
    }
}

/// An error that is about no single message. Brokers that are away are in the library's log
/// already, once and not with every try to reach them; the library goes on trying. What ends the
/// worker arrives as the result of a call.
pub fn error(error: &KafkaError, reason: &str) {
    let away = [RDKafkaErrorCode::AllBrokersDown, RDKafkaErrorCode::BrokerTransportFailure];
    if error.rdkafka_error_code().is_some_and(|code| away.contains(&code)) {
        debug!(%error, reason, "librdkafka");
    } else {
        warn!(%error, reason, "librdkafka");
    }
}

/// The two methods of a [`rdkafka::client::ClientContext`] that bring a client's words here.
macro_rules! into_our_log {
    () => {
        fn log(&self, level: rdkafka::config::RDKafkaLogLevel, facility: &str, line: &str) {
            $crate::worker::librdkafka::log(level, facility, line);
        }

        fn error(&self, error: rdkafka::error::KafkaError, reason: &str) {
            $crate::worker::librdkafka::error(&error, reason);
        }
    };
}
pub(super) use into_our_log;
