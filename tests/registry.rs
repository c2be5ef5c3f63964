//! Names near verified names: what is found by kind of confusion, who is left alone, how the state
//! changes, what becomes of it in a decision.
#![allow(clippy::unwrap_used)] // A test fails by panic.

#[path = "generate/random.rs"]
mod random;
#[path = "generate/verified.rs"]
mod verified;

use std::collections::HashSet;

use kanhe::lexicon::NameSet;
use kanhe::message::{Action, Desk, HitName};
use kanhe::pipeline::{Engine, Outcome};
use kanhe::registry::{Change, EntryError, Kind, Registry, Verified, changes};
use random::Random;
use verified::{CONFUSIONS, Confusion, Name, OTHERS, imitate, name, other};

fn verify(account: &str, name: &str) -> Change {
    Change::Verify(Verified { account: account.to_owned(), name: name.to_owned(), kind: Kind::Other })
}

fn withdraw(account: &str) -> Change {
    Change::Withdraw { account: account.to_owned() }
}

/// Invented bodies of many kinds.
const NAMES: [&str; 8] = [
    "示例市第一人民医院",
    "示例银行",
    "示例省农村商业银行",
    "示例日报",
    "示例广播电视台",
    "示例云帆科技有限公司",
    "示例大学附属中学",
    "云帆网",
];

fn registry() -> Registry {
    Registry::compile(NAMES.iter().enumerate().map(|(i, n)| verify(&format!("a{i}"), n))).unwrap()
}

fn nearest(registry: &Registry, set: &NameSet, name: &str) -> Option<String> {
    registry.near(set, name).map(|n| n.name)
}

#[test]
fn imitations_are_found() {
    let (registry, set) = (registry(), NameSet::embedded().unwrap());
    let table = [
        ("示例市第一人民医院", "示例市第一人民医院"),
        ("示例市第一人民医完", "示例市第一人民医院"),
        ("示例市第1人民醫院", "示例市第一人民医院"),
        ("示例市笫一人民医院", "示例市第一人民医院"),
        ("示·例·市·第·一·人·民·医·院", "示例市第一人民医院"),
        ("示例市第一\u{200b}人民医院", "示例市第一人民医院"),
        ("第一人民医院示例市", "示例市第一人民医院"),
        ("示例市第一人民院", "示例市第一人民医院"),
        ("示例市第一人民医院官方客服", "示例市第一人民医院"),
        ("示例銀行", "示例银行"),
        ("示例锒行", "示例银行"),
        ("示例目报", "示例日报"),
        ("示例大学附属中字", "示例大学附属中学"),
        ("shili银行", "示例银行"),
        ("shili yinhang", "示例银行"),
        ("示例银航", "示例银行"),
        ("示例银行(小号)", "示例银行"),
        ("官方-示例银行", "示例银行"),
        ("示例银行服务中心", "示例银行"),
        ("示例银行客服2号", "示例银行"),
        ("云帆网官方", "云帆网"),
        ("雲帆網", "云帆网"),
        ("示例云凡科技有限公司", "示例云帆科技有限公司"),
    ];
    for (name, wanted) in table {
        assert_eq!(nearest(&registry, &set, name).as_deref(), Some(wanted), "{name}");
    }
}

#[test]
fn others_are_left_alone() {
    let (registry, set) = (registry(), NameSet::embedded().unwrap());
    let table = [
        // Neighbours.
        "示例市第二人民医院",
        "示例市第一中医医院",
        "示例县第一人民医院",
        "样例银行",
        "示例晚报",
        "示例医院",
        "示例大学附属小学",
        "云帆",
        "帆云网",
        // Fans, critics, persons, shops, places.
        "示例银行粉丝团",
        "示例银行避雷",
        "避雷示例银行",
        "示例银行小王",
        "示例日报读者老李",
        "示例大学附属中学毕业生",
        "示例银行对面小吃店",
        "示例市第一人民医院地铁站",
        "示例银行非官方",
        // Short names take no exchange, and say nothing beside words that suit any body.
        "云凡网",
        "云帆网资讯",
        "",
        "官方客服",
        "🏥🏥🏥",
    ];
    for name in table {
        assert_eq!(nearest(&registry, &set, name), None, "{name}");
    }
}

#[test]
fn a_name_that_many_bear_marks_none_of_them() {
    let set = NameSet::embedded().unwrap();
    let two = Registry::compile((0..2).map(|i| verify(&format!("s{i}"), "示例中心小学"))).unwrap();
    assert!(two.near(&set, "示例中心小学").is_some());
    let many = Registry::compile((0..9).map(|i| verify(&format!("s{i}"), "示例中心小学"))).unwrap();
    assert_eq!(many.near(&set, "示例中心小学"), None);
}

#[test]
fn the_last_word_about_an_account_counts() {
    let set = NameSet::embedded().unwrap();
    let early = [
        verify("a", "示例旧名银行"),
        verify("b", "示例云帆医院"),
        withdraw("b"),
        verify("a", "示例新名银行"),
    ];
    let compiled = Registry::compile(early.clone()).unwrap();
    let mut grown = Registry::compile([]).unwrap();
    for change in early {
        grown.apply(change).unwrap();
    }
    for mut registry in [compiled, grown] {
        assert_eq!(registry.len(), 1);
        assert!(registry.is_verified("a") && !registry.is_verified("b"));
        assert_eq!(nearest(&registry, &set, "示例旧名银行客服"), None);
        assert_eq!(nearest(&registry, &set, "示例云帆医院"), None);
        assert!(registry.near(&set, "示例新名银行客服").is_some());
        registry.apply(withdraw("a")).unwrap();
        assert!(registry.is_empty());
        assert_eq!(nearest(&registry, &set, "示例新名银行客服"), None);
        registry.apply(verify("b", "示例云帆医院")).unwrap();
        assert_eq!(nearest(&registry, &set, "示例云帆醫院").as_deref(), Some("示例云帆医院"));
    }
}

#[test]
fn entries_are_read_and_wrong_ones_named_by_line() {
    let text = "{\"account\":\"a\",\"name\":\"示例银行\",\"kind\":\"bank\"}\n\n{\"account\":\"b\",\"withdrawn\":true}\n\
                {\"account\":\"c\"}\n{\"account\":\"\",\"withdrawn\":true}\n{\"account\":\"d\",\"name\":\"\",\"kind\":\"firm\"}\n\
                {\"account\":\"e\",\"name\":\"示例\",\"kind\":\"spaceship\"}\n";
    let read: Vec<_> = changes(text).collect();
    assert!(matches!(&read[0], Ok(Change::Verify(v)) if v.name == "示例银行" && v.kind == Kind::Bank));
    assert_eq!(read[1], Ok(withdraw("b")));
    assert_eq!(read[2], Err(EntryError::Form { line: 4 }));
    assert!(matches!(read[3], Err(EntryError::Length { line: 5, field: "account", .. })));
    assert!(matches!(read[4], Err(EntryError::Length { line: 6, field: "name", .. })));
    let message = read[5].as_ref().unwrap_err().to_string();
    assert!(message.starts_with("line 7") && !message.contains("spaceship"), "{message}");
}

fn decide(engine: &Engine, account: &str, name: &str, bio: &str) -> kanhe::message::Decision {
    let event = serde_json::json!({
        "id": "r1", "type": "registration", "time": "2026-01-01T00:00:00Z", "account": account,
        "parts": [{"kind": "nickname", "text": name}, {"kind": "bio", "text": bio}],
    });
    let Outcome::Decided(decided) = engine.step(event.to_string().as_bytes()) else { panic!("an event") };
    decided.decision
}

#[test]
fn a_near_name_is_a_case_and_never_a_refusal() {
    let engine = Engine::builtin().unwrap().with_registry(registry());
    let decision = decide(&engine, "new", "示例银航客服", "");
    assert_eq!(decision.action(), Action::Pass);
    let report = decision.report().unwrap();
    assert_eq!((report.desk, report.reason.as_str()), (Desk::Accounts, "near-verified-name"));
    let finding = &decision.findings()[0];
    assert_eq!(finding.rule, "registry/near-verified-name");
    let hit = &finding.hits[0];
    assert_eq!(hit.name, HitName::Term("示例银行".to_owned()));
    assert_eq!((hit.start, hit.end, hit.text.as_deref()), (0, 4, Some("示例银航")));
    assert!(hit.folds.iter().any(|f| f.as_str() == "homophone") && hit.score.hundredths() < 100);
    assert!(decision.notice().unwrap().zh.contains("已认证账号"));

    assert!(decide(&engine, "a1", "示例银行客服", "").report().is_none(), "the verified account itself");
    let fan = decide(&engine, "new", "示例银行客服", "粉丝自制，与官方无关");
    assert!(fan.report().is_none());
    assert_eq!(fan.findings()[0].exempted_by.as_deref(), Some("disclaimer"));
    assert!(decide(&engine, "new", "爱吃面的老李", "示例银行的粉丝").findings().is_empty());
}

/// A smaller run of the bench with its bars.
#[test]
fn generated_names_hold_the_bars() {
    const NAMES: usize = 20_000;
    const EACH: usize = 150;
    let set = NameSet::embedded().unwrap();
    let mut random = Random::new("verified", 1);
    let mut parts: Vec<Name> = (0..NAMES).map(|_| name(&mut random)).collect();
    let known: HashSet<String> = parts.iter().map(Name::text).collect();
    let registry =
        Registry::compile(parts.iter().enumerate().map(|(i, n)| verify(&i.to_string(), &n.text()))).unwrap();
    parts.truncate(4 * EACH);
    let (mut found, mut asked) = (0, 0);
    for how in CONFUSIONS {
        let mut random = Random::new("imitate", how as usize);
        let all = parts.iter().filter_map(|n| imitate(n, how, &mut random)).filter(|t| !known.contains(t));
        let all: Vec<String> = all.take(EACH).collect();
        let hits = all.iter().filter(|t| registry.near(&set, t).is_some()).count();
        let least = match how {
            Confusion::LookAlike => 80,
            Confusion::Dropped => 92,
            _ => 97,
        };
        assert!(100 * hits >= least * all.len(), "{how:?}: {hits} of {}", all.len());
        found += hits;
        asked += all.len();
    }
    assert!(100 * found >= 96 * asked, "recall {found} of {asked}");
    let (mut alarms, mut asked) = (0, 0);
    for who in OTHERS {
        let mut random = Random::new("other", who as usize);
        let all = parts.iter().map(|n| other(n, who, &mut random)).filter(|t| !known.contains(t));
        let all: Vec<String> = all.take(EACH).collect();
        alarms += all.iter().filter(|t| registry.near(&set, t).is_some()).count();
        asked += all.len();
    }
    assert!(1000 * alarms <= 5 * asked, "false alarms {alarms} of {asked}");
}
