//! Markdown: what is shown, with emphasis, links and escapes read through. The first heading of
//! the first level is the title. HTML inside is read as HTML.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::ops::Range;

use super::part::of_page;
use super::{Builder, DocumentError, Part, Place, html};

/// Parts of a text, and how many pictures it shows.
pub(super) fn read(source: &str) -> Result<(Vec<Part>, usize), DocumentError> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    let mut page = Page { source, ..Page::default() };
    for (event, range) in Parser::new_ext(source, options).into_offset_iter() {
        page.event(event, range)?;
    }
    page.flush_html()?;
    Ok((of_page(page.title, page.body, page.caption, page.aside), page.pictures))
}

#[derive(Default)]
struct Page<'a> {
    source: &'a str,
    title: Builder,
    body: Builder,
    caption: Builder,
    aside: Builder,
    in_title: bool,
    images: usize,
    pictures: usize,
    /// A block of HTML that is being collected: its events stand side by side.
    html: Option<Range<usize>>,
}

impl Page<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) -> Result<(), DocumentError> {
        if let Event::Html(_) | Event::InlineHtml(_) = event {
            match &mut self.html {
                Some(open) if open.end == range.start => open.end = range.end,
                _ => {
                    self.flush_html()?;
                    self.html = Some(range);
                }
            }
            return Ok(());
        }
        self.flush_html()?;
        match event {
            Event::Start(tag) => self.start(&tag, &range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text, range),
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.inside(&text, range);
            }
            Event::SoftBreak => self.out().soft_break(Place { stream: 0, start: range.start }, range.len()),
            Event::HardBreak | Event::Rule => self.out().line_break(),
            Event::Html(_)
            | Event::InlineHtml(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_) => {}
        }
        Ok(())
    }

    fn out(&mut self) -> &mut Builder {
        if self.images > 0 {
            &mut self.caption
        } else if self.in_title {
            &mut self.title
        } else {
            &mut self.body
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>) {
        match tag {
            Tag::Heading { level: HeadingLevel::H1, .. } if self.title.text().is_empty() => {
                self.in_title = true;
            }
            Tag::Image { title, .. } => {
                self.caption.line_break();
                self.images += 1;
                self.pictures += 1;
                self.link_title(title, range);
            }
            Tag::Link { title, .. } => self.link_title(title, range),
            Tag::TableCell => self.out().gap("\t"),
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Superscript | Tag::Subscript => {}
            _ => self.out().line_break(),
        }
    }

    /// The title of a link or picture, which shows when one points at it.
    fn link_title(&mut self, title: &str, range: &Range<usize>) {
        let Some(at) = self.source.get(range.clone()).and_then(|s| s.rfind(title)) else { return };
        if !title.is_empty() {
            self.caption.line_break();
            self.caption.verbatim(title, Place { stream: 0, start: range.start + at });
            self.caption.line_break();
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Image => {
                self.images = self.images.saturating_sub(1);
                self.caption.line_break();
            }
            TagEnd::Heading(_) => {
                self.out().line_break();
                self.in_title = false;
            }
            TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::TableCell => {}
            _ => self.out().line_break(),
        }
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        let place = Place { stream: 0, start: range.start };
        if self.source.get(range.clone()) == Some(text) {
            self.out().verbatim(text, place);
        } else {
            self.out().escaped(text, place, range.len());
        }
    }

    /// Text between marks, such as code between backquotes. Line breaks in it are read as spaces.
    fn inside(&mut self, text: &str, range: Range<usize>) {
        let raw = self.source.get(range.clone()).unwrap_or_default();
        let Some(at) = raw.replace('\n', " ").find(text) else {
            self.out().escaped(text, Place { stream: 0, start: range.start }, range.len());
            return;
        };
        let mut start = range.start + at;
        let lines = raw.get(at..at + text.len()).unwrap_or_default().split_inclusive('\n');
        for line in lines.map(str::to_owned).collect::<Vec<_>>() {
            let words = line.trim_end_matches('\n');
            self.out().verbatim(words, Place { stream: 0, start });
            start += words.len();
            if words.len() < line.len() {
                self.out().escaped(" ", Place { stream: 0, start }, 1);
                start += 1;
            }
        }
    }

    fn flush_html(&mut self) -> Result<(), DocumentError> {
        let Some(range) = self.html.take() else { return Ok(()) };
        let raw = self.source.get(range.clone()).unwrap_or_default();
        let body = std::mem::take(self.out());
        let found = html::fragment(raw, range.start, body)?;
        *self.out() = found.body;
        self.caption.append(found.caption);
        self.aside.append(found.aside);
        self.pictures += found.pictures;
        Ok(())
    }
}
