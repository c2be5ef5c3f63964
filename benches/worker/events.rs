//! A platform's events, all invented: mostly posts that concern nobody, some registrations, a few of
//! each kind that acts. The first letter of an id says which kind it is.

use serde::Serialize;

use crate::generate::random::Random;
use crate::generate::spelling::{SPELLINGS, spell};
use crate::generate::value::{KINDS, linked, name};
use crate::pipeline::Scenario;
use crate::registers;
use crate::support::client::{Message, send};

/// Of 1,000 events, how many are of each kind.
const MIX: [(char, usize, &str); 6] = [
    ('b', 920, "benign posts of all registers"),
    ('p', 25, "posts with a third person's data, six spellings"),
    ('f', 5, "posts with fraud by a false official"),
    ('n', 40, "registrations of persons and shops"),
    ('r', 5, "registrations that pose as a body"),
    ('m', 5, "military accounts without evidence"),
];
/// Of 100 benign texts, how many are of each register.
const REGISTERS: [(&str, usize); 8] = [
    ("social", 30),
    ("news", 20),
    ("reviews", 15),
    ("apps", 12),
    ("traditional", 10),
    ("press", 5),
    ("law", 5),
    ("ads", 3),
];
/// Bytes of an envelope.
const ENVELOPE: usize = 600;
/// Bytes of an envelope of a post beside its text.
const FRAME: usize = 150;
/// Texts of a register to draw from.
const TEXTS: usize = 2_000;
/// Events that are made and sent together.
const CHUNK: usize = 20_000;
const TIME: &str = "2026-11-22T08:00:00+08:00";

/// Makes events.
pub struct Events {
    /// By the registers' order.
    texts: Vec<Vec<String>>,
    /// Real texts instead.
    real: Vec<String>,
}

/// One event.
pub struct Made {
    /// The first letter of its id.
    pub kind: char,
    /// Its input's name.
    pub topic: &'static str,
    /// Its key.
    pub key: String,
    /// Its JSON.
    pub payload: String,
}

impl Events {
    /// With texts of every register.
    pub fn new() -> Self {
        let texts = REGISTERS.map(|(register, _)| registers::texts(register, TEXTS)).to_vec();
        Self { texts, real: Vec::new() }
    }

    /// With the benign texts that lie beside the project; generated ones where there are none.
    pub fn real() -> Self {
        let real = registers::corpora().remove("real/all").unwrap_or_default();
        Self { real, ..Self::new() }
    }

    /// What there is, and how large `number` of them are.
    pub fn mix(&self, number: usize) -> String {
        let bytes: usize = (0..number).map(|n| self.event(n).payload.len()).sum();
        let kinds: Vec<String> =
            MIX.iter().map(|(kind, share, what)| format!("{share} {what} ({kind})")).collect();
        let texts: Vec<String> = REGISTERS.iter().map(|(name, share)| format!("{share} % {name}")).collect();
        let real = format!("{} real ones", self.real.len());
        let texts = if self.real.is_empty() { texts.join(", ") } else { real };
        let kinds = kinds.join(", ");
        format!("of 1000 events {kinds}; benign texts: {texts}; {} bytes on average", bytes / number)
    }

    /// Sends events `0..total` to a scenario's inputs.
    pub fn send(&self, scenario: &Scenario, total: usize) {
        for from in (0..total).step_by(CHUNK) {
            let messages: Vec<Message> =
                (from..(from + CHUNK).min(total)).map(|n| self.message(scenario, n)).collect();
            send(&scenario.address, &messages);
        }
    }

    /// Event number `n` as a message.
    pub fn message(&self, scenario: &Scenario, n: usize) -> Message {
        let Made { topic, key, payload, .. } = self.event(n);
        let (topic, key) = (scenario.topic(topic), Some(key.into_bytes()));
        Message { topic, key, payload: Some(payload.into_bytes()), ..Message::default() }
    }

    /// Event number `n`.
    pub fn event(&self, n: usize) -> Made {
        let random = &mut Random::new("events", n);
        let mut at = random.below(1_000);
        let kind = MIX.iter().find(|(_, share, _)| {
            let found = at < *share;
            at = at.saturating_sub(*share);
            found
        });
        let kind = kind.map_or('b', |(kind, ..)| *kind);
        let id = format!("{kind}-{n:09}");
        match kind {
            'p' => self.post(&id, &private(random), random),
            'f' => self.post(&id, &fraud(random), random),
            'n' => self.registration(&id, "personal", &nickname(random), random),
            'r' => self.registration(&id, "personal", &posing(random), random),
            'm' => self.registration(&id, "military", &nickname(random), random),
            _ => self.post(&id, "", random),
        }
    }

    /// Texts of one register, drawn by its share.
    fn register(&self, random: &mut Random) -> &[String] {
        if !self.real.is_empty() {
            return &self.real;
        }
        let mut at = random.below(100);
        let drawn = REGISTERS.iter().zip(&self.texts).find(|((_, share), _)| {
            let found = at < *share;
            at = at.saturating_sub(*share);
            found
        });
        drawn.map_or(&[], |(_, texts)| texts)
    }

    /// One text that begins with `start`, as long as the envelope asks.
    fn filled(&self, start: &str, bytes: usize, random: &mut Random) -> String {
        let texts = self.register(random);
        let mut text = start.to_owned();
        while text.len() < bytes {
            text.push_str(&texts[random.below(texts.len())]);
        }
        // Some end with the sentence, and some in the middle of it: the mean is what was asked for.
        let most = bytes + random.below(40);
        let end = text.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|end| *end <= most).last();
        text.truncate(end.unwrap_or(0).max(start.len()));
        text
    }

    fn post(&self, id: &str, start: &str, random: &mut Random) -> Made {
        let text = self.filled(start, ENVELOPE - FRAME, random);
        let mut parts = vec![part("body", text)];
        if random.below(4) == 0 {
            parts.push(part("hashtag", "日常".to_owned()));
        }
        let event = Post { id, kind: "post", time: TIME, parts };
        let payload = serde_json::to_string(&event).unwrap();
        Made { kind: first(id), topic: "posts", key: format!("key-{}", random.below(50_000)), payload }
    }

    fn registration(&self, id: &str, category: &str, name: &str, random: &mut Random) -> Made {
        let account = format!("account-{}", random.below(50_000));
        let pdq = (0..64).map(|_| char::from(b"0123456789abcdef"[random.below(16)])).collect();
        let mut event = Registration {
            id,
            kind: "registration",
            time: TIME,
            account: &account,
            category,
            parts: [part("nickname", name.to_owned()), part("bio", self.filled("", 120, random))],
            evidence: Evidence { real_identity: format!("ref-{}", random.digits(24)) },
            avatar: Avatar { pdq },
            client: String::new(),
        };
        let rest = ENVELOPE.saturating_sub(serde_json::to_string(&event).unwrap().len());
        event.client = random.digits(rest);
        let payload = serde_json::to_string(&event).unwrap();
        Made { kind: first(id), topic: "registrations", key: account, payload }
    }
}

#[derive(Serialize)]
struct Part {
    kind: &'static str,
    text: String,
}

#[derive(Serialize)]
struct Post<'a> {
    id: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    time: &'static str,
    parts: Vec<Part>,
}

#[derive(Serialize)]
struct Registration<'a> {
    id: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    time: &'static str,
    account: &'a str,
    category: &'a str,
    parts: [Part; 2],
    evidence: Evidence,
    avatar: Avatar,
    /// A platform's envelope has fields of its own, which the decoder drops.
    client: String,
}

#[derive(Serialize)]
struct Evidence {
    real_identity: String,
}

#[derive(Serialize)]
struct Avatar {
    pdq: String,
}

fn part(kind: &'static str, text: String) -> Part {
    Part { kind, text }
}

fn first(id: &str) -> char {
    id.chars().next().unwrap_or('b')
}

fn private(random: &mut Random) -> String {
    let kind = &KINDS[random.below(KINDS.len())];
    let plain = (kind.make)(random);
    let value = spell(random.pick(&SPELLINGS), &plain, random);
    linked(random, kind.label, &value.text)
}

fn fraud(random: &mut Random) -> String {
    let (fee, contact) = (1 + random.below(9), random.digits(4));
    format!(
        "部队文职内招名额还剩{fee}个,不笔试。我本人就是干部科管这块的,{fee}万包上岸,先交两万占坑,V:wz_shili{contact}。"
    )
}

fn nickname(random: &mut Random) -> String {
    let ends = ["", "的日常", "爱画画", "修车铺", "同学", "在示例市", "读书会", "的猫"];
    format!("{}{}{}", name(random), random.pick(&ends), random.below(10_000))
}

fn posing(random: &mut Random) -> String {
    let names = ["解放军征兵办公室官方", "解.放.军采购服务中心", "东部战区官方发布", "武警报考服务中心"];
    format!("{}{}", random.pick(&names), random.below(10_000))
}
