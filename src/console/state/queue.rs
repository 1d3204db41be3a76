//! The queue of incidents: what it shall hold, and the stretch of it that is here.
//!
//! Pure data. The service holds the rest of it and answers with pages.

use super::stretch::{Row, Stretch};
use crate::phrasebook::Severity;
use crate::record::{Disposition, Incident, Listing, Sort};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

/// The days that the queue shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// Whatever day it was.
    #[default]
    All,
    /// Since midnight.
    Today,
    /// The last seven days with today.
    Week,
}

impl Period {
    /// All of them, in the order of the key that turns them.
    pub const ALL: [Period; 3] = [Period::All, Period::Today, Period::Week];

    /// The midnight in `zone` at which it begins; absent for all days.
    pub fn since(self, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let back: i64 = match self {
            Period::All => return None,
            Period::Today => 0,
            Period::Week => 6,
        };
        let day = now.to_zoned(zone.clone()).checked_sub(back.days()).ok()?;
        Some(day.start_of_day().ok()?.timestamp())
    }
}

/// What people have made of the incidents that the queue shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Handled {
    /// Whatever they have.
    #[default]
    All,
    /// Nobody has decided.
    Waiting,
    Uncertain,
    Confirmed,
    Dismissed,
    Remedied,
    /// Appealed, and what came of it.
    Appealed,
}

impl Handled {
    /// All of them, in the order of the key that turns them.
    pub const ALL: [Handled; 7] = [
        Handled::All,
        Handled::Waiting,
        Handled::Uncertain,
        Handled::Confirmed,
        Handled::Dismissed,
        Handled::Remedied,
        Handled::Appealed,
    ];

    /// The dispositions that it stands for; empty for all.
    pub fn dispositions(self) -> &'static [Disposition] {
        use Disposition as D;
        match self {
            Handled::All => &[],
            Handled::Waiting => &[D::New, D::Reviewed],
            Handled::Uncertain => &[D::Uncertain],
            Handled::Confirmed => &[D::Confirmed],
            Handled::Dismissed => &[D::Dismissed],
            Handled::Remedied => &[D::Remedied],
            Handled::Appealed => &[D::Appealed, D::Upheld, D::Overturned],
        }
    }
}

/// What the queue shall hold, and in what order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    pub sort: Sort,
    pub counter: Option<String>,
    /// A phrase's id and text.
    pub phrase: Option<(String, String)>,
    /// The least.
    pub severity: Option<Severity>,
    pub handled: Handled,
    pub period: Period,
    /// Only those before the duty leader.
    pub escalated: bool,
    /// Only this person's.
    pub assignee: Option<String>,
    /// Words of people are not written down.
    #[serde(skip)]
    pub search: String,
}

impl Filter {
    /// The same in the words of the service, at this time.
    pub fn listing(&self, now: Timestamp, zone: &TimeZone) -> Listing {
        Listing {
            counter: self.counter.clone(),
            phrase_id: self.phrase.as_ref().map(|(id, _)| id.clone()),
            severity: self.severity,
            dispositions: self.handled.dispositions().to_vec(),
            since: self.period.since(now, zone),
            until: None,
            escalated: self.escalated,
            assignee: self.assignee.clone(),
            search: self.search.clone(),
            set_aside: false,
            sort: self.sort,
        }
    }

    /// Whether it leaves nothing out.
    pub fn is_all(&self) -> bool {
        *self == Filter { sort: self.sort, ..Filter::default() }
    }
}

/// The queue.
#[derive(Debug, Clone, Default)]
pub struct Queue {
    pub filter: Filter,
    /// The stretch that is here.
    pub list: Stretch<Incident>,
    /// Incidents that a search could not look into.
    pub unsearched: u64,
}

impl Row for Incident {
    fn id(&self) -> &str {
        &self.id
    }
}
