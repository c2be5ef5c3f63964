#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::format_push_string,
    clippy::format_collect,
    clippy::string_slice,
    clippy::type_complexity,
    clippy::needless_pass_by_value,
    clippy::similar_names,
    clippy::too_many_lines,
    clippy::single_range_in_vec_init
)] // A test stops at the first surprise.

mod copies;
mod hostile;
mod package;
mod pdfs;

use super::*;
use package::{Package, paragraph};

/// Kind and text of each part.
fn parts(bytes: impl Into<Vec<u8>>, format: Format) -> Vec<(TextPartKind, String)> {
    let document = Document::read(bytes.into(), format).unwrap();
    document.parts().iter().map(|p| (p.kind(), p.text().trim_end().to_owned())).collect()
}

fn body(text: &str) -> (TextPartKind, String) {
    (TextPartKind::Body, text.to_owned())
}

#[test]
fn html_is_read_as_it_is_shown() {
    let page = "<!doctype html><html><head><title>示例&amp;港</title><meta name=\"description\" content='简介&#20108;期'>
<style>p{content:'样式'}</style><script>var a = '<p>脚本</p>';</script></head>
<body><h1>二期</h1><p>泊位<b>14</b>个，<i>2029</i>年
10月前<br>投用</p><!-- 内部：勿发 --><table><tr><td>泊位</td><td>14</td></tr></table>
<img src=a.png alt='码头&quot;航拍&quot;'><figure><figcaption>图一</figcaption></figure><pre>a
 b</pre></body></html>";
    let expected = [
        (TextPartKind::Title, "示例&港"),
        (TextPartKind::Body, "二期\n泊位14个，2029年10月前\n投用\n泊位\t14\na\n b"),
        (TextPartKind::Caption, "码头\"航拍\"\n图一"),
        (TextPartKind::Body, "简介二期\n 内部：勿发"),
    ]
    .map(|(kind, text)| (kind, text.to_owned()));
    assert_eq!(parts(page, Format::Html), expected);
}

#[test]
fn a_line_break_beside_a_chinese_character_is_no_space() {
    assert_eq!(
        parts("<p>作战\n   泊位 14\n个 and\nmore</p>", Format::Html),
        [body("作战泊位 14个 and more")]
    );
    assert_eq!(parts("作战\n泊位 14\n个", Format::Markdown), [body("作战泊位 14个")]);
}

#[test]
fn markdown_is_read_through_its_marks() {
    let text = "---\nlead: 示例\n---\n# 二期 *规划*\n\n泊位**14**个，`2029年\n10月`前&amp;后\\*，[链接](https://example.org \"提示\")<b>粗</b>\n\n| 项 | 数 |\n|---|---|\n| 泊位 | 14 |\n\n![航拍图](a.png)\n\n<!-- 勿发 -->\n";
    let expected = [
        (TextPartKind::Title, "二期 规划"),
        (TextPartKind::Body, "lead: 示例\n泊位14个，2029年 10月前&后*，链接粗\n项\t数\n泊位\t14"),
        (TextPartKind::Caption, "提示\n航拍图"),
        (TextPartKind::Body, " 勿发"),
    ]
    .map(|(kind, text)| (kind, text.to_owned()));
    assert_eq!(parts(text, Format::Markdown), expected);
}

#[test]
fn word_documents_are_read_with_all_that_the_file_has() {
    let table = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>泊位</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>14</w:t></w:r></w:p><w:p><w:r><w:t>个</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    let marked = "<w:p><w:del><w:r><w:delText>原定九月</w:delText></w:r></w:del><w:r><w:tab/><w:t xml:space=\"preserve\"> A&amp;B&#20108;</w:t><w:br/><w:t>完</w:t></w:r></w:p>";
    let boxed = "<w:p><w:r><w:t>外</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><wp:docPr descr=\"码头&quot;航拍&quot;\"/><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:p><w:r><w:t>框</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>后</w:t></w:r></w:p>";
    let inner = format!("{}{table}{marked}{boxed}", paragraph(&["202", "9年", "10月"]));
    let package = Package::new(&inner)
        .title("二期规划")
        .story("header", "hdr", &paragraph(&["内部资料"]))
        .story("footnotes", "footnotes", &format!("<w:footnote>{}</w:footnote>", paragraph(&["注一"])))
        .story("comments", "comments", &format!("<w:comment>{}</w:comment>", paragraph(&["别写日期"])));
    let expected = [
        (TextPartKind::Title, "二期规划"),
        (TextPartKind::Body, "2029年10月\n泊位\t14\n个\n\t A&B二\n完\n框\n外后"),
        (TextPartKind::Body, "内部资料"),
        (TextPartKind::Body, "注一"),
        (TextPartKind::Body, "别写日期"),
        (TextPartKind::Body, "原定九月"),
        (TextPartKind::Body, "框"),
        (TextPartKind::Caption, "码头\"航拍\""),
    ]
    .map(|(kind, text)| (kind, text.to_owned()));
    let bytes = package.bytes();
    assert_eq!(parts(bytes.clone(), Format::Docx), expected);
    assert_eq!(Document::read(bytes, Format::Docx).unwrap().unread(), [Unread::Pictures(1)]);
}

#[test]
fn a_format_is_known_by_content_before_name() {
    let docx = Package::new("").bytes();
    for (name, bytes, expected) in [
        ("a.txt", b"text".as_slice(), Ok(Format::Text)),
        ("a.MD", b"text", Ok(Format::Markdown)),
        ("a.htm", b"text", Ok(Format::Html)),
        ("a.txt", docx.as_slice(), Ok(Format::Docx)),
        ("a", b" \n<!DOCTYPE HTML>", Ok(Format::Html)),
        ("a.html", b"%PDF-1.7", Ok(Format::Pdf)),
        ("a", b"text", Ok(Format::Text)),
        ("a", b"\0\x01", Err(DocumentError::UnknownFormat)),
        ("a.docx", b"text", Err(DocumentError::NotDocx("it is no ZIP container"))),
        ("a.pdf", b"text", Err(DocumentError::PdfDamaged)),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Err(DocumentError::Ole)),
    ] {
        assert_eq!(Format::of(name, bytes), expected, "{name} {bytes:?}");
    }
}
