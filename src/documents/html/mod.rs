//! HTML: what a reader sees, and what stands in the file beside it. Title, running text, captions
//! and alternative texts are parts of their own, and so is what only the source shows (comments,
//! descriptions for search engines): it is published with the file.
//!
//! A tokenizer without a tree: time and memory are linear in the source, however deep it nests.

mod refs;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};
use std::convert::Infallible;
use std::ops::Range;

use super::part::of_page;
use super::{Builder, DocumentError, Part, Place};
use refs::{Run, runs};

/// Elements between which text stands on lines of its own.
const BLOCKS: [&str; 42] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "button",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "legend",
    "li",
    "main",
    "nav",
    "ol",
    "option",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "ul",
];
/// Elements whose content is no text for readers.
const SILENT: [&str; 5] = ["script", "style", "iframe", "noembed", "noframes"];
/// Elements in which white space stands for itself.
const SPACED: [&str; 3] = ["pre", "textarea", "listing"];
/// Names of `meta` elements whose content is a text.
const DESCRIPTIONS: [&str; 6] =
    ["description", "keywords", "og:title", "og:description", "twitter:title", "twitter:description"];

/// Parts of a page, and how many pictures it has.
pub(super) fn read(source: &str) -> Result<(Vec<Part>, usize), DocumentError> {
    let mut page = Page::new(source, 0);
    page.feed()?;
    Ok((of_page(page.title, page.body, page.caption, page.aside), page.pictures))
}

/// The text of a piece of HTML inside another text, `offset` bytes from its beginning; returns
/// its captions and asides too.
pub(super) fn fragment(source: &str, offset: usize, body: Builder) -> Result<Fragment, DocumentError> {
    let mut page = Page::new(source, offset);
    page.body = body;
    page.feed()?;
    Ok(Fragment { body: page.body, caption: page.caption, aside: page.aside, pictures: page.pictures })
}

/// What [`fragment`] found.
pub(super) struct Fragment {
    pub(super) body: Builder,
    pub(super) caption: Builder,
    pub(super) aside: Builder,
    pub(super) pictures: usize,
}

struct Page<'a> {
    source: &'a str,
    offset: usize,
    title: Builder,
    body: Builder,
    caption: Builder,
    aside: Builder,
    pictures: usize,
    /// The tag that is being read.
    tag: String,
    attribute: String,
    name: String,
    content: Option<(Range<usize>, Vec<u8>)>,
    /// Open elements that matter for text; each is only counted.
    silent: usize,
    spaced: usize,
    in_title: bool,
    titled: bool,
    captions: usize,
    lost: Option<usize>,
}

impl<'a> Page<'a> {
    fn new(source: &'a str, offset: usize) -> Self {
        Self {
            source,
            offset,
            title: Builder::default(),
            body: Builder::default(),
            caption: Builder::default(),
            aside: Builder::default(),
            pictures: 0,
            tag: String::new(),
            attribute: String::new(),
            name: String::new(),
            content: None,
            silent: 0,
            spaced: 0,
            in_title: false,
            titled: false,
            captions: 0,
            lost: None,
        }
    }

    fn feed(&mut self) -> Result<(), DocumentError> {
        let source = self.source;
        let mut emitter =
            CallbackEmitter::new(|event: CallbackEvent<'_>, span: Span<usize>| -> Option<Infallible> {
                self.event(&event, span.start..span.end);
                None
            });
        emitter.naively_switch_states(true);
        // The callback hears everything; no token is ever handed out.
        let _ = Tokenizer::new_with_emitter(source, emitter).next();
        self.lost.map_or(Ok(()), |at| Err(DocumentError::Lost { at: at + self.offset }))
    }

    fn event(&mut self, event: &CallbackEvent<'_>, span: Range<usize>) {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag = String::from_utf8_lossy(name).into_owned();
                self.name.clear();
                self.content = None;
                self.open();
            }
            CallbackEvent::AttributeName { name } => {
                self.attribute = String::from_utf8_lossy(name).into_owned();
            }
            CallbackEvent::AttributeValue { value } => self.attribute(value, span),
            CallbackEvent::CloseStartTag { .. } => self.opened(),
            CallbackEvent::EndTag { name } => self.close(&String::from_utf8_lossy(name)),
            CallbackEvent::String { value } => self.string(value, span),
            CallbackEvent::Comment { value } => self.comment(value, &span),
            CallbackEvent::Doctype { .. } | CallbackEvent::Error(_) => {}
        }
    }

    fn open(&mut self) {
        let tag = self.tag.clone();
        let tag = tag.as_str();
        self.silent += usize::from(SILENT.contains(&tag));
        self.spaced += usize::from(SPACED.contains(&tag));
        match tag {
            "title" if !self.titled => self.in_title = true,
            "figcaption" => {
                self.captions += 1;
                self.caption.line_break();
            }
            "img" | "picture" | "svg" | "canvas" | "video" => self.pictures += usize::from(tag != "picture"),
            "td" | "th" => self.text_builder().gap("\t"),
            "tr" => self.text_builder().line_break(),
            _ => {}
        }
        if BLOCKS.contains(&tag) {
            self.text_builder().line_break();
        }
    }

    /// At the end of a start tag: a description is known to be one only now.
    fn opened(&mut self) {
        if self.tag == "meta"
            && DESCRIPTIONS.contains(&self.name.to_ascii_lowercase().as_str())
            && let Some((span, value)) = self.content.take()
        {
            self.aside.line_break();
            let mut aside = std::mem::take(&mut self.aside);
            self.mapped(&mut aside, &value, span, true, true);
            self.aside = aside;
        }
    }

    fn close(&mut self, tag: &str) {
        if SILENT.contains(&tag) {
            self.silent = self.silent.saturating_sub(1);
        }
        if SPACED.contains(&tag) {
            self.spaced = self.spaced.saturating_sub(1);
        }
        if tag == "title" && self.in_title {
            (self.in_title, self.titled) = (false, true);
        }
        if BLOCKS.contains(&tag) || tag == "tr" {
            self.text_builder().line_break();
        }
        if tag == "figcaption" {
            self.captions = self.captions.saturating_sub(1);
        }
    }

    fn attribute(&mut self, value: &[u8], span: Range<usize>) {
        match (self.tag.as_str(), self.attribute.as_str()) {
            ("meta", "name" | "property") => self.name = String::from_utf8_lossy(value).into_owned(),
            ("meta", "content") => self.content = Some((span, value.to_vec())),
            (_, "alt" | "title" | "aria-label" | "placeholder" | "summary") => {
                self.caption.line_break();
                let mut caption = std::mem::take(&mut self.caption);
                self.mapped(&mut caption, value, span, true, true);
                caption.line_break();
                self.caption = caption;
            }
            _ => {}
        }
    }

    fn text_builder(&mut self) -> &mut Builder {
        if self.in_title {
            &mut self.title
        } else if self.captions > 0 {
            &mut self.caption
        } else {
            &mut self.body
        }
    }

    fn string(&mut self, value: &[u8], span: Range<usize>) {
        if self.silent > 0 {
            return;
        }
        let spaced = self.spaced > 0;
        let mut builder = std::mem::take(self.text_builder());
        self.mapped(&mut builder, value, span, false, spaced);
        *self.text_builder() = builder;
    }

    fn comment(&mut self, value: &[u8], span: &Range<usize>) {
        let Ok(value) = std::str::from_utf8(value) else { return };
        // The span of a comment is that of its markup; its text stands inside, after `<!--`.
        let inside = self.source.get(span.start..).and_then(|s| s.find(value));
        let Some(at) = inside.map(|i| span.start + i) else { return };
        if !value.trim().is_empty() {
            self.aside.line_break();
            self.aside.verbatim(value, Place { stream: 0, start: self.offset + at });
        }
    }

    /// Text with its place. The tokenizer says what it read; that must be what stands there.
    fn mapped(&mut self, out: &mut Builder, value: &[u8], span: Range<usize>, attribute: bool, spaced: bool) {
        let start = span.start;
        let Some(raw) = self.source.get(span) else {
            self.lost.get_or_insert(start);
            return;
        };
        let mut decoded = String::with_capacity(raw.len());
        for run in runs(raw, attribute) {
            let place = |at: usize| Place { stream: 0, start: self.offset + start + at };
            match run {
                Run::Verbatim(range) => {
                    let text = raw.get(range.clone()).unwrap_or_default();
                    decoded.push_str(text);
                    if spaced {
                        out.verbatim(text, place(range.start));
                    } else {
                        collapsed(out, text, place(range.start));
                    }
                }
                Run::Reference(range, text) => {
                    decoded.push_str(&text);
                    out.escaped(&text, place(range.start), range.len());
                }
            }
        }
        if decoded.replace("\r\n", "\n").replace('\r', "\n").as_bytes() != value {
            self.lost.get_or_insert(start);
        }
    }
}

/// The raw value of an attribute of XML or HTML, with its references read.
pub(super) fn attribute(out: &mut Builder, raw: &str, place: Place) {
    for run in runs(raw, true) {
        let here = |at: usize| Place { stream: place.stream, start: place.start + at };
        match run {
            Run::Verbatim(range) => {
                out.verbatim(raw.get(range.clone()).unwrap_or_default(), here(range.start));
            }
            Run::Reference(range, text) => out.escaped(&text, here(range.start), range.len()),
        }
    }
}

/// Text as it is shown: line breaks in the source are no line breaks.
pub(super) fn collapsed(out: &mut Builder, text: &str, place: Place) {
    let mut at = 0;
    let blank = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0c');
    while let Some(rest) = text.get(at..).filter(|r| !r.is_empty()) {
        let word = rest.find(blank).unwrap_or(rest.len());
        let here = |start| Place { stream: place.stream, start: place.start + start };
        if word > 0 {
            out.verbatim(rest.get(..word).unwrap_or_default(), here(at));
            at += word;
            continue;
        }
        let run = rest.find(|c| !blank(c)).unwrap_or(rest.len());
        let white = rest.get(..run).unwrap_or_default();
        if white.contains(['\n', '\r']) {
            out.soft_break(here(at), run);
        } else if !out.text().is_empty() && !out.text().ends_with(['\n', ' ', '\t']) {
            out.escaped(" ", here(at), run);
        }
        at += run;
    }
}
