//! Jumps of the wall clock, told by a clock that never jumps.
//!
//! Pure: both are passed in. Belongs to the host, which looks several times a second; the
//! anchors of sessions follow the wall clock and cannot tell by themselves who was wrong.

use jiff::{SignedDuration, Timestamp};
use std::time::Instant;

/// Smaller steps are how clocks are kept right.
const LEAST: SignedDuration = SignedDuration::from_secs(2);

/// The last look.
#[derive(Debug, Default)]
pub(super) struct Jumps {
    last: Option<(Timestamp, Instant)>,
}

impl Jumps {
    /// By how much the wall clock has jumped since the last look; `None` when it has not.
    /// A machine that slept shows as a jump, where its other clock stood still meanwhile.
    pub(super) fn look(&mut self, wall: Timestamp, steady: Instant) -> Option<SignedDuration> {
        let (before, since) = self.last.replace((wall, steady))?;
        let passed = SignedDuration::try_from(steady.saturating_duration_since(since)).ok()?;
        let jump = wall.duration_since(before) - passed;
        (jump.abs() >= LEAST).then_some(jump)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn jumps_are_told_once_and_drift_is_not() {
        let (wall, steady) = (Timestamp::from_second(1_800_000_000).unwrap(), Instant::now());
        let mut jumps = Jumps::default();
        let mut look = |wall_ms: i64, steady_ms: u64| {
            let wall = wall + SignedDuration::from_millis(wall_ms);
            jumps.look(wall, steady + Duration::from_millis(steady_ms)).map(|jump| jump.as_secs())
        };
        assert_eq!(look(0, 0), None);
        assert_eq!(look(200, 200), None);
        assert_eq!(look(10_000, 10_200), None, "a look that came late");
        assert_eq!(look(3_610_200, 10_400), Some(3_600));
        assert_eq!(look(3_610_400, 10_600), None);
        assert_eq!(look(10_600, 10_800), Some(-3_600));
    }
}
