//! Which steady stretches are bursts of a telephone's bell.
//!
//! A bell warbles between two tones or is struck some twenty times a second, for 0.4 to 2 s,
//! and comes again every 3 to 6 s (in China 1 s on and 4 s off, GB 3380; others have 2 and 4,
//! or 0.4, 0.2, 0.4 and 2). A burst that warbles is one by itself; one that only sounds must
//! come again. What decays as it is struck once is a chime, what is a bare sine is a beep or
//! a tone of the line, and two tones of the keypad's grid are a key.

use super::spectrum::FRAMES_HZ;
use super::steady::{Stretch, is_near};

/// Shortest and longest burst, seconds.
const SHORTEST_S: f32 = 0.3;
const LONGEST_S: f32 = 2.7;
/// Shortest burst that is one by itself.
const ALONE_S: f32 = 0.6;
/// Stretches of the same pitches less than this apart are one burst: a double one has 0.2
/// between its halves.
const JOIN_S: f32 = 0.6;
/// From one burst's beginning to the next.
const AGAIN_S: std::ops::RangeInclusive<f32> = 1.6..=6.8;
/// A burst is this much above the floor, dB.
const ABOVE_DB: f32 = 7.0;
/// It begins at once: so much above the frames before it, dB.
const ATTACK_DB: f32 = 4.0;
/// And does not die away: it falls by less, dB.
const DECAY_DB: f32 = 9.0;
/// One that does not warble keeps its level: what dies away faster was struck, dB a second.
const FADE_DB_S: f32 = 6.0;
/// Changes of tone a second that are a warble. Few: a melody; many: chance.
const WARBLE_HZ: std::ops::RangeInclusive<f32> = 6.0..=70.0;
/// Ups and downs a second of a clapper, and how much, dB.
const STRUCK_HZ: std::ops::RangeInclusive<f32> = 12.0..=75.0;
const STRUCK_DB: f32 = 1.2;
/// Share of frames with more than one pitch: fewer are a bare sine.
const RICH: f32 = 0.6;
/// Share of power below 375 Hz at most: no small bell has any; voices do.
const LOW: f32 = 0.2;
/// Tones of the line (450 Hz in China), and how far off, hertz.
const LINE_HZ: f32 = 450.0;
const LINE_OFF_HZ: f32 = 15.0;
/// The keypad's grid (ITU-T Q.23), hertz.
const ROWS_HZ: [f32; 4] = [697.0, 770.0, 852.0, 941.0];
const COLUMNS_HZ: [f32; 4] = [1209.0, 1336.0, 1477.0, 1633.0];

/// A burst of a bell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Burst {
    /// Its first frame.
    pub from: u64,
    /// One past its last.
    pub to: u64,
    /// Level over the floor, dB.
    pub above_db: f32,
}

/// A burst that may be one, and whether it has been told.
#[derive(Debug, Clone)]
struct Maybe {
    stretch: Stretch,
    told: bool,
}

/// Finds bursts among a channel's stretches.
#[derive(Debug, Clone, Default)]
pub(super) struct Bell {
    /// The last stretch, which the next may go on with.
    last: Option<Stretch>,
    maybe: Vec<Maybe>,
}

impl Bell {
    /// Takes in a stretch that has ended.
    pub fn hear(&mut self, stretch: Stretch, out: &mut Vec<Burst>) {
        if let Some(last) = &mut self.last
            && apart_s(last.to, stretch.from) < JOIN_S
            && last.is_like(&stretch)
        {
            join(last, stretch);
            return;
        }
        self.settle(out);
        self.last = Some(stretch);
    }

    /// Nothing that is still to come begins before frame `now`.
    pub fn advance(&mut self, now: u64, out: &mut Vec<Burst>) {
        if self.last.as_ref().is_some_and(|last| apart_s(last.to, now) >= JOIN_S) {
            self.settle(out);
        }
        self.maybe.retain(|maybe| apart_s(maybe.stretch.from, now) <= *AGAIN_S.end());
    }

    /// The first frame of what may still turn out to be a burst.
    pub fn pending_from(&self) -> Option<u64> {
        let maybe = self.maybe.iter().filter(|maybe| !maybe.told).map(|maybe| maybe.stretch.from);
        maybe.chain(self.last.iter().map(|last| last.from)).min()
    }

    /// The last stretch is whole.
    pub fn settle(&mut self, out: &mut Vec<Burst>) {
        let Some(stretch) = self.last.take() else { return };
        if !may_be(&stretch) {
            return;
        }
        let alone = is_modulated(&stretch) && stretch.seconds() >= ALONE_S;
        let before = self.maybe.iter_mut().find(|before| {
            AGAIN_S.contains(&apart_s(before.stretch.from, stretch.from))
                && before.stretch.is_like(&stretch)
                // The last one is cut short by lifting the receiver.
                && stretch.seconds() < 1.4 * before.stretch.seconds()
        });
        let again = before.is_some();
        if let Some(before) = before.filter(|before| !before.told) {
            before.told = true;
            out.push(burst(&before.stretch));
        }
        let told = alone || again;
        if told {
            out.push(burst(&stretch));
        }
        self.maybe.push(Maybe { stretch, told });
    }
}

fn apart_s(from: u64, to: u64) -> f32 {
    to.saturating_sub(from) as f32 / FRAMES_HZ
}

fn burst(stretch: &Stretch) -> Burst {
    Burst { from: stretch.from, to: stretch.to, above_db: stretch.above_db }
}

/// Two parts of one burst: what they are like is told by the longer.
fn join(first: &mut Stretch, second: Stretch) {
    let (from, to, attack_db) = (first.from, second.to, first.attack_db);
    if second.seconds() > first.seconds() {
        *first = second;
    }
    (first.from, first.to, first.attack_db) = (from, to, attack_db);
}

/// Whether a stretch is like a burst of a bell, if it is alone or comes again.
pub(super) fn may_be(stretch: &Stretch) -> bool {
    (SHORTEST_S..=LONGEST_S).contains(&stretch.seconds())
        && stretch.above_db >= ABOVE_DB
        && stretch.attack_db >= ATTACK_DB
        && stretch.decay_db < DECAY_DB
        && stretch.low < LOW
        && (is_modulated(stretch) || (stretch.rich >= RICH && !fades(stretch)))
        && !is_line(stretch)
        && !is_key(stretch)
}

fn is_modulated(stretch: &Stretch) -> bool {
    (stretch.pitches.len() > 1 && WARBLE_HZ.contains(&stretch.switches_hz))
        || (STRUCK_HZ.contains(&stretch.ripple_hz) && stretch.ripple_db >= STRUCK_DB)
}

fn fades(stretch: &Stretch) -> bool {
    // From the middle of the first third to the middle of the last.
    stretch.decay_db > FADE_DB_S * stretch.seconds() * 2.0 / 3.0
}

fn is_line(stretch: &Stretch) -> bool {
    let is_it = |hz: &f32| (hz - LINE_HZ).abs() <= LINE_OFF_HZ;
    stretch.pitches.iter().all(is_it)
}

/// Both tones of a key sound at once, so that a set needs only one of them: the pitches
/// must lie on the grid, whichever they are.
fn is_key(stretch: &Stretch) -> bool {
    let on = |grid: &[f32]| stretch.pitches.iter().all(|hz| grid.iter().any(|g| is_near(*hz, *g)));
    (on(&ROWS_HZ) || on(&COLUMNS_HZ)) && stretch.switches_hz < *WARBLE_HZ.start()
}
