//! Minimal pairs: two texts that differ in one element, and the decision with it. Every cue of
//! the lexicon has one, so that a test fails when any part of the rule is dropped.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::format_push_string,
    clippy::format_collect,
    clippy::string_slice
)] // A test stops at the first surprise.

use std::collections::BTreeSet;

use kanhe::message::{Post, TextPart, TextPartKind};
use kanhe::rules::private::{PrivateKind, explain};

/// Cue, text in which it decides, the same text without it, whether it is masked with the cue.
const PAIRS: &[(&str, &str, &str, bool)] = &[
    ("kinship", "我婆婆的手机13800001234老占线", "有人的手机13800001234老占线", true),
    ("title", "名叫阿旺的排长13800001234 [caption]公布", "名叫阿旺的13800001234 [caption]别的", true),
    ("possessive", "他电话13800001234", "有电话13800001234", true),
    ("lives", "我前夫厂里下班早,住示例宿舍2栋305", "我前夫厂里下班早,到示例宿舍2栋305", true),
    ("statement", "此人手机13800001234", "有人手机13800001234", true),
    ("of-whom", "13800001234，哈哈哈哈王示例的手机", "13800001234，哈哈哈哈王示例的手表", true),
    (
        "exposure",
        "曝光那个啥王示例，不用多说了，13800001234",
        "说说那个啥王示例，不用多说了，13800001234",
        true,
    ),
    (
        "incite",
        "包车的王示例欠债，电话13800001234，大家骂他",
        "包车的王示例欠债，电话13800001234，大家看他",
        true,
    ),
    ("list", "[ocr]班级 赵某某又换了，13800001234电话", "[ocr]某些 赵某某又换了，13800001234电话", true),
    ("owner", "机主13800001234，听说找王示例", "有人13800001234，听说找王示例", true),
    ("self", "本人王示例，手机13800001234", "同桌王示例，手机13800001234", false),
    ("self-value", "王示例说我的手机13800001234", "王示例说他的手机13800001234", false),
    ("self-call", "王示例那事联系我，手机13800001234", "王示例那事别急，手机13800001234", false),
    ("self-work", "王示例求职，手机13800001234", "王示例在职，手机13800001234", false),
    ("search", "王示例走失，手机13800001234", "王示例走了，手机13800001234", false),
    ("trade", "铁匠王示例，预约手机13800001234", "铁匠王示例，常用手机13800001234", false),
    ("publisher", "新闻爆料王示例，邮箱wang99@example.com", "新闻胡说王示例，邮箱wang99@example.com", false),
    ("author", "通讯作者王示例，手机13800001234", "通讯同事王示例，手机13800001234", false),
    ("office", "王示例值班室手机13800001234", "王示例起居室手机13800001234", false),
    ("office-line", "王示例，本校教务科电话13800001234", "王示例，本校教务员电话13800001234", false),
    ("institution", "大学王示例，电话13800001234", "大雪王示例，电话13800001234", false),
    ("contact-person", "联系人王示例，手机13800001234", "无关人王示例，手机13800001234", false),
    ("function", "明天家长会，王示例手机13800001234", "明天生日会，王示例手机13800001234", false),
    ("complaint", "我被商家坑了，王示例电话13800001234", "我被大家坑了，王示例电话13800001234", false),
    (
        "means-account",
        "大家都打款给王示例，卡号9999991200345670",
        "大家都认识王示例，卡号9999991200345670",
        false,
    ),
    ("means-contact", "我被骗钱，王示例，微信wang_shili99", "我被骂过，王示例，微信wang_shili99", false),
    ("means-mail", "单子走王示例邮箱wang99@example.com", "胖子是王示例邮箱wang99@example.com", false),
    ("affair", "王示例骗了我，还劈腿，手机13800001234", "王示例骗了我，还嘴硬，手机13800001234", true),
    ("example", "王示例填的电话，比如13800001234", "王示例填的，电话是13800001234", false),
    ("teaching", "王示例讲校验码，身份证999999199003070012", "王示例讲故事，身份证999999199003070012", false),
    ("history", "烈士王示例，家住示例小区9栋901", "邻居王示例，家住示例小区9栋901", false),
    // What is no cue of the lexicon.
    ("name", "王示例，手机13800001234", "有个人，手机13800001234", true),
    ("labelled", "手机13800001234，听说找王示例", "啊啊13800001234，听说找王示例", true),
    ("owner-said", "陈示例的号：13800001234，记着", "陈示例的嗯：13800001234，记着", true),
    ("self-kin", "李示例走了，我是他妈妈，手机13800001234", "李示例走了，有个他妈妈，手机13800001234", false),
    ("pointed", "13800001234，这是王示例。", "13800001234，这边王示例。", true),
    ("document", "我儿媳又跑了，身份证号999999199003070012", "我儿媳又跑了，存折号9999991200345670", true),
    ("adjacent", "王示例13800001234", "王示例今天又没来上班啊13800001234", true),
];

fn post(text: &str) -> Post {
    let mut parts = Vec::new();
    let (mut kind, mut rest) = (TextPartKind::Body, text);
    if let Some(tail) = rest.strip_prefix("[ocr]") {
        (kind, rest) = (TextPartKind::Ocr, tail);
    }
    let (first, second) = rest.split_once("[caption]").map_or((rest, None), |(a, b)| (a, Some(b)));
    parts.push(TextPart { kind, text: first.to_owned() });
    parts.extend(second.map(|b| TextPart { kind: TextPartKind::Caption, text: b.to_owned() }));
    Post { id: "e".to_owned(), time: "2026-01-02T03:04:05Z".to_owned(), parts, generated: false }
}

#[test]
fn every_cue_decides_a_pair() {
    let mut failed = Vec::new();
    for (id, with, without, masked) in PAIRS {
        let (a, b) = (explain(&post(with)), explain(&post(without)));
        let any = |e: &[kanhe::rules::private::Explained]| e.iter().any(|e| e.masked);
        let named = a.iter().any(|e| e.reasons.iter().any(|r| r.0 == *id)) || *id == "affair";
        if any(&a) != *masked || any(&b) == *masked || !named {
            failed.push(format!("{id}:\n  {with} {a:?}\n  {without} {b:?}"));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn every_cue_has_a_pair() {
    let text = include_str!("../lexicons/private/links.toml");
    let file: toml::Table = toml::from_str(text).unwrap();
    let cues: BTreeSet<&str> =
        file["cue"].as_array().unwrap().iter().map(|c| c["id"].as_str().unwrap()).collect();
    let paired: BTreeSet<&str> = PAIRS.iter().map(|p| p.0).collect();
    let missing: Vec<_> = cues.difference(&paired).collect();
    assert!(missing.is_empty(), "no pair for {missing:?}");
}

/// A value of a kind in the first text, none in the second: one element differs.
const VALUES: &[(PrivateKind, &str, &str)] = &[
    (PrivateKind::MobilePhone, "电话13800001234", "电话12800001234"),
    (PrivateKind::MobilePhone, "电话13800001234", "订单号13800001234"),
    (PrivateKind::MobilePhone, "电话13800001234", "电话138000012345"),
    (PrivateKind::FixedPhone, "0000-8880138", "400-888-0138"),
    (PrivateKind::FixedPhone, "0000-8880138", "0000-1880138"),
    (PrivateKind::MobilePhone, "佢电话9999 8813", "佢房号9999 8813"),
    (PrivateKind::MobilePhone, "+852 99998813", "852 99998813"),
    (PrivateKind::MobilePhone, "手机0900-000-138", "手机0900-000-13"),
    (PrivateKind::MobilePhone, "手机0900-000-138", "编号0900-000-138"),
    (PrivateKind::FixedPhone, "电话2345 0138", "电话1345 0138"),
    (PrivateKind::FixedPhone, "電話02-2345-0138", "電話00-2345-0138"),
    (PrivateKind::MessengerId, "微信lice_shi99", "文件lice_shi99"),
    (PrivateKind::ResidentId, "999999199003070012", "999999199003070013"),
    (PrivateKind::ResidentId, "身份证999999900307001", "身份证999999901307001"),
    (PrivateKind::ResidentId, "身份证999999900307001", "999999900307001"),
    (PrivateKind::Passport, "护照E99990001", "护照E999901"),
    (PrivateKind::TravelPermit, "通行证C99990001", "合格证C99990001"),
    (PrivateKind::BankCard, "9999995500987654324", "9999995500987654325"),
    (PrivateKind::Address, "示例小区9栋901", "示例小区9栋"),
    (PrivateKind::Address, "示例小区9栋901", "示例大厦9栋901"),
    (PrivateKind::Address, "示例小区9栋901", "示例小区9栋901会议室"),
    (PrivateKind::TravelBooking, "11月3日G9999次12车03F", "G9999次12车03F"),
    (PrivateKind::TravelBooking, "11月3日G9999次12车03F", "11月3日G9999次12车"),
    (PrivateKind::Email, "li99@example.com", "li99@example"),
    (PrivateKind::DwellingCoordinates, "他家坐标0.1234,0.5678", "山顶坐标0.1234,0.5678"),
    (PrivateKind::DwellingCoordinates, "他家坐标0.1234,0.5678", "他家坐标0.1234,200.5678"),
    (PrivateKind::BiometricTemplate, "指纹模板id:FP99990001", "打印模板id:FP99990001"),
];

#[test]
fn every_part_of_a_grammar_counts() {
    for (kind, with, without) in VALUES {
        let has = |t: &str| explain(&post(t)).iter().any(|e| e.kind == *kind);
        assert!(has(with), "{kind:?} in {with}");
        assert!(!has(without), "{kind:?} in {without}");
    }
}
