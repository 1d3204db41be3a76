//! A stretch of a long listing: the rows around the selection, and where the selection
//! goes when others come.
//!
//! Pure data. The service holds the rest of the listing and answers with stretches; the
//! selection never leaves its row by itself.

use jiff::Timestamp;

/// Rows of a stretch.
pub const STRETCH: u32 = 200;

/// Rows left before an end of the stretch at which another is asked for.
const NEAR: usize = 50;

/// Seconds after which an answer will not come any more.
const OVERDUE_S: f64 = 5.0;

/// Age of an answer after which the listing begins anew at its top when entered.
const OLD_S: f64 = 600.0;

/// What is listed: told apart by its id.
pub trait Row: Clone {
    /// The id.
    fn id(&self) -> &str;
}

/// Where the selection goes when rows come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Want {
    /// It stays on its row.
    #[default]
    Stay,
    /// To this place of the whole listing.
    At(u64),
    /// To the last of the whole listing.
    Last,
}

/// What a step of the selection leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moved {
    /// It is done, or there was nowhere to go.
    Here,
    /// The place is not here and must be asked for.
    Away(Want),
}

/// The stretch.
#[derive(Debug, Clone)]
pub struct Stretch<R> {
    /// Rows in the whole listing.
    pub total: u64,
    /// How many stand before the first of those here.
    pub offset: u64,
    /// Those here.
    pub rows: Vec<R>,
    /// Place of the selection among those here.
    pub at: usize,
    /// Whether the selected row is no longer in the listing; it stays, marked, until the
    /// selection leaves it, so that a key never hits another.
    pub gone: bool,
    /// Of the latest request.
    pub serial: u64,
    /// When the latest request was made; absent once it is answered.
    pub asked: Option<Timestamp>,
    /// When an answer last came.
    pub answered: Option<Timestamp>,
    /// What the request was for.
    pub want: Want,
    /// Whether rows have changed since the latest request.
    pub stale: bool,
}

impl<R> Default for Stretch<R> {
    fn default() -> Stretch<R> {
        Stretch {
            total: 0,
            offset: 0,
            rows: Vec::new(),
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

impl<R> Stretch<R> {
    /// The row that the next key is about; none while another listing or another place of
    /// it is awaited.
    pub fn selected(&self) -> Option<&R> {
        if self.turning() { None } else { self.rows.get(self.at) }
    }

    /// Whether what is shown is about to be replaced at the user's wish.
    pub fn turning(&self) -> bool {
        self.asked.is_some() && self.want != Want::Stay
    }

    /// The place of the selection in the whole listing, from 0.
    pub fn place(&self) -> u64 {
        self.offset + self.at as u64
    }

    /// Notes that rows are asked for; gives the request's number and how many rows to leave
    /// out first.
    pub fn ask(&mut self, want: Want, now: Timestamp) -> (u64, u64) {
        let half = u64::from(STRETCH / 2);
        let offset = match want {
            Want::Stay => self.place().saturating_sub(half),
            Want::At(place) => place.saturating_sub(half),
            Want::Last => self.total.saturating_sub(u64::from(STRETCH)),
        };
        self.serial += 1;
        self.asked = Some(now);
        self.want = want;
        self.stale = false;
        (self.serial, offset)
    }

    /// What was asked for will not be answered. The selection is where it was and stays.
    pub fn unanswered(&mut self) {
        self.asked = None;
        self.want = Want::Stay;
        self.stale = true;
    }

    /// What to ask for when the listing comes into view, if anything.
    pub fn on_entering(&self, now: Timestamp) -> Option<Want> {
        match self.answered {
            _ if self.asked.is_some() => None,
            Some(at) if since(now, at) < OLD_S => self.stale.then_some(Want::Stay),
            _ => Some(Want::At(0)),
        }
    }

    /// What to ask for because rows have changed, at most every `rest_s` seconds, or an
    /// answer does not come.
    pub fn due(&self, now: Timestamp, rest_s: f64) -> Option<Want> {
        match self.asked {
            Some(asked) => (since(now, asked) >= OVERDUE_S).then_some(self.want),
            None if !self.stale => None,
            None => {
                let rested = self.answered.is_none_or(|at| since(now, at) >= rest_s);
                rested.then_some(Want::Stay)
            }
        }
    }

    /// Whether more rows are to be asked for, before the selection reaches the end of those
    /// here.
    pub fn is_near_an_end(&self) -> bool {
        if self.asked.is_some() || self.gone {
            return false;
        }
        let rows = self.rows.len();
        let more_before = self.offset > 0 && self.at < NEAR;
        let end = self.offset + rows as u64;
        let more_after = end < self.total && self.at + NEAR >= rows;
        // A service that gives less than was asked for is not asked for ever.
        rows > 2 * NEAR && (more_before || more_after)
    }

    /// Moves the selection by so many rows; to the first or last of all for the extremes.
    pub fn step(&mut self, by: isize) -> Moved {
        if self.turning() || self.rows.is_empty() {
            return Moved::Here;
        }
        let mut down = by;
        if self.gone {
            // The row that was kept goes with the selection.
            self.rows.remove(self.at);
            self.gone = false;
            down = if by > 0 { by.saturating_sub(1) } else { by };
        }
        let last = self.total.saturating_sub(1);
        let place = match by {
            isize::MIN => 0,
            isize::MAX => last,
            _ => self.place().saturating_add_signed(down as i64).min(last),
        };
        if place < self.offset || place >= self.offset + self.rows.len() as u64 {
            return Moved::Away(if by == isize::MAX { Want::Last } else { Want::At(place) });
        }
        self.at = (place - self.offset) as usize;
        Moved::Here
    }

    /// Brings the selection back into range.
    pub fn clamp(&mut self) {
        self.at = self.at.min(self.rows.len().saturating_sub(1));
    }
}

impl<R: Row> Stretch<R> {
    /// Rows came: `total` of them in all, and these after the first `offset`. Whether they
    /// answer the latest request; others are about another listing and not taken.
    pub fn came(
        &mut self,
        serial: u64,
        now: Timestamp,
        (total, offset, rows): (u64, u64, Vec<R>),
    ) -> bool {
        if serial != self.serial || self.asked.is_none() {
            return false;
        }
        let before = self.rows.get(self.at).cloned();
        let place = self.place();
        let want = std::mem::take(&mut self.want);
        (self.total, self.offset, self.rows) = (total, offset, rows);
        self.asked = None;
        self.answered = Some(now);
        self.gone = false;
        let inside =
            |place: u64| usize::try_from(place.saturating_sub(offset)).unwrap_or(usize::MAX);
        match (want, before) {
            (Want::Stay, Some(kept)) => match self.rows.iter().position(|r| r.id() == kept.id()) {
                Some(at) => self.at = at,
                None => {
                    self.at = inside(place).min(self.rows.len());
                    self.rows.insert(self.at, kept);
                    self.gone = true;
                }
            },
            (Want::Stay, None) => self.at = 0,
            (Want::At(place), _) => self.at = inside(place),
            (Want::Last, _) => self.at = usize::MAX,
        }
        self.clamp();
        true
    }
}

/// Seconds from `then` to `now`; many when the clock was set back.
pub fn since(now: Timestamp, then: Timestamp) -> f64 {
    let seconds = now.duration_since(then).as_secs_f64();
    if seconds < 0.0 { f64::MAX } else { seconds }
}
