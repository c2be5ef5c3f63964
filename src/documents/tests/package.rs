//! Makes small Word documents for tests, with what real ones have beside their text.
#![allow(
    clippy::unwrap_used,
    dead_code,
    clippy::format_push_string,
    clippy::format_collect,
    clippy::string_slice,
    clippy::type_complexity,
    clippy::needless_pass_by_value,
    clippy::similar_names,
    clippy::too_many_lines
)]

use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const W: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing""#;
const PREFIX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.";

/// A document in the making: name, content type (of those that have one) and bytes of each entry.
pub struct Package {
    entries: Vec<(String, Option<String>, Vec<u8>)>,
}

impl Package {
    /// With this XML inside `w:body`.
    pub fn new(body: &str) -> Self {
        let document = format!(
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{}<w:document {W}><w:body>{body}<w:sectPr><w:pgSz w:w="11906"/></w:sectPr></w:body></w:document>"#,
            "\r\n"
        );
        let mut package = Self { entries: Vec::new() };
        package.add("_rels/.rels", None, rels().as_bytes());
        package.add("word/document.xml", Some(&format!("{PREFIX}document.main+xml")), document.as_bytes());
        // Bytes that no text has, as a picture has them.
        let picture: Vec<u8> = (0..4096u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        package.add("word/media/image1.png", None, &picture);
        package
    }

    /// Adds another story: `header`, `footnotes`, `comments` …
    pub fn story(mut self, kind: &str, root: &str, inner: &str) -> Self {
        let xml = format!(r#"<?xml version="1.0"?><w:{root} {W}>{inner}</w:{root}>"#);
        self.add(&format!("word/{kind}1.xml"), Some(&format!("{PREFIX}{kind}+xml")), xml.as_bytes());
        self
    }

    /// Adds the document's properties.
    pub fn title(mut self, title: &str) -> Self {
        let xml = format!(
            r#"<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></cp:coreProperties>"#
        );
        let kind = "application/vnd.openxmlformats-package.core-properties+xml";
        self.add("docProps/core.xml", Some(kind), xml.as_bytes());
        self
    }

    /// Adds any entry.
    pub fn entry(mut self, name: &str, content_type: Option<&str>, bytes: &[u8]) -> Self {
        self.add(name, content_type, bytes);
        self
    }

    fn add(&mut self, name: &str, content_type: Option<&str>, bytes: &[u8]) {
        self.entries.push((name.to_owned(), content_type.map(str::to_owned), bytes.to_vec()));
    }

    /// The container.
    pub fn bytes(&self) -> Vec<u8> {
        let mut types = String::from(
            r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="png" ContentType="image/png"/>"#,
        );
        for (name, content_type, _) in &self.entries {
            if let Some(content_type) = content_type {
                types += &format!(r#"<Override PartName="/{name}" ContentType="{content_type}"/>"#);
            }
        }
        types += "</Types>";
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        let deflated = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        out.start_file("[Content_Types].xml", deflated).unwrap();
        out.write_all(types.as_bytes()).unwrap();
        for (name, _, bytes) in &self.entries {
            let stored = name.contains("media");
            let method = if stored { CompressionMethod::Stored } else { CompressionMethod::Deflated };
            out.start_file(name.as_str(), deflated.compression_method(method)).unwrap();
            out.write_all(bytes).unwrap();
        }
        out.set_raw_comment(b"a comment".as_slice().into()).unwrap();
        out.finish().unwrap().into_inner()
    }
}

fn rels() -> String {
    r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#.to_owned()
}

/// A paragraph of runs.
pub fn paragraph(runs: &[&str]) -> String {
    let runs: String =
        runs.iter().map(|r| format!("<w:r><w:rPr><w:b/></w:rPr><w:t>{r}</w:t></w:r>")).collect();
    format!("<w:p>{runs}</w:p>")
}
