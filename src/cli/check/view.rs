//! A checked document for a terminal: its marked lines, then the reasons. What is proposed to be
//! covered stands in 【】, so that it shows without colours too; what it was read beside is
//! underlined.

use anstyle::{AnsiColor, Color, Style};
use std::io::{self, Write};
use std::ops::Range;

use super::files::CheckedDocument;
use crate::documents::Unread;
use crate::message::{DraftAction, DraftFinding, TextPartKind};

const HEAD: Style = Style::new().bold();
const COVER: Style = Style::new()
    .bold()
    .fg_color(Some(Color::Ansi(AnsiColor::Black)))
    .bg_color(Some(Color::Ansi(AnsiColor::Yellow)));
const BESIDE: Style = Style::new().underline();
const QUIET: Style = Style::new().dimmed();

/// What is proposed, in words.
pub(crate) fn action(action: DraftAction) -> (&'static str, &'static str) {
    match action {
        DraftAction::Pass => ("没有发现需要处理的内容", "nothing to say"),
        DraftAction::Mask => ("建议遮盖后发布", "publish with the marked values covered"),
        DraftAction::Hold => ("建议先由负责人看过再决定", "have somebody responsible look first"),
    }
}

fn kind(kind: TextPartKind) -> (&'static str, &'static str) {
    match kind {
        TextPartKind::Title => ("标题", "title"),
        TextPartKind::Body => ("正文", "body"),
        TextPartKind::Ocr => ("图中文字", "text in pictures"),
        TextPartKind::Asr => ("语音文字", "spoken text"),
        TextPartKind::Caption => ("图注", "caption"),
        TextPartKind::Hashtag => ("话题", "hashtag"),
    }
}

/// What was not read, in words.
pub(crate) fn unread(unread: Unread) -> (String, String) {
    match unread {
        Unread::Pictures(n) => (
            format!("{n} 张图片未读：图中文字请另附"),
            format!("{n} pictures were not read: give their text beside them"),
        ),
        Unread::Objects(n) => (format!("{n} 个嵌入对象未读"), format!("{n} embedded objects were not read")),
        Unread::Glyphs(n) => (
            format!("{n} 个字符未读：字体没有给出对应文字"),
            format!("{n} characters were not read: their fonts do not name them"),
        ),
        Unread::Fonts(n) => (
            format!("{n} 种字体读不出，用它写的文字未读"),
            format!("{n} fonts cannot be read, nor what is written in them"),
        ),
    }
}

/// Findings that change something.
fn in_force(checked: &CheckedDocument) -> impl Iterator<Item = (usize, &DraftFinding)> {
    checked.decision.findings.iter().filter(|f| f.exempted_by.is_none()).enumerate().map(|(i, f)| (i + 1, f))
}

/// Shows everything about a document.
pub(super) fn show(
    out: &mut impl Write,
    name: &str,
    checked: &CheckedDocument,
    full: bool,
) -> io::Result<()> {
    let (zh, en) = action(checked.decision.action);
    writeln!(out, "{HEAD}{name}{HEAD:#}  {}", checked.document.format().as_str())?;
    writeln!(out, "{zh} · {en}")?;
    for note in checked.document.unread() {
        let (zh, en) = unread(*note);
        writeln!(out, "{QUIET}{zh} · {en}{QUIET:#}")?;
    }
    for (index, part) in checked.document.parts().iter().enumerate() {
        text(out, checked, index, part.text(), kind(part.kind()), full)?;
    }
    for (number, finding) in in_force(checked) {
        reasons(out, number, finding)?;
    }
    if let Some(notice) = &checked.decision.notice {
        writeln!(out, "\n{}\n{}", notice.zh, notice.en)?;
    }
    if checked.decision.action != DraftAction::Pass {
        writeln!(
            out,
            "{QUIET}最后由您决定 · the last word is yours:{QUIET:#} kanhe release {}",
            checked.decision.event
        )?;
    }
    writeln!(out)
}

/// A stretch of a part that is marked.
struct Mark {
    bytes: Range<usize>,
    cover: bool,
    numbers: Vec<usize>,
}

/// The marks of a part, without overlap, in order.
fn marks(checked: &CheckedDocument, part: usize, text: &str) -> Vec<Mark> {
    let byte = |at: usize| text.char_indices().nth(at).map_or(text.len(), |(i, _)| i);
    let mut hits: Vec<(Range<usize>, usize)> = Vec::new();
    for (number, finding) in in_force(checked) {
        hits.extend(
            finding.hits.iter().filter(|h| h.part == part).map(|h| (byte(h.start)..byte(h.end), number)),
        );
    }
    let covers = checked.covered.get(part).map(Vec::as_slice).unwrap_or_default();
    let mut cuts: Vec<usize> = hits.iter().flat_map(|(r, _)| [r.start, r.end]).collect();
    cuts.extend(covers.iter().flat_map(|r| [r.start, r.end]));
    cuts.sort_unstable();
    cuts.dedup();
    let mut out: Vec<Mark> = Vec::new();
    for (start, end) in cuts.iter().zip(cuts.iter().skip(1)) {
        let inside = |r: &Range<usize>| r.start <= *start && *end <= r.end;
        let cover = covers.iter().any(inside);
        let mut numbers: Vec<usize> = hits.iter().filter(|(r, _)| inside(r)).map(|(_, n)| *n).collect();
        numbers.dedup();
        if !cover && numbers.is_empty() {
            continue;
        }
        match out
            .last_mut()
            .filter(|m| m.bytes.end == *start && m.cover == cover && (cover || m.numbers == numbers))
        {
            Some(last) => {
                last.bytes.end = *end;
                last.numbers.extend(numbers);
            }
            None => out.push(Mark { bytes: *start..*end, cover, numbers }),
        }
    }
    out
}

fn text(
    out: &mut impl Write,
    checked: &CheckedDocument,
    part: usize,
    text: &str,
    (zh, en): (&str, &str),
    full: bool,
) -> io::Result<()> {
    let marks = marks(checked, part, text);
    if marks.is_empty() && !full {
        return Ok(());
    }
    writeln!(out, "\n{HEAD}{zh} · {en}{HEAD:#}")?;
    let (mut at, mut skipped) = (0, false);
    for line in text.split_inclusive('\n') {
        let bytes = at..at + line.len();
        at = bytes.end;
        let mine: Vec<&Mark> =
            marks.iter().filter(|m| m.bytes.start < bytes.end && bytes.start < m.bytes.end).collect();
        if mine.is_empty() && !full {
            if !skipped && !line.trim().is_empty() {
                writeln!(out, "  {QUIET}…{QUIET:#}")?;
                skipped = true;
            }
            continue;
        }
        skipped = false;
        write!(out, "  ")?;
        let mut from = bytes.start;
        let shown = |range: Range<usize>| printable(text.get(range).unwrap_or_default());
        for mark in mine {
            let (start, end) = (mark.bytes.start.max(bytes.start), mark.bytes.end.min(bytes.end));
            write!(out, "{}", shown(from..start))?;
            if mark.cover {
                write!(out, "【{COVER}{}{COVER:#}】{}", shown(start..end), superscript(&mark.numbers))?;
            } else {
                write!(out, "{BESIDE}{}{BESIDE:#}", shown(start..end))?;
            }
            from = end;
        }
        writeln!(out, "{}", shown(from..bytes.end))?;
    }
    Ok(())
}

/// Text of a document on a terminal: control characters would be obeyed there.
fn printable(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, '\n' | '\r'))
        .map(|c| if c.is_control() && c != '\t' { '\u{fffd}' } else { c })
        .collect()
}

/// Numbers of findings, small.
fn superscript(numbers: &[usize]) -> String {
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let small = |c: char| "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().nth(c.to_digit(10).unwrap_or(0) as usize).unwrap_or(c);
    let words: Vec<String> = sorted.iter().map(|n| n.to_string().chars().map(small).collect()).collect();
    words.join(" ")
}

fn reasons(out: &mut impl Write, number: usize, finding: &DraftFinding) -> io::Result<()> {
    let (zh, en) = &finding.title;
    writeln!(
        out,
        "\n{HEAD}{number}. {zh} · {en}{HEAD:#}  {QUIET}{} 第 {} 条{QUIET:#}",
        finding.rule, finding.article
    )?;
    for reason in &finding.reasons {
        writeln!(out, "   {}", printable(reason))?;
    }
    if !finding.related.is_empty() {
        let ids: Vec<String> = finding.related.iter().map(|id| printable(id)).collect();
        writeln!(
            out,
            "   与自己此前发布的内容合在一起 · together with own earlier releases: {}",
            ids.join(", ")
        )?;
    }
    Ok(())
}
