//! Phrases that were heard in a draft, before their utterance had ended.
//!
//! Pure. Such a hit counts at once. When its utterance has been decoded it is borne out,
//! and is the utterance's own from then on, or taken back: it alarms no more, and is
//! kept apart. Nothing else of a draft enters the judgement: who spoke when, and what
//! conditions listen for, comes with utterances only.
//!
//! A phrase with conditions counts at once where everything before its utterance has been
//! decoded and allows it. Somebody may still talk into it and stop it: its utterance waits
//! for that, and the draft's hit with it.

use super::{Certainty, Judge, Judged, Said, Sighting, Standing, Utterance, hours};
use crate::phrasebook::List;
use crate::spot::{Hit, Surety};
use crate::units::{SampleIndex, SampleRange, samples};

/// A draft and its utterance place one phrase as much as this apart: times are estimated
/// from the place in the text, and the two texts are not equally long.
const SLACK_S: f64 = 1.0;

impl Judge {
    /// Takes what was found in a draft. Phrases that wait for what is said after them, or
    /// would not count, are passed over: their utterance brings them.
    pub fn hear_draft(&mut self, mut said: Said) -> Judged {
        let utterance = Utterance::of(&said);
        let mut told = Vec::new();
        for mut hit in std::mem::take(&mut said.hits) {
            if self.place(&hit).or_else(|| self.drafted(&hit)).is_some()
                || !hours::weigh(&mut hit, said.period)
                || self.talk.allows_early(&hit, &said, self.now) != Some(true)
            {
                continue;
            }
            let unserved = self.is_unserved(&hit, &said.alone);
            let place = self.places.of(&hit);
            let standing = Standing::of(&hit, unserved, place);
            if hit.list != List::Taboo || !may_flag(standing) {
                continue;
            }
            told.push(self.sightings.len());
            let sighting = Sighting::new(hit, utterance, standing, unserved, place);
            self.sightings.push(Sighting { early: true, ..sighting });
        }
        let verdicts = if told.is_empty() { Vec::new() } else { self.part() };
        Judged { told: self.tell(told), verdicts }
    }

    /// All of the utterance in `range` has been decoded, and given to [`Judge::hear`] if
    /// it holds words; `goes_on` when its turn was cut at its end. What drafts of it had
    /// heard and it does not bear out is taken back.
    pub fn end_of_draft(&mut self, channel: usize, range: SampleRange, goes_on: bool) -> Judged {
        self.take_back(|hit| {
            // What lies at a cut may stand in the piece that follows.
            let end = hit.range.end + samples(SLACK_S);
            hit.channel == channel
                && hit.range.distance(range) == 0
                && (!goes_on || end <= range.end)
        })
    }

    /// Takes back what utterances that began before `now` should have borne out.
    pub(super) fn take_back_before(&mut self, now: SampleIndex) -> Judged {
        self.take_back(|hit| hit.range.start < now)
    }

    /// The hit of a draft that `hit` bears out.
    pub(super) fn drafted(&self, hit: &Hit) -> Option<usize> {
        self.sightings.iter().position(|known| known.early && is_one(&known.hit, hit))
    }

    /// Whether the utterance of a draft has it too, and waits for what may stop it.
    fn is_awaited(&self, early: &Hit) -> bool {
        let mut waiting = self.sightings.iter().filter(|known| known.is_waiting(List::Taboo));
        waiting.any(|known| is_one(&known.hit, early))
    }

    fn take_back(&mut self, due: impl Fn(&Hit) -> bool) -> Judged {
        let due: Vec<bool> = self
            .sightings
            .iter()
            .map(|known| known.early && due(&known.hit) && !self.is_awaited(&known.hit))
            .collect();
        if !due.contains(&true) {
            return Judged::default();
        }
        let mut due = due.into_iter();
        let borne_out: Vec<Hit> = self
            .sightings
            .iter()
            .filter(|known| !known.early && known.hit.list == List::Taboo)
            .filter(|known| may_flag(known.standing))
            .map(|known| known.hit.clone())
            .collect();
        let mut told = Vec::new();
        self.sightings.retain_mut(|sighting| {
            if due.next() != Some(true) {
                return true;
            }
            sighting.early = false;
            let hit = &sighting.hit;
            let heard_better = borne_out.iter().find(|other| is_near(other, hit));
            // The same words, placed a second time.
            if heard_better.is_some_and(|better| better.id == hit.id) {
                return false;
            }
            sighting.heard_as(Surety::Unsure);
            told.push(sighting.tell());
            // The utterance has another phrase for that sound: that one is kept.
            heard_better.is_none()
        });
        Judged { told, verdicts: self.part() }
    }
}

impl Sighting {
    /// The utterance has it too: it is the utterance's from now on. True when what it
    /// counts for is not what was told.
    pub(super) fn bear_out(&mut self, by: Sighting) -> bool {
        let before = self.standing;
        let Sighting { hit: Hit { remedy, .. }, episode, told, .. } = *self;
        let hit = Hit { remedy, ..by.hit };
        let place = by.place;
        *self = Sighting { hit, episode, told, place: self.place, ..by };
        self.move_to(place);
        self.standing != before && self.standing != Standing::Waiting
    }
}

/// Whether a draft and its utterance may mean one phrase by the two.
fn is_one(a: &Hit, b: &Hit) -> bool {
    a.id == b.id && is_near(a, b)
}

/// Whether a draft and its utterance may mean one sound by the two.
fn is_near(a: &Hit, b: &Hit) -> bool {
    a.channel == b.channel && a.range.distance(b.range) <= samples(SLACK_S)
}

/// Whether what stands so may alarm, or would if it were known who spoke.
fn may_flag(standing: Standing) -> bool {
    standing.certainty().is_some_and(|certainty| certainty > Certainty::HearingUnconfirmed)
}
