//! The encounters of a session, found as its words come in; thread `judge`.
//!
//! Words of two channels come as they end; encounters are made of what was said in the order
//! in which it began. So moments wait until nothing earlier can come any more.

use super::session::Session;
use crate::calendar::Calendar;
use crate::conduct::{
    Ear, Encounter, Hall, Heard, HeardPhrase, Moment, Rulebook, Side, SwapWatch, Swapped,
    TicketEvent, What, rule, verdict,
};
use crate::event::{EncounterEvent, Event, RuleEvent, WarningEvent, WarningKind};
use crate::phrasebook::Phrasebook;
use crate::spot::Hit;
use crate::tr;
use crate::units::{Role, SampleIndex};
use jiff::tz::TimeZone;
use std::sync::Arc;

/// The encounters of one session.
pub struct Conducting {
    packs: Arc<Rulebook>,
    ear: Ear,
    hall: Hall,
    /// Utterances whose turn has not come, in the order in which they begin.
    waiting: Vec<Vec<Moment>>,
    /// The counter's hours, where they are known.
    calendar: Option<Calendar>,
    /// Whether its microphones are swapped.
    swap: SwapWatch,
    /// Where encounters parted since that was last asked for.
    parted: Vec<SampleIndex>,
    /// Encounters so far.
    count: u32,
}

/// An utterance as the ear is told of it.
pub struct Spoken<'a> {
    /// Where it begins and ends, seconds of the session.
    pub times_s: (f64, f64),
    /// Whose channel it was on.
    pub role: Role,
    /// What was understood; may be empty.
    pub text: &'a str,
    /// Level over the counter's own, dB.
    pub above_db: f32,
    /// What counts of what was found in it.
    pub hits: &'a [Hit],
}

impl Conducting {
    /// A session in which nobody has spoken, at a counter with these hours.
    pub fn new(packs: Arc<Rulebook>, calendar: Option<Calendar>) -> Conducting {
        let (ear, hall) = (Ear::new(Arc::clone(&packs)), Hall::new(packs.bounds.clone()));
        let swap = SwapWatch::new(packs.sides.clone());
        let (waiting, parted) = (Vec::new(), Vec::new());
        Conducting { packs, ear, hall, waiting, calendar, swap, parted, count: 0 }
    }

    /// The queue system said something of this counter; whose, nobody asks.
    pub fn ticket(&mut self, at_s: f64, event: TicketEvent) {
        let what = What::Ticket { event };
        let moment = Moment { start_s: at_s, end_s: at_s, side: Side::Unknown, what };
        self.insert(vec![moment]);
    }

    fn insert(&mut self, moments: Vec<Moment>) {
        let start_s = begins(&moments);
        let place = self.waiting.partition_point(|other| begins(other) <= start_s);
        self.waiting.insert(place, moments);
    }

    /// Somebody spoke; `book` knows the groups of phrases. Gives a warning when what is said
    /// comes to look as if the microphones were swapped, and when it no longer does.
    pub fn hear(
        &mut self,
        session: &Session,
        spoken: &Spoken<'_>,
        book: &Phrasebook,
    ) -> Option<Event> {
        let (start_s, end_s) = spoken.times_s;
        let side = match spoken.role {
            Role::Clerk => Side::Clerk,
            Role::Citizen => Side::Citizen,
            _ => Side::Unknown,
        };
        let phrases = spoken.hits.iter().map(|hit| HeardPhrase {
            id: hit.id.clone(),
            group: book.phrase(&hit.id).map(|phrase| phrase.group.clone()).unwrap_or_default(),
            list: hit.list,
            start_s: hit.range.start.seconds(),
            end_s: hit.range.end.seconds(),
        });
        let phrases = phrases.collect();
        let (text, above_db) = (spoken.text, spoken.above_db);
        let moments = self.ear.hear(&Heard { start_s, end_s, side, text, above_db, phrases });
        let warned = self.swap.hear(&moments).map(|found| warning(session, end_s, found));
        self.insert(moments);
        warned
    }

    /// Nothing that begins before `now` is still to come; gives what is told of it.
    pub fn advance(&mut self, session: &Session, now: SampleIndex) -> Vec<Event> {
        let now_s = now.seconds();
        let due = self.waiting.partition_point(|moments| begins(moments) < now_s);
        let due: Vec<_> = self.waiting.drain(..due).collect();
        let mut ended = Vec::new();
        for moments in &due {
            let before = self.hall.hear(moments);
            self.part(before.as_ref());
            ended.extend(before);
        }
        let silent = self.hall.advance(now_s);
        self.part(silent.as_ref());
        ended.extend(silent);
        ended.into_iter().flat_map(|encounter| self.told(session, encounter)).collect()
    }

    /// Where encounters parted since this was last asked.
    pub fn parted(&mut self) -> Vec<SampleIndex> {
        std::mem::take(&mut self.parted)
    }

    /// Notes where an encounter that has just ended parts from what follows.
    fn part(&mut self, ended: Option<&Encounter>) {
        let Some(ended) = ended else { return };
        let next_s = self.hall.open_since().unwrap_or(f64::INFINITY);
        self.parted.push(SampleIndex::from_seconds(ended.end_s.min(next_s)));
    }

    /// The session is over.
    pub fn finish(&mut self, session: &Session) -> Vec<Event> {
        let mut told = self.advance(session, SampleIndex(u64::MAX / 2));
        if let Some(last) = self.hall.finish() {
            told.extend(self.told(session, last));
        }
        told
    }

    /// An encounter and its rules, as they are told.
    fn told(&mut self, session: &Session, mut encounter: Encounter) -> Vec<Event> {
        if encounter.scene().is_none() {
            return Vec::new();
        }
        self.count += 1;
        let clock = |at_s| session.clock.at(SampleIndex::from_seconds(at_s));
        let at = clock(encounter.start_s);
        if let Some(calendar) = &self.calendar {
            let local = |at_s| clock(at_s).to_zoned(TimeZone::system());
            let periods = calendar.periods(&local(encounter.start_s), &local(encounter.end_s));
            let from_s = |(s, period)| (encounter.start_s + s, period);
            encounter.hours = periods.into_iter().map(from_s).collect();
        }
        let encounter = &encounter;
        let stamp = at.to_zoned(TimeZone::UTC).strftime("%Y%m%d-%H%M%S").to_string();
        let id = format!("E{stamp}-{}-{}", session.id, self.count);
        let rulings = rule(&self.packs, encounter);
        let mut events = vec![Event::Encounter(EncounterEvent {
            source: session.source.clone(),
            id: id.clone(),
            counter: session.counter.clone(),
            start_s: encounter.start_s,
            end_s: encounter.end_s,
            verdict: verdict(&self.packs, &rulings),
        })];
        events.extend(rulings.into_iter().map(|ruling| {
            let title = self.packs.rules.get(&ruling.rule).map(|rule| rule.title.clone());
            Event::Rule(RuleEvent {
                source: session.source.clone(),
                rule: ruling.rule,
                title: title.unwrap_or_default(),
                verdict: ruling.verdict,
                encounter: id.clone(),
                counter: session.counter.clone(),
                at_s: ruling.at_s,
                reasons: ruling.reasons.iter().map(ToString::to_string).collect(),
            })
        }));
        events
    }
}

fn begins(moments: &[Moment]) -> f64 {
    moments.first().map_or(0.0, |moment| moment.start_s)
}

/// That the microphones of a counter seem to be swapped, or no longer do.
fn warning(session: &Session, at_s: f64, found: Option<Swapped>) -> Event {
    let counter = &session.counter;
    let text = match found {
        Some(Swapped { clerk_words, citizen_words }) => tr!(
            "“{}”的两个话筒像是接反了:群众一侧有 {} 句是工作人员才说的,工作人员一侧有 {} 句是群众才说的。\
             请核对 channels 的次序,或运行 liyu devices roles {}",
            "the two microphones of \"{}\" seem to be swapped: {} turns on the citizen's side are what only \
             clerks say, {} on the clerk's side what only citizens say. Check the order of channels, or \
             run liyu devices roles {}",
            counter,
            clerk_words,
            citizen_words,
            counter
        ),
        None => tr!(
            "“{}”的两个话筒现在与设置一致",
            "the two microphones of \"{}\" are as the settings say again",
            counter
        ),
    };
    Event::Warning(WarningEvent {
        source: session.source.clone(),
        counter: counter.clone(),
        warning: WarningKind::ChannelsSwapped,
        over: found.is_none(),
        at_s,
        text,
    })
}
