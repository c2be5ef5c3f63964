//! Names that redress itself has verified, searchable: others are held against them as against the
//! names of the loaded registry. It is made of the table's rows alone, so a restart has the same.

use super::row::{VERIFIED, Verified, decode};
use crate::registry::{Change, Kind, Registry, Verified as Entry};

/// The verified names of a table, by account in its keyed hash.
#[derive(Debug, Clone, Default)]
pub struct Proven(Registry);

impl Proven {
    /// Of all entries of a table.
    pub fn of<'a>(entries: impl IntoIterator<Item = (&'a [u8], &'a Vec<u8>)>) -> Self {
        let mut proven = Self::default();
        for (key, value) in entries {
            proven.note(key, Some(value));
        }
        proven
    }

    /// Takes an entry of the table in; most are about something else.
    pub fn note(&mut self, key: &[u8], value: Option<&[u8]>) {
        let Some((&VERIFIED, account)) = key.split_first() else { return };
        let account = String::from_utf8_lossy(account).into_owned();
        let name = value.and_then(decode::<Verified>).map(|row| row.name).filter(|name| !name.is_empty());
        let change = match name {
            Some(name) => Change::Verify(Entry { account, name, kind: Kind::Other }),
            None => Change::Withdraw { account },
        };
        // More labels than a registry holds: those beyond keep theirs and are not compared.
        let _full = self.0.grow(change);
    }

    /// The names, where there are any.
    pub(super) fn names(&self) -> Option<&Registry> {
        (!self.0.is_empty()).then_some(&self.0)
    }
}
