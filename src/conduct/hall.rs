//! Where one encounter ends and the next begins.
//!
//! Boundaries come from silence, from the farewell and what follows it, from the call for
//! the next citizen and, where there is one, from the queue system. What only sounds like a
//! boundary makes it unclear: rules about the beginning or the end ask for a clear one
//! before they say that something was missing.

use super::call::Telephone;
use super::encounter::Encounter;
use super::moment::{Moment, Noise, Side, TicketEvent, What};
use super::pack::Pattern;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// Turns of a side that tell what is usual of it.
const USUAL_OF: usize = 100;
/// As few as this tell nothing.
const USUAL_LEAST: usize = 12;
/// A turn must have so many syllables for its level to say something.
const SYLLABLES_LEAST: u32 = 8;
/// A citizen's turn of no more than this many syllables after a farewell is thanks, and
/// holds nobody back.
const THANKS_MOST: u32 = 10;
/// What the queue system said while nobody was there goes with an encounter that begins within this,
/// seconds.
const BEFORE_S: f64 = 10.0;
/// The call for the next one that ends an encounter comes within this of its last word,
/// seconds; later it is said to the hall.
const CALL_S: f64 = 15.0;

/// Where boundaries lie.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Bounds {
    /// A silence this long ends an encounter, seconds.
    pub gap_s: f64,
    /// The same once the clerk has asked the citizen to wait or takes a call.
    pub waiting_gap_s: f64,
    /// After a farewell of the clerk this much silence is enough.
    pub farewell_gap_s: f64,
    /// After this much silence a question of the clerk for what is wanted begins the next
    /// encounter, where the one before was asked too.
    pub anew_gap_s: f64,
    /// Who speaks within this of the last encounter's end may be the same citizen, seconds.
    pub return_s: f64,
    /// What a farewell is.
    pub farewell: Vec<Pattern>,
    /// What asks the citizen to wait.
    pub wait: Vec<Pattern>,
    /// What calls the next citizen.
    pub next: Vec<Pattern>,
    /// What greets.
    pub greet: Vec<Pattern>,
    /// What asks an arriving citizen for what they want.
    pub ask: Vec<Pattern>,
    /// What closes the counter for a while.
    pub pause: Vec<Pattern>,
    /// Calls.
    pub telephone: Telephone,
}

/// What goes on at a counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Nobody is there.
    #[default]
    Idle,
    /// Somebody is being served.
    Open,
    /// Somebody was asked to wait.
    Waiting,
    /// The clerk is on the telephone, and somebody waits.
    Phone,
    /// The clerk has said that the counter is closed for a while.
    Paused,
}

impl State {
    /// All of them, in order.
    pub const ALL: [State; 5] =
        [State::Idle, State::Open, State::Waiting, State::Phone, State::Paused];

    /// The word that events and settings have for it.
    pub fn word(self) -> &'static str {
        match self {
            State::Idle => "idle",
            State::Open => "open",
            State::Waiting => "waiting",
            State::Phone => "phone",
            State::Paused => "paused",
        }
    }
}

/// The encounters of one counter, found as it is listened to.
#[derive(Debug, Clone)]
pub struct Hall {
    bounds: Bounds,
    open: Option<Encounter>,
    /// The clerk has said farewell, or the ticket is closed, and nobody has gone on since.
    parting: bool,
    /// The clerk has asked to wait.
    waiting: bool,
    /// The clerk is on the telephone.
    phone: bool,
    /// A citizen has spoken since the telephone was taken.
    spoken_to: bool,
    /// The counter is closed for a while.
    paused: bool,
    /// Since when it is quiet: the end of the last turn, or when the ticket was closed.
    quiet_s: f64,
    /// The next one was called, and nobody has come yet.
    called: bool,
    /// Where the last encounter ended.
    last_s: Option<f64>,
    /// What the queue system said while nobody was there.
    before: Vec<Moment>,
    /// Bells that ring while nobody is there.
    ringing: Vec<Moment>,
    /// Levels of the clerk's and the citizens' last turns.
    levels: [VecDeque<f32>; 2],
}

/// What an utterance is to the hall.
struct Meaning {
    is_speech: bool,
    clerk: bool,
    farewell: bool,
    next: bool,
    greet: bool,
    ask: bool,
    wait: bool,
    phone: bool,
    back: bool,
    pause: bool,
}

impl Hall {
    /// A counter at which nobody is yet.
    pub fn new(bounds: Bounds) -> Hall {
        Hall {
            bounds,
            open: None,
            parting: false,
            waiting: false,
            phone: false,
            spoken_to: false,
            paused: false,
            quiet_s: 0.0,
            called: false,
            last_s: None,
            before: Vec::new(),
            ringing: Vec::new(),
            levels: Default::default(),
        }
    }

    /// Takes in the moments of one utterance, or a single other one, in order of time; gives
    /// the encounter that had ended before it, or ends with it.
    pub fn hear(&mut self, moments: &[Moment]) -> Option<Encounter> {
        let first = moments.first()?;
        let ended = self.advance(first.start_s);
        match first.what {
            What::Ticket { event } => ended.or(self.ticket(event, first)),
            // Those are found here, not heard; calls are noted when the encounter is over.
            What::Usual { .. } | What::Raised { .. } | What::Hours { .. } | What::Call { .. } => {
                ended
            }
            What::Sound { noise } if self.open.is_none() => {
                if noise != Noise::Slam {
                    self.ringing.extend_from_slice(moments);
                }
                ended
            }
            _ => ended.or(self.take(moments, first.start_s)),
        }
    }

    fn ticket(&mut self, event: TicketEvent, moment: &Moment) -> Option<Encounter> {
        match event {
            TicketEvent::Called => {
                self.paused = false;
                // Who was called and has not been spoken to yet is called again.
                let ended = if self.is_served() { self.end(true) } else { None };
                match &mut self.open {
                    Some(open) => open.moments.push(moment.clone()),
                    None => {
                        self.called = true;
                        self.before.push(moment.clone());
                    }
                }
                ended
            }
            TicketEvent::Closed => {
                // The farewell may still follow: a short silence ends it.
                if let Some(open) = &mut self.open {
                    open.moments.push(moment.clone());
                    (self.parting, self.waiting, self.phone) = (true, false, false);
                    self.quiet_s = moment.end_s;
                }
                None
            }
        }
    }

    fn take(&mut self, moments: &[Moment], start_s: f64) -> Option<Encounter> {
        let meaning = self.meaning(moments);
        let mut ended = self.end_call(moments, start_s);
        // Who comes while the clerk is on the telephone has been there for nobody knows how
        // long.
        let interrupts = ended.is_some();
        if meaning.is_speech && meaning.clerk && self.open.is_some() {
            let silence_s = self.open.as_ref().map_or(0.0, |open| start_s - open.end_s);
            if meaning.next && self.is_served() {
                // 慢走,下一位 ends it, and 下一位,您好 begins the next one.
                if !meaning.greet && silence_s <= CALL_S {
                    self.add(moments, &meaning);
                    let ended = self.end(true);
                    self.called = true;
                    return ended;
                }
                ended = self.end(true);
                self.called = true;
            } else if self.parting && meaning.greet && !meaning.farewell {
                ended = self.end(true);
            } else if meaning.ask
                && !self.phone
                && !self.waiting
                && silence_s >= self.bounds.anew_gap_s
                && self.was_asked()
            {
                // Nobody said farewell: whether one went and another came is a guess.
                ended = self.end(false);
            }
        }
        if self.open.is_none() {
            // The call for the next one begins nothing by itself: the next one may never come.
            if meaning.clerk && meaning.next && !meaning.greet {
                (self.called, self.paused) = (true, false);
                return ended;
            }
            if meaning.clerk && meaning.pause && !meaning.greet {
                self.paused = true;
                return ended;
            }
            self.begin(start_s, &meaning, interrupts);
        }
        self.add(moments, &meaning);
        ended
    }

    /// Says what time it is; gives the encounter that has ended by silence.
    pub fn advance(&mut self, now_s: f64) -> Option<Encounter> {
        if self.ringing.last().is_some_and(|bell| now_s - bell.end_s > self.unanswered_s()) {
            return self.rung_out();
        }
        let open = self.open.as_ref()?;
        let bounds = &self.bounds;
        let gap_s = match (self.parting, self.waiting || self.phone) {
            (true, _) => bounds.farewell_gap_s,
            (false, true) => bounds.waiting_gap_s,
            (false, false) => bounds.gap_s,
        };
        if now_s - open.end_s.max(self.quiet_s) < gap_s { None } else { self.end(true) }
    }

    /// The session is over: what was open ends with it. A recording ends where somebody cut
    /// it: as good an end as a silence.
    pub fn finish(&mut self) -> Option<Encounter> {
        self.end(true).or_else(|| self.rung_out())
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
        let mut rung = Encounter { start_s, end_s, moments, clear_start, clear_end };
        self.bounds.telephone.note(&mut rung);
        rung.scene().is_some().then_some(rung)
    }

    /// Ends a call into which a citizen comes: what they are told is another matter.
    fn end_call(&mut self, moments: &[Moment], now_s: f64) -> Option<Encounter> {
        let first = moments.first().filter(|m| m.is_turn() && m.side == Side::Citizen)?;
        let open = self.open.as_ref()?;
        let on = open.is_nobodys() && self.bounds.telephone.is_on(open, first.start_s.max(now_s));
        if on { self.end(true) } else { None }
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

    /// What goes on.
    pub fn state(&self) -> State {
        match &self.open {
            None if self.paused => State::Paused,
            None => State::Idle,
            Some(open) if self.phone || self.is_on_the_phone(open.end_s) => State::Phone,
            Some(_) if self.waiting => State::Waiting,
            Some(_) => State::Open,
        }
    }

    fn begin(&mut self, start_s: f64, meaning: &Meaning, interrupts: bool) {
        let is_new = self.last_s.is_none_or(|last_s| start_s - last_s >= self.bounds.return_s);
        let clear_start =
            !interrupts && (is_new || self.called || (meaning.clerk && meaning.greet));
        let mut moments = std::mem::take(&mut self.before);
        moments.retain(|moment| start_s - moment.start_s <= BEFORE_S);
        moments.append(&mut self.ringing);
        moments.sort_by(|a, b| a.start_s.total_cmp(&b.start_s));
        for (side, levels) in [Side::Clerk, Side::Citizen].into_iter().zip(&self.levels) {
            if let Some(above_db) = usual(levels) {
                let what = What::Usual { above_db };
                moments.push(Moment { start_s, end_s: start_s, side, what });
            }
        }
        (self.called, self.paused) = (false, false);
        self.open = Some(Encounter {
            start_s,
            end_s: start_s,
            moments,
            clear_start,
            ..Encounter::default()
        });
    }

    fn add(&mut self, moments: &[Moment], meaning: &Meaning) {
        let Some(open) = &mut self.open else { return };
        open.moments.extend_from_slice(moments);
        if !meaning.is_speech {
            return;
        }
        let end_s = moments.iter().map(|moment| moment.end_s).fold(open.end_s, f64::max);
        (open.end_s, self.quiet_s) = (end_s, end_s);
        self.notice_levels(moments);
        if !meaning.clerk {
            self.spoken_to = true;
            self.parting = self.parting && is_thanks(moments);
            // A citizen's word does not end the waiting; the clerk's next one does.
            return;
        }
        // Into the telephone: neither farewell nor waiting is meant for who stands here.
        let is_back = meaning.back || self.spoken_to;
        let on_phone = (meaning.phone && !meaning.back) || (self.phone && !is_back);
        if on_phone && !self.phone {
            self.spoken_to = false;
        }
        self.phone = on_phone;
        self.parting = meaning.farewell && !on_phone;
        self.waiting = meaning.wait && !on_phone && !meaning.farewell;
        self.paused = meaning.pause;
    }

    fn notice_levels(&mut self, moments: &[Moment]) {
        for moment in moments {
            let levels = match moment.side {
                Side::Clerk => &mut self.levels[0],
                Side::Citizen => &mut self.levels[1],
                Side::Unknown => continue,
            };
            if let What::Turn { syllables, above_db, .. } = moment.what
                && syllables >= SYLLABLES_LEAST
            {
                levels.push_back(above_db);
                if levels.len() > USUAL_OF {
                    levels.pop_front();
                }
            }
        }
    }

    fn end(&mut self, clear_end: bool) -> Option<Encounter> {
        let mut ended = self.open.take()?;
        ended.clear_end = clear_end;
        self.last_s = Some(ended.end_s);
        self.bounds.telephone.note(&mut ended);
        (self.parting, self.waiting, self.phone, self.spoken_to) = (false, false, false, false);
        Some(ended)
    }

    /// Whether the one who is there has been spoken to: a call before that calls them.
    fn is_served(&self) -> bool {
        self.has(|moment| moment.is_turn() && moment.side != Side::Citizen)
    }

    /// Whether the one who is there has been greeted or asked, and has spoken.
    fn was_asked(&self) -> bool {
        let bounds = &self.bounds;
        let is_asked = |moment: &Moment| {
            moment.side != Side::Citizen
                && bounds.ask.iter().chain(&bounds.greet).any(|pattern| pattern.fits(moment))
        };
        self.has(is_asked) && self.has(|moment| moment.is_turn() && moment.side != Side::Clerk)
    }

    fn has(&self, is: impl Fn(&Moment) -> bool) -> bool {
        self.open.as_ref().is_some_and(|open| open.moments.iter().any(is))
    }

    fn meaning(&self, moments: &[Moment]) -> Meaning {
        let any = |patterns: &[Pattern]| {
            moments.iter().any(|moment| patterns.iter().any(|pattern| pattern.fits(moment)))
        };
        let bounds = &self.bounds;
        Meaning {
            is_speech: moments.iter().any(Moment::is_turn),
            clerk: moments.first().is_some_and(|moment| moment.side != Side::Citizen),
            farewell: any(&bounds.farewell),
            next: any(&bounds.next),
            greet: any(&bounds.greet),
            ask: any(&bounds.ask),
            wait: any(&bounds.wait),
            phone: any(&bounds.telephone.taking),
            back: any(&bounds.telephone.back),
            pause: any(&bounds.pause),
        }
    }
}

/// Whether a citizen only thanks or agrees.
fn is_thanks(moments: &[Moment]) -> bool {
    moments.iter().all(|moment| match moment.what {
        What::Turn { syllables, asks, .. } => syllables <= THANKS_MOST && !asks,
        _ => true,
    })
}

/// The median of enough levels.
fn usual(levels: &VecDeque<f32>) -> Option<f32> {
    if levels.len() < USUAL_LEAST {
        return None;
    }
    let mut sorted: Vec<f32> = levels.iter().copied().collect();
    sorted.sort_by(f32::total_cmp);
    sorted.get(sorted.len() / 2).copied()
}
