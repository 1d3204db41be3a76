//! When a counter is open.
//!
//! Pure; its settings come from the configuration and nowhere else. Used on the
//! thread `record`, which notes for each incident whether it fell within hours, and on
//! the thread `judge`: some phrases weigh more shortly before closing.

use jiff::civil::{Date, Time, Weekday};
use jiff::{SignedDuration, Zoned};

/// The opening hours of a counter, in the local time of the hall.
#[derive(Debug, Clone, PartialEq)]
pub struct Calendar {
    /// The stretches of a working day, in order, none overlapping.
    pub sessions: Vec<Session>,
    /// The days of the week on which it works.
    pub weekdays: Vec<Weekday>,
    /// Days on which it does not work, whatever the weekday.
    pub holidays: Vec<Date>,
    /// Days on which it works, whatever the weekday (调休).
    pub workdays: Vec<Date>,
    /// The last minutes of each session are its closing time.
    pub closing_min: u16,
}

/// What the hours of a counter say of a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Period {
    /// Open, and not shortly before closing.
    Open,
    /// In the last [`Calendar::closing_min`] minutes of a session.
    Closing,
    /// Not open.
    Closed,
}

/// One stretch of a working day; `from` inclusive, `until` exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    /// Opening time.
    pub from: Time,
    /// Closing time, later than `from`.
    pub until: Time,
}

impl Session {
    /// Reads `09:00-12:00`; `None` when it is written otherwise or ends before it begins.
    pub fn parse(text: &str) -> Option<Session> {
        let (from, until) = text.split_once('-')?;
        let session = Session { from: clock(from)?, until: clock(until)? };
        (session.from < session.until).then_some(session)
    }
}

/// Reads `9:00` or `09:00`, no seconds; `None` when it is written otherwise.
pub fn clock(text: &str) -> Option<Time> {
    let (hour, minute) = text.trim().split_once(':')?;
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

/// Reads `mon` to `sun`.
pub fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "mon" => Weekday::Monday,
        "tue" => Weekday::Tuesday,
        "wed" => Weekday::Wednesday,
        "thu" => Weekday::Thursday,
        "fri" => Weekday::Friday,
        "sat" => Weekday::Saturday,
        "sun" => Weekday::Sunday,
        _ => return None,
    })
}

impl Calendar {
    /// Whether the counter is open at `at`.
    pub fn is_open(&self, at: &Zoned) -> bool {
        self.is_workday(at.date())
            && self.sessions.iter().any(|s| s.from <= at.time() && at.time() < s.until)
    }

    /// What the hours say of `at`.
    pub fn period(&self, at: &Zoned) -> Period {
        if self.is_workday(at.date()) { self.period_of_workday(at.time()) } else { Period::Closed }
    }

    /// What the hours say of `time` on a working day.
    pub fn period_of_workday(&self, time: Time) -> Period {
        let Some(session) = self.sessions.iter().find(|s| s.from <= time && time < s.until) else {
            return Period::Closed;
        };
        let left = session.until.duration_since(time);
        let closing = left <= SignedDuration::from_mins(i64::from(self.closing_min));
        // With no closing time at all, not even the last moment is in it.
        if closing && self.closing_min > 0 { Period::Closing } else { Period::Open }
    }

    /// How long it has been closed at `at`, looking back to the day before; `None` when it
    /// is open, or has been closed for longer.
    pub fn closed_for(&self, at: &Zoned) -> Option<SignedDuration> {
        if self.is_open(at) {
            return None;
        }
        let now = at.datetime();
        let days = [Some(now.date()), now.date().yesterday().ok()];
        let closings =
            days.into_iter().flatten().filter(|date| self.is_workday(*date)).flat_map(|date| {
                self.sessions.iter().map(move |session| date.to_datetime(session.until))
            });
        let last = closings.filter(|closing| *closing <= now).max()?;
        Some(now.duration_since(last))
    }

    /// When it opens next after `at`; `None` when it does not within a year.
    pub fn next_opening(&self, at: &Zoned) -> Option<Zoned> {
        let now = at.datetime();
        let mut date = now.date();
        for _ in 0..=366 {
            let opening = self.sessions.iter().map(|session| date.to_datetime(session.from));
            if let Some(opening) = opening.filter(|opening| *opening > now).min()
                && self.is_workday(date)
            {
                return opening.to_zoned(at.time_zone().clone()).ok();
            }
            date = date.tomorrow().ok()?;
        }
        None
    }

    /// Whether the counter works on `date`. A holiday wins over everything.
    pub fn is_workday(&self, date: Date) -> bool {
        !self.holidays.contains(&date)
            && (self.workdays.contains(&date) || self.weekdays.contains(&date.weekday()))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn calendar() -> Calendar {
        Calendar {
            sessions: ["09:00-12:00", "13:30-17:30"].map(|s| Session::parse(s).unwrap()).to_vec(),
            weekdays: ["mon", "tue", "wed", "thu", "fri"].map(|d| weekday(d).unwrap()).to_vec(),
            holidays: vec![date(2026, 10, 1)],
            workdays: vec![date(2026, 10, 10)],
            closing_min: 30,
        }
    }

    #[test]
    fn open_within_sessions_of_working_days_only() {
        let calendar = calendar();
        for (y, m, d, hour, minute, open) in [
            (2026, 11, 23, 8, 59, false),
            (2026, 11, 23, 9, 0, true),
            (2026, 11, 23, 12, 0, false),
            (2026, 11, 23, 17, 10, true),
            (2026, 11, 23, 17, 40, false),
            (2026, 11, 22, 10, 0, false),
            (2026, 10, 1, 10, 0, false),
            (2026, 10, 10, 10, 0, true),
        ] {
            let at = date(y, m, d).at(hour, minute, 0, 0).in_tz("Asia/Shanghai").unwrap();
            assert_eq!(calendar.is_open(&at), open, "{at}");
        }
    }

    #[test]
    fn it_tells_how_long_it_is_closed_and_when_it_opens() {
        let calendar = calendar();
        let at = |d, hour, minute| {
            date(2026, 11, d).at(hour, minute, 0, 0).in_tz("Asia/Shanghai").unwrap()
        };
        // (day of November 2026, a Monday the 23rd; minutes closed; when it opens)
        for (now, closed_min, opens) in [
            (at(23, 10, 0), None, at(23, 13, 30)),
            (at(23, 12, 0), Some(0), at(23, 13, 30)),
            (at(23, 12, 40), Some(40), at(23, 13, 30)),
            (at(23, 18, 0), Some(30), at(24, 9, 0)),
            (at(24, 1, 30), Some(480), at(24, 9, 0)),
            (at(27, 17, 30), Some(0), at(30, 9, 0)),
            (at(29, 17, 30), None, at(30, 9, 0)),
        ] {
            let closed = calendar.closed_for(&now).map(|closed| closed.as_mins());
            assert_eq!(closed, closed_min, "{now}");
            assert_eq!(calendar.next_opening(&now), Some(opens), "{now}");
        }
        let never = Calendar { weekdays: Vec::new(), workdays: Vec::new(), ..calendar };
        assert_eq!(never.next_opening(&at(23, 10, 0)), None);
    }

    #[test]
    fn the_end_of_each_session_is_its_closing_time() {
        use Period::{Closed, Closing, Open};
        let calendar = calendar();
        for (y, m, d, hour, minute, period) in [
            (2026, 11, 23, 8, 59, Closed),
            (2026, 11, 23, 9, 0, Open),
            (2026, 11, 23, 11, 29, Open),
            (2026, 11, 23, 11, 30, Closing),
            (2026, 11, 23, 11, 59, Closing),
            (2026, 11, 23, 12, 0, Closed),
            (2026, 11, 23, 13, 30, Open),
            (2026, 11, 23, 17, 20, Closing),
            (2026, 11, 23, 17, 30, Closed),
            (2026, 11, 22, 17, 20, Closed),
            (2026, 10, 1, 17, 20, Closed),
            (2026, 10, 10, 17, 20, Closing),
        ] {
            let at = date(y, m, d).at(hour, minute, 0, 0).in_tz("Asia/Shanghai").unwrap();
            assert_eq!(calendar.period(&at), period, "{at}");
        }
        let never = Calendar { closing_min: 0, ..calendar };
        assert_eq!(never.period_of_workday(Time::constant(17, 29, 59, 999)), Open);
    }

    #[test]
    fn hours_are_read_strictly() {
        assert!(Session::parse("9:00-12:30").is_some());
        for wrong in ["9-12", "12:00-09:00", "25:00-26:00", "", "09:00", "09:00-09:00"] {
            assert!(Session::parse(wrong).is_none(), "{wrong}");
        }
    }
}
