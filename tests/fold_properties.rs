//! Folding and spans on arbitrary Unicode: never a panic, spans that map back exactly, and the
//! same input gives the same bytes.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::string_slice)] // Tests may.

use kanhe::cli::text::TextAs;
use kanhe::fold::{Unit, code_points, fold, folded_text, graphemes_around};
use kanhe::pipeline::Engine;
use proptest::prelude::*;
use std::sync::LazyLock;
use unicode_segmentation::UnicodeSegmentation as _;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::builtin().unwrap());

/// Any characters, and those that names are disguised with.
fn text() -> impl Strategy<Value = String> {
    let disguises = prop::sample::select(vec![
        "解放军",
        "軍",
        "部阝",
        "官方",
        "①",
        "８",
        "㈱",
        "\u{200b}",
        "\u{fe0f}",
        "\u{20e3}",
        "e\u{301}",
        "🇨🇳",
        "👨\u{200d}👩\u{200d}👧",
        "jie放",
        "PLA",
        "(",
        "）",
        "。",
        " ",
        "\n",
        "Р",
        "ǚ",
        "部队",
        "99901",
        "粉丝",
    ]);
    let any = any::<char>().prop_map(String::from);
    prop::collection::vec(prop_oneof![3 => disguises.prop_map(str::to_owned), 1 => any], 0..24)
        .prop_map(|v| v.concat())
}

fn check_units(text: &str, units: &[Unit]) {
    let mut before = (0, 0);
    for u in units {
        let (start, end) = (u.start as usize, u.end as usize);
        assert!(start < end && end <= text.len());
        assert!(text.is_char_boundary(start) && text.is_char_boundary(end));
        assert_eq!(text[start..end].chars().count(), 1, "a unit comes from one character");
        assert!((start, end) == before || start >= before.1, "ranges do not go back");
        before = (start, end);
    }
    assert_eq!(units.last().map_or(0, |u| u.end as usize), text.len(), "the span map covers the text");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn folding_is_idempotent_and_its_ranges_are_exact(text in text()) {
        let units = fold(&text);
        check_units(&text, &units);
        let once = folded_text(&text);
        prop_assert_eq!(folded_text(&once), once);
    }

    #[test]
    fn every_character_folds_alone_as_it_does_in_a_text(a in any::<char>(), b in any::<char>()) {
        let both = folded_text(&format!("{a}{b}"));
        prop_assert_eq!(both, folded_text(&a.to_string()) + &folded_text(&b.to_string()));
    }

    #[test]
    fn graphemes_around_widens_to_graphemes_and_no_further(text in text(), from in 0..80usize, len in 0..40usize) {
        let wide = graphemes_around(&text, from..from + len);
        let starts: Vec<usize> =
            text.grapheme_indices(true).map(|(i, _)| i).chain([text.len()]).collect();
        prop_assert!(starts.contains(&wide.start) && starts.contains(&wide.end));
        let (low, high) = (from.min(text.len()), (from + len).min(text.len()));
        prop_assert!(wide.start <= low && wide.end >= high);
        // No grapheme at either end could be left out.
        let inside: Vec<usize> = starts.iter().copied().filter(|s| (wide.start + 1..wide.end).contains(s)).collect();
        if low < high {
            prop_assert!(inside.first().is_none_or(|s| *s > low) && inside.last().is_none_or(|s| *s < high));
        }
    }

    #[test]
    fn the_same_input_gives_the_same_bytes_and_hits_quote_the_text(text in text()) {
        for part in [TextAs::Nickname, TextAs::Verification, TextAs::Body] {
            let event = part.event("p".to_owned(), text.clone());
            let decision = ENGINE.decide(&event);
            prop_assert_eq!(ENGINE.to_json(&decision), ENGINE.to_json(&ENGINE.decide(&event)));
            for hit in decision.findings().iter().flat_map(|f| &f.hits) {
                prop_assert!(hit.start < hit.end);
                if let Some(words) = &hit.text {
                    let quoted: String = text.chars().skip(hit.start).take(hit.end - hit.start).collect();
                    prop_assert_eq!(words, &quoted);
                }
            }
        }
    }
}

#[test]
fn every_code_point_folds_to_what_folds_to_itself() {
    for c in '\0'..=char::MAX {
        let text = c.to_string();
        let once = folded_text(&text);
        assert_eq!(folded_text(&once), once, "U+{:04X}", u32::from(c));
        check_units(&text, &fold(&text));
        assert_eq!(code_points(&text, text.len()), 1);
    }
}
