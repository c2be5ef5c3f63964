//! Benign texts read as drafts of one publisher each, with an empty release log: how often is
//! lawful, ordinary text touched? Only with the feature `measure`, which no released build has.

use std::collections::BTreeMap;
use std::thread;

use super::EvalError;
use super::corpora::{Corpus, Group, Sample, Touched, samples};
use crate::cli::text::TEXT_TIME;
use crate::decide::draft::check;
use crate::message::{Draft, DraftAction, DraftPart, TextPartKind};
use crate::published::Published;
use crate::rules::disclosure::Disclosure;
use crate::sums::InMemory;

/// Runs corpora of running text on `jobs` threads; names and bios are no drafts.
pub(super) fn run(
    set: &Disclosure,
    corpora: &[Corpus],
    jobs: usize,
) -> Result<BTreeMap<String, Group>, EvalError> {
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    for corpus in corpora.iter().filter(|c| c.part == crate::cli::text::TextAs::Body) {
        let samples = samples(corpus)?;
        let group = groups.entry(corpus.group.clone()).or_default();
        group.n += samples.len();
        let chunk = samples.len().div_ceil(jobs.max(1)).max(1);
        let touched = |part: &[Sample]| part.iter().filter_map(|s| touched(set, s)).collect::<Vec<_>>();
        group.touched.extend(thread::scope(|scope| {
            let threads: Vec<_> = samples.chunks(chunk).map(|c| scope.spawn(move || touched(c))).collect();
            threads.into_iter().flat_map(|t| t.join().unwrap_or_default()).collect::<Vec<_>>()
        }));
    }
    Ok(groups)
}

fn touched(set: &Disclosure, sample: &Sample) -> Option<Touched> {
    let part =
        DraftPart { kind: TextPartKind::Body, text: sample.text.clone(), url: None, attribution: None };
    let draft =
        Draft { id: sample.id.clone(), time: TEXT_TIME.to_owned(), parts: vec![part], generated: false };
    let decision = check(set, &draft, &InMemory::default(), &Published::default()).decision;
    if decision.action == DraftAction::Pass {
        return None;
    }
    let why = decision.findings.iter().map(|f| {
        let hits: Vec<String> = f.hits.iter().map(|h| h.name.to_string()).collect();
        format!("{}: {} [{}]", f.rule, hits.join(", "), f.reasons.join(" "))
    });
    let why = std::iter::once(decision.action.as_str().to_owned()).chain(why).collect::<Vec<_>>().join("; ");
    Some(Touched { id: sample.id.clone(), why, text: sample.text.clone() })
}
