//! The producer: idempotent, all replicas, and transactional where nothing may be sent twice.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rdkafka::Statistics;
use rdkafka::client::ClientContext;
use rdkafka::consumer::ConsumerGroupMetadata;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::{DeliveryResult, Header, OwnedHeaders};
use rdkafka::producer::{BaseRecord, Producer, ProducerContext, ThreadedProducer};
use rdkafka::topic_partition_list::TopicPartitionList;
use tracing::warn;

use super::watchdog::{Sight, Watchdog};
use super::{WorkerError, client, librdkafka};
use crate::pipeline::config::{Config, Delivery};
use crate::pipeline::stateful::Change;
use crate::route::QueueMessage;
use crate::telemetry::Metrics;

/// Longest wait of a message for others of its partition; the end of a transaction sends at once.
const LINGER: Duration = Duration::from_millis(50);
/// Wait for room in the producer's own buffer before it is tried again.
const ROOM: Duration = Duration::from_millis(5);
/// Longest single call of a transaction; a call that may be tried again is, until [`PATIENCE`].
const CALL: Duration = Duration::from_secs(15);
/// Longest time for all tries of one call. Then the worker ends, and its supervisor starts it anew.
const PATIENCE: Duration = Duration::from_mins(2);

/// Why a transaction did not commit.
#[derive(Debug)]
pub enum Failed {
    /// It can be aborted and its inputs read again.
    Abort(KafkaError),
    /// This client cannot be used any more.
    Fatal(WorkerError),
}

/// Sends messages.
pub struct Outlet {
    producer: ThreadedProducer<Reports>,
    undelivered: Arc<AtomicU64>,
    delivery: Delivery,
    watchdog: Watchdog,
}

impl Outlet {
    /// Makes the producer. A transactional one fences its dead predecessor here.
    pub fn new(config: &Config, metrics: Metrics) -> Result<Self, WorkerError> {
        let undelivered = Arc::new(AtomicU64::new(0));
        let reports = Reports { undelivered: Arc::clone(&undelivered), metrics, sight: Sight::default() };
        let mut settings = client::settings(config)?;
        settings
            .set("enable.idempotence", "true")
            .set("acks", "all")
            .set("compression.type", "lz4")
            .set("linger.ms", config.limits.commit_interval.min(LINGER).as_millis().to_string())
            .set("retry.backoff.ms", "5")
            .set("message.max.bytes", config.limits.max_queue_bytes.saturating_add(4096).to_string())
            .set("queue.buffering.max.kbytes", (config.limits.unsent_bytes / 1024).to_string())
            .set("statistics.interval.ms", client::COUNT_MS.to_string());
        if config.kafka.delivery == Delivery::ExactlyOnce {
            let instance = config.kafka.instance_id.as_ref().ok_or(WorkerError::NoInstance)?;
            let timeout = config.kafka.transaction_timeout.as_millis();
            settings
                .set("transactional.id", format!("{}-{instance}", config.kafka.group))
                .set("transaction.timeout.ms", timeout.to_string());
        }
        let producer = settings.create_with_context(reports).map_err(WorkerError::Client)?;
        let delivery = config.kafka.delivery;
        // The library waits for `send_offsets_to_transaction` without its time limit, for ever when
        // the group's coordinator dies at the wrong moment. By then the brokers have aborted the
        // transaction, so there is nothing to wait for.
        let hang = config.kafka.transaction_timeout.max(CALL) + CALL;
        Ok(Self { producer, undelivered, delivery, watchdog: Watchdog::start(hang)? })
    }

    /// Must be called once, before anything is sent.
    pub fn init(&self) -> Result<(), WorkerError> {
        if self.delivery == Delivery::AtLeastOnce {
            return Ok(());
        }
        match self.tried("init", || self.producer.init_transactions(CALL)) {
            Ok(()) => Ok(()),
            Err(Failed::Abort(e)) => Err(WorkerError::Transaction { call: "init", source: e }),
            Err(Failed::Fatal(e)) => Err(e),
        }
    }

    /// Opens a transaction.
    pub fn begin(&self) -> Result<(), WorkerError> {
        if self.delivery == Delivery::AtLeastOnce {
            return Ok(());
        }
        self.producer.begin_transaction().map_err(|source| WorkerError::Transaction { call: "begin", source })
    }

    /// Hands one message to the producer and waits only while its buffer is full.
    pub fn send(&self, message: &QueueMessage) -> Result<(), Failed> {
        let mut headers = OwnedHeaders::new_with_capacity(message.headers.len());
        for (key, value) in &message.headers {
            headers = headers.insert(Header { key, value: value.as_deref() });
        }
        let mut record = BaseRecord::<[u8], [u8]>::to(&message.topic).headers(headers);
        record.key = message.key.as_deref();
        record.payload = message.payload.as_deref();
        self.hand(record, &message.topic)
    }

    /// Hands one entry of a changelog to the producer.
    pub fn change(&self, topic: &str, partition: i32, change: &Change) -> Result<(), Failed> {
        let mut record = BaseRecord::<[u8], [u8]>::to(topic).partition(partition).key(&change.key);
        record.payload = change.value.as_deref();
        self.hand(record, topic)
    }

    fn hand(&self, mut record: BaseRecord<'_, [u8], [u8]>, topic: &str) -> Result<(), Failed> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.producer.send(record) {
                Ok(()) => return Ok(()),
                Err((KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull), back)) => {
                    if Instant::now() >= deadline {
                        let full = KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull);
                        return Err(Failed::Abort(full));
                    }
                    record = back;
                    // Something leaves the buffer with every answer of a broker.
                    let _ = native_flush(&self.producer, ROOM);
                }
                Err((source, _)) if self.is_fatal() => {
                    return Err(Failed::Fatal(WorkerError::Send { topic: topic.to_owned(), source }));
                }
                Err((source, _)) => return Err(Failed::Abort(source)),
            }
        }
    }

    /// Waits until everything is delivered.
    pub fn flush(&self) -> Result<(), Failed> {
        let flushed = self.tried("flush", || native_flush(&self.producer, CALL));
        // A transaction with an undelivered message fails by itself when it is committed.
        let undelivered = self.undelivered.swap(0, Ordering::Relaxed);
        match self.delivery {
            Delivery::ExactlyOnce => flushed,
            Delivery::AtLeastOnce if undelivered == 0 => flushed,
            Delivery::AtLeastOnce => {
                Err(Failed::Abort(KafkaError::MessageProduction(RDKafkaErrorCode::MessageTimedOut)))
            }
        }
    }

    /// Commits the transaction with the offsets of its inputs.
    pub fn commit(&self, offsets: &TopicPartitionList, group: &ConsumerGroupMetadata) -> Result<(), Failed> {
        self.tried("send-offsets", || self.producer.send_offsets_to_transaction(offsets, group, CALL))?;
        self.tried("commit", || self.producer.commit_transaction(CALL))
    }

    /// Aborts the transaction.
    pub fn abort(&self) -> Result<(), WorkerError> {
        // An abort before the producer knows its partitions can be fatal, so they are awaited; what
        // is not delivered in time is purged by the abort.
        let _ = self.watchdog.call("flush", || native_flush(&self.producer, CALL));
        self.undelivered.store(0, Ordering::Relaxed);
        if self.delivery == Delivery::AtLeastOnce {
            return Ok(());
        }
        match self.tried("abort", || self.producer.abort_transaction(CALL)) {
            Ok(()) => Ok(()),
            Err(Failed::Abort(source)) => Err(WorkerError::Transaction { call: "abort", source }),
            Err(Failed::Fatal(e)) => Err(e),
        }
    }

    fn is_fatal(&self) -> bool {
        self.producer.client().fatal_error().is_some()
    }

    /// Makes a call again for as long as the library says that this may help.
    fn tried(&self, name: &'static str, call: impl Fn() -> Result<(), KafkaError>) -> Result<(), Failed> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let Err(error) = self.watchdog.call(name, &call) else { return Ok(()) };
            let fatal = matches!(&error, KafkaError::Transaction(e) if e.is_fatal()) || self.is_fatal();
            if fatal {
                return Err(Failed::Fatal(WorkerError::Transaction { call: name, source: error }));
            }
            let again =
                matches!(&error, KafkaError::Transaction(e) if e.is_retriable() && !e.txn_requires_abort());
            if !again {
                return Err(Failed::Abort(error));
            }
            if Instant::now() >= deadline {
                return Err(Failed::Fatal(WorkerError::Transaction { call: name, source: error }));
            }
            warn!(call = name, %error, "a transaction call is made again");
        }
    }
}

/// Sends what lingers at once and waits for the deliveries. The library's safe `flush` waits in
/// steps of 100 ms, longer than a whole transaction: 8,000 instead of 62,000 messages a second.
#[allow(unsafe_code)] // The one exception, see above.
fn native_flush<C: ProducerContext + 'static>(
    producer: &ThreadedProducer<C>,
    most: Duration,
) -> Result<(), KafkaError> {
    let most = i32::try_from(most.as_millis()).unwrap_or(i32::MAX);
    // SAFETY: the pointer is the live client of `producer`, which is borrowed for the whole call,
    // and `rd_kafka_flush` may be called from any thread.
    let code = unsafe { rdkafka::bindings::rd_kafka_flush(producer.client().native_ptr(), most) };
    match RDKafkaErrorCode::from(code) {
        RDKafkaErrorCode::NoError => Ok(()),
        code => Err(KafkaError::Flush(code)),
    }
}

/// Hears of every delivery, on the producer's thread.
struct Reports {
    undelivered: Arc<AtomicU64>,
    metrics: Metrics,
    sight: Sight,
}

impl ClientContext for Reports {
    fn stats(&self, statistics: Statistics) {
        self.sight.counted(&statistics);
        self.metrics.stream.held("unsent-bytes", statistics.msg_size);
    }

    librdkafka::into_our_log!();
}

impl ProducerContext for Reports {
    type DeliveryOpaque = ();

    fn delivery(&self, result: &DeliveryResult<'_>, (): ()) {
        if let Err((error, _)) = result {
            // A purge is our own abort.
            if !matches!(
                error.rdkafka_error_code(),
                Some(RDKafkaErrorCode::PurgeQueue | RDKafkaErrorCode::PurgeInflight)
            ) {
                warn!(%error, "a message was not delivered");
                self.metrics.stream.delivery_error();
            }
            self.undelivered.fetch_add(1, Ordering::Relaxed);
        }
    }
}
