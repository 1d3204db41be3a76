//! What other lists would make of kept incidents.
//!
//! Pure. Compares with what was kept and changes nothing: an incident stays what it was
//! judged to be, by the lists of its day.

use super::{Changes, Context, Found, Place, Settings, changes};
use crate::calendar::Calendar;
use crate::phrasebook::{Phrasebook, short};
use crate::record::{Disposition, HeardUtterance, Incident};
use crate::spot::Spotter;
use crate::trial::{Conversation, Utterance};
use crate::units::{SampleIndex, SampleRange};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use std::sync::Arc;

/// An incident with its words.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The row.
    pub incident: Incident,
    /// What was heard, in order of time.
    pub heard: Vec<HeardUtterance>,
    /// The hours of its counter; asked only where they were known when it was kept.
    pub hours: Calendar,
}

/// What became of all of them.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Incidents {
    /// How many were judged again.
    pub compared: usize,
    /// How many could not be: their words are gone or changed.
    pub unreadable: usize,
    /// Those that come out otherwise, in the order given.
    pub changed: Vec<Rejudged>,
}

/// An incident that other lists judge otherwise.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rejudged {
    /// Its id.
    pub id: String,
    /// When it was said.
    pub at: Timestamp,
    /// The counter's name.
    pub counter: String,
    /// The version of the lists it was judged by, 12 hexadecimal digits.
    pub lists: String,
    /// What people have made of it.
    pub disposition: Disposition,
    /// Against what was kept.
    #[serde(flatten)]
    pub changes: Changes,
}

/// Judges `kept` by `book`. A condition that looks at what was said before the clip
/// cannot be met.
pub fn rejudge(
    book: &Arc<Phrasebook>,
    kept: &[Kept],
    zone: &TimeZone,
    settings: &Settings,
) -> Incidents {
    let spotter = Spotter::with_accents(Arc::clone(book), &settings.accents);
    let mut incidents = Incidents::default();
    for one in kept {
        if one.heard.is_empty() {
            incidents.unreadable += 1;
            continue;
        }
        incidents.compared += 1;
        let changes = judged_again(&spotter, one, zone, settings);
        if !changes.is_empty() {
            let row = &one.incident;
            incidents.changed.push(Rejudged {
                id: row.id.clone(),
                at: row.at,
                counter: row.counter.clone(),
                lists: short(&row.provenance.lists_sha256).to_owned(),
                disposition: row.disposition,
                changes,
            });
        }
    }
    incidents
}

fn judged_again(spotter: &Spotter, kept: &Kept, zone: &TimeZone, settings: &Settings) -> Changes {
    let Kept { incident, heard, hours } = kept;
    let mut conversation = Conversation::new(spotter, settings.judge.clone(), None);
    let mut heard: Vec<&HeardUtterance> = heard.iter().collect();
    heard.sort_by(|a, b| a.start_s.total_cmp(&b.start_s));
    let mut tried = Vec::new();
    for said in &heard {
        let after_ms = ((said.start_s - incident.start_s) * 1000.0) as i64;
        let at = incident.at.checked_add(SignedDuration::from_millis(after_ms));
        let at = at.unwrap_or(incident.at).to_zoned(zone.clone());
        let start = SampleIndex::from_seconds(said.start_s);
        tried.extend(conversation.hear(&Utterance {
            text: &said.text,
            role: said.role,
            channel: said.channel,
            range: SampleRange::new(start, SampleIndex::from_seconds(said.end_s)),
            period: incident.in_hours.map(|_| hours.period(&at)),
        }));
    }
    tried.extend(conversation.end());
    let mut all = Changes::default();
    for (said, tried) in heard.into_iter().zip(tried) {
        let was = said.hits.iter().map(|hit| Found::kept(hit, &said.text)).collect();
        let now = tried.hits.into_iter().map(Found::of).collect();
        let place = Place::Utterance { start_s: said.start_s, lists: said.lists.clone() };
        let context = Context { place, role: said.role, text: said.text.clone() };
        all.add(&context, changes(was, now));
    }
    all
}
