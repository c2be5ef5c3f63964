//! The queues of a pipeline and their topics.

use crate::message::Desk;

/// Where a message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Queue {
    /// Names that are not granted, rows that are not published.
    Delete,
    /// Posts with their masked text.
    Mask,
    /// Cases, one topic a desk.
    Report(Desk),
    /// What could not be decided.
    DeadLetter,
    /// Rows that may be published.
    Release,
    /// What a person lifted.
    Restore,
    /// Answers to appeals, complaints and requests for a label.
    Outcome,
    /// Sealed lines of what acted.
    Log,
}

impl Queue {
    /// All queues.
    pub const ALL: [Self; 11] = [
        Self::Delete,
        Self::Mask,
        Self::Report(Desk::Accounts),
        Self::Report(Desk::Fraud),
        Self::Report(Desk::Privacy),
        Self::Report(Desk::Data),
        Self::DeadLetter,
        Self::Release,
        Self::Restore,
        Self::Outcome,
        Self::Log,
    ];

    /// The name in metrics and `ce_id`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Delete => "delete",
            Self::Mask => "mask",
            Self::Report(Desk::Accounts) => "report-accounts",
            Self::Report(Desk::Fraud) => "report-fraud",
            Self::Report(Desk::Privacy) => "report-privacy",
            Self::Report(Desk::Data) => "report-data",
            Self::DeadLetter => "dead-letter",
            Self::Release => "release",
            Self::Restore => "restore",
            Self::Outcome => "outcome",
            Self::Log => "log",
        }
    }

    /// The name in a pipeline's tests: cases of all desks are `report`.
    pub fn family(self) -> &'static str {
        match self {
            Self::Report(_) => "report",
            other => other.as_str(),
        }
    }
}

/// One topic a desk, so that each desk can read its own cases only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskTopics {
    /// Cases for the account reviewers.
    pub accounts: String,
    /// Cases for the fraud team.
    pub fraud: String,
    /// Cases for those who answer for personal data.
    pub privacy: String,
    /// Cases for the operator's data officer.
    pub data: String,
}

/// The topics of a pipeline's queues.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queues {
    /// Topic of the delete queue.
    pub delete: String,
    /// Topic of the mask queue.
    pub mask: String,
    /// Topics of the report queue.
    pub report: DeskTopics,
    /// Topic of dead letters.
    pub dead_letter: String,
    /// Topic that rows which pass go on to, if the pipeline has one.
    pub release: Option<String>,
    /// Topic of restores, if the pipeline has redress.
    pub restore: Option<String>,
    /// Topic of answers, if the pipeline has redress.
    pub outcome: Option<String>,
    /// Topic of the log, if the pipeline has one.
    pub log: Option<String>,
}

impl Queues {
    /// The topic of a queue; only those of rows, redress and the log may have none.
    pub fn topic(&self, queue: Queue) -> Option<&str> {
        match queue {
            Queue::Delete => Some(&self.delete),
            Queue::Mask => Some(&self.mask),
            Queue::Report(Desk::Accounts) => Some(&self.report.accounts),
            Queue::Report(Desk::Fraud) => Some(&self.report.fraud),
            Queue::Report(Desk::Privacy) => Some(&self.report.privacy),
            Queue::Report(Desk::Data) => Some(&self.report.data),
            Queue::DeadLetter => Some(&self.dead_letter),
            Queue::Release => self.release.as_deref(),
            Queue::Restore => self.restore.as_deref(),
            Queue::Outcome => self.outcome.as_deref(),
            Queue::Log => self.log.as_deref(),
        }
    }

    /// Every topic that the worker writes to.
    pub fn topics(&self) -> impl Iterator<Item = &str> {
        Queue::ALL.into_iter().filter_map(|queue| self.topic(queue))
    }
}
