//! What of sound and words is kept: no more than is needed.
//!
//! Threads `judge` (which numbers name a person) and `record` (what is silenced). Where it
//! is known which channels are the citizen's, they are silent in the clip; the sound of
//! numbers that name a person is silenced on all channels, and their figures are taken out
//! of the words. The stretch as it was goes along as the whole when anything was silenced:
//! what becomes of it is for the store.

use crate::mask;
use crate::record::HeardUtterance;
use crate::spot::Hit;
use crate::tape::Take;
use crate::transcribe::LetterTime;
use crate::units::{Role, SampleRange};
use std::ops::Range;

/// An utterance with what decides what of it is kept; itself it is kept nowhere.
#[derive(Debug, Clone)]
pub struct Spoken {
    /// What was understood, as it was said.
    pub heard: HeardUtterance,
    /// The samples that it was decoded from.
    pub range: SampleRange,
    /// When each of its letters was said.
    pub times: Vec<LetterTime>,
    /// The numbers in it that name a person, in bytes of its text.
    pub numbers: Vec<Range<usize>>,
}

impl Spoken {
    /// The samples of the session that carry its numbers.
    fn silence(&self) -> impl Iterator<Item = SampleRange> {
        let start = self.range.start;
        mask::silence(self.range.len(), &self.numbers, &self.times)
            .into_iter()
            .map(move |part| SampleRange::new(start + part.start, start + part.end))
    }
}

/// `heard` without its `numbers`.
fn without(heard: &HeardUtterance, numbers: &[Range<usize>]) -> HeardUtterance {
    if numbers.is_empty() {
        return heard.clone();
    }
    let text = mask::masked(&heard.text, numbers);
    let hit = |hit: &Hit| {
        let moved = |at| mask::moved(&heard.text, numbers, at);
        let (text_start, text_end) = (moved(hit.text_start), moved(hit.text_end));
        let heard = text.get(text_start..text_end).unwrap_or_default().to_owned();
        Hit { text_start, text_end, heard, ..hit.clone() }
    };
    let hits = heard.hits.iter().map(hit).collect();
    HeardUtterance { hits, text, ..heard.clone() }
}

/// What may be shown of an utterance of which no other is known.
pub fn alone(heard: &HeardUtterance) -> HeardUtterance {
    let numbers = numbers(std::iter::once(heard));
    without(heard, numbers.first().map(Vec::as_slice).unwrap_or_default())
}

/// The numbers in each of `heard`, which stand in order of time.
pub fn numbers<'a>(heard: impl Iterator<Item = &'a HeardUtterance>) -> Vec<Vec<Range<usize>>> {
    let said: Vec<mask::Said<'_>> = heard
        .map(|heard| mask::Said {
            channel: heard.channel,
            start_s: heard.start_s,
            end_s: heard.end_s,
            text: &heard.text,
        })
        .collect();
    mask::find(&said)
}

/// What is kept of a stretch.
#[derive(Debug, Clone, PartialEq)]
pub struct Minimum {
    /// The clip.
    pub planes: Vec<Vec<f32>>,
    /// The same before anything was silenced; absent when nothing was.
    pub whole: Option<Vec<Vec<f32>>>,
    /// The words.
    pub heard: Vec<HeardUtterance>,
}

/// What is kept of `take` and of what was `spoken` in it. `mute`: the citizen's channels
/// are silent where both sides are known; never the channel `spared`, on which the phrase
/// was said.
pub fn minimum(
    take: Take,
    spoken: &[Spoken],
    roles: &[Role],
    mute: bool,
    spared: usize,
) -> Minimum {
    let Take { range, mut planes, .. } = take;
    let heard = spoken.iter().map(|spoken| without(&spoken.heard, &spoken.numbers)).collect();
    let known = roles.contains(&Role::Clerk) && roles.contains(&Role::Citizen);
    let is_muted = |channel: usize| {
        mute && known && channel != spared && roles.get(channel) == Some(&Role::Citizen)
    };
    let silent: Vec<SampleRange> =
        spoken.iter().flat_map(Spoken::silence).filter(|part| part.overlaps(range)).collect();
    let muted = (0..planes.len()).any(is_muted);
    let whole = (muted || !silent.is_empty()).then(|| planes.clone());
    for (channel, plane) in planes.iter_mut().enumerate() {
        if is_muted(channel) {
            plane.fill(0.0);
            continue;
        }
        for part in &silent {
            let place = |at| ((at - range.start) as usize).min(plane.len());
            let (from, until) = (place(part.start), place(part.end));
            plane[from..until].fill(0.0);
        }
    }
    Minimum { planes, whole, heard }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::record::testkit::evidence;
    use crate::units::SampleIndex;

    fn spoken(text: &str, channel: usize, from: u64, until: u64) -> Spoken {
        let template = evidence("20261122-011530-7k2q", 1).heard.remove(0);
        let range = SampleRange::new(SampleIndex(from), SampleIndex(until));
        let heard = HeardUtterance {
            text: text.into(),
            channel,
            start_s: range.start.seconds(),
            end_s: range.end.seconds(),
            ..template
        };
        let numbers = numbers(std::iter::once(&heard)).remove(0);
        Spoken { heard, range, times: Vec::new(), numbers }
    }

    fn take(from: u64, until: u64) -> Take {
        let range = SampleRange::new(SampleIndex(from), SampleIndex(until));
        let plane = vec![0.5; (until - from) as usize];
        Take { range, planes: vec![plane; 2], held: until - from }
    }

    const BOTH: [Role; 2] = [Role::Clerk, Role::Citizen];

    #[test]
    fn the_citizen_is_silent_where_both_sides_are_known() {
        let said = [spoken("不归我管", 0, 100, 200)];
        let kept = minimum(take(50, 250), &said, &BOTH, true, 0);
        assert_eq!(kept.planes, [vec![0.5; 200], vec![0.0; 200]]);
        assert_eq!(kept.whole, Some(vec![vec![0.5; 200]; 2]));
        for (roles, mute, spared) in [
            (&BOTH[..], false, 0),
            (&[Role::Unknown, Role::Citizen], true, 0),
            (&[Role::Citizen], true, 0),
            (&[Role::Unknown, Role::Unknown], true, 0),
            (&BOTH, true, 1),
        ] {
            let kept = minimum(take(50, 250), &said, roles, mute, spared);
            assert_eq!((kept.planes, kept.whole), (vec![vec![0.5; 200]; 2], None), "{roles:?}");
        }
    }

    #[test]
    fn a_number_goes_from_words_and_sound_on_all_channels() {
        let text = "电话13800138000你自己不会看墙上吗";
        let mut said = spoken(text, 0, 100, 200);
        let start = text.find("不会看").unwrap();
        said.heard.hits[0].text_start = start;
        said.heard.hits[0].text_end = start + "不会看".len();
        let kept = minimum(take(50, 250), &[said], &[Role::Unknown; 2], true, 0);
        let plane = [vec![0.5; 50], vec![0.0; 100], vec![0.5; 50]].concat();
        assert_eq!(kept.planes, [plane.clone(), plane]);
        assert!(kept.whole.is_some());
        let heard = &kept.heard[0];
        assert_eq!(heard.text, "电话●●●●●●●●●●●你自己不会看墙上吗");
        let hit = &heard.hits[0];
        assert_eq!(hit.heard, "不会看");
        assert_eq!(&heard.text[hit.text_start..hit.text_end], "不会看");
    }

    #[test]
    fn what_is_said_beyond_the_clip_silences_nothing_in_it() {
        let said = [spoken("13800138000", 0, 300, 400), spoken("13800138000", 0, 0, 60)];
        let kept = minimum(take(50, 250), &said, &[Role::Unknown; 2], true, 0);
        let plane = [vec![0.0; 10], vec![0.5; 190]].concat();
        assert_eq!(kept.planes, [plane.clone(), plane]);
    }
}
