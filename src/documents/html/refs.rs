//! Character references (`&amp;`, `&#20108;`): where each stands and what it stands for.

use std::ops::Range;

/// Longest name of a reference, `CounterClockwiseContourIntegral;`, with its ampersand.
const LONGEST: usize = 33;

/// A stretch of raw HTML text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Run {
    /// Characters that stand for themselves.
    Verbatim(Range<usize>),
    /// A reference and its characters.
    Reference(Range<usize>, String),
}

/// The text of an element or attribute in stretches.
pub(super) fn runs(raw: &str, attribute: bool) -> Vec<Run> {
    let mut out = Vec::new();
    let (mut plain, mut at) = (0, 0);
    while let Some(found) = raw.get(at..).and_then(|r| r.find('&')) {
        let start = at + found;
        let rest = raw.get(start..).unwrap_or_default();
        let Some((len, text)) = reference(rest, attribute) else {
            at = start + 1;
            continue;
        };
        if start > plain {
            out.push(Run::Verbatim(plain..start));
        }
        at = start + len;
        plain = at;
        out.push(Run::Reference(start..at, text));
    }
    if plain < raw.len() {
        out.push(Run::Verbatim(plain..raw.len()));
    }
    out
}

/// The reference at the beginning of `rest`: its length and its characters.
fn reference(rest: &str, attribute: bool) -> Option<(usize, String)> {
    if let Some(number) = rest.strip_prefix("&#") {
        let (prefix, hex) = match number.strip_prefix(['x', 'X']) {
            Some(_) => (3, true),
            None => (2, false),
        };
        let digit = |b: u8| if hex { b.is_ascii_hexdigit() } else { b.is_ascii_digit() };
        let digits = rest.bytes().skip(prefix).take_while(|b| digit(*b)).count();
        if digits == 0 {
            return None;
        }
        let end = prefix + digits;
        let closed = rest.as_bytes().get(end) == Some(&b';');
        // With the semicolon that may be lacking, so that both spellings are read alike.
        let text = htmlize::unescape(format!("{};", rest.get(..end)?)).into_owned();
        return Some((end + usize::from(closed), text));
    }
    let name = 1 + rest.bytes().skip(1).take(LONGEST).take_while(u8::is_ascii_alphanumeric).count();
    if rest.as_bytes().get(name) == Some(&b';') {
        let whole = rest.get(..=name)?;
        let text = htmlize::unescape(whole);
        // What is no reference stays; what is one up to its middle leaves letters and `;`.
        if text != whole && text.chars().count() <= 2 {
            return Some((name + 1, text.into_owned()));
        }
    }
    // Some old names need no semicolon: the longest that is one. Each stands for one character.
    (2..=name).rev().find_map(|len| {
        let prefix = rest.get(..len)?;
        let text = htmlize::unescape(prefix);
        let next = rest.as_bytes().get(len);
        let part_of_url = attribute && next.is_some_and(|b| *b == b'=' || b.is_ascii_alphanumeric());
        (text != prefix && text.chars().count() == 1 && !part_of_url).then(|| (len, text.into_owned()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_found_as_browsers_find_them() {
        for (raw, attribute, length, text) in [
            ("&amp;x", false, 5, "&"),
            ("&#20108;月", false, 8, "二"),
            ("&#x4E8C月", false, 7, "二"),
            ("&copy2029", false, 5, "©"),
            ("&notit;", false, 4, "¬"),
            ("&notin;", false, 7, "∉"),
            ("&semi;", false, 6, ";"),
            ("&NotEqualTilde;", false, 15, "≂̸"),
            ("&copy", true, 5, "©"),
        ] {
            assert_eq!(reference(raw, attribute), Some((length, text.to_owned())), "{raw}");
        }
        for (raw, attribute) in
            [("& x", false), ("&#;", false), ("&nosuch;", false), ("&copy=1", true), ("&copy2", true)]
        {
            assert_eq!(reference(raw, attribute), None, "{raw}");
        }
    }
}
