//! The text of a PDF: glyphs in the order in which the page draws them, put into lines and lines
//! into paragraphs, so that a value that is broken at the end of a line is read whole.
//!
//! A PDF is a program for drawing. Counts are bounded here; memory and time are bounded by the
//! process that `cli::apart` runs this in.

use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::{LoadPdfError, Pdf};
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, InterpreterWarning, SoftMask, interpret_page,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::DocumentError;
use crate::limits::{MAX_EVENT_BYTES, MAX_PDF_GLYPHS, MAX_PDF_PAGES};

/// The text of a PDF.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PdfText {
    /// The title that the document gives itself.
    pub(crate) title: Option<String>,
    /// The text of its pages.
    pub(crate) body: String,
    /// Pictures on its pages.
    pub(crate) pictures: usize,
    /// Glyphs that no table of the fonts names.
    pub(crate) glyphs_unread: usize,
    /// Fonts that cannot be read, with all that is written in them.
    pub(crate) fonts_unread: usize,
}

/// Units of a font in one em: what PDF fixes for all glyph spaces but those of type 3 fonts.
const EM: f64 = 1000.0;
/// A glyph farther from the baseline than this, in ems, is on another line.
const BASELINE: f64 = 0.5;
/// A gap wider than this, in ems, is a space between Latin words.
const SPACE: f64 = 0.2;
/// A gap wider than this, in ems, is a column.
const COLUMN: f64 = 1.5;
/// Lines farther apart than this, in ems, are two paragraphs.
const LEADING: f64 = 2.1;
/// A line that ends within this, in ems, of the right edge of the text goes on in the next.
const RAGGED: f64 = 2.5;

/// Reads a PDF.
pub(crate) fn read(bytes: Vec<u8>) -> Result<PdfText, DocumentError> {
    let pdf = Pdf::new(bytes).map_err(|e| match e {
        LoadPdfError::Decryption(_) => DocumentError::PdfEncrypted,
        LoadPdfError::Invalid => DocumentError::PdfDamaged,
    })?;
    let pages = pdf.pages();
    if pages.len() > MAX_PDF_PAGES {
        return Err(DocumentError::PdfPages { limit: MAX_PDF_PAGES });
    }
    let mut out =
        PdfText { title: title(&pdf), body: String::new(), pictures: 0, glyphs_unread: 0, fonts_unread: 0 };
    let mut glyphs = 0;
    for page in pages.iter() {
        // One cache a page: fonts of a long document are not all kept at once.
        let cache = InterpreterCache::new();
        let unsupported = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&unsupported);
        let warning_sink = Arc::new(move |warning| {
            if matches!(warning, InterpreterWarning::UnsupportedFont) {
                counter.fetch_add(1, Ordering::Relaxed);
            }
        });
        let settings = InterpreterSettings { warning_sink, ..InterpreterSettings::default() };
        let (width, height) = page.render_dimensions();
        let bounds = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let mut context = Context::new(Affine::IDENTITY, bounds, &cache, pdf.xref(), settings);
        let mut reader = Reader { glyphs, ..Reader::default() };
        interpret_page(page, &mut context, &mut reader);
        glyphs = reader.glyphs;
        if glyphs > MAX_PDF_GLYPHS {
            return Err(DocumentError::TooLarge { what: "glyphs in the PDF", limit: MAX_PDF_GLYPHS });
        }
        out.pictures += reader.pictures;
        out.glyphs_unread += reader.unread;
        out.fonts_unread += unsupported.load(Ordering::Relaxed);
        if !out.body.is_empty() && !out.body.ends_with('\n') {
            out.body.push('\n');
        }
        paragraphs(&reader.lines, &mut out.body);
        if out.body.len() > MAX_EVENT_BYTES {
            return Err(DocumentError::TooLarge { what: "text of the document", limit: MAX_EVENT_BYTES });
        }
    }
    Ok(out)
}

/// The title of the document's information: UTF-16 with a mark, or bytes that are read as UTF-8.
fn title(pdf: &Pdf) -> Option<String> {
    let bytes = pdf.metadata().title.as_deref()?;
    match bytes.strip_prefix(b"\xfe\xff") {
        Some(rest) => {
            let units: Vec<u16> = rest.as_chunks::<2>().0.iter().map(|p| u16::from_be_bytes(*p)).collect();
            String::from_utf16(&units).ok()
        }
        None => String::from_utf8(bytes.to_vec()).ok(),
    }
}

/// A line of a page.
#[derive(Debug, Default, Clone, PartialEq)]
struct Line {
    text: String,
    y: f64,
    left: f64,
    right: f64,
    size: f64,
}

/// A device that draws nothing and reads what is written.
#[derive(Default)]
struct Reader {
    lines: Vec<Line>,
    glyphs: usize,
    pictures: usize,
    unread: usize,
}

impl Reader {
    fn glyph(&mut self, text: &str, at: Point, size: f64, advance: f64) {
        let far = |line: &Line| (line.y - at.y).abs() > BASELINE * size.max(line.size);
        // Back by more than a column on the same baseline is another line too.
        let back = |line: &Line| at.x < line.left - COLUMN * size;
        if self.lines.last().is_none_or(|l| far(l) || back(l)) {
            self.lines.push(Line { text: String::new(), y: at.y, left: at.x, right: at.x, size });
        }
        let Some(line) = self.lines.last_mut() else { return };
        let gap = at.x - line.right;
        let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_graphic());
        if gap > COLUMN * size && !line.text.is_empty() {
            line.text.push('\t');
        } else if gap > SPACE * size && latin(line.text.chars().next_back()) && latin(text.chars().next()) {
            line.text.push(' ');
        }
        line.text.push_str(text);
        line.right = line.right.max(at.x + advance);
        line.size = line.size.max(size);
    }
}

impl Device<'_> for Reader {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, '_>, props: DrawProps<'_>, _: &DrawMode) {
        for glyph in run.glyphs() {
            self.glyphs += 1;
            if self.glyphs > MAX_PDF_GLYPHS {
                return;
            }
            let transform = props.transform * glyph.transform();
            let at = transform * Point::ZERO;
            let size = (transform * Point::new(0.0, EM) - at).hypot();
            let advance = match &**glyph {
                Glyph::Outline(g) => g.advance_width().map_or(0.0, f64::from) * size / EM,
                Glyph::Type3(_) => size / 2.0,
            };
            match glyph.as_unicode() {
                Some(BfString::Char(c)) if !c.is_control() => self.glyph(&c.to_string(), at, size, advance),
                Some(BfString::String(s)) => self.glyph(&s.replace(char::is_control, ""), at, size, advance),
                _ => self.unread += 1,
            }
        }
    }

    fn draw_image(&mut self, _: Image<'_, '_>, _: ImageDrawProps<'_>) {
        self.pictures += 1;
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'_>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// Lines to paragraphs.
fn paragraphs(lines: &[Line], out: &mut String) {
    let edge = lines.iter().map(|l| l.right).fold(0.0, f64::max);
    let mut before: Option<&Line> = None;
    for line in lines.iter().filter(|l| !l.text.trim().is_empty()) {
        if let Some(last) = before {
            let size = line.size.max(last.size);
            let even = (line.size - last.size).abs() < 0.1 * size;
            let below = (line.y - last.y).abs() < LEADING * size;
            let full = last.right > edge - RAGGED * size;
            let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
            if !(even && below && full) {
                out.push('\n');
            } else if latin(out.chars().next_back()) && latin(line.text.chars().next()) {
                out.push(' ');
            }
        }
        out.push_str(line.text.trim_end());
        before = Some(line);
    }
}
