//! Rows. What may be published of a row is decided over its stream (`cluster`); here that becomes
//! a decision. A row of a pipeline without products passes: nothing was asked for.

use std::collections::BTreeMap;

use super::{case_id, notice};
use crate::cluster::{AtBound, Outcome, Product};
use crate::message::{
    Action, Case, Decision, Desk, Finding, Notice, NoticeKey, Record, RecordAction, RecordDecision, Value,
};

pub(super) fn decide(e: &Record) -> RecordDecision {
    RecordDecision {
        event: e.id.clone(),
        action: RecordAction::Pass,
        report: None,
        notice: None,
        values: None,
        findings: Vec::new(),
    }
}

/// The last paragraph of article 14: harmless facts that disclose something together.
pub(crate) const ARTICLE: &str = "14(last)";
/// The rule of a row that is published with generalised values.
const SINGLING_OUT: &str = "records/singling-out";
/// What a decision about a row rests on, exactly one of these, with what was done.
pub(crate) const RULES: [(&str, Action); 7] = [
    (SINGLING_OUT, Action::Mask),
    ("records/undeclared-product", Action::Withhold),
    ("records/no-class", Action::Withhold),
    ("records/too-coarse", Action::Withhold),
    ("records/no-identifier", Action::Withhold),
    ("records/duplicate", Action::Withhold),
    ("records/no-time", Action::Withhold),
];

/// The decision about a row that its product's stream settled; without a product, about a row of
/// a product that is not declared.
pub fn settled(
    record: &Record,
    product: Option<&Product>,
    outcome: &Outcome,
    key: Option<&NoticeKey>,
) -> Decision {
    let at_bound = product.map_or(AtBound::Case, |p| p.at_bound);
    let (rule, values): (&str, Option<&BTreeMap<String, Value>>) = match outcome {
        _ if product.is_none() => ("records/undeclared-product", None),
        Outcome::Publish { values, .. } => (SINGLING_OUT, Some(values)),
        Outcome::NoClass => ("records/no-class", None),
        Outcome::TooCoarse => ("records/too-coarse", None),
        Outcome::NoIdentifier => ("records/no-identifier", None),
        Outcome::Duplicate => ("records/duplicate", None),
        Outcome::NoTime => ("records/no-time", None),
    };
    let (action, shown) = if values.is_some() {
        (RecordAction::Mask, Action::Mask)
    } else {
        (RecordAction::Withhold, Action::Withhold)
    };
    let report = (values.is_none() && at_bound == AtBound::Case).then(|| Case {
        case: case_id(&record.id, Desk::Data),
        desk: Desk::Data,
        reason: rule.trim_start_matches("records/").to_owned(),
        missing: Vec::new(),
    });
    let findings = vec![Finding {
        rule: rule.to_owned(),
        article: ARTICLE.to_owned(),
        action: shown,
        hits: Vec::new(),
        exempted_by: None,
    }];
    let k = product.map_or(0, |p| p.k);
    let notice = Some(words(record, rule, k, &findings, key));
    Decision::Record(RecordDecision {
        event: record.id.clone(),
        action,
        report,
        notice,
        values: values.cloned(),
        findings,
    })
}

/// The notice to an operator about one of its rows: never the row.
fn words(e: &Record, rule: &str, k: usize, findings: &[Finding], key: Option<&NoticeKey>) -> Notice {
    let (zh, en) = match rule {
        SINGLING_OUT => (
            format!("这一行已概化后发布：与至少 {k} 个不同个体共享同一组准标识值，标识列不发布。"),
            format!("This row is published with generalised values that at least {k} distinct persons share; its identifier is not published. "),
        ),
        "records/undeclared-product" => (
            "这一行未发布：其数据产品未在流水线中声明。请先声明各列的角色。".to_owned(),
            "This row is not published: its data product is not declared in the pipeline. Declare the roles of its columns first. ".to_owned(),
        ),
        "records/duplicate" => (
            "这一行未发布：同一事件已在等待，只处理一次。".to_owned(),
            "This row is not published: the same event waits already and is decided once. ".to_owned(),
        ),
        "records/no-identifier" | "records/no-time" => (
            "这一行未发布：缺少个体标识或事件时间，无法计入任何一组。".to_owned(),
            "This row is not published: without an identifier and an event time it can be counted in no class. ".to_owned(),
        ),
        "records/too-coarse" => (
            "这一行未发布：在时限内可用的概化过粗，超过产品允许的信息损失。放宽时限或损失上限后可发布。".to_owned(),
            "This row is not published: what could be published in time loses more than the product accepts. A longer delay or a higher bound lets it pass. ".to_owned(),
        ),
        _ => (
            format!("这一行未发布：在时限内没有 {k} 个不同个体可与之归为一组。放宽时限后可发布。"),
            format!("This row is not published: in time there were not {k} distinct persons to share a class with. A longer delay lets it pass. "),
        ),
    };
    let rules = findings.iter().map(|f| f.rule.as_str());
    Notice {
        zh: zh + notice::APPEAL_ZH,
        en: en + notice::APPEAL_EN,
        token: key.map(|k| k.token(&e.id, rules)),
    }
}
