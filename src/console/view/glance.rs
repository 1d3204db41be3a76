//! What a glance at a counter must tell: whether it is heard, what is wrong, how grave
//! what happened is; and the same of the whole hall.
//!
//! Pure; made anew for each frame from the state.

use crate::console::state::{Counter, Link, State};
use crate::phrasebook::Severity;
use crate::record::{Disposition, Incident, IncidentKind};
use crate::service::message::{CounterStatus, Hearing};
use jiff::SignedDuration;
use std::collections::HashMap;

/// Seconds that a counter may lag behind before that is trouble: a flag that comes
/// later is too late to step in.
pub const BACKLOG_S: f64 = 30.0;

/// The worst that is to be said of a counter, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// Nothing.
    None,
    /// An incident of little weight waits for a decision.
    Minor,
    /// A serious one does.
    Serious,
    /// A critical one does.
    Critical,
    /// Sound is cut off: words are lost to recognition.
    Clipping,
    /// What was said is not read yet.
    Backlog,
    /// Nothing is known of it.
    Unknown,
    /// Nothing but digital zero comes in.
    Muted,
    /// The device is away.
    Lost,
}

impl Trouble {
    /// Whether the hall's hearing suffers, or what happened cannot wait.
    pub fn is_alarm(self) -> bool {
        self >= Trouble::Serious
    }

    /// Whether it is the hearing that suffers.
    pub fn is_deaf(self) -> bool {
        self >= Trouble::Clipping
    }
}

/// Incidents that nobody has decided on, by severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Open {
    pub minor: u64,
    pub serious: u64,
    pub critical: u64,
    /// How many of them were put before the duty leader.
    pub escalated: u64,
}

impl Open {
    fn add(&mut self, incident: &Incident) {
        match incident.severity {
            Severity::Minor => self.minor += 1,
            Severity::Serious => self.serious += 1,
            Severity::Critical => self.critical += 1,
        }
        self.escalated += u64::from(incident.handling.escalated_at.is_some());
    }

    /// All of them.
    pub fn all(&self) -> u64 {
        self.minor + self.serious + self.critical
    }

    /// Those of each severity that there are, the gravest first.
    pub fn by_severity(&self) -> impl Iterator<Item = (Severity, u64)> {
        [
            (Severity::Critical, self.critical),
            (Severity::Serious, self.serious),
            (Severity::Minor, self.minor),
        ]
        .into_iter()
        .filter(|(_, n)| *n > 0)
    }

    fn trouble(&self) -> Trouble {
        match self.by_severity().next() {
            Some((Severity::Critical, _)) => Trouble::Critical,
            Some((Severity::Serious, _)) => Trouble::Serious,
            Some((Severity::Minor, _)) => Trouble::Minor,
            None => Trouble::None,
        }
    }
}

/// A counter at a glance.
pub struct Glance<'a> {
    pub counter: &'a Counter,
    /// What it does; `None` when that is not known, or not any more.
    pub hearing: Option<Hearing>,
    pub trouble: Trouble,
    pub open: Open,
    /// How much longer it is not listened to on somebody's word.
    pub off: Option<SignedDuration>,
}

impl<'a> Glance<'a> {
    fn new(state: &State, counter: &'a Counter, open: Open) -> Glance<'a> {
        // Of a service that is gone nothing is known, whatever it said last.
        let status = counter.status.as_ref().filter(|_| state.link == Link::Attached);
        let hearing = status.map(|status| status.state);
        let clipping = counter.hold.clipping();
        let off = status.and_then(|_| state.muted_for(counter));
        let ill = match off {
            // What is meant is no trouble.
            Some(_) => Trouble::None,
            None => status.map_or(Trouble::Unknown, |status| ill(status, clipping)),
        };
        let trouble = ill.max(open.trouble());
        Glance { counter, hearing, trouble, open, off }
    }

    /// Incidents of it that nobody has decided on: those that are known, and at least as
    /// many as today has.
    pub fn undecided(&self) -> u64 {
        self.open.all().max(self.status().map_or(0, |status| status.today.open))
    }

    /// What the service said of it last.
    pub fn status(&self) -> Option<&'a CounterStatus> {
        self.counter.status.as_ref()
    }
}

fn ill(status: &CounterStatus, clipping: bool) -> Trouble {
    match status.state {
        Hearing::Lost => Trouble::Lost,
        Hearing::Muted => Trouble::Muted,
        _ if status.tally.waiting > 0 && status.delay_s > BACKLOG_S => Trouble::Backlog,
        _ if clipping => Trouble::Clipping,
        _ => Trouble::None,
    }
}

/// Whether somebody has to decide on it. What is uncertain never alarms.
fn is_open(incident: &Incident) -> bool {
    incident.kind == IncidentKind::Taboo
        && matches!(incident.disposition, Disposition::New | Disposition::Reviewed)
}

/// The open incidents of each counter, in the order of the counters.
fn open(state: &State) -> Vec<Open> {
    let mut open = vec![Open::default(); state.counters.len()];
    let places: HashMap<&str, usize> =
        state.counters.iter().enumerate().map(|(n, c)| (c.info.name.as_str(), n)).collect();
    for incident in state.incidents.iter().filter(|incident| is_open(incident)) {
        if let Some(at) = places.get(incident.counter.as_str()) {
            open[*at].add(incident);
        }
    }
    open
}

/// Every counter at a glance, in the order of the counters.
pub fn counters(state: &State) -> Vec<Glance<'_>> {
    let counters = state.counters.iter().zip(open(state));
    counters.map(|(counter, open)| Glance::new(state, counter, open)).collect()
}

/// The hall at a glance.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Hall {
    /// Counters in alarm.
    pub alarms: usize,
    /// Counters that are outside opening hours.
    pub closed: usize,
    pub unknown: usize,
    pub backlog: usize,
    pub clipping: usize,
    /// Of all counters, those that are no more listened to as well.
    pub open: Open,
}

impl Hall {
    pub fn new(state: &State, glances: &[Glance<'_>]) -> Hall {
        let mut hall = Hall::default();
        for glance in glances {
            hall.alarms += usize::from(glance.trouble.is_alarm());
            match glance.hearing {
                Some(Hearing::Closed) => hall.closed += 1,
                None => hall.unknown += 1,
                _ => {}
            }
            match glance.trouble {
                Trouble::Backlog => hall.backlog += 1,
                Trouble::Clipping => hall.clipping += 1,
                _ => {}
            }
        }
        for incident in state.incidents.iter().filter(|incident| is_open(incident)) {
            hall.open.add(incident);
        }
        hall
    }
}

/// The places of the counters, those in alarm before the others and the worst first;
/// alike, they stay in their order.
pub fn worst_first(glances: &[Glance<'_>]) -> Vec<usize> {
    let rank = |n: &usize| {
        let trouble = glances[*n].trouble;
        std::cmp::Reverse(trouble.is_alarm().then_some(trouble))
    };
    let mut order: Vec<usize> = (0..glances.len()).collect();
    order.sort_by_key(rank);
    order
}
