//! PDF: text of pages, and files that are broken.

use super::super::pdf::{self, PdfText};
use super::*;
use std::fmt::Write as _;

/// A PDF of one page whose font names its glyphs by a table, as programs write Chinese text.
/// Each line is `(x, y, text)`.
pub fn pdf(lines: &[(u32, u32, &str)]) -> Vec<u8> {
    let mut content = String::from("BT /F1 12 Tf\n");
    let mut map = String::new();
    let mut chars: Vec<char> = lines.iter().flat_map(|l| l.2.chars()).collect();
    chars.sort_unstable();
    chars.dedup();
    for (x, y, text) in lines {
        let codes: String =
            text.chars().map(|c| format!("{:04X}", chars.binary_search(&c).unwrap() + 1)).collect();
        let _ = writeln!(content, "1 0 0 1 {x} {y} Tm <{codes}> Tj");
    }
    content += "ET";
    for (i, c) in chars.iter().enumerate() {
        let mut units = [0; 2];
        let hex: String = c.encode_utf16(&mut units).iter().map(|u| format!("{u:04X}")).collect();
        let _ = writeln!(map, "<{:04X}> <{hex}>", i + 1);
    }
    let cmap = format!(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n1 begincodespacerange <0000> <FFFF> endcodespacerange\n{} beginbfchar\n{map}endbfchar endcmap end end",
        chars.len()
    );
    let stream = |text: &str| format!("<< /Length {} >> stream\n{text}\nendstream", text.len());
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        stream(&content),
        "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>".to_owned(),
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000 /FontDescriptor 8 0 R >>".to_owned(),
        stream(&cmap),
        "<< /Type /FontDescriptor /FontName /X /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>".to_owned(),
    ];
    let mut out = String::from("%PDF-1.7\n");
    let mut places = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        places.push(out.len());
        let _ = writeln!(out, "{} 0 obj\n{object}\nendobj", i + 1);
    }
    let start = out.len();
    let _ = writeln!(out, "xref\n0 {}\n0000000000 65535 f ", objects.len() + 1);
    for place in places {
        let _ = writeln!(out, "{place:010} 00000 n ");
    }
    let _ = write!(out, "trailer << /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF", objects.len() + 1);
    out.into_bytes()
}

#[test]
fn lines_become_paragraphs() {
    let full = "泊位十四个于示例军港二期工程建成投用计划二〇二九年十";
    let lines = [
        (50, 700, "二期规划"),
        (50, 660, full),
        (50, 640, "月前完成。"),
        (50, 600, "另起一段"),
        (300, 600, "右栏"),
    ];
    let text = pdf::read(pdf(&lines)).unwrap();
    let body = format!("二期规划\n{full}月前完成。\n另起一段\t右栏");
    assert_eq!(text, PdfText { title: None, body, pictures: 0, glyphs_unread: 0, fonts_unread: 0 });
}

#[test]
fn broken_files_are_errors() {
    let good = pdf(&[(50, 700, "泊位")]);
    assert!(matches!(pdf::read(b"%PDF-1.7\nrubbish".to_vec()), Err(DocumentError::PdfDamaged)));
    // Cut anywhere, the file is repaired as viewers do or refused: it never panics.
    for end in (0..good.len()).step_by(97) {
        let _ = pdf::read(good[..end].to_vec());
    }
    assert!(matches!(Document::read(good, Format::Pdf), Err(DocumentError::PdfApart)));
}
