//! Whether a counter may be listened to just now: on somebody's word, and by its hours.
//!
//! A [`Mute`] is a handle. The host sets it and shows it, the thread `capture-<counter>`
//! obeys it before sound reaches anything else. It reads no clock: whoever asks says when.
//!
//! Outside its hours a counter is not listened to, but never before the last conversation
//! has ended: as long as somebody has spoken within the silence that parts one encounter
//! from the next, and for an hour at most. Once it is shut it stays so until it opens: what
//! is not heard cannot tell that somebody speaks.

use crate::calendar::Calendar;
use crate::capture::GapCause;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Zoned};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering::Relaxed};

/// Minutes of the longest mute. A clock that is set back must not make one longer.
pub const MUTE_MOST_MIN: u32 = 240;

/// How long after closing a conversation may still go on.
const AFTER_CLOSING: SignedDuration = SignedDuration::from_hours(1);

/// How often the hours are looked at, microseconds of the session.
const LOOK_EVERY_US: i64 = 1_000_000;

/// No moment.
const NONE: i64 = i64::MIN;

/// Whether one counter may be listened to. By default always: files, and whoever has
/// neither hours nor a host.
#[derive(Debug, Clone, Default)]
pub struct Mute(Option<Arc<Inner>>);

#[derive(Debug)]
struct Inner {
    /// Muted on somebody's word until then, microseconds since 1970.
    until_us: AtomicI64,
    /// Whether its hours have shut it.
    shut: AtomicBool,
    looked_us: AtomicI64,
    hours: Option<Calendar>,
    gap_s: f64,
}

impl Mute {
    /// That of a counter with `hours`, absent where they shut nothing; `gap_s` of silence
    /// part one encounter from the next.
    pub fn new(hours: Option<Calendar>, gap_s: f64) -> Mute {
        Mute(Some(Arc::new(Inner {
            until_us: AtomicI64::new(NONE),
            shut: AtomicBool::new(false),
            looked_us: AtomicI64::new(NONE),
            hours: hours.filter(|hours| !hours.sessions.is_empty()),
            gap_s,
        })))
    }

    /// Mutes until then; absent: no longer.
    pub fn set(&self, until: Option<Timestamp>) {
        if let Some(inner) = &self.0 {
            inner.until_us.store(until.map_or(NONE, Timestamp::as_microsecond), Relaxed);
        }
    }

    /// Until when it was muted on somebody's word, over or not.
    pub fn said(&self) -> Option<Timestamp> {
        let until_us = self.0.as_ref()?.until_us.load(Relaxed);
        (until_us != NONE).then(|| Timestamp::from_microsecond(until_us).ok()).flatten()
    }

    /// Until when it is muted at `now` on somebody's word.
    pub fn until(&self, now: Timestamp) -> Option<Timestamp> {
        let most = SignedDuration::from_mins(i64::from(MUTE_MOST_MIN));
        self.said().filter(|until| now < *until && until.duration_since(now) <= most)
    }

    /// Whether its hours have shut it.
    pub fn is_shut(&self) -> bool {
        self.0.as_ref().is_some_and(|inner| inner.shut.load(Relaxed))
    }

    /// Until when it is not listened to, for whatever reason; absent while it is.
    pub fn shown(&self, now: &Zoned) -> Option<Timestamp> {
        let opens = || {
            let hours = self.0.as_ref()?.hours.as_ref()?;
            hours.next_opening(now).map(|opening| opening.timestamp())
        };
        self.until(now.timestamp()).or_else(|| self.is_shut().then(opens).flatten())
    }

    /// Whether what is heard at `at` may be listened to, when nobody has spoken for
    /// `quiet_s`; absent when nobody has at all.
    pub(super) fn may_hear(&self, at: impl FnOnce() -> Timestamp, quiet_s: Option<f64>) -> bool {
        let Some(inner) = &self.0 else { return true };
        let at = at();
        if let Some(hours) = &inner.hours {
            let at_us = at.as_microsecond();
            let looked = inner.looked_us.load(Relaxed);
            if looked == NONE || (at_us - looked).abs() >= LOOK_EVERY_US {
                inner.looked_us.store(at_us, Relaxed);
                let local = at.to_zoned(TimeZone::system());
                let shut = shuts(hours, &local, inner.shut.load(Relaxed), quiet_s, inner.gap_s);
                inner.shut.store(shut, Relaxed);
            }
        }
        self.until(at).is_none() && !inner.shut.load(Relaxed)
    }

    /// What is not listened to is counted as this.
    pub(super) fn cause(&self) -> GapCause {
        if self.is_shut() { GapCause::Closed } else { GapCause::Silenced }
    }
}

/// Whether a counter is shut at `at`, that was or was not a moment before.
fn shuts(hours: &Calendar, at: &Zoned, was_shut: bool, quiet_s: Option<f64>, gap_s: f64) -> bool {
    if hours.is_open(at) {
        return false;
    }
    let talks = quiet_s.is_some_and(|quiet_s| quiet_s < gap_s);
    let just_closed = hours.closed_for(at).is_some_and(|closed| closed < AFTER_CLOSING);
    was_shut || !talks || !just_closed
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::calendar::{Session, weekday};
    use jiff::civil::date;

    fn hours() -> Calendar {
        Calendar {
            sessions: ["09:00-12:00", "13:30-17:30"].map(|s| Session::parse(s).unwrap()).to_vec(),
            weekdays: ["mon", "tue", "wed", "thu", "fri"].map(|d| weekday(d).unwrap()).to_vec(),
            closing_min: 30,
            ..Calendar::default()
        }
    }

    /// A Monday in the time of this machine.
    fn at(hour: i8, minute: i8) -> Timestamp {
        let zone = TimeZone::system();
        date(2026, 11, 23).at(hour, minute, 0, 0).to_zoned(zone).unwrap().timestamp()
    }

    #[test]
    fn a_day_is_heard_within_hours_and_to_the_end_of_the_last_conversation() {
        let mute = Mute::new(Some(hours()), 60.0);
        for (hour, minute, quiet_s, hears) in [
            (8, 59, None, false),
            (8, 59, Some(0.0), false),
            (9, 0, None, true),
            (11, 59, Some(0.0), true),
            (12, 0, Some(30.0), true),
            (12, 20, Some(59.0), true),
            // Nobody has spoken for a minute; and then it stays shut, whoever speaks.
            (12, 21, Some(60.0), false),
            (12, 22, Some(0.0), false),
            (13, 30, Some(500.0), true),
            (17, 30, Some(1.0), true),
            (18, 29, Some(1.0), true),
            // An hour after closing it ends whatever is said.
            (18, 30, Some(1.0), false),
        ] {
            assert_eq!(mute.may_hear(|| at(hour, minute), quiet_s), hears, "{hour}:{minute:02}");
            assert_eq!(mute.is_shut(), !hears);
        }
    }

    #[test]
    fn somebodys_word_holds_for_its_minutes_and_not_longer() {
        let mute = Mute::new(None, 60.0);
        assert!(mute.may_hear(|| at(10, 0), None));
        mute.set(Some(at(10, 30)));
        assert!(!mute.may_hear(|| at(10, 0), None));
        assert!(!mute.may_hear(|| at(10, 29), Some(0.0)));
        assert_eq!(mute.cause(), GapCause::Silenced);
        assert_eq!(mute.until(at(10, 29)), Some(at(10, 30)));
        assert!(mute.may_hear(|| at(10, 30), None), "it ends by itself");
        // A clock that was set back by hours makes it no longer.
        assert!(mute.may_hear(|| at(5, 0), None));
        mute.set(Some(at(11, 0)));
        mute.set(None);
        assert!(mute.may_hear(|| at(10, 45), None), "it ends at once");
    }

    #[test]
    fn without_hours_nothing_shuts_and_without_a_handle_nothing_mutes() {
        let night = || at(3, 0);
        let none = Calendar { sessions: Vec::new(), ..hours() };
        for mute in [Mute::default(), Mute::new(None, 60.0), Mute::new(Some(none), 60.0)] {
            assert!(mute.may_hear(night, None));
        }
        let never = Mute::default();
        never.set(Some(at(3, 30)));
        assert!(never.may_hear(night, None));
    }

    #[test]
    fn it_shows_until_when_it_does_not_hear() {
        let mute = Mute::new(Some(hours()), 60.0);
        let local = |at: Timestamp| at.to_zoned(TimeZone::system());
        assert_eq!(mute.shown(&local(at(10, 0))), None);
        mute.may_hear(|| at(3, 0), None);
        assert_eq!(mute.shown(&local(at(3, 0))), Some(at(9, 0)));
        mute.set(Some(at(3, 30)));
        assert_eq!(mute.shown(&local(at(3, 0))), Some(at(3, 30)));
    }
}
