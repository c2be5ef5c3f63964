//! A registration explained: every part with its pieces, and what became of it.

use anstyle::{AnsiColor, Style};
use std::io::{self, Write};

use super::picture::{LABEL, Mark, draw, number};
use crate::cli::reading::{self, Seen};
use crate::fold::folded_text;
use crate::lexicon::NameSet;
use crate::message::{AccountPartKind, Registration};
use crate::rules::name::{self, PartReading};

const RED: Style = AnsiColor::Red.on_default().bold();
const YELLOW: Style = AnsiColor::Yellow.on_default();
const GREEN: Style = AnsiColor::Green.on_default();
const BLUE: Style = AnsiColor::Cyan.on_default();

/// Prints every part of a registration with what was found in it.
pub fn parts(out: &mut impl Write, set: &NameSet, registration: &Registration) -> io::Result<()> {
    for reading in name::read(set, registration) {
        let Some(part) = registration.parts.get(reading.part) else { continue };
        let pieces = reading::seen(set, &part.text, &reading);
        let marks: Vec<Mark> =
            pieces.iter().map(|p| Mark { bytes: p.bytes.clone(), style: style(p) }).collect();
        let label = format!("{:?}", part.kind).to_lowercase();
        draw(out, &label, &part.text, &marks)?;
        folded(out, &part.text)?;
        if part.kind == AccountPartKind::Bio {
            writeln!(
                out,
                "{:LABEL$}a bio alone is never refused: it can lift a name or support what the name says",
                ""
            )?;
            continue;
        }
        list(out, &pieces, &reading)?;
        writeln!(out, "{:<LABEL$}{}", "why", reading::because(&reading, &pieces))?;
    }
    Ok(())
}

/// The text as the folding reads it, where that is different.
pub fn folded(out: &mut impl Write, text: &str) -> io::Result<()> {
    let folded = folded_text(text);
    if folded == text { Ok(()) } else { draw(out, "folded", &folded, &[]) }
}

fn list(out: &mut impl Write, pieces: &[Seen], reading: &PartReading) -> io::Result<()> {
    for (i, p) in pieces.iter().enumerate() {
        let style = style(p);
        let mut notes: Vec<String> = Vec::new();
        if !p.stands_for.is_empty() && !p.folds.is_empty() {
            notes.push(format!("stands for {}", p.stands_for));
        }
        if p.shadow {
            notes.push("in shadow: decides nothing".to_owned());
        }
        if reading.reading.lifted_by == Some(i) {
            notes.push("this lifts it".to_owned());
        }
        if reading.reading.head == Some(i) {
            notes.push("this decides".to_owned());
        }
        writeln!(
            out,
            "{:<LABEL$}{style}{} {}{style:#}: {}, `{}`, {}, score {}{}",
            if i == 0 { "found" } else { "" },
            number(i),
            p.text,
            p.what,
            p.id,
            reading::folds(p.folds),
            score(p.score.hundredths()),
            notes.iter().fold(String::new(), |s, n| s + "; " + n)
        )?;
    }
    Ok(())
}

/// Hundredths as a number from 0 to 1.
pub fn score(hundredths: u32) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

fn style(piece: &Seen) -> Style {
    match piece.what.split(' ').collect::<Vec<_>>().as_slice() {
        ["body", _] | ["designation"] => RED,
        ["mark", "speaks" | "office" | "office1" | "unit" | "unit1" | "post"] => YELLOW,
        ["mark", "region"] => BLUE,
        _ => GREEN,
    }
}
