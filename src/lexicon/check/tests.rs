#![allow(clippy::string_slice)] // Spans under test lie on character boundaries.

use super::*;

const HEAD: &str =
    "[lexicon]\nid = \"x\"\ntitle = \"x\"\ntitle_en = \"x\"\nbasis = [\"10(1)\"]\nowner = \"x\"\n";

fn term(id: &str, text: &str, more: &str) -> String {
    format!(
        "[[term]]\nid = \"{id}\"\ntext = \"{text}\"\nkind = \"service\"\nsource = \"x\"\nsince = \"2026-01-01\"\n\
         folds = [\"width\"]\nhit = [\"{text}官方\"]\npass = [\"{text}迷\"]\n{more}\n"
    )
}

fn codes_of(body: &str, known: Known<'_>) -> Vec<&'static str> {
    let text = format!("{HEAD}{body}");
    let mut out: Vec<_> = check(&[("x.toml", &text)], known).iter().map(|d| d.code.code).collect();
    out.dedup();
    out
}

fn plain(body: &str) -> Vec<&'static str> {
    codes_of(body, Known::default())
}

#[test]
fn a_sound_term_gives_nothing() {
    assert_eq!(plain(&term("a", "示例军", "")), Vec::<&str>::new());
}

#[test]
fn every_mistake_has_its_code() {
    let t = |more: &str| term("a", "示例军", more);
    assert_eq!(plain("[[term]]\nhits = []\n"), ["KL001"]);
    assert_eq!(plain("[[cue]]\nid = \"x\"\n"), ["KL003"]);
    assert_eq!(plain(&(t("") + &term("a", "别的军", ""))), ["KL004"]);
    assert_eq!(plain(&t("aliases = [\"\"]")), ["KL005"]);
    assert_eq!(plain(&t("aliases = [\"示例军\"]")), ["KL006"]);
    assert_eq!(plain(&t("basis = [\"14(1)\"]")), ["KL007"]);
    assert_eq!(plain(&t("").replace("source = \"x\"", "source = \" \"")), ["KL008"]);
    assert_eq!(plain(&t("").replace("hit = [\"示例军官方\"]", "hit = []")), ["KL009"]);
    assert_eq!(plain(&t("").replace("pass = [\"示例军迷\"]", "pass = []")), ["KL010"]);
    assert_eq!(plain(&t("until = \"2026-02-30\"")), ["KL011"]);
    assert_eq!(plain(&t("until = \"2025-12-31\"")), ["KL011"]);
    assert_eq!(plain(&(t("") + &term("b", "示例軍", ""))), ["KL014"]);
    assert_eq!(plain(&(t("") + &term("b", "新示例军", ""))), ["KL015"]);
    assert_eq!(plain(&t("except = [\"示例路\"]")), ["KL016"]);
    assert_eq!(plain(&t("").replace("\"width\"", "\"digit\"")), ["KL017"]);
    assert_eq!(plain(&t("").replace("示例军官方", "别的官方")), ["KL018"]);
    assert_eq!(plain(&t("").replace("示例军迷", "天气")), ["KL019"]);
    assert_eq!(plain("[[symbol]]\ntext = \"ab\"\nreads = \"军\"\n"), ["KL021"]);
    assert_eq!(plain(&t("").replace("示例军迷", "示例军官方")), ["KL024"]);
}

fn on(day: &str) -> Known<'_> {
    Known { today: Some(day), rates: None }
}

#[test]
fn an_entry_over_its_budget_is_an_error() {
    let fired = |acted, upper95| Fired {
        what: "term".to_owned(),
        id: "a".to_owned(),
        found: 9,
        acted,
        n: 9,
        upper95,
    };
    let rates = |acted, upper95| Rates { fired: vec![fired(acted, upper95)], ..Rates::default() };
    let codes = |rates: &Rates, more: &str| {
        codes_of(&term("a", "示例军", more), Known { today: None, rates: Some(rates) })
    };
    assert_eq!(codes(&rates(1, DEFAULT_BUDGET + 0.01), ""), ["KL023"]);
    assert_eq!(codes(&rates(1, DEFAULT_BUDGET + 0.01), "budget = 0.5"), Vec::<&str>::new());
    assert_eq!(codes(&rates(1, DEFAULT_BUDGET), ""), Vec::<&str>::new());
    assert_eq!(codes(&rates(0, 1.0), ""), Vec::<&str>::new(), "it never acted");
}

#[test]
fn the_day_is_an_argument() {
    let body = term("a", "示例军", "until = \"2026-06-30\"");
    assert_eq!(codes_of(&body, on("2026-06-30")), Vec::<&str>::new());
    assert_eq!(codes_of(&body, on("2026-07-01")), ["KL012"]);
}

#[test]
fn a_finding_points_at_its_words() {
    let text = format!("{HEAD}{}", term("a", "示例军", "aliases = [\"\"]"));
    let found = check(&[("x.toml", &text)], Known::default());
    assert_eq!(&text[found[0].span.clone()], "\"\"");
    assert_eq!(found[0].to_string(), "KL005 x.toml:16: `a`: an empty word");
}

#[test]
fn the_shipped_lexicons_have_no_errors() {
    let bad: Vec<String> = check(crate::lexicon::NAMES, Known::default())
        .iter()
        .filter(|d| d.severity() == Severity::Error)
        .map(ToString::to_string)
        .collect();
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}
