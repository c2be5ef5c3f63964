//! What scenarios of a publisher's desk share: a state folder of their own, a served page, HTTP.
#![allow(dead_code)] // Each test file uses what it needs, and allows what tests may.

#[path = "../../src/documents/tests/package.rs"]
pub mod package;

use serde_json::Value;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A text of which a value is covered; every example is invented.
pub const GIVES_AWAY: &str = "尚未公开：示例雷达站位于北纬0.1234度，东经0.5678度。食堂的面很好吃。";
/// A word of it that is covered.
pub const VALUE: &str = "0.1234";

/// A command of a user whose state is in `state`.
pub fn command(state: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kanhe"));
    command.args(args).env("XDG_STATE_HOME", state).env("NO_COLOR", "1").stdin(Stdio::null());
    command
}

/// What a run left behind: standard output, errors, number.
pub fn run(state: &Path, args: &[&str]) -> (String, String, i32) {
    let done = command(state, args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(done.stdout), text(done.stderr), done.status.code().unwrap())
}

/// A served page. It ends with the test.
pub struct Served {
    child: Child,
    /// `127.0.0.1:PORT`
    pub address: String,
}

impl Served {
    /// Starts a server on any free port.
    pub fn start(state: &Path) -> Self {
        let mut child =
            command(state, &["serve", "--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("http://").unwrap().trim_end_matches('/').to_owned();
        Self { child, address }
    }

    /// Sends a request with these lines of its head and returns status, head and body.
    pub fn raw(&self, first: &str, head: &[(&str, &str)], body: &[u8]) -> (u16, String, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let mut request =
            format!("{first} HTTP/1.1\r\nconnection: close\r\ncontent-length: {}\r\n", body.len());
        for (name, value) in head {
            request.extend([*name, ": ", *value, "\r\n"]);
        }
        request += "\r\n";
        stream.write_all(request.as_bytes()).unwrap();
        // A request that is turned away is not read to its end.
        let _ = stream.write_all(body);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8(answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
        (status, head.to_ascii_lowercase(), body.to_owned())
    }

    /// Sends JSON as an editor's tool does.
    pub fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let head = [("host", self.address.as_str()), ("content-type", "application/json")];
        let (status, _, body) = self.raw(&format!("POST {path}"), &head, body.to_string().as_bytes());
        (status, serde_json::from_str(&body).unwrap())
    }

    /// Reads a path.
    pub fn get(&self, path: &str) -> (u16, String, String) {
        self.raw(&format!("GET {path}"), &[("host", &self.address)], b"")
    }

    /// Asks it to stop as a supervisor does; the number that it ends with.
    pub fn terminate(mut self) -> Option<i32> {
        let kill = format!("kill -TERM {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
