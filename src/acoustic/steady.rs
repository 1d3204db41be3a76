//! Stretches in which the same few pitches sound, to half a percent.
//!
//! No voice holds its pitch so well for a third of a second: jitter, intonation and the
//! changing formants move the strongest harmonics by more. Machines do nothing else.

use super::spectrum::{FRAMES_HZ, Frame, Peak};
use std::collections::VecDeque;

/// Frames in which steadiness is looked for: 0.32 s.
const LOOK: usize = 40;
/// Every so many frames.
const EVERY: u32 = 4;
/// Share of them that must hold one of the pitches.
const COVERED: f32 = 0.85;
/// Pitches of a set: a bell has two tones, seldom three.
const PITCHES: usize = 3;
/// Share of what is new below 375 Hz in what may begin: most voices hold more.
const LOW: f32 = 0.35;
/// How far a pitch may stray, as a share of it, and at least in hertz: quadratic
/// interpolation is off by so much while a tone changes.
const STRAY: f32 = 0.008;
const STRAY_HZ: f32 = 6.0;
/// Pitches of a set are further apart than this share: a semitone.
const APART: f32 = 0.055;
/// Pitches of a frame that are asked: within 12 dB of the strongest.
const STRONG: f32 = 0.063;
/// Frames without any of the pitches that end a stretch: 0.096 s. A bell's clapper and the
/// change from tone to tone are shorter, the pause of a double burst longer.
const ENDS: usize = 12;
/// A stretch that lasts longer is no burst of anything, frames: 6 s. It is followed, so
/// that its end is not taken for a beginning.
const LONGEST: usize = 750;

/// A stretch that has ended.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stretch {
    /// Its first frame, counted from the session's beginning.
    pub from: u64,
    /// One past its last frame.
    pub to: u64,
    /// Its pitches, the most frequent first, hertz.
    pub pitches: Vec<f32>,
    /// How often a second the strongest of its pitches changes.
    pub switches_hz: f32,
    /// How much its level goes up and down from 4 ms to 4 ms around its course, dB.
    pub ripple_db: f32,
    /// How often a second it does.
    pub ripple_hz: f32,
    /// How much its last third is below its first, dB.
    pub decay_db: f32,
    /// Share of its frames that hold one and the same other pitch besides the foremost.
    pub rich: f32,
    /// Share of its power below 375 Hz.
    pub low: f32,
    /// Its level over the floor, dB.
    pub above_db: f32,
    /// How much its first frames are above those just before it, dB.
    pub attack_db: f32,
}

impl Stretch {
    /// Its length in seconds.
    pub fn seconds(&self) -> f32 {
        (self.to - self.from) as f32 / FRAMES_HZ
    }

    /// Whether both hold the same pitches: the foremost of the shorter list are in the other.
    pub fn is_like(&self, other: &Stretch) -> bool {
        let holds = |of: &Stretch, hz: f32| of.pitches.iter().any(|other| is_near(hz, *other));
        let (a, b) = (self.pitches.first(), other.pitches.first());
        a.is_some_and(|hz| holds(other, *hz)) && b.is_some_and(|hz| holds(self, *hz))
    }
}

pub(super) fn is_near(a: f32, b: f32) -> bool {
    (a - b).abs() <= (STRAY * b).max(STRAY_HZ)
}

#[derive(Debug, Clone)]
struct Open {
    from: u64,
    /// One past the last frame that held one of the pitches.
    to: u64,
    pitches: Vec<f32>,
    frames: Vec<Frame>,
    before_db: f32,
}

/// Finds stretches in a channel's frames.
#[derive(Debug, Clone, Default)]
pub(super) struct Steady {
    recent: VecDeque<Frame>,
    next: u64,
    open: Option<Open>,
    sorted: Vec<(f32, u8)>,
}

impl Steady {
    /// Takes in the next frame; gives the stretch that has ended.
    pub fn hear(&mut self, frame: Frame) -> Option<Stretch> {
        if self.recent.len() > LOOK + ENDS {
            self.recent.pop_front();
        }
        self.recent.push_back(frame);
        self.next += 1;
        let next = self.next;
        if let Some(open) = &mut self.open {
            if open.frames.len() < LONGEST {
                open.frames.push(frame);
            }
            if holds(&frame, &open.pitches) {
                open.to = next;
            }
            if next - open.to >= ENDS as u64 {
                return self.end();
            }
            return None;
        }
        if next % u64::from(EVERY) == 0 {
            self.open = self.begin();
        }
        None
    }

    /// Nothing follows on what was heard.
    pub fn end(&mut self) -> Option<Stretch> {
        let open = self.open.take()?;
        let is_short = open.to - open.from < LONGEST as u64;
        self.recent.clear();
        is_short.then(|| open.told())
    }

    /// Passes over frames that were not heard.
    pub fn skip(&mut self, to: u64) {
        self.recent.clear();
        self.next = to;
    }

    /// The first frame of what has not ended.
    pub fn pending_from(&self) -> Option<u64> {
        self.open.as_ref().filter(|open| open.frames.len() < LONGEST).map(|open| open.from)
    }

    /// What sounds now, as far as it has gone.
    pub fn so_far(&self) -> Option<Stretch> {
        let open = self.open.as_ref().filter(|open| open.frames.len() < LONGEST)?;
        Some(open.clone().told())
    }

    fn begin(&mut self) -> Option<Open> {
        let skip = self.recent.len().checked_sub(LOOK)?;
        let look = || self.recent.iter().skip(skip);
        // Most of the time nothing is steady and this is all the work.
        let active = look().filter(|frame| frame.peaks[0].power > 0.0).count();
        let low = look().map(|frame| frame.low).sum::<f32>();
        if (active as f32) < COVERED * LOOK as f32 || low > LOW * LOOK as f32 {
            return None;
        }
        self.sorted.clear();
        for (at, frame) in look().enumerate() {
            self.sorted.extend(frame.strong(STRONG).map(|peak| (peak.hz, at as u8)));
        }
        self.sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut covered: u64 = 0;
        let mut pitches = Vec::new();
        while pitches.len() < PITCHES {
            let Some((hz, frames)) = self.densest(covered, &pitches) else { break };
            covered |= frames;
            pitches.push(hz);
            if covered.count_ones() as f32 >= COVERED * LOOK as f32 {
                let first = covered.trailing_zeros() as usize;
                let lead = self.recent.len() - LOOK;
                let from = self.next - (LOOK - first) as u64;
                let before: Vec<f32> =
                    self.recent.iter().take(lead + first).map(|frame| frame.db).collect();
                let quiet = before.iter().rev().take(ENDS);
                let n = quiet.len().max(1) as f32;
                return Some(Open {
                    from,
                    to: self.next,
                    before_db: if before.is_empty() { -100.0 } else { quiet.sum::<f32>() / n },
                    frames: self.recent.iter().skip(lead + first).copied().collect(),
                    pitches,
                });
            }
        }
        None
    }

    /// The pitch that most frames hold which `covered` does not, and all frames that do. Of
    /// several pitches each must come back: what only moves on is a melody, or a voice.
    fn densest(&self, covered: u64, others: &[f32]) -> Option<(f32, u64)> {
        let mut best: Option<(u32, f32, u64)> = None;
        for (at, (lowest, _)) in self.sorted.iter().enumerate() {
            let top = lowest + (2.0 * STRAY * lowest).max(2.0 * STRAY_HZ);
            let mut frames = 0_u64;
            let (mut sum, mut n) = (0.0, 0.0);
            for (hz, frame) in self.sorted[at..].iter().take_while(|(hz, _)| *hz <= top) {
                frames |= 1 << frame;
                (sum, n) = (sum + hz, n + 1.0);
            }
            let new = (frames & !covered).count_ones();
            let hz = sum / n;
            let half = LOOK as u32 / 2;
            let comes_back = frames.trailing_zeros() < half && 63 - frames.leading_zeros() >= half;
            let apart = others.iter().all(|other| (hz - other).abs() > APART * other);
            if new >= LOOK as u32 / 8
                && comes_back
                && apart
                && best.is_none_or(|(most, ..)| new > most)
            {
                best = Some((new, hz, frames));
            }
        }
        best.map(|(_, hz, frames)| (hz, frames))
    }
}

/// Whether one of the strong pitches of a frame is one of `pitches`.
fn holds(frame: &Frame, pitches: &[f32]) -> bool {
    frame.strong(STRONG).any(|peak| pitches.iter().any(|hz| is_near(peak.hz, *hz)))
}

impl Open {
    fn told(self) -> Stretch {
        let len = (self.to - self.from) as usize;
        let frames = &self.frames[..len.min(self.frames.len())];
        let n = frames.len().max(1) as f32;
        let mean = |of: &dyn Fn(&Frame) -> f32| frames.iter().map(of).sum::<f32>() / n;
        let third = (frames.len() / 3).max(1);
        let level = |frames: &[Frame]| {
            frames.iter().map(|frame| frame.db).sum::<f32>() / frames.len().max(1) as f32
        };
        let foremost: Vec<usize> = frames.iter().filter_map(|frame| self.foremost(frame)).collect();
        let switches = foremost.windows(2).filter(|pair| pair[0] != pair[1]).count();
        let (ripple_db, ripple_hz) = ripple(frames);
        let mut counts = vec![0; self.pitches.len()];
        foremost.iter().for_each(|place| counts[*place] += 1);
        let mut order: Vec<usize> = (0..self.pitches.len()).collect();
        order.sort_by_key(|place| std::cmp::Reverse(counts[*place]));
        let pitches: Vec<f32> = order.iter().map(|place| self.pitches[*place]).collect();
        Stretch {
            from: self.from,
            to: self.to,
            rich: pitches.first().map_or(0.0, |foremost| company(frames, *foremost)),
            pitches,
            switches_hz: switches as f32 / (n / FRAMES_HZ),
            ripple_db,
            ripple_hz,
            decay_db: level(&frames[..third]) - level(&frames[frames.len() - third..]),
            low: mean(&|frame| frame.low),
            above_db: mean(&|frame| frame.db - frame.floor_db),
            attack_db: level(&frames[..third.min(ENDS)]) - self.before_db,
        }
    }

    /// Which of its pitches is the strongest in a frame.
    fn foremost(&self, frame: &Frame) -> Option<usize> {
        let place = |peak: &Peak| self.pitches.iter().position(|hz| is_near(peak.hz, *hz));
        frame.strong(STRONG).find_map(place)
    }
}

/// The share of frames that hold the pitch that most often sounds besides `foremost`.
fn company(frames: &[Frame], foremost: f32) -> f32 {
    let other = |peak: &&Peak| peak.power > 0.0 && !is_near(peak.hz, foremost);
    let mut all: Vec<f32> =
        frames.iter().flat_map(|frame| frame.peaks.iter().filter(other)).map(|p| p.hz).collect();
    all.sort_by(f32::total_cmp);
    let together = |at: usize| {
        let top = all[at] + (2.0 * STRAY * all[at]).max(2.0 * STRAY_HZ);
        all[at..].iter().take_while(|hz| **hz <= top).count()
    };
    let most = (0..all.len()).map(together).max().unwrap_or(0);
    most as f32 / frames.len().max(1) as f32
}

/// How much, and how often a second, the level goes up and down around its own course.
fn ripple(frames: &[Frame]) -> (f32, f32) {
    /// Parts of 4 ms that the course is smoothed over: 52 ms.
    const COURSE: usize = 13;
    let parts: Vec<f32> = frames.iter().flat_map(|frame| frame.parts_db).collect();
    if parts.len() <= 2 * COURSE {
        return (0.0, 0.0);
    }
    let off: Vec<f32> = (COURSE / 2..parts.len() - COURSE / 2)
        .map(|at| {
            let course = &parts[at - COURSE / 2..=at + COURSE / 2];
            parts[at] - course.iter().sum::<f32>() / course.len() as f32
        })
        .collect();
    let n = off.len() as f32;
    let rms = (off.iter().map(|db| db * db).sum::<f32>() / n).sqrt();
    let crossings = off.windows(2).filter(|pair| pair[0] < 0.0 && pair[1] >= 0.0).count();
    (rms, crossings as f32 / (n / (2.0 * FRAMES_HZ)))
}
