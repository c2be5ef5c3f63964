//! A text drawn with its spans marked: coloured on a terminal, underlined and numbered everywhere.

use anstyle::Style;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

/// Columns of one row of text.
const COLUMNS: usize = 76;
/// Columns of the label before a row.
pub const LABEL: usize = 10;

/// A span of the text.
#[derive(Debug, Clone)]
pub struct Mark {
    /// Bytes of the text.
    pub bytes: Range<usize>,
    /// How it is drawn.
    pub style: Style,
}

/// One grapheme as it is drawn.
struct Cell<'a> {
    shown: std::borrow::Cow<'a, str>,
    width: usize,
    /// Number of its mark, and whether the mark begins here.
    mark: Option<(usize, bool)>,
}

/// What stands for mark `i` in lists and under the text: 1 to 9, then letters.
pub fn number(i: usize) -> char {
    let i = u32::try_from(i + 1).unwrap_or(36);
    char::from_digit(i.min(35), 36).unwrap_or('*')
}

/// Draws a text in rows, each with its marks underneath.
pub fn draw(out: &mut impl Write, label: &str, text: &str, marks: &[Mark]) -> io::Result<()> {
    let mut label = label;
    for row in rows(text, marks) {
        write!(out, "{label:<LABEL$}")?;
        for cell in &row {
            match cell.mark.and_then(|(i, _)| marks.get(i)) {
                Some(m) => write!(out, "{}{}{:#}", m.style, cell.shown, m.style)?,
                None => write!(out, "{}", cell.shown)?,
            }
        }
        writeln!(out)?;
        if row.iter().any(|c| c.mark.is_some()) {
            underline(out, &row, marks)?;
        }
        label = "";
    }
    Ok(())
}

fn underline(out: &mut impl Write, row: &[Cell<'_>], marks: &[Mark]) -> io::Result<()> {
    let mut line = String::new();
    let last = row.iter().rposition(|c| c.mark.is_some()).map_or(0, |i| i + 1);
    for cell in row.iter().take(last) {
        match cell.mark {
            None => line.extend(std::iter::repeat_n(' ', cell.width)),
            Some((i, begins)) => {
                let style = marks.get(i).map(|m| m.style).unwrap_or_default();
                let mut under = "─".repeat(cell.width);
                if begins && cell.width > 0 {
                    under = format!("{}{}", number(i), "─".repeat(cell.width - 1));
                }
                let _ = write!(line, "{style}{under}{style:#}");
            }
        }
    }
    writeln!(out, "{:LABEL$}{line}", "")
}

fn rows<'a>(text: &'a str, marks: &[Mark]) -> Vec<Vec<Cell<'a>>> {
    let mut rows: Vec<Vec<Cell<'a>>> = vec![Vec::new()];
    let (mut column, mut before) = (0, None);
    for (at, grapheme) in text.grapheme_indices(true) {
        if matches!(grapheme, "\n" | "\r\n" | "\r") {
            rows.push(Vec::new());
            (column, before) = (0, None);
            continue;
        }
        let inside = marks.iter().position(|m| m.bytes.start < at + grapheme.len() && at < m.bytes.end);
        let mark = inside.map(|i| (i, before != Some(i)));
        before = inside;
        let cell = cell(grapheme, mark);
        if column + cell.width > COLUMNS {
            rows.push(Vec::new());
            column = 0;
        }
        column += cell.width;
        if let Some(row) = rows.last_mut() {
            row.push(cell);
        }
    }
    rows
}

/// What cannot be seen, and what would steer the terminal, is drawn as its code point.
fn cell(grapheme: &str, mark: Option<(usize, bool)>) -> Cell<'_> {
    let width = grapheme.width();
    if width == 0 || grapheme.chars().any(char::is_control) {
        let shown = grapheme.chars().fold(String::new(), |mut s, c| {
            let _ = write!(s, "⟨{:x}⟩", u32::from(c));
            s
        });
        return Cell { width: shown.width(), shown: shown.into(), mark };
    }
    Cell { shown: grapheme.into(), width, mark }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(text: &str, spans: &[Range<usize>]) -> String {
        let marks: Vec<Mark> = spans.iter().map(|b| Mark { bytes: b.clone(), style: Style::new() }).collect();
        let mut out = Vec::new();
        draw(&mut out, "name", text, &marks).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn spans_are_underlined_and_numbered() {
        let expected = "name      解.放军a\n          1────2─\n";
        assert_eq!(drawn("解.放军a", &[0..7, 7..10]), expected);
    }

    #[test]
    fn what_is_invisible_is_shown() {
        assert_eq!(drawn("a\u{200b}\u{1b}b", &[]), "name      a⟨200b⟩⟨1b⟩b\n");
    }
}
