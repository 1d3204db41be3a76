//! What the hall's queue system says, on its way to the encounters: a ticket called, a
//! ticket closed.
//!
//! Thread `judge`. What is said of a counter goes to the session that runs there in order of
//! time; what is said before one runs is kept for it, so that a recording can be told of its
//! tickets beforehand. No ticket's number comes so far.

use super::desk::Desk;
use super::sitting::Sitting;
use crate::conduct::TicketEvent;
use crate::units::SampleIndex;
use jiff::Timestamp;

/// What is kept for sessions that have not begun: a day of one counter.
const KEPT_MOST: usize = 4_096;

/// Something that the queue system said.
#[derive(Debug, Clone, PartialEq)]
pub struct Called {
    /// The counter's name.
    pub counter: String,
    /// When.
    pub at: Timestamp,
    /// What.
    pub event: TicketEvent,
}

impl Desk {
    /// Takes in what the queue system said.
    pub(super) fn call(&mut self, called: Called) {
        for sitting in self.sittings.values_mut() {
            sitting.call(&called);
        }
        if self.called.len() >= KEPT_MOST {
            self.called.pop_front();
        }
        self.called.push_back(called);
    }
}

impl Sitting {
    /// Takes in what the queue system said of its counter since it began.
    pub(super) fn call(&mut self, called: &Called) {
        let session = &self.session;
        let began = session.clock.at(SampleIndex(0));
        if called.counter == session.counter
            && called.at >= began
            && let Some(conducting) = &mut self.conducting
        {
            conducting.ticket(session.clock.index(called.at).seconds(), called.event);
        }
    }
}
