//! How alike two wordings sound.
//!
//! Pure. Syllable by syllable with the costs of `normalize`, without losing or
//! gaining any: a plain measure that a trainer can follow, no copy of the spotter.

use crate::normalize::{COST_UNIT, Ear, Normalized, Symbol};

/// Where in a text something sounds most like a wording, and how far off it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Likeness {
    /// Mean cost of a syllable: 0 the same sounds, 1 nothing in common.
    pub distance: f32,
    /// The highest cost of any one syllable, from 0 to 1.
    pub worst: f32,
    /// The first symbol in the text.
    pub first: usize,
    /// One past the last.
    pub end: usize,
}

/// The stretch of `text` that sounds most like `wording` to `ear`; `None` when the text is
/// shorter or there is nothing to compare.
pub fn nearest(ear: &Ear, wording: &Normalized, text: &Normalized) -> Option<Likeness> {
    let (wording, text) = (wording.symbols(), text.symbols());
    if wording.is_empty() {
        return None;
    }
    let windows = text.windows(wording.len()).enumerate();
    windows
        .map(|(first, window)| Likeness {
            first,
            end: first + window.len(),
            ..mean(ear, wording, window)
        })
        .min_by(|a, b| a.distance.total_cmp(&b.distance))
}

/// Whether one end of `text` sounds like the other end of `wording`, at least half of
/// it, within `most` for each syllable.
pub(super) fn ends_alike(ear: &Ear, wording: &Normalized, text: &Normalized, most: f32) -> bool {
    let (wording, text) = (wording.symbols(), text.symbols());
    let least = wording.len().div_ceil(2).max(1);
    (least..wording.len().min(text.len() + 1)).any(|shared| {
        let head = mean(ear, &wording[wording.len() - shared..], &text[..shared]);
        let tail = mean(ear, &wording[..shared], &text[text.len() - shared..]);
        head.distance <= most || tail.distance <= most
    })
}

/// Of two stretches of one length, above zero.
fn mean(ear: &Ear, a: &[Symbol], b: &[Symbol]) -> Likeness {
    let costs = a.iter().zip(b).map(|(a, b)| {
        if a.ch == b.ch {
            0.0
        } else {
            f32::from(ear.cost(a.sound, b.sound)) / f32::from(COST_UNIT)
        }
    });
    let (sum, worst) =
        costs.fold((0.0, 0.0_f32), |(sum, worst), cost| (sum + cost, worst.max(cost)));
    Likeness { distance: sum / a.len().max(1) as f32, worst, first: 0, end: a.len() }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::normalize::normalize;

    #[test]
    fn the_nearest_stretch_is_found() {
        let near = |a: &str, b: &str| nearest(&Ear::default(), &normalize(a), &normalize(b));
        assert_eq!(near("急什么", "您即什么呢").unwrap().distance, 0.0);
        assert_eq!(near("急什么", "您即什么呢").unwrap().first, 1);
        assert!(near("不归我管", "不规模管").unwrap().distance < 0.3);
        assert!(near("不归我管", "请您出示证件").unwrap().distance > 0.5);
        assert_eq!(near("不归我管", "不归"), None);
        assert_eq!(near("", "不归"), None);
    }

    #[test]
    fn ends_count_from_half_of_a_wording() {
        let alike =
            |a: &str, b: &str| ends_alike(&Ear::default(), &normalize(a), &normalize(b), 0.2);
        assert!(alike("你自己看", "自己看一下"), "three of four");
        assert!(!alike("你自己看", "看一下"), "one of four");
        assert!(!alike("急什么", "别急"), "one of three");
    }
}
