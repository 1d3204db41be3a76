//! The encounters of a session, found as its words come in; thread `judge`.
//!
//! Words of two channels come as they end; encounters are made of what was said in the order
//! in which it began. So moments wait until nothing earlier can come any more.

use super::ruling::{Judgement, figures, has_citizen, hours};
use super::session::Session;
use crate::acoustic::{self, Kind};
use crate::calendar::Calendar;
use crate::conduct::{
    Ear, Encounter, Hall, Heard, HeardPhrase, Moment, Noise, Rulebook, Side, SwapWatch, Swapped,
    TicketEvent, What,
};
use crate::event::{EncounterEvent, Event, RuleEvent, WarningEvent, WarningKind};
use crate::phrasebook::Phrasebook;
use crate::record::{HourCounts, new_id};
use crate::spot::Hit;
use crate::tr;
use crate::units::{Role, SampleIndex, SampleRange};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// Seconds of a mobile's tune that are placed in an encounter: its end.
const TUNE_S: f64 = 1.0;

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
    /// The last utterance that nobody could place on either channel.
    unsure: Option<SampleRange>,
    /// Where encounters parted since that was last asked for.
    parted: Vec<SampleIndex>,
}

/// An encounter that is over.
#[derive(Debug, Clone, PartialEq)]
pub struct Met {
    /// Its id.
    pub id: String,
    /// When it began.
    pub at: Timestamp,
    /// What happened.
    pub encounter: Encounter,
    /// What it comes to.
    pub judgement: Judgement,
    /// The names of the packs that it was judged by.
    pub packs: Vec<String>,
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
        Conducting { packs, ear, hall, waiting, calendar, swap, unsure: None, parted }
    }

    /// The queue system said something of this counter; whose, nobody asks.
    pub fn ticket(&mut self, at_s: f64, event: TicketEvent) {
        let what = What::Ticket { event };
        let moment = Moment { start_s: at_s, end_s: at_s, side: Side::Unknown, what };
        self.insert(vec![moment]);
    }

    /// Something was heard that is no speech. A tune that plays on is placed where it ends:
    /// nothing waits until it does.
    pub fn sound(&mut self, heard: &acoustic::Heard) {
        let (start_s, end_s) = (heard.range.start.seconds(), heard.range.end.seconds());
        let (start_s, noise) = match heard.kind {
            Kind::Ring => (start_s, Noise::Ring),
            Kind::Mobile => (start_s.max(end_s - TUNE_S), Noise::Mobile),
            Kind::Slam => (start_s, Noise::Slam),
        };
        let what = What::Sound { noise };
        self.insert(vec![Moment { start_s, end_s, side: Side::Unknown, what }]);
    }

    fn insert(&mut self, moments: Vec<Moment>) {
        let start_s = begins(&moments);
        let place = self.waiting.partition_point(|other| begins(other) <= start_s);
        self.waiting.insert(place, moments);
    }

    /// Whether an utterance that nobody can place on either channel was heard on the other
    /// one already: it was said once.
    pub fn is_echo(&mut self, range: SampleRange) -> bool {
        let before = self.unsure.replace(range);
        before.is_some_and(|before| {
            let (start, end) = (before.start.max(range.start), before.end.min(range.end));
            2 * SampleRange::new(start, end).len() >= before.len().min(range.len())
        })
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

    /// Nothing that begins before `now` is still to come; gives what is over.
    pub fn advance(&mut self, session: &Session, now: SampleIndex) -> Vec<Met> {
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
        ended.into_iter().filter_map(|encounter| self.met(session, encounter)).collect()
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
    pub fn finish(&mut self, session: &Session) -> Vec<Met> {
        let mut met = self.advance(session, SampleIndex(u64::MAX / 2));
        let last = self.hall.finish();
        met.extend(last.and_then(|encounter| self.met(session, encounter)));
        met
    }

    /// An encounter judged; of nobody's there is none.
    fn met(&self, session: &Session, mut encounter: Encounter) -> Option<Met> {
        encounter.scene()?;
        let at = session.clock.at(SampleIndex::from_seconds(encounter.start_s));
        if let Some(calendar) = &self.calendar {
            let times_s = (encounter.start_s, encounter.end_s);
            encounter.tell_hours(&hours(calendar, &session.clock.local(at), times_s));
        }
        Some(Met {
            id: id(session, &encounter, at),
            at,
            judgement: Judgement::of(&self.packs, &encounter),
            packs: self.packs.names.clone(),
            encounter,
        })
    }

    /// What `met` adds to the figures of its hour.
    pub fn figures(&self, met: &Met) -> HourCounts {
        let long_s = met.encounter.end_s - met.encounter.start_s;
        let citizen = has_citizen(&met.encounter);
        figures(&self.packs, (long_s, citizen), &met.judgement.rulings)
    }
}

impl Met {
    /// An encounter and its rules, as they are told.
    pub fn events(&self, session: &Session) -> Vec<Event> {
        let mut events = vec![Event::Encounter(EncounterEvent {
            source: session.source.clone(),
            id: self.id.clone(),
            counter: session.counter.clone(),
            start_s: self.encounter.start_s,
            end_s: self.encounter.end_s,
            verdict: self.judgement.outcome,
        })];
        events.extend(self.judgement.rulings.iter().map(|ruling| {
            Event::Rule(RuleEvent {
                source: session.source.clone(),
                rule: ruling.rule.clone(),
                title: ruling.title.clone(),
                verdict: ruling.verdict,
                encounter: self.id.clone(),
                counter: session.counter.clone(),
                at_s: ruling.at_s,
                reasons: ruling.reasons.clone(),
            })
        }));
        events
    }
}

/// The id of an encounter, `E20261123-091000-7k2q`. The same recording heard again at the
/// same time of day gives the same one; a live session has no other like it.
fn id(session: &Session, encounter: &Encounter, at: Timestamp) -> String {
    let run = session.source.is_none().then_some(session.id);
    let of = format!(
        "{}\n{:?}\n{run:?}\n{:x}",
        session.counter,
        session.source,
        encounter.start_s.to_bits()
    );
    let hash = Sha256::digest(of.as_bytes());
    let random = hash.iter().take(4).fold(0, |sum, byte| sum << 8 | u32::from(*byte));
    format!("E{}", new_id(at, random))
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
