//! Verified accounts of every kind, and whether a new name can be taken for one of theirs.
//!
//! A million names are compiled once into a frozen base; what is verified or withdrawn after that is a
//! small overlay. A look-up collects candidates by how a name sounds, as a whole, with one
//! character left out or in any order, and then aligns each with the costs of the folds: a
//! look-alike or a sound-alike is cheap, an ordinary other character is not. The name must also
//! speak as the verified one: be that name, or join it with nothing but words such as 官方 or 客服.
//! The outcome is a case for a person and never a refusal.

mod atoms;
mod compare;
mod entry;
mod key;
mod looks;
mod search;
mod speech;
mod table;

pub use entry::{Change, EntryError, Kind, Verified, changes};
pub use search::Near;

use std::collections::HashSet;
use std::sync::Arc;
use thiserror::Error;

use crate::lexicon::NameSet;
use crate::limits::{MAX_VERIFIED, MAX_VERIFIED_CHANGES};
use table::{Base, Fresh, Names};

/// Why a registry takes no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum RegistryError {
    /// Too many names are to be compiled.
    #[error("more than {MAX_VERIFIED} verified accounts")]
    Full,
    /// Too many changes since then: compile anew.
    #[error("more than {MAX_VERIFIED_CHANGES} changes since the registry was compiled")]
    Overlay,
}

/// The registry: what was compiled, and what changed since. Cloning shares the compiled part.
#[derive(Debug, Clone, Default)]
pub struct Registry {
    base: Arc<Base>,
    fresh: Fresh,
    /// Numbers of the compiled names that were withdrawn or replaced.
    gone: HashSet<u32>,
}

impl Registry {
    /// Compiles changes as they arrived: the last word about an account counts. Nothing is held twice:
    /// the memory at the end is the most that was needed.
    pub fn compile(changes: impl IntoIterator<Item = Change>) -> Result<Self, RegistryError> {
        let mut base = Base::default();
        // How many names there were when an account was withdrawn: those before are meant.
        let mut withdrawn: Vec<(String, u32)> = Vec::new();
        for change in changes {
            match change {
                Change::Verify(entry) if base.len() < MAX_VERIFIED => base.push(&entry),
                Change::Verify(_) => return Err(RegistryError::Full),
                Change::Withdraw { account } => withdrawn.push((account, base.len() as u32)),
            }
        }
        base.file();
        let mut gone: HashSet<u32> = base.replaced().collect();
        for (account, before) in &withdrawn {
            gone.extend(base.of_account(account).filter(|id| id < before));
        }
        Ok(Self { base: Arc::new(base), fresh: Fresh::default(), gone })
    }

    /// Takes one change in: an account that was verified, renamed or withdrawn.
    pub fn apply(&mut self, change: Change) -> Result<(), RegistryError> {
        if self.fresh.len() + self.gone.len() >= MAX_VERIFIED_CHANGES {
            return Err(RegistryError::Overlay);
        }
        let (account, entry) = change.into_parts();
        self.gone.extend(self.base.of_account(&account));
        self.fresh.put(&account, entry);
        Ok(())
    }

    /// As [`Self::apply`], and compiles everything anew when too much has changed since.
    pub fn grow(&mut self, change: Change) -> Result<(), RegistryError> {
        if self.fresh.len() + self.gone.len() >= MAX_VERIFIED_CHANGES {
            *self = Self::compile(self.live().map(Change::Verify))?;
        }
        self.apply(change)
    }

    /// What is verified now.
    fn live(&self) -> impl Iterator<Item = Verified> {
        self.base
            .entries()
            .filter(|(id, _)| !self.gone.contains(id))
            .map(|(_, e)| e)
            .chain(self.fresh.entries())
    }

    /// How many accounts are verified now.
    pub fn len(&self) -> usize {
        self.base.len() - self.gone.len() + self.fresh.live()
    }

    /// Whether nobody is.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes that the compiled part takes.
    pub fn bytes(&self) -> usize {
        self.base.bytes()
    }

    /// Whether an account is verified itself.
    pub fn is_verified(&self, account: &str) -> bool {
        self.fresh.of_account(account).next().is_some()
            || self.base.of_account(account).any(|id| !self.gone.contains(&id))
    }

    /// The verified name that `name` can be taken for, the nearest one, if `name` speaks as it.
    pub fn near(&self, set: &NameSet, name: &str) -> Option<Near> {
        search::near(self, set, name)
    }

    /// Calls `each` with the number and name of everything that is filed under a key.
    fn filed(&self, key: u64, each: &mut dyn FnMut(u64, &str)) {
        for id in self.base.filed(key).filter(|id| !self.gone.contains(id)) {
            each(u64::from(id), self.base.name(id));
        }
        for id in self.fresh.filed(key) {
            each(u64::from(id) | FRESH, self.fresh.name(id));
        }
    }
}

/// Tells numbers of the overlay from those of the compiled part.
const FRESH: u64 = 1 << 32;
