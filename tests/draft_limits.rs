//! The limits of drafts, shown: a bound a day for everyone who checks, and no text on a disk.
#![cfg(feature = "desk")]
#![allow(clippy::disallowed_methods, clippy::unwrap_used)] // Tests may.

mod desk;

use desk::package::{Package, paragraph};
use desk::{GIVES_AWAY, Served, command, run};
use kanhe::limits::MAX_DRAFTS_A_DAY;
use serde_json::json;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::thread;

fn draft(id: &str, text: &str) -> serde_json::Value {
    json!({"id": id, "type": "draft", "time": "2026-01-01T00:00:00Z", "parts": [{"kind": "body", "text": text}]})
}

#[test]
fn check_and_serve_share_one_bound_a_day() {
    let folder = tempfile::tempdir().unwrap();
    let bound = MAX_DRAFTS_A_DAY as usize;
    let lines: Vec<String> = (0..bound).map(|i| draft(&format!("c{i}"), "食堂").to_string()).collect();
    let path = folder.path().join("d.jsonl");
    fs::write(&path, lines.join("\n")).unwrap();
    let state = folder.path().join("state");
    let served = Served::start(&state);
    // Two commands with logs of their own, and a page, at the same time.
    let (done, answered) = thread::scope(|scope| {
        let commands = ["log1", "log2"].map(|log| {
            let log = folder.path().join(log);
            let mut command = command(&state, &["check", "--json"]);
            command.arg(&path).args(["--log", log.to_str().unwrap()]);
            scope.spawn(move || command.output().unwrap())
        });
        let answered = (0..bound / 2)
            .filter(|i| {
                served.post("/api/check", &json!({"draft": draft(&format!("s{i}"), "食堂")})).0 == 200
            })
            .count();
        (commands.map(|c| c.join().unwrap()), answered)
    });
    let decided: usize =
        done.iter().map(|d| d.stdout.split(|b| *b == b'\n').filter(|l| !l.is_empty()).count()).sum();
    assert_eq!(decided + answered, bound);
    for ran in &done {
        assert_eq!(ran.status.code(), Some(3));
        assert!(String::from_utf8_lossy(&ran.stderr).contains("today's 500 drafts are checked"));
    }
    let (status, answer) = served.post("/api/check", &json!({"text": {"body": "食堂"}}));
    assert_eq!((status, &answer["error"]["code"]), (429, &"daily-bound".into()));
    // A release is the publisher's word and no draft.
    assert_eq!(run(&state, &["release", "c0", "--log", folder.path().join("log1").to_str().unwrap()]).2, 0);
}

/// Every file below a folder with its bytes.
fn files(folder: &Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let (mut open, mut out) = (vec![folder.to_owned()], Vec::new());
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { open.push(path) } else { out.push((path.clone(), fs::read(&path).unwrap())) }
        }
    }
    out
}

#[test]
fn no_text_of_a_draft_is_on_a_disk_but_the_copy_that_was_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let (state, temp, drafts) =
        (folder.path().join("state"), folder.path().join("temp"), folder.path().join("drafts"));
    for made in [&temp, &drafts] {
        fs::create_dir(made).unwrap();
    }
    let text = format!("标记壹贰叁。{GIVES_AWAY}标记肆伍陆。");
    let docx = drafts.join("a.docx");
    fs::write(&docx, Package::new(&paragraph(&[&text])).bytes()).unwrap();
    let pdf = drafts.join("a.pdf");
    fs::write(&pdf, b"%PDF-1.7\nmarker").unwrap();
    let copy = folder.path().join("copy.docx");
    for path in [&docx, &pdf] {
        let mut check = command(&state, &["check", "--id", "d1"]);
        check.arg(path).env("TMPDIR", &temp);
        if path == &docx {
            check.arg("--write").arg(&copy);
        }
        check.output().unwrap();
    }
    assert_eq!(run(&state, &["release", "d1"]).2, 0);
    let served = Served::start(&state);
    let answer =
        served.post("/api/check", &json!({"text": {"title": "标记壹贰叁", "body": text, "id": "d2"}}));
    assert_eq!(answer.0, 200);
    drop(served);
    assert!(copy.exists());
    assert!(files(&temp).is_empty(), "{:?}", files(&temp));
    // Of its words the log keeps the names of subjects only, for later sums.
    let kept = files(&state);
    assert!(kept.len() >= 2, "the count and the log: {kept:?}");
    for (path, bytes) in &kept {
        for words in ["标记", "壹贰叁", "0.1234", "北纬", "食堂", "marker"] {
            for form in [words.as_bytes().to_vec(), words.encode_utf16().flat_map(u16::to_le_bytes).collect()]
            {
                assert!(!bytes.windows(form.len()).any(|w| w == form), "{words} in {}", path.display());
            }
        }
        let mode = fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{} is readable by others", path.display());
    }
}

#[test]
fn a_pdf_that_would_eat_memory_or_time_ends_within_its_bounds() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    // A page whose stream inflates without end, and one whose forms draw one another.
    let deflated = flate2_zeros((1 << 30) + (1 << 28));
    let mut bomb = format!(
        "%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>\nendobj\n4 0 obj\n<< /Length {} /Filter /FlateDecode >>\nstream\n",
        deflated.len()
    )
    .into_bytes();
    bomb.extend_from_slice(&deflated);
    bomb.extend_from_slice(b"\nendstream\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF");
    let calls = "/X Do ".repeat(400);
    let form = |number: u32, next: u32| {
        format!(
            "{number} 0 obj\n<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X {next} 0 R >> >> /Length {} >>\nstream\n{calls}\nendstream\nendobj\n",
            calls.len()
        )
    };
    let chain: String = (5..16).map(|n| form(n, n + 1)).collect();
    let loops = format!(
        "%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>\nendobj\n4 0 obj\n<< /Length 5 >>\nstream\n/X Do\nendstream\nendobj\n{chain}trailer << /Root 1 0 R >>\n%%EOF"
    );
    for (name, bytes, expected) in [
        ("bomb.pdf", bomb, &["MiB to be read", "no text"][..]),
        ("loops.pdf", loops.into_bytes(), &["s or"][..]),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let (out, err, code) = run(&state, &["check", path.to_str().unwrap()]);
        assert_eq!(code, 3, "{name}: {out}");
        assert!(expected.iter().any(|e| err.contains(e)), "{name}: {err}");
    }
}

/// Zeros in zlib's format, more than the process may have.
fn flate2_zeros(bytes: u64) -> Vec<u8> {
    use std::io::Write as _;
    let mut out = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    let block = vec![b' '; 1 << 20];
    for _ in 0..bytes / block.len() as u64 {
        out.write_all(&block).unwrap();
    }
    out.finish().unwrap()
}
