//! A post explained: every typed value with the evidence about whose it is, and the reasons for
//! and against fraud.

use anstyle::{AnsiColor, Style};
use std::io::{self, Write};

use super::name::folded;
use super::picture::{LABEL, Mark, draw, number};
use crate::message::{HitName, Post};
use crate::rules::fraud::{self, Explanation};
use crate::rules::private::{self, Explained};

const RED: Style = AnsiColor::Red.on_default().bold();
const GREEN: Style = AnsiColor::Green.on_default();

/// Prints every part of a post with what was found in it.
pub fn parts(out: &mut impl Write, post: &Post) -> io::Result<()> {
    let values = private::explain(post);
    for (i, part) in post.parts.iter().enumerate() {
        let here: Vec<&Explained> = values.iter().filter(|v| v.part == i).collect();
        let marks: Vec<Mark> =
            here.iter().map(|v| Mark { bytes: v.bytes.clone(), style: style(v) }).collect();
        draw(out, &format!("{:?}", part.kind).to_lowercase(), &part.text, &marks)?;
        folded(out, &part.text)?;
        for (k, value) in here.iter().enumerate() {
            one_value(out, k, &part.text, value)?;
        }
    }
    if values.is_empty() {
        writeln!(out, "{:<LABEL$}no private value", "why")?;
    }
    let texts: Vec<&str> = post.parts.iter().map(|p| p.text.as_str()).collect();
    fraud(out, &fraud::explain(&post.parts), &texts)
}

fn style(value: &Explained) -> Style {
    if value.masked { RED } else { GREEN }
}

fn one_value(out: &mut impl Write, k: usize, text: &str, value: &Explained) -> io::Result<()> {
    let style = style(value);
    let word = if value.masked {
        "covered: it is a third person's"
    } else {
        "left: nothing makes it a third person's"
    };
    let label = if k == 0 { "found" } else { "" };
    let words = text.get(value.bytes.clone()).unwrap_or_default();
    let (n, kind) = (number(k), HitName::Value(value.kind));
    writeln!(out, "{label:<LABEL$}{style}{n} {words}{style:#}: {kind}, {word}, evidence {:+}", value.score)?;
    let reasons: Vec<String> =
        value.reasons.iter().map(|(why, points)| format!("{points:+} {why}")).collect();
    if reasons.is_empty() {
        return Ok(());
    }
    writeln!(out, "{:LABEL$}  {}", "", reasons.join(", "))
}

/// Prints what speaks for and against fraud; nothing where no part of it was found.
pub fn fraud(out: &mut impl Write, explanation: &Explanation, parts: &[&str]) -> io::Result<()> {
    let threshold = Explanation::threshold();
    let (points, found) = (explanation.points(), explanation.fraud().is_some());
    for (k, r) in explanation.reasons().iter().enumerate() {
        let words = parts.get(r.place.part).and_then(|t| t.get(r.place.bytes.clone())).unwrap_or_default();
        let label = if k == 0 { "fraud" } else { "" };
        writeln!(out, "{label:<LABEL$}{:+} “{words}” ({}): {}", r.points, r.place.cue, r.note)?;
    }
    let why = match (found, explanation.reasons().is_empty()) {
        (true, _) => format!("{points} points, a case from {threshold} on"),
        (false, true) => {
            "no fraud: that needs a claim of office, a request and a typed contact or amount".to_owned()
        }
        (false, false) => format!(
            "no fraud: {points} points, a case needs a claim, a request and a typed value, and {threshold} points"
        ),
    };
    writeln!(out, "{:<LABEL$}{why}", "why")
}
