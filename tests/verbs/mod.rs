//! Runs the built command as a shell would: arguments and input in, output, errors and number out.
#![allow(dead_code, clippy::expect_used)] // Each test file uses what it needs.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a run left behind.
pub struct Ran {
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
    /// The number of the process.
    pub code: i32,
}

/// Runs `kanhe` with arguments.
pub fn kanhe(args: &[&str]) -> Ran {
    kanhe_with(args, b"")
}

/// Runs `kanhe` with arguments and standard input, from the folder of the package.
pub fn kanhe_with(args: &[&str], input: &[u8]) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_kanhe"))
        .args(args)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("XDG_STATE_HOME", state())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut stdin = child.stdin.take().expect("piped");
    let input = input.to_vec();
    // A thread of its own: a full pipe must not stop the reading of the output.
    let writer = std::thread::spawn(move || {
        let _ = stdin.write_all(&input);
    });
    let done = child.wait_with_output().expect("the command ends");
    writer.join().expect("the writer ends");
    Ran {
        out: String::from_utf8(done.stdout).expect("UTF-8"),
        err: String::from_utf8(done.stderr).expect("UTF-8"),
        code: done.status.code().expect("no signal"),
    }
}

/// The state of the user of this test program: its own, so that drafts of tests are nobody's.
fn state() -> &'static Path {
    static STATE: std::sync::LazyLock<PathBuf> = std::sync::LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("state-{}", std::process::id()));
        // Left by an earlier program with this number, if at all.
        let _ = std::fs::remove_dir_all(&folder);
        folder
    });
    &STATE
}

/// A file with this text in a folder.
pub fn file(folder: &Path, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).expect("the folder is writable");
    path
}

/// A path as an argument.
pub fn arg(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

/// Each line of JSON.
pub fn json_lines(text: &str) -> Vec<serde_json::Value> {
    text.lines().map(|l| serde_json::from_str(l).expect("one JSON value a line")).collect()
}
