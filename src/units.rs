//! The quantities that flow through the stages, each with its unit in its type.
//!
//! Pure values, used on every thread. Nothing here knows the wall clock: a
//! moment is a sample of a session, and `clock` turns it into time of day.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::{Add, Sub};

/// Samples a second of all speech after capture; Whisper accepts no other rate.
pub const SAMPLE_RATE: u32 = 16_000;

/// A moment of a session: samples at [`SAMPLE_RATE`] since it began, lost ones included.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct SampleIndex(pub u64);

impl SampleIndex {
    /// Seconds since the session began.
    pub fn seconds(self) -> f64 {
        self.0 as f64 / f64::from(SAMPLE_RATE)
    }

    /// The sample nearest to `seconds`; negative times become the beginning.
    pub fn from_seconds(seconds: f64) -> Self {
        SampleIndex(samples(seconds))
    }

    /// `n` samples earlier, not before the beginning.
    pub fn saturating_sub(self, n: u64) -> Self {
        SampleIndex(self.0.saturating_sub(n))
    }
}

impl Add<u64> for SampleIndex {
    type Output = SampleIndex;
    fn add(self, n: u64) -> SampleIndex {
        SampleIndex(self.0 + n)
    }
}

impl Sub for SampleIndex {
    type Output = u64;
    /// Samples from `earlier` to `self`; zero when it is not earlier.
    fn sub(self, earlier: SampleIndex) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// The number of samples in `seconds`, rounded; zero when negative.
pub fn samples(seconds: f64) -> u64 {
    (seconds * f64::from(SAMPLE_RATE)).round().max(0.0) as u64
}

/// A stretch of a session, `start` inclusive, `end` exclusive.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SampleRange {
    /// First sample.
    pub start: SampleIndex,
    /// One past the last sample.
    pub end: SampleIndex,
}

impl SampleRange {
    /// From `start` to `end`; empty when `end` is not later.
    pub fn new(start: SampleIndex, end: SampleIndex) -> Self {
        SampleRange { start, end: end.max(start) }
    }

    /// Length in samples.
    pub fn len(self) -> u64 {
        self.end - self.start
    }

    /// Whether it holds no sample.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Length in seconds.
    pub fn seconds(self) -> f64 {
        self.len() as f64 / f64::from(SAMPLE_RATE)
    }

    /// Whether both hold a common sample.
    pub fn overlaps(self, other: SampleRange) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Samples between the two; zero when they touch or overlap.
    pub fn distance(self, other: SampleRange) -> u64 {
        (other.start - self.end).max(self.start - other.end)
    }

    /// The smallest range that holds both.
    pub fn union(self, other: SampleRange) -> SampleRange {
        SampleRange::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// `before` and `after` samples more, not before the beginning.
    pub fn widen(self, before: u64, after: u64) -> SampleRange {
        SampleRange::new(self.start.saturating_sub(before), self.end + after)
    }
}

/// A level in decibels relative to full scale: 0 is the loudest, silence is [`Dbfs::FLOOR`].
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Dbfs(pub f32);

impl Dbfs {
    /// What digital silence and everything below 16 bits' reach is reported as.
    pub const FLOOR: Dbfs = Dbfs(-100.0);

    /// The level of a linear amplitude (1.0 = full scale).
    pub fn from_amplitude(amplitude: f32) -> Dbfs {
        if amplitude > 0.0 {
            Dbfs((20.0 * amplitude.log10()).max(Dbfs::FLOOR.0))
        } else {
            Dbfs::FLOOR
        }
    }

    /// The root-mean-square level of `samples`.
    pub fn of(samples: &[f32]) -> Dbfs {
        if samples.is_empty() {
            return Dbfs::FLOOR;
        }
        let power: f64 = samples.iter().map(|s| f64::from(*s) * f64::from(*s)).sum();
        Dbfs::from_amplitude((power / samples.len() as f64).sqrt() as f32)
    }
}

impl fmt::Display for Dbfs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.0} dBFS", self.0)
    }
}

/// How well something matched: 0 not at all, 1 exactly.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Score(pub f32);

/// Whose speech a channel carries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The member of staff at the counter.
    Clerk,
    /// The person being served.
    Citizen,
    /// The hall around the counter.
    Room,
    /// Nobody said; one microphone hears both sides.
    #[default]
    Unknown,
}

impl Role {
    /// Reads the word used in the channel map; `None` for any other.
    pub fn from_word(word: &str) -> Option<Role> {
        match word {
            "clerk" => Some(Role::Clerk),
            "citizen" => Some(Role::Citizen),
            "room" => Some(Role::Room),
            "unknown" => Some(Role::Unknown),
            _ => None,
        }
    }

    /// The word used in the channel map and in `--json`.
    pub fn word(self) -> &'static str {
        match self {
            Role::Clerk => "clerk",
            Role::Citizen => "citizen",
            Role::Room => "room",
            Role::Unknown => "unknown",
        }
    }
}

/// What a role rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoleBasis {
    /// The channel map of the counter says so.
    ChannelMap,
    /// Nothing: the role is unknown.
    None,
}

impl RoleBasis {
    /// What the role of a mapped channel rests on.
    pub fn of(role: Role) -> RoleBasis {
        match role {
            Role::Unknown => RoleBasis::None,
            _ => RoleBasis::ChannelMap,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn range() -> impl Strategy<Value = SampleRange> {
        (0u64..10_000, 0u64..10_000)
            .prop_map(|(start, len)| SampleRange::new(SampleIndex(start), SampleIndex(start + len)))
    }

    proptest! {
        #[test]
        fn union_holds_both(a in range(), b in range()) {
            let both = a.union(b);
            prop_assert!(both.start <= a.start && a.end <= both.end);
            prop_assert_eq!(both, b.union(a));
        }

        #[test]
        fn distance_is_zero_exactly_when_near(a in range(), b in range()) {
            prop_assert_eq!(a.distance(b), b.distance(a));
            if a.overlaps(b) {
                prop_assert_eq!(a.distance(b), 0);
            }
        }
    }

    #[test]
    fn silence_has_the_floor_and_full_scale_is_zero() {
        assert_eq!(Dbfs::of(&[0.0; 8]), Dbfs::FLOOR);
        assert_eq!(Dbfs::of(&[1.0, -1.0]).0, 0.0);
    }
}
