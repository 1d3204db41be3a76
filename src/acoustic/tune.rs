//! Melodies that begin and end at once, as mobile telephones have. A hint.
//!
//! Notes that hold their pitch, stepping to at least four others, from a small loudspeaker
//! (nothing below 375 Hz), out of the quiet and back into it within a minute. Music of the
//! hall goes on for longer, music on hold is hardly louder than the hall, and neither a
//! voice nor a hum holds its notes.

use super::spectrum::{FRAMES_HZ, Frame};
use std::collections::VecDeque;

/// Frames that a note lasts at least: 48 ms.
const NOTE: usize = 6;
/// How far a note may stray, as a share of its pitch.
const STRAY: f32 = 0.004;
/// Different notes, and notes in all, of a tune.
const DIFFERENT: usize = 4;
const NOTES: u32 = 8;
/// Share of its sounding frames that hold a note.
const HELD: f32 = 0.55;
/// Share of its power below 375 Hz at most.
const LOW: f32 = 0.12;
/// Share of its power above that its pitches hold at least.
const TONAL: f32 = 0.7;
/// Shortest and longest tune, seconds: the chime of a loudspeaker is shorter.
const SHORTEST_S: f32 = 3.0;
const LONGEST_S: f32 = 60.0;
/// It is this much above the floor, dB.
const ABOVE_DB: f32 = 18.0;
/// Quiet that parts a tune from what was before it and ends it, or sound without a note that
/// does, frames: 0.48 s.
const QUIET: u32 = 60;
/// Quiet is this much above the floor at most, dB.
const QUIET_DB: f32 = 9.0;

/// A tune.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Melody {
    /// Its first frame.
    pub from: u64,
    /// One past its last.
    pub to: u64,
    /// Level over the floor, dB.
    pub above_db: f32,
}

/// Sums over frames.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    frames: u32,
    held: u32,
    low: f32,
    tonal: f32,
    above_db: f32,
}

/// Something that sounds since it was quiet.
#[derive(Debug, Clone, Default)]
struct Sounding {
    from: u64,
    notes: u32,
    pitches: Vec<f32>,
    all: Sums,
    /// The sums up to the last frame that held a note, and one past that frame: what sounds
    /// after the last note is no more of the tune.
    tune: Sums,
    to: u64,
}

/// Finds tunes in a channel's frames.
#[derive(Debug, Clone, Default)]
pub(super) struct Tune {
    next: u64,
    quiet: u32,
    sounding: Option<Sounding>,
    /// Strongest pitches of the newest frames, none in between.
    run: VecDeque<f32>,
    in_note: bool,
}

impl Tune {
    /// Takes in the next frame; gives the tune that has ended.
    pub fn hear(&mut self, frame: &Frame) -> Option<Melody> {
        let at = self.next;
        self.next += 1;
        if frame.db < frame.floor_db + QUIET_DB {
            self.quiet = self.quiet.saturating_add(1);
            self.run.clear();
            self.in_note = false;
            if self.quiet == QUIET {
                return self.end();
            }
            return None;
        }
        let was_quiet = std::mem::take(&mut self.quiet);
        if self.sounding.is_none() && was_quiet >= QUIET {
            self.sounding = Some(Sounding { from: at, ..Sounding::default() });
        }
        let held = self.note(frame);
        let Some(sounding) = &mut self.sounding else { return None };
        let all = &mut sounding.all;
        all.frames += 1;
        all.low += frame.low;
        all.tonal += frame.tonal;
        all.above_db += frame.db - frame.floor_db;
        if let Some((frames, hz)) = held {
            all.held += frames;
            (sounding.tune, sounding.to) = (*all, at + 1);
            if frames > 1 {
                sounding.notes += 1;
                let is_known = |known: &f32| (known - hz).abs() < 0.03 * hz;
                if !sounding.pitches.iter().any(is_known) && sounding.pitches.len() < 32 {
                    sounding.pitches.push(hz);
                }
            }
        }
        // Whoever was called speaks before it is quiet again.
        let over = sounding.all.frames - sounding.tune.frames >= QUIET;
        if over { self.end() } else { None }
    }

    /// What sounds now and is like a tune so far, first frame and one past the last.
    pub fn so_far(&self) -> Option<(u64, u64)> {
        let sounding = self.sounding.as_ref()?;
        let Sums { frames, held, low, .. } = sounding.tune;
        let n = frames.max(1) as f32;
        let like = held as f32 >= HELD * n && low / n <= LOW && sounding.notes >= NOTES / 2;
        like.then_some((sounding.from, sounding.to))
    }

    /// Passes over frames that were not heard.
    pub fn skip(&mut self, to: u64) {
        *self = Tune { next: to, quiet: QUIET, ..Tune::default() };
    }

    /// What sounds has ended.
    pub fn end(&mut self) -> Option<Melody> {
        let Sounding { from, notes, pitches, tune, to, .. } = self.sounding.take()?;
        let Sums { frames, held, low, tonal, above_db } = tune;
        let n = frames.max(1) as f32;
        let seconds = to.saturating_sub(from) as f32 / FRAMES_HZ;
        let is_tune = (SHORTEST_S..=LONGEST_S).contains(&seconds)
            && held as f32 >= HELD * n
            && notes >= NOTES
            && pitches.len() >= DIFFERENT
            && low / n <= LOW
            && tonal / n >= TONAL
            && above_db / n >= ABOVE_DB;
        is_tune.then(|| Melody { from, to, above_db: above_db / n })
    }

    /// Frames of a note that this one makes sure of: all of them when it has just lasted long
    /// enough, itself when it goes on; and its pitch.
    fn note(&mut self, frame: &Frame) -> Option<(u32, f32)> {
        let hz = frame.peaks[0].hz;
        let goes_on = self.run.front().is_some_and(|first| (hz - first).abs() <= STRAY * first);
        if hz <= 0.0 || !goes_on {
            self.run.clear();
            self.in_note = false;
        }
        if hz <= 0.0 {
            return None;
        }
        if self.in_note {
            return Some((1, hz));
        }
        self.run.push_back(hz);
        (self.run.len() == NOTE).then(|| {
            self.in_note = true;
            (NOTE as u32, hz)
        })
    }
}
