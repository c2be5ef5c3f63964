//! A folded text as the register compares it: letters and digits, and the signs that make a figure.

use std::ops::Range;

/// Signs before a digit that change its value.
const SIGNS: [char; 8] = ['-', '+', '±', '<', '>', '≤', '≥', '~'];

/// The characters that are compared, each with its bytes in the folded text.
#[derive(Debug, Default)]
pub(super) struct Content {
    chars: Vec<(char, Range<usize>)>,
}

impl Content {
    /// Reads a folded text. Punctuation and spaces are left out, but not what stands between two
    /// digits (`1.2`, `3-5`, `8:30`) or makes a digit's sign; commas that group thousands are.
    pub(super) fn of(folded: &str) -> Self {
        let all: Vec<(usize, char)> = folded.char_indices().collect();
        let digit =
            |at: Option<usize>| at.and_then(|at| all.get(at)).is_some_and(|(_, c)| c.is_ascii_digit());
        let groups = |at: usize| {
            let run = (at + 1..all.len()).take_while(|n| digit(Some(*n))).count();
            run == 3 && digit(at.checked_sub(1))
        };
        let kept = |at: usize, c: char| {
            let (before, after) = (digit(at.checked_sub(1)), digit(Some(at + 1)));
            match c {
                c if c.is_alphanumeric() => true,
                ',' if groups(at) => false,
                c if before && after => !c.is_whitespace(),
                c => after && SIGNS.contains(&c),
            }
        };
        let chars = all
            .iter()
            .enumerate()
            .filter(|(at, (_, c))| kept(*at, *c))
            .map(|(_, (byte, c))| (*c, *byte..byte + c.len_utf8()))
            .collect();
        Self { chars }
    }

    /// How many characters.
    pub(super) fn len(&self) -> usize {
        self.chars.len()
    }

    /// The characters.
    pub(super) fn chars(&self) -> impl Iterator<Item = char> + '_ {
        self.chars.iter().map(|(c, _)| *c)
    }

    /// The characters as one text.
    pub(super) fn text(&self) -> String {
        self.chars().collect()
    }

    /// The bytes in the folded text of a range of characters.
    pub(super) fn bytes(&self, range: Range<usize>) -> Range<usize> {
        let first = self.chars.get(range.start).map_or(0, |(_, b)| b.start);
        let last = range.end.checked_sub(1).and_then(|l| self.chars.get(l)).map_or(first, |(_, b)| b.end);
        first..last
    }

    /// The range of characters that lie in these bytes.
    pub(super) fn inside(&self, bytes: &Range<usize>) -> Range<usize> {
        let at = |byte: usize| self.chars.partition_point(|(_, b)| b.start < byte);
        at(bytes.start)..at(bytes.end)
    }

    /// Whether a range of characters cuts no figure in two: the same number goes on neither before
    /// nor behind it, in digits or in Chinese numerals.
    pub(super) fn whole(&self, range: &Range<usize>) -> bool {
        let at = |i: Option<usize>| i.and_then(|i| self.chars.get(i)).map(|(c, _)| *c);
        let counts = |c: Option<char>| c.is_some_and(numeral);
        let joins = |c: Option<char>| c.is_some_and(|c| numeral(c) || !c.is_alphanumeric());
        let (before, first) = (at(range.start.checked_sub(1)), at(Some(range.start)));
        let (last, after) = (at(range.end.checked_sub(1)), at(Some(range.end)));
        let cut = joins(before) && counts(first) || counts(last) && joins(after);
        !cut
    }
}

/// A digit, or a character of which Chinese numbers are made.
fn numeral(c: char) -> bool {
    crate::fold::digit(c).is_some() || matches!(c, '十' | '百' | '千' | '万' | '亿' | '两' | '半' | '点')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_that_make_a_figure_stay_and_others_go() {
        let text = |s: &str| Content::of(s).text();
        assert_eq!(text("共 1,200 人、3-5天,8:30。"), "共1200人3-5天8:30");
        assert_eq!(text("-5度,1.2万"), "-5度1.2万");
        assert_ne!(text("1.2万"), text("12万"));
        assert_ne!(text("12,34"), text("1234"));
    }

    #[test]
    fn a_figure_is_not_cut() {
        let content = Content::of("载员七千二百人1200艘");
        let part = |s: &str| {
            let text = content.text();
            let at = text.find(s).unwrap();
            let start = text.get(..at).unwrap().chars().count();
            content.whole(&(start..start + s.chars().count()))
        };
        assert!(part("七千二百") && part("载员七千二百人") && part("1200"));
        assert!(!part("载员七千") && !part("二百人") && !part("120"));
    }
}
