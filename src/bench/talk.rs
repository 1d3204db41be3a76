//! Who speaks when at a counter that is made up: recordings in turns with pauses.
//!
//! Pure. Every counter has its own order of the recordings and its own pauses, drawn
//! from a seed, and begins somewhere in the middle, so that counters neither speak in
//! step nor all fall silent at once.

use super::pick::Picker;
use std::sync::Arc;

/// What comes next at a counter, in samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// A recording from this sample of it to its end.
    Recording {
        /// Which one.
        index: usize,
        /// Its first sample that is played.
        from: u64,
    },
    /// Nobody speaks for so many samples.
    Pause(u64),
}

/// The turns of one counter, without an end unless there is nothing to play.
#[derive(Debug, Clone)]
pub struct Talk {
    /// The length of each recording, in samples; none is empty.
    lengths: Arc<[u64]>,
    /// Pause for each sample of talk.
    pause_ratio: f64,
    picker: Picker,
    /// Recordings still to come in this round, the next one last.
    round: Vec<usize>,
    /// Samples of talk and of pause so far.
    spoken: u64,
    paused: u64,
    paused_last: bool,
    begun: bool,
}

impl Talk {
    /// Counter number `counter` of a hall where recordings take the share `talk` of the
    /// time, above 0 and at most 1.
    pub fn new(lengths: Arc<[u64]>, talk: f64, seed: u64, counter: usize) -> Talk {
        let talk = if talk > 0.0 { talk.min(1.0) } else { 1.0 };
        Talk {
            lengths,
            pause_ratio: (1.0 - talk) / talk,
            picker: Picker::stream(seed, counter as u64),
            round: Vec::new(),
            spoken: 0,
            paused: 0,
            paused_last: true,
            begun: false,
        }
    }

    /// The samples from `from` to `to` of this counter in which a recording is played.
    pub fn spoken(self, from: u64, to: u64) -> u64 {
        let lengths = Arc::clone(&self.lengths);
        let (mut at, mut spoken) = (0, 0);
        for turn in self {
            let (samples, speaks) = match turn {
                Turn::Recording { index, from } => (lengths[index] - from, true),
                Turn::Pause(samples) => (samples, false),
            };
            if speaks {
                spoken += (at + samples).min(to).saturating_sub(at.max(from));
            }
            at += samples;
            if at >= to {
                break;
            }
        }
        spoken
    }

    fn pick(&mut self) -> Option<usize> {
        if self.round.is_empty() {
            self.round.extend((0..self.lengths.len()).filter(|at| self.lengths[*at] > 0));
            for at in (1..self.round.len()).rev() {
                self.round.swap(at, self.picker.below(at + 1));
            }
        }
        self.round.pop()
    }

    fn play(&mut self, index: usize, from: u64) -> Turn {
        self.spoken += self.lengths[index] - from;
        self.paused_last = false;
        Turn::Recording { index, from }
    }

    fn pause(&mut self, samples: u64) -> Turn {
        self.paused += samples;
        self.paused_last = true;
        Turn::Pause(samples)
    }

    /// Somewhere in the first recording or in the pause before it.
    fn begin(&mut self) -> Option<Turn> {
        let index = self.pick()?;
        let length = self.lengths[index];
        let pause = (length as f64 * self.pause_ratio) as u64;
        let at = (self.picker.share() * (pause + length) as f64) as u64;
        if at < pause {
            self.round.push(index);
            return Some(self.pause(pause - at));
        }
        Some(self.play(index, (at - pause).min(length - 1)))
    }
}

impl Iterator for Talk {
    type Item = Turn;

    fn next(&mut self) -> Option<Turn> {
        if !self.begun {
            self.begun = true;
            return self.begin();
        }
        if !self.paused_last {
            // What the share asks for by now, give or take half of it: what is given too
            // much or too little is owed the next time, so that it never adds up.
            let owed = self.spoken as f64 * self.pause_ratio - self.paused as f64;
            let samples = (owed * (0.5 + self.picker.share())).max(0.0) as u64;
            if samples > 0 {
                return Some(self.pause(samples));
            }
        }
        let index = self.pick()?;
        Some(self.play(index, 0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn share(turns: &[Turn], lengths: &[u64]) -> f64 {
        let (mut spoken, mut paused) = (0, 0);
        for turn in turns {
            match turn {
                Turn::Recording { index, from } => spoken += lengths[*index] - from,
                Turn::Pause(samples) => paused += samples,
            }
        }
        spoken as f64 / (spoken + paused) as f64
    }

    proptest! {
        #[test]
        fn the_share_of_talk_is_reached(
            lengths in prop::collection::vec(8_000u64..200_000, 1..30),
            talk in 0.05f64..1.0,
            seed in 0u64..1_000,
            counter in 0usize..40,
        ) {
            let lengths: Arc<[u64]> = lengths.into();
            let turns: Vec<Turn> =
                Talk::new(Arc::clone(&lengths), talk, seed, counter).take(2_000).collect();
            let reached = share(&turns, &lengths);
            prop_assert!((reached - talk).abs() < 0.02, "{} for {}", reached, talk);
            let again: Vec<Turn> =
                Talk::new(Arc::clone(&lengths), talk, seed, counter).take(2_000).collect();
            prop_assert_eq!(&turns, &again);
        }

        #[test]
        fn every_recording_comes_once_a_round(
            lengths in prop::collection::vec(1u64..50_000, 1..30),
            seed in 0u64..1_000,
        ) {
            let count = lengths.len();
            let played = Talk::new(lengths.into(), 1.0, seed, 0).filter_map(|turn| match turn {
                Turn::Recording { index, .. } => Some(index),
                Turn::Pause(_) => None,
            });
            let mut first: Vec<usize> = played.take(count).collect();
            first.sort_unstable();
            prop_assert_eq!(first, (0..count).collect::<Vec<_>>());
        }
    }

    #[test]
    fn back_to_back_has_no_pause() {
        let turns = Talk::new([5_000, 9_000].into(), 1.0, 1, 3).take(500);
        assert!(turns.into_iter().all(|turn| matches!(turn, Turn::Recording { .. })));
    }

    /// At any moment about as many counters speak as the share says.
    #[test]
    fn counters_do_not_speak_in_step() {
        let lengths: Arc<[u64]> = (0..50).map(|n| 30_000 + 1_000 * n).collect();
        let speaking = |counter, at: u64| {
            Talk::new(Arc::clone(&lengths), 0.4, 1, counter).spoken(at, at + 1) == 1
        };
        for at in [0, 16_000, 160_000, 1_600_000] {
            let count = (0..1_000).filter(|counter| speaking(*counter, at)).count();
            assert!((330..470).contains(&count), "{count} of 1000 at sample {at}");
        }
    }

    #[test]
    fn nothing_to_play_ends() {
        assert_eq!(Talk::new(Arc::from([]), 0.4, 1, 0).next(), None);
        assert_eq!(Talk::new([0, 0].into(), 0.4, 1, 0).next(), None);
    }
}
