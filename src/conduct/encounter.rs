//! Where one encounter ends and the next begins.
//!
//! Boundaries come from silence, from the farewell and what follows it, from the call for
//! the next citizen and, where there is one, from the queue system. A boundary that only
//! silence gives is clear when the silence was long; rules about the beginning or the end
//! ask for a clear one.

use super::call::Telephone;
use super::moment::{CallKind, Moment, Noise, Side, TicketEvent, What};
use super::pack::Pattern;

/// Where boundaries lie.
#[derive(Debug, Clone, PartialEq)]
pub struct Bounds {
    /// A silence this long ends an encounter, seconds.
    pub gap_s: f64,
    /// The same once the clerk has asked the citizen to wait or takes a call.
    pub waiting_gap_s: f64,
    /// After a farewell of the clerk this much silence is enough.
    pub farewell_gap_s: f64,
    /// What a farewell is.
    pub farewell: Vec<Pattern>,
    /// What asks the citizen to wait.
    pub wait: Vec<Pattern>,
    /// What calls the next citizen.
    pub next: Vec<Pattern>,
    /// What greets.
    pub greet: Vec<Pattern>,
    /// Calls.
    pub telephone: Telephone,
}

/// Where something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scene {
    /// At the counter.
    Counter,
    /// On the telephone, and nobody at the counter.
    Call,
}

/// What happened between one citizen's arrival and their leaving.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Encounter {
    /// Where it begins, seconds from the session's beginning.
    pub start_s: f64,
    /// Where it ends: the end of its last turn.
    pub end_s: f64,
    /// All that happened, in order of time.
    pub moments: Vec<Moment>,
    /// Whether its beginning is sure.
    pub clear_start: bool,
    /// Whether its end is sure.
    pub clear_end: bool,
}

impl Encounter {
    /// Turns of a side.
    pub fn turns(&self, side: Side) -> impl Iterator<Item = &Moment> {
        self.moments.iter().filter(move |moment| moment.is_turn() && moment.side == side)
    }

    /// Whether it is known who speaks.
    pub fn knows_sides(&self) -> bool {
        self.moments.iter().any(Moment::is_turn) && self.turns(Side::Unknown).next().is_none()
    }

    /// Whether a citizen was heard.
    pub fn has_citizen(&self) -> bool {
        self.turns(Side::Citizen).next().is_some()
    }

    /// Whether nobody was there to be served: clerks among themselves, or into a telephone,
    /// or only a bell.
    pub fn is_nobodys(&self) -> bool {
        !self.has_citizen() && self.turns(Side::Unknown).next().is_none()
    }

    /// Where it happened; `None` where nobody was there to be served, nor on a telephone.
    pub fn scene(&self) -> Option<Scene> {
        if !self.is_nobodys() {
            return Some(Scene::Counter);
        }
        let is_call = |moment: &Moment| matches!(moment.what, What::Call { call, .. } if call != CallKind::Spoken);
        self.moments.iter().any(is_call).then_some(Scene::Call)
    }

    /// Of the turns the share that was understood, 0 to 1.
    pub fn understood(&self) -> f64 {
        let turns = self.moments.iter().filter(|moment| moment.is_turn());
        let (mut all, mut well) = (0, 0);
        for turn in turns {
            all += 1;
            well += i32::from(matches!(turn.what, What::Turn { understood: true, .. }));
        }
        if all == 0 { 0.0 } else { f64::from(well) / f64::from(all) }
    }
}

/// The encounters of one counter, found as it is listened to.
#[derive(Debug, Clone)]
pub struct Hall {
    bounds: Bounds,
    open: Option<Encounter>,
    /// The clerk has said farewell and nobody has gone on since.
    parting: bool,
    /// The clerk has asked to wait, or takes a call.
    waiting: bool,
    /// The end of the last turn of all; before the first one the session's beginning.
    last_s: f64,
    /// Bells that ring while nobody is there.
    ringing: Vec<Moment>,
}

impl Hall {
    /// A counter at which nobody is yet.
    pub fn new(bounds: Bounds) -> Hall {
        let (open, ringing) = (None, Vec::new());
        Hall { bounds, open, parting: false, waiting: false, last_s: 0.0, ringing }
    }

    /// Takes in the moments of one utterance, or a single other one, in order of time; gives
    /// the encounter that had ended before it.
    pub fn hear(&mut self, moments: &[Moment]) -> Option<Encounter> {
        let start_s = moments.first()?.start_s;
        let mut ended = self.advance(start_s);
        match moments.first()?.what {
            // Noted anew when the encounter is over.
            What::Call { .. } => return ended,
            What::Sound { noise } if self.open.is_none() => {
                if noise != Noise::Slam {
                    self.ringing.extend_from_slice(moments);
                }
                return ended;
            }
            _ => {}
        }
        let hung_up = self.end_call(moments, start_s);
        let interrupts = hung_up.is_some();
        ended = ended.or(hung_up);
        if self.begins_anew(moments)
            && let Some(mut before) = self.open.take()
        {
            before.clear_end = true;
            ended = ended.or(Some(self.noted(before)));
            (self.parting, self.waiting) = (false, false);
        }
        if let Some(Moment { what: What::Ticket { event: TicketEvent::Closed }, .. }) =
            moments.first()
        {
            let mut closed = self.open.take();
            if let Some(closed) = &mut closed {
                closed.clear_end = true;
            }
            return ended.or(closed.map(|closed| self.noted(closed)));
        }
        let is_speech = moments.iter().any(Moment::is_turn);
        // The call for the next one begins nothing by itself: the next one may never come.
        let is_call = self.any(moments, |bounds| &bounds.next);
        if is_call && self.open.is_none() {
            return ended;
        }
        // Who comes while the clerk is on the telephone has been there for nobody knows how
        // long.
        let clear_start = self.open.is_none() && !interrupts;
        let ringing = &mut self.ringing;
        let open = self.open.get_or_insert_with(|| Encounter {
            start_s,
            clear_start,
            moments: std::mem::take(ringing),
            ..Encounter::default()
        });
        open.moments.extend_from_slice(moments);
        if is_speech {
            let end_s = moments.iter().map(|moment| moment.end_s).fold(start_s, f64::max);
            open.end_s = open.end_s.max(end_s);
            self.last_s = self.last_s.max(end_s);
            let clerk = moments.first().is_some_and(|moment| moment.side != Side::Citizen);
            self.parting = clerk && self.any(moments, |bounds| &bounds.farewell);
            self.waiting = match clerk && self.any(moments, |bounds| &bounds.wait) {
                true => true,
                // A citizen's word does not end the waiting; the clerk's next one does.
                false => self.waiting && !clerk,
            };
        }
        ended
    }

    /// Says what time it is; gives the encounter that has ended by silence.
    pub fn advance(&mut self, now_s: f64) -> Option<Encounter> {
        if self.ringing.last().is_some_and(|bell| now_s - bell.end_s > self.unanswered_s()) {
            return self.rung_out();
        }
        let open = self.open.as_ref()?;
        let bounds = &self.bounds;
        let gap_s = match (self.parting, self.waiting) {
            (true, _) => bounds.farewell_gap_s,
            (false, true) => bounds.waiting_gap_s,
            (false, false) => bounds.gap_s,
        };
        if now_s - open.end_s < gap_s {
            return None;
        }
        (self.parting, self.waiting) = (false, false);
        let mut ended = self.open.take()?;
        ended.clear_end = true;
        Some(self.noted(ended))
    }

    /// The session is over: what was open ends with it.
    pub fn finish(&mut self) -> Option<Encounter> {
        let Some(mut ended) = self.open.take() else { return self.rung_out() };
        // A recording ends where somebody cut it: as good an end as a silence.
        ended.clear_end = true;
        Some(self.noted(ended))
    }

    /// An encounter that is over, with its calls.
    fn noted(&self, mut ended: Encounter) -> Encounter {
        self.bounds.telephone.note(&mut ended);
        ended
    }

    /// A bell that has been silent for so long rings no more, seconds.
    fn unanswered_s(&self) -> f64 {
        self.bounds.telephone.answer_s.max(self.bounds.telephone.ring_gap_s)
    }

    /// A bell that nobody took.
    fn rung_out(&mut self) -> Option<Encounter> {
        let moments = std::mem::take(&mut self.ringing);
        let (first, last) = (moments.first()?, moments.last()?);
        let (start_s, end_s) = (first.start_s, last.end_s);
        let (clear_start, clear_end) = (true, true);
        let rung = self.noted(Encounter { start_s, end_s, moments, clear_start, clear_end });
        rung.scene().is_some().then_some(rung)
    }

    /// Ends a call into which a citizen comes: what they are told is another matter.
    fn end_call(&mut self, moments: &[Moment], now_s: f64) -> Option<Encounter> {
        let first = moments.first().filter(|m| m.is_turn() && m.side == Side::Citizen)?;
        let open = self.open.as_ref()?;
        let on = open.is_nobodys() && self.bounds.telephone.is_on(open, first.start_s.max(now_s));
        let call = self.open.take_if(|_| on)?;
        (self.parting, self.waiting) = (false, false);
        Some(self.noted(call))
    }

    /// Whether the clerk is on the telephone at `now_s` and nobody is at the counter.
    pub fn is_on_the_phone(&self, now_s: f64) -> bool {
        let open = self.open.as_ref().filter(|open| open.is_nobodys());
        open.is_some_and(|open| self.bounds.telephone.is_on(open, now_s))
    }

    /// Whether an encounter is open, and since when.
    pub fn open_since(&self) -> Option<f64> {
        self.open.as_ref().map(|open| open.start_s)
    }

    fn begins_anew(&self, moments: &[Moment]) -> bool {
        let called =
            moments.iter().any(|m| matches!(m.what, What::Ticket { event: TicketEvent::Called }));
        let clerk = moments.first().is_some_and(|moment| moment.side != Side::Citizen);
        called
            || (clerk && self.any(moments, |bounds| &bounds.next) && self.is_served())
            || (self.parting
                && clerk
                && self.any(moments, |bounds| &bounds.greet)
                && !self.any(moments, |bounds| &bounds.farewell))
    }

    /// Whether the one who is there has been spoken to: a call before that calls them.
    fn is_served(&self) -> bool {
        self.open
            .as_ref()
            .is_some_and(|open| open.moments.iter().any(|m| m.is_turn() && m.side != Side::Citizen))
    }

    fn any(&self, moments: &[Moment], patterns: impl Fn(&Bounds) -> &Vec<Pattern>) -> bool {
        let patterns = patterns(&self.bounds);
        moments.iter().any(|moment| patterns.iter().any(|pattern| pattern.fits(moment)))
    }
}
