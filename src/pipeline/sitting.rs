//! A session before the desk: its judge, its place in the order, and what was heard of
//! it lately. Thread `judge`.

use super::complaint::Pending;
use super::conducting::Conducting;
use super::desk::Step;
use super::minimum::{self, Spoken};
use super::session::Session;
use super::stamps::Stamps;
use crate::acoustic::LAG;
use crate::judge::{Judge, Verdict};
use crate::phrasebook::short;
use crate::record::HeardUtterance;
use crate::spot::Hit;
use crate::tape::Pin;
use crate::transcribe::LetterTime;
use crate::units::{SampleIndex, SampleRange, samples};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;

/// An utterance holds so many seconds around what sounds in it, as shipped: 0.4 before and
/// 0.25 after.
const ROUND_S: f64 = 0.65;
/// What begins or ends so much before or after what sounds like a bell is it still, seconds.
const SLACK_S: f64 = 0.1;
/// The share of what sounds in an utterance that must be a bell for it to be nothing else.
const COVERED: f64 = 0.8;

/// A session before the desk.
pub struct Sitting {
    /// Which one.
    pub session: Arc<Session>,
    /// The next step in the order.
    pub next: u64,
    /// Steps that came before their turn.
    pub early: BTreeMap<u64, Step>,
    /// Who judges it.
    pub judge: Judge,
    /// Where its encounters are found, if rules of conduct are in force.
    pub conducting: Option<Conducting>,
    /// Where a sound that is no speech and is still on its way may begin.
    pub sound_pending: Option<SampleIndex>,
    /// Stretches of channels that sound like a bell or a tune, lately.
    pub no_speech: Vec<(usize, SampleRange)>,
    /// Keeps the sound of what is not judged for good.
    pub unsettled: Option<Pin>,
    /// Complaints about it that wait for sound or words.
    pub complaints: Vec<Pending>,
    /// Everything that begins before this has been judged.
    pub judged_to: SampleIndex,
    /// Samples of its ledger's `lost_backlog` that were counted.
    pub lost_counted: u64,
    /// Where somebody spoke lately, understood or not.
    talk: VecDeque<SampleRange>,
    /// Utterances in order of time, and what drafts of others gave to the judge.
    heard: VecDeque<Kept>,
    /// The versions that `heard` was judged by in full, by their first digits.
    versions: HashMap<String, String>,
    /// Up to where each channel has been decoded for good.
    decoded_to: HashMap<usize, SampleIndex>,
}

/// What clips and hits may still ask about.
pub struct Kept {
    /// The samples that it was decoded from.
    pub range: SampleRange,
    /// What was understood.
    pub heard: HeardUtterance,
    /// When each of its letters was said.
    pub times: Vec<LetterTime>,
    /// The way of the piece.
    pub stamps: Stamps,
    /// Whether it is a draft whose utterance has not been decoded.
    pub is_draft: bool,
    /// Whether a civil phrase in it counts.
    pub is_civil: bool,
}

impl Sitting {
    /// A session of which nothing was heard.
    pub fn new(session: Arc<Session>, judge: Judge, conducting: Option<Conducting>) -> Sitting {
        Sitting {
            session,
            next: 0,
            early: BTreeMap::new(),
            judge,
            conducting,
            sound_pending: None,
            no_speech: Vec::new(),
            unsettled: None,
            complaints: Vec::new(),
            judged_to: SampleIndex(0),
            lost_counted: 0,
            talk: VecDeque::new(),
            heard: VecDeque::new(),
            versions: HashMap::new(),
            decoded_to: HashMap::new(),
        }
    }

    /// Those of `hits` that may be shown as said, as they are judged by now.
    pub fn shown(&self, hits: &[Hit]) -> Vec<Hit> {
        let judged = hits.iter().filter_map(|hit| match self.judge.judged(hit) {
            Some(told) => told.standing.is_shown().then_some(told.hit),
            // Forgotten: it stands as it was found.
            None => Some(hit.clone()),
        });
        judged.collect()
    }

    /// Keeps what was heard, and the version that it was judged by. A draft takes the
    /// place of those that it goes beyond.
    pub fn keep(&mut self, kept: Kept, version: &str) {
        if kept.is_draft {
            self.heard.retain(|old| {
                !(old.is_draft
                    && old.heard.channel == kept.heard.channel
                    && old.range.union(kept.range) == kept.range)
            });
        }
        let place = self.heard.partition_point(|other| other.range.start <= kept.range.start);
        self.heard.insert(place, kept);
        if !self.versions.contains_key(short(version)) {
            self.versions
                .retain(|short, _| self.heard.iter().any(|kept| kept.heard.lists == *short));
            self.versions.insert(short(version).to_owned(), version.to_owned());
        }
    }

    /// An utterance has been decoded: drafts of it are kept no more, and none that comes
    /// late is heard.
    pub fn decoded(&mut self, channel: usize, range: SampleRange) {
        let to = self.decoded_to.entry(channel).or_default();
        *to = range.end.max(*to);
        self.heard.retain(|kept| {
            !(kept.is_draft && kept.heard.channel == channel && kept.range.end <= range.end)
        });
    }

    /// Up to where neither words nor sounds are still to come, when no words begin before
    /// `now` and all was heard up to `end`.
    pub fn sounded_to(&self, now: SampleIndex, end: SampleIndex) -> SampleIndex {
        let now = now.min(end.saturating_sub(LAG));
        self.sound_pending.map_or(now, |pending| pending.min(now))
    }

    /// Whether an utterance is a bell or a tune and nothing else, as far as is known.
    pub fn is_no_speech(&self, channel: usize, range: SampleRange) -> bool {
        let within = self.no_speech.iter().filter(|(of, _)| *of == channel);
        let covered: u64 = within
            .map(|(_, sound)| {
                let sound = sound.widen(samples(SLACK_S), samples(SLACK_S));
                sound.end.min(range.end) - sound.start.max(range.start)
            })
            .sum();
        let sounds = range.len().saturating_sub(samples(ROUND_S)).max(range.len() / 3);
        covered as f64 >= COVERED * sounds as f64
    }

    /// Somebody spoke here.
    pub fn spoken(&mut self, range: SampleRange) {
        let place = self.talk.partition_point(|other| other.start <= range.start);
        self.talk.insert(place, range);
    }

    /// Where the encounter begins that `at` lies in or comes after, not before
    /// `window`: after the last silence of `gap` samples. What was not heard is no
    /// silence; where there was none, the whole window may belong to it.
    pub fn encounter(&self, window: SampleRange, at: SampleIndex, gap: u64) -> SampleIndex {
        let heard = |stretch: SampleRange| {
            let missing = self.session.tape.missing(stretch);
            stretch.len() - missing.iter().map(|hole| hole.len()).sum::<u64>()
        };
        let said = self.talk.iter().filter(|said| said.overlaps(window) && said.start < at);
        let said = joined(said.copied());
        let before = std::iter::once(window.start).chain(said.iter().map(|said| said.end));
        let parted = before
            .zip(&said)
            .filter(|(before, said)| heard(SampleRange::new(*before, said.start)) >= gap)
            .last();
        parted.map_or(window.start, |(_, said)| said.start)
    }

    /// Whether anybody spoke in `range`.
    pub fn is_talk(&self, range: SampleRange) -> bool {
        self.talk.iter().any(|said| said.overlaps(range))
    }

    /// Notes that a civil phrase counts. Gives where the utterance begins that it was
    /// found in, and whether it is the first in it that does; `None` once that is
    /// forgotten.
    pub fn civil(&mut self, hit: &Hit) -> Option<(SampleIndex, bool)> {
        let kept = self.heard.iter_mut().find(|kept| kept.holds(hit))?;
        let first = !std::mem::replace(&mut kept.is_civil, true);
        Some((kept.range.start, first))
    }

    /// Whether the utterance of a draft that ends at `end` has been decoded.
    pub fn is_decoded(&self, channel: usize, end: SampleIndex) -> bool {
        self.decoded_to.get(&channel).is_some_and(|to| end <= *to)
    }

    /// Forgets what was heard before `oldest`.
    pub fn forget(&mut self, oldest: SampleIndex) {
        let waiting = self.complaints.iter().map(|complaint| complaint.window.start);
        let oldest = waiting.fold(oldest, SampleIndex::min);
        self.heard.retain(|kept| kept.range.end >= oldest);
        self.no_speech.retain(|(_, sound)| sound.end >= oldest);
        self.talk.retain(|said| said.end >= oldest);
    }

    /// What was heard in `clip`, as it is judged by now. Numbers are looked for in all that
    /// is still known: one may begin before the clip.
    pub fn heard_in(&self, clip: SampleRange) -> Vec<Spoken> {
        let numbers = minimum::numbers(self.heard.iter().map(|kept| &kept.heard));
        let within = self.heard.iter().zip(numbers).filter(|(kept, _)| kept.range.overlaps(clip));
        let as_judged = |(kept, numbers): (&Kept, _)| Spoken {
            heard: HeardUtterance { hits: self.shown(&kept.heard.hits), ..kept.heard.clone() },
            range: kept.range,
            times: kept.times.clone(),
            numbers,
        };
        within.map(as_judged).collect()
    }

    /// The version by which the latest of the verdict's phrases was found.
    pub fn judged_by(&self, verdict: &Verdict) -> Option<&str> {
        let is_of_it = |hit: &Hit| {
            hit.channel == verdict.channel
                && verdict.hits.iter().any(|of| of.id == hit.id && of.range.overlaps(hit.range))
        };
        let latest = self.heard.iter().rev().find(|kept| kept.heard.hits.iter().any(is_of_it))?;
        self.versions.get(&latest.heard.lists).map(String::as_str)
    }

    /// The way of the piece that a hit was found in; `None` once that is forgotten.
    pub fn stamps(&self, hit: &Hit) -> Option<&Stamps> {
        let kept = self.heard.iter().find(|kept| kept.holds(hit))?;
        Some(&kept.stamps)
    }
}

impl Kept {
    fn holds(&self, hit: &Hit) -> bool {
        let is_it =
            |of: &Hit| of.id == hit.id && of.channel == hit.channel && of.range == hit.range;
        self.heard.hits.iter().any(is_it)
    }
}

/// What was said, joined where it touches; `said` in order of its beginnings.
fn joined(said: impl Iterator<Item = SampleRange>) -> Vec<SampleRange> {
    let mut joined: Vec<SampleRange> = Vec::new();
    for range in said {
        match joined.last_mut() {
            Some(last) if last.distance(range) == 0 => *last = last.union(range),
            _ => joined.push(range),
        }
    }
    joined
}
