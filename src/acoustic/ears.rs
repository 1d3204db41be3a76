//! The channels of a counter side by side: frames cut from blocks, detectors fed, and one
//! sound told for what several microphones hear.

use super::bell::{Bell, Burst, may_be};
use super::slam::{Blow, Slam};
use super::spectrum::{HOP, Spectrum};
use super::steady::Steady;
use super::tune::{Melody, Tune};
use super::{Heard, Kind};
use crate::capture::{Block, Gap};
use crate::units::{SAMPLE_RATE, SampleIndex, SampleRange};

/// Sounds of one kind on two channels that begin or end so near one another are one, samples:
/// half a second. A table length of sound and the detectors' own slack are less.
const SAME: u64 = SAMPLE_RATE as u64 / 2;
/// What is heard is known to be on its way no later than this after it began, samples: the
/// 0.35 s in which steadiness is looked for, and a frame's slack.
pub const LAG: u64 = SAMPLE_RATE as u64 * 2 / 5;
/// Told sounds are remembered so long, to tell none of them twice, samples.
const REMEMBERED: u64 = 90 * SAMPLE_RATE as u64;

/// The detectors of one channel.
struct Ear {
    spectrum: Spectrum,
    steady: Steady,
    bell: Bell,
    tune: Tune,
    slam: Slam,
    partial: Vec<f32>,
}

impl Ear {
    fn new() -> Ear {
        Ear {
            spectrum: Spectrum::new(),
            steady: Steady::default(),
            bell: Bell::default(),
            tune: Tune::default(),
            slam: Slam::new(),
            partial: Vec::with_capacity(HOP),
        }
    }
}

/// The detectors of a counter.
pub struct Ears {
    ears: Vec<Ear>,
    /// The frame that comes next, counted from the session's beginning.
    frame: u64,
    /// The sample that the next frame begins with; `None` before the first block.
    next: Option<SampleIndex>,
    /// What was told lately.
    told: Vec<Heard>,
    /// What is like a bell's burst, since that was last asked for.
    like: Vec<(usize, SampleRange)>,
}

impl Ears {
    /// Ears for `channels` channels.
    pub fn new(channels: usize) -> Ears {
        let ears = (0..channels).map(|_| Ear::new()).collect();
        Ears { ears, frame: 0, next: None, told: Vec::new(), like: Vec::new() }
    }

    /// Takes in a block and adds what was heard by its end to `out`.
    pub fn push(&mut self, block: &Block, out: &mut Vec<Heard>) {
        let held = self.ears.first().map_or(0, |ear| ear.partial.len()) as u64;
        if self.next.is_none_or(|next| next + held != block.at) {
            self.skip(block.at, out);
        }
        let mut done = 0;
        while done < block.len() {
            let held = self.ears.first().map_or(0, |ear| ear.partial.len());
            let take = (HOP - held).min(block.len() - done);
            for (ear, plane) in self.ears.iter_mut().zip(&block.planes) {
                ear.partial.extend_from_slice(&plane[done..done + take]);
            }
            done += take;
            if held + take == HOP {
                self.hear(out);
            }
        }
    }

    /// Passes over samples that were lost.
    pub fn gap(&mut self, gap: &Gap, out: &mut Vec<Heard>) {
        self.skip(gap.at + gap.samples, out);
    }

    /// Ends the session. Nothing may follow.
    pub fn finish(&mut self, out: &mut Vec<Heard>) {
        self.end(out);
    }

    /// No bell and no blow that is still to be told begins before this; `None` when nothing is
    /// on its way that began more than [`LAG`] ago. A tune, which may play for a minute, may have begun before.
    pub fn pending_from(&self) -> Option<SampleIndex> {
        let pending = self.ears.iter().flat_map(|ear| {
            [ear.steady.pending_from(), ear.bell.pending_from(), ear.slam.pending_from()]
        });
        let from = pending.flatten().min()?;
        self.next.map(|next| next.saturating_sub((self.frame - from.min(self.frame)) * HOP as u64))
    }

    /// Stretches that are no speech, by channel, since this was last asked: what is like a
    /// burst of a bell, told or not, and what sounds like a tune so far. A recogniser hears
    /// words in them.
    pub fn no_speech(&mut self) -> Vec<(usize, SampleRange)> {
        let mut all = std::mem::take(&mut self.like);
        for (channel, ear) in self.ears.iter().enumerate() {
            let bell = ear.steady.so_far().filter(may_be).map(|it| (it.from, it.to));
            let so_far = [bell, ear.tune.so_far()].into_iter().flatten();
            let ranges = so_far.filter_map(|(from, to)| self.range(from, to));
            all.extend(ranges.map(|range| (channel, range)));
        }
        all
    }

    fn range(&self, from: u64, to: u64) -> Option<SampleRange> {
        let now = self.next?;
        let at = |frame: u64| now.saturating_sub((self.frame - frame.min(self.frame)) * HOP as u64);
        Some(SampleRange::new(at(from), at(to)))
    }

    /// A whole frame has come together.
    fn hear(&mut self, out: &mut Vec<Heard>) {
        self.frame += 1;
        self.next = self.next.map(|next| next + HOP as u64);
        for channel in 0..self.ears.len() {
            let ear = &mut self.ears[channel];
            let Ok(newest) = <&[f32; HOP]>::try_from(ear.partial.as_slice()) else { continue };
            let frame = ear.spectrum.frame(newest);
            ear.partial.clear();
            let mut bursts = Vec::new();
            if let Some(stretch) = ear.steady.hear(frame) {
                let like = may_be(&stretch).then_some((stretch.from, stretch.to));
                ear.bell.hear(stretch, &mut bursts);
                let like = like.and_then(|(from, to)| self.range(from, to));
                self.like.extend(like.map(|range| (channel, range)));
            }
            let ear = &mut self.ears[channel];
            let from = ear.steady.pending_from().unwrap_or(self.frame);
            ear.bell.advance(from, &mut bursts);
            let melody = ear.tune.hear(&frame);
            let blow = ear.slam.hear(&frame);
            self.tell_all(channel, bursts, (melody, blow), out);
        }
    }

    /// Tells what was found on a channel, of each kind.
    fn tell_all(
        &mut self,
        channel: usize,
        bursts: Vec<Burst>,
        (melody, blow): (Option<Melody>, Option<Blow>),
        out: &mut Vec<Heard>,
    ) {
        for burst in bursts {
            self.tell(channel, Kind::Ring, burst.from, burst.to, burst.above_db, out);
        }
        if let Some(tune) = melody {
            self.tell(channel, Kind::Mobile, tune.from, tune.to, tune.above_db, out);
        }
        if let Some(blow) = blow {
            self.tell(channel, Kind::Slam, blow.from, blow.to, blow.above_db, out);
        }
    }

    fn tell(
        &mut self,
        channel: usize,
        kind: Kind,
        from: u64,
        to: u64,
        above_db: f32,
        out: &mut Vec<Heard>,
    ) {
        let (Some(now), Some(range)) = (self.next, self.range(from, to)) else { return };
        let oldest = now.saturating_sub(REMEMBERED);
        self.told.retain(|told| told.range.end >= oldest);
        let is_same = |told: &&Heard| {
            told.channel != channel && told.kind == kind && told.range.distance(range) < SAME
        };
        // A bell's melody is a bell.
        let rings = |told: &&Heard| {
            kind == Kind::Mobile && told.kind == Kind::Ring && told.range.overlaps(range)
        };
        let known = self.told.iter().any(|told| is_same(&told) || rings(&told));
        if !known {
            let heard = Heard { channel, range, kind, above_db };
            self.told.push(heard);
            out.push(heard);
        }
    }

    /// What comes next begins at `to` and does not follow on what was heard.
    fn skip(&mut self, to: SampleIndex, out: &mut Vec<Heard>) {
        self.end(out);
        let missing = self.next.map_or(0, |next| to - next);
        self.next = Some(to);
        self.frame += missing / HOP as u64;
        let frame = self.frame;
        for ear in &mut self.ears {
            ear.partial.clear();
            ear.spectrum.reset();
            ear.steady.skip(frame);
            ear.tune.skip(frame);
            ear.slam.skip(frame);
        }
    }

    /// Everything that is open ends here.
    fn end(&mut self, out: &mut Vec<Heard>) {
        for channel in 0..self.ears.len() {
            let ear = &mut self.ears[channel];
            let mut bursts = Vec::new();
            if let Some(stretch) = ear.steady.end() {
                ear.bell.hear(stretch, &mut bursts);
            }
            ear.bell.settle(&mut bursts);
            let (melody, blow) = (ear.tune.end(), ear.slam.end());
            self.tell_all(channel, bursts, (melody, blow), out);
        }
    }
}
