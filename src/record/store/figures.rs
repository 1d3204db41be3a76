//! What a day or a week comes to.
//!
//! Runs on any thread with a store that reads. Changes nothing. What was heard stands
//! in the hours, what came of it in the incidents as they are now.

use super::Store;
use super::count::{HOUR_US, SUM, sum_at};
use super::rows::word_at;
use crate::phrasebook::List;
use crate::record::{
    Counts, Custody, Disposition, Figures, MACHINE, PhraseFigures, RecordError, Sight, Span,
};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan, Zoned};
use std::collections::BTreeMap;

/// Days of a week before today.
const DAYS_BEFORE: i64 = 6;

/// An incident is left out when the machine itself dismissed it: it stands in another
/// one by then. Complaints are no incidents here.
const INCIDENTS: &str = "SELECT i.at_us, i.counter, i.phrase_id, i.phrase, i.disposition, \
     i.unit, i.person, i.integrity \
     FROM incidents i WHERE i.at_us >= ?1 AND i.at_us <= ?2 AND i.kind = 'taboo' \
     AND NOT (i.disposition = 'dismissed' AND coalesce((SELECT d.actor FROM decisions d \
     WHERE d.incident = i.id AND d.deed = 'decided' ORDER BY d.n DESC LIMIT 1), '') = ?3)";

/// What people ever decided, by phrase and by whose it is.
const DECIDED: &str = "SELECT i.phrase_id, i.phrase, i.disposition, i.unit, i.person, \
     i.integrity, count(*) FROM incidents i WHERE i.kind = 'taboo' \
     AND i.disposition IN ('confirmed', 'remedied', 'upheld', 'dismissed', 'overturned') \
     AND NOT (i.disposition = 'dismissed' AND coalesce((SELECT d.actor FROM decisions d \
     WHERE d.incident = i.id AND d.deed = 'decided' ORDER BY d.n DESC LIMIT 1), '') = ?1) \
     GROUP BY 1, 2, 3, 4, 5, 6";

impl Store {
    /// What the day or the week up to `now` comes to; days begin at midnight in `zone`.
    pub fn figures(
        &self,
        span: Span,
        now: Timestamp,
        zone: &TimeZone,
    ) -> Result<Figures, RecordError> {
        self.figures_within(&Sight::default(), span, now, zone)
    }

    /// As [`Store::figures`], of what lies in `sight`: its counters, its incidents; without
    /// names the counters are left out.
    pub fn figures_within(
        &self,
        sight: &Sight,
        span: Span,
        now: Timestamp,
        zone: &TimeZone,
    ) -> Result<Figures, RecordError> {
        let mut figures =
            self.count_up(sight, span, now, zone).map_err(RecordError::index(&self.index))?;
        for sum in figures.by_phrase.iter_mut().filter(|sum| sum.phrase.is_empty()) {
            sum.phrase = self.names.name(&sum.id).to_owned();
        }
        if sight.nameless {
            figures.by_counter.clear();
        }
        Ok(figures)
    }

    fn count_up(
        &self,
        sight: &Sight,
        span: Span,
        now: Timestamp,
        zone: &TimeZone,
    ) -> rusqlite::Result<Figures> {
        let together = self.db.unchecked_transaction()?;
        let mut sums = Sums::new(starts(span, &now.to_zoned(zone.clone())));
        let range = (sums.start_us(), now.as_microsecond());

        let mut hours = together.prepare_cached(&format!(
            "SELECT {SUM} FROM hours WHERE hour_us > ?1 - ?3 AND hour_us <= ?2"
        ))?;
        let mut rows = hours.query((range.0, range.1, HOUR_US))?;
        while let Some(row) = rows.next()? {
            if !sight.has_counter(row.get_ref(1)?.as_str()?) {
                continue;
            }
            let counts = Counts { heard: sum_at(row)?, ..Counts::default() };
            sums.add(row.get(0)?, row.get_ref(1)?.as_str()?, &counts);
        }

        let mut incidents = together.prepare_cached(INCIDENTS)?;
        let mut rows = incidents.query((range.0, range.1, MACHINE))?;
        while let Some(row) = rows.next()? {
            let disposition = word_at(row, 4)?;
            let custody = Custody {
                unit: row.get(5)?,
                person: row.get(6)?,
                integrity: row.get(7)?,
                ..Custody::default()
            };
            if !sight.holds(&custody) {
                continue;
            }
            let counts = counts_of(disposition);
            sums.add(row.get(0)?, row.get_ref(1)?.as_str()?, &counts);
            if disposition != Disposition::Uncertain {
                sums.phrase(
                    List::Taboo,
                    row.get_ref(2)?.as_str()?,
                    row.get_ref(3)?.as_str()?,
                    &counts,
                );
            }
        }

        let mut decided = together.prepare_cached(DECIDED)?;
        let mut rows = decided.query([MACHINE])?;
        while let Some(row) = rows.next()? {
            let custody = Custody {
                unit: row.get(3)?,
                person: row.get(4)?,
                integrity: row.get(5)?,
                ..Custody::default()
            };
            if sight.holds(&custody) {
                let counts = counts_of(word_at(row, 2)?);
                let n: i64 = row.get(6)?;
                let (id, phrase) = (row.get_ref(0)?.as_str()?, row.get_ref(1)?.as_str()?);
                sums.decided(id, phrase, &counts, n.unsigned_abs());
            }
        }

        let mut phrases = together.prepare_cached(
            "SELECT id, phrase, sum(n), counter FROM hour_phrases WHERE hour_us > ?1 - ?3 \
             AND hour_us <= ?2 AND list = 'civil' GROUP BY id, counter",
        )?;
        let mut rows = phrases.query((range.0, range.1, HOUR_US))?;
        while let Some(row) = rows.next()? {
            if !sight.has_counter(row.get_ref(3)?.as_str()?) {
                continue;
            }
            let n: i64 = row.get(2)?;
            let counts = Counts { incidents: n.unsigned_abs(), ..Counts::default() };
            sums.phrase(List::Civil, row.get_ref(0)?.as_str()?, row.get_ref(1)?.as_str()?, &counts);
        }
        Ok(sums.figures(span, now))
    }
}

/// The beginnings of the hours of the day up to now, or of the days of the week.
fn starts(span: Span, now: &Zoned) -> Vec<Timestamp> {
    // A zone may have no midnight on a day; the first moment of the day is meant. No
    // date so far from now is out of range.
    let midnight = |day: &Zoned| day.start_of_day().unwrap_or_else(|_| day.clone()).timestamp();
    match span {
        Span::Day => {
            let from = midnight(now);
            let hour = SignedDuration::from_hours(1);
            std::iter::successors(Some(from), |at| at.checked_add(hour).ok())
                .take_while(|at| *at <= now.timestamp())
                .collect()
        }
        Span::Week => (0..=DAYS_BEFORE)
            .rev()
            .filter_map(|days| now.checked_sub(days.days()).ok())
            .map(|day| midnight(&day))
            .collect(),
    }
}

/// What one incident in `disposition` counts as.
fn counts_of(disposition: Disposition) -> Counts {
    use Disposition::{
        Confirmed, Dismissed, New, Overturned, Remedied, Reviewed, Uncertain, Upheld,
    };
    let one = |is: bool| u64::from(is);
    Counts {
        incidents: one(disposition != Uncertain),
        open: one(matches!(disposition, New | Reviewed)),
        confirmed: one(matches!(disposition, Confirmed | Remedied | Upheld)),
        dismissed: one(matches!(disposition, Dismissed | Overturned)),
        uncertain: one(disposition == Uncertain),
        ..Counts::default()
    }
}

/// Figures while they are added up.
struct Sums {
    total: Counts,
    by_time: Vec<(Timestamp, Counts)>,
    by_counter: BTreeMap<String, Counts>,
    by_phrase: BTreeMap<(u8, String), PhraseFigures>,
}

impl Sums {
    fn new(starts: Vec<Timestamp>) -> Sums {
        Sums {
            total: Counts::default(),
            by_time: starts.into_iter().map(|start| (start, Counts::default())).collect(),
            by_counter: BTreeMap::new(),
            by_phrase: BTreeMap::new(),
        }
    }

    fn start_us(&self) -> i64 {
        self.by_time.first().map_or(0, |(start, _)| start.as_microsecond())
    }

    fn add(&mut self, at_us: i64, counter: &str, counts: &Counts) {
        self.total.add(counts);
        // An hour of the clock may begin before midnight where zones differ by halves.
        let after = self.by_time.partition_point(|(start, _)| start.as_microsecond() <= at_us);
        if let Some((_, sum)) = self.by_time.get_mut(after.saturating_sub(1)) {
            sum.add(counts);
        }
        match self.by_counter.get_mut(counter) {
            Some(sum) => sum.add(counts),
            None => {
                self.by_counter.insert(counter.to_owned(), counts.clone());
            }
        }
    }

    fn of_phrase(&mut self, list: List, id: &str, phrase: &str) -> &mut PhraseFigures {
        let place = (u8::from(list == List::Civil), id.to_owned());
        self.by_phrase.entry(place).or_insert_with(|| PhraseFigures {
            list,
            id: id.to_owned(),
            phrase: phrase.to_owned(),
            n: 0,
            confirmed: 0,
            dismissed: 0,
            ever_confirmed: 0,
            ever_dismissed: 0,
        })
    }

    /// `n` incidents of a phrase on which people decided, at whatever time.
    fn decided(&mut self, id: &str, phrase: &str, counts: &Counts, n: u64) {
        let sum = self.of_phrase(List::Taboo, id, phrase);
        sum.ever_confirmed += n * counts.confirmed;
        sum.ever_dismissed += n * counts.dismissed;
    }

    fn phrase(&mut self, list: List, id: &str, phrase: &str, counts: &Counts) {
        let sum = self.of_phrase(list, id, phrase);
        sum.n += counts.incidents;
        sum.confirmed += counts.confirmed;
        sum.dismissed += counts.dismissed;
    }

    fn figures(self, span: Span, until: Timestamp) -> Figures {
        let from = self.by_time.first().map_or(until, |(start, _)| *start);
        let mut by_phrase: Vec<_> = self.by_phrase.into_iter().collect();
        by_phrase.sort_by_key(|((list, id), sum)| (*list, std::cmp::Reverse(sum.n), id.clone()));
        Figures {
            span,
            from,
            until,
            total: self.total,
            by_time: self.by_time,
            by_counter: self.by_counter.into_iter().collect(),
            by_phrase: by_phrase.into_iter().map(|(_, sum)| sum).collect(),
        }
    }
}
