//! Plain clients: make topics, send, read everything, ask for offsets. They share no code with the
//! worker.

use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::{Header, Headers, Message as _, OwnedHeaders};
use rdkafka::producer::{BaseRecord, DefaultProducerContext, Producer, ThreadedProducer};
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};

use super::DEADLINE;

/// A topic with a partition.
pub type Place = (String, i32);

/// A message as it stands in a topic.
#[derive(Debug, Clone, Default)]
pub struct Message {
    pub topic: String,
    pub partition: i32,
    pub offset: i64,
    pub key: Option<Vec<u8>>,
    pub headers: Vec<(String, Vec<u8>)>,
    pub payload: Option<Vec<u8>>,
}

impl Message {
    /// The value of a header, as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(key, _)| key == name)?;
        Some(std::str::from_utf8(value).unwrap())
    }

    /// Whether the bytes stand anywhere in it.
    pub fn holds(&self, bytes: &[u8]) -> bool {
        let headers = self.headers.iter().flat_map(|(key, value)| [key.as_bytes(), value]);
        let all = headers.chain(self.key.as_deref()).chain(self.payload.as_deref());
        all.into_iter().any(|field| field.windows(bytes.len()).any(|window| window == bytes))
    }
}

/// Makes topics with a number of partitions each.
pub fn create_topics(address: &str, topics: &[(&str, i32)]) {
    create_topics_with(address, topics, &[]);
}

/// The same, with settings of the topics.
pub fn create_topics_with(address: &str, topics: &[(&str, i32)], settings: &[(&str, &str)]) {
    let admin: AdminClient<DefaultClientContext> =
        ClientConfig::new().set("bootstrap.servers", address).create().unwrap();
    let new: Vec<NewTopic<'_>> = topics
        .iter()
        .map(|(name, partitions)| {
            let topic = NewTopic::new(name, *partitions, TopicReplication::Fixed(1));
            settings.iter().fold(topic, |topic, (key, value)| topic.set(key, value))
        })
        .collect();
    let options = AdminOptions::new().operation_timeout(Some(DEADLINE));
    for result in block_on(admin.create_topics(&new, &options)).unwrap() {
        result.unwrap();
    }
    // The controller has them now. The broker first shows them and then leads them; it serves
    // them when it answers for every partition.
    let asker: BaseConsumer = ClientConfig::new().set("bootstrap.servers", address).create().unwrap();
    let deadline = Instant::now() + DEADLINE;
    for (name, partitions) in topics {
        for partition in 0..*partitions {
            while asker.fetch_watermarks(name, partition, DEADLINE).is_err() {
                assert!(Instant::now() < deadline, "topic {name} does not come up");
            }
        }
    }
}

/// Sends messages in their order and waits until the broker has them all. The partition is chosen
/// by the key; place and offset of the messages are not read.
pub fn send(address: &str, messages: &[Message]) {
    let producer: ThreadedProducer<DefaultProducerContext> = ClientConfig::new()
        .set("bootstrap.servers", address)
        .set("enable.idempotence", "true")
        .set("linger.ms", "5")
        .create()
        .unwrap();
    for message in messages {
        let headers = message
            .headers
            .iter()
            .fold(OwnedHeaders::new(), |all, (key, value)| all.insert(Header { key, value: Some(value) }));
        let mut record = BaseRecord::<[u8], [u8]>::to(&message.topic).headers(headers);
        record.key = message.key.as_deref();
        record.payload = message.payload.as_deref();
        while let Err((error, back)) = producer.send(record) {
            assert!(matches!(error, KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull)), "{error}");
            producer.flush(DEADLINE).unwrap();
            record = back;
        }
    }
    producer.flush(DEADLINE).unwrap();
}

/// What one poll brought.
enum Polled {
    Message,
    End,
    Nothing,
}

/// Reads topics from their beginning, on its own, outside of any group's offsets.
pub struct Reader {
    consumer: BaseConsumer,
    /// Asks for ends on a connection of its own: on the reader's, each answer would wait for the
    /// fetch that is under way.
    asker: BaseConsumer,
    places: Vec<Place>,
    seen: BTreeMap<Place, i64>,
    /// All that was read, in the order of reading.
    pub messages: Vec<Message>,
}

impl Reader {
    /// A reader of all partitions of the topics.
    pub fn new<'a>(address: &str, topics: impl IntoIterator<Item = &'a str>) -> Self {
        let consumer: BaseConsumer = ClientConfig::new()
            .set("bootstrap.servers", address)
            .set("group.id", "reader")
            .set("enable.auto.commit", "false")
            .set("auto.offset.reset", "earliest")
            .set("isolation.level", "read_committed")
            .set("enable.partition.eof", "true")
            .set("fetch.queue.backoff.ms", "10")
            .create()
            .unwrap();
        let asker: BaseConsumer = ClientConfig::new().set("bootstrap.servers", address).create().unwrap();
        let mut places = Vec::new();
        for topic in topics {
            let metadata = asker.fetch_metadata(Some(topic), DEADLINE).unwrap();
            let partitions = metadata.topics()[0].partitions();
            places.extend(partitions.iter().map(|partition| (topic.to_owned(), partition.id())));
        }
        let mut list = TopicPartitionList::new();
        for (topic, partition) in &places {
            list.add_partition_offset(topic, *partition, Offset::Beginning).unwrap();
        }
        consumer.assign(&list).unwrap();
        Self { consumer, asker, places, seen: BTreeMap::new(), messages: Vec::new() }
    }

    /// Waits for one more message.
    pub fn next(&mut self) -> &Message {
        let deadline = Instant::now() + DEADLINE;
        loop {
            assert!(Instant::now() < deadline, "no message came");
            if let Polled::Message = self.poll() {
                return self.messages.last().unwrap();
            }
        }
    }

    fn poll(&mut self) -> Polled {
        // A poll may come back early and empty.
        match self.consumer.poll(Duration::from_millis(100)) {
            None => Polled::Nothing,
            Some(Err(KafkaError::PartitionEOF(_))) => Polled::End,
            Some(Err(error)) if passes(&error) => Polled::Nothing,
            Some(polled) => {
                let message = own(&polled.unwrap());
                let seen = self.seen.entry((message.topic.clone(), message.partition)).or_default();
                // A client that goes back by itself, as after a change of leaders, doubles nothing.
                if message.offset < *seen {
                    return Polled::Nothing;
                }
                *seen = message.offset + 1;
                self.messages.push(message);
                Polled::Message
            }
        }
    }

    /// Waits for a number of further messages.
    pub fn take(&mut self, number: usize) {
        for _ in 0..number {
            self.next();
        }
    }

    /// Reads what is committed in every partition, as it is now. The ends of partitions cannot say
    /// when that is: markers of transactions stand there too. So reading begins anew where it was,
    /// and the client library says of every partition when there is nothing more.
    pub fn read_to_end(&mut self) {
        let mut list = TopicPartitionList::new();
        for place in &self.places {
            let next = self.seen.get(place).map_or(Offset::Beginning, |next| Offset::Offset(*next));
            list.add_partition_offset(&place.0, place.1, next).unwrap();
        }
        self.consumer.assign(&list).unwrap();
        let deadline = Instant::now() + DEADLINE;
        let mut open = self.places.len();
        while open > 0 {
            assert!(Instant::now() < deadline, "the ends do not come");
            if let Polled::End = self.poll() {
                open -= 1;
            }
        }
    }

    /// The end of every partition, as it is now.
    pub fn ends(&self) -> BTreeMap<Place, i64> {
        ends(&self.asker, &self.places)
    }
}

fn ends(consumer: &BaseConsumer, places: &[Place]) -> BTreeMap<Place, i64> {
    let end = |(topic, partition): &Place| {
        await_answer(|| consumer.fetch_watermarks(topic, *partition, DEADLINE)).1
    };
    places.iter().map(|place| (place.clone(), end(place))).collect()
}

fn own(message: &rdkafka::message::BorrowedMessage<'_>) -> Message {
    let headers = message.headers().into_iter().flat_map(Headers::iter);
    Message {
        topic: message.topic().to_owned(),
        partition: message.partition(),
        offset: message.offset(),
        key: message.key().map(<[u8]>::to_vec),
        headers: headers.map(|h| (h.key.to_owned(), h.value.unwrap_or_default().to_vec())).collect(),
        payload: message.payload().map(<[u8]>::to_vec),
    }
}

/// Whether an error is one of a broker that is away for the moment, or has just come back.
fn passes(error: &KafkaError) -> bool {
    use RDKafkaErrorCode as Code;
    let code = error.rdkafka_error_code();
    code.is_some_and(|code| {
        matches!(
            code,
            Code::AllBrokersDown
                | Code::BrokerTransportFailure
                | Code::OperationTimedOut
                | Code::RequestTimedOut
                | Code::CoordinatorLoadInProgress
                | Code::CoordinatorNotAvailable
                | Code::NotCoordinator
                | Code::NotLeaderForPartition
        )
    })
}

/// A broker that was away, or another that takes its place, first says that it leads no group and no
/// partition; it is asked until it does.
fn await_answer<T>(ask: impl Fn() -> Result<T, KafkaError>) -> T {
    let deadline = Instant::now() + DEADLINE;
    loop {
        match ask() {
            Ok(answer) => return answer,
            Err(error) => assert!(passes(&error) && Instant::now() < deadline, "{error}"),
        }
    }
}

/// Asks for the offsets that a group has committed; a partition without one is at 0.
pub struct Committed {
    consumer: BaseConsumer,
    places: Vec<Place>,
}

impl Committed {
    /// For a group, on these partitions.
    pub fn new(address: &str, group: &str, places: impl IntoIterator<Item = Place>) -> Self {
        let mut config = ClientConfig::new();
        let consumer = config.set("bootstrap.servers", address).set("group.id", group).create().unwrap();
        Self { consumer, places: places.into_iter().collect() }
    }

    /// What is committed now.
    pub fn now(&self) -> BTreeMap<Place, i64> {
        let mut list = TopicPartitionList::new();
        for (topic, partition) in &self.places {
            list.add_partition(topic, *partition);
        }
        let offsets = await_answer(|| self.consumer.committed_offsets(list.clone(), DEADLINE));
        let offset = |o: Offset| o.to_raw().filter(|raw| *raw >= 0).unwrap_or(0);
        offsets.to_topic_map().into_iter().map(|(place, o)| (place, offset(o))).collect()
    }

    /// Asks until all of `ends` is committed.
    pub fn await_all(&self, ends: &BTreeMap<Place, i64>) {
        let deadline = Instant::now() + DEADLINE;
        while self.now() != *ends {
            assert!(Instant::now() < deadline, "committed {:?} of {ends:?}", self.now());
        }
    }
}

/// Drives the admin client's future; its own thread wakes us.
fn block_on<F: Future>(future: F) -> F::Output {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}
