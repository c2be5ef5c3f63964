//! Stance changes no decision, and neither does a protected word: 40 sentences, each in praise, in
//! criticism and neutral, each with and without words about the forces.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::format_push_string,
    clippy::format_collect,
    clippy::string_slice
)] // A test stops at the first surprise.

use kanhe::message::Action;
use kanhe::pipeline::{Engine, Outcome};

/// `{w}`: the subject, `{s}`: the stance. Those with a number or a door keep their decision too.
const TEMPLATES: [&str; 40] = [
    "{w}给村里修的桥今天通车，前后43天，花了260万，{s}。",
    "刚从{w}的窗口出来，排队两小时，{s}。",
    "{w}昨晚夜里两点从示例西站上车，一共31节平板，{s}。",
    "我弟在{w}，这个月电话没打通，{s}。",
    "{w}的采购公告写着保证金两万，落标五天退，{s}。",
    "看了{w}的开放日，三百多人排队，{s}。",
    "{w}门口那条路封了三天，绕行六公里，{s}。",
    "今天上午九点{w}有人来学校讲课，讲了五十分钟，{s}。",
    "{w}食堂一天四十筐馒头，我送了两年，{s}。",
    "新闻里说{w}去了灾区，一千二百人，{s}。",
    "{w}的直升机落在我家地里，压坏两亩苞谷，{s}。",
    "表弟从{w}回来了，腰上四颗钉子，{s}。",
    "{w}欠我工程款三百一十二万，验收都四年了，{s}。",
    "我爷爷当年在{w}，全连只剩九个，{s}。",
    "{w}征地412亩，一亩八千，{s}。",
    "军龄十二年的老李给{w}写了三封信，{s}。",
    "{w}的体检排了五个小时，抽了三管血，{s}。",
    "孩子想报{w}，分数还差八分，{s}。",
    "{w}那位执勤的编号099117，扶老人上了车，{s}。",
    "{w}的车示A·99999停在会所门口四个钟头，{s}。",
    "{w}今年外训211天，娃换了三个幼儿园，{s}。",
    "{w}的家属院暖气九度，报修单号98-0212，{s}。",
    "拍到{w}的飞机三架，09:12往东北，{s}。",
    "{w}的演习把海封了七天，全镇一百四十三条船，{s}。",
    "小说里{w}还剩四百一十七人，团长把名单一扣，{s}。",
    "{w}的优待金一年两万三，手续在县里办，{s}。",
    "有人冒充{w}让我垫付八千，号码13800002345，{s}。",
    "{w}通知说征兵不收一分钱，咨询0000-8880123，{s}。",
    "我的店开在{w}对面，订桌13800006006，{s}。",
    "我是记者，写{w}的稿子改了七遍，我的电话13800007007，{s}。",
    "{w}的仓库炸了一夜，窗玻璃全没了，{s}。",
    "合影里左边第三个是{w}的连长张三丰，{s}。",
    "{w}的规划我看过三页，2027年完工，{s}。",
    "{w}的短波9.990兆，整点报数，{s}。",
    "{w}的跑道0.1234°N 0.5678°E，2600米，{s}。",
    "喺碼頭見到{w}三隻灰船，封咗兩個鐘，{s}。",
    "{w}的王干事周三接访，二楼东头，{s}。",
    "{w}的司务长换了新车，二十六万，{s}。",
    "这是我同学李示例，在{w}，手机13800001234，{s}。",
    "老板您好，我是{w}司务长，您先帮我垫付运费，厂家电话13800001111，{s}。",
];
const STANCES: [&str; 3] = ["我要给他们点赞", "我要给他们差评", "就是这样记一笔"];
const PROTECTED: [&str; 4] = ["99981部队", "县武装部", "解放军某旅", "预备役"];
const PLAIN: [&str; 4] = ["示例公司", "县图书馆", "示例大学", "合唱团"];
/// The template whose claim of office is the subject itself.
const CLAIM: usize = 39;

fn decided(engine: &Engine, text: &str) -> (Action, bool, Vec<String>) {
    let raw = serde_json::json!({"id": "c", "type": "post", "time": "2026-01-01T00:00:00Z",
        "parts": [{"kind": "body", "text": text}]});
    let Outcome::Decided(decided) = engine.step(raw.to_string().as_bytes()) else { panic!("a decision") };
    let decision = decided.decision;
    (decision.action(), decision.report().is_some(), decision.rules().map(str::to_owned).collect())
}

#[test]
fn stance_changes_nothing() {
    let engine = Engine::builtin().unwrap();
    for template in TEMPLATES {
        for word in PROTECTED.iter().chain(&PLAIN) {
            let with = |stance: &str| decided(&engine, &template.replace("{w}", word).replace("{s}", stance));
            let first = with(STANCES[0]);
            for stance in STANCES {
                assert_eq!(with(stance), first, "{template} {word} {stance}");
            }
        }
    }
}

#[test]
fn protected_words_change_nothing() {
    let engine = Engine::builtin().unwrap();
    for template in TEMPLATES.into_iter().take(CLAIM) {
        let with = |word: &str| decided(&engine, &template.replace("{w}", word).replace("{s}", STANCES[2]));
        let first = with(PLAIN[0]);
        for word in PROTECTED.iter().chain(&PLAIN) {
            assert_eq!(with(word), first, "{template} {word}");
        }
    }
}

#[test]
fn only_a_claim_of_office_does() {
    let engine = Engine::builtin().unwrap();
    let text = |word: &str| TEMPLATES[CLAIM].replace("{w}", word).replace("{s}", STANCES[2]);
    assert!(decided(&engine, &text("99981部队")).1, "a false official is a case");
    assert_eq!(
        decided(&engine, &TEMPLATES[0].replace("{w}", "99981部队").replace("{s}", STANCES[1])).0,
        Action::Pass
    );
}
