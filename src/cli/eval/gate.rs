//! Bars: least percent of cases an axis must pass, most percent of benign texts a group may have
//! touched.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::EvalError;
use super::cases::Tally;
use super::corpora::Group;
use crate::cli::bound::percent;
use crate::cli::load::read_text;

/// The bars of a run.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bars {
    /// What to run when no path is given, relative to the file of the bars.
    #[serde(default)]
    pub paths: Vec<PathBuf>,
    /// Axis to least percent passed.
    #[serde(default)]
    pub min: BTreeMap<String, f64>,
    /// Group to most percent touched.
    #[serde(default)]
    pub max: BTreeMap<String, f64>,
}

impl Bars {
    /// Reads a file of bars.
    pub fn read(path: &Path) -> Result<Self, EvalError> {
        let text = read_text(path)?;
        let mut bars: Self = toml::from_str(&text)
            .map_err(|e| EvalError::Bars { path: path.to_owned(), what: e.message().to_owned() })?;
        let folder = path.parent().unwrap_or(Path::new(""));
        bars.paths.iter_mut().for_each(|p| *p = folder.join(&*p));
        Ok(bars)
    }

    /// Adds `A=95` bars of the command line.
    pub fn add(into: &mut BTreeMap<String, f64>, words: &[String]) -> Result<(), EvalError> {
        for word in words {
            let parsed = word.split_once('=').and_then(|(k, v)| Some((k.trim(), v.trim().parse().ok()?)));
            let (name, bar) = parsed.ok_or_else(|| EvalError::Bar(word.clone()))?;
            into.insert(name.to_owned(), bar);
        }
        Ok(())
    }

    /// Which bars are broken. An axis with a bar must have been run; a group need not: corpora are
    /// not on every machine.
    pub fn broken(&self, axes: &BTreeMap<String, Tally>, groups: &BTreeMap<String, Group>) -> Vec<String> {
        let mut out = Vec::new();
        for (axis, bar) in &self.min {
            match axes.get(axis).filter(|t| t.total > 0) {
                Some(t) if t.rate() >= *bar => {}
                Some(t) => {
                    out.push(format!("axis {axis}: {:.1} % passed, at least {bar} % wanted", t.rate()));
                }
                None => out.push(format!("axis {axis}: no case was run, at least {bar} % wanted")),
            }
        }
        for (name, bar) in &self.max {
            let Some(g) = groups.get(name) else { continue };
            let rate = percent(g.touched.len(), g.n);
            if rate > *bar {
                out.push(format!("group {name}: {rate:.4} % touched, at most {bar} % wanted"));
            }
        }
        out
    }

    /// Groups that have a bar and were not run.
    pub fn not_run(&self, groups: &BTreeMap<String, Group>) -> Vec<&str> {
        self.max.keys().map(String::as_str).filter(|g| !groups.contains_key(*g)).collect()
    }
}
