//! Which field is wrong: the slow second reading of a message that is JSON but no event. Answers
//! name fields of the contract, never a value of the input.

use serde_json::Value as Json;

/// What is wrong with a field.
#[derive(Debug)]
pub(super) struct Problem {
    pub code: &'static str,
    pub detail: String,
}

#[allow(clippy::unnecessary_wraps)] // Checks are chained with `or_else`.
fn missing(field: &str) -> Option<Problem> {
    Some(Problem { code: "missing-field", detail: format!("field `{field}` is missing") })
}

#[allow(clippy::unnecessary_wraps)] // As above.
fn wrong(field: &str, expected: &str) -> Option<Problem> {
    Some(Problem { code: "wrong-type", detail: format!("field `{field}`: {expected} expected") })
}

fn string(v: &Json, field: &str) -> Option<Problem> {
    match v.get(field) {
        None => missing(field),
        Some(Json::String(_)) => None,
        Some(_) => wrong(field, "a string"),
    }
}

fn optional_string(v: &Json, at: &str, field: &str) -> Option<Problem> {
    match v.get(field) {
        None | Some(Json::String(_) | Json::Null) => None,
        Some(_) => wrong(&format!("{at}{field}"), "a string"),
    }
}

fn parts(v: &Json, at: &str, kinds: &[&str]) -> Option<Problem> {
    let field = format!("{at}parts");
    let Some(list) = v.get("parts") else { return missing(&field) };
    let Json::Array(list) = list else { return wrong(&field, "a list") };
    list.iter().enumerate().find_map(|(i, part)| {
        let here = format!("{field}[{i}]");
        if !part.is_object() {
            return wrong(&here, "an object");
        }
        match part.get("kind") {
            None => return missing(&format!("{here}.kind")),
            Some(Json::String(k)) if kinds.contains(&k.as_str()) => {}
            Some(_) => return wrong(&format!("{here}.kind"), &format!("one of {}", kinds.join(", "))),
        }
        match part.get("text") {
            None => missing(&format!("{here}.text")),
            Some(Json::String(_)) => None,
            Some(_) => wrong(&format!("{here}.text"), "a string"),
        }
        .or_else(|| optional_string(part, &format!("{here}."), "url"))
        .or_else(|| optional_string(part, &format!("{here}."), "attribution"))
    })
}

const ACCOUNT_PARTS: [&str; 3] = ["nickname", "bio", "verification"];
const TEXT_PARTS: [&str; 6] = ["title", "body", "ocr", "asr", "caption", "hashtag"];
const CATEGORIES: [&str; 4] = ["personal", "organisation", "media", "military"];
const EVIDENCE: [&str; 5] =
    ["consent_letter", "real_identity", "operator", "registered_address", "ip_territory"];

fn object_of_strings(v: &Json, field: &str, keys: &[&str]) -> Option<Problem> {
    match v.get(field) {
        None | Some(Json::Null) => None,
        Some(o @ Json::Object(_)) => keys.iter().find_map(|k| optional_string(o, &format!("{field}."), k)),
        Some(_) => wrong(field, "an object"),
    }
}

fn generated(v: &Json) -> Option<Problem> {
    match v.get("generated") {
        None | Some(Json::Bool(_)) => None,
        Some(_) => wrong("generated", "true or false"),
    }
}

pub(super) fn registration(v: &Json) -> Option<Problem> {
    string(v, "id")
        .or_else(|| string(v, "time"))
        .or_else(|| string(v, "account"))
        .or_else(|| parts(v, "", &ACCOUNT_PARTS))
        .or_else(|| match v.get("category") {
            None => None,
            Some(Json::String(c)) if CATEGORIES.contains(&c.as_str()) => None,
            Some(_) => wrong("category", &format!("one of {}", CATEGORIES.join(", "))),
        })
        .or_else(|| object_of_strings(v, "evidence", &EVIDENCE))
        .or_else(|| object_of_strings(v, "avatar", &["pdq", "image"]))
        .or_else(|| match v.get("previous") {
            None | Some(Json::Null) => None,
            Some(p @ Json::Object(_)) => parts(p, "previous.", &ACCOUNT_PARTS),
            Some(_) => wrong("previous", "an object"),
        })
}

pub(super) fn post(v: &Json) -> Option<Problem> {
    string(v, "id")
        .or_else(|| string(v, "time"))
        .or_else(|| parts(v, "", &TEXT_PARTS))
        .or_else(|| generated(v))
}

pub(super) fn draft(v: &Json) -> Option<Problem> {
    post(v)
}

fn about(v: &Json, fields: &[&str]) -> Option<Problem> {
    ["id", "time"].iter().chain(fields).find_map(|field| string(v, field))
}

fn one_of(v: &Json, field: &str, words: &[&str]) -> Option<Problem> {
    match v.get(field) {
        Some(Json::String(w)) if words.contains(&w.as_str()) => None,
        None => missing(field),
        Some(_) => wrong(field, &format!("one of {}", words.join(", "))),
    }
}

pub(super) fn appeal(v: &Json) -> Option<Problem> {
    about(v, &["about", "token"])
        .or_else(|| object_of_strings(v, "evidence", &EVIDENCE))
        .or_else(|| optional_string(v, "", "text"))
}

pub(super) fn complaint(v: &Json) -> Option<Problem> {
    about(v, &["about"])
        .or_else(|| one_of(v, "ground", &["my-data", "impersonation"]))
        .or_else(|| {
            let account = v.get("ground").is_some_and(|g| g == "impersonation");
            parts(v, "", if account { &ACCOUNT_PARTS } else { &TEXT_PARTS })
        })
        .or_else(|| ["value", "complainant"].iter().find_map(|field| optional_string(v, "", field)))
}

pub(super) fn verdict(v: &Json) -> Option<Problem> {
    about(v, &["case"])
        .or_else(|| one_of(v, "outcome", &["confirm", "restore"]))
        .or_else(|| string(v, "reviewer"))
        .or_else(|| ["example", "rule"].iter().find_map(|field| optional_string(v, "", field)))
}

pub(super) fn record(v: &Json) -> Option<Problem> {
    string(v, "id").or_else(|| string(v, "time")).or_else(|| string(v, "product")).or_else(|| {
        match v.get("values") {
            None => missing("values"),
            Some(Json::Object(columns)) => columns.values().enumerate().find_map(|(i, x)| {
                let plain = !x.is_array() && !x.is_object();
                if plain {
                    None
                } else {
                    wrong(&format!("values (column {})", i + 1), "a string, number, bool or null")
                }
            }),
            Some(_) => wrong("values", "an object"),
        }
    })
}
