//! Events in. Unknown fields are dropped by the decoder and are on none of these types.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which of the inputs an event belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum InputKind {
    /// An account that is opened or changed.
    Registration,
    /// A post of the public.
    Post,
    /// A row of an operator's own data product.
    Record,
}

impl InputKind {
    /// The word of the `type` field.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Registration => "registration",
            Self::Post => "post",
            Self::Record => "record",
        }
    }
}

/// What the worker and `scan` read. There is no variant for drafts: they have no way in here.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// An account that is opened or changed.
    Registration(Registration),
    /// A post of the public.
    Post(Post),
    /// A row of an operator's own data product.
    Record(Record),
}

impl Event {
    /// The event's id.
    pub fn id(&self) -> &str {
        match self {
            Self::Registration(e) => &e.id,
            Self::Post(e) => &e.id,
            Self::Record(e) => &e.id,
        }
    }

    /// Event time, as it was given.
    pub fn time(&self) -> &str {
        match self {
            Self::Registration(e) => &e.time,
            Self::Post(e) => &e.time,
            Self::Record(e) => &e.time,
        }
    }

    /// Which input it belongs to.
    pub fn input(&self) -> InputKind {
        match self {
            Self::Registration(_) => InputKind::Registration,
            Self::Post(_) => InputKind::Post,
            Self::Record(_) => InputKind::Record,
        }
    }
}

/// The parts that an account consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AccountPartKind {
    /// The name that others see.
    Nickname,
    /// What the account says about itself.
    Bio,
    /// The platform's own word about the account.
    Verification,
}

/// The parts that a post or a draft consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TextPartKind {
    /// Headline.
    Title,
    /// Running text.
    Body,
    /// Text read from a picture.
    Ocr,
    /// Text heard in sound or video.
    Asr,
    /// Words under a picture or video.
    Caption,
    /// A tag.
    Hashtag,
}

/// One part of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AccountPart {
    /// Which part it is.
    pub kind: AccountPartKind,
    /// Its text.
    pub text: String,
}

/// One part of a post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TextPart {
    /// Which part it is.
    pub kind: TextPartKind,
    /// Its text.
    pub text: String,
}

/// What kind of account is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Category {
    /// One person.
    #[default]
    Personal,
    /// A firm, a school, an association.
    Organisation,
    /// A newsroom.
    Media,
    /// A military account in the sense of articles 7 and 8.
    Military,
}

/// References to the evidence that articles 8 and 9 ask for; never the data themselves. An empty
/// string counts as missing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// The unit's letter of consent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent_letter: Option<String>,
    /// The check of the real identity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub real_identity: Option<String>,
    /// Who runs the account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
    /// The registered address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registered_address: Option<String>,
    /// The territory of the network address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ip_territory: Option<String>,
}

/// One of the five pieces of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceItem {
    /// The unit's letter of consent.
    ConsentLetter,
    /// The check of the real identity.
    RealIdentity,
    /// Who runs the account.
    Operator,
    /// The registered address.
    RegisteredAddress,
    /// The territory of the network address.
    IpTerritory,
}

impl EvidenceItem {
    /// The word of the contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ConsentLetter => "consent_letter",
            Self::RealIdentity => "real_identity",
            Self::Operator => "operator",
            Self::RegisteredAddress => "registered_address",
            Self::IpTerritory => "ip_territory",
        }
    }
}

impl Evidence {
    /// The pieces that are absent or empty, in the order of the contract.
    pub fn missing(&self) -> Vec<EvidenceItem> {
        let items = [
            (EvidenceItem::ConsentLetter, &self.consent_letter),
            (EvidenceItem::RealIdentity, &self.real_identity),
            (EvidenceItem::Operator, &self.operator),
            (EvidenceItem::RegisteredAddress, &self.registered_address),
            (EvidenceItem::IpTerritory, &self.ip_territory),
        ];
        items
            .into_iter()
            .filter(|(_, v)| v.as_deref().is_none_or(|s| s.trim().is_empty()))
            .map(|(item, _)| item)
            .collect()
    }
}

/// The picture of an account: its perceptual hash, or the picture itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Avatar {
    /// PDQ hash: 64 hex digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = "^[0-9a-fA-F]{64}$"))]
    pub pdq: Option<String>,
    /// PNG, JPEG, GIF or WebP (its first frame) in base64. Its own hash takes the place of a given
    /// `pdq`; one with too little structure leaves none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// The hash of what is inside of the picture's border, where it has one: found by the decoder.
    #[serde(skip)]
    pub inside: Option<String>,
}

/// The account before the change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Previous {
    /// Its parts then.
    pub parts: Vec<AccountPart>,
}

/// An account that is opened or changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Registration {
    /// Unique id of the event; the same id again is the same event.
    #[schemars(length(min = 1, max = 256))]
    pub id: String,
    /// Event time, RFC 3339 with offset.
    #[schemars(extend("format" = "date-time"))]
    pub time: String,
    /// The platform's name for the account.
    pub account: String,
    /// Nickname, bio, verification text.
    pub parts: Vec<AccountPart>,
    /// What kind of account is asked for.
    #[serde(default)]
    pub category: Category,
    /// References to evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
    /// The picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar: Option<Box<Avatar>>,
    /// The account before the change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<Previous>,
}

/// A post of the public. It has no author, account, thread or group: two posts cannot be linked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Post {
    /// Unique id of the event; the same id again is the same event.
    #[schemars(length(min = 1, max = 256))]
    pub id: String,
    /// Event time, RFC 3339 with offset.
    #[schemars(extend("format" = "date-time"))]
    pub time: String,
    /// Title, body, text of pictures and sound, captions, tags.
    pub parts: Vec<TextPart>,
    /// Whether a model made it. Treated alike.
    #[serde(default)]
    pub generated: bool,
}

/// One value of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Value {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number, kept as it was written.
    Number(serde_json::Number),
    /// A string.
    Text(String),
}

/// A row of an operator's own data product.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Record {
    /// Unique id of the event; the same id again is the same event.
    #[schemars(length(min = 1, max = 256))]
    pub id: String,
    /// Event time, RFC 3339 with offset.
    #[schemars(extend("format" = "date-time"))]
    pub time: String,
    /// The data product, declared in the pipeline.
    pub product: String,
    /// Column to value.
    pub values: BTreeMap<String, Value>,
}

/// One part of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DraftPart {
    /// Which part it is.
    pub kind: TextPartKind,
    /// Its text.
    pub text: String,
    /// Where the text stands, if it is published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Whom it quotes. Used only to recognise published material.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribution: Option<String>,
}

/// A publisher's own text before release. It is decoded by `kanhe check` and nowhere else: no
/// stage of the worker takes this type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Draft {
    /// Unique id of the event; the same id again is the same event.
    #[schemars(length(min = 1, max = 256))]
    pub id: String,
    /// Event time, RFC 3339 with offset.
    #[schemars(extend("format" = "date-time"))]
    pub time: String,
    /// Its parts.
    pub parts: Vec<DraftPart>,
    /// Whether a model made it. Treated alike.
    #[serde(default)]
    pub generated: bool,
}
