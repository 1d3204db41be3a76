//! Plots out of characters: columns over time, and the parts of a whole.
//!
//! Pure; as text, so that a page of plots can be scrolled like any other. Heights and
//! lengths tell, colour only helps; the values stand as figures beside them.

use super::meter;

/// A cell filled from below by eighths.
const EIGHTHS: [char; 8] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇'];

/// A filled cell.
const WHOLE: char = '█';

/// The parts of a whole, told apart without colour.
pub const PARTS: [char; 3] = ['█', '▒', '░'];

/// `rows` rows of columns, the uppermost first, each `bar` wide and `cell` with the gap
/// behind it. The highest that fits stands for `top`; what is absent leaves its place
/// empty, whatever is more than nothing shows.
pub fn columns(
    values: &[Option<f64>],
    top: f64,
    (bar, cell): (usize, usize),
    rows: usize,
) -> Vec<String> {
    let eighths: Vec<usize> = values
        .iter()
        .map(|value| {
            let share = value.filter(|v| v.is_finite() && top > 0.0).unwrap_or(0.0) / top;
            let eighths = (share.clamp(0.0, 1.0) * rows as f64 * 8.0).round() as usize;
            if share > 0.0 { eighths.max(1) } else { 0 }
        })
        .collect();
    (0..rows)
        .rev()
        .map(|row| {
            let mut text = String::with_capacity(values.len() * cell);
            for eighths in &eighths {
                let part = eighths.saturating_sub(row * 8);
                let c = EIGHTHS.get(part).copied().unwrap_or(WHOLE);
                text.extend(std::iter::repeat_n(c, bar));
                text.extend(std::iter::repeat_n(' ', cell.saturating_sub(bar)));
            }
            text
        })
        .collect()
}

/// A bar of at most `columns` for the sum of `parts` of `whole`, divided among them, each
/// in its own character of [`PARTS`].
pub fn stacked(parts: [u64; 3], whole: u64, columns: usize) -> [String; 3] {
    let mut from = 0;
    let mut sum = 0;
    let place = |sum: u64| {
        let share = if whole > 0 { sum as f64 / whole as f64 } else { 0.0 };
        (share.min(1.0) * columns as f64).round() as usize
    };
    let mut texts = [const { String::new() }; 3];
    for ((text, part), c) in texts.iter_mut().zip(parts).zip(PARTS) {
        sum += part;
        // What is more than nothing shows, where there is room.
        let to = place(sum).max(from + usize::from(part > 0)).min(columns);
        text.extend(std::iter::repeat_n(c, to - from));
        from = to;
    }
    texts
}

/// A bar of exactly `columns` with its end marked by the padding.
pub fn padded(part: f64, whole: f64, columns: usize) -> String {
    crate::screen::cells::fit(&meter::part(part, whole, columns), columns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen::cells::width;
    use proptest::prelude::*;

    #[test]
    fn columns_grow_from_below() {
        let rows = columns(&[Some(4.0), None, Some(2.0), Some(0.0), Some(0.01)], 4.0, (1, 2), 2);
        assert_eq!(rows, ["█         ", "█   █   ▁ "]);
    }

    #[test]
    fn parts_are_told_apart_without_colour() {
        assert_eq!(stacked([2, 1, 1], 4, 8), ["████", "▒▒", "░░"]);
        assert_eq!(stacked([0, 0, 0], 0, 8), ["", "", ""]);
    }

    proptest! {
        #[test]
        fn plots_stay_in_their_room(
            values in proptest::collection::vec(proptest::option::of(any::<f64>()), 0..30),
            top in any::<f64>(), bar in 0usize..5, gap in 0usize..3, rows in 0usize..9,
        ) {
            let found = columns(&values, top, (bar, bar + gap), rows);
            prop_assert_eq!(found.len(), rows);
            for row in found {
                prop_assert_eq!(width(&row), values.len() * (bar + gap));
            }
        }

        #[test]
        fn stacks_stay_in_their_room(parts in any::<[u32; 3]>(), whole in any::<u32>(), columns in 0usize..90) {
            let texts = stacked(parts.map(u64::from), u64::from(whole), columns);
            prop_assert!(texts.iter().map(|text| width(text)).sum::<usize>() <= columns);
            let wide = padded(f64::from(parts[0]), f64::from(whole), columns);
            prop_assert_eq!(width(&wide), columns);
        }
    }
}
