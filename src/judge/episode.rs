//! Which hits belong together, and the numbers that their episodes keep.
//!
//! A phrase that two microphones of a counter hear at once was said once: the hit of the
//! less sure one is an echo, belongs to the other's episode and adds nothing to it.
//!
//! Pure. The parting follows from the hits alone, whatever order they came in; only
//! the numbers remember what was told before.

use super::is_near;
use super::{Certainty, Config, Verdict};
use crate::spot::Hit;
use crate::units::{SampleIndex, SampleRange, samples};
use std::cmp::Reverse;

/// A hit that belongs to an episode.
#[derive(Debug, Clone, Copy)]
pub(super) struct Member<'a> {
    /// The hit as it stands now.
    pub hit: &'a Hit,
    /// Whether it may alarm.
    pub certainty: Certainty,
    /// The episode that it was in until now.
    pub was_in: Option<u64>,
    /// Whether only a draft has heard it so far.
    pub early: bool,
}

/// The episodes of a session that are remembered.
#[derive(Debug, Default)]
pub(super) struct Episodes {
    verdicts: Vec<Verdict>,
    next: u64,
}

impl Episodes {
    /// All of them, in order of channel and time.
    pub fn verdicts(&self) -> &[Verdict] {
        &self.verdicts
    }

    /// Parts all hits that count anew. Gives the numbers of the episodes, one for each
    /// member in the order given, and what has changed: episodes that are new or
    /// other than they were, then those that have become part of another.
    pub fn part(&mut self, config: &Config, members: &[Member<'_>]) -> (Vec<u64>, Vec<Verdict>) {
        let mut numbers = vec![0; members.len()];
        let mut before = std::mem::take(&mut self.verdicts);
        let mut changed = Vec::new();
        let echoes = echoes(members);
        for cluster in clusters(config, members, &echoes) {
            let claimed = cluster
                .iter()
                .filter_map(|at| {
                    before.iter().position(|old| Some(old.episode) == members[*at].was_in)
                })
                .min_by_key(|place| before[*place].episode)
                .map(|place| before.swap_remove(place));
            let episode = claimed.as_ref().map_or(self.next, |old| old.episode);
            self.next = self.next.max(episode + 1);
            cluster.iter().for_each(|at| numbers[*at] = episode);
            let voices = cluster.iter().filter(|at| echoes[**at].is_none());
            let Some(mut verdict) = verdict(episode, voices.map(|at| members[*at])) else {
                continue;
            };
            verdict.closed = claimed.as_ref().is_some_and(|old| old.closed);
            if claimed.as_ref() != Some(&verdict) {
                changed.push(verdict.clone());
            }
            self.verdicts.push(verdict);
        }
        before.sort_by_key(|old| old.episode);
        for old in before {
            let heir =
                members.iter().zip(&numbers).find(|(member, _)| member.was_in == Some(old.episode));
            // An episode is forgotten together with its hits, so there always is one.
            let merged_into = heir.map(|(_, number)| *number);
            changed.push(Verdict { closed: true, merged_into, ..old });
        }
        (numbers, changed)
    }

    /// Closes those that are due; gives them.
    pub fn close(&mut self, due: impl Fn(&Verdict) -> bool) -> Vec<Verdict> {
        let due = self.verdicts.iter_mut().filter(|verdict| !verdict.closed && due(verdict));
        due.map(|verdict| {
            verdict.closed = true;
            verdict.clone()
        })
        .collect()
    }

    /// Forgets those that ended before `oldest`.
    pub fn forget(&mut self, oldest: SampleIndex) {
        self.verdicts.retain(|verdict| verdict.range.end >= oldest);
    }

    /// Whether the episode is remembered.
    pub fn knows(&self, episode: u64) -> bool {
        self.verdicts.iter().any(|verdict| verdict.episode == episode)
    }
}

/// The places of the members of each episode: in order of time, each hit joins the
/// last episode of its channel unless it comes too late or would make it too long.
/// Echoes go with what they are echoes of.
fn clusters(config: &Config, members: &[Member<'_>], echoes: &[Option<usize>]) -> Vec<Vec<usize>> {
    let gap = samples(config.episode_gap_s);
    let most = samples(config.episode_most_s);
    let mut order: Vec<usize> = (0..members.len()).filter(|at| echoes[*at].is_none()).collect();
    order.sort_by_key(|at| {
        let hit = members[*at].hit;
        (hit.channel, hit.range.start, hit.range.end, &hit.id)
    });
    let mut clusters: Vec<Vec<usize>> = Vec::new();
    let mut last: Option<(usize, SampleRange)> = None;
    for at in order {
        let hit = members[at].hit;
        let joins = last.filter(|(channel, range)| {
            *channel == hit.channel
                && range.distance(hit.range) < gap
                && range.union(hit.range).len() <= most
        });
        match (joins, clusters.last_mut()) {
            (Some((channel, range)), Some(cluster)) => {
                cluster.push(at);
                last = Some((channel, range.union(hit.range)));
            }
            _ => {
                clusters.push(vec![at]);
                last = Some((hit.channel, hit.range));
            }
        }
    }
    for (at, of) in echoes.iter().enumerate() {
        let mut of = *of;
        // An echo of an echo; each is less sure than the next, so this ends.
        while let Some(next) = of.and_then(|of| echoes[of]) {
            of = Some(next);
        }
        let cluster =
            clusters.iter_mut().find(|cluster| of.is_some_and(|of| cluster.contains(&of)));
        if let Some(cluster) = cluster {
            cluster.push(at);
        }
    }
    clusters
}

/// For each member the one of another channel that it is an echo of, if it is one: the
/// surer one counts, else that of the lower channel.
fn echoes(members: &[Member<'_>]) -> Vec<Option<usize>> {
    let rank = |at: usize| {
        let Member { hit, certainty, .. } = members[at];
        (certainty, Reverse(hit.channel), Reverse(hit.range.start), Reverse(at))
    };
    let is_same =
        |a: &Hit, b: &Hit| a.id == b.id && a.channel != b.channel && is_near(a.range, b.range);
    let of = |at: usize| {
        let same = (0..members.len()).filter(|of| is_same(members[*of].hit, members[at].hit));
        same.filter(|of| rank(*of) > rank(at)).max_by_key(|of| rank(*of))
    };
    (0..members.len()).map(of).collect()
}

/// What the members come to; `None` without any.
fn verdict<'a>(episode: u64, members: impl Iterator<Item = Member<'a>>) -> Option<Verdict> {
    members.fold(None, |verdict: Option<Verdict>, Member { hit, certainty, early, .. }| {
        let Some(mut verdict) = verdict else {
            return Some(Verdict {
                episode,
                channel: hit.channel,
                range: hit.range,
                severity: hit.severity,
                certainty,
                hits: vec![hit.clone()],
                early,
                closed: false,
                merged_into: None,
            });
        };
        verdict.range = verdict.range.union(hit.range);
        verdict.severity = verdict.severity.max(hit.severity);
        verdict.certainty = verdict.certainty.max(certainty);
        verdict.hits.push(hit.clone());
        verdict.early |= early;
        Some(verdict)
    })
}
