//! Hits in context -> [`Verdict`]s with reasons.
//!
//! Pure; runs on the thread `judge`, one [`Judge`] a session. Hears utterances in any
//! order of decoding and comes to the same verdicts: hits are keyed by phrase, channel
//! and sample range, so that a repeated or late decoding of the same sound never makes
//! a second hit or a second incident, and what may still change is waited for. Hits of
//! drafts count at once, until their utterance bears them out or does not.
//!
//! | file | owns |
//! |---|---|
//! | `standing` | what a hit counts for, and what that makes of its episode |
//! | `sighting` | one hit, as it is remembered and told |
//! | `hours` | what a phrase is worth by the time of day |
//! | `draft` | what was heard before its utterance had ended |
//! | `context` | what was said before and after it, in seconds or turns |
//! | `remedy` | what puts it right |
//! | `visit` | whether anybody was there to be served |
//! | `place` | whether it was said here, or is a neighbour's |
//! | `episode` | which hits belong together |

mod context;
mod draft;
mod episode;
mod hours;
mod place;
mod remedy;
mod sighting;
mod standing;
mod visit;

use crate::calendar::Period;
use crate::phrasebook::{List, Remedy, Severity, WITHIN_MOST_S};
use crate::spot::{CueHit, Hit};
use crate::units::{Role, SampleIndex, SampleRange, samples};
use context::{Talk, Utterance};
use episode::{Episodes, Member};
use place::Places;
use sighting::Sighting;
use visit::Visits;

pub use place::Place;
pub use sighting::JudgedHit;
pub use standing::{Certainty, Standing};

/// Two sightings of one phrase this near are one: times are estimated from the
/// place in the text, and pieces of a long turn overlap.
const SAME_HIT_S: f64 = 0.5;
/// How long a closed episode is remembered, so that a late decoding finds it.
const MEMORY_S: f64 = 600.0;
/// A phrase that is this old is judged for good, if everything since has been heard:
/// it has waited as long as it may, and so has what may put it right at the last moment.
pub const SETTLED_S: f64 = 2.0 * WITHIN_MOST_S;

/// When hits belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// Hits on one channel less than this many seconds apart are one episode.
    pub episode_gap_s: f64,
    /// An episode takes no further hit that would make it longer than this.
    pub episode_most_s: f64,
}

/// One utterance as the judge hears it.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// From its first sample to its last.
    pub range: SampleRange,
    /// The channel, counted from zero.
    pub channel: usize,
    /// Whose channel that is.
    pub role: Role,
    /// The counter's hours when it was said; absent where the time of day or the hours
    /// are not known.
    pub period: Option<Period>,
    /// The phrases found in it.
    pub hits: Vec<Hit>,
    /// The words found in it that conditions of phrases listen for.
    pub cues: Vec<CueHit>,
    /// The ids of those of its phrases that count even while nobody is served: what must
    /// not be said into a telephone.
    pub alone: Vec<String>,
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
    /// The gravest of its hits, after what was put right.
    pub severity: Severity,
    /// Whether it may alarm, or who spoke or what was said is too unsure for that.
    pub certainty: Certainty,
    /// Its hits in order of time; never empty.
    pub hits: Vec<Hit>,
    /// Whether one of them was heard in a draft only, so far.
    pub early: bool,
    /// Whether it has had its time, and only a late decoding can still add to it.
    pub closed: bool,
    /// Set in the last verdict on an episode whose hits belong to another one since a
    /// hit between the two was settled: that other one.
    pub merged_into: Option<u64>,
}

impl Verdict {
    /// The hit that the episode is named after: the first of the gravest. Scores have
    /// no say: they shift with the least change of sound, and the name should not.
    pub fn foremost(&self) -> Option<&Hit> {
        self.hits.iter().reduce(|best, hit| if hit.severity > best.severity { hit } else { best })
    }
}

/// What came of hearing something, or of time passing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Judged {
    /// The hits that were not told before, civil ones included; each once, as soon as
    /// nothing it waits for is left, and once more when it turns out to have been
    /// surely heard, or when a draft alone had heard it. What is wrong with one stands
    /// with it.
    pub told: Vec<JudgedHit>,
    /// The episodes that are new or have changed.
    pub verdicts: Vec<Verdict>,
}

/// The judge of one session.
pub struct Judge {
    config: Config,
    /// Everything that began before this has been heard.
    now: SampleIndex,
    talk: Talk,
    sightings: Vec<Sighting>,
    episodes: Episodes,
    /// Absent where no microphone tells whether a citizen is there.
    visits: Option<Visits>,
    places: Places,
}

impl Judge {
    /// A judge who has heard nothing.
    pub fn new(config: Config) -> Judge {
        Judge {
            config,
            now: SampleIndex(0),
            talk: Talk::default(),
            sightings: Vec::new(),
            episodes: Episodes::default(),
            visits: None,
            places: Places::default(),
        }
    }

    /// The same where clerk and citizen have a microphone each: what the clerk says while
    /// no citizen has spoken in the running encounter, before it or within `within_s` after
    /// it, is outside an encounter. [`Judge::attend`] and [`Judge::part_at`] say who is there.
    pub fn attending(self, within_s: f64) -> Judge {
        Judge { visits: Some(Visits::new(within_s)), ..self }
    }

    /// A citizen spoke in an utterance that begins at `at`, understood or not.
    pub fn attend(&mut self, at: SampleIndex) -> Judged {
        let Some(visits) = &mut self.visits else { return Judged::default() };
        visits.spoke(at);
        let mut told = Vec::new();
        for (place, sighting) in self.sightings.iter_mut().enumerate() {
            if sighting.unserved && visits.is_served(sighting.hit.range) && sighting.serve() {
                told.push(place);
            }
        }
        let verdicts = if told.is_empty() { Vec::new() } else { self.part() };
        Judged { told: self.tell(told), verdicts }
    }

    /// From `at` on it is another encounter than before: whoever spoke before it has left.
    pub fn part_at(&mut self, at: SampleIndex) {
        if let Some(visits) = &mut self.visits {
            visits.part(at);
        }
    }

    /// Takes an utterance, in any order of utterances.
    pub fn hear(&mut self, said: Said) -> Judged {
        self.talk.add(&said);
        let utterance = Utterance::of(&said);
        let mut told = Vec::new();
        let mut borne_out = false;
        for mut hit in said.hits {
            if let Some(known) = self.settled(&hit) {
                // The surest hearing of a sound counts, whichever came first.
                if hit.surety > self.sightings[known].hit.surety
                    && self.sightings[known].heard_as(hit.surety)
                {
                    told.push(known);
                }
                continue;
            }
            let unserved = self.is_unserved(&hit, &said.alone);
            let place = self.places.of(&hit);
            let standing = match hours::weigh(&mut hit, said.period) {
                false => Standing::Hours,
                true if !hit.terms.context.is_empty() => Standing::Waiting,
                true => Standing::of(&hit, unserved, place),
            };
            let sighting = Sighting::new(hit, utterance, standing, unserved, place);
            // What waits bears nothing out yet.
            if standing == Standing::Waiting {
                self.sightings.push(sighting);
                continue;
            }
            if let Some(known) = self.drafted(&sighting.hit) {
                borne_out = true;
                if self.sightings[known].bear_out(sighting) {
                    told.push(known);
                }
                continue;
            }
            told.push(self.sightings.len());
            self.sightings.push(sighting);
        }
        borne_out |= self.settle(&mut told);
        let verdicts = if told.is_empty() && !borne_out { Vec::new() } else { self.part() };
        Judged { told: self.tell(told), verdicts }
    }

    /// Everything before `now` has been decoded and handed to [`Judge::hear`]: settles
    /// what waited for that, and closes the episodes whose time is over.
    pub fn advance(&mut self, now: SampleIndex) -> Judged {
        self.now = self.now.max(now);
        let judged = self.settle_and_close(self.now);
        self.forget();
        judged
    }

    /// The session is over: settles what waits and closes what is open.
    pub fn finish(&mut self) -> Judged {
        self.settle_and_close(SampleIndex(u64::MAX))
    }

    /// What this judge makes of a hit that it was given: the hit with severity, remedy
    /// and merit, and what it counts for. `None` when it was never given or is forgotten.
    pub fn judged(&self, hit: &Hit) -> Option<JudgedHit> {
        let sighting = self.sighting(hit)?;
        let judged = &sighting.hit;
        let (severity, remedy, merit) = (judged.severity, judged.remedy, judged.merit);
        let hit = Hit { severity, remedy, merit, surety: judged.surety, ..hit.clone() };
        let Sighting { standing, early, told, .. } = *sighting;
        Some(JudgedHit { hit, standing, early, again: told })
    }

    /// The beginning of the first taboo phrase that is not judged for good; the sound
    /// since then may still be needed.
    pub fn unsettled_since(&self) -> Option<SampleIndex> {
        let waiting = self.sightings.iter().filter(|sighting| sighting.is_waiting(List::Taboo));
        let open = self.episodes.verdicts().iter().filter(|verdict| !verdict.closed);
        waiting
            .map(|sighting| sighting.hit.range.start)
            .chain(open.map(|verdict| verdict.range.start))
            .min()
    }

    /// Whether a clerk's taboo phrase was said while nobody was served.
    fn is_unserved(&self, hit: &Hit, alone: &[String]) -> bool {
        hit.list == List::Taboo
            && hit.role == Role::Clerk
            && self.visits.as_ref().is_some_and(|visits| !visits.is_served(hit.range))
            && !alone.contains(&hit.id)
    }

    fn sighting(&self, hit: &Hit) -> Option<&Sighting> {
        self.sightings.get(self.place(hit)?)
    }

    fn place(&self, hit: &Hit) -> Option<usize> {
        self.sightings.iter().position(|known| is_same(&known.hit, hit))
    }

    /// The same for what utterances have said.
    fn settled(&self, hit: &Hit) -> Option<usize> {
        self.sightings.iter().position(|known| !known.early && is_same(&known.hit, hit))
    }

    fn tell(&mut self, places: Vec<usize>) -> Vec<JudgedHit> {
        let mut told = Vec::with_capacity(places.len());
        for at in places {
            told.extend(self.sightings.get_mut(at).map(Sighting::tell));
        }
        told
    }

    /// Decides about the hits that wait and need not any more, and adds to `told` the places
    /// of those that are news. True when one bears out what a draft had flagged: the two
    /// are one from then on.
    fn settle(&mut self, told: &mut Vec<usize>) -> bool {
        let mut borne_out = false;
        let mut at = 0;
        while let Some(sighting) = self.sightings.get_mut(at) {
            let allowed = match sighting.standing {
                Standing::Waiting => self.talk.allows(&sighting.hit, sighting.utterance, self.now),
                _ => None,
            };
            let Some(allowed) = allowed else {
                at += 1;
                continue;
            };
            sighting.standing = match allowed {
                true => Standing::of(&sighting.hit, sighting.unserved, sighting.place),
                false => Standing::Context,
            };
            if !allowed || self.drafted(&self.sightings[at].hit).is_none() {
                told.push(at);
                at += 1;
                continue;
            }
            borne_out = true;
            let by = self.sightings.remove(at);
            told.iter_mut().filter(|place| **place > at).for_each(|place| *place -= 1);
            if let Some(known) = self.drafted(&by.hit)
                && self.sightings[known].bear_out(by)
            {
                told.push(known);
            }
        }
        borne_out
    }

    fn settle_and_close(&mut self, now: SampleIndex) -> Judged {
        self.now = now;
        let mut settled = Vec::new();
        let borne_out = self.settle(&mut settled);
        let mut verdicts = if settled.is_empty() && !borne_out { Vec::new() } else { self.part() };
        let mut told = self.tell(settled);
        let back = self.take_back_before(now);
        told.extend(back.told);
        // What was parted a moment ago comes once, as it is now.
        verdicts.retain(|old| back.verdicts.iter().all(|new| new.episode != old.episode));
        verdicts.extend(back.verdicts);
        for closed in self.close() {
            // Closed in the moment it changed: told once.
            match verdicts.iter_mut().find(|verdict| verdict.episode == closed.episode) {
                Some(verdict) => *verdict = closed,
                None => verdicts.push(closed),
            }
        }
        Judged { told, verdicts }
    }

    /// Puts right what was put right and parts the episodes anew; gives those that changed.
    fn part(&mut self) -> Vec<Verdict> {
        self.remedy();
        let places: Vec<usize> = (0..self.sightings.len())
            .filter(|at| {
                let sighting = &self.sightings[*at];
                sighting.hit.list == List::Taboo && sighting.standing.certainty().is_some()
            })
            .collect();
        let members: Vec<Member<'_>> = places
            .iter()
            .filter_map(|at| {
                let Sighting { hit, standing, episode, early, .. } = &self.sightings[*at];
                let certainty = standing.certainty()?;
                Some(Member { hit, certainty, was_in: *episode, early: *early })
            })
            .collect();
        let (numbers, changed) = self.episodes.part(&self.config, &members);
        for (at, number) in places.into_iter().zip(numbers) {
            self.sightings[at].episode = Some(number);
        }
        changed
    }

    /// What has once been put right stays so: the best remedy wins, and one that is
    /// forgotten is not taken back.
    fn remedy(&mut self) {
        let remedies: Vec<(Hit, Remedy)> = self
            .sightings
            .iter()
            .filter(|sighting| sighting.standing == Standing::Counts)
            .filter_map(|sighting| Some((sighting.hit.clone(), sighting.hit.terms.remedy?)))
            .collect();
        for Sighting { hit, severity, standing, .. } in &mut self.sightings {
            if hit.list == List::Taboo && standing.certainty().is_some() {
                let best = remedies.iter().filter(|(civil, _)| remedy::reaches(hit, civil));
                hit.remedy = best.map(|(_, remedy)| *remedy).chain(hit.remedy).max();
                hit.severity = remedy::lowered(*severity, hit.remedy);
            }
        }
    }

    fn close(&mut self) -> Vec<Verdict> {
        let Judge { config, now, sightings, episodes, .. } = self;
        let gap = samples(config.episode_gap_s);
        episodes.close(|episode| {
            let may_grow = sightings.iter().any(|waiting| {
                waiting.is_waiting(List::Taboo)
                    && waiting.hit.channel == episode.channel
                    && episode.range.distance(waiting.hit.range) < gap
            });
            let may_be_put_right = |hit: &Hit| {
                let waits = |civil: &Sighting| {
                    civil.is_waiting(List::Civil)
                        && civil.hit.terms.remedy.is_some()
                        && remedy::reaches(hit, &civil.hit)
                };
                hit.remedy != Some(Remedy::Full)
                    && hit.terms.remedy_s > 0.0
                    && (hit.range.end + samples(hit.terms.remedy_s) >= *now
                        || sightings.iter().any(waits))
            };
            episode.range.end + gap <= *now
                && !may_grow
                && !episode.hits.iter().any(may_be_put_right)
        })
    }

    /// An episode is forgotten as a whole: what is left parts as it did before.
    fn forget(&mut self) {
        let oldest = self.now.saturating_sub(samples(MEMORY_S));
        self.episodes.forget(oldest);
        self.talk.forget(oldest);
        self.places.forget(oldest);
        if let Some(visits) = &mut self.visits {
            visits.forget(oldest);
        }
        self.sightings.retain(|sighting| match sighting.episode {
            Some(episode) => self.episodes.knows(episode),
            None => sighting.hit.range.end >= oldest,
        });
    }
}

fn is_same(a: &Hit, b: &Hit) -> bool {
    a.id == b.id && a.channel == b.channel && is_near(a.range, b.range)
}

/// Whether two sightings of one phrase may be one.
fn is_near(a: SampleRange, b: SampleRange) -> bool {
    a.overlaps(b) || a.distance(b) <= samples(SAME_HIT_S)
}

#[cfg(test)]
mod tests;
