//! Is a fact public? Cues with scores around it, inside against outside; a sum with its reasons,
//! never one switch.

use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::scan::{Scanned, ScannedPart};
use super::schema::RawCue;
use super::set::{Disclosure, Meaning};
use crate::message::TextPartKind;

/// From this sum on a fact is taken not to be public, in hundredths.
pub(crate) const NOT_PUBLIC: i32 = 100;
/// From this sum on a whole draft is journalism about an allegation, an accident or a grievance:
/// two different cues. One alone speaks for the sentences around it.
pub(crate) const PRESS: i32 = 200;
/// Several ways of saying that a fact is not public add up to no more than this, so that what is
/// about the whole draft (fiction, a game) outweighs them all.
const MOST_INSIDE: i32 = 150;
/// How much the wording counts beside the cues, in hundredths of its score.
const WORDING: i32 = 500;
/// Where no cue says that a fact is not public, and where cues only hint at it, the wording must be as
/// clear as this, in hundredths.
const CLEAR: i32 = 50;
const CLEAR_BESIDE_HINTS: i32 = 40;
/// Where so much speaks for something public or civil, the wording adds nothing.
const ABOUT_ELSE: i32 = 200;
/// How much it may take away, and how much it may add: not so much that it outweighs what a draft is
/// about (a law, a game), which no labelled draft may have been worded like.
const MOST_TAKEN: i32 = 600;
const MOST_ADDED: i32 = 200;
/// How much an attribution to an official source, or its address, speaks for a part.
const ATTRIBUTED: i32 = 100;

/// What a cue speaks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Side {
    /// The fact is not public.
    Inside,
    /// The fact is public, is none, or is somebody else's.
    Outside,
    /// The draft reports an allegation, an accident, casualties, a grievance.
    Press,
}

/// A cue.
#[derive(Debug)]
pub(crate) struct Cue {
    pub(crate) id: String,
    pub(crate) side: Side,
    score: i32,
    near: i32,
    across: i32,
    topic: bool,
    figurative: bool,
}

impl Cue {
    pub(crate) fn new(raw: &RawCue) -> Self {
        Self {
            id: raw.id.as_ref().clone(),
            side: raw.side,
            score: raw.score,
            near: raw.near,
            across: raw.across,
            topic: raw.topic,
            figurative: raw.figurative,
        }
    }
}

/// The evidence about one place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Weight {
    /// Id and score of what speaks for "not public".
    pub(crate) inside: Vec<(String, i32)>,
    /// Id and score of what speaks against it.
    pub(crate) outside: Vec<(String, i32)>,
    /// How the draft is worded around it.
    pub(crate) wording: i32,
    /// Whether the sentence itself says that it is not public.
    pub(crate) said_here: bool,
    /// Whether this sentence and those beside it say so without help from elsewhere.
    pub(crate) close: bool,
}

impl Weight {
    /// Inside less outside.
    pub(crate) fn net(&self) -> i32 {
        let inside = sum(&self.inside);
        let cues = inside.min(MOST_INSIDE) - sum(&self.outside);
        let clear = if inside >= NOT_PUBLIC {
            i32::MIN
        } else if inside > 0 {
            CLEAR_BESIDE_HINTS
        } else {
            CLEAR
        };
        if self.wording < clear { cues.min(NOT_PUBLIC - 1) } else { cues + self.worded() }
    }

    /// What the wording adds to the cues.
    fn worded(&self) -> i32 {
        let most = if sum(&self.outside) >= ABOUT_ELSE { 0 } else { MOST_ADDED };
        (self.wording * WORDING / 100).clamp(-MOST_TAKEN, most)
    }

    /// The reasons, in words.
    pub(crate) fn reasons(&self) -> Vec<String> {
        let inside = self.inside.iter().map(|(id, s)| format!("{id} +{s}"));
        let outside = self.outside.iter().map(|(id, s)| format!("{id} -{s}"));
        let wording = (self.worded() != 0).then(|| format!("wording {:+}", self.worded()));
        inside.chain(outside).chain(wording).collect()
    }
}

fn sum(list: &[(String, i32)]) -> i32 {
    list.iter().map(|(_, score)| score).sum()
}

/// What the cues say about a place in a draft.
pub(crate) fn weigh(set: &Disclosure, scan: &Scanned, part: usize, at: &Range<usize>) -> Weight {
    let mut best: BTreeMap<u16, (i32, bool, bool)> = BTreeMap::new();
    for (p, scanned) in scan.parts.iter().enumerate() {
        for spot in &scanned.spots {
            let Meaning::Cue(number) = spot.meaning else { continue };
            let Some(cue) = set.cues.get(usize::from(number)) else { continue };
            if cue.figurative && scan.certain {
                continue;
            }
            let reach = if p == part { within(cue, scanned, &spot.bytes, at) } else { Reach::Across };
            let found = match reach {
                Reach::Sentence => (cue.score, true, true),
                _ if cue.topic && !scan.topics.contains(&number) => continue,
                Reach::Near => (cue.near, false, true),
                Reach::Across => (cue.across, false, false),
                Reach::None => continue,
            };
            let entry = best.entry(number).or_insert((0, false, false));
            if found.0.abs() > entry.0.abs() {
                *entry = found;
            }
        }
    }
    let (mut weight, mut elsewhere) = (Weight::default(), Vec::new());
    weight.wording = scan
        .parts
        .get(part)
        .map_or(0, |p| p.wording.get(p.reading.sentence(at.start)).copied().unwrap_or_default());
    // Nobody's grievance is held for its tone.
    if scan.reports {
        weight.wording = weight.wording.min(0);
    }
    let mut beside = 0;
    for (number, (score, here, close)) in best {
        let Some(cue) = set.cues.get(usize::from(number)) else { continue };
        if score == 0 {
            continue;
        }
        match cue.side {
            Side::Inside => {
                weight.said_here |= here && score >= NOT_PUBLIC;
                beside += if close { score } else { 0 };
                weight.inside.push((cue.id.clone(), score));
            }
            Side::Outside => elsewhere.push((cue.id.clone(), score, here)),
            Side::Press => {}
        }
    }
    weight.close = beside >= NOT_PUBLIC;
    // A sentence that says that it is not public speaks for itself: other sentences lift it only
    // where they are about the whole draft, as fiction is.
    let speaks = weight.said_here;
    let counts = |(_, score, here): &(String, i32, bool)| *here || *score >= NOT_PUBLIC || !speaks;
    weight.outside.extend(elsewhere.into_iter().filter(counts).map(|(id, score, _)| (id, score)));
    // What says of itself that it is not public is no quotation of something published.
    if scan.parts.get(part).is_some_and(|p| p.attributed) && !weight.said_here {
        weight.outside.push(("attribution".to_owned(), ATTRIBUTED));
    }
    weight
}

/// How far a cue stands from what it may speak for.
enum Reach {
    Sentence,
    Near,
    Across,
    /// It is about something else.
    None,
}

/// How far a cue of a part stands from a place in it.
fn within(cue: &Cue, part: &ScannedPart, spot: &Range<usize>, at: &Range<usize>) -> Reach {
    let reading = &part.reading;
    let gap = reading.sentence(spot.start).abs_diff(reading.sentence(at.start));
    if gap == 0 {
        return Reach::Sentence;
    }
    // A picture of a page is one thing: its heading speaks for every line.
    if part.kind == TextPartKind::Ocr {
        return Reach::Near;
    }
    let broken = reading.broken(spot, at);
    match cue.side {
        // What makes a fact public or none speaks for its own paragraph; a remark that it is not
        // public often stands on a line of its own.
        Side::Outside if broken => Reach::Across,
        // A remark at the end of an item of a list is about that item.
        Side::Inside if broken && reading.ends_item(spot) => Reach::None,
        _ if gap == 1 => Reach::Near,
        _ => Reach::Across,
    }
}

/// The cues of topics that a draft names: they stand in the title, a hashtag or the first sentence, or
/// in two different words.
pub(crate) fn topics(set: &Disclosure, scan: &Scanned) -> BTreeSet<u16> {
    let mut words: BTreeMap<u16, &str> = BTreeMap::new();
    let mut named = BTreeSet::new();
    for part in &scan.parts {
        for spot in &part.spots {
            let Meaning::Cue(number) = spot.meaning else { continue };
            if !set.cues.get(usize::from(number)).is_some_and(|cue| cue.topic) {
                continue;
            }
            let word = part.reading.text().get(spot.bytes.clone()).unwrap_or_default();
            if matches!(part.kind, TextPartKind::Title | TextPartKind::Hashtag)
                || part.reading.sentence(spot.bytes.start) == 0
                || *words.entry(number).or_insert(word) != word
            {
                named.insert(number);
            }
        }
    }
    named
}

/// How many different cues of an allegation, an accident, casualties or a grievance a draft holds.
pub(crate) fn press(set: &Disclosure, scan: &Scanned) -> i32 {
    let mut seen: BTreeMap<(u16, &str), i32> = BTreeMap::new();
    for part in &scan.parts {
        for spot in &part.spots {
            let Meaning::Cue(number) = spot.meaning else { continue };
            if let Some(cue) = set.cues.get(usize::from(number)).filter(|c| c.side == Side::Press) {
                seen.insert(
                    (number, part.reading.text().get(spot.bytes.clone()).unwrap_or_default()),
                    cue.score,
                );
            }
        }
    }
    seen.values().sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::disclosure::examples::draft;

    /// What the cues of the release say about the one count of a text.
    fn net(text: &str) -> i32 {
        let set = Disclosure::embedded().unwrap();
        let scan = Scanned::of(&set, &draft(text));
        let text = |v: &Range<usize>| scan.parts[0].reading.text().get(v.clone());
        let counts =
            scan.parts[0].values.iter().filter(|v| text(&v.bytes).is_some_and(|t| t.contains("320")));
        counts.map(|v| weigh(&set, &scan, 0, &v.bytes).net()).next().unwrap()
    }

    #[test]
    fn a_topic_speaks_for_a_draft_that_is_about_it_and_a_mention_for_its_sentence() {
        assert!(net("未公开：99901旅有320人。会后玩了游戏。") >= NOT_PUBLIC);
        assert!(net("游戏说明。未公开：99901旅有320人。") < NOT_PUBLIC);
        assert!(net("未公开：99901旅有320人。会后玩了游戏，通关了。") < NOT_PUBLIC);
        assert!(net("未公开：游戏里的99901旅有320人。") < NOT_PUBLIC);
    }

    #[test]
    fn words_of_the_forces_in_a_shop_are_a_figure_until_a_unit_is_named() {
        assert!(net("双十一大促，门店备货。未公开：弹药320箱。") < NOT_PUBLIC);
        assert!(net("双十一大促，门店备货。未公开：99901旅弹药320箱。") >= NOT_PUBLIC);
    }

    #[test]
    fn a_remark_at_the_end_of_an_item_is_about_that_item() {
        assert!(net("总结。\n部队捐书。此处请删。\n99901旅有320人。\n完。") < NOT_PUBLIC);
        assert!(net("总结。\n此处请删。\n99901旅有320人。\n完。") >= NOT_PUBLIC);
        assert!(net("总结。\n99901旅有320人。此处请删。\n完。") >= NOT_PUBLIC);
    }
}
