//! Figures that are read from across a hall.
//!
//! Pure.

/// Rows of a figure.
pub const ROWS: u16 = 5;

/// `0` to `9`, then `%`; a figure is as wide as its rows.
const FIGURES: [[&str; ROWS as usize]; 11] = [
    ["██████", "██  ██", "██  ██", "██  ██", "██████"],
    ["  ██  ", "████  ", "  ██  ", "  ██  ", "██████"],
    ["██████", "    ██", "██████", "██    ", "██████"],
    ["██████", "    ██", "██████", "    ██", "██████"],
    ["██  ██", "██  ██", "██████", "    ██", "    ██"],
    ["██████", "██    ", "██████", "    ██", "██████"],
    ["██████", "██    ", "██████", "██  ██", "██████"],
    ["██████", "    ██", "   ██ ", "  ██  ", "  ██  "],
    ["██████", "██  ██", "██████", "██  ██", "██████"],
    ["██████", "██  ██", "██████", "    ██", "██████"],
    ["██   ██", "    ██ ", "   ██  ", "  ██   ", "██   ██"],
];

/// `text` large; only digits and `%` can be written so, the rest is left out.
pub fn text(text: &str) -> [String; ROWS as usize] {
    let mut rows = [const { String::new() }; ROWS as usize];
    for c in text.chars() {
        let place = match c {
            '%' => Some(10),
            c => c.to_digit(10).and_then(|digit| usize::try_from(digit).ok()),
        };
        let Some(figure) = place.and_then(|place| FIGURES.get(place)) else { continue };
        for (row, part) in rows.iter_mut().zip(figure) {
            if !row.is_empty() {
                row.push_str("  ");
            }
            row.push_str(part);
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen::cells::width;

    #[test]
    fn all_rows_of_a_figure_are_as_wide() {
        for c in "0123456789%".chars() {
            let rows = text(&c.to_string());
            assert!(rows.iter().all(|row| width(row) == width(&rows[0])), "{c}");
        }
        let rows = text("100%");
        assert_eq!(rows[0], "  ██    ██████  ██████  ██   ██");
        assert_eq!(text("x")[0], "");
    }
}
