//! A post explained: the private values and the fraud that were looked for, and the reasons for
//! and against each.

use anstyle::AnsiColor;
use std::io::{self, Write};
use std::ops::Range;

use super::name::{folded, score};
use super::picture::{LABEL, Mark, draw, number};
use crate::cli::reading;
use crate::message::{Decision, Hit, Post};

/// Prints every part of a post with what was found in it.
pub fn parts(out: &mut impl Write, post: &Post, decision: &Decision) -> io::Result<()> {
    let style = AnsiColor::Red.on_default().bold();
    let hits: Vec<&Hit> = decision.findings().iter().flat_map(|f| &f.hits).collect();
    for (i, part) in post.parts.iter().enumerate() {
        let here: Vec<&&Hit> = hits.iter().filter(|h| h.part == i).collect();
        let marks: Vec<Mark> = here.iter().map(|h| Mark { bytes: bytes(&part.text, h), style }).collect();
        draw(out, &format!("{:?}", part.kind).to_lowercase(), &part.text, &marks)?;
        folded(out, &part.text)?;
        for (k, hit) in here.iter().enumerate() {
            writeln!(
                out,
                "{:<LABEL$}{style}{}{style:#} {}, {}, score {}",
                if k == 0 { "found" } else { "" },
                number(k),
                hit.name,
                reading::folds(hit.folds),
                score(hit.score.hundredths())
            )?;
        }
    }
    for reason in reasons(post, decision) {
        writeln!(out, "{:<LABEL$}{reason}", "why")?;
    }
    Ok(())
}

/// Why each thing that was looked for is there or not. Each rule for posts adds its own lines here.
fn reasons(_post: &Post, decision: &Decision) -> Vec<String> {
    let found = |article: &str| decision.findings().iter().any(|f| f.article == article);
    let mut out = Vec::new();
    if !found("15") {
        out.push("no private value that is tied to a third person".to_owned());
    }
    if !found("16") {
        out.push(
            "no fraud: that needs a claim of office, a request and a typed contact or amount".to_owned(),
        );
    }
    out
}

fn bytes(text: &str, hit: &Hit) -> Range<usize> {
    let at = |n: usize| text.char_indices().nth(n).map_or(text.len(), |(i, _)| i);
    at(hit.start)..at(hit.end)
}
