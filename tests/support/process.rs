//! A real `kanhe run`, as a supervisor of services would start and end it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;

use super::DEADLINE;

/// A running worker.
pub struct Worker {
    child: Child,
    lines: Receiver<String>,
    /// What it has logged and was looked at.
    log: Vec<String>,
}

impl Worker {
    /// Starts a worker. It does not outlive the thread that started it: `setpriv` asks the kernel
    /// for that, so that a crashed test leaves none behind.
    pub fn start(pipeline: &Path) -> Self {
        let mut child = Command::new("setpriv")
            .args(["--pdeathsig", "KILL", env!("CARGO_BIN_EXE_kanhe"), "run"])
            .arg(pipeline)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            for line in stderr.lines() {
                if sender.send(line.unwrap()).is_err() {
                    break;
                }
            }
        });
        Self { child, lines, log: Vec::new() }
    }

    /// The number of its process.
    #[allow(dead_code)] // For the bench.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The most memory that it has had so far, in bytes.
    #[allow(dead_code)] // For scenarios that fill it.
    pub fn peak(&self) -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() * 1024
    }

    /// Waits for a line of the log that holds `words`.
    pub fn await_log(&mut self, words: &str) -> &str {
        loop {
            let line = self.lines.recv_timeout(DEADLINE);
            let line = line.unwrap_or_else(|e| panic!("{e} before {words:?} in:\n{}", self.log.join("\n")));
            self.log.push(line);
            if self.log.last().unwrap().contains(words) {
                return self.log.last().unwrap();
            }
        }
    }

    /// Asks it to stop, as a supervisor does, and waits until it has.
    pub fn terminate(self) -> (ExitStatus, String) {
        signal("TERM", &self.child.id().to_string());
        self.end()
    }

    /// Ends it at once, as a crash would.
    pub fn kill(mut self) -> (ExitStatus, String) {
        self.child.kill().unwrap();
        self.end()
    }

    /// Waits until it ends by itself.
    pub fn wait(self) -> (ExitStatus, String) {
        self.end()
    }

    fn end(mut self) -> (ExitStatus, String) {
        let status = self.child.wait().unwrap();
        self.log.extend(self.lines.iter());
        (status, self.log.join("\n"))
    }
}

/// A test that fails shows what its worker logged until then.
impl Drop for Worker {
    fn drop(&mut self) {
        if thread::panicking() {
            self.log.extend(self.lines.try_iter());
            eprintln!("the worker's log:\n{}", self.log.join("\n"));
        }
    }
}

/// Sends a signal to a process.
pub fn signal(name: &str, process: &str) {
    // `kill` is a part of every shell; a library for it would be for this line only.
    let kill = format!("kill -{name} {process}");
    assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success(), "{kill}");
}

/// One GET, whole answer with its head.
pub fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nhost: kanhe\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}
