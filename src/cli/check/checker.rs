//! What `check` and `serve` share: the rules, the day's count and the publisher's own releases.

use std::path::PathBuf;
use thiserror::Error;

use crate::cli::daily::{Daily, DailyError};
use crate::cli::register::{Register, RegisterArgs, RegisterError};
use crate::decide::draft::check;
use crate::message::{Draft, DraftAction, DraftDecision};
use crate::pipeline::ENGINE;
use crate::rules::disclosure::Disclosure;

#[cfg(feature = "desk")]
use crate::cli::releases::{Store, StoreError};
#[cfg(not(feature = "desk"))]
use crate::sums::InMemory;

/// Why a draft was not checked.
#[derive(Debug, Error)]
#[allow(missing_docs)]
pub enum CheckerError {
    #[error(transparent)]
    Daily(#[from] DailyError),
    #[error(transparent)]
    Register(#[from] RegisterError),
    #[cfg(feature = "desk")]
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Checks drafts, one after the other.
pub(crate) struct Checker {
    set: Disclosure,
    daily: Daily,
    register: Register,
    #[cfg(feature = "desk")]
    own: Store,
    #[cfg(not(feature = "desk"))]
    own: InMemory,
    release_passes: bool,
}

impl Checker {
    /// With a release log in a folder; the user's state folder if none is named. Without the
    /// feature `desk` releases are kept in memory.
    pub(crate) fn open(
        set: Disclosure,
        log: Option<PathBuf>,
        register: &RegisterArgs,
        release_passes: bool,
    ) -> Result<Self, CheckerError> {
        let daily = Daily::of_user()?;
        let folder = register.folder(log.as_deref()).map_err(RegisterError::from)?;
        let register = Register::open(folder)?;
        #[cfg(feature = "desk")]
        let own = Store::open(&crate::cli::releases::folder(log)?)?;
        #[cfg(not(feature = "desk"))]
        let own = {
            drop(log);
            InMemory::default()
        };
        Ok(Self { set, daily, register, own, release_passes })
    }

    /// Counts the draft and checks it. It is kept as checked, without its text. A register that
    /// does not load is known first and costs no draft of the day.
    pub(crate) fn check(&mut self, draft: &Draft) -> Result<DraftDecision, CheckerError> {
        let published = self.register.now()?;
        self.daily.take()?;
        let checked = check(&self.set, draft, &self.own, published);
        let passes = checked.decision.action == DraftAction::Pass;
        #[cfg(feature = "desk")]
        {
            self.own.failure()?;
            self.own.checked(&checked.release, checked.decision.action)?;
            if self.release_passes && passes {
                self.own.release(&draft.id)?;
            }
        }
        #[cfg(not(feature = "desk"))]
        if self.release_passes && passes {
            self.own.add(checked.release);
        }
        Ok(checked.decision)
    }

    /// The release log.
    #[cfg(feature = "desk")]
    pub(crate) fn own(&mut self) -> &mut Store {
        &mut self.own
    }

    /// A decision as one line of JSON.
    pub(crate) fn to_json(&self, decision: &DraftDecision) -> String {
        decision.to_json(ENGINE, self.set.digest())
    }
}
