//! Where a phrase and another entry meet: the same words, one inside the other, or
//! alike by sound; tried both ways through the spotter.
//!
//! Pure.

use crate::lint::say;
use crate::phrasebook::{List, Phrase};
use crate::spot::{How, Match, Spotter};
use serde::Serialize;
use std::collections::BTreeMap;

/// How two wordings meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Meeting {
    /// The same words.
    Same,
    /// What is heard stands in what is said.
    Contained,
    /// They sound alike.
    Sound,
}

/// Where another entry is met.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Collision {
    /// The other entry.
    pub id: String,
    /// Its list.
    pub list: List,
    /// How they meet.
    pub meeting: Meeting,
    /// Whether the phrase is heard where the other is said; else the other way round.
    pub heard_in_other: bool,
    /// What is said.
    pub said: String,
    /// The wording that is heard in it.
    pub heard: String,
    /// Mean distance of a syllable, 0 the same to 1.
    pub distance: f32,
    /// Whether what is heard counts there.
    pub counts: bool,
    /// What stops it otherwise, one word as in `--json` of `try`; `null` when it counts.
    pub stopped_by: Option<String>,
}

/// All entries that meet the phrase `index`, the worst of each and each way.
pub(super) fn collisions(spotter: &Spotter, index: usize) -> Vec<Collision> {
    let phrases = spotter.book().phrases();
    let mut met: BTreeMap<(usize, bool), Collision> = BTreeMap::new();
    let mut meet = |other: usize, heard_in_other: bool, said: &str, found: &Match| {
        let collision = collision(&phrases[other], heard_in_other, said, found);
        let rank = |c: &Collision| (!c.counts, c.meeting);
        match met.get(&(other, heard_in_other)) {
            Some(known) if rank(known) <= rank(&collision) => {}
            _ => {
                met.insert((other, heard_in_other), collision);
            }
        }
    };
    for (other, phrase) in phrases.iter().enumerate() {
        for wording in std::iter::once(&phrase.text).chain(&phrase.variants) {
            let said = say(wording);
            for found in spotter.examine(&said) {
                match (other == index, found.phrase == index) {
                    (true, false) => meet(found.phrase, false, &said, &found),
                    (false, true) => meet(other, true, &said, &found),
                    _ => {}
                }
            }
        }
    }
    let mut collisions: Vec<Collision> = met.into_values().collect();
    collisions.sort_by(|a, b| {
        let rank = |c: &Collision| (!c.counts, !c.heard_in_other, c.meeting);
        rank(a).cmp(&rank(b)).then_with(|| a.id.cmp(&b.id))
    });
    collisions
}

fn collision(other: &Phrase, heard_in_other: bool, said: &str, found: &Match) -> Collision {
    let whole = found.start == 0 && found.end == said.len();
    Collision {
        id: other.id.clone(),
        list: other.list,
        meeting: match (found.how, whole) {
            (How::Pinyin, _) => Meeting::Sound,
            (_, true) => Meeting::Same,
            (_, false) => Meeting::Contained,
        },
        heard_in_other,
        said: said.to_owned(),
        heard: found.wording.clone(),
        distance: 1.0 - found.score.0,
        counts: found.stopped_by.is_none(),
        stopped_by: found.stopped_by.as_ref().map(|stop| stop.word().to_owned()),
    }
}
