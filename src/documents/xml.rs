//! The texts of a Word document's XML: paragraphs, tables, notes, text boxes, alternative texts.
//!
//! A pull parser: entities other than the five of XML are an error, depth is bounded, nothing is
//! expanded, so that time and memory are linear in a size that is bounded already.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use std::ops::Range;

use super::{Builder, DocumentError, Place};
use crate::limits::MAX_XML_DEPTH;

/// The texts of one XML file of a document.
#[derive(Debug, Default)]
pub(super) struct Story {
    /// What is shown.
    pub(super) text: Builder,
    /// Deletions that are only marked: the file still has them.
    pub(super) deleted: Builder,
    /// The second writing of text boxes, for older programs.
    pub(super) fallback: Builder,
    /// Alternative texts.
    pub(super) captions: Builder,
}

/// One event with the bytes that it stands on.
struct Step<'a> {
    event: Event<'a>,
    bytes: Range<usize>,
}

/// Walks through an XML text, with its bounds.
pub(super) struct Walk<'a> {
    part: &'a str,
    source: &'a str,
    reader: Reader<&'a [u8]>,
    depth: usize,
}

impl<'a> Walk<'a> {
    pub(super) fn new(part: &'a str, source: &'a str) -> Self {
        Self { part, source, reader: Reader::from_str(source), depth: 0 }
    }

    fn error(&self, at: usize) -> DocumentError {
        DocumentError::Xml { part: self.part.to_owned(), at }
    }

    fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    /// The next event; `None` at the end.
    fn next(&mut self) -> Result<Option<Step<'a>>, DocumentError> {
        let start = self.position();
        let event = self.reader.read_event().map_err(|_| self.error(start))?;
        let part = || self.part.to_owned();
        match &event {
            Event::Eof if self.depth > 0 => return Err(self.error(start)),
            Event::Eof => return Ok(None),
            Event::DocType(_) => return Err(DocumentError::Doctype { part: part(), at: start }),
            Event::Start(_) => {
                self.depth += 1;
                if self.depth > MAX_XML_DEPTH {
                    return Err(DocumentError::TooDeep { part: part(), at: start, limit: MAX_XML_DEPTH });
                }
            }
            Event::End(_) => self.depth -= 1,
            _ => {}
        }
        Ok(Some(Step { event, bytes: start..self.position() }))
    }

    /// What a reference stands for.
    fn reference(&self, bytes: &Range<usize>) -> Result<String, DocumentError> {
        let raw = self.source.get(bytes.clone()).unwrap_or_default();
        let name = raw.trim_start_matches('&').trim_end_matches(';');
        let number = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
        let text = match name.strip_prefix('#') {
            Some(digits) => match digits.strip_prefix('x') {
                Some(hex) => number(hex, 16),
                None => number(digits, 10),
            }
            .map(String::from),
            None => resolve_predefined_entity(name).map(str::to_owned),
        };
        text.ok_or_else(|| DocumentError::Entity { part: self.part.to_owned(), at: bytes.start })
    }

    /// The place of a text event: the bytes that it stands on, without the marks of CDATA.
    fn place(&self, text: &str, bytes: &Range<usize>, stream: usize) -> Result<Place, DocumentError> {
        let raw = self.source.get(bytes.clone()).unwrap_or_default();
        match raw.find(text) {
            Some(at) => Ok(Place { stream, start: bytes.start + at }),
            None => Err(DocumentError::Lost { at: bytes.start }),
        }
    }

    /// Character data of any kind into `out`.
    fn text(&self, step: &Step<'_>, stream: usize, out: &mut Builder) -> Result<(), DocumentError> {
        match &step.event {
            Event::GeneralRef(_) => {
                let text = self.reference(&step.bytes)?;
                out.escaped(&text, Place { stream, start: step.bytes.start }, step.bytes.len());
            }
            Event::Text(text) => {
                let text: &str = text.as_ref();
                out.verbatim(text, self.place(text, &step.bytes, stream)?);
            }
            Event::CData(text) => {
                let text: &str = text.as_ref();
                out.verbatim(text, self.place(text, &step.bytes, stream)?);
            }
            _ => {}
        }
        Ok(())
    }
}

/// The text of the elements whose local names are `names`, each with its name, e.g. of the
/// document's properties.
pub(super) fn elements(
    part: &str,
    source: &str,
    stream: usize,
    names: &[&str],
) -> Result<Vec<(String, Builder)>, DocumentError> {
    let mut walk = Walk::new(part, source);
    let mut out: Vec<(String, Builder)> = Vec::new();
    let mut inside = false;
    while let Some(step) = walk.next()? {
        match &step.event {
            Event::Start(e) => {
                let name = local(e);
                inside = names.contains(&name.as_str());
                if inside {
                    out.push((name, Builder::default()));
                }
            }
            Event::End(_) => inside = false,
            _ => {
                if let Some((_, builder)) = out.last_mut().filter(|_| inside) {
                    walk.text(&step, stream, builder)?;
                }
            }
        }
    }
    Ok(out)
}

/// Attributes of the elements whose local name is `name`, in order: of each the wanted ones.
pub(super) fn attributes<const N: usize>(
    part: &str,
    source: &str,
    name: &str,
    wanted: [&str; N],
) -> Result<Vec<[String; N]>, DocumentError> {
    let mut walk = Walk::new(part, source);
    let mut out = Vec::new();
    while let Some(step) = walk.next()? {
        if let Event::Start(e) | Event::Empty(e) = &step.event
            && local(e) == name
        {
            out.push(wanted.map(|w| value(e, w).map(str::to_owned).unwrap_or_default()));
        }
    }
    Ok(out)
}

fn local(e: &BytesStart<'_>) -> String {
    let name = e.local_name();
    let name: &str = name.as_ref();
    name.to_owned()
}

/// The raw value of an attribute, by its local name.
fn value<'a>(e: &'a BytesStart<'_>, wanted: &str) -> Option<&'a str> {
    e.attributes().filter_map(Result::ok).find_map(|a| {
        let name = a.key.local_name();
        let name: &str = name.as_ref();
        match a.value {
            std::borrow::Cow::Borrowed(value) if name == wanted => Some(value),
            _ => None,
        }
    })
}

/// The texts of one story: the body, a header, the notes.
pub(super) fn story(part: &str, source: &str, stream: usize) -> Result<Story, DocumentError> {
    let mut walk = Walk::new(part, source);
    let mut teller = Teller { stream, ..Teller::default() };
    while let Some(step) = walk.next()? {
        match &step.event {
            Event::Start(e) => {
                teller.start(&local(e));
                teller.described(&walk, e, &step.bytes);
            }
            Event::Empty(e) => {
                teller.empty(&local(e));
                teller.described(&walk, e, &step.bytes);
            }
            Event::End(e) => {
                let name = e.local_name();
                teller.end(name.as_ref());
            }
            _ if teller.in_text() => {
                let mut out = teller.take();
                walk.text(&step, stream, &mut out)?;
                teller.put(out);
            }
            _ => {}
        }
    }
    Ok(teller.story)
}

/// Where the walk is, as far as the text depends on it.
#[derive(Default)]
struct Teller {
    story: Story,
    stream: usize,
    /// Paragraphs that are open: text boxes stand inside others.
    paragraphs: Vec<Builder>,
    /// Cells that a row has had, one for each open row.
    cells: Vec<usize>,
    /// Whether the next paragraph is the first of a cell beside another.
    beside: bool,
    /// Open elements of each kind.
    runs: usize,
    texts: usize,
    deletions: usize,
    fallbacks: usize,
}

impl Teller {
    fn in_text(&self) -> bool {
        self.texts > 0
    }

    /// The builder that text goes to now.
    fn out(&mut self) -> &mut Builder {
        if self.deletions > 0 {
            return &mut self.story.deleted;
        }
        self.paragraphs.last_mut().unwrap_or(&mut self.story.text)
    }

    fn take(&mut self) -> Builder {
        std::mem::take(self.out())
    }

    fn put(&mut self, builder: Builder) {
        *self.out() = builder;
    }

    fn start(&mut self, name: &str) {
        match name {
            "p" => {
                self.story.deleted.line_break();
                self.paragraphs.push(Builder::default());
            }
            "r" => self.runs += 1,
            "t" | "delText" => self.texts += 1,
            "del" | "moveFrom" => self.deletions += 1,
            "Fallback" => self.fallbacks += 1,
            "tr" => self.cells.push(0),
            "tc" => {
                if let Some(cells) = self.cells.last_mut() {
                    self.beside = *cells > 0;
                    *cells += 1;
                }
            }
            _ => self.empty(name),
        }
    }

    /// What stands for a character: in runs only, elsewhere it is a setting.
    fn empty(&mut self, name: &str) {
        let text = match name {
            "tab" | "ptab" => "\t",
            "br" | "cr" => "\n",
            "noBreakHyphen" => "-",
            _ => return,
        };
        if self.runs > 0 {
            self.out().synthetic(text);
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "p" => {
                let paragraph = self.paragraphs.pop().unwrap_or_default();
                let fallback = self.fallbacks > 0;
                let whole = if fallback { &mut self.story.fallback } else { &mut self.story.text };
                if std::mem::take(&mut self.beside) && !fallback && !whole.text().is_empty() {
                    whole.gap("\t");
                    whole.join(paragraph);
                } else {
                    whole.append(paragraph);
                }
            }
            "r" => self.runs = self.runs.saturating_sub(1),
            "t" | "delText" => self.texts = self.texts.saturating_sub(1),
            "del" | "moveFrom" => self.deletions = self.deletions.saturating_sub(1),
            "Fallback" => self.fallbacks = self.fallbacks.saturating_sub(1),
            "tr" => {
                self.cells.pop();
                self.beside = false;
            }
            _ => {}
        }
    }

    /// The alternative text of a picture.
    fn described(&mut self, walk: &Walk<'_>, e: &BytesStart<'_>, bytes: &Range<usize>) {
        if !matches!(local(e).as_str(), "docPr" | "cNvPr" | "tblDescription" | "tblCaption") {
            return;
        }
        let names: &[&str] = if local(e).starts_with("tbl") { &["val"] } else { &["descr", "title"] };
        for name in names {
            let Some(raw) = value(e, name).filter(|v| !v.trim().is_empty()) else { continue };
            let quoted = [format!("{name}=\"{raw}\""), format!("{name}='{raw}'")];
            let tag = walk.source.get(bytes.clone()).unwrap_or_default();
            let Some(at) = quoted.iter().find_map(|q| tag.find(q.as_str())) else { continue };
            let start = bytes.start + at + name.len() + 2;
            self.story.captions.line_break();
            super::html::attribute(&mut self.story.captions, raw, Place { stream: self.stream, start });
        }
    }
}
