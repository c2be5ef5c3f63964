//! kanhe's registry.

use kanhe::lexicon::NameSet;
use kanhe::registry::{Change, Kind, Registry, Verified};

use super::Finder;

struct Ours {
    registry: Registry,
    set: NameSet,
}

pub fn compile(names: &[String]) -> Registry {
    let changes = names.iter().enumerate().map(|(i, name)| {
        Change::Verify(Verified { account: format!("acct-{i:07}"), name: name.clone(), kind: Kind::Other })
    });
    Registry::compile(changes).unwrap()
}

pub fn build(names: &[String]) -> Box<dyn Finder> {
    Box::new(Ours { registry: compile(names), set: NameSet::embedded().unwrap() })
}

impl Finder for Ours {
    fn title(&self) -> &'static str {
        "kanhe registry"
    }

    fn finds(&self, name: &str) -> bool {
        self.registry.near(&self.set, name).is_some()
    }
}
