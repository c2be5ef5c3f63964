//! From the client's messages and errors to ours.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::{BorrowedMessage, Headers, Message};
use tracing::warn;

use super::WorkerError;
use super::assignment::Assignment;
use crate::pipeline::config::Config;
use crate::pipeline::{Flow, Outcome};
use crate::route::{Input, QueueMessage};

/// Longest wait for brokers before the loop looks whether it should stop.
const LOOK_UP: Duration = Duration::from_secs(1);

/// Waits for a broker, at most `most`, and checks that it has the pipeline's topics: the worker
/// makes none, and a misspelt queue should be seen at the start and not at the first refusal.
/// False when `stop` was set before a broker answered.
pub fn topics_are_there(
    consumer: &BaseConsumer<Assignment>,
    config: &Config,
    most: Duration,
    stop: &AtomicBool,
) -> Result<bool, WorkerError> {
    let begin = Instant::now();
    let metadata = loop {
        if stop.load(Ordering::Relaxed) {
            return Ok(false);
        }
        match consumer.fetch_metadata(None, LOOK_UP) {
            Ok(metadata) => break metadata,
            Err(_) if begin.elapsed() < most => {}
            Err(source) => {
                return Err(WorkerError::Contact { brokers: config.kafka.brokers.clone(), source });
            }
        }
    };
    let inputs = config.kafka.input.iter().map(String::as_str);
    for topic in inputs.chain(config.queues.topics()) {
        if !metadata.topics().iter().any(|known| known.name() == topic && known.error().is_none()) {
            return Err(WorkerError::Topic { topic: topic.to_owned() });
        }
    }
    Ok(true)
}

/// The headers of a message, in their order.
pub fn headers<'a>(message: &'a BorrowedMessage<'_>) -> Vec<(&'a str, Option<&'a [u8]>)> {
    message.headers().map(|h| h.iter().map(|h| (h.key, h.value)).collect()).unwrap_or_default()
}

/// A message in the form that the pure stages take.
pub fn input<'a>(message: &'a BorrowedMessage<'_>, headers: &'a [(&'a str, Option<&'a [u8]>)]) -> Input<'a> {
    Input {
        topic: message.topic(),
        partition: message.partition(),
        offset: message.offset(),
        key: message.key(),
        headers,
        payload: message.payload(),
    }
}

/// Decides one message. A defect of ours that panics on it must not stop the stream: it becomes a
/// dead letter too. The panic's own words may quote the text and are shown nowhere.
pub fn step(flow: &Flow, input: &Input<'_>) -> (Outcome, Vec<QueueMessage>) {
    catch_unwind(AssertUnwindSafe(|| flow.step(input))).unwrap_or_else(|_| {
        let Input { topic, partition, offset, .. } = input;
        warn!(topic, partition, offset, "a message made the pipeline panic");
        flow.dead("panic", "the pipeline panicked".to_owned(), input)
    })
}

/// Whether the consumer can go on after an error: brokers that are away come back.
pub fn judge(consumer: &BaseConsumer<Assignment>, error: KafkaError) -> Result<(), WorkerError> {
    let fatal = matches!(error.rdkafka_error_code(), Some(RDKafkaErrorCode::Fatal))
        || consumer.client().fatal_error().is_some();
    if fatal {
        return Err(WorkerError::Read(error));
    }
    warn!(%error, "the consumer reports an error");
    Ok(())
}
