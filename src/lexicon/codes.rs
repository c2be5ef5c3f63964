//! Every code that the check of a lexicon can give: one table, with what, why and an example.
//! `kanhe lexicon check --explain KL…` prints a row.

/// How bad a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth a look; changes no exit code.
    Note,
    /// Should be mended before it ships.
    Warning,
    /// Cannot ship.
    Error,
}

/// One code.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// The code, `KL…`.
    pub code: &'static str,
    /// A short name.
    pub name: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What was found.
    pub what: &'static str,
    /// Why it matters and how to mend it.
    pub why: &'static str,
    /// The least lines of a lexicon that give it.
    pub example: &'static str,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $id:ident $severity:ident $name:literal $what:literal $why:literal $example:literal;)*) => {
        $($(#[$doc])* #[doc = $what]
        pub const $id: Code = Code {
            code: stringify!($id), name: $name, severity: Severity::$severity,
            what: $what, why: $why, example: $example,
        };)*
        /// All codes, in their order.
        pub const ALL: &[&Code] = &[$(&$id),*];
    };
}

codes! {
    KL001 Error "schema"
        "A file is no TOML, or a key is unknown, missing or of the wrong type."
        "A key that is silently ignored would be a rule that silently does nothing."
        "[[term]]\nhits = [\"...\"]   # the key is `hit`";
    KL002 Error "too-many-entries"
        "The set holds more entries than its bound allows."
        "Every bound of the system is in one file, so that memory and time stay known."
        "more than 100,000 entries";
    KL003 Error "other-family"
        "A file belongs to another family of lexicons."
        "Names decide about registrations only. Cues for posts are compiled in, rules for drafts are another schema: no file brings them in here."
        "[[cue]]\nid = \"body-forces\"";
    KL004 Error "duplicate-id"
        "Two entries, or two files, have the same id."
        "A decision names the entry by its id; an appeal must be able to find it."
        "[[term]]\nid = \"wujing\"\n[[term]]\nid = \"wujing\"";
    KL005 Error "empty-word"
        "A word, name or example is empty or blank."
        "An empty word matches nothing, or everything."
        "aliases = [\"\"]";
    KL006 Warning "duplicate-word"
        "A word stands twice in one list, or twice under one kind of mark."
        "The second one changes nothing; whoever removes the first will think that the word is gone."
        "words = [\"粉丝\", \"粉丝\"]";
    KL007 Error "unknown-article"
        "A basis is no article that these lexicons may rest on."
        "Every refusal quotes its article. Names rest on articles 7, 8, 10 and 16 only."
        "basis = [\"14(1)\"]";
    KL008 Error "no-source"
        "A name of a body has no published source."
        "Only openly published general names may be listed."
        "source = \"\"";
    KL009 Error "no-hit"
        "An entry has no example that must be refused."
        "Nobody can see what the entry is for, and no test fails when it stops working."
        "hit = []";
    KL010 Error "no-pass"
        "An entry has no example that must pass."
        "Over-blocking begins where nobody wrote down who must not be blocked."
        "pass = []";
    KL011 Error "bad-date"
        "A date is not `YYYY-MM-DD`, or `until` is before `since`."
        "Dates are compared as they stand."
        "since = \"2026-13-01\"";
    KL012 Warning "expired"
        "`until` lies before the day of the check (`--today`)."
        "Renew the entry with a reason, or set its status to `retired`."
        "until = \"2020-01-01\"";
    KL013 Error "too-long"
        "A word is longer than a term may be, and would be left out."
        "An entry that is compiled to nothing protects nobody."
        "text = \"…\"   # more than 32 characters";
    KL014 Warning "shadowed"
        "Two entries are the same word once folded."
        "Only one of them can be found; which one is chance."
        "text = \"解放军\"   # and elsewhere: text = \"解放軍\"";
    KL015 Note "inside"
        "A name stands inside a longer one of the same kind."
        "The longer one wins where both fit. Often wanted; if not, make the short one an alias."
        "text = \"武警\"   # and: text = \"武警总部\"";
    KL016 Warning "idle-exception"
        "An exempt phrase contains neither the name nor one of its aliases."
        "It is an exception to nothing. Exceptions are other readings of the same characters."
        "text = \"解放军\"\nexcept = [\"解放路\"]";
    KL017 Warning "idle-fold"
        "A fold is listed that can never apply to this name."
        "It promises a protection that is not there: no numeral for `digit`, no `initials` key, no Chinese character for `homophone`."
        "text = \"PLA\"\nfolds = [\"homophone\"]";
    KL018 Warning "foreign-hit"
        "An example that must be refused does not contain the entry, in any spelling that its folds undo."
        "It may well be refused, but by another entry: it does not test this one."
        "text = \"海军\"\nhit = [\"空军某部官方\"]";
    KL019 Note "foreign-pass"
        "An example that must pass does not contain the entry at all."
        "It passes whatever the entry says. Often wanted, to show what the entry must never reach."
        "text = \"海军\"\npass = [\"天气真好\"]";
    KL020 Note "folds-without-data"
        "`glyph` or `split` is listed, but the tables know no look-alike and no components for any character of the name."
        "Nothing is wrong; a row in the tables would make the fold work."
        "text = \"一一\"\nfolds = [\"split\"]";
    KL021 Error "bad-symbol"
        "A symbol is not one character, or reads as nothing."
        "A symbol stands for a word: one code point, drawn by itself."
        "[[symbol]]\ntext = \"ab\"";
    KL022 Error "bad-digits"
        "A pattern's least number of digits is 0 or more than its greatest, or no unit word follows."
        "It would match nothing, or every unit word."
        "digits = [5, 4]";
    KL023 Error "over-budget"
        "The entry fires on benign text more often than the budget allows, by its calibrated upper bound."
        "A reviewer decides: fewer folds, an exempt phrase, shadow, or a larger budget with a reason."
        "budget = 0.01   # percent of benign names";
    KL024 Error "contradiction"
        "The same example must be refused and must pass."
        "One of the two is a mistake."
        "hit = [\"x\"]\npass = [\"x\"]";
    KL025 Note "two-kinds"
        "A word is a mark of two kinds."
        "It is read as the kind that comes first. Make the longer phrase a mark of its own where it matters."
        "kind = \"fan\"   # and elsewhere: kind = \"shop\", the same word";
    KL026 Error "no-cue"
        "A rule for drafts does not ask for `@not-public`."
        "Without a positive cue it would cover facts that are public. The least that a rule needs is a value, an entity and a cue."
        "all = [\"@facility\"]";
    KL027 Error "no-value"
        "A rule for drafts covers no value that a grammar recognises."
        "Rules are about operational values only, never about subjects or words."
        "mask = [\"@unit\"]";
    KL028 Warning "idle-class"
        "Nothing asks for any class of a term."
        "The term changes nothing; name its class in a rule or a facet, or take it out."
        "[[term]]\nid = \"x\"\nclass = [\"nobody-asks\"]";
    KL029 Error "failing-example"
        "An example of a rule for drafts does not do what it says."
        "A `hit` that passes or a `pass` that hits is a mistake of the rule or of the example."
        "hit = [\"今天食堂的面很好吃。\"]";
    KL900 Error "protected"
        "A protected post is touched, or a protected name is refused, by this set."
        "Protected speech and names pass whatever a lexicon says; the set is refused and the old one stays."
        "text = \"八一桥\"  # and no `except`: a barber under the bridge would be refused";
}

/// The row of a code.
pub fn find(code: &str) -> Option<&'static Code> {
    ALL.iter().copied().find(|c| c.code.eq_ignore_ascii_case(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_in_order_and_documented() {
        assert!(ALL.is_sorted_by(|a, b| a.code < b.code));
        for c in ALL {
            assert!(![c.name, c.what, c.why, c.example].contains(&""), "{}", c.code);
            assert_eq!(find(c.code), Some(*c));
        }
    }
}
