//! The sum: facets given before and now about one subject, weighed.

use super::{Released, Subject};
use crate::rules::disclosure::Disclosure;

/// A sum that a draft would complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sum {
    /// The subject's name.
    pub(crate) subject: String,
    /// Numbers of the facets that are new in this draft.
    pub(crate) new: Vec<usize>,
    /// Ids of the own releases that gave the others, oldest first.
    pub(crate) related: Vec<String>,
    /// Weight of all.
    pub(crate) weight: u32,
    /// The fewest new facets without which the weight stays below the threshold.
    pub(crate) leave_out: Vec<usize>,
}

/// The sum about one subject of a draft, if the draft would complete it.
pub(crate) fn total(set: &Disclosure, subject: &Subject, earlier: &[Released]) -> Option<Sum> {
    let mut names: Vec<&str> = subject.names.iter().map(String::as_str).collect();
    // A nickname may lead to releases that know the full name only: go round until nothing is new.
    loop {
        let of = earlier.iter().flat_map(|r| &r.subjects).filter(|s| shares(&names, s));
        let more: Vec<&str> =
            of.flat_map(|s| &s.names).map(String::as_str).filter(|n| !names.contains(n)).collect();
        if more.is_empty() {
            break;
        }
        names.extend(more);
    }
    let number = |id: &String| set.facets.iter().position(|f| f.rule.id == *id);
    let (mut before, mut related, mut military) = (Vec::new(), Vec::new(), subject.military);
    let mut giving: Vec<&str> = Vec::new();
    for release in earlier {
        for s in release.subjects.iter().filter(|s| shares(&names, s)) {
            military |= s.military;
            let facets: Vec<usize> = s.facets.iter().filter_map(number).collect();
            // What ties the subject to arms is a piece too.
            if (!facets.is_empty() || s.military) && !related.contains(&release.id) {
                related.push(release.id.clone());
            }
            if !facets.is_empty() && !giving.contains(&release.id.as_str()) {
                giving.push(&release.id);
            }
            before.extend(facets);
        }
    }
    before.sort_unstable();
    before.dedup();
    let mut new: Vec<usize> =
        subject.facets.iter().filter_map(number).filter(|f| !before.contains(f)).collect();
    new.sort_unstable();
    let weigh =
        |list: &[usize]| list.iter().filter_map(|f| set.facets.get(*f)).map(|f| f.weight).sum::<u32>();
    let weight = weigh(&before) + weigh(&new);
    let enough = weight >= set.sum.threshold && before.len() + new.len() >= set.sum.least_facets;
    if new.is_empty() || giving.len() < set.sum.least_releases || !military || !enough {
        return None;
    }
    // The heaviest first: that leaves out the fewest.
    let mut by_weight = new.clone();
    by_weight.sort_by_key(|f| std::cmp::Reverse(set.facets.get(*f).map_or(0, |f| f.weight)));
    let mut leave_out = Vec::new();
    let mut rest = weight;
    for f in by_weight {
        let left = before.len() + new.len() - leave_out.len();
        if rest < set.sum.threshold || left < set.sum.least_facets {
            break;
        }
        rest -= weigh(&[f]);
        leave_out.push(f);
    }
    let subject = subject.names.first().cloned().unwrap_or_default();
    Some(Sum { subject, new, related, weight, leave_out })
}

fn shares(names: &[&str], subject: &Subject) -> bool {
    subject.names.iter().any(|n| names.contains(&n.as_str()))
}
