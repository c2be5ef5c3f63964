//! Event time: days, due times, the ends of terms. There is no clock here.

use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime, UtcOffset};

use crate::message::{Desk, InputKind};

/// Days in which a person looks at a complaint about data: they are out while it waits. Rules on
/// personal data of apps (App违法违规收集使用个人信息行为认定方法, 6) allow 15 working days.
const PRIVACY_DAYS: i64 = 3;
/// Days in which a person looks at an appeal; the same source bounds it.
const REVIEW_DAYS: i64 = 7;
/// How long a decision about a post can be appealed, which is how long its spans are kept.
const POST_TERM_DAYS: i64 = 30;
/// How long a refused name can be appealed: the term of 行政复议法, article 20, for want of one of its own.
const REGISTRATION_TERM_DAYS: i64 = 60;

/// The time of the event at hand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment(OffsetDateTime);

impl Moment {
    /// From an event's `time`, which the decoder has checked.
    pub(super) fn of(time: &str) -> Self {
        Self(OffsetDateTime::parse(time, &Rfc3339).unwrap_or(OffsetDateTime::UNIX_EPOCH))
    }

    /// The day in UTC, as a Julian day number.
    pub(super) fn day(self) -> i32 {
        self.0.to_offset(UtcOffset::UTC).to_julian_day()
    }

    /// When a person at a desk will have answered, in the event's own offset.
    pub(super) fn due(self, desk: Desk) -> String {
        let days = if desk == Desk::Privacy { PRIVACY_DAYS } else { REVIEW_DAYS };
        // The year 9999 has no next year: then it is due at once.
        let due = self.0.checked_add(Duration::days(days)).filter(|t| t.year() <= 9999).unwrap_or(self.0);
        due.format(&Rfc3339).unwrap_or_default()
    }

    /// The last day of the term for an appeal.
    pub(super) fn term(self, input: InputKind) -> i32 {
        let days = if input == InputKind::Post { POST_TERM_DAYS } else { REGISTRATION_TERM_DAYS };
        self.day() + days as i32
    }
}
