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
use super::process::signal;

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
        let (scripts, home) = (scripts(), home());
        prepare(&scripts, &home);

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
            start_broker(&scripts, &home, measured, None)
        };
        await_metadata(&address);
        Self { address, _use: users }
    }
}

/// A broker of one scenario alone, which may freeze it. It runs on what was prepared for all.
#[allow(dead_code)] // Most scenarios leave the broker alone.
pub struct Own {
    /// `host:port` of the broker itself.
    pub address: String,
    process: String,
    /// Both go after `thaw`, the lock first: its supervisor then stops the broker.
    _use: File,
    _home: tempfile::TempDir,
}

#[allow(dead_code)]
impl Own {
    /// Starts one. It tells clients that it is at the port `advertised`, if there is one.
    pub fn start(advertised: Option<u16>) -> Self {
        let scripts = scripts();
        prepare(&scripts, &home());
        // Beside the other, and not with the temporary files of the system: it must outlast us.
        let own = tempfile::tempdir_in(home()).unwrap();
        for prepared in ["classpath", "format", "kafka.jsa"] {
            std::os::unix::fs::symlink(home().join(prepared), own.path().join(prepared)).unwrap();
        }
        let users = open(&own.path().join("users.lock"));
        users.lock_shared().unwrap();
        let address = start_broker(&scripts, own.path(), false, advertised);
        let process = fs::read_to_string(own.path().join("run/pid")).unwrap().trim().to_owned();
        Self { address, process, _use: users, _home: own }
    }

    /// It answers nobody any more, and keeps its connections.
    pub fn freeze(&self) {
        signal("STOP", &self.process);
    }

    /// It goes on where it was.
    pub fn thaw(&self) {
        signal("CONT", &self.process);
    }
}

fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/kafka")
}

fn prepare(scripts: &Path, home: &Path) {
    let prepared = Command::new(scripts.join("prepare.sh")).arg(home).stdin(Stdio::null()).status().unwrap();
    assert!(prepared.success(), "the broker could not be prepared");
}

fn home() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("kafka")
}

fn open(path: &Path) -> File {
    OpenOptions::new().create(true).append(true).open(path).unwrap()
}

/// In a session of its own, so that what ends the tests does not end the one who cleans up.
fn start_broker(scripts: &Path, home: &Path, measured: bool, advertised: Option<u16>) -> String {
    // It ends after us and is nobody's to wait for.
    #[allow(clippy::zombie_processes)]
    let mut supervisor = Command::new("setsid")
        .arg(scripts.join("broker.sh"))
        .arg(home)
        .env("KANHE_BROKER_WARM", if measured { "1" } else { "" })
        .env("KANHE_ADVERTISED", advertised.map(|port| port.to_string()).unwrap_or_default())
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
