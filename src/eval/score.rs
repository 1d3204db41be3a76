//! What was heard against what was said.
//!
//! Pure. Reads events, not stages: what is measured is what users see.

use super::condition::Condition;
use super::errors::{characters, syllables};
use super::unit::{Expected, Unit, UnitHit, Worth};
use crate::corpus::{Recording, Said};
use crate::event::{Delay, HitEvent, UtteranceEvent};
use crate::judge;
use crate::normalize::normalize;
use crate::phrasebook::List;
use crate::spot::Spotter;
use crate::trial::{Conversation, Line};
use std::collections::BTreeSet;

/// How far a hit may lie outside of a turn and still be of it, in seconds.
const SLACK_S: f64 = 1.0;

/// What came out of one recording, times from the beginning of its lead.
#[derive(Debug, Clone, Default)]
pub struct Heard {
    /// Its utterances, in order of time.
    pub utterances: Vec<UtteranceEvent>,
    /// Its hits.
    pub hits: Vec<HitEvent>,
}

/// How a recording was played.
#[derive(Debug, Clone, Default)]
pub struct Played {
    /// What was done to it.
    pub condition: Condition,
    /// Seconds before it began.
    pub lead_s: f64,
    /// Seconds of the recording itself.
    pub audio_s: f64,
}

/// Scores by the lists that were listened with.
pub struct Scorer<'a> {
    spotter: &'a Spotter,
    judge: judge::Config,
}

impl<'a> Scorer<'a> {
    /// A scorer that knows what those lists make of a text.
    pub fn new(spotter: &'a Spotter, judge: judge::Config) -> Scorer<'a> {
        Scorer { spotter, judge }
    }

    /// The units of a recording: one for each thing said, and one for hits outside of all.
    pub fn score(&self, recording: &Recording, played: &Played, heard: &Heard) -> Vec<Unit> {
        let mut units: Vec<Unit> = Vec::new();
        let mut references = Vec::new();
        for (turn, said) in recording.said.iter().enumerate() {
            let reference = self.reference(said);
            units.push(self.unit(recording, played, turn, said, &reference));
            references.push(reference);
        }
        self.hand_out(recording, played, heard, &mut units);
        for (turn, unit) in units.iter_mut().enumerate() {
            let reference = references.get(turn).map(Vec::as_slice).unwrap_or_default();
            self.judge(unit, reference);
        }
        count_errors(recording, heard, &mut units);
        if let Some(first) = units.first_mut() {
            first.audio_s = played.audio_s;
        }
        units
    }

    /// What the lists find in the reference text, spoken by that role: list and id.
    fn reference(&self, said: &Said) -> Vec<(List, String, String)> {
        let mut talk = Conversation::new(self.spotter, self.judge.clone(), None);
        let mut tried = talk.say(&Line { text: said.text.clone(), role: said.role });
        tried.extend(talk.end());
        let hits = tried.into_iter().flat_map(|tried| tried.hits);
        let counting = hits.filter(|hit| hit.accepted);
        counting.map(|hit| (hit.list, hit.id, hit.phrase)).collect()
    }

    fn unit(
        &self,
        recording: &Recording,
        played: &Played,
        turn: usize,
        said: &Said,
        reference: &[(List, String, String)],
    ) -> Unit {
        let kind = said.kind.clone().or(recording.kind.clone()).unwrap_or_default();
        let expect = match &said.expect {
            Some(labels) => labels.iter().map(|label| self.expected(label, &kind)).collect(),
            None => reference
                .iter()
                .map(|(list, _, phrase)| Expected {
                    list: *list,
                    text: phrase.clone(),
                    found: false,
                })
                .collect(),
        };
        Unit {
            file: recording.name.clone(),
            turn,
            condition: played.condition.clone(),
            source: source(&recording.name),
            voice: recording.voice.clone(),
            role: said.role,
            text: said.text.clone(),
            by_text: said.expect.is_none(),
            kind,
            expect,
            ..Unit::default()
        }
    }

    /// A label with the list it belongs to: that of the phrase it names, else the one
    /// that the kind of the utterance tells.
    fn expected(&self, label: &str, kind: &str) -> Expected {
        let book = self.spotter.book();
        let named = |list: List| {
            book.phrases()
                .iter()
                .any(|p| p.list == list && (p.id == label || p.wordings().any(|w| w == label)))
        };
        let by_kind = if kind == "taboo" { List::Taboo } else { List::Civil };
        let other = if kind == "taboo" { List::Civil } else { List::Taboo };
        let list = if !named(by_kind) && named(other) { other } else { by_kind };
        Expected { list, text: label.to_owned(), found: false }
    }

    /// Gives every utterance and hit to the unit it lies in.
    fn hand_out(
        &self,
        recording: &Recording,
        played: &Played,
        heard: &Heard,
        units: &mut Vec<Unit>,
    ) {
        let place = |channel: usize, start_s: f64, end_s: f64| {
            place(recording, channel, start_s - played.lead_s, end_s - played.lead_s)
        };
        for utterance in &heard.utterances {
            let at = place(utterance.channel, utterance.start_s, utterance.end_s);
            let Some(unit) = at.and_then(|at| units.get_mut(at)) else { continue };
            if !utterance.text.is_empty() {
                if !unit.heard.is_empty() {
                    unit.heard += " | ";
                }
                unit.heard += &utterance.text;
            }
            unit.doubts.extend(utterance.doubt.clone());
        }
        for hit in &heard.hits {
            let at = place(hit.channel, hit.start_s, hit.end_s);
            let told = UnitHit {
                list: hit.list,
                id: hit.id.clone(),
                phrase: hit.phrase.clone(),
                heard: hit.heard.clone(),
                score: hit.score,
                start_s: hit.start_s - played.lead_s,
                end_s: hit.end_s - played.lead_s,
                stopped_by: hit.stopped_by.clone(),
                worth: Worth::False,
                stands_for: None,
                delay: self.delay(recording, played, hit, at),
            };
            match at.and_then(|at| units.get_mut(at)) {
                Some(unit) => unit.hits.push(told),
                None => stray(recording, played, units).hits.push(told),
            }
        }
    }

    /// The delay of a hit, counted from the end of its phrase as the manifest has it,
    /// else as the hit has it. Files come faster than life: waiting for a recogniser
    /// means nothing.
    fn delay(
        &self,
        recording: &Recording,
        played: &Played,
        hit: &HitEvent,
        at: Option<usize>,
    ) -> Option<Delay> {
        let delay = hit.delay?;
        let times = &recording.said.get(at?)?.phrases;
        let time = times.iter().find(|time| self.means(hit.list, &hit.id, &hit.phrase, &time.text));
        let late = time.map_or(0.0, |time| hit.end_s - played.lead_s - time.end_s);
        Some(Delay { hangover_s: delay.hangover_s + late, queue_s: 0.0, ..delay })
    }

    /// Says what each hit of a unit is worth, and which phrases were found.
    fn judge(&self, unit: &mut Unit, reference: &[(List, String, String)]) {
        for hit in &mut unit.hits {
            let expected = unit.expect.iter().find(|expected| {
                expected.list == hit.list
                    && self.means(hit.list, &hit.id, &hit.phrase, &expected.text)
            });
            hit.stands_for = expected.map(|expected| expected.text.clone());
            let said = reference.iter().any(|(list, id, _)| *list == hit.list && *id == hit.id);
            // Where labels say that no taboo phrase is in it, the text excuses nothing.
            let excused = hit.list == List::Civil
                || unit.expect.iter().any(|expected| expected.list == List::Taboo);
            hit.worth = match (&hit.stopped_by, expected.is_some()) {
                (Some(_), _) => Worth::Stopped,
                (None, true) => Worth::Expected,
                (None, false) if said && excused => Worth::Said,
                (None, false) => Worth::False,
            };
        }
        if unit.expects(List::Taboo) && !unit.right(List::Taboo) {
            let others = unit.hits.iter_mut();
            others
                .filter(|hit| hit.list == List::Taboo && hit.worth == Worth::False)
                .for_each(|hit| hit.worth = Worth::Other);
        }
        for expected in &mut unit.expect {
            expected.found = unit.hits.iter().any(|hit| {
                hit.worth != Worth::Stopped
                    && hit.list == expected.list
                    && self.means(hit.list, &hit.id, &hit.phrase, &expected.text)
            });
        }
    }

    /// Whether a phrase of the lists stands for `label`: it is that text or id, one of
    /// the two holds the other (among civil ones 你 is as good as 您), or the lists find
    /// the phrase in that very text.
    fn means(&self, list: List, id: &str, phrase: &str, label: &str) -> bool {
        // 你好 for 您好 is less polite and means the same.
        let letters = |text: &str| match list {
            List::Civil => normalize(text).letters().replace('您', "你"),
            List::Taboo => normalize(text).letters(),
        };
        let (own, wanted) = (letters(phrase), letters(label));
        // A single character is part of too many phrases.
        let holds = |long: &str, short: &str| short.chars().count() > 1 && long.contains(short);
        id == label
            || own == wanted
            || holds(&own, &wanted)
            || holds(&wanted, &own)
            || self.found_in(list, label).contains(id)
    }

    /// The ids of `list` in a text.
    fn found_in(&self, list: List, text: &str) -> BTreeSet<String> {
        let found = self.spotter.find(text);
        let phrases = found.iter().map(|found| self.spotter.phrase(found));
        phrases.filter(|phrase| phrase.list == list).map(|phrase| phrase.id.clone()).collect()
    }
}

/// Where a recording comes from, by its name.
pub fn source(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    stem.split('_').next().unwrap_or(stem).to_owned()
}

/// The unit that something heard on `channel` belongs to: the one it lies in most.
fn place(recording: &Recording, channel: usize, start_s: f64, end_s: f64) -> Option<usize> {
    let overlap = |said: &Said| match said.at_s {
        // One thing is said, somewhere in it.
        None => Some(0.0),
        Some((from, to)) => {
            let common = end_s.min(to) - start_s.max(from);
            (common > -SLACK_S).then_some(common)
        }
    };
    let places = recording.said.iter().enumerate().filter(|(_, said)| said.channel == channel);
    let places = places.filter_map(|(at, said)| Some((at, overlap(said)?)));
    places.max_by(|a, b| a.1.total_cmp(&b.1)).map(|(at, _)| at)
}

/// The unit for hits outside of all turns.
fn stray<'u>(recording: &Recording, played: &Played, units: &'u mut Vec<Unit>) -> &'u mut Unit {
    let turn = recording.said.len();
    if units.len() == turn {
        units.push(Unit {
            file: recording.name.clone(),
            turn,
            condition: played.condition.clone(),
            kind: "stray".to_owned(),
            source: source(&recording.name),
            voice: recording.voice.clone(),
            stray: true,
            ..Unit::default()
        });
    }
    // Just made sure of.
    &mut units[turn]
}

/// Errors by channel: where an utterance ends is the recogniser's own affair.
fn count_errors(recording: &Recording, heard: &Heard, units: &mut [Unit]) {
    let channels: BTreeSet<usize> = recording.said.iter().map(|said| said.channel).collect();
    for channel in channels {
        let own = recording.said.iter().filter(|said| said.channel == channel);
        let reference: String = own.map(|said| said.text.as_str()).collect::<Vec<_>>().join("。");
        if normalize(&reference).is_empty() {
            continue;
        }
        let told = heard.utterances.iter().filter(|told| told.channel == channel);
        let told: String = told.map(|told| told.text.as_str()).collect::<Vec<_>>().join("。");
        let first = recording.said.iter().position(|said| said.channel == channel);
        if let Some(unit) = first.and_then(|at| units.get_mut(at)) {
            unit.characters = Some(characters(&reference, &told));
            unit.syllables = Some(syllables(&reference, &told));
        }
    }
}

#[cfg(test)]
#[path = "score_tests.rs"]
mod tests;
