//! Blows: something thrown, a hand on the desk, a drawer. A hint, never more.
//!
//! Out of the quiet, in all bands at once, much louder than people speak here, and gone
//! within a quarter of a second. Stamps and staplers are blows too, but come in rows: one
//! that is followed or preceded by another says nothing.

use super::spectrum::{FRAMES_HZ, Frame};

/// Over the floor, dB.
const ABOVE_DB: f32 = 35.0;
/// Over the usual level of what sounds here, dB.
const LOUDER_DB: f32 = 14.0;
/// Within 8 ms it rises by so much, dB.
const RISE_DB: f32 = 25.0;
/// The frames before it, and how much above the floor they may be.
const BEFORE: usize = 12;
const BEFORE_DB: f32 = 12.0;
/// Each quarter of the spectrum holds at least this share of an even spread: -16 dB.
const SPREAD: f32 = 0.025;
/// After so many frames (0.2 s) it has fallen by so much, dB, and stays so for as long.
const GONE: u64 = 25;
const GONE_DB: f32 = 20.0;
/// A second blow within this makes it work and no slam, seconds.
const ALONE_S: f32 = 2.5;
/// How fast the usual level follows what sounds: a time of about 8 s of sound.
const FOLLOW: f32 = 0.001;
/// The usual level before anything was heard, dB relative to full scale.
const USUAL_DB: f32 = -30.0;

/// A blow.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Blow {
    /// Its first frame.
    pub from: u64,
    /// One past its last.
    pub to: u64,
    /// Level over the floor, dB.
    pub above_db: f32,
}

#[derive(Debug, Clone)]
struct Pending {
    at: u64,
    peak_db: f32,
    above_db: f32,
    spread: f32,
    spoilt: bool,
}

/// Finds blows in a channel's frames.
#[derive(Debug, Clone)]
pub(super) struct Slam {
    next: u64,
    usual_db: f32,
    /// Levels over the floor of the frames before, the oldest first.
    before: [f32; BEFORE],
    last_db: f32,
    pending: Option<Pending>,
    /// Where the last blow was, slam or not.
    last: Option<u64>,
}

impl Slam {
    /// A channel of which nothing was heard.
    pub fn new() -> Slam {
        Slam {
            next: 0,
            usual_db: USUAL_DB,
            before: [0.0; BEFORE],
            last_db: -100.0,
            pending: None,
            last: None,
        }
    }

    /// Takes in the next frame; gives the blow that stayed alone.
    pub fn hear(&mut self, frame: &Frame) -> Option<Blow> {
        let at = self.next;
        self.next += 1;
        let peak_db = frame.parts_db[0].max(frame.parts_db[1]);
        let quiet_before = self.before.iter().all(|above| *above <= BEFORE_DB);
        let is_blow = peak_db >= frame.floor_db + ABOVE_DB
            && peak_db >= self.usual_db + LOUDER_DB
            && peak_db - self.last_db >= RISE_DB
            && quiet_before;
        let told = self.follow(frame, at, is_blow);
        if is_blow {
            let alone = self.last.is_none_or(|last| seconds(last, at) > ALONE_S);
            self.last = Some(at);
            let above_db = peak_db - frame.floor_db;
            let spread = frame.spread;
            self.pending =
                alone.then_some(Pending { at, peak_db, above_db, spread, spoilt: false });
        } else if frame.active {
            self.usual_db += FOLLOW * (frame.db - self.usual_db);
        }
        self.before.rotate_left(1);
        self.before[BEFORE - 1] = frame.db - frame.floor_db;
        self.last_db = frame.db;
        told
    }

    /// Passes over frames that were not heard.
    pub fn skip(&mut self, to: u64) {
        *self = Slam { next: to, usual_db: self.usual_db, ..Slam::new() };
    }

    /// The first frame of a blow that may not stay alone.
    pub fn pending_from(&self) -> Option<u64> {
        self.pending.as_ref().map(|pending| pending.at)
    }

    /// Nothing follows.
    pub fn end(&mut self) -> Option<Blow> {
        self.pending.take().filter(|pending| seconds(pending.at, self.next) > 0.5)?.told()
    }

    fn follow(&mut self, frame: &Frame, at: u64, is_blow: bool) -> Option<Blow> {
        let pending = self.pending.as_mut()?;
        let since = at - pending.at;
        // The window that caught its beginning holds half of it only.
        if since <= 2 {
            pending.spread = pending.spread.max(frame.spread);
        }
        let fallen = pending.peak_db - frame.db;
        pending.spoilt |= is_blow || ((GONE..=2 * GONE).contains(&since) && fallen < GONE_DB);
        if pending.spoilt {
            self.pending = None;
            return None;
        }
        if seconds(pending.at, at) < ALONE_S {
            return None;
        }
        self.pending.take()?.told()
    }
}

impl Pending {
    fn told(self) -> Option<Blow> {
        let (from, to, above_db) = (self.at, self.at + GONE, self.above_db);
        (self.spread >= SPREAD).then_some(Blow { from, to, above_db })
    }
}

fn seconds(from: u64, to: u64) -> f32 {
    to.saturating_sub(from) as f32 / FRAMES_HZ
}
