//! What people are told: plain words, in Chinese and English, with what comes next. No accusation.

use super::output::Status;
use super::row::CaseRow;
use crate::message::{Action, InputKind};

type Both = (String, String);

fn both(zh: &str, en: &str) -> Both {
    (zh.to_owned(), en.to_owned())
}

/// The finding of a case, for the person at the desk.
pub(super) fn case(row: &CaseRow) -> Both {
    let rules = row.rules().collect::<Vec<_>>().join(", ");
    let articles: Vec<&str> = row.grounds.iter().map(|g| g.article.as_str()).collect();
    let articles = articles.join("、");
    let (zh, en) = match (row.reason.as_str(), row.input, row.action) {
        ("my-data", ..) => (
            "有人请求保护自己在这条内容里的个人信息，规则没有认定所指的内容属于他人。请核实：确认则遮盖，恢复则保持原样。",
            "Someone asks to protect own data in this post; the rules do not tell that it is a third person's. Please look: confirm covers it, restore leaves the post as it is.",
        ),
        ("impersonation", ..) => (
            "有人反映这个账号冒用单位或他人的身份。请核实：确认表示反映属实，恢复表示账号无误。",
            "Someone says that this account poses as a body or as somebody else. Please look: confirm says that this is so, restore that the account is fine.",
        ),
        (_, InputKind::Registration, Action::Refuse) => (
            "名称或认证说明被认为会让人以为是有关单位的账号，因此暂未通过。请核实：确认则维持，恢复则通过。",
            "A name or verification text was taken to let people think of a body's own account, and was not granted. Please look: confirm keeps this, restore grants it.",
        ),
        (_, InputKind::Registration, _) => (
            "账号申请有待核实的事项（见规则）。请核实：确认则维持，恢复则接受。",
            "The application has something to look at (see the rules). Confirm keeps the finding, restore accepts the application.",
        ),
        (_, InputKind::Post, Action::Mask) => (
            "内容中的个人信息被认为属于他人，已遮盖。请核实：确认则维持，恢复则还原。",
            "Personal data in the post was taken to be a third person's and is covered. Please look: confirm keeps this, restore shows it again.",
        ),
        (_, InputKind::Post, _) => (
            "内容同时提到公职身份、请求和联系方式，内容未作改动。请核实。",
            "The post names an office, a request and a contact together; it was left as it is. Please look.",
        ),
        (_, InputKind::Record, Action::Mask) => (
            "一行数据经概化后发布。请核实：确认则维持，恢复则由数据方自行发布更细的值。",
            "A row was published with generalised values. Please look: confirm keeps this, restore leaves it to the operator to publish finer ones.",
        ),
        (_, InputKind::Record, _) => (
            "一行数据未予发布。请核实：确认则维持，恢复则由数据方自行发布。",
            "A row was not published. Please look: confirm keeps this, restore leaves it to the operator to publish it.",
        ),
    };
    (format!("{zh}（第 {articles} 条；{rules}）"), format!("{en} (article {articles}; {rules})"))
}

fn due(row: Option<&CaseRow>) -> String {
    row.and_then(|r| r.due.clone()).unwrap_or_default()
}

/// The answer to an appeal.
pub(super) fn appeal(status: Status, reason: &str, row: Option<&CaseRow>) -> Both {
    let (due, case) = (due(row), row.map(|r| r.case.clone()).unwrap_or_default());
    match (status, reason) {
        (Status::Opened, _) => (
            format!("申诉已收到，编号 {case}，将由人工复核，最迟 {due} 答复。"),
            format!("The appeal has arrived as {case}. A person will review it and answer by {due}."),
        ),
        (Status::Joined, "evidence-added") => (
            format!("补充的材料已转给复核人员，编号 {case}，最迟 {due} 答复。"),
            format!("The added evidence was passed on to the reviewer of {case}; the answer comes by {due}."),
        ),
        (Status::Joined, _) => (
            format!("这项申诉已在复核中，编号 {case}，最迟 {due} 答复，无需重复提交。"),
            format!(
                "This appeal is under review already as {case}; the answer comes by {due}. There is no need to send it again."
            ),
        ),
        (Status::Confirmed, _) => both(
            "这项申诉已由人工复核，原处理维持不变。",
            "A person has reviewed this appeal already; what was done stays.",
        ),
        (Status::Restored, _) => both(
            "这项申诉已由人工复核并恢复，同一理由不会再次处理。",
            "A person has reviewed this already and restored it; it is not acted on again for the same reason.",
        ),
        (_, "too-late") => both(
            "申诉期限已过，相关记录已按期删除，无法再复核。可以重新提交名称或内容。",
            "The time for an appeal is over and the record was deleted as promised. The name or post can be sent anew.",
        ),
        (_, "no-notice-key") => both(
            "本服务目前未启用申诉凭证，请联系平台。",
            "Tokens for appeals are not set up here; please contact the platform.",
        ),
        // One answer for both: it must not tell which events were acted on.
        _ => both(
            "凭证与该编号不符，请核对通知中的编号和凭证后再次提交。",
            "The token does not belong to this id. Please compare both with the notice and send them again.",
        ),
    }
}

/// The answer to a complaint.
pub(super) fn complaint(status: Status, reason: &str, row: Option<&CaseRow>) -> Both {
    let (due, case) = (due(row), row.map(|r| r.case.clone()).unwrap_or_default());
    match (status, reason) {
        (Status::Masked, "already") => {
            both("所指的个人信息此前已经遮盖。", "The data that you name is covered already.")
        }
        (Status::Masked, _) => both(
            "所指的个人信息已经遮盖，其余内容保持不变；发布者会收到通知并可申诉。",
            "The data that you name is covered and the rest is unchanged; the author is told and may appeal.",
        ),
        (Status::Opened, _) => (
            format!("投诉已收到，编号 {case}，将由人工核实，最迟 {due} 答复；在此之前内容保持不变。"),
            format!(
                "The complaint has arrived as {case}. A person will look at it and answer by {due}; until then nothing is changed."
            ),
        ),
        (Status::Joined, _) => (
            format!("同一事项已在核实中，编号 {case}，最迟 {due} 答复。"),
            format!("The same matter is looked at already as {case}; the answer comes by {due}."),
        ),
        (Status::Confirmed, _) => both(
            "同一事项已由人工核实属实并处理。",
            "A person has looked at the same matter and confirmed it.",
        ),
        (Status::Restored, _) => both(
            "同一事项已由人工核实，内容保持原样。",
            "A person has looked at the same matter; it is left as it is.",
        ),
        _ => both(
            "在这条内容里没有找到所指的信息，请核对后再次提交。",
            "The data that you name was not found in this post. Please compare and send it again.",
        ),
    }
}

/// The answer to a verdict, which is also the answer to whoever asked for it.
pub(super) fn verdict(status: Status, reason: &str, row: Option<&CaseRow>) -> Both {
    let complaint = row.is_some_and(CaseRow::is_complaint);
    match (status, reason) {
        (Status::Confirmed, _) if complaint => {
            both("经人工核实，反映的情况属实。", "A person has looked at it: the complaint is right.")
        }
        (Status::Confirmed, _) => {
            both("经人工复核，原处理维持不变。", "A person has reviewed it: what was done stays.")
        }
        (Status::Restored, _) if complaint => {
            both("经人工核实，保持原样。", "A person has looked at it: everything stays as it is.")
        }
        (Status::Restored, _) => both(
            "经人工复核，已经恢复，同一理由不会再次处理。给您带来不便，敬请谅解。",
            "A person has reviewed it and restored it; it is not acted on again for the same reason. We are sorry for the trouble.",
        ),
        (_, "other-rule-stands") => both(
            "这一理由已撤销，但还有其他理由，原处理暂时维持。",
            "This reason is lifted; another one stands, so what was done stays for now.",
        ),
        (_, "restored-before") => {
            both("该事项已经恢复，不能再撤回。", "This was restored before and stays restored.")
        }
        (_, "too-late") => {
            both("该事项的记录已按期删除。", "The record of this case was deleted at the end of its term.")
        }
        _ => both("没有这个编号的事项。", "There is no case of this id."),
    }
}

/// What an account hears about its label.
pub(super) fn verification(status: Status, reason: &str) -> Both {
    match (status, reason) {
        (Status::Granted, _) => both(
            "材料齐全，核验通过，账号标识已生效；该名称只供本账号使用。",
            "The evidence is complete and the account carries its label; the name is for this account alone.",
        ),
        (_, "name-changed") => both(
            "名称已更改，原标识随之撤下；需要标识的，请以新名称重新提交材料。",
            "The name has changed, and the label goes with the old one. For a label, send the evidence with the new name.",
        ),
        (_, "evidence-withdrawn") => both(
            "所需材料不再齐全，标识已撤下；补齐后可重新核验。",
            "The evidence is no longer complete, so the label was taken off; with all of it the account can be verified again.",
        ),
        _ => both(
            "账号类别已更改，原标识已撤下。",
            "The category of the account has changed, so its label was taken off.",
        ),
    }
}
