//! Hits in context -> [`Verdict`]s with reasons.
//!
//! Pure; runs on the thread `judge`, one [`Judge`] a session. Hits are keyed by
//! phrase, channel and sample range, so that a repeated or late decoding of the
//! same sound never makes a second hit or a second incident.

use crate::phrasebook::{List, Severity, Speaker};
use crate::spot::Hit;
use crate::units::{Role, SampleIndex, SampleRange, samples};
use serde::{Deserialize, Serialize};

/// Two sightings of one phrase this near are one: times are estimated from the
/// place in the text, and pieces of a long turn overlap.
const SAME_HIT_S: f64 = 0.5;
/// How long a closed episode is remembered, so that a late decoding finds it.
const MEMORY_S: f64 = 600.0;

/// When hits belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// Hits on one channel less than this many seconds apart are one episode.
    pub episode_gap_s: f64,
    /// An episode takes no further hit that would make it longer than this.
    pub episode_most_s: f64,
}

/// What an episode of taboo speech comes to, as known so far. A later verdict on
/// the same episode replaces it.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The episode, unique in its session.
    pub episode: u64,
    /// The channel it was heard on.
    pub channel: usize,
    /// From the first phrase to the last.
    pub range: SampleRange,
    /// The gravest of its hits.
    pub severity: Severity,
    /// Whether it may alarm, or who spoke is too unsure for that.
    pub certainty: Certainty,
    /// Its hits in order of time; never empty.
    pub hits: Vec<Hit>,
    /// Whether it has had its time, and only a late decoding can still add to it.
    pub closed: bool,
}

impl Verdict {
    /// The hit that the episode is named after: the first of the gravest. Scores have
    /// no say: they shift with the least change of sound, and the name should not.
    pub fn foremost(&self) -> Option<&Hit> {
        self.hits.iter().reduce(|best, hit| if hit.severity > best.severity { hit } else { best })
    }
}

/// Whether an episode may raise an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// A citizen may have said it: kept and shown apart, never alarmed.
    SpeakerUnconfirmed,
    /// The phrase counts from the mouth it came from.
    Alarm,
}

impl Certainty {
    /// What a taboo hit comes to by who said it; `None` when it is nobody's fault
    /// at the counter. Citizens may say what they like.
    fn of(hit: &Hit) -> Option<Certainty> {
        match (hit.role, hit.speaker) {
            (Role::Clerk, Speaker::Clerk | Speaker::Any) | (Role::Unknown, Speaker::Any) => {
                Some(Certainty::Alarm)
            }
            (Role::Unknown, Speaker::Clerk) => Some(Certainty::SpeakerUnconfirmed),
            (Role::Citizen | Role::Room, _) | (_, Speaker::Citizen) => None,
        }
    }
}

/// What came of a batch of hits.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Judged {
    /// The hits that were not known before, civil ones included.
    pub new_hits: Vec<Hit>,
    /// The episodes that are new or have changed.
    pub verdicts: Vec<Verdict>,
}

/// The judge of one session.
pub struct Judge {
    config: Config,
    known: Vec<Hit>,
    episodes: Vec<Verdict>,
    next_episode: u64,
}

impl Judge {
    /// A judge who has heard nothing.
    pub fn new(config: Config) -> Judge {
        Judge { config, known: Vec::new(), episodes: Vec::new(), next_episode: 0 }
    }

    /// Takes the hits of an utterance, in any order of utterances.
    pub fn hear(&mut self, hits: Vec<Hit>) -> Judged {
        let mut judged = Judged::default();
        let mut changed = Vec::new();
        for hit in hits {
            if self.known.iter().any(|known| is_same(known, &hit)) {
                continue;
            }
            self.known.push(hit.clone());
            judged.new_hits.push(hit.clone());
            if hit.list == List::Taboo
                && let Some(certainty) = Certainty::of(&hit)
            {
                let episode = self.join(hit, certainty);
                if !changed.contains(&episode) {
                    changed.push(episode);
                }
            }
        }
        judged.verdicts =
            self.episodes.iter().filter(|e| changed.contains(&e.episode)).cloned().collect();
        judged
    }

    /// Everything before `now` has been decoded and handed to [`Judge::hear`]; gives
    /// the episodes that have thereby closed.
    pub fn advance(&mut self, now: SampleIndex) -> Vec<Verdict> {
        let gap = samples(self.config.episode_gap_s);
        let closed = self.close(|episode| episode.range.end + gap <= now);
        let forget = now.saturating_sub(samples(MEMORY_S));
        self.known.retain(|hit| hit.range.end >= forget);
        self.episodes.retain(|episode| episode.range.end >= forget);
        closed
    }

    /// The session is over: closes what is open.
    pub fn finish(&mut self) -> Vec<Verdict> {
        self.close(|_| true)
    }

    fn close(&mut self, due: impl Fn(&Verdict) -> bool) -> Vec<Verdict> {
        let due = self.episodes.iter_mut().filter(|e| !e.closed && due(e));
        due.map(|episode| {
            episode.closed = true;
            episode.clone()
        })
        .collect()
    }

    /// Adds a hit to the episode it belongs to, or begins one; gives its number.
    fn join(&mut self, hit: Hit, certainty: Certainty) -> u64 {
        let gap = samples(self.config.episode_gap_s);
        let most = samples(self.config.episode_most_s);
        let near = self.episodes.iter_mut().find(|episode| {
            episode.channel == hit.channel
                && episode.range.distance(hit.range) < gap
                && episode.range.union(hit.range).len() <= most
        });
        match near {
            Some(episode) => {
                episode.range = episode.range.union(hit.range);
                episode.severity = episode.severity.max(hit.severity);
                episode.certainty = episode.certainty.max(certainty);
                episode.hits.push(hit);
                episode.hits.sort_by_key(|hit| (hit.range.start, hit.range.end));
                episode.episode
            }
            None => {
                let episode = self.next_episode;
                self.next_episode += 1;
                self.episodes.push(Verdict {
                    episode,
                    channel: hit.channel,
                    range: hit.range,
                    severity: hit.severity,
                    certainty,
                    hits: vec![hit],
                    closed: false,
                });
                episode
            }
        }
    }
}

fn is_same(a: &Hit, b: &Hit) -> bool {
    a.id == b.id
        && a.channel == b.channel
        && (a.range.overlaps(b.range) || a.range.distance(b.range) <= samples(SAME_HIT_S))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::spot::How;
    use crate::units::{RoleBasis, Score};
    use proptest::prelude::*;
    use std::sync::Arc;

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
            range: SampleRange::new(
                SampleIndex::from_seconds(start_s),
                SampleIndex::from_seconds(start_s + 1.0),
            ),
            score: Score(1.0),
            heard: id.to_owned(),
            text_start: 0,
            text_end: id.len(),
            how: How::Exact,
            remedy: None,
            merit: false,
            terms: Arc::default(),
        }
    }

    fn judge() -> Judge {
        Judge::new(Config { episode_gap_s: 8.0, episode_most_s: 60.0 })
    }

    #[test]
    fn who_said_it_decides() {
        use Certainty::*;
        for (role, speaker, expected) in [
            (Role::Clerk, Speaker::Clerk, Some(Alarm)),
            (Role::Clerk, Speaker::Any, Some(Alarm)),
            (Role::Unknown, Speaker::Any, Some(Alarm)),
            (Role::Unknown, Speaker::Clerk, Some(SpeakerUnconfirmed)),
            (Role::Citizen, Speaker::Any, None),
            (Role::Citizen, Speaker::Clerk, None),
            (Role::Room, Speaker::Any, None),
        ] {
            let judged = judge().hear(vec![hit("T", role, speaker, 1.0)]);
            assert_eq!(judged.verdicts.first().map(|v| v.certainty), expected, "{role:?}");
            assert_eq!(judged.new_hits.len(), 1);
        }
    }

    #[test]
    fn hits_close_together_are_one_episode_and_far_apart_two() {
        let mut judge = judge();
        let first = judge.hear(vec![hit("A", Role::Clerk, Speaker::Any, 1.0)]).verdicts;
        let joined = judge.hear(vec![hit("B", Role::Clerk, Speaker::Any, 6.0)]).verdicts;
        let apart = judge.hear(vec![hit("C", Role::Clerk, Speaker::Any, 30.0)]).verdicts;
        assert_eq!(first[0].episode, joined[0].episode);
        assert_eq!(joined[0].hits.len(), 2);
        assert_ne!(first[0].episode, apart[0].episode);

        assert!(judge.advance(SampleIndex::from_seconds(14.9)).is_empty());
        let closed = judge.advance(SampleIndex::from_seconds(15.1));
        assert_eq!(closed.len(), 1);
        assert_eq!(judge.finish().len(), 1);
        assert!(judge.finish().is_empty());
    }

    #[test]
    fn a_late_hit_finds_its_closed_episode() {
        let mut judge = judge();
        judge.hear(vec![hit("A", Role::Clerk, Speaker::Any, 1.0)]);
        judge.advance(SampleIndex::from_seconds(60.0));
        let late = judge.hear(vec![hit("B", Role::Clerk, Speaker::Any, 4.0)]).verdicts;
        assert_eq!((late[0].episode, late[0].closed, late[0].hits.len()), (0, true, 2));
    }

    #[test]
    fn an_episode_has_an_end() {
        let mut judge = judge();
        let episodes: Vec<u64> = (0..30)
            .flat_map(|n| {
                judge.hear(vec![hit("A", Role::Clerk, Speaker::Any, n as f64 * 5.0)]).verdicts
            })
            .map(|v| v.episode)
            .collect();
        assert_eq!(episodes.iter().max(), Some(&2));
    }

    /// Which episode each hit ended in, as places in `all`.
    fn partition(verdicts: &[Verdict], all: &[Hit]) -> Vec<Vec<usize>> {
        let place = |hit: &Hit| all.iter().position(|other| other == hit).unwrap();
        let mut parts: Vec<Vec<usize>> =
            verdicts.iter().map(|v| v.hits.iter().map(place).collect()).collect();
        parts.iter_mut().for_each(|part| part.sort_unstable());
        parts.sort();
        parts
    }

    proptest! {
        /// Early, late and repeated decodings in any order come to the same hits.
        #[test]
        fn order_and_repetition_change_no_hit(
            starts in prop::collection::vec(0u32..400, 1..20),
            seed in any::<u64>(),
        ) {
            // Each has an id of its own, so that none is taken for the repetition of another.
            let hits: Vec<Hit> = starts.iter().enumerate()
                .map(|(n, s)| hit(&format!("T{n}"), Role::Clerk, Speaker::Any, f64::from(*s)))
                .collect();
            let mut shuffled = hits.clone();
            let len = shuffled.len();
            for n in 0..len {
                shuffled.swap(n, (seed as usize).wrapping_mul(n + 7) % len);
            }
            shuffled.extend(hits.clone());
            let mut judge = judge();
            let new = shuffled.into_iter().map(|h| judge.hear(vec![h]).new_hits.len()).sum::<usize>();
            prop_assert_eq!(new, hits.len());
            let verdicts = judge.finish();
            prop_assert_eq!(verdicts.iter().map(|v| v.hits.len()).sum::<usize>(), hits.len());
            for v in &verdicts {
                prop_assert!(v.range.seconds() <= 60.0);
                prop_assert!(v.hits.iter().all(|h| v.range.union(h.range) == v.range));
            }
        }

        /// Hits in order, few ids, some of them heard twice: a repetition is no new
        /// hit and moves none to another episode, and episodes part where the rule says.
        #[test]
        fn repetition_moves_no_hit_to_another_episode(
            steps in prop::collection::vec((2u32..15, 0usize..3, any::<prop::sample::Index>()), 1..30),
        ) {
            // At least 2 s apart and 1 s long: never one hit, whatever their ids.
            let mut at = 0;
            let hits: Vec<Hit> = steps.iter().map(|(step, id, _)| {
                at += step;
                hit(["A", "B", "C"][*id], Role::Clerk, Speaker::Any, f64::from(at))
            }).collect();

            let mut plain = judge();
            let told: usize = hits.iter().map(|h| plain.hear(vec![h.clone()]).new_hits.len()).sum();
            prop_assert_eq!(told, hits.len());

            let mut repeating = judge();
            for (n, (_, _, again)) in steps.iter().enumerate() {
                let judged = repeating.hear(vec![hits[n].clone(), hits[n].clone()]);
                prop_assert_eq!(judged.new_hits, vec![hits[n].clone()]);
                let mut late = hits[again.index(n + 1)].clone();
                late.range = late.range.widen(samples(0.2), samples(0.3));
                prop_assert_eq!(repeating.hear(vec![late]), Judged::default());
            }

            let mut expected: Vec<Vec<usize>> = Vec::new();
            for (n, h) in hits.iter().enumerate() {
                let near = expected.last().is_some_and(|episode: &Vec<usize>| {
                    let (first, last) = (&hits[episode[0]], &hits[n - 1]);
                    last.range.distance(h.range) < samples(8.0)
                        && first.range.union(h.range).len() <= samples(60.0)
                });
                match expected.last_mut() {
                    Some(episode) if near => episode.push(n),
                    _ => expected.push(vec![n]),
                }
            }
            prop_assert_eq!(partition(&plain.finish(), &hits), expected.clone());
            prop_assert_eq!(partition(&repeating.finish(), &hits), expected);
        }
    }
}
