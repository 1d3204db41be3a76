//! Tables of who, when and what puts right; properties of order and repetition.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::phrasebook::{Condition, Count, Hours, Speaker, Terms, Weight, When, Within};
use crate::spot::{How, Surety};
use crate::units::{RoleBasis, Score};
use std::sync::Arc;

mod drafts;
mod hearing;
mod order;
mod places;
mod terms;
mod visits;

/// A taboo phrase of one second that nothing puts right.
fn hit(id: &str, role: Role, speaker: Speaker, start_s: f64) -> Hit {
    Hit {
        list: List::Taboo,
        id: id.to_owned(),
        phrase: id.to_owned(),
        channel: 0,
        role,
        role_basis: RoleBasis::of(role),
        speaker,
        severity: Severity::Serious,
        range: seconds(start_s, start_s + 1.0),
        score: Score(1.0),
        heard: id.to_owned(),
        text_start: 0,
        text_end: id.len(),
        how: How::Exact,
        surety: Surety::Sure,
        remedy: None,
        merit: false,
        terms: Arc::new(Terms { remedy_s: 0.0, ..Terms::default() }),
    }
}

fn clerk(id: &str, start_s: f64) -> Hit {
    hit(id, Role::Clerk, Speaker::Any, start_s)
}

/// A civil phrase that puts right.
fn civil(remedy: Remedy, start_s: f64) -> Hit {
    let terms = Terms { remedy: Some(remedy), remedy_s: 0.0, ..Terms::default() };
    let id = format!("C-{remedy:?}-{start_s}");
    Hit { list: List::Civil, ..with(clerk(&id, start_s), terms) }
}

fn with(hit: Hit, terms: Terms) -> Hit {
    Hit { terms: Arc::new(terms), ..hit }
}

fn seconds(start_s: f64, end_s: f64) -> SampleRange {
    SampleRange::new(SampleIndex::from_seconds(start_s), SampleIndex::from_seconds(end_s))
}

/// An utterance that is nothing but `hits`.
fn said(hits: Vec<Hit>) -> Said {
    let first = &hits[0];
    Said {
        range: hits.iter().fold(first.range, |range, hit| range.union(hit.range)),
        channel: first.channel,
        role: first.role,
        period: None,
        cues: Vec::new(),
        alone: Vec::new(),
        hits,
    }
}

/// An utterance of one second in which nothing is found.
fn talk(role: Role, start_s: f64) -> Said {
    Said {
        range: seconds(start_s, start_s + 1.0),
        channel: usize::from(role == Role::Citizen),
        role,
        period: None,
        hits: Vec::new(),
        cues: Vec::new(),
        alone: Vec::new(),
    }
}

/// An utterance of one second that is a cue for the first condition of `phrase`.
fn cue(phrase: &str, role: Role, start_s: f64) -> Said {
    let talk = talk(role, start_s);
    cueing(phrase, 0, talk)
}

fn cueing(phrase: &str, condition: usize, talk: Said) -> Said {
    let Said { channel, role, range, .. } = talk;
    let cue = CueHit { id: phrase.to_owned(), condition, channel, role, range };
    Said { cues: vec![cue], ..talk }
}

fn config() -> Config {
    Config { episode_gap_s: 8.0, episode_most_s: 60.0 }
}

fn judge() -> Judge {
    Judge::new(config())
}

fn at(seconds: f64) -> SampleIndex {
    SampleIndex::from_seconds(seconds)
}

/// The last word on every episode, those left out that became part of another.
#[derive(Default)]
struct Docket(Vec<Verdict>);

impl Docket {
    fn note(&mut self, judged: &Judged) {
        for verdict in &judged.verdicts {
            self.0.retain(|known| known.episode != verdict.episode);
            if verdict.merged_into.is_none() {
                self.0.push(verdict.clone());
            }
        }
    }

    /// Without the numbers, which tell what was known first.
    fn parts(mut self) -> Vec<Verdict> {
        self.0.sort_by_key(|verdict| (verdict.channel, verdict.range.start));
        self.0.iter_mut().for_each(|verdict| verdict.episode = 0);
        self.0
    }
}

#[test]
fn who_said_it_decides() {
    use Certainty::*;
    for (role, speaker, expected, stop) in [
        (Role::Clerk, Speaker::Clerk, Some(Alarm), None),
        (Role::Clerk, Speaker::Any, Some(Alarm), None),
        (Role::Unknown, Speaker::Any, Some(Alarm), None),
        (Role::Unknown, Speaker::Clerk, Some(SpeakerUnconfirmed), Some("speaker_unconfirmed")),
        (Role::Citizen, Speaker::Any, None, Some("speaker")),
        (Role::Citizen, Speaker::Clerk, None, Some("speaker")),
        (Role::Room, Speaker::Any, None, Some("speaker")),
        (Role::Clerk, Speaker::Citizen, None, Some("speaker")),
    ] {
        let judged = judge().hear(said(vec![hit("T", role, speaker, 1.0)]));
        assert_eq!(judged.verdicts.first().map(|v| v.certainty), expected, "{role:?}");
        assert_eq!(judged.told.len(), 1);
        assert_eq!(judged.told[0].standing.stopped_by(), stop, "{role:?}");
    }
}

#[test]
fn hits_close_together_are_one_episode_and_far_apart_two() {
    let mut judge = judge();
    let first = judge.hear(said(vec![clerk("A", 1.0)])).verdicts;
    let joined = judge.hear(said(vec![clerk("B", 6.0)])).verdicts;
    let apart = judge.hear(said(vec![clerk("C", 30.0)])).verdicts;
    assert_eq!(first[0].episode, joined[0].episode);
    assert_eq!(joined[0].hits.len(), 2);
    assert_ne!(first[0].episode, apart[0].episode);

    assert_eq!(judge.advance(at(14.9)), Judged::default());
    assert_eq!(judge.unsettled_since(), Some(at(1.0)));
    let closed = judge.advance(at(15.1)).verdicts;
    assert_eq!(closed.len(), 1);
    assert_eq!(judge.unsettled_since(), Some(at(30.0)));
    assert_eq!(judge.finish().verdicts.len(), 1);
    assert_eq!(judge.finish(), Judged::default());
}

#[test]
fn a_late_hit_finds_its_closed_episode() {
    let mut judge = judge();
    judge.hear(said(vec![clerk("A", 1.0)]));
    judge.advance(at(60.0));
    let late = judge.hear(said(vec![clerk("B", 4.0)])).verdicts;
    assert_eq!((late[0].episode, late[0].closed, late[0].hits.len()), (0, true, 2));
}

#[test]
fn a_late_hit_makes_one_episode_of_the_two_around_it() {
    let mut judge = judge();
    judge.hear(said(vec![clerk("A", 1.0)]));
    judge.hear(said(vec![clerk("C", 13.0)]));
    judge.advance(at(60.0));
    let verdicts = judge.hear(said(vec![clerk("B", 7.0)])).verdicts;
    let told: Vec<_> = verdicts.iter().map(|v| (v.episode, v.hits.len(), v.merged_into)).collect();
    assert_eq!(told, [(0, 3, None), (1, 1, Some(0))]);
    assert!(verdicts.iter().all(|verdict| verdict.closed));
    let more = judge.hear(said(vec![clerk("D", 15.0)])).verdicts;
    assert_eq!((more.len(), more[0].episode, more[0].hits.len()), (1, 0, 4));
}

#[test]
fn an_episode_has_an_end() {
    let mut judge = judge();
    let episodes: Vec<u64> = (0..30)
        .flat_map(|n| judge.hear(said(vec![clerk("A", f64::from(n) * 5.0)])).verdicts)
        .map(|v| v.episode)
        .collect();
    assert_eq!(episodes.iter().max(), Some(&2));
}

#[test]
fn what_is_old_is_forgotten_and_parts_no_other_episode() {
    let mut judge = judge();
    for n in 0..400 {
        let start_s = f64::from(n) * 5.0;
        judge.advance(at(start_s));
        judge.hear(said(vec![clerk("A", start_s)]));
    }
    assert!(judge.sightings.len() < 140, "{}", judge.sightings.len());
    assert!(judge.talk.len() < 140, "{}", judge.talk.len());
    for verdict in judge.episodes.verdicts() {
        assert_eq!(verdict.range.start.0 % samples(60.0), 0, "{verdict:?}");
    }
}

#[test]
fn what_two_microphones_hear_at_once_is_one_episode() {
    let on = |channel: usize, role: Role, speaker: Speaker, id: &str, start_s: f64| Hit {
        channel,
        ..hit(id, role, speaker, start_s)
    };
    // (roles of the two, whose phrase it is, the channel that the episode is told of)
    for (left, right, speaker, channel) in [
        (Role::Unknown, Role::Unknown, Speaker::Any, 0),
        (Role::Unknown, Role::Unknown, Speaker::Clerk, 0),
        (Role::Clerk, Role::Unknown, Speaker::Clerk, 0),
        (Role::Unknown, Role::Clerk, Speaker::Clerk, 1),
    ] {
        for first in [0, 1] {
            let mut judge = judge();
            let mut docket = Docket::default();
            for n in [first, 1 - first] {
                let role = if n == 0 { left } else { right };
                // A burst: two phrases within seconds, the microphones not quite in step.
                let late_s = 0.3 * n as f64;
                let burst = ["A", "B"].iter().zip([1.0, 4.0]);
                let hits = burst.map(|(id, start_s)| on(n, role, speaker, id, start_s + late_s));
                docket.note(&judge.hear(said(hits.collect())));
            }
            docket.note(&judge.finish());
            let told = docket.parts();
            assert_eq!(told.len(), 1, "{left:?} {right:?} {first}: {told:?}");
            assert_eq!((told[0].channel, told[0].hits.len()), (channel, 2), "{told:?}");
        }
    }
    // Another phrase, or the same one later, is no echo.
    let mut judge = judge();
    let mut docket = Docket::default();
    for (channel, id, start_s) in [(0, "A", 1.0), (1, "B", 1.0), (1, "A", 4.0)] {
        let hit = on(channel, Role::Unknown, Speaker::Any, id, start_s);
        docket.note(&judge.hear(said(vec![hit])));
    }
    assert_eq!(docket.parts().len(), 2);
}
