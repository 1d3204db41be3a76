//! Which words and signs name what of an encounter. The signs tell without colour.
//!
//! Pure lookups.

use crate::conduct::{AmountKind, CallKind, Noise, Outcome, State, TicketEvent, Verdict};
use crate::console::text::met::Words;

impl Words {
    /// Sign and word of what an encounter comes to.
    pub fn outcome(&self, outcome: Outcome) -> (char, &'static str) {
        match outcome {
            Outcome::Clean => ('+', self.clean),
            Outcome::Remedied => ('~', self.put_right),
            Outcome::Flagged => ('x', self.flagged),
            Outcome::NotJudged => ('-', self.not_judged),
        }
    }

    /// What goes on at a counter.
    pub fn serving(&self, state: State) -> &'static str {
        match state {
            State::Idle => self.idle,
            State::Open => self.serving,
            State::Waiting => self.waits,
            State::Phone => self.phone,
            State::Paused => self.pauses,
        }
    }

    /// Sign and word of what a rule comes to, which for some is only a hint.
    pub fn ruling(&self, verdict: Verdict, hint: bool) -> (char, &'static str) {
        match verdict {
            Verdict::Broken if hint => ('?', self.hint),
            Verdict::Kept => ('+', self.kept),
            Verdict::Broken => ('x', self.broken),
            Verdict::Remedied => ('~', self.remedied),
            Verdict::Merit => ('*', self.merit),
            Verdict::NotJudged => ('-', self.not_judged),
        }
    }

    /// Sign and word of a sound that is no speech.
    pub fn noise(&self, noise: Noise) -> (char, &'static str) {
        match noise {
            Noise::Ring => ('o', self.ring),
            Noise::Mobile => ('m', self.mobile),
            Noise::Slam => ('b', self.slam),
        }
    }

    /// How a call is known.
    pub fn call(&self, call: CallKind) -> &'static str {
        match call {
            CallKind::Taken => self.call_taken,
            CallKind::Mobile => self.call_mobile,
            CallKind::Made => self.call_made,
            CallKind::Spoken => self.call_spoken,
            CallKind::Missed => self.call_missed,
        }
    }

    /// What the queue system said.
    pub fn ticket_event(&self, event: TicketEvent) -> &'static str {
        match event {
            TicketEvent::Called => self.ticket_called,
            TicketEvent::Closed => self.ticket_closed,
        }
    }

    /// What a sum of money is, with a place for it.
    pub fn amount(&self, kind: AmountKind) -> &'static str {
        match kind {
            AmountKind::Due => self.due,
            AmountKind::Received => self.received,
            AmountKind::Change => self.change,
        }
    }
}
