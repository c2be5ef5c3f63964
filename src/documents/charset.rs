//! Bytes to text and back: UTF-8, UTF-16 with a mark, GB 18030 (with GBK and GB 2312). A text is
//! taken only if encoding it again gives the same bytes, so that a copy can be exact.

use encoding_rs::{Encoding, GB18030};

use super::DocumentError;

/// How far into an HTML file the declaration of its charset may stand: the standard's number.
const HTML_PRESCAN: usize = 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Charset {
    Utf8 { mark: bool },
    Utf16Le,
    Utf16Be,
    Gb18030,
}

/// A text with the charset that it came in.
#[derive(Debug)]
pub(super) struct Decoded {
    text: String,
    charset: Charset,
}

/// Decodes a text.
pub(super) fn decode(bytes: &[u8], html: bool) -> Result<Decoded, DocumentError> {
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        let text =
            std::str::from_utf8(rest).map_err(|e| DocumentError::Charset { at: e.valid_up_to() + 3 })?;
        return checked(text.to_owned(), Charset::Utf8 { mark: true }, bytes);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        return checked(utf16(rest, u16::from_le_bytes)?, Charset::Utf16Le, bytes);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        return checked(utf16(rest, u16::from_be_bytes)?, Charset::Utf16Be, bytes);
    }
    let failed = match std::str::from_utf8(bytes) {
        Ok(text) => return checked(text.to_owned(), Charset::Utf8 { mark: false }, bytes),
        Err(e) => DocumentError::Charset { at: e.valid_up_to() },
    };
    let declared = if html { declared(bytes) } else { None };
    if declared.is_some_and(|e| e != GB18030 && e != encoding_rs::GBK) {
        return Err(failed);
    }
    match GB18030.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => checked(text.into_owned(), Charset::Gb18030, bytes),
        None => Err(failed),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, DocumentError> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|p| unit(*p));
    let text: Result<String, _> = char::decode_utf16(units).collect();
    match text {
        Ok(text) if rest.is_empty() => Ok(text),
        _ => Err(DocumentError::Charset { at: bytes.len() }),
    }
}

/// The charset that an HTML file declares for itself.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let lead = bytes.get(..HTML_PRESCAN).unwrap_or(bytes).to_ascii_lowercase();
    let at = lead.windows(8).position(|w| w == b"charset=")? + 8;
    let label: Vec<u8> = lead
        .iter()
        .skip(at)
        .skip_while(|b| b"\"' ".contains(b))
        .take_while(|b| b.is_ascii_alphanumeric() || **b == b'-' || **b == b'_')
        .copied()
        .collect();
    Encoding::for_label(&label)
}

fn checked(text: String, charset: Charset, bytes: &[u8]) -> Result<Decoded, DocumentError> {
    // NUL is in no text; what has one is a picture, a program, a sound.
    if let Some(at) = text.find('\0') {
        return Err(DocumentError::Charset { at });
    }
    let decoded = Decoded { text, charset };
    let again = decoded.encode(&decoded.text)?;
    if again == bytes {
        return Ok(decoded);
    }
    let at = again.iter().zip(bytes).position(|(a, b)| a != b).unwrap_or(again.len().min(bytes.len()));
    Err(DocumentError::Charset { at })
}

impl Decoded {
    /// The text, without a byte order mark.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// A text in the same charset.
    pub(super) fn encode(&self, text: &str) -> Result<Vec<u8>, DocumentError> {
        match self.charset {
            Charset::Utf8 { mark } => {
                let mut out = if mark { b"\xef\xbb\xbf".to_vec() } else { Vec::new() };
                out.extend_from_slice(text.as_bytes());
                Ok(out)
            }
            Charset::Utf16Le => Ok(units(b"\xff\xfe", text, u16::to_le_bytes)),
            Charset::Utf16Be => Ok(units(b"\xfe\xff", text, u16::to_be_bytes)),
            Charset::Gb18030 => match GB18030.encode(text) {
                (out, _, false) => Ok(out.into_owned()),
                _ => Err(DocumentError::Unencodable { charset: "GB 18030" }),
            },
        }
    }
}

fn units(mark: &[u8], text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let mut out = mark.to_vec();
    out.extend(text.encode_utf16().flat_map(bytes));
    out
}
