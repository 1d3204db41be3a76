//! Whether something was said at this counter, or is a neighbour's that was heard here too.
//!
//! Pure. Another counter that hears the same words louder over its own ambience is the one
//! at which they were said; where neither is louder nobody can tell. The caller compares
//! counters, this room knows only its own. Live, the neighbour may be decoded later: what has
//! become an episode by then is kept, apart, and alarms no more.

use super::{Judge, Judged, Sighting, Standing};
use crate::spot::Hit;
use crate::units::{SampleIndex, SampleRange};

/// Where something was said, as far as other counters tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// At this counter.
    #[default]
    Here,
    /// At this one or at a neighbour.
    Unsure,
    /// At a neighbour.
    Elsewhere,
}

/// Where the utterances of one session were said that other counters heard too.
#[derive(Debug, Default)]
pub(super) struct Places(Vec<(usize, SampleRange, Place)>);

impl Places {
    /// Where `hit` was said.
    pub(super) fn of(&self, hit: &Hit) -> Place {
        let of = |(channel, range, place): &(usize, SampleRange, Place)| {
            (*channel == hit.channel && range.overlaps(hit.range)).then_some(*place)
        };
        self.0.iter().filter_map(of).max().unwrap_or_default()
    }

    /// Forgets what ended before `oldest`.
    pub(super) fn forget(&mut self, oldest: SampleIndex) {
        self.0.retain(|(_, range, _)| range.end >= oldest);
    }
}

impl Judge {
    /// Other counters say where the utterance on `channel` in `range` was said, before or
    /// after it is heard here. What they say last of it never makes it nearer.
    pub fn locate(&mut self, channel: usize, range: SampleRange, place: Place) -> Judged {
        self.places.0.push((channel, range, place));
        let mut told = Vec::new();
        for (at, sighting) in self.sightings.iter_mut().enumerate() {
            let of_it = sighting.hit.channel == channel && sighting.hit.range.overlaps(range);
            if of_it && sighting.move_to(place) {
                told.push(at);
            }
        }
        let verdicts = if told.is_empty() { Vec::new() } else { self.part() };
        Judged { told: self.tell(told), verdicts }
    }
}

impl Sighting {
    /// Notes where it was said. True when that changes what it counts for.
    pub(super) fn move_to(&mut self, place: Place) -> bool {
        // What has been told as an incident is not untold: it is kept, apart.
        let place = if self.episode.is_some() { place.min(Place::Unsure) } else { place };
        self.place = place.max(self.place);
        let before = self.standing;
        if before.may_change() {
            self.standing = Standing::of(&self.hit, self.unserved, self.place);
        }
        self.standing != before
    }
}
