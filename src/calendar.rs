//! When a counter is open.
//!
//! Pure; its settings come from the configuration and nowhere else. Used on the
//! thread `record`, which notes for each incident whether it fell within hours, and on
//! the thread `judge`: some phrases weigh more shortly before closing.

use jiff::civil::{Date, Time, Weekday};
use jiff::{SignedDuration, Zoned};
use serde::{Deserialize, Serialize};

/// The longest that [`Calendar::periods`] looks at, seconds.
const MOST_S: f64 = 86_400.0;

/// The opening hours of a counter, in the local time of the hall.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Calendar {
    /// The stretches of a working day, in order, none overlapping. What lies between two of
    /// them is lunch.
    pub sessions: Vec<Session>,
    /// Extended service (延时服务), beyond the sessions.
    pub extended: Vec<Extended>,
    /// The days of the week on which it works.
    pub weekdays: Vec<Weekday>,
    /// Days on which it does not work, whatever the weekday.
    pub holidays: Vec<Date>,
    /// Days on which it works, whatever the weekday (调休).
    pub workdays: Vec<Date>,
    /// The last minutes of each session are its closing time.
    pub closing_min: u16,
    /// The last minutes before a session opens, in which staff are expected to be there.
    pub early_min: u16,
}

/// What the hours of a counter say of a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// Open, and not shortly before closing.
    Open,
    /// In the last [`Calendar::closing_min`] minutes of a session.
    Closing,
    /// In extended service, after the sessions or on a day without any.
    Extended,
    /// Between two sessions of a working day.
    Lunch,
    /// In the last [`Calendar::early_min`] minutes before a session opens.
    Early,
    /// Not open, and none of these.
    Closed,
}

impl Period {
    /// All of them.
    pub const ALL: [Period; 6] = [
        Period::Open,
        Period::Closing,
        Period::Extended,
        Period::Lunch,
        Period::Early,
        Period::Closed,
    ];

    /// Whether whoever comes then is to be served.
    pub fn is_service(self) -> bool {
        matches!(self, Period::Open | Period::Closing | Period::Extended)
    }

    /// The word that settings and packs have for it.
    pub fn word(self) -> &'static str {
        match self {
            Period::Open => "open",
            Period::Closing => "closing",
            Period::Extended => "extended",
            Period::Lunch => "lunch",
            Period::Early => "early",
            Period::Closed => "closed",
        }
    }
}

/// A stretch of extended service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extended {
    /// On which days.
    pub days: Days,
    /// From when until when.
    pub session: Session,
}

/// Days on which a counter gives extended service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Days {
    /// Those on which it works anyway.
    Working,
    /// This day of the week, holidays left out.
    Weekday(Weekday),
    /// This day, whatever it is.
    Date(Date),
}

impl Extended {
    /// Reads `17:30-18:30` (on working days), `sat 09:00-12:00` or
    /// `2026-12-05 09:00-12:00`; `None` when it is written otherwise.
    pub fn parse(text: &str) -> Option<Extended> {
        let (days, session) = match text.trim().split_once(' ') {
            None => (Days::Working, text.trim()),
            Some((day, session)) => match weekday(day) {
                Some(weekday) => (Days::Weekday(weekday), session.trim()),
                None => (Days::Date(day.parse().ok()?), session.trim()),
            },
        };
        Some(Extended { days, session: Session::parse(session)? })
    }
}

/// Reads `2026-10-01`, or `2026-10-01..2026-10-07` for both days and all between them; `None`
/// when it is written otherwise, goes backwards or is longer than a year.
pub fn dates(text: &str) -> Option<Vec<Date>> {
    let Some((from, until)) = text.split_once("..") else {
        return Some(vec![text.trim().parse().ok()?]);
    };
    let (from, until): (Date, Date) = (from.trim().parse().ok()?, until.trim().parse().ok()?);
    let mut days = vec![from];
    while let Some(last) = days.last().filter(|last| **last < until) {
        days.push(last.tomorrow().ok()?);
        if days.len() > 366 {
            return None;
        }
    }
    (days.last() == Some(&until)).then_some(days)
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

    /// Whether `time` is in it.
    fn holds(self, time: Time) -> bool {
        self.from <= time && time < self.until
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
    /// Whether the counter is open at `at`, extended service counted.
    pub fn is_open(&self, at: &Zoned) -> bool {
        self.period(at).is_service()
    }

    /// What the hours say of `at`.
    pub fn period(&self, at: &Zoned) -> Period {
        let (date, time) = (at.date(), at.time());
        let by_day = match self.is_workday(date) {
            true => self.period_of_workday(time),
            false => Period::Closed,
        };
        match by_day.is_service() {
            false if self.extended(date).any(|session| session.holds(time)) => Period::Extended,
            _ => by_day,
        }
    }

    /// What the hours say of `time` on a working day; extended service is not looked at.
    pub fn period_of_workday(&self, time: Time) -> Period {
        let Some(session) = self.sessions.iter().find(|session| session.holds(time)) else {
            return self.between(time);
        };
        let left = session.until.duration_since(time);
        let closing = left <= SignedDuration::from_mins(i64::from(self.closing_min));
        // With no closing time at all, not even the last moment is in it.
        if closing && self.closing_min > 0 { Period::Closing } else { Period::Open }
    }

    /// What `time` of a working day is that lies in no session.
    fn between(&self, time: Time) -> Period {
        let Some(next) = self.sessions.iter().map(|s| s.from).filter(|from| *from > time).min()
        else {
            return Period::Closed;
        };
        let left = next.duration_since(time);
        if self.early_min > 0 && left <= SignedDuration::from_mins(i64::from(self.early_min)) {
            Period::Early
        } else if self.sessions.iter().any(|session| session.until <= time) {
            Period::Lunch
        } else {
            Period::Closed
        }
    }

    /// What the hours say from `from` to `until`: what it is at first, and where it changes,
    /// seconds from `from`. Looks at each full minute, and at no more than a day.
    pub fn periods(&self, from: &Zoned, until: &Zoned) -> Vec<(f64, Period)> {
        let mut found = vec![(0.0, self.period(from))];
        let long_s = from.duration_until(until).as_secs_f64().min(MOST_S);
        let mut at_s = 60.0 - f64::from(from.second()) - f64::from(from.subsec_nanosecond()) / 1e9;
        while at_s <= long_s {
            let at = from.checked_add(SignedDuration::from_secs_f64(at_s));
            if let Ok(period) = at.map(|at| self.period(&at))
                && found.last().is_none_or(|(_, last)| *last != period)
            {
                found.push((at_s, period));
            }
            at_s += 60.0;
        }
        found
    }

    /// How long it has been closed at `at`, looking back to the day before; `None` when it
    /// is open, or has been closed for longer.
    pub fn closed_for(&self, at: &Zoned) -> Option<SignedDuration> {
        if self.is_open(at) {
            return None;
        }
        let now = at.datetime();
        let days = [Some(now.date()), now.date().yesterday().ok()];
        let closings = days.into_iter().flatten().flat_map(|date| {
            self.stretches(date).map(move |session| date.to_datetime(session.until))
        });
        let last = closings.filter(|closing| *closing <= now).max()?;
        Some(now.duration_since(last))
    }

    /// When it opens next after `at`; `None` when it does not within a year.
    pub fn next_opening(&self, at: &Zoned) -> Option<Zoned> {
        let now = at.datetime();
        let mut date = now.date();
        for _ in 0..=366 {
            let opening = self.stretches(date).map(|session| date.to_datetime(session.from));
            if let Some(opening) = opening.filter(|opening| *opening > now).min() {
                return opening.to_zoned(at.time_zone().clone()).ok();
            }
            date = date.tomorrow().ok()?;
        }
        None
    }

    /// All stretches of `date` in which it is open.
    fn stretches(&self, date: Date) -> impl Iterator<Item = Session> + '_ {
        let sessions = if self.is_workday(date) { &self.sessions[..] } else { &[] };
        sessions.iter().copied().chain(self.extended(date))
    }

    /// The extended service of `date`.
    fn extended(&self, date: Date) -> impl Iterator<Item = Session> + '_ {
        let is_on = move |extended: &&Extended| match extended.days {
            Days::Working => self.is_workday(date),
            Days::Weekday(weekday) => weekday == date.weekday() && !self.holidays.contains(&date),
            Days::Date(other) => other == date,
        };
        self.extended.iter().filter(is_on).map(|extended| extended.session)
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
            ..Calendar::default()
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
        use Period::{Closed, Closing, Lunch, Open};
        let calendar = calendar();
        for (y, m, d, hour, minute, period) in [
            (2026, 11, 23, 8, 59, Closed),
            (2026, 11, 23, 9, 0, Open),
            (2026, 11, 23, 11, 29, Open),
            (2026, 11, 23, 11, 30, Closing),
            (2026, 11, 23, 11, 59, Closing),
            (2026, 11, 23, 12, 0, Lunch),
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
    fn extended_service_is_open_beyond_the_sessions() {
        use Period::{Closed, Closing, Early, Extended as Ex, Lunch, Open};
        let extended = ["17:30-18:30", "sat 09:00-12:00", "2026-10-01 10:00-11:00"];
        let extended = extended.map(|text| Extended::parse(text).unwrap()).to_vec();
        let calendar = Calendar { extended, early_min: 30, ..calendar() };
        for (m, d, hour, minute, period) in [
            (11, 23, 17, 29, Closing),
            (11, 23, 17, 30, Ex),
            (11, 23, 18, 30, Closed),
            (11, 23, 8, 29, Closed),
            (11, 23, 8, 30, Early),
            (11, 23, 9, 0, Open),
            (11, 23, 12, 59, Lunch),
            (11, 23, 13, 0, Early),
            (11, 28, 9, 0, Ex),
            (11, 28, 17, 30, Closed),
            (11, 29, 9, 0, Closed),
            (10, 1, 9, 59, Closed),
            (10, 1, 10, 0, Ex),
            (10, 1, 17, 30, Closed),
        ] {
            let at = date(2026, m, d).at(hour, minute, 0, 0).in_tz("Asia/Shanghai").unwrap();
            assert_eq!(calendar.period(&at), period, "{at}");
            assert_eq!(calendar.is_open(&at), period.is_service(), "{at}");
        }
        let at = |hour, minute, second| {
            date(2026, 11, 23).at(hour, minute, second, 0).in_tz("Asia/Shanghai").unwrap()
        };
        assert_eq!(calendar.next_opening(&at(17, 29, 0)), Some(at(17, 30, 0)));
        assert_eq!(
            calendar.periods(&at(16, 59, 30), &at(18, 31, 0)),
            [(0.0, Open), (30.0, Closing), (1830.0, Ex), (5430.0, Closed)]
        );
        for wrong in ["", "17:30", "sat", "son 09:00-12:00", "2026-13-01 09:00-12:00"] {
            assert!(Extended::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn days_off_are_one_or_a_stretch() {
        assert_eq!(dates("2026-10-01"), Some(vec![date(2026, 10, 1)]));
        let week = dates("2026-10-01..2026-10-07").unwrap();
        assert_eq!((week.len(), week.last()), (7, Some(&date(2026, 10, 7))));
        for wrong in ["", "2026-10-07..2026-10-01", "2026-10-01..2028-10-01", "2026-10-1x"] {
            assert_eq!(dates(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn hours_are_read_strictly() {
        assert!(Session::parse("9:00-12:30").is_some());
        for wrong in ["9-12", "12:00-09:00", "25:00-26:00", "", "09:00", "09:00-09:00"] {
            assert!(Session::parse(wrong).is_none(), "{wrong}");
        }
    }
}
