//! Counters that hear each other: one utterance, heard at several, was said at the nearest.
//!
//! Thread `judge`. Utterances that overlap in time and read alike are one. It was said where it
//! stands highest over that counter's own ambience: what a microphone's gain does to speech it
//! does to the ambience too. Nothing is held back for it: a flag goes out at once, and is taken
//! back when the nearer counter has been decoded. Only for counters side by side, live; files
//! are told one after the other.

use super::desk::{Desk, Gone};
use super::session::Session;
use crate::judge::Place;
use crate::segment::Utterance;
use crate::units::{Dbfs, SampleRange};
use jiff::{SignedDuration, Timestamp};
use std::collections::VecDeque;
use std::sync::Arc;

/// How long an utterance is remembered; a backlog may decode neighbours as far apart.
const REMEMBERED: SignedDuration = SignedDuration::from_secs(120);
/// Utterances remembered at most.
const MOST: usize = 2_000;
/// Clocks of two sessions may differ by so much: each is set by its own device.
const SLACK_S: f64 = 0.4;
/// The share of the shorter one that overlaps.
const OVERLAP: f64 = 0.5;
/// Letters that may differ, of the longer text. A bleed of -12 dB is misread in a quarter of its
/// letters.
const UNLIKE: f64 = 0.45;
/// Who hears a voice so much higher is nearer. A bleed of -6 dB is 6 dB lower, a neighbour's
/// ambience may be 3 dB off.
const NEARER_DB: f32 = 3.0;
/// No ambience is taken to be lower: below it there is a device's own noise, or digital zero.
const QUIETEST_DBFS: f32 = -75.0;

/// An utterance as it was heard at one counter.
#[derive(Debug, Clone)]
pub struct Overheard {
    /// The session it was heard in, and where.
    pub session: u64,
    /// The counter.
    pub counter: String,
    /// Its channel.
    pub channel: usize,
    /// Its samples.
    pub range: SampleRange,
    /// When it began, by the wall.
    pub at: Timestamp,
    /// Its letters.
    pub letters: Vec<char>,
    /// Its level over the ambience, dB.
    pub above_db: f32,
}

impl Overheard {
    /// Level over an ambience that is no lower than any real one.
    pub fn above_db(level: Dbfs, ambient: Dbfs) -> f32 {
        level.0 - ambient.0.max(QUIETEST_DBFS)
    }

    fn is_same(&self, other: &Overheard) -> bool {
        let seconds = |at: Timestamp| at.as_microsecond() as f64 / 1e6;
        let span = |said: &Overheard| {
            let start_s = seconds(said.at);
            (start_s, start_s + said.range.seconds())
        };
        let (a, b) = (span(self), span(other));
        let common_s = a.1.min(b.1) - a.0.max(b.0) + SLACK_S;
        let shorter_s = self.range.seconds().min(other.range.seconds());
        common_s >= OVERLAP * shorter_s && reads_alike(&self.letters, &other.letters)
    }
}

/// Where an utterance was said that was heard before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Located {
    /// The session it was heard in.
    pub session: u64,
    /// Its channel.
    pub channel: usize,
    /// Its samples.
    pub range: SampleRange,
    /// Where it was said.
    pub place: Place,
}

/// What all counters heard lately.
#[derive(Debug, Default)]
pub struct Neighbours {
    heard: VecDeque<Overheard>,
}

impl Neighbours {
    /// Takes in an utterance. Gives where it was said, and what that says of those that other
    /// counters heard before.
    pub fn hear(&mut self, said: Overheard) -> (Place, Vec<Located>) {
        let oldest = said.at - REMEMBERED;
        while self.heard.front().is_some_and(|first| first.at < oldest) || self.heard.len() >= MOST
        {
            self.heard.pop_front();
        }
        let mut place = Place::Here;
        let mut located = Vec::new();
        for other in &self.heard {
            if other.counter == said.counter || !said.is_same(other) {
                continue;
            }
            let nearer_db = said.above_db - other.above_db;
            let (own, theirs) = match nearer_db {
                db if db >= NEARER_DB => (Place::Here, Place::Elsewhere),
                db if db <= -NEARER_DB => (Place::Elsewhere, Place::Here),
                _ => (Place::Unsure, Place::Unsure),
            };
            place = place.max(own);
            if theirs != Place::Here {
                let Overheard { session, channel, range, .. } = *other;
                located.push(Located { session, channel, range, place: theirs });
            }
        }
        self.heard.push_back(said);
        (place, located)
    }
}

impl Desk {
    /// Where an utterance was said, as far as other counters tell; notes what it tells of theirs.
    pub(super) fn locate(&self, session: &Session, utterance: &Utterance, text: &str) -> Place {
        if self.config.one_by_one {
            return Place::Here;
        }
        let (place, located) = self.neighbours.borrow_mut().hear(Overheard {
            session: session.id,
            counter: session.counter.clone(),
            channel: utterance.channel,
            range: utterance.range,
            at: session.clock.at(utterance.range.start),
            letters: text.chars().filter(|ch| ch.is_alphanumeric()).collect(),
            above_db: Overheard::above_db(utterance.level, utterance.ambient),
        });
        self.located.borrow_mut().extend(located);
        place
    }

    /// Tells other counters what was heard there and was not, or not surely, said there.
    pub(super) fn tell_neighbours(&mut self) -> Result<(), Gone> {
        for Located { session, channel, range, place } in self.located.take() {
            self.at_sitting(session, |desk, sitting| {
                let session = Arc::clone(&sitting.session);
                let judged = sitting.judge.locate(channel, range, place);
                desk.deliver(&session, sitting, judged)
            })?;
        }
        Ok(())
    }
}

/// Whether two texts may be hearings of one utterance: most letters of the longer one stand in
/// the other in the same order, or all of the shorter do.
fn reads_alike(a: &[char], b: &[char]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.len() < 2 {
        return false;
    }
    let mut row = vec![0_usize; long.len() + 1];
    for letter in short {
        let mut diagonal = 0;
        for (at, other) in long.iter().enumerate() {
            let best = if letter == other { diagonal + 1 } else { row[at].max(row[at + 1]) };
            diagonal = std::mem::replace(&mut row[at + 1], best);
        }
    }
    let common = row[long.len()] as f64;
    common >= (1.0 - UNLIKE) * long.len() as f64
        || (common >= 4.0 && common >= 0.8 * short.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::{SampleIndex, samples};

    fn said(session: u64, at_s: f64, seconds: f64, text: &str, above_db: f32) -> Overheard {
        let start = samples(at_s);
        Overheard {
            session,
            counter: format!("{session}号窗口"),
            channel: 0,
            range: SampleRange::new(SampleIndex(start), SampleIndex(start + samples(seconds))),
            at: Timestamp::UNIX_EPOCH + SignedDuration::from_millis((at_s * 1000.0) as i64),
            letters: text.chars().collect(),
            above_db,
        }
    }

    #[test]
    fn one_utterance_at_two_counters_was_said_at_the_nearer() {
        for bleed_db in [6.0, 12.0] {
            let near = said(1, 10.0, 3.0, "这个不归我管你去别的窗口", 30.0);
            let far = said(2, 10.1, 2.8, "这个不规我管你去别的窗口", 30.0 - bleed_db);
            let mut hall = Neighbours::default();
            assert_eq!(hall.hear(near.clone()), (Place::Here, vec![]));
            assert_eq!(hall.hear(far.clone()), (Place::Elsewhere, vec![]));
            let mut hall = Neighbours::default();
            assert_eq!(hall.hear(far), (Place::Here, vec![]));
            let (place, located) = hall.hear(near);
            assert_eq!(
                (place, located[0].place, located[0].session),
                (Place::Here, Place::Elsewhere, 2)
            );
        }
    }

    #[test]
    fn as_loud_at_both_is_unconfirmed_and_other_words_or_times_are_others() {
        let mut hall = Neighbours::default();
        hall.hear(said(1, 10.0, 2.0, "这个不归我管", 20.0));
        assert_eq!(hall.hear(said(2, 10.2, 2.0, "这个不归我管", 21.0)).0, Place::Unsure);
        assert_eq!(hall.hear(said(3, 10.2, 2.0, "请您稍等一下马上", 5.0)), (Place::Here, vec![]));
        assert_eq!(hall.hear(said(4, 14.0, 2.0, "这个不归我管", 5.0)), (Place::Here, vec![]));
        assert_eq!(hall.hear(said(1, 10.0, 2.0, "这个不归我管", 5.0)).0, Place::Elsewhere, "of 2");
    }

    #[test]
    fn what_was_heard_long_ago_is_forgotten() {
        let mut hall = Neighbours::default();
        for n in 0..3_000_u32 {
            hall.hear(said(1, f64::from(n) * 5.0, 2.0, "您好请讲", 20.0));
        }
        assert!(hall.heard.len() < 30, "{}", hall.heard.len());
    }
}
