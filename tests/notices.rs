//! Every notice that people get, as they get it: reviewed for tone. What was done, why, which words,
//! what would make it acceptable, how to appeal; no accusation.
#![allow(clippy::unwrap_used)] // A test fails by panic.

use kanhe::decode;
use kanhe::message::NoticeKey;
use kanhe::pipeline::Engine;
use std::fmt::Write as _;

const CASES: [(&str, &str); 8] = [
    (
        "a name",
        r#""type":"registration","account":"a","parts":[{"kind":"nickname","text":"99901部队宣传科"}]"#,
    ),
    (
        "a verification text",
        r#""type":"registration","account":"a","parts":[{"kind":"nickname","text":"老赵讲故事"},{"kind":"verification","text":"退役军人，原99902部队三营教导员"}]"#,
    ),
    (
        "a name of category military",
        r#""type":"registration","account":"a","category":"military","evidence":{"real_identity":"ref:示例"},"parts":[{"kind":"nickname","text":"99903部队之声"}]"#,
    ),
    (
        "a label that waits",
        r#""type":"registration","account":"a","category":"military","parts":[{"kind":"nickname","text":"高原上的炊烟"}]"#,
    ),
    (
        "a bio that asks for money",
        r#""type":"registration","account":"a","parts":[{"kind":"nickname","text":"张主任"},{"kind":"bio","text":"部队采购办张主任本人，常年招供货商。入库诚意金3000，合作加V:shili_cg99"}]"#,
    ),
    (
        "a number",
        r#""type":"post","parts":[{"kind":"body","text":"这个人叫李示例，他的手机号是13800001234，大家去打。"}]"#,
    ),
    (
        "an address",
        r#""type":"post","parts":[{"kind":"body","text":"曝光李示例，他家住示例市示例区示例路12号3栋501室"}]"#,
    ),
    (
        "a post that asks for money",
        r#""type":"post","parts":[{"kind":"body","text":"我是征兵办李主任，内部名额，交5000元保证金包过，加微信shili_zb99"}]"#,
    ),
];

/// Words that accuse, order or threaten.
const HARSH: [&str; 16] = [
    "违法", "违规", "冒充", "欺骗", "诈骗", "禁止", "处罚", "封禁", "必须", "严禁", "illegal", "violat",
    "fake", "imperson", "banned", "must ",
];

#[test]
fn notices_are_plain_and_accuse_nobody() {
    let key = NoticeKey::new(b"0123456789abcdef").unwrap();
    let engines = [Engine::builtin().unwrap().with_notice_key(key), Engine::builtin().unwrap()];
    let mut out = String::new();
    for (name, rest) in CASES {
        let event = format!(r#"{{"id":"n1","time":"2026-01-01T00:00:00Z",{rest}}}"#);
        let event = decode::event(event.as_bytes()).unwrap();
        let [with, without] = engines.each_ref().map(|e| e.decide(&event).notice().cloned().unwrap());
        for harsh in HARSH {
            assert!(
                !with.zh.contains(harsh) && !with.en.to_lowercase().contains(harsh),
                "{name}: {harsh}: {with:?}"
            );
        }
        assert!(with.zh.contains('第') && with.en.contains("article"), "{name} names no article: {with:?}");
        assert!(with.token.is_some() && with.zh.contains("凭证"), "{name}");
        assert!(
            without.token.is_none() && !without.zh.contains("凭证"),
            "{name} speaks of a token that is not there"
        );
        let _ = writeln!(out, "# {name}\n{}\n{}\n", with.zh, with.en);
    }
    insta::assert_snapshot!(out);
}
