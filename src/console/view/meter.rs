//! Bars: how loud it is, with the peak that is held, and how much of a whole something is.
//!
//! Pure. Read without colour: the length tells, a stroke marks the peak, and a word
//! stands where sound is cut off.

use crate::units::Dbfs;

/// The quietest level that a meter tells from silence.
const FLOOR_DBFS: f32 = -60.0;

/// A cell filled from the left by eighths; the first is empty.
const EIGHTHS: [char; 8] = ['.', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/// A filled cell.
const WHOLE: char = '█';

/// A peak above the level.
const PEAK: char = '│';

/// How far along a meter `level` is, 0 to 1; `None` for no level.
pub fn share(level: Dbfs) -> Option<f32> {
    let Dbfs(level) = level;
    level.is_finite().then(|| ((level - FLOOR_DBFS) / -FLOOR_DBFS).clamp(0.0, 1.0))
}

/// A meter of exactly `columns`: how loud, and the peak where it is above that.
pub fn level(level: Option<Dbfs>, peak: Option<Dbfs>, columns: usize) -> String {
    let Some(lit) = level.and_then(share) else {
        return ".".repeat(columns);
    };
    let mark = peak.and_then(share).filter(|peak| *peak > 0.0 && columns > 0).map(|peak| {
        let at = (peak * columns as f32).ceil() as usize;
        at.clamp(1, columns) - 1
    });
    let eighths = (lit * columns as f32 * 8.0).round() as usize;
    (0..columns)
        .map(|at| match eighths.saturating_sub(at * 8) {
            0 if mark == Some(at) => PEAK,
            part => EIGHTHS.get(part).copied().unwrap_or(WHOLE),
        })
        .collect()
}

/// A bar of at most `columns` for `part` of `whole`; whatever is more than nothing shows.
/// Nothing follows its end.
pub fn part(part: f64, whole: f64, columns: usize) -> String {
    let share = if whole > 0.0 && part.is_finite() { (part / whole).clamp(0.0, 1.0) } else { 0.0 };
    let mut eighths = (share * columns as f64 * 8.0).round() as usize;
    if share > 0.0 && columns > 0 {
        eighths = eighths.max(1);
    }
    let mut text: String = std::iter::repeat_n(WHOLE, eighths / 8).collect();
    if !eighths.is_multiple_of(8) {
        text.push(EIGHTHS[eighths % 8]);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen::cells::width;
    use proptest::prelude::*;

    #[test]
    fn levels_fill_from_the_left_and_peaks_stand_out() {
        let meter = |dbfs: f32, peak: f32| level(Some(Dbfs(dbfs)), Some(Dbfs(peak)), 6);
        for (found, expected) in [
            (meter(-100.0, -100.0), "......"),
            (meter(-30.0, -30.0), "███..."),
            (meter(-30.0, -5.0), "███..│"),
            (meter(-35.0, -21.0), "██▌│.."),
            (meter(0.0, 0.0), "██████"),
            (meter(9.0, 9.0), "██████"),
            (meter(f32::NAN, 0.0), "......"),
            (level(None, None, 3), "..."),
        ] {
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn the_least_part_shows_and_nothing_does_not() {
        assert_eq!(part(0.001, 1000.0, 10), "▏");
        assert_eq!(part(0.0, 1000.0, 10), "");
        assert_eq!(part(3.0, 0.0, 10), "");
        assert_eq!(part(5.0, 10.0, 5), "██▌");
    }

    proptest! {
        #[test]
        fn meters_are_as_wide_as_asked(dbfs in -200f32..20.0, peak in -200f32..20.0, columns in 0usize..90) {
            prop_assert_eq!(width(&level(Some(Dbfs(dbfs)), Some(Dbfs(peak)), columns)), columns);
        }

        #[test]
        fn bars_are_never_wider_than_their_room(some in any::<f64>(), whole in any::<f64>(), columns in 0usize..90) {
            prop_assert!(width(&part(some, whole, columns)) <= columns);
        }
    }
}
