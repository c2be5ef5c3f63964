//! The page of `kanhe serve` in a real Chromium, and a real PDF from it.
#![cfg(feature = "desk")]
#![allow(clippy::disallowed_methods, clippy::unwrap_used)] // Tests may.

#[path = "desk/browser.rs"]
mod browser;
mod desk;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use browser::Browser;
use desk::package::{Package, paragraph};
use desk::{GIVES_AWAY, Served, VALUE, run};
use serde_json::json;

#[test]
fn a_draft_is_pasted_marked_released_and_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let served = Served::start(folder.path());
    let mut page = Browser::start();
    page.size(1280, 900, false);
    page.open(&format!("http://{}/", served.address));
    page.picture("empty.png");
    // What would be markup is text here.
    let words = json!(format!("{GIVES_AWAY}<img src=x onerror=\"document.title='broken'\"><b>粗</b>"));
    page.run(&format!(
        "title.value = '示例站点简讯'; body.value = {words}; document.getElementById('check').click()"
    ));
    page.await_shown("#parts mark");
    let marked = page.run("[...document.querySelectorAll('mark')].map(m => m.textContent).join('|')");
    assert!(marked.as_str().unwrap().contains(VALUE), "{marked}");
    let shown = page.run("document.querySelector('#parts').textContent");
    assert!(shown.as_str().unwrap().contains("<b>粗</b>"), "{shown}");
    assert_eq!(page.run("document.querySelectorAll('#parts img, #parts b').length"), 0);
    assert!(page.run("document.title").as_str().unwrap().starts_with("勘合"));
    assert!(page.run("document.querySelectorAll('#findings li').length").as_u64().unwrap() >= 1);
    assert!(page.run("document.querySelector('#status .verdict.mask') !== null").as_bool().unwrap());
    page.picture("marked.png");
    page.size(1280, 900, true);
    page.picture("marked-dark.png");
    page.size(390, 844, false);
    page.picture("marked-narrow.png");
    assert!(
        page.run("document.documentElement.scrollWidth <= innerWidth").as_bool().unwrap(),
        "no sideways scrolling"
    );
    page.size(1280, 900, false);
    page.run("document.getElementById('release').click()");
    page.await_shown("#log code");
    let id = page.run("document.querySelector('#log code').textContent");
    assert!(run(folder.path(), &["releases", "list"]).0.contains(id.as_str().unwrap()));
    page.picture("released.png");
    page.run("document.querySelector('#log button').click()");
    page.await_shown("#log .quiet");
    assert_eq!(page.complaints, Vec::<String>::new());
}

#[test]
fn a_word_file_is_chosen_and_its_masked_copy_offered() {
    let folder = tempfile::tempdir().unwrap();
    let served = Served::start(folder.path());
    let mut page = Browser::start();
    page.size(1280, 900, false);
    page.open(&format!("http://{}/", served.address));
    let docx = STANDARD.encode(Package::new(&paragraph(&[GIVES_AWAY])).bytes());
    page.run(&format!(
        "(() => {{ const bytes = Uint8Array.from(atob('{docx}'), c => c.charCodeAt(0));
           const data = new DataTransfer(); data.items.add(new File([bytes], '示例.docx'));
           const input = document.getElementById('file'); input.files = data.files;
           input.dispatchEvent(new Event('change')); }})()"
    ));
    page.await_shown("#parts mark");
    assert_eq!(page.run("document.getElementById('save').hidden"), false);
    assert!(page.run("document.getElementById('unread').textContent").as_str().unwrap().contains("1 张图片"));
    // A file that cannot be read says so.
    page.run(
        "(() => { const data = new DataTransfer(); data.items.add(new File(['%PDF-1.7'], 'a.pdf'));
           const input = document.getElementById('file'); input.files = data.files;
           input.dispatchEvent(new Event('change')); })()",
    );
    page.await_shown("#status .verdict.error");
    assert!(page.run("document.getElementById('actions').hidden").as_bool().unwrap());
    // Chromium itself notes the answer's status in its log; nothing else is there.
    assert!(page.complaints.iter().all(|c| c.contains("422")), "{:?}", page.complaints);
}

#[test]
fn every_control_has_a_name_and_the_keyboard_reaches_it() {
    let folder = tempfile::tempdir().unwrap();
    let served = Served::start(folder.path());
    let mut page = Browser::start();
    page.open(&format!("http://{}/", served.address));
    page.call("Accessibility.enable", &json!({}));
    let tree = page.call("Accessibility.getFullAXTree", &json!({}));
    let controls: Vec<(&str, &str)> = tree["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|n| n["ignored"] == false)
        .map(|n| (n["role"]["value"].as_str().unwrap_or(""), n["name"]["value"].as_str().unwrap_or("")))
        .filter(|(role, _)| {
            matches!(*role, "textbox" | "button" | "Date" | "link" | "heading" | "region" | "status")
        })
        .collect();
    assert!(controls.len() >= 9, "{controls:?}");
    for (role, name) in &controls {
        assert!(*role == "status" || !name.is_empty(), "{role} without a name in {controls:?}");
    }
    assert_eq!(page.run("document.documentElement.lang"), "zh-Hans");
    assert_eq!(page.run("document.querySelectorAll('[tabindex]:not([tabindex=\"-1\"])').length"), 0);
}

#[test]
fn a_pdf_that_a_browser_printed_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let mut page = Browser::start();
    page.open("about:blank");
    let long = "示例军港的面很好吃，".repeat(12);
    page.run(&format!(
        "document.title = '示例'; document.body.innerHTML = '<h1>示例简讯</h1><p>{long}{GIVES_AWAY}</p>'"
    ));
    let path = folder.path().join("a.pdf");
    std::fs::write(&path, page.pdf()).unwrap();
    let (out, err, code) = run(&folder.path().join("state"), &["check", "--full", path.to_str().unwrap()]);
    assert_eq!(code, 1, "{out}{err}");
    assert!(out.contains("示例简讯") && out.contains(VALUE), "{out}");
    // Lines are joined: the sentence is found although the page breaks it.
    assert!(out.replace(['【', '】'], "").contains(&long), "{out}");
    let copy = folder.path().join("copy.pdf");
    let (_, err, _) = run(
        &folder.path().join("state"),
        &["check", "--write", copy.to_str().unwrap(), path.to_str().unwrap()],
    );
    assert!(err.contains("no masked copy can be made of pdf") && !copy.exists(), "{err}");
}
