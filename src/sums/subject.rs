//! What a draft gives about whom: facets, each tied to the subject of its sentence.

use std::ops::Range;

use super::name::{
    Named, canonical, holds, named, points_back, same_head, says_alias, starts_with_use, stem, within,
};
use super::{Released, Subject};
use crate::rules::disclosure::{Disclosure, Scanned, weigh};

/// A facet that a draft gives, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Given {
    /// The subject, as a place in the list of subjects.
    pub(crate) subject: usize,
    /// Number of the facet.
    pub(crate) facet: usize,
    /// Index of the part.
    pub(crate) part: usize,
    /// Where its value stands in the folded part.
    pub(crate) bytes: Range<usize>,
}

/// Words behind a stem that make it the name of a line of products: 海燕产线.
const LINES: [&str; 10] = ["产线", "生产线", "项目", "团队", "系列", "件", "款", "工程", "专项", "型"];

/// The subjects of a draft and what it gives about them. `earlier` are own releases by which
/// short names and 该团 are understood.
pub(crate) fn subjects(set: &Disclosure, scan: &Scanned, earlier: &[Released]) -> (Vec<Subject>, Vec<Given>) {
    let mut draft = Draft { subjects: Vec::new(), latest: None };
    let mut given = Vec::new();
    if weigh::press(set, scan) > 0 {
        return (Vec::new(), given);
    }
    for (number, part) in scan.parts.iter().enumerate() {
        draft.latest = draft.latest.or(if draft.subjects.is_empty() { None } else { Some(0) });
        let mut asked: Option<usize> = None;
        for sentence in part.reading.sentences() {
            let text = part.reading.text().get(sentence.clone()).unwrap_or_default();
            let mut here = draft.name(text, earlier);
            // What answers a question is about what was asked after, too.
            here.extend(asked.filter(|a| !here.contains(a)));
            asked = if text.trim_end().ends_with('?') { here.first().copied() } else { None };
            for (facet, rule) in set.facets.iter().enumerate() {
                for place in rule.rule.matches_in(set, scan, number, &sentence) {
                    // What is published already adds nothing.
                    if scan.published(number, &place, &[]).is_some() {
                        continue;
                    }
                    // What an official source gave counts for nobody; neither does what is no
                    // fact of one's own: fiction, games, foreign forces, history.
                    let weight = weigh::weigh(set, scan, number, &place);
                    if weight.outside.iter().map(|(_, s)| s).sum::<i32>() >= weigh::NOT_PUBLIC {
                        continue;
                    }
                    for subject in &here {
                        // A value gives one facet: the first of the lexicon that it fits.
                        let other = |g: &Given| {
                            (g.subject, g.part) == (*subject, number)
                                && g.facet != facet
                                && g.bytes.start < place.end
                                && place.start < g.bytes.end
                        };
                        // A unit is known by its number; whom it serves is told of a thing only.
                        let unit = draft.subjects.get(*subject).is_some_and(Subject::is_unit);
                        if rule.whom && unit || given.iter().any(other) {
                            continue;
                        }
                        given.push(Given { subject: *subject, facet, part: number, bytes: place.clone() });
                    }
                }
            }
        }
    }
    let military = set.class_number("military").is_some_and(|c| scan.names_class(set, c));
    let Draft { mut subjects, .. } = draft;
    for g in &given {
        if let (Some(s), Some(f)) = (subjects.get_mut(g.subject), set.facets.get(g.facet))
            && !s.facets.contains(&f.rule.id)
        {
            s.facets.push(f.rule.id.clone());
        }
    }
    for subject in &mut subjects {
        subject.military = military;
    }
    (subjects, given)
}

struct Draft {
    subjects: Vec<Subject>,
    latest: Option<usize>,
}

impl Draft {
    /// The subjects that a sentence is about: those it names, or the one it points back to, or
    /// the last one that was named.
    fn name(&mut self, sentence: &str, earlier: &[Released]) -> Vec<usize> {
        let mut names = named(sentence);
        let plain = canonical(sentence);
        for subject in earlier.iter().flat_map(|r| &r.subjects) {
            for known in &subject.names {
                let short =
                    stem(known).is_some_and(|s| LINES.iter().any(|l| holds(&plain, &format!("{s}{l}"))));
                let seen = short || holds(&plain, known);
                if seen && !names.iter().any(|n| n.name == *known) {
                    names.push(Named { name: known.clone(), head: None });
                }
            }
        }
        if names.is_empty() {
            return self.back(sentence, earlier);
        }
        let before = self.latest;
        let alias = says_alias(sentence) && names.len() > 1;
        let mut here: Vec<usize> = Vec::new();
        for name in names {
            let known = self.subjects.iter().position(|s| s.names.contains(&name.name));
            // 节虫99 in 竹节虫-99 is one product, seen twice.
            let longer = |s: &Subject| s.names.iter().any(|n| within(n, &name.name));
            let twice = here.iter().copied().find(|h| self.subjects.get(*h).is_some_and(longer));
            let joined = if alias { here.first().copied() } else { twice };
            let at = known.or(joined).unwrap_or_else(|| {
                let empty = Subject { names: vec![], heads: vec![], facets: vec![], military: false };
                self.subjects.push(empty);
                self.subjects.len() - 1
            });
            if let Some(subject) = self.subjects.get_mut(at) {
                if !subject.names.contains(&name.name) {
                    subject.names.push(name.name);
                }
                if let Some(head) = name.head.filter(|h| !subject.heads.contains(h)) {
                    subject.heads.push(head);
                }
            }
            if !here.contains(&at) {
                here.push(at);
            }
        }
        // 用在示例-99上: what is used is the thing that was named before.
        let thing = |b: &usize| self.subjects.get(*b).is_some_and(|s| !s.is_unit());
        let before = before.filter(|b| thing(b) && !here.contains(b));
        if let Some(latest) = before.filter(|_| starts_with_use(sentence)) {
            here.insert(0, latest);
        }
        self.latest = here.first().copied();
        here
    }

    /// 该团: the one subject of this kind, here or in own releases; when there are several, none.
    fn back(&mut self, sentence: &str, earlier: &[Released]) -> Vec<usize> {
        let Some(word) = points_back(sentence) else { return self.latest.into_iter().collect() };
        let fits = |s: &Subject| s.heads.iter().any(|h| same_head(&word, h));
        let here: Vec<usize> =
            self.subjects.iter().enumerate().filter(|(_, s)| fits(s)).map(|(i, _)| i).collect();
        if !here.is_empty() {
            return if here.len() == 1 { here } else { Vec::new() };
        }
        let mut before: Vec<&Subject> =
            earlier.iter().rev().flat_map(|r| &r.subjects).filter(|s| fits(s)).collect();
        before.dedup_by(|a, b| a.names.iter().any(|n| b.names.contains(n)));
        match before.as_slice() {
            [one] => {
                self.subjects.push(Subject { facets: Vec::new(), military: false, ..(*one).clone() });
                self.latest = Some(self.subjects.len() - 1);
                self.latest.into_iter().collect()
            }
            _ => self.latest.into_iter().collect(),
        }
    }
}
