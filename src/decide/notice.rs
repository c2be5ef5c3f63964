//! Notices: what was done and why, which words, what would make it acceptable, how to appeal. In
//! plain words, in Chinese and English, and never an accusation.

use std::fmt::Write as _;

use super::Context;
use crate::message::{
    Action, Case, DraftAction, DraftFinding, EvidenceItem, Finding, Notice, Post, RegistrationAction,
};
use crate::rules::private::{PrivateHit, PrivateKind};

/// Where no key makes tokens, the platform hears appeals in its own way.
const NO_TOKEN_ZH: &str = "如认为有误，可向平台申诉，由人工复核；复核恢复后，同一理由不会再次处理。";
const NO_TOKEN_EN: &str = "If this is wrong, appeal to the platform: a person will review it, and what is restored is not acted on again for the same reason.";
pub(super) const APPEAL_ZH: &str =
    "如认为有误，可凭本通知的凭证申诉，由人工复核；复核恢复后，同一理由不会再次处理。";
pub(super) const APPEAL_EN: &str = "If this is wrong, appeal with this notice's token: a person will review it, and what is restored is not acted on again for the same reason.";

/// How to appeal, at the end of every notice.
fn with_appeal(zh: &str, en: &str, token: Option<String>) -> Notice {
    let (how_zh, how_en) = if token.is_some() { (APPEAL_ZH, APPEAL_EN) } else { (NO_TOKEN_ZH, NO_TOKEN_EN) };
    Notice { zh: format!("{zh}{how_zh}"), en: format!("{en}{how_en}"), token }
}

fn token(event: &str, findings: &[Finding], context: Context<'_>) -> Option<String> {
    let rules = findings.iter().filter(|f| f.exempted_by.is_none()).map(|f| f.rule.as_str());
    context.key.map(|k| k.token(event, rules))
}

/// Whether a finding is a reason of the refusal: fraud in the bio, say, is one of the case only.
fn refuses(finding: &Finding) -> bool {
    finding.exempted_by.is_none() && finding.action == Action::Refuse
}

fn shows_emblem(findings: &[Finding]) -> bool {
    findings.iter().any(|f| f.exempted_by.is_none() && f.rule.ends_with(super::registration::EMBLEM))
}

/// The words that the refusal rests on, quoted once each.
fn words(findings: &[Finding]) -> Vec<&str> {
    let mut out: Vec<&str> = Vec::new();
    for hit in findings.iter().filter(|f| refuses(f)).flat_map(|f| &f.hits) {
        if let Some(text) = hit.text.as_deref()
            && !out.contains(&text)
        {
            out.push(text);
        }
    }
    out
}

fn evidence_zh(item: EvidenceItem) -> &'static str {
    match item {
        EvidenceItem::ConsentLetter => "单位同意开办的证明",
        EvidenceItem::RealIdentity => "真实身份核验",
        EvidenceItem::Operator => "运营主体",
        EvidenceItem::RegisteredAddress => "注册运营地址",
        EvidenceItem::IpTerritory => "IP 属地",
    }
}

fn evidence_en(item: EvidenceItem) -> &'static str {
    match item {
        EvidenceItem::ConsentLetter => "the unit's letter of consent",
        EvidenceItem::RealIdentity => "the check of the real identity",
        EvidenceItem::Operator => "the operator",
        EvidenceItem::RegisteredAddress => "the registered address",
        EvidenceItem::IpTerritory => "the territory of the network address",
    }
}

/// The notice to an applicant; `None` when nothing was done and no case was opened.
pub(super) fn registration(
    action: RegistrationAction,
    report: Option<&Case>,
    findings: &[Finding],
    event: &str,
    context: Context<'_>,
) -> Option<Notice> {
    let (mut zh, mut en) = (String::new(), String::new());
    if action == RegistrationAction::Refuse {
        let refusing = || findings.iter().filter(|f| refuses(f));
        let mut articles: Vec<&str> = refusing().map(|f| f.article.as_str()).collect();
        articles.dedup();
        let post = refusing().any(|f| f.rule.ends_with("verification-claims-a-post"));
        let words = words(findings);
        let _ = write!(
            zh,
            "这个{}暂未通过：其中的“{}”会让人以为这是有关单位的账号（《互联网军事信息传播管理办法》第 {} 条）。",
            if post { "认证说明" } else { "名称" },
            words.join("”“"),
            articles.join("、")
        );
        zh += if post {
            "改为不含单位和职务的说明即可；确为该单位账号的，请补充单位同意开办的证明等材料。"
        } else {
            "改用不会被误认为单位的名称，或写明个人、粉丝、非官方即可；确为该单位账号的，请补充单位同意开办的证明等材料。"
        };
        let _ = write!(
            en,
            "This {} has not been granted: “{}” would let people take the account for that body (article {}). ",
            if post { "verification text" } else { "name" },
            words.join("”, “"),
            articles.join(", ")
        );
        en += if post {
            "A text without the unit and the post is fine; if the account is the body's own, please add the letter of consent and the other evidence. "
        } else {
            "A name that is not taken for a body is fine, or one that says person, fan or unofficial; if the account is the body's own, please add the letter of consent and the other evidence. "
        };
    }
    if let Some(case) = report {
        if !case.missing.is_empty() {
            let zh_items: Vec<&str> = case.missing.iter().map(|m| evidence_zh(*m)).collect();
            let en_items: Vec<&str> = case.missing.iter().map(|m| evidence_en(*m)).collect();
            let _ =
                write!(zh, "军事账号标识待补充材料后核验（第 8 条），目前还缺：{}。", zh_items.join("、"));
            let _ = write!(
                en,
                "The label of a military account waits for evidence (article 8); still missing: {}. ",
                en_items.join(", ")
            );
        }
        if case.reason == super::registration::NEAR_VERIFIED {
            zh += "这个名称与一个已认证账号的名称相同或相近，已请平台账号审核人员看一看，名称本身未作改动；如写明个人、粉丝、非官方，或补充主体材料，一般无需再核。";
            en += "This name is the same as, or close to, the name of a verified account; the platform's account reviewers will look at it, and the name is left as it is. Saying person, fan or unofficial in it, or adding evidence of the body, usually settles it. ";
        }
        if case.reason == "fraud" {
            zh +=
                "简介中的职务、款项请求和联系方式合在一起，需由平台人工核实（第 16 条）；账号内容未作改动。";
            en += "The office, the request for money and the contact in the bio together are checked by a person of the platform (article 16); the account is left as it is. ";
        }
    }
    let near = report.is_some_and(|c| c.reason == super::registration::NEAR_VERIFIED);
    if (action == RegistrationAction::Refuse || near) && shows_emblem(findings) {
        zh += "头像也与有关标识相近；名称改好后头像可以照旧，换一张则更不易被误认。";
        en += "The picture is close to an emblem, too; with another name it may stay, with another picture it is less easily mistaken. ";
    }
    if zh.is_empty() {
        return None;
    }
    Some(with_appeal(&zh, &en, token(event, findings, context)))
}

fn kind_words(kind: PrivateKind) -> (&'static str, &'static str) {
    match kind {
        PrivateKind::MobilePhone => ("手机号码", "a mobile number"),
        PrivateKind::FixedPhone => ("固定电话号码", "a telephone number"),
        PrivateKind::MessengerId => ("通讯账号", "a messenger id"),
        PrivateKind::ResidentId => ("居民身份证号码", "a resident identity number"),
        PrivateKind::Passport => ("护照号码", "a passport number"),
        PrivateKind::TravelPermit => ("通行证号码", "a travel permit number"),
        PrivateKind::BankCard => ("银行卡或账户号码", "a bank card or account number"),
        PrivateKind::Address => ("住址", "a home address"),
        PrivateKind::TravelBooking => ("行程座位信息", "a travel booking"),
        PrivateKind::Email => ("电子邮箱", "an e-mail address"),
        PrivateKind::DwellingCoordinates => ("住处坐标", "the coordinates of a dwelling"),
        PrivateKind::BiometricTemplate => ("生物识别模板编号", "the id of a biometric template"),
    }
}

/// The notice to a post's author: which kind of value and where, never the value.
pub(super) fn post(
    e: &Post,
    private: &[PrivateHit],
    case: bool,
    findings: &[Finding],
    context: Context<'_>,
) -> Option<Notice> {
    let (mut zh, mut en) = (String::new(), String::new());
    let masks = findings.iter().find(|f| f.action == Action::Mask);
    if let Some(finding) = masks {
        let places: Vec<(String, String)> = private
            .iter()
            .zip(&finding.hits)
            .map(|(h, hit)| {
                let (z, n) = kind_words(h.value().kind());
                (
                    format!("第 {} 部分第 {} 至 {} 字的{z}", hit.part + 1, hit.start + 1, hit.end),
                    format!("{n} (part {}, characters {} to {})", hit.part + 1, hit.start + 1, hit.end),
                )
            })
            .collect();
        let zh_list: Vec<&str> = places.iter().map(|p| p.0.as_str()).collect();
        let en_list: Vec<&str> = places.iter().map(|p| p.1.as_str()).collect();
        let _ = write!(
            zh,
            "这条内容里他人的个人信息已用＊遮盖，其余原样保留：{}（第 15 条）。删去这些信息，或征得本人同意，即可恢复。",
            zh_list.join("；")
        );
        let _ = write!(
            en,
            "Another person's data in this post was covered, the rest is unchanged: {} (article 15). Without these values, or with the person's consent, it can be restored. ",
            en_list.join("; ")
        );
    }
    if case {
        zh += "这条内容同时提到公职身份、款项或物品请求和联系方式，按例请平台反诈人员核实（第 16 条），内容本身未作改动；核实无误即告结束，无需您做什么。";
        en += "The post names an office, a request and a contact or amount together; so, as with every such post, the platform's fraud team will look at it (article 16). The post itself is left as it is, and there is nothing that you need to do. ";
    }
    if zh.is_empty() {
        return None;
    }
    Some(with_appeal(&zh, &en, token(&e.id, findings, context)))
}

/// The words to a publisher about an own draft: what, why, what would do; no token, since the last
/// word is the publisher's.
pub(super) fn draft(action: DraftAction, findings: &[DraftFinding]) -> Option<Notice> {
    let (done_zh, done_en) = match action {
        DraftAction::Pass => return None,
        DraftAction::Mask => (
            "建议先遮盖标出的内容再发",
            "Please consider publishing the version with the marked values covered",
        ),
        DraftAction::Hold => {
            ("建议先不发，请人再看一遍", "Please consider holding it until someone has looked again")
        }
    };
    let in_force = || findings.iter().filter(|f| f.exempted_by.is_none());
    let mut articles: Vec<&str> = in_force().map(|f| f.article.as_str()).collect();
    articles.sort_unstable();
    articles.dedup();
    let mut words: Vec<&str> = Vec::new();
    for word in in_force().flat_map(|f| &f.hits).filter_map(|h| h.text.as_deref()) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    let titles = |zh: bool| {
        let mut out: Vec<&str> = in_force().map(|f| if zh { &*f.title.0 } else { &*f.title.1 }).collect();
        out.dedup();
        out
    };
    let zh = format!(
        "{done_zh}（{}）：“{}”可能是未公开的内容（《互联网军事信息传播管理办法》第 {} 条）。已公开的，注明出处或登记到已公开资料即可。发不发由您决定：`kanhe release`。",
        titles(true).join("、"),
        words.join("”“"),
        articles.join("、"),
    );
    let en = format!(
        "{done_en} ({}): “{}” may not be public (article {}). If it is, name the source or add it to the register of published sources. The last word is yours: `kanhe release`.",
        titles(false).join(", "),
        words.join("”, “"),
        articles.join(", "),
    );
    let mut related: Vec<&str> = in_force().flat_map(|f| &f.related).map(String::as_str).collect();
    related.sort_unstable();
    related.dedup();
    let (mut zh, mut en) = (zh, en);
    if !related.is_empty() {
        let list = related.join(", ");
        let _ = write!(zh, "相关的本单位已发布内容：{list}。");
        let _ = write!(en, " Own earlier releases: {list}.");
    }
    Some(Notice { zh, en, token: None })
}

#[cfg(test)]
mod tests {
    use crate::message::{Action, Desk};
    use crate::pipeline::{Engine, Outcome};

    #[test]
    fn a_refusal_quotes_only_the_words_that_it_rests_on() {
        let event = serde_json::json!({
            "id": "n1", "type": "registration", "time": "2026-01-01T00:00:00Z", "account": "a",
            "parts": [
                {"kind": "nickname", "text": "99901部队采购办公室"},
                {"kind": "bio", "text": "部队采购办张主任本人，常年招供货商。入库诚意金3000，合作加V:shili_cg99"},
            ],
        });
        let engine = Engine::builtin().unwrap();
        let Outcome::Decided(decided) = engine.step(event.to_string().as_bytes()) else {
            panic!("a decision")
        };
        let decision = decided.decision;
        assert_eq!(decision.action(), Action::Refuse);
        assert_eq!(decision.report().unwrap().desk, Desk::Fraud);
        let zh = &decision.notice().unwrap().zh;
        assert!(zh.contains("99901部队"), "{zh}");
        assert!(!zh.contains("诚意金") && !zh.contains("shili_cg99"), "{zh}");
    }
}
