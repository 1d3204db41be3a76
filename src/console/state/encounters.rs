//! The list of encounters, the one that is open, and what stands on its timeline.
//!
//! Pure data. The service finds and judges encounters; here they are only put in order for
//! the eye.

use super::stretch::{Row, Stretch};
use super::{Period, State};
use crate::conduct::{AmountKind, CallKind, Noise, Outcome, Side, TicketEvent, Verdict, What};
use crate::phrasebook::List;
use crate::record::{EncounterDetail, EncounterListing, EncounterRow, Incident, RulingRow};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Seconds between two bursts that are one sound to whoever reads.
const BURSTS_S: f64 = 10.0;

/// Seconds that a hit may lie before or behind the incident that was made of it.
const SLACK_S: f64 = 0.5;

/// What the list shall hold; the newest always come first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EncounterFilter {
    pub counter: Option<String>,
    pub outcome: Option<Outcome>,
    pub period: Period,
}

impl EncounterFilter {
    /// What can be asked for, in the order of the key that turns it.
    pub const OUTCOMES: [Option<Outcome>; 5] = [
        None,
        Some(Outcome::Flagged),
        Some(Outcome::Remedied),
        Some(Outcome::NotJudged),
        Some(Outcome::Clean),
    ];

    /// The same in the words of the service, at this time.
    pub fn listing(&self, now: Timestamp, zone: &TimeZone) -> EncounterListing {
        EncounterListing {
            counter: self.counter.clone(),
            outcome: self.outcome,
            since: self.period.since(now, zone),
            until: None,
        }
    }

    /// Whether it leaves nothing out.
    pub fn is_all(&self) -> bool {
        *self == EncounterFilter::default()
    }
}

/// The list of encounters.
#[derive(Debug, Clone, Default)]
pub struct Encounters {
    pub filter: EncounterFilter,
    /// The stretch that is here.
    pub list: Stretch<EncounterRow>,
}

impl Row for EncounterRow {
    fn id(&self) -> &str {
        &self.id
    }
}

/// An encounter that is open on the screen.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenEncounter {
    pub id: String,
    /// Absent until the service has answered.
    pub detail: Option<Box<EncounterDetail>>,
    /// The mark that is selected, by its place in [`State::marks`].
    pub at: usize,
}

/// Something that stands on the timeline, or below it when it has no place in time.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark<'a> {
    /// Where, seconds from the session's beginning.
    pub at_s: Option<f64>,
    /// What.
    pub what: Marked<'a>,
    /// The incident that was made of it.
    pub incident: Option<&'a str>,
}

/// What can stand there.
#[derive(Debug, Clone, PartialEq)]
pub enum Marked<'a> {
    /// A rule that was judged.
    Rule(&'a RulingRow),
    /// A taboo phrase, by its id.
    Taboo { side: Side, id: &'a str },
    /// An incident of which no phrase is known here.
    Incident,
    /// A sound that is no speech, so many times.
    Noise { noise: Noise, times: u32 },
    /// A telephone call: so many bursts of its bell, and for how many seconds.
    Call { call: CallKind, rings: u32, length_s: f64 },
    /// The queue system said something.
    Ticket(TicketEvent),
    /// A sum of money was named.
    Amount { kind: AmountKind, fen: u64 },
    /// Rules that could not be judged for one and the same reasons.
    Unjudged { why: &'a [String], rules: Vec<&'a RulingRow> },
}

impl Mark<'_> {
    /// Whether it is why somebody opens the encounter: a rule (no hint) broken or put right, a taboo
    /// phrase that no citizen said, an incident.
    pub fn matters(&self) -> bool {
        match &self.what {
            Marked::Rule(ruling) => {
                !ruling.hint && matches!(ruling.verdict, Verdict::Broken | Verdict::Remedied)
            }
            Marked::Taboo { side, .. } => *side != Side::Citizen,
            Marked::Incident => true,
            Marked::Noise { .. }
            | Marked::Call { .. }
            | Marked::Ticket(_)
            | Marked::Amount { .. }
            | Marked::Unjudged { .. } => false,
        }
    }
}

impl State {
    /// What is known of the row of the encounter `id`.
    pub fn encounter_row(&self, id: &str) -> Option<&EncounterRow> {
        let open = self.encounter.as_ref().and_then(|open| open.detail.as_ref());
        let open = open.map(|detail| &detail.row).filter(|row| row.id == id);
        open.or_else(|| self.encounters.list.rows.iter().find(|row| row.id == id))
    }

    /// What stands on the timeline of the open encounter, in order of time; then what has
    /// no place there.
    pub fn marks(&self) -> Vec<Mark<'_>> {
        let open = self.encounter.as_ref().and_then(|open| open.detail.as_deref());
        open.map(|detail| marks(detail, &|id| self.incident(id))).unwrap_or_default()
    }
}

fn marks<'a>(
    detail: &'a EncounterDetail,
    known: &dyn Fn(&str) -> Option<&'a Incident>,
) -> Vec<Mark<'a>> {
    let mut marks: Vec<Mark<'a>> = Vec::new();
    let mut told: Vec<&str> = Vec::new();
    for moment in &detail.moments {
        let at_s = Some(moment.start_s);
        let what = match &moment.what {
            What::Phrase { id, list: List::Taboo, .. } => Marked::Taboo { side: moment.side, id },
            What::Sound { noise } => {
                if let Some(Marked::Noise { times, .. }) =
                    same_sound(&mut marks, *noise, moment.start_s)
                {
                    *times += 1;
                    continue;
                }
                Marked::Noise { noise: *noise, times: 1 }
            }
            What::Call { call, rings } => {
                let length_s = moment.end_s - moment.start_s;
                Marked::Call { call: *call, rings: *rings, length_s }
            }
            What::Ticket { event } => Marked::Ticket(*event),
            What::Amount { kind, fen } => Marked::Amount { kind: *kind, fen: *fen },
            _ => continue,
        };
        let of_it = |id: &&'a String| {
            known(id).is_some_and(|incident| {
                let (from, to) = (incident.start_s - SLACK_S, incident.end_s + SLACK_S);
                (from..=to).contains(&moment.start_s)
            })
        };
        let incident = match what {
            Marked::Taboo { .. } => detail.incidents.iter().find(of_it).map(String::as_str),
            _ => None,
        };
        told.extend(incident);
        marks.push(Mark { at_s, what, incident });
    }
    let judged = detail.rulings.iter().filter(|ruling| ruling.verdict != Verdict::NotJudged);
    marks.extend(judged.map(|ruling| Mark {
        at_s: Some(ruling.at_s),
        what: Marked::Rule(ruling),
        incident: None,
    }));
    let others = detail.incidents.iter().map(String::as_str).filter(|id| !told.contains(id));
    marks.extend(others.map(|id| Mark {
        at_s: known(id).map(|incident| incident.start_s),
        what: Marked::Incident,
        incident: Some(id),
    }));
    let place = |mark: &Mark<'_>| mark.at_s.unwrap_or(f64::INFINITY);
    marks.sort_by(|a, b| place(a).total_cmp(&place(b)));
    marks.extend(unjudged(detail));
    marks
}

/// The sound of this kind that the burst at `at_s` goes on with.
fn same_sound<'m, 'a>(
    marks: &'m mut [Mark<'a>],
    noise: Noise,
    at_s: f64,
) -> Option<&'m mut Marked<'a>> {
    let last = marks
        .iter_mut()
        .rev()
        .find(|mark| matches!(&mark.what, Marked::Noise { noise: known, .. } if *known == noise))?;
    let Marked::Noise { times, .. } = &last.what else { return None };
    let from_s = last.at_s? + BURSTS_S * f64::from(*times);
    (at_s <= from_s).then_some(&mut last.what)
}

/// Rules that could not be judged, those with the same reasons together.
fn unjudged(detail: &EncounterDetail) -> Vec<Mark<'_>> {
    let mut groups: Vec<(&[String], Vec<&RulingRow>)> = Vec::new();
    for ruling in detail.rulings.iter().filter(|r| r.verdict == Verdict::NotJudged) {
        match groups.iter_mut().find(|(why, _)| *why == ruling.reasons) {
            Some((_, rules)) => rules.push(ruling),
            None => groups.push((&ruling.reasons, vec![ruling])),
        }
    }
    let mark =
        |(why, rules)| Mark { at_s: None, what: Marked::Unjudged { why, rules }, incident: None };
    groups.into_iter().map(mark).collect()
}
