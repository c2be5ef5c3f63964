//! Files that are made to hurt: each ends in a clear error, within its bounds.

use super::package::{Package, paragraph};
use super::*;
use crate::limits::{MAX_XML_BYTES, MAX_XML_DEPTH, MAX_ZIP_ENTRIES};

fn error(bytes: Vec<u8>, format: Format) -> DocumentError {
    Document::read(bytes, format).unwrap_err()
}

fn docx(body: &str) -> DocumentError {
    error(Package::new(body).bytes(), Format::Docx)
}

#[test]
fn a_zip_bomb_is_stopped_by_what_it_inflates_to() {
    // 200 MiB of spaces in 200 KiB.
    let bomb = vec![b' '; MAX_XML_BYTES * 4];
    let package =
        Package::new(&paragraph(&["x"])).story("header", "hdr", std::str::from_utf8(&bomb).unwrap()).bytes();
    assert!(package.len() < 1 << 20, "{}", package.len());
    assert_eq!(
        error(package, Format::Docx),
        DocumentError::TooLarge { what: "XML in the container", limit: MAX_XML_BYTES }
    );
    // In an entry that no text is read from it is never inflated.
    let aside = Package::new(&paragraph(&["x"])).entry("word/theme/a.bin", None, &bomb).bytes();
    let document = Document::read(aside, Format::Docx).unwrap();
    let copy = document.masked(&[vec![0..1]]).unwrap().unwrap();
    assert!(copy.len() < 1 << 20);
}

#[test]
fn entities_are_not_expanded() {
    let bomb = r#"<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>"#;
    let xml = format!("{bomb}<w:document><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>");
    let kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml";
    let package = Package::new(&paragraph(&["x"])).entry("word/h.xml", Some(kind), xml.as_bytes()).bytes();
    assert_eq!(error(package, Format::Docx), DocumentError::Doctype { part: "word/h.xml".to_owned(), at: 0 });
    assert!(matches!(docx(&paragraph(&["&b;"])), DocumentError::Entity { .. }));
}

#[test]
fn deep_nesting_ends() {
    let deep = "<w:sdt>".repeat(MAX_XML_DEPTH) + &"</w:sdt>".repeat(MAX_XML_DEPTH);
    assert!(matches!(docx(&deep), DocumentError::TooDeep { limit: MAX_XML_DEPTH, .. }));
    // A page may nest as it likes: no stack grows with it.
    let page = "<div>".repeat(200_000) + "泊位";
    assert_eq!(Document::read(page.into_bytes(), Format::Html).unwrap().parts()[0].text(), "泊位");
    let quotes = ">".repeat(100_000) + " 泊位";
    assert!(Document::read(quotes.into_bytes(), Format::Markdown).is_ok());
    let brackets = "[".repeat(100_000) + "泊位";
    assert!(Document::read(brackets.into_bytes(), Format::Markdown).is_ok());
}

#[test]
fn macros_and_other_formats_are_named() {
    let body = paragraph(&["x"]);
    let with = |name, kind| error(Package::new(&body).entry(name, kind, b"x").bytes(), Format::Docx);
    assert_eq!(with("word/vbaProject.bin", None), DocumentError::Macros);
    assert_eq!(with("word/x.bin", Some("application/vnd.ms-office.vbaProject")), DocumentError::Macros);
    let many = (0..=MAX_ZIP_ENTRIES).fold(Package::new(&body), |p, i| p.entry(&format!("x{i}"), None, b""));
    assert_eq!(error(many.bytes(), Format::Docx), DocumentError::TooManyEntries { limit: MAX_ZIP_ENTRIES });
    assert!(matches!(error(b"PK\x03\x04rubbish".to_vec(), Format::Docx), DocumentError::Zip(_)));
    assert_eq!(error(Package::new("").bytes(), Format::Docx), DocumentError::NoText);
}

#[test]
fn damaged_xml_says_where() {
    for body in ["<w:p><w:r></w:p>", "<w:p", "<w:p><w:t>a</w:t>"] {
        assert!(matches!(docx(body), DocumentError::Xml { .. }), "{body}");
    }
    let bytes = Package::new("").story("header", "hdr", "x").bytes();
    for end in [10, bytes.len() / 2, bytes.len() - 5] {
        assert!(Document::read(bytes[..end].to_vec(), Format::Docx).is_err());
    }
}

#[test]
fn what_is_no_text_or_too_much_of_it_is_refused() {
    assert!(matches!(error(b"a\0b".to_vec(), Format::Text), DocumentError::Charset { at: 1 }));
    assert!(matches!(error(b"abc\xff\xff".to_vec(), Format::Text), DocumentError::Charset { at: 3 }));
    let long = "泊位".repeat(MAX_EVENT_BYTES / 6 + 1);
    assert!(matches!(error(long.into_bytes(), Format::Text), DocumentError::TooLarge { .. }));
    assert!(matches!(
        error(vec![b' '; MAX_DOCUMENT_BYTES + 1], Format::Html),
        DocumentError::TooLarge { .. }
    ));
    assert_eq!(error(b" \n".to_vec(), Format::Text), DocumentError::NoText);
}

#[test]
fn errors_do_not_quote_the_document() {
    for body in ["<w:p><w:r></w:机密>", "<w:p><w:t>&机密;</w:t></w:p>"] {
        assert!(!docx(body).to_string().contains("机密"));
    }
}
