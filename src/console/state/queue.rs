//! The queue of incidents: what it shall hold, the stretch of it that is here, and
//! the place of the selection.
//!
//! Pure data. The service holds the rest of it and answers with pages.

use crate::phrasebook::Severity;
use crate::record::{Disposition, Incident, Listing, Page, Sort};
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
        let days_back = match self.period {
            Period::All => None,
            Period::Today => Some(0),
            Period::Week => Some(6),
        };
        let midnight = |back: i64| {
            let day = now.to_zoned(zone.clone()).checked_sub(back.days()).ok()?;
            Some(day.start_of_day().ok()?.timestamp())
        };
        Listing {
            counter: self.counter.clone(),
            phrase_id: self.phrase.as_ref().map(|(id, _)| id.clone()),
            severity: self.severity,
            dispositions: self.handled.dispositions().to_vec(),
            since: days_back.and_then(midnight),
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

/// Where the selection goes when a page comes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Want {
    /// It stays on its incident.
    #[default]
    Stay,
    /// To this place of the whole listing.
    At(u64),
    /// To the last of the whole listing.
    Last,
}

/// The queue.
#[derive(Debug, Clone)]
pub struct Queue {
    pub filter: Filter,
    /// The stretch that is here.
    pub page: Page,
    /// Place of the selection in the page.
    pub at: usize,
    /// Whether the selected incident is no longer in the listing; it stays, marked, until
    /// the selection leaves it, so that a key never hits another.
    pub gone: bool,
    /// Of the latest request.
    pub serial: u64,
    /// When the latest request was made; absent once it is answered.
    pub asked: Option<Timestamp>,
    /// When an answer last came.
    pub answered: Option<Timestamp>,
    /// What the request was for.
    pub want: Want,
    /// Whether incidents have changed since the latest request.
    pub stale: bool,
}

impl Default for Queue {
    fn default() -> Queue {
        Queue {
            filter: Filter::default(),
            page: Page { total: 0, offset: 0, incidents: Vec::new(), unsearched: 0 },
            at: 0,
            gone: false,
            serial: 0,
            asked: None,
            answered: None,
            want: Want::Stay,
            stale: true,
        }
    }
}

impl Queue {
    /// The incident that the next key is about; none while another listing or another
    /// place of it is awaited.
    pub fn selected(&self) -> Option<&Incident> {
        if self.turning() { None } else { self.page.incidents.get(self.at) }
    }

    /// Whether what is shown is about to be replaced at the user's wish.
    pub fn turning(&self) -> bool {
        self.asked.is_some() && self.want != Want::Stay
    }

    /// The place of the selection in the whole listing, from 0.
    pub fn place(&self) -> u64 {
        self.page.offset + self.at as u64
    }
}
