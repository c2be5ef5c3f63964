//! Readings of characters, and which syllables sound nearly the same.

use super::table::{READINGS, SYLLABLES};
use std::sync::LazyLock;

/// Up to three syllables of a set of readings; unused places are 0.
pub fn readings(set: u16) -> [u16; 3] {
    READINGS.get(usize::from(set)).copied().unwrap_or_default()
}

/// The letters of a syllable, `ü` written `v`; empty for 0.
pub fn syllable(id: u16) -> &'static str {
    SYLLABLES.get(usize::from(id)).copied().unwrap_or("")
}

/// The class of syllables that many speakers do not tell apart: flat and curled initials, `n` and
/// `l`, front and back nasals. 0 for no syllable.
pub fn near(id: u16) -> u16 {
    NEAR.classes.get(usize::from(id)).copied().unwrap_or(0)
}

/// How many classes [`near`] has.
pub fn near_classes() -> usize {
    NEAR.count
}

struct Near {
    classes: Vec<u16>,
    count: usize,
}

static NEAR: LazyLock<Near> = LazyLock::new(|| {
    let mut keys: Vec<String> = vec![String::new()];
    let classes = SYLLABLES
        .iter()
        .map(|s| {
            let key = near_key(s);
            keys.iter().position(|k| *k == key).unwrap_or_else(|| {
                keys.push(key);
                keys.len() - 1
            }) as u16
        })
        .collect();
    Near { classes, count: keys.len() }
});

fn near_key(syllable: &str) -> String {
    let mut s = syllable.to_owned();
    for (curled, flat) in [("zh", "z"), ("ch", "c"), ("sh", "s")] {
        if let Some(rest) = s.strip_prefix(curled) {
            s = format!("{flat}{rest}");
        }
    }
    if let Some(rest) = s.strip_prefix('n').filter(|r| !r.is_empty()) {
        s = format!("l{rest}");
    }
    for back in ["ang", "eng", "ing"] {
        if s.ends_with(back) {
            s.pop();
        }
    }
    s
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::fold;

    fn first(c: &str) -> u16 {
        readings(fold(c)[0].readings())[0]
    }

    #[test]
    fn same_and_near_sounds() {
        assert_eq!(first("军"), first("君"));
        assert_ne!(first("兵"), first("宾"));
        assert_eq!(near(first("兵")), near(first("宾")));
        assert_ne!(near(first("军")), near(first("空")));
        assert_eq!(syllable(first("绿")), "lv");
    }
}
