//! The events of the scenario: the kind of an event follows from its number, so that every run
//! sends the same. All names and texts are invented.

use super::support::client::Message;

/// Stands in every post that passes or is broken: nothing of it may come out.
pub const POST_MARKER: &str = "植入标记甲乙丙";
/// Stands in the keys and headers of posts.
pub const KEY_MARKER: &str = "planted-author";

const TIME: &str = "2026-11-22T08:00:00+08:00";

/// Event number `n`; `topic` gives the full name of an input.
pub fn event(n: usize, topic: impl Fn(&str) -> String) -> Message {
    let registration = |category, name: &str, bio: &str| {
        kept(n, topic("registrations"), registration(n, category, name, bio))
    };
    match n % 10 {
        0 => registration("personal", &format!("解放军征兵办公室官方{n}"), "政策咨询"),
        1 => registration("personal", &format!("李示例{n}"), "当过五年兵，现在开面馆"),
        2 => registration("military", &format!("边关的月亮{n}"), "示例"),
        3 => registration("military", "解放军征兵办公室官方", "示例"),
        4 => registration("personal", "解放军路小吃", "示例市解放军路8号"),
        5 => kept(n, topic("records"), record(n)),
        6 if n % 100 == 6 => broken_kept(n, &topic),
        7 if n % 100 == 7 => broken_post(n, topic("posts")),
        // A third person's telephone, and a false officer who asks for money: without the marker,
        // since a masked post brings its own words to the mask queue.
        8 if n % 20 == 8 => post_message(n, topic("posts"), post(n, PRIVATE).into_bytes()),
        9 if n % 100 == 9 => post_message(n, topic("posts"), post(n, FRAUD).into_bytes()),
        _ => post_message(n, topic("posts"), post(n, &spoken()).into_bytes()),
    }
}

fn kept(n: usize, topic: String, payload: String) -> Message {
    let key = Some(format!("account-{}", n % 997).into_bytes());
    let headers = vec![("trace".to_owned(), n.to_string().into_bytes())];
    Message { topic, key, headers, payload: Some(payload.into_bytes()), ..Message::default() }
}

fn post_message(n: usize, topic: String, payload: Vec<u8>) -> Message {
    let key = Some(format!("{KEY_MARKER}-{}", n % 31).into_bytes());
    let headers = vec![("author".to_owned(), KEY_MARKER.as_bytes().to_vec())];
    Message { topic, key, headers, payload: Some(payload), ..Message::default() }
}

fn registration(n: usize, category: &str, name: &str, bio: &str) -> String {
    format!(
        r#"{{"id":"r-{n}","type":"registration","time":"{TIME}","account":"a-{n}","category":"{category}","parts":[{{"kind":"nickname","text":"{name}"}},{{"kind":"bio","text":"{bio}"}}]}}"#
    )
}

fn record(n: usize) -> String {
    format!(
        r#"{{"id":"d-{n}","type":"record","time":"{TIME}","product":"footfall","values":{{"district":"示例区","count":{n}}}}}"#
    )
}

const PRIVATE: &str = "这是我弟李示例,手机13800001234,谁认识帮我劝劝他";
const FRAUD: &str =
    "部队文职内招名额还剩3个,不笔试。我本人就是干部科管这块的,8万包上岸,先交两万占坑,V:wz_shili8899";

fn spoken() -> String {
    format!("{POST_MARKER}：昨晚演习的炮声很大，希望部队白天练。")
}

fn post(n: usize, text: &str) -> String {
    format!(
        r#"{{"id":"p-{n}","type":"post","time":"{TIME}","author":"{KEY_MARKER}","parts":[{{"kind":"body","text":"{text}"}}]}}"#
    )
}

/// Broken ways of a registration and a record: they keep their input.
fn broken_kept(n: usize, topic: &impl Fn(&str) -> String) -> Message {
    let text = registration(n, "personal", "李示例", "示例");
    match n / 100 % 3 {
        0 => kept(n, topic("registrations"), text.strip_suffix("}]}").unwrap().to_owned()),
        1 => kept(n, topic("registrations"), text.replace("\"account\"", "\"acount\"")),
        _ => kept(n, topic("records"), record(n).replace("\"footfall\"", "7")),
    }
}

/// Broken ways of a post: they keep nothing.
fn broken_post(n: usize, topic: String) -> Message {
    let text = post(n, &spoken());
    let payload = match n / 100 % 6 {
        0 => text.strip_suffix("}]}").unwrap().as_bytes().to_vec(),
        1 => text.replace("\"body\"", &format!("\"{POST_MARKER}\"")).into_bytes(),
        2 => [text.as_bytes(), b"\xff"].concat(),
        3 => POST_MARKER.as_bytes().to_vec(),
        4 => text.replace("\"post\"", &format!("\"{POST_MARKER}\"")).into_bytes(),
        _ => text.replace("\"time\"", &format!("\"{POST_MARKER}\"")).into_bytes(),
    };
    post_message(n, topic, payload)
}
