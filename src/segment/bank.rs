//! All channels of a counter side by side, so that what leaks from one microphone
//! into another is not taken for speech there.
//!
//! Runs on the thread `capture-<counter>`; holds less than one frame of sound, and what
//! [`Crosstalk`] remembers. Of two channels that decides which one hears only a leak; of more,
//! one does when another, on which somebody speaks, is louder by the configured margin.

use super::crosstalk::{self, Crosstalk, Origin};
use super::vad::FRAME;
use super::{Config, Segmenter, Sink};
use crate::capture::{Block, Gap};
use crate::units::SampleIndex;

/// Weight of the newest frame in a channel's running power: about 50 ms of memory,
/// shorter than a syllable, longer than a pitch period.
const NEWEST: f32 = 0.3;

/// The segmenters of a counter.
pub struct Bank {
    segmenters: Vec<Segmenter>,
    /// How much louder, as a ratio of powers; nothing is cross-talk when absent.
    margin: Option<f32>,
    /// Of two channels: who is near to which.
    pair: Option<Crosstalk>,
    power: Vec<f32>,
    /// The sample that the next frame begins with; `None` before the first block.
    next: Option<SampleIndex>,
    /// Samples of each channel that do not yet make a frame.
    partial: Vec<Vec<f32>>,
}

impl Bank {
    /// A bank for `channels` channels.
    pub fn new(channels: usize, config: &Config) -> Bank {
        Bank {
            segmenters: (0..channels).map(|channel| Segmenter::new(channel, config)).collect(),
            margin: (config.crosstalk_db > 0.0).then(|| 10f32.powf(config.crosstalk_db / 10.0)),
            pair: (config.crosstalk_db > 0.0 && channels == 2)
                .then(|| Crosstalk::new(config.crosstalk_db)),
            power: vec![0.0; channels],
            next: None,
            partial: vec![Vec::with_capacity(FRAME); channels],
        }
    }

    /// Takes in a block and adds the utterances that end with it, and drafts, to `out`.
    pub fn push(&mut self, block: &Block, out: &mut impl Sink) {
        let held = self.partial.first().map_or(0, Vec::len) as u64;
        if self.next.is_none_or(|next| next + held != block.at) {
            self.flush(out);
            self.next = Some(block.at);
        }
        let mut done = 0;
        while done < block.len() {
            let held = self.partial.first().map_or(0, Vec::len);
            let take = (FRAME - held).min(block.len() - done);
            for (partial, plane) in self.partial.iter_mut().zip(&block.planes) {
                partial.extend_from_slice(&plane[done..done + take]);
            }
            done += take;
            if held + take == FRAME {
                self.flush(out);
            }
        }
    }

    /// Passes over samples that were lost.
    pub fn gap(&mut self, gap: &Gap, out: &mut impl Sink) {
        self.flush(out);
        self.next = None;
        self.power.fill(0.0);
        if let Some(pair) = &mut self.pair {
            pair.gap();
        }
        self.segmenters.iter_mut().for_each(|segmenter| segmenter.gap(gap, out));
    }

    /// Ends the session. Nothing may follow.
    pub fn finish(&mut self, out: &mut impl Sink) {
        self.flush(out);
        self.segmenters.iter_mut().for_each(|segmenter| segmenter.finish(out));
    }

    /// Asks for a draft of the turn under way on `channel`, if there is one, as soon as it
    /// goes on to `at`; not where there are none of speech that runs on.
    pub fn look_at(&mut self, channel: usize, at: SampleIndex) {
        if let Some(segmenter) = self.segmenters.get_mut(channel) {
            segmenter.look_at(at);
        }
    }

    /// Whether somebody speaks.
    pub fn speaking(&self) -> bool {
        self.segmenters.iter().any(Segmenter::speaking)
    }

    /// Utterances dropped because they held too little speech.
    pub fn too_short(&self) -> u64 {
        self.segmenters.iter().map(Segmenter::too_short).sum()
    }

    /// The earliest sample that an utterance to come may still hold; `None` before
    /// the first.
    pub fn pending_from(&self) -> Option<SampleIndex> {
        self.segmenters.iter().filter_map(Segmenter::pending_from).min()
    }

    /// Hands on what is held, mostly a whole frame.
    fn flush(&mut self, out: &mut impl Sink) {
        let Some(at) = self.next else { return };
        let len = self.partial.first().map_or(0, Vec::len);
        if len == 0 {
            return;
        }
        for (power, samples) in self.power.iter_mut().zip(&self.partial) {
            let frame = samples.iter().map(|s| s * s).sum::<f32>() / len as f32;
            *power += NEWEST * (frame - *power);
        }
        let origin = self.origin();
        let middle = self.pair.as_ref().map_or(1.0, |pair| 10f32.powf(pair.middle_db() / 10.0));
        let nearness =
            |channel: usize| self.power[channel] / if channel == 0 { middle } else { 1.0 };
        // The nearest first: who begins to speak in this very frame masks the others.
        let mut order: Vec<usize> = (0..self.segmenters.len()).collect();
        order.sort_by(|a, b| nearness(*b).total_cmp(&nearness(*a)));
        for channel in order {
            let masked = match origin {
                Some(origin) => {
                    origin.leak == Some(channel) && self.segmenters[1 - channel].speaking()
                }
                None => self.is_crosstalk(channel),
            };
            let segmenter = &mut self.segmenters[channel];
            segmenter.mask(masked);
            if let Some(origin) = origin {
                segmenter.origin(masked && origin.pure, origin.unsure);
            }
            segmenter.push(at, &self.partial[channel], out);
        }
        self.partial.iter_mut().for_each(Vec::clear);
        self.next = Some(at + len as u64);
    }

    /// What the frame that is held is, of two channels.
    fn origin(&mut self) -> Option<Origin> {
        let (Some(pair), [first, second], [a, b]) =
            (&mut self.pair, &self.segmenters[..], &self.partial[..])
        else {
            return None;
        };
        Some(pair.hear(&crosstalk::Frame {
            samples: [a, b],
            power: [self.power[0], self.power[1]],
            ambient: [first.ambient(), second.ambient()],
            speaking: first.speaking() || second.speaking(),
        }))
    }

    fn is_crosstalk(&self, channel: usize) -> bool {
        let Some(margin) = self.margin else { return false };
        let threshold = self.power[channel] * margin;
        self.segmenters
            .iter()
            .zip(&self.power)
            .any(|(other, power)| other.speaking() && *power > threshold)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::tests::{config, recorded};
    use crate::segment::{Found, Utterance};
    use crate::units::SAMPLE_RATE;
    use proptest::prelude::*;

    /// The citizen's first sentence and some silence after it.
    fn voice() -> Vec<f32> {
        recorded(1)[..4 * SAMPLE_RATE as usize].to_vec()
    }

    fn heard(planes: Vec<Vec<f32>>, block: usize) -> Vec<Utterance> {
        let utterance = |found| match found {
            Found::Utterance(utterance) => Some(utterance),
            Found::Draft(_) => None,
        };
        let mut out: Vec<Utterance> =
            run(planes, block).into_iter().filter_map(utterance).collect();
        out.sort_by_key(|utterance| (utterance.channel, utterance.range.start));
        out
    }

    fn run(planes: Vec<Vec<f32>>, block: usize) -> Vec<Found> {
        let mut bank = Bank::new(planes.len(), &config());
        let mut out = Vec::new();
        let len = planes[0].len();
        for at in (0..len).step_by(block) {
            let end = (at + block).min(len);
            let planes = planes.iter().map(|plane| plane[at..end].to_vec()).collect();
            bank.push(&Block { at: SampleIndex(at as u64), planes }, &mut out);
        }
        bank.finish(&mut out);
        out
    }

    fn scaled(plane: &[f32], db: f32) -> Vec<f32> {
        plane.iter().map(|s| s * 10f32.powf(db / 20.0)).collect()
    }

    #[test]
    fn what_leaks_from_the_other_microphone_is_no_speech() {
        let spoken = voice();
        let heard = heard(vec![scaled(&spoken, -22.0), spoken.clone()], 480);
        assert!(!heard.is_empty());
        assert!(heard.iter().all(|utterance| utterance.channel == 1), "{heard:?}");
    }

    #[test]
    fn two_people_at_once_are_both_heard() {
        let spoken = voice();
        let heard = heard(vec![scaled(&spoken, -4.0), spoken], 480);
        for channel in [0, 1] {
            assert!(heard.iter().any(|utterance| utterance.channel == channel));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]
        #[test]
        fn block_size_never_changes_what_comes_out(block in 1usize..5_000) {
            let spoken = voice();
            let planes = vec![scaled(&spoken, -22.0), spoken];
            prop_assert_eq!(run(planes.clone(), block), run(planes, 256));
        }
    }
}
