//! Lines of text through the spotter and the judge, as if they had been spoken.
//!
//! Owns [`Conversation`]. Pure; runs on the main thread. What comes out is what a live run would say of the
//! same words from the same mouths.

use crate::calendar::{Calendar, Period};
use crate::judge::{self, Judge, SETTLED_S, Said, Standing};
use crate::normalize::normalize;
use crate::phrasebook::{List, Remedy, Severity};
use crate::spot::{Heard, Hit, How, Match, Spotter, Stop};
use crate::units::{Role, RoleBasis, SampleIndex, SampleRange};
use jiff::SignedDuration;
use jiff::civil::Time;
use serde::Serialize;
use std::collections::VecDeque;

/// How fast the lines are spoken: an even pace for Mandarin at a counter.
const SYLLABLES_A_SECOND: f64 = 4.5;
/// The pause between two lines.
const PAUSE_S: f64 = 1.0;

/// What somebody says.
#[derive(Debug, Clone)]
pub struct Line {
    /// The words.
    pub text: String,
    /// Whose they are.
    pub role: Role,
}

/// A line and all that was found in it. The object of `--json`.
#[derive(Debug, Serialize)]
pub struct Tried {
    /// The words.
    pub text: String,
    /// The words as they are compared, pauses written as a space or `。`.
    pub folded: String,
    /// Whose they are.
    pub role: Role,
    /// What came near enough, in order of place.
    pub hits: Vec<TriedHit>,
}

/// A phrase that was found, and what it comes to.
#[derive(Debug, Serialize)]
pub struct TriedHit {
    /// Taboo or civil.
    pub list: List,
    /// The phrase's id.
    pub id: String,
    /// The phrase as its list prints it.
    pub phrase: String,
    /// How it was found.
    pub how: How,
    /// 0 to 1, 1 for exact.
    pub score: f32,
    /// Whether it counts in full.
    pub accepted: bool,
    /// What keeps it from that, in a word.
    pub stopped_by: Option<&'static str>,
    /// The words in the line.
    pub heard: String,
    /// Its first character in the line, counted from zero.
    pub start: usize,
    /// One past its last character.
    pub end: usize,
    /// The wording that matched.
    pub wording: String,
    /// How grave it is, after what put it right; taboo phrases only.
    pub severity: Option<Severity>,
    /// What put it right.
    pub remedy: Option<Remedy>,
    /// Whether it speaks for whoever said it.
    pub merit: bool,
    /// The pack of the phrase.
    pub pack: String,
    /// Which guard of its phrase stopped it.
    #[serde(skip)]
    pub guard: Option<Stop>,
    /// What the judge made of it, if no guard did.
    #[serde(skip)]
    pub standing: Option<Standing>,
}

/// Lines that follow each other before one judge.
pub struct Conversation<'a> {
    spotter: &'a Spotter,
    hours: Option<(&'a Calendar, Time)>,
    judge: Judge,
    /// Seconds since it began.
    now_s: f64,
    /// Lines that later ones may still change.
    pending: VecDeque<Pending>,
}

/// Something that was said at a known time.
#[derive(Debug, Clone)]
pub struct Utterance<'a> {
    /// The words.
    pub text: &'a str,
    /// Whose they are.
    pub role: Role,
    /// The channel, counted from zero.
    pub channel: usize,
    /// From the first sample to the last; none begins before the one that was heard last.
    pub range: SampleRange,
    /// The counter's hours then; absent where they are not known.
    pub period: Option<Period>,
}

/// A line on which the judge has not had his last word.
struct Pending {
    tried: Tried,
    /// The hits that no guard stopped, with their places among `tried.hits`.
    hits: Vec<(usize, Hit)>,
    end_s: f64,
}

impl<'a> Conversation<'a> {
    /// Nothing has been said. With `hours`, the first word is said at that time of a
    /// working day.
    pub fn new(
        spotter: &'a Spotter,
        config: judge::Config,
        hours: Option<(&'a Calendar, Time)>,
    ) -> Conversation<'a> {
        Conversation {
            spotter,
            hours,
            judge: Judge::new(config),
            now_s: 0.0,
            pending: VecDeque::new(),
        }
    }

    /// Hears a line after the others; gives those that nothing can change any more, in
    /// order.
    pub fn say(&mut self, line: &Line) -> Vec<Tried> {
        let syllables = normalize(&line.text).len().max(1) as f64;
        let start_s = self.now_s;
        let end_s = start_s + syllables / SYLLABLES_A_SECOND;
        self.now_s = end_s + PAUSE_S;
        let start = SampleIndex::from_seconds(start_s);
        self.hear(&Utterance {
            text: &line.text,
            role: line.role,
            channel: usize::from(line.role == Role::Citizen),
            range: SampleRange::new(start, SampleIndex::from_seconds(end_s)),
            period: self.period(start_s),
        })
    }

    /// As [`Conversation::say`], for what was said at its own time. One conversation
    /// takes either the one or the other.
    pub fn hear(&mut self, said: &Utterance<'_>) -> Vec<Tried> {
        let Utterance { text, role, channel, range, period } = *said;
        let folded = normalize(text);
        let heard = Heard { text, range, channel, role, role_basis: RoleBasis::of(role) };
        let hearing = self.spotter.hear(text);
        let counting = hearing.matches.iter().enumerate().filter(|(_, m)| m.stopped_by.is_none());
        let hits: Vec<(usize, Hit)> =
            counting.map(|(at, found)| (at, self.spotter.hit(&heard, found))).collect();
        self.judge.advance(range.start);
        if !folded.is_empty() {
            self.judge.hear(Said {
                range,
                channel,
                role,
                period,
                hits: hits.iter().map(|(_, hit)| hit.clone()).collect(),
                cues: hearing.cues.iter().map(|cue| self.spotter.cue_hit(&heard, cue)).collect(),
                alone: Vec::new(),
            });
        }
        let places = Places::of(text);
        let tried = Tried {
            text: text.to_owned(),
            folded: folded.text(),
            role,
            hits: hearing.matches.iter().map(|found| self.tried(text, &places, found)).collect(),
        };
        self.pending.push_back(Pending { tried, hits, end_s: range.end.seconds() });
        self.settled(range.start.seconds() - SETTLED_S)
    }

    /// Nothing more is said; gives the lines that are left.
    pub fn end(&mut self) -> Vec<Tried> {
        self.judge.finish();
        self.settled(f64::INFINITY)
    }

    /// The lines that ended before `before_s`, judged.
    fn settled(&mut self, before_s: f64) -> Vec<Tried> {
        let mut settled = Vec::new();
        while self.pending.front().is_some_and(|pending| pending.end_s < before_s) {
            let Some(Pending { mut tried, hits, .. }) = self.pending.pop_front() else { break };
            for (at, hit) in hits {
                let (Some(judged), Some(shown)) = (self.judge.judged(&hit), tried.hits.get_mut(at))
                else {
                    continue;
                };
                shown.stopped_by = judged.standing.stopped_by();
                shown.accepted = shown.stopped_by.is_none();
                shown.severity = shown.severity.map(|_| judged.hit.severity);
                shown.remedy = judged.hit.remedy;
                shown.merit = judged.hit.merit;
                shown.standing = Some(judged.standing);
            }
            settled.push(tried);
        }
        settled
    }

    fn period(&self, at_s: f64) -> Option<Period> {
        let (calendar, began) = self.hours?;
        let time = began.wrapping_add(SignedDuration::from_secs(at_s as i64));
        Some(calendar.period_of_workday(time))
    }

    fn tried(&self, text: &str, places: &Places, found: &Match) -> TriedHit {
        let phrase = self.spotter.phrase(found);
        TriedHit {
            list: phrase.list,
            id: phrase.id.clone(),
            phrase: phrase.text.clone(),
            how: found.how,
            score: found.score.0,
            accepted: false,
            stopped_by: found.stopped_by.as_ref().map(Stop::word),
            heard: text.get(found.start..found.end).unwrap_or_default().to_owned(),
            start: places.chars_before(found.start),
            end: places.chars_before(found.end),
            wording: found.wording.clone(),
            severity: (phrase.list == List::Taboo).then_some(phrase.severity),
            remedy: None,
            merit: false,
            pack: phrase.pack.clone(),
            guard: found.stopped_by.clone(),
            standing: None,
        }
    }
}

/// Where the characters of a line begin, in bytes.
struct Places(Vec<usize>);

impl Places {
    fn of(text: &str) -> Places {
        Places(text.char_indices().map(|(at, _)| at).collect())
    }

    fn chars_before(&self, byte: usize) -> usize {
        self.0.partition_point(|at| *at < byte)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
