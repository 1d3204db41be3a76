//! What was said before and after a phrase: its conditions, in seconds or turns.
//!
//! Pure. Keeps who spoke when, and the cues that were heard; forgets them with the
//! judge. Whether a condition is met depends on what was heard, never on the order
//! in which it was decoded: an answer that later decodings could change is not given.

use super::Said;
use crate::phrasebook::{Condition, Count, Speaker, WITHIN_MOST_S, When, Within};
use crate::spot::{CueHit, Hit};
use crate::units::{Role, SampleIndex, samples};

/// Who spoke, and when they began. In order of time, then of channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Utterance {
    start: SampleIndex,
    channel: usize,
    unknown: bool,
}

impl Utterance {
    /// The utterance that `said` is.
    pub fn of(said: &Said) -> Utterance {
        let unknown = said.role == Role::Unknown;
        Utterance { start: said.range.start, channel: said.channel, unknown }
    }

    /// Whether it goes on with the turn of the utterance before it. An unknown
    /// microphone hears both sides: there each utterance is a turn of its own.
    fn continues(self, before: Utterance) -> bool {
        self.channel == before.channel && !self.unknown
    }
}

/// A cue and the utterance that it stands in.
#[derive(Debug, Clone)]
struct Cue {
    heard: CueHit,
    utterance: Utterance,
}

/// What was talked of late.
#[derive(Debug, Default, Clone)]
pub(super) struct Talk {
    /// Sorted, none twice.
    utterances: Vec<Utterance>,
    cues: Vec<Cue>,
}

impl Talk {
    /// Takes note of an utterance and its cues.
    pub fn add(&mut self, said: &Said) {
        let utterance = Utterance::of(said);
        if let Err(place) = self.utterances.binary_search(&utterance) {
            self.utterances.insert(place, utterance);
        }
        self.cues.extend(said.cues.iter().map(|cue| Cue { heard: cue.clone(), utterance }));
    }

    /// How many utterances and cues are remembered.
    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.utterances.len() + self.cues.len()
    }

    /// Forgets what began before `oldest`.
    pub fn forget(&mut self, oldest: SampleIndex) {
        self.utterances.retain(|utterance| utterance.start >= oldest);
        self.cues.retain(|cue| cue.heard.range.end >= oldest);
    }

    /// Whether all conditions of `hit`, which was said in `utterance`, allow it.
    /// `None` while what is decoded later could change that; everything that began
    /// before `now` has been.
    pub fn allows(&self, hit: &Hit, utterance: Utterance, now: SampleIndex) -> Option<bool> {
        let mut allowed = Some(true);
        for (index, condition) in hit.terms.context.iter().enumerate() {
            let met = self.meets(hit, utterance, index, condition, now);
            match met.map(|met| met == (condition.count == Count::Only)) {
                Some(true) => {}
                Some(false) => return Some(false),
                None => allowed = None,
            }
        }
        allowed
    }

    /// The same for what was found in a draft, taken as if it were all that its utterance
    /// says. Conditions on what was said before are answered as soon as everything that
    /// began before the draft has been decoded: only who talks into it could change them.
    pub fn allows_early(&self, hit: &Hit, draft: &Said, now: SampleIndex) -> Option<bool> {
        let conditions = &hit.terms.context;
        if conditions.is_empty() {
            return Some(true);
        }
        if now < draft.range.start || conditions.iter().any(|one| one.when == When::After) {
            return None;
        }
        let mut talk = self.clone();
        talk.add(draft);
        talk.allows(hit, Utterance::of(draft), hit.range.start)
    }

    fn meets(
        &self,
        hit: &Hit,
        utterance: Utterance,
        index: usize,
        condition: &Condition,
        now: SampleIndex,
    ) -> Option<bool> {
        let reach = match condition.within {
            Within::Seconds(within_s) => samples(within_s),
            // Turns end with the condition's longest time as well.
            Within::Turns(_) => samples(WITHIN_MOST_S),
        };
        let mut cues = self.cues.iter().filter(|Cue { heard, .. }| {
            heard.condition == index
                && heard.id == hit.id
                && may_come_from(condition.by, heard.role)
                && lies(condition.when, heard, hit)
                && heard.range.distance(hit.range) <= reach
        });
        let passed = match condition.when {
            When::Before => hit.range.start <= now,
            When::After => hit.range.end + reach < now,
        };
        match condition.within {
            // More speech takes no cue away that is near enough.
            Within::Seconds(_) => match cues.next() {
                Some(_) => Some(true),
                None => passed.then_some(false),
            },
            // A decoding that comes later may begin a turn in between.
            Within::Turns(turns) => {
                let numbered = Turns::of(&self.utterances);
                let own = numbered.number(utterance);
                let turns = usize::from(turns);
                let over = condition.when == When::After && numbered.begun(now) > own + turns;
                (passed || over)
                    .then(|| cues.any(|cue| numbered.number(cue.utterance).abs_diff(own) <= turns))
            }
        }
    }
}

/// An unknown mouth may be anybody's.
fn may_come_from(by: Speaker, role: Role) -> bool {
    match by {
        Speaker::Any => true,
        Speaker::Clerk => matches!(role, Role::Clerk | Role::Unknown),
        Speaker::Citizen => matches!(role, Role::Citizen | Role::Unknown),
    }
}

/// Whether the cue lies on the side of the hit that is asked for. What overlaps it on
/// its own channel is part of the phrase; across channels people talk into each other.
fn lies(when: When, cue: &CueHit, hit: &Hit) -> bool {
    if cue.channel == hit.channel && cue.range.overlaps(hit.range) {
        return false;
    }
    match when {
        When::Before => cue.range.start < hit.range.start,
        When::After => cue.range.start >= hit.range.start,
    }
}

/// Utterances and the number of the turn that each belongs to.
struct Turns<'a> {
    utterances: &'a [Utterance],
    numbers: Vec<usize>,
}

impl<'a> Turns<'a> {
    fn of(utterances: &'a [Utterance]) -> Turns<'a> {
        let mut number = 0;
        let mut numbers = Vec::with_capacity(utterances.len());
        for (at, utterance) in utterances.iter().enumerate() {
            if at > 0 && !utterance.continues(utterances[at - 1]) {
                number += 1;
            }
            numbers.push(number);
        }
        Turns { utterances, numbers }
    }

    /// The turn of an utterance; the last that began before it when it is not known.
    fn number(&self, utterance: Utterance) -> usize {
        let place = self.utterances.partition_point(|other| *other <= utterance);
        place.checked_sub(1).and_then(|last| self.numbers.get(last)).copied().unwrap_or_default()
    }

    /// The last turn that began before `now`.
    fn begun(&self, now: SampleIndex) -> usize {
        let place = self.utterances.partition_point(|other| other.start < now);
        place.checked_sub(1).and_then(|last| self.numbers.get(last)).copied().unwrap_or_default()
    }
}
