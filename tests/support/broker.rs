//! One Apache Kafka for all test processes of a run.
//!
//! Each process that uses it holds `users.lock` shared for as long as it lives. The kernel lets go
//! of the lock however the process ends, and `kafka/broker.sh` stops the broker once nobody holds
//! it. `tests/run` holds it too, so that the broker outlives the gaps between test programs.

use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};

use super::DEADLINE;

static BROKER: OnceLock<Broker> = OnceLock::new();

/// A broker in use.
pub struct Broker {
    /// `host:port`.
    pub address: String,
    /// Held until this process ends.
    _use: File,
}

impl Broker {
    /// The broker of this run; the first user starts it.
    pub fn shared() -> &'static Self {
        BROKER.get_or_init(|| Self::join(false))
    }

    /// The same for a bench: it starts later, and compiles what is hot, as in service.
    #[allow(dead_code)] // Tests want a broker soon.
    pub fn measured() -> &'static Self {
        BROKER.get_or_init(|| Self::join(true))
    }

    fn join(measured: bool) -> Self {
        let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/kafka");
        let home = home();
        let prepared =
            Command::new(scripts.join("prepare.sh")).arg(&home).stdin(Stdio::null()).status().unwrap();
        assert!(prepared.success(), "the broker could not be prepared");

        let users = open(&home.join("users.lock"));
        // Waits while an earlier broker stops: its supervisor holds the lock alone until it is gone.
        users.lock_shared().unwrap();
        let start = open(&home.join("start.lock"));
        start.lock().unwrap();
        let alive = open(&home.join("alive.lock"));
        let running = alive.try_lock().is_err();
        drop(alive);
        let address = if running {
            // Its supervisor holds this lock until the address is there.
            open(&home.join("ready.lock")).lock_shared().unwrap();
            fs::read_to_string(home.join("run/address")).unwrap().trim().to_owned()
        } else {
            start_broker(&scripts, &home, measured)
        };
        await_metadata(&address);
        Self { address, _use: users }
    }
}

fn home() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("kafka")
}

fn open(path: &Path) -> File {
    OpenOptions::new().create(true).append(true).open(path).unwrap()
}

/// In a session of its own, so that what ends the tests does not end the one who cleans up.
fn start_broker(scripts: &Path, home: &Path, measured: bool) -> String {
    // It ends after us and is nobody's to wait for.
    #[allow(clippy::zombie_processes)]
    let mut supervisor = Command::new("setsid")
        .arg(scripts.join("broker.sh"))
        .arg(home)
        .env("KANHE_BROKER_WARM", if measured { "1" } else { "" })
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut address = String::new();
    BufReader::new(supervisor.stdout.take().unwrap()).read_line(&mut address).unwrap();
    assert!(!address.is_empty(), "the broker did not start: see {}", home.join("broker.log").display());
    address.trim().to_owned()
}

fn await_metadata(address: &str) {
    let client: BaseConsumer = ClientConfig::new().set("bootstrap.servers", address).create().unwrap();
    let metadata = client.fetch_metadata(None, DEADLINE).unwrap();
    assert!(!metadata.brokers().is_empty());
}
