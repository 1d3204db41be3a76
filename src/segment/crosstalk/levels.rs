//! How much louder each side is in its own microphone, learned from both while they talk.
//!
//! Levels of the first channel over the second fall into two groups, one a side, as soon as
//! both have been heard and something leaks. The groups are parted as in N. Otsu, "A threshold
//! selection method from gray-level histograms", IEEE Trans. SMC 9(1), 1979.

/// Bins of a decibel, symmetric around none.
const MOST_DB: i32 = 40;
const BINS: usize = 2 * MOST_DB as usize + 1;
/// Frames between two looks at the groups, half a second of speech.
const LOOK_EVERY: u32 = 32;
/// Frames after which all that is remembered weighs less: 16 s of speech; with
/// [`KEPT`] a memory of some two and a half minutes of speech.
const FADE_EVERY: u32 = 1_024;
const KEPT: f32 = 0.9;
/// Frames that a group holds at least: 0.8 s.
const LEAST_FRAMES: f32 = 50.0;
/// Groups nearer than this are none: leaks of more than -4 dB, or scatter.
pub(in crate::segment) const APART_DB: f32 = 7.0;
/// The share of all variance that lies between the groups. Of one group with any even or
/// bell-shaped scatter it is at most 0.75; of two it nears 1.
const BETWEEN: f32 = 0.8;
/// Gains of two microphones at one counter do not differ by more.
const MIDDLE_MOST_DB: f32 = 20.0;

/// Levels of the first channel over the second: when its own side speaks, and when the other does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Groups {
    /// While the first channel's side speaks, dB.
    pub(super) first_db: f32,
    /// While the second channel's does, dB; lower.
    pub(super) second_db: f32,
}

impl Groups {
    /// Where neither is nearer.
    pub(super) fn middle_db(self) -> f32 {
        (self.first_db + self.second_db) / 2.0
    }
}

/// What was learned.
pub(super) struct Levels {
    bins: [f32; BINS],
    heard: u32,
    groups: Option<Groups>,
}

impl Levels {
    /// Nothing.
    pub(super) fn new() -> Levels {
        Levels { bins: [0.0; BINS], heard: 0, groups: None }
    }

    /// Takes in how much louder the first channel is in a frame of speech that both hear.
    pub(super) fn hear(&mut self, db: f32) {
        // A float too small or too large for the type becomes its nearest end.
        let bin = ((db.round() as i32).clamp(-MOST_DB, MOST_DB) + MOST_DB) as usize;
        self.bins[bin] += 1.0;
        self.heard += 1;
        if self.heard.is_multiple_of(FADE_EVERY) {
            self.bins.iter_mut().for_each(|bin| *bin *= KEPT);
        }
        if self.heard.is_multiple_of(LOOK_EVERY) {
            self.groups = self.part();
        }
    }

    /// The two groups, once there are two.
    pub(super) fn groups(&self) -> Option<Groups> {
        self.groups
    }

    fn part(&self) -> Option<Groups> {
        let of = |bins: std::ops::Range<usize>| {
            let (mut weight, mut sum, mut squares) = (0.0_f32, 0.0_f32, 0.0_f32);
            for bin in bins {
                let (db, held) = (bin as f32 - MOST_DB as f32, self.bins[bin]);
                weight += held;
                sum += held * db;
                squares += held * db * db;
            }
            (weight, sum, squares)
        };
        let (all, sum, squares) = of(0..BINS);
        let total = squares / all - (sum / all).powi(2);
        let parted = (1..BINS).filter_map(|cut| {
            let (low, high) = (of(0..cut), of(cut..BINS));
            if low.0 < LEAST_FRAMES || high.0 < LEAST_FRAMES {
                return None;
            }
            let groups = Groups { first_db: high.1 / high.0, second_db: low.1 / low.0 };
            let between =
                low.0 / all * (high.0 / all) * (groups.first_db - groups.second_db).powi(2);
            Some((groups, between))
        });
        let (groups, between) = parted.max_by(|(_, a), (_, b)| a.total_cmp(b))?;
        (groups.first_db - groups.second_db >= APART_DB
            && between >= BETWEEN * total
            && groups.middle_db().abs() <= MIDDLE_MOST_DB)
            .then_some(groups)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// Evenly spread around each of the middles, so many frames each.
    fn heard(middles: &[(f32, u32)], spread_db: f32) -> Option<Groups> {
        let mut levels = Levels::new();
        for (middle, frames) in middles {
            for n in 0..*frames {
                let off = (n * 7919 % 1009) as f32 / 1009.0 * 2.0 - 1.0;
                levels.hear(middle + spread_db * off);
            }
        }
        levels.groups()
    }

    #[test]
    fn two_sides_are_two_groups_whatever_the_gains() {
        for (gain_db, leak_db) in [(0.0, 12.0), (0.0, 6.0), (8.0, 6.0), (-12.0, 12.0)] {
            let groups =
                heard(&[(leak_db - gain_db, 200), (-leak_db - gain_db, 100)], 3.0).unwrap();
            assert!((groups.middle_db() + gain_db).abs() < 0.5, "{groups:?}");
            assert!((groups.first_db - groups.second_db - 2.0 * leak_db).abs() < 0.5, "{groups:?}");
        }
    }

    #[test]
    fn one_side_or_no_leak_that_is_told_apart_is_none() {
        assert_eq!(heard(&[(6.0, 500)], 4.0), None);
        assert_eq!(heard(&[(3.0, 300), (-3.0, 300)], 3.0), None, "a leak of -3 dB");
        assert_eq!(heard(&[(12.0, 500), (-12.0, 20)], 2.0), None, "hardly heard");
        assert_eq!(heard(&[(0.0, 500)], 20.0), None, "all over");
    }

    #[test]
    fn people_who_change_places_are_learned_anew() {
        let mut levels = Levels::new();
        for n in 0..60_000_u32 {
            let gain_db = if n < 20_000 { 0.0 } else { 9.0 };
            levels.hear(if n / 100 % 2 == 0 { 6.0 } else { -6.0 } + gain_db);
        }
        assert!((levels.groups().unwrap().middle_db() - 9.0).abs() < 1.0);
    }
}
