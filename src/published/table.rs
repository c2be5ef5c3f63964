//! The compiled register, and what it covers of a draft's part.

use fst::Map;
use std::ops::Range;

use super::content::Content;
use super::shingles::Shingles;
use super::{Entry, What};

/// Between the subject and the value of a fact's key. No compared text holds it.
const OF: char = '\u{1}';

/// The register.
#[derive(Debug)]
pub(crate) struct Published {
    shingles: Shingles,
    /// Names, and facts as `subject OF value`, each with the number of its source.
    words: Map<Vec<u8>>,
    sources: Vec<String>,
}

/// What the register covers of one folded part.
#[derive(Debug, Default)]
pub(crate) struct Cover {
    content: Content,
    /// Characters that a registered text holds or a registered name is.
    runs: Vec<(Range<usize>, u32)>,
    /// Where a registered value stands, its subject's place, its source.
    facts: Vec<(Range<usize>, Range<usize>, u32)>,
}

impl Default for Published {
    fn default() -> Self {
        Self::new(&[])
    }
}

impl Published {
    /// Compiles entries.
    pub(crate) fn new(entries: &[Entry]) -> Self {
        let (mut hashes, mut words) = (Vec::new(), Vec::new());
        let mut sources: Vec<String> = Vec::new();
        for entry in entries {
            let number = sources.iter().position(|s| *s == entry.source).unwrap_or_else(|| {
                sources.push(entry.source.clone());
                sources.len() - 1
            }) as u32;
            match &entry.what {
                What::Text { shingles } => hashes.extend(shingles.iter().map(|s| (*s, number))),
                What::Name { name } => words.push((name.clone(), number)),
                What::Fact { subject, value } => {
                    words.push((format!("{subject}{OF}{value}"), number));
                }
            }
        }
        words.sort();
        words.dedup_by(|a, b| a.0 == b.0);
        let keys = words.iter().map(|(word, number)| (word, u64::from(*number)));
        // Sorted and distinct: nothing that the builder refuses.
        let words = Map::from_iter(keys).unwrap_or_default();
        Self { shingles: Shingles::new(hashes), words, sources }
    }

    /// A source's name.
    pub(crate) fn source(&self, number: u32) -> &str {
        self.sources.get(number as usize).map_or("", String::as_str)
    }

    /// What is published of a folded part.
    pub(crate) fn cover(&self, folded: &str) -> Cover {
        if self.sources.is_empty() {
            return Cover::default();
        }
        let content = Content::of(folded);
        let mut runs = self.shingles.covers(&content);
        let text: Vec<char> = content.chars().collect();
        let mut facts = Vec::new();
        for start in 0..text.len() {
            for (end, node) in self.walk(self.words.as_fst().root().addr(), 0, &text, start) {
                let subject = start..end;
                if !content.whole(&subject) {
                    continue;
                }
                if let Some(source) = node.0 {
                    runs.push((subject.clone(), source as u32));
                }
                facts.extend(
                    self.values(node.1, node.2, &text, &content).map(|(at, s)| (at, subject.clone(), s)),
                );
            }
        }
        Cover { content, runs, facts }
    }

    /// Places where the values stand that are published about the subject of a node.
    fn values<'a>(
        &'a self,
        node: usize,
        sum: u64,
        text: &'a [char],
        content: &'a Content,
    ) -> impl Iterator<Item = (Range<usize>, u32)> + 'a {
        let below = self.step(node, sum, OF);
        below.into_iter().flat_map(move |(node, sum)| {
            (0..text.len()).flat_map(move |start| {
                self.walk(node, sum, text, start)
                    .into_iter()
                    .filter_map(move |(end, (value, ..))| Some((start..end, value? as u32)))
                    .filter(|(at, _)| content.whole(at))
            })
        })
    }

    /// Every end of a way from a node along a text, with the value there if a key ends, and the
    /// node and sum from which one can go on.
    #[allow(clippy::type_complexity)]
    fn walk(
        &self,
        mut node: usize,
        mut sum: u64,
        text: &[char],
        start: usize,
    ) -> Vec<(usize, (Option<u64>, usize, u64))> {
        let mut out = Vec::new();
        for (at, c) in text.iter().enumerate().skip(start) {
            let Some((next, total)) = self.step(node, sum, *c) else { break };
            (node, sum) = (next, total);
            let here = self.words.as_fst().node(node);
            let ends = here.is_final().then(|| sum + here.final_output().value());
            out.push((at + 1, (ends, node, sum)));
        }
        out
    }

    fn step(&self, mut node: usize, mut sum: u64, c: char) -> Option<(usize, u64)> {
        let mut buffer = [0u8; 4];
        for byte in c.encode_utf8(&mut buffer).bytes() {
            let here = self.words.as_fst().node(node);
            let transition = here.transition(here.find_input(byte)?);
            sum += transition.out.value();
            node = transition.addr;
        }
        Some((node, sum))
    }
}

impl Cover {
    /// The number of the source that published the value in these bytes of the folded part, and
    /// what stands around it; `same_clause` says whether a subject in other bytes is its own.
    pub(crate) fn source(
        &self,
        bytes: &Range<usize>,
        around: &[Range<usize>],
        same_clause: impl Fn(&Range<usize>) -> bool,
    ) -> Option<u32> {
        let value = self.content.inside(bytes);
        if value.is_empty() {
            return None;
        }
        let within = |run: &Range<usize>, at: &Range<usize>| run.start <= at.start && at.end <= run.end;
        let quoted = self.runs.iter().find(|(run, _)| {
            within(run, &value)
                && self.whole(run, &value)
                && around.iter().all(|a| within(run, &self.content.inside(a)))
        });
        let fact = || {
            self.facts.iter().find(|(at, subject, _)| {
                within(at, &value) && same_clause(&self.content.bytes(subject.clone()))
            })
        };
        quoted.map(|(_, source)| *source).or_else(|| fact().map(|(.., source)| *source))
    }

    /// Whether the value is not the beginning or end of a longer figure that the run cuts.
    fn whole(&self, run: &Range<usize>, value: &Range<usize>) -> bool {
        let touches = run.start == value.start || run.end == value.end;
        !touches || self.content.whole(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "示例舰今年在测试海域训练一百二十天,全舰载员七百二十人,无人受伤。";

    fn published() -> Published {
        let entries = [
            Entry::text(TEXT, "示例官网", Some("2025-03-01")),
            Entry::name("测试训练场", "示例公报", None),
            Entry::fact("测试舰", "7000吨", "示例白皮书", None),
            Entry::fact("测试舰", "30节", "示例白皮书", None),
        ];
        Published::new(&entries.map(Result::unwrap))
    }

    /// The source that covers `value` in a text, with nothing else around it.
    fn source(text: &str, value: &str) -> Option<String> {
        let published = published();
        let cover = published.cover(text);
        let at = text.find(value).unwrap();
        let clause = |s: &Range<usize>| {
            let (a, b) = (s.start.min(at), s.start.max(at));
            !text.get(a..b).unwrap().contains([',', '。'])
        };
        cover.source(&(at..at + value.len()), &[], clause).map(|s| published.source(s).to_owned())
    }

    #[test]
    fn a_quotation_is_covered_and_what_is_altered_or_added_is_not() {
        assert_eq!(source(TEXT, "七百二十人").as_deref(), Some("示例官网"));
        let with_more = format!("食堂很好。{TEXT}另有三十人在岸。");
        assert_eq!(source(&with_more, "一百二十天").as_deref(), Some("示例官网"));
        assert_eq!(source(&with_more, "三十人"), None);
        let altered = TEXT.replace("七百二十", "七百三十");
        assert_eq!(source(&altered, "七百三十人"), None);
        assert_eq!(source(&altered, "一百二十天").as_deref(), Some("示例官网"), "the rest of it still is");
        assert_eq!(source("全舰载员七百二十人", "七百二十人"), None, "too little to be a quotation");
        assert_eq!(source(&TEXT.replace(',', "、 "), "七百二十人").as_deref(), Some("示例官网"));
    }

    #[test]
    fn names_and_facts_are_covered_whole_only() {
        assert_eq!(source("在测试训练场集合", "测试训练场").as_deref(), Some("示例公报"));
        assert_eq!(source("在测试训练场集合", "集合"), None);
        assert_eq!(source("测试舰排水量7000吨", "7000吨").as_deref(), Some("示例白皮书"));
        assert_eq!(source("测试舰排水量7,000吨", "7,000吨").as_deref(), Some("示例白皮书"));
        for (text, value) in [
            ("测试舰排水量17000吨", "17000吨"),
            ("测试舰排水量7000.5吨", "7000.5吨"),
            ("测试舰排水量7100吨", "7100吨"),
            ("另一舰排水量7000吨", "7000吨"),
            ("测试舰来了,另一舰排水量7000吨", "7000吨"),
        ] {
            assert_eq!(source(text, value), None, "{text}");
        }
    }

    #[test]
    fn an_entity_beside_the_quotation_is_not_the_quotations() {
        let (published, text) = (published(), format!("另一舰：{TEXT}"));
        let cover = published.cover(&text);
        let at = |word: &str| text.find(word).map(|a| a..a + word.len()).unwrap();
        let asked = |around: &[Range<usize>]| cover.source(&at("七百二十人"), around, |_| false).is_some();
        assert!(asked(&[at("示例舰")]));
        assert!(!asked(&[at("另一舰")]));
    }
}
